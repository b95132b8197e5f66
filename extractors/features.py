"""What can be told of a token by its text alone, as bits: the cheap look before a rule is tried.

A module of rules names what it looks for once, when it is imported, and gets a bit for it:

    _EACH = of_forms({"каждой", "каждого"})
    _SCORED = of_lemmas({"балл", "очко"})
    _MODIFIER = feature(lambda token: bool(token.word.poses & {"ADJF", "PRTF"}))

Every test is run once for a text and remembered (`PIECES`); every token carries the bits of its text,
and every sentence those of all its tokens. So whether a sentence can hold something is one `&`, and so
is whether a token is it, however many words and parses the test looks through:

    if not sentence.features & _EACH:
        return
    at = next(at for at in range(start, end) if tokens[at].features & _EACH)

A test may look at nothing but the token's text, kind and word: no neighbours, no letter case of the
sentence around it, no files of an installation (words of those are a `Memory` of what was made of them).
"""

from __future__ import annotations

from collections.abc import Callable, Set
from itertools import count
from typing import NamedTuple

from extractors.memory import Memory
from extractors.morphology import fold, word
from extractors.tokens import TokenKind, Word


class Piece(NamedTuple):
    """All that is known of a token's text; see `Token`."""

    text: str
    kind: TokenKind
    word: Word
    lower: str
    capitalised: bool
    features: int = 0


Test = Callable[[Piece], bool]
_TESTS: list[tuple[int, Test]] = []
_FORMS: dict[str, int] = {}
_LEMMAS: dict[str, int] = {}
"""The bits of folded forms and of lemmas: most tests are about these; one look-up does for all of them."""
_bits = count()
_IN_NUMBER = frozenset(" .,")
"""Signs that no word holds, and a number can."""


def feature(test: Test) -> int:
    """A bit of its own for what a test tells of a token."""
    bit = _new_bit()
    _TESTS.append((bit, test))
    return bit


def of_forms(forms: Set[str]) -> int:
    """The bit of some folded forms."""
    return _noted(_FORMS, forms)


def of_lemmas(lemmas: Set[str]) -> int:
    """The bit of the words of which some reading has one of the lemmas."""
    return _noted(_LEMMAS, lemmas)


def _noted(bits: dict[str, int], members: Set[str]) -> int:
    bit = _new_bit()
    for member in members:
        bits[member] = bits.get(member, 0) | bit
    return bit


def _new_bit() -> int:
    PIECES.clear()
    return 1 << next(_bits)


def _piece(text: str) -> Piece | None:
    """What is known of the text of a token; None for spaces alone, which are none."""
    if text.isspace() and "\n" not in text:
        return None
    kind = _kind(text)
    found = _word(text, kind)
    plain = Piece(text, kind, found, found.lower, text[:1].isupper())
    features = _FORMS.get(found.lower, 0)
    for lemma in found.lemmas:
        features |= _LEMMAS.get(lemma, 0)
    for bit, test in _TESTS:
        if test(plain):
            features |= bit
    return plain._replace(features=features)


def _kind(text: str) -> TokenKind:
    if "\n" in text:
        return "break"
    if not (text[0].isalnum() or text[0] == "_"):
        return "punctuation"
    if text.isalpha():
        return "word"
    if not _IN_NUMBER.isdisjoint(text) or text.isdecimal():
        return "number"
    return "mixed" if any(letter.isdecimal() for letter in text) else "word"


def _word(text: str, kind: TokenKind) -> Word:
    if kind in ("word", "mixed"):
        return word(fold(text))
    return Word("\n" if kind == "break" else text, (), frozenset((text,)), nominal=False)


PIECES = Memory(_piece)
