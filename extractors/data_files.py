"""The data files that extraction goes by: the shipped ones, and those of an installation's folder.

Words and names are looked up deep inside, by functions that take a word and nothing else. They
find the files that are in effect here, rather than every function on the way handing them on. An
extractor puts its own into effect around its work, so two of different folders can stand side by
side, also in threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import yaml

from model.errors import ConfigurationError

Made = TypeVar("Made")
Words = dict[str, Any]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C reads a file in a tenth of the time, where libyaml is there."""


class DataFiles:
    """The shipped files with those of `folder`, and what was made of them."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise ConfigurationError(f"{folder}: no such folder of rules; make it or name another")
        self.folder = folder
        self.made: dict[Callable[[], Any], Any] = {}

    @contextmanager
    def in_effect(self) -> Iterator[None]:
        """Look-ups inside go by these files."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)


SHIPPED = DataFiles()
_current: ContextVar[DataFiles] = ContextVar("data_files", default=SHIPPED)


def installed(name: str) -> Path | None:
    """The installation's file or folder of a name ("figures/words.yaml"); None where there is none."""
    folder = _current.get().folder
    path = folder / name if folder is not None else None
    return path if path is not None and path.exists() else None


def made_once(make: Callable[[], Made]) -> Callable[[], Made]:
    """Make it at first use, once for each set of data files."""

    @wraps(make)
    def get() -> Made:
        made = _current.get().made
        if make not in made:
            made[make] = make()
        found: Made = made[make]
        return found

    return get


def words_with_installed(shipped: Path, name: str) -> Words:
    """The classes of words of a shipped file, with the words that the installation's file adds.

    Raises ConfigurationError for a file that is no mapping of the classes that are shipped.
    """
    content = _read(shipped)
    added = installed(name)
    if added is None:
        return content
    for key, words in _read(added).items():
        if key not in content or not isinstance(words, type(content[key])):
            raise ConfigurationError(f"{added}: {key!r} is no class of words as in {name}; see docs/rules.md")
        content[key] = _joined(content[key], words)
    return content


def read_yaml(file: Path) -> Any:
    """A file of data. Raises yaml.YAMLError, UnicodeDecodeError or OSError."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader


def _joined(shipped: Any, added: Any) -> Any:
    if isinstance(shipped, dict):
        return {**shipped, **added}
    return f"{shipped} {added}" if isinstance(shipped, str) else [*shipped, *added]


def _read(file: Path) -> Words:
    try:
        content = read_yaml(file) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: not YAML: {error}") from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{file}: not a mapping of classes of words")
    return content
