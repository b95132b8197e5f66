"""Readings of Russian words by pymorphy3: all of them, cached, bounded.

A single best reading is not safe: "22-е" comes out as a verb and "второе" as a noun.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile
from typing import Any

import pymorphy3

from extractors.tokens import Parse, Word

CACHED_WORDS = 100_000
"""A day of news holds some 60,000 different forms; a cached word costs about 1 kB."""
CACHED_FORMS = 20_000
CACHED_TAGS = 8_000
CACHED_LAST = 64
MOST_PARSES = 8
LONGEST_WORD = 40
"""The longest words of news are below; longer strings are not words and would only cost time."""

_NEVER_NOMINAL = frozenset(
    ["VERB", "INFN", "GRND", "PREP", "CONJ", "PRCL", "INTJ", "ADVB", "PRED", "COMP", "ADJS", "PRTS", "NUMR"]
)
_VERBAL = frozenset(["VERB", "INFN", "GRND", "PRTS", "PRTF"])
_SHORTEST_STEM = 3
"""Not "готов", which the dictionary also takes for Goths."""
_FUNCTION = frozenset(["PREP", "CONJ", "PRCL"])
_KEPT_MARKS = frozenset("Geox Surn Name Patr Orgn Anum Abbr anim inan Apro Supr Cmp2 impr pssv".split())


@lru_cache(maxsize=1)
def _analyser() -> Any:
    return pymorphy3.MorphAnalyzer(lang="ru")


def fold(text: str) -> str:
    """Lower case, with ё as е: the form in which words are compared."""
    return text.lower().replace("ё", "е")


@lru_cache(maxsize=CACHED_WORDS)
def word(lower: str) -> Word:
    """The word of a folded form (see `fold`)."""
    if len(lower) > LONGEST_WORD or not _readable(lower):
        return Word(lower, (), frozenset((lower,)))
    parses = _sensible(tuple(_parse(found) for found in _analyser().parse(lower)[:MOST_PARSES]))
    poses = frozenset(parse.pos for parse in parses)
    return Word(
        lower,
        parses,
        frozenset(parse.lemma for parse in parses),
        frozenset(parse.case for parse in parses if parse.case),
        poses,
        not poses <= _NEVER_NOMINAL,
        parses[0].lemma if parses and parses[0].pos in _VERBAL else "",
        bool(parses) and parses[0].pos == "VERB",
        bool(parses) and parses[0].pos == "VERB" and parses[0].tense == "futr",
    )


def _readable(lower: str) -> bool:
    """Whether it is a Russian word: of "22-е" the dictionary would make a verb."""
    return any("а" <= letter <= "я" for letter in lower) and not any(letter.isdigit() for letter in lower)


def _sensible(parses: tuple[Parse, ...]) -> tuple[Parse, ...]:
    """Without the nouns that the dictionary finds in prepositions and conjunctions ("по" is also a river)."""
    if parses and parses[0].pos in _FUNCTION:
        return tuple(parse for parse in parses if parse.pos in _FUNCTION)
    if len(parses) > 1 and parses[0].pos == "ADJS" and _is_of_noun(parses[0].lemma, parses[1]):
        return (*parses[1:], parses[0])
    return parses


def _is_of_noun(adjective: str, noun: Parse) -> bool:
    """Whether a short adjective is that of a noun, and so hardly ever said: "парков" of "парковый"."""
    able = noun.pos == "NOUN" and noun.case == "gent" and len(noun.lemma) > _SHORTEST_STEM
    return able and adjective == noun.lemma + "овый"


def is_known(lower: str) -> bool:
    """Whether the dictionary holds a form, rather than guesses it by its ending."""
    return bool(_analyser().word_is_known(lower))


@lru_cache(maxsize=CACHED_FORMS)
def inflected(lower: str, *grammemes: str) -> str | None:
    """The form of a word with the given grammemes, or None where the dictionary has none."""
    for found in _parsed(lower):
        form = found.inflect(set(grammemes))
        if form is not None:
            return _superlative(found, lower, grammemes) if "Supr" in found.tag else str(form.word)
    return None


@lru_cache(maxsize=CACHED_LAST)
def _parsed(lower: str) -> list[Any]:
    """The readings of a word, of which a form after the other is asked for."""
    found: list[Any] = _analyser().parse(lower)
    return found


def _superlative(found: Any, lower: str, grammemes: Iterable[str]) -> str:
    """The form of the same stem: "высшей" is of "высшая", and not of "высочайшая", which is its like."""
    alike = [form.word for form in found.lexeme if {*grammemes, "Supr"} <= form.tag.grammemes]
    return str(max(alike, key=lambda form: _letters_shared(form, lower)))


def _letters_shared(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _parse(found: Any) -> Parse:
    return Parse(fold(found.normal_form), *_grammar(found.tag))


@lru_cache(maxsize=CACHED_TAGS)
def _grammar(tag: Any) -> tuple[str, str, str, str, str, frozenset[str]]:
    """What a tag says: part of speech, case, number, gender, tense and marks. There are some 4,000 tags."""
    return (
        _plain(tag.POS),
        _plain_case(_plain(tag.case)),
        _plain(tag.number),
        _plain(tag.gender),
        _plain(tag.tense),
        frozenset(mark for mark in _KEPT_MARKS if mark in tag.grammemes),
    )


def _plain(grammeme: str | None) -> str:
    """A grammeme as an ordinary string: pymorphy3's own kind checks each comparison, which is slow."""
    return sys.intern("".join(list(grammeme))) if grammeme else ""


def _plain_case(case: str) -> str:
    """The second genitive and locative ("в году") count as genitive and locative."""
    return {"gen2": "gent", "loc2": "loct", "gen1": "gent", "acc2": "accs", "loc1": "loct"}.get(case, case)
