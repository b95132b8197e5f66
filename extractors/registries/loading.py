"""The registry files, and what a person adds to them, as typed entries."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from extractors.data_files import installed, made_once, read_yaml
from extractors.registries.entries import Country, District, RatingEntry, Region, Registries
from model.errors import ConfigurationError

HERE = Path(__file__).parent
Entry = TypeVar("Entry", Region, Country, District, RatingEntry)


@cache
def shipped_registries() -> Registries:
    """The registries that come with svodka."""
    return load_registries()


@made_once
def registries() -> Registries:
    """The registries in effect: the shipped ones with the entries of the installation."""
    added = installed("registries")
    return load_registries(added) if added is not None else shipped_registries()


def load_registries(extra_dir: Path | None = None) -> Registries:
    """The shipped registries with the entries of `extra_dir`, which has files of the same names.

    An entry of a code or id that is shipped already takes the shipped one's place. Raises
    ConfigurationError for a file that is not in the form that the shipped files describe.
    """
    return Registries(
        regions=_entries("regions", Region, extra_dir),
        countries=_entries("countries", Country, extra_dir),
        districts=_entries("districts", District, extra_dir),
        ratings=_entries("ratings", RatingEntry, extra_dir),
    )


def _entries(name: str, kind: type[Entry], extra_dir: Path | None) -> tuple[Entry, ...]:
    found = _read(HERE / f"{name}.yaml", name, kind)
    extra_file = extra_dir / f"{name}.yaml" if extra_dir else None
    if extra_file is None or not extra_file.exists():
        return found
    by_key = {_key(entry): entry for entry in found}
    by_key.update({_key(entry): entry for entry in _read(extra_file, name, kind)})
    return tuple(by_key.values())


def _key(entry: Region | Country | District | RatingEntry) -> str:
    return entry.code if isinstance(entry, Region | Country) else entry.id


def _read(file: Path, name: str, kind: type[Entry]) -> tuple[Entry, ...]:
    try:
        # CSafeLoader builds plain values only, like SafeLoader.
        content: Any = read_yaml(file)
        entry = TypeAdapter(kind)
        return tuple(entry.validate_python(item) for item in content[name])
    except (yaml.YAMLError, ValidationError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{file}: not a registry of {name}: {error}") from error
