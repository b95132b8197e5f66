"""Faults in registry files: their form, codes and ids, forms and aliases that mean two things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from extractors.registries.entries import Country, District, RatingEntry, Region, Registries
from extractors.registries.known_ratings import name_stems
from extractors.registries.linting import lint
from extractors.registries.loading import load_registries
from extractors.rules.layout import Layout
from extractors.rules.nodes import items, line_of, node_of, parts, plain
from extractors.rules.problems import Problem
from model.errors import ConfigurationError

_KINDS: dict[str, type] = {
    "regions": Region, "countries": Country, "districts": District, "ratings": RatingEntry,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entries:
    """Where each entry of the files stands, by its code or id."""

    places: dict[str, tuple[Path, int]]

    def place(self, fault: str) -> tuple[Path, int, str] | None:
        """Where the entry stands that a fault names; None where it is none of these files."""
        for key, (file, line) in self.places.items():
            if key in fault.replace(":", " ").split():
                return file, line, key
        return None


def registry_problems(layout: Layout) -> Iterator[Problem]:
    """The faults of all registry files, of an installation's together with the shipped ones."""
    places: dict[str, tuple[Path, int]] = {}
    wrong = False
    for name, file in layout.registry_files().items():
        for found in _of_file(file, name):
            if isinstance(found, Problem):
                wrong = True
                yield found
            else:
                key, line = found
                if key in places:
                    told = f"given twice, first at {places[key][0].name}:{places[key][1]}"
                    yield Problem(file, line, key, told, "take one of the two away")
                places.setdefault(key, (file, line))
    if places and not wrong:
        yield from _together(layout, _Entries(places))


def _of_file(file: Path, name: str) -> Iterator[Problem | tuple[str, int]]:
    node = node_of(file)
    if isinstance(node, Problem):
        yield node
        return
    entries = parts(node).get(name) if node is not None else None
    if not isinstance(entries, yaml.SequenceNode):
        yield Problem(file, 1, None, f"no list of {name}", f"begin with {name}: and under it entries")
        return
    adapter: TypeAdapter[Any] = TypeAdapter(_KINDS[name])
    for entry in items(entries):
        yield from _of_entry(file, entry, adapter)


def _of_entry(file: Path, entry: yaml.Node, adapter: TypeAdapter[Any]) -> Iterator[Problem | tuple[str, int]]:
    values = plain(entry)
    key = str(values.get("code") or values.get("id") or "?") if isinstance(values, dict) else "?"
    try:
        adapter.validate_python(values)
    except ValidationError as error:
        for fault in error.errors():
            part = ".".join(map(str, fault["loc"])) or "the entry"
            told = f"{part}: {fault['msg']}"
            yield Problem(file, line_of(entry), key, told, "the head of the shipped file tells the parts")
        return
    yield key, line_of(entry)


def _together(layout: Layout, entries: _Entries) -> Iterator[Problem]:
    try:
        registries = load_registries(None if layout.shipped else layout.registries)
    except ConfigurationError as error:
        yield Problem(layout.registries, 1, None, str(error), "mend the file")
        return
    for fault in lint(registries):
        place = entries.place(fault)
        if place is not None:
            file, line, key = place
            told = fault.removeprefix(f"{key}: ")
            yield Problem(file, line, key, told, "take the name or the entry away, or mend it")
    yield from _shared_aliases(registries, entries)


def _shared_aliases(registries: Registries, entries: _Entries) -> Iterator[Problem]:
    """Names by which a text could mean either of two ratings: nothing tells them apart."""
    owners: dict[frozenset[str], list[tuple[RatingEntry, str]]] = {}
    for rating in registries.ratings:
        for name in (rating.name, *rating.aliases):
            owners.setdefault(name_stems(name), []).append((rating, name))
    for claims in owners.values():
        last, alias = claims[-1]
        for other, _ in claims[:-1]:
            if other.id != last.id and other.publisher == last.publisher and last.id in entries.places:
                file, line = entries.places[last.id]
                told = f"{alias!r} fits {other.id} too, and both are of {last.publisher}"
                yield Problem(file, line, last.id, told, "give one of the two another name")
