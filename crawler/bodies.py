"""The text of an article, chosen among the readers, and what stood on top of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.pages import Page
from crawler.readers.order import Readings, texts_of
from crawler.times import only_a_time
from model.errors import UnreadablePage
from model.sources import Source

LIMIT_TEXT_CHARACTERS = 200_000
LEAST_TEXT_CHARACTERS = 60
"""Less is a login form, a player or an error page; the shortest wire flash has some 80."""

_GUESSING = ("paragraphs", "trafilatura")
_LONGEST_HEADLINE = 200
_SHORTEST_HEADLINE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A text and the reader that won.

    `time_line` is a time that stood on top of the text; `headline` is its first line, taken
    off, where the page tells no title otherwise and the line is like one.
    """

    reader: str
    text: str
    time_line: str | None = None
    headline: str | None = None


def body_of(page: Page, readings: Readings, source: Source | None, *, titled: bool) -> Body:
    """The text of the first reader that has it whole. Raises UnreadablePage where none has.

    `titled` tells that a title is known, so that none is looked for.
    """
    lead = next((parts.lead for _, parts in readings if parts.lead), None)
    titles = {letters_of(parts.title) for _, parts in readings if parts.title}
    cut_short: Body | None = None
    for name, found in texts_of(page, source):
        body = _topped(name, found or "", titles, lead, titled=titled)
        if len(body.text) < max(LEAST_TEXT_CHARACTERS, len(cut_short.text) if cut_short else 0):
            continue
        if not body.text.endswith(("...", "…")):
            return body
        cut_short = cut_short or body
    if cut_short is None:
        raise UnreadablePage(f"no article text on {page.url}")
    return cut_short


def _topped(reader: str, text: str, titles: set[str], lead: str | None, *, titled: bool) -> Body:
    """The text without headline and time on top of it, with its lead, and not endlessly long."""
    lines = text.split("\n")
    time_line: str | None = None
    while len(lines) > 1 and (not lines[0] or letters_of(lines[0]) in titles or only_a_time(lines[0])):
        line = lines.pop(0)
        time_line = time_line or (line if only_a_time(line) else None)
    headline: str | None = None
    if not titled and reader in _GUESSING and len(lines) > 1 and _like_a_headline(lines[0]):
        headline = lines.pop(0)
    whole = "\n".join(lines).strip()
    if whole and lead and lead not in whole and letters_of(lead) not in letters_of(whole):
        # Some sites set the lead outside the text.
        whole = f"{lead}\n\n{whole}"
    return Body(
        reader=reader,
        text=whole[:LIMIT_TEXT_CHARACTERS].rstrip(),
        time_line=time_line,
        headline=headline,
    )


def _like_a_headline(line: str) -> bool:
    return _SHORTEST_HEADLINE <= len(line) <= _LONGEST_HEADLINE and line[-1] not in ".!?…:;,"


def letters_of(text: str) -> str:
    """The letters and digits alone, in lower case: what makes two lines the same to a reader."""
    return re.sub(r"[\W_]+", "", text).lower()
