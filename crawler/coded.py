"""A source's own code: one Python file for what selectors cannot tell.

The file has one or more of three functions of the parsed page (`crawler.pages.Page`):

    parts(page) -> Parts | None                 title, lead, times, authors, tags
    text(page) -> str | None                    the text of the article, its lines kept
    links(page) -> list[tuple[str, str]]        address and words of each link of a listing

It is the operator's own, named in the configuration file, and runs with all rights of the
worker: so no document that comes from elsewhere (OPML) can name one. What it does not tell is
asked of the other readers, and so is everything where it fails; that is logged.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import structlog

from crawler.pages import Page, Parts
from model.errors import ConfigurationError
from model.sources import Source

FUNCTIONS = ("parts", "text", "links")
Told = TypeVar("Told")
_log = structlog.get_logger()


def check_code(source: Source) -> None:
    """Raise ConfigurationError for a file that cannot be used, without running it."""
    if source.code is None:
        return
    told = _functions(Path(source.code))
    if not told:
        raise ConfigurationError(f"{source.code} has none of the functions {', '.join(FUNCTIONS)}")
    if source.kind == "listing" and "links" not in source.selectors and "links" not in told:
        raise ConfigurationError(f"{source.code} has no function links, and the listing no selector for them")


def coded_parts(page: Page, source: Source | None) -> Parts | None:
    """What the source's own code tells beside the text."""
    return _called("parts", page, source, _as_parts)


def coded_text(page: Page, source: Source | None) -> str | None:
    """The article's text by the source's own code."""
    return _called("text", page, source, _as_text)


def coded_links(page: Page, source: Source) -> list[tuple[str, str]] | None:
    """Address and words of the links of a listing by the source's own code; None where it finds none."""
    return _called("links", page, source, _as_links) or None


def _as_parts(told: object) -> Parts:
    if not isinstance(told, Parts):
        raise TypeError(f"parts gave {type(told).__name__}, not Parts")
    return told


def _as_text(told: object) -> str:
    if not isinstance(told, str):
        raise TypeError(f"text gave {type(told).__name__}, not str")
    return told


def _as_links(told: Any) -> list[tuple[str, str]]:
    return [(str(address), str(words)) for address, words in told]


def _called(name: str, page: Page, source: Source | None, taken: Callable[[object], Told]) -> Told | None:
    """What a function of the file gives, `taken` for what it has to be; None for nothing and for an error."""
    if source is None or source.code is None:
        return None
    path = Path(source.code)
    try:
        function = _loaded(path, path.stat().st_mtime_ns).get(name)
        told = function(page) if function is not None else None
        return taken(told) if told is not None else None
    except Exception as error:  # noqa: BLE001 - whatever somebody else's code raises
        _log.warning(
            "source.code_failed", source=source.name, file=path.name, url=page.url, error=_told(error, path)
        )
        return None


def _told(error: Exception, path: Path) -> str:
    """The error and the line of the file that it comes from."""
    line, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == str(path):
            line = step.tb_lineno
        step = step.tb_next
    return f"{type(error).__name__}: {error}" + (f" (line {line})" if line is not None else "")


@lru_cache(maxsize=256)
def _loaded(path: Path, _mtime_ns: int) -> dict[str, Callable[[Page], object]]:
    """The file's functions. A changed file is another one."""
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    exec(compile(path.read_bytes(), path, "exec"), module.__dict__)  # noqa: S102 - what it is there for
    return {name: getattr(module, name) for name in FUNCTIONS if callable(getattr(module, name, None))}


def _functions(path: Path) -> set[str]:
    try:
        tree = ast.parse(path.read_bytes(), filename=str(path))
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from error
    except (SyntaxError, ValueError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        raise ConfigurationError(f"{path}{line}: {error.args[0]}") from error
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} & set(FUNCTIONS)
