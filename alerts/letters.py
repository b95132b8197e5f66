"""A message for people, read back from the body that every channel gets; and long texts in pieces."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from model.subscriptions import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Plain text for people.

    `thread` is the same for all messages of one rating; `urls` are the addresses of the articles that
    it tells of, each a line of the text.
    """

    headline: str
    text: str
    thread: str
    urls: tuple[str, ...]


def letter_of(delivery: Delivery) -> Letter:
    """The letter in a delivery's message."""
    data = json.loads(delivery.payload)["data"]
    return Letter(
        headline=data["headline"],
        text=data["text"],
        thread=data.get("thread") or data["subscription"],
        urls=tuple(item["url"] for item in (data, *data.get("items", ())) if item.get("url")),
    )


def unmentioned(text: str) -> str:
    """A text in which news calls nobody: a zero-width space behind every @ outside of an address."""
    return outside_addresses(text, lambda plain: plain.replace("@", "@\u200b"))


def outside_addresses(text: str, change: Callable[[str], str]) -> str:
    """A text changed but for its addresses, which are to be followed."""
    parts: list[str] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        parts += [change(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*parts, change(text[end:])])


_ADDRESS = re.compile(r"https?://\S+")


def pieces(text: str, limit: int, *, length: Callable[[str], int] = len) -> tuple[str, ...]:
    """A text in pieces of at most `limit` by `length`: nothing is cut off.

    Broken between paragraphs where that can be, else between lines, else between words, else inside
    a word. White space at a break is left out, and nothing else.
    """
    found: list[str] = []
    rest = text.strip()
    while length(rest) > limit:
        end = _longest(rest, limit, length)
        at = _break(rest, end)
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return (*found, rest) if rest or not found else tuple(found)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, as several vendors count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _longest(text: str, limit: int, length: Callable[[str], int]) -> int:
    """How many characters of the beginning fit, one at the least; lengths grow with the text."""
    low, high = 1, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if length(text[:middle]) <= limit else (low, middle - 1)
    return low


def _break(text: str, end: int) -> int:
    """The last good place to break at, not so early that the piece is all but empty."""
    for mark in ("\n\n", "\n", " "):
        at = text.rfind(mark, end // 4, end + 1)
        if at > 0:
            return at
    return end
