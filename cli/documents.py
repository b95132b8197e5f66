"""Documents from files and lines, as `svodka extract` takes them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from model.articles import Article, ArticleRef
from model.errors import InvalidDocument, UnreadablePage
from model.statements import Document

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadDocument:
    """A line that is no document: its id, where it could be read, and what is wrong."""

    id: str | None
    error: str


def documents_of_lines(lines: Iterable[bytes]) -> Iterator[Document | BadDocument]:
    """One document or complaint a line, in order; blank lines are passed over."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _document_of_line(line, number)


def documents_of_files(paths: Iterable[str]) -> Iterator[Document | BadDocument]:
    """One document or complaint a file; "-" is standard input. HTML is read as a page is."""
    for path in paths:
        try:
            yield _document_in(path)
        except (InvalidDocument, UnreadablePage) as error:
            yield BadDocument(id=path, error=str(error))


def document_of_file(path: str) -> Document:
    """The document in a text or HTML file. Raises InvalidDocument, UnreadablePage."""
    try:
        return _document_in(path)
    except InvalidDocument as error:
        raise InvalidDocument(f"{path}: {error}") from error


def _document_in(path: str) -> Document:
    """The document in a file; the errors do not name it."""
    try:
        content = sys.stdin.buffer.read() if path == STANDARD_INPUT else Path(path).read_bytes()
    except OSError as error:
        raise InvalidDocument(f"cannot read it: {error.strerror}") from error
    if _is_html(path, content):
        article = _article_of_page(path, content)
        return Document(
            id=path,
            title=article.title,
            text=article.text,
            published_on=article.published_at.date().isoformat() if article.published_at else None,
        )
    try:
        return Document(id=path, text=content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InvalidDocument(f"not UTF-8 at byte {error.start}; convert it") from error


def open_lines(path: str) -> BinaryIO:
    """A file, or standard input, to read line by line. Raises InvalidDocument."""
    if path == STANDARD_INPUT:
        return sys.stdin.buffer
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise InvalidDocument(f"cannot read {path}: {error.strerror}") from error


def _document_of_line(line: bytes, number: int) -> Document | BadDocument:
    row: Any = None
    try:
        row = json.loads(line)
        return _document_of_row(row)
    except InvalidDocument as error:
        identifier = row.get("id") if isinstance(row, dict) else None
        told = identifier if isinstance(identifier, str) else None
        return BadDocument(id=told, error=f"line {number}: {error}")
    except (ValueError, RecursionError) as error:
        return BadDocument(id=None, error=f"line {number}: not JSON: {error}")


def _document_of_row(row: Any) -> Document:
    if not isinstance(row, dict):
        raise InvalidDocument(f"expected an object with id and text, not {type(row).__name__}")
    for name, needed in (("id", True), ("text", True), ("title", False), ("published_at", False)):
        _check_string(name, row.get(name), needed=needed)
    published = row.get("published_at") or row.get("published")
    return Document(
        id=row["id"],
        text=row["text"],
        title=row.get("title"),
        published_on=published[:10] if isinstance(published, str) else None,
    )


def _check_string(name: str, value: Any, *, needed: bool) -> None:
    if value is None and not needed:
        return
    if not isinstance(value, str):
        raise InvalidDocument(f"{name} is missing" if value is None else f"{name} is not a string")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidDocument(f"{name} holds half of a surrogate pair at {error.start}") from error


def _is_html(path: str, content: bytes) -> bool:
    suffix = Path(path).suffix.casefold()
    return suffix in {".html", ".htm", ".xhtml"} or content[:512].lstrip().lower().startswith(
        (b"<!doctype html", b"<html")
    )


def _article_of_page(path: str, content: bytes) -> Article:
    from crawler.reading import article_from_page

    # A page in a file has no address; one that cannot be fetched stands for it.
    url = f"https://file.invalid/{Path(path).name}"
    return article_from_page(
        content,
        url=url,
        content_type=None,
        ref=ArticleRef(url=url, source="file"),
        source=None,
        now=datetime.now(UTC),
    )
