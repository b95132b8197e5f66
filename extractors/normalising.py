"""One spelling for a text, with a way back to the given one.

What comes out: composed letters (NFC), no stress marks, soft hyphens, zero-width or direction
marks, one kind of space, guillemets for every double quote, a straight apostrophe, HTML entities
read. A dash between spaces is "—" and one inside a word or a range is "-", whichever character was
typed. Latin look-alikes inside a Cyrillic word become Cyrillic, and the reverse. Case, `ё` and line
breaks stay; words are compared folded (`morphology.fold`).

Time is linear in the length: each step is one pass, and no pattern here can back up.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

_ENTITY = r"&(?:amp;){0,2}(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});"
_MARKS = "\u0300-\u036f\u0483-\u0489\u20d0-\u20ff"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
)
_SPACING_STRESS = "\u00b4\u02ca\u02cb\u02b9\u0384"
_EDITED = re.compile(f"(?P<entity>{_ENTITY})|[{_INVISIBLE}{_MARKS}]+|(?<=[^\\W\\d_])[{_SPACING_STRESS}]")
"""Everything whose length changes."""
_MAY_BE_EDITED = re.compile(f"[&{_INVISIBLE}{_MARKS}{_SPACING_STRESS}]")

_STRESS_MARKS = "\u0300\u0301\u0341\u0340"
_ENTITY_DEPTH = 3
"""Feeds escape twice now and then ("&amp;laquo;"); deeper nesting is somebody's joke."""

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
_LINE_ENDS = "\u2028\u2029\u0085\r"
_DOUBLE_QUOTES = "\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033\u301d\u301e\uff02\u02ba"
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u2039\u203a\u02bc\uff07`"
_HYPHENS = "\u2010\u2011\u2043\ufe63\uff0d\u2212"
_DASHES = "\u2012\u2013\u2014\u2015\u2e3a\u2e3b\ufe58"
_ONE_TO_ONE = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_LINE_ENDS, "\n"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys(_DASHES, "—"),
}
_RESPELLED = re.compile("[" + re.escape("".join(_ONE_TO_ONE)) + "]")
"""A search for the few characters beats `str.translate`, which looks up every letter."""
_PAIRS = (
    ("A", "А"), ("B", "В"), ("C", "С"), ("E", "Е"), ("H", "Н"), ("K", "К"), ("M", "М"), ("O", "О"),
    ("P", "Р"), ("T", "Т"), ("X", "Х"), ("Y", "У"), ("a", "а"), ("c", "с"), ("e", "е"), ("o", "о"),
    ("p", "р"), ("x", "х"), ("y", "у"), ("k", "к"), ("m", "м"), ("t", "т"), ("h", "н"), ("b", "в"),
)  # fmt: skip
"""Latin and Cyrillic letters that print alike. Lower-case k, m, t, h, b only nearly do, but
scanned pages mix them up, and the rest of the word decides."""
_TO_CYRILLIC = str.maketrans(dict(_PAIRS) | {"\u00eb": "ё", "\u00cb": "Ё"})
_TO_LATIN = str.maketrans({cyrillic: latin for latin, cyrillic in _PAIRS})
_SCRIPT_CHANGE = re.compile(r"[а-яА-ЯёЁ][A-Za-z\u00cb\u00eb]|[A-Za-z\u00cb\u00eb][а-яА-ЯёЁ]")
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00cb\u00eb]")
_DASH_INSIDE = re.compile(r"(?<=\w)—(?=\w)")
_HYPHEN_OUTSIDE = re.compile(r"(?<![^\s])--?(?![^\s])")
_QUOTE = re.compile(r'"')
_OPENS_AFTER = frozenset(" \n([{«—-/")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text and where each piece of it stood.

    `pieces` are (start, given start, given length) of runs in order; a run whose given length
    is its own is letter for letter, any other stands for the whole of its given slice.
    """

    text: str
    given: str
    pieces: tuple[tuple[int, int, int], ...]
    starts: tuple[int, ...]

    @property
    def as_given(self) -> bool:
        """Whether every character stands where it stood."""
        return len(self.pieces) == 1 and self.pieces[0][2] == len(self.text)

    def given_span(self, start: int, end: int) -> tuple[int, int]:
        """The slice of the given text that the slice of the normalised text stands for.

        `0 <= start < end <= len(text)`. The slice begins and ends at whole given characters,
        and takes the stress mark of its last letter with it.
        """
        if self.as_given:
            return start, end
        return self._given(start, last=False), self._given(end - 1, last=True)

    def given_slice(self, start: int, end: int) -> str:
        """The given text behind a slice of the normalised text."""
        first, last = self.given_span(start, end)
        return self.given[first:last]

    def _given(self, index: int, *, last: bool) -> int:
        number = bisect_right(self.starts, index) - 1
        start, given_start, given_length = self.pieces[number]
        following = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        if following - start == given_length:
            return given_start + index - start + last
        return given_start + given_length if last else given_start


def normalise(given: str) -> Normalised:
    """The normalised form of any string, the empty one included."""
    pieces, text = _edited(given) if _MAY_BE_EDITED.search(given) else ([(0, 0, len(given))], given)
    text = text.replace("\r\n", " \n")
    text = _spelled(_RESPELLED.sub(lambda match: _ONE_TO_ONE[match.group()], text))
    return Normalised(text, given, tuple(pieces), tuple(piece[0] for piece in pieces))


def _edited(given: str) -> tuple[list[tuple[int, int, int]], str]:
    """The text after the steps that change its length, and its pieces."""
    parts: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    at = written = 0

    def append(run: str, start: int, end: int) -> None:
        nonlocal written
        if run:
            pieces.append((written, start, end - start))
            parts.append(run)
            written += len(run)

    for match in _EDITED.finditer(given):
        start = match.start()
        if match["entity"]:
            append(given[at:start], at, start)
            append(_character(match.group()), start, match.end())
        else:
            # A mark belongs to the letter before it, unless that letter has been written already.
            marked = given[start - 1 : start].isalpha() and any(map(unicodedata.combining, match.group()))
            letter = max(at, start - 1) if marked else start
            append(given[at:letter], at, letter)
            append(_composed(given[letter : match.end()], start - letter), letter, match.end())
        at = match.end()
    append(given[at:], at, len(given))
    return pieces or [(0, 0, 0)], "".join(parts)


def _character(entity: str) -> str:
    """What an entity stands for; itself where it stands for nothing known."""
    text = entity
    for _ in range(_ENTITY_DEPTH):
        text = html.unescape(text)
    return "" if _EDITED.fullmatch(text) and text != entity else text


def _composed(text: str, letters: int) -> str:
    """A letter with its marks, composed and without stress; nothing for marks alone."""
    if not letters:
        return ""
    marks = "".join(mark for mark in text[1:] if mark not in _STRESS_MARKS and unicodedata.combining(mark))
    return unicodedata.normalize("NFC", text[0] + marks)[:1]


def _spelled(text: str) -> str:
    """The steps that change characters, never their number."""
    if '"' in text:
        text = _QUOTE.sub(_guillemet, text)
    if "—" in text:
        text = _DASH_INSIDE.sub("-", text)
    if "-" in text:
        text = _HYPHEN_OUTSIDE.sub(lambda match: "— "[: len(match.group())], text)
    if _LATIN.search(text):
        text = _one_script_a_word(text)
    return text


def _one_script_a_word(text: str) -> str:
    """Each word that mixes Latin and Cyrillic in the script of most of its letters, if it can be."""
    parts: list[str] = []
    at = 0
    change = _SCRIPT_CHANGE.search(text)
    while change:
        start = change.start()
        while start > at and text[start - 1].isalpha():
            start -= 1
        word = _LETTERS.match(text, start)
        end = word.end() if word else change.end()
        parts += text[at:start], _one_script(text[start:end])
        at = end
        change = _SCRIPT_CHANGE.search(text, at)
    parts.append(text[at:])
    return "".join(parts)


def _guillemet(match: re.Match[str]) -> str:
    """A quote opens at the start, or after a space or an opening bracket."""
    before = match.string[match.start() - 1] if match.start() else " "
    return "«" if before in _OPENS_AFTER or (before == '"' and _opened(match)) else "»"


def _opened(match: re.Match[str]) -> bool:
    """Whether the quote directly before opens: then this one opens too."""
    at = match.start() - 1
    return at == 0 or match.string[at - 1] in _OPENS_AFTER


def _one_script(word: str) -> str:
    latin = sum(char < "\u0250" for char in word)
    if latin * 2 > len(word):
        return word.translate(_TO_LATIN)
    turned = word.translate(_TO_CYRILLIC)
    return word if _LATIN.search(turned) else turned
