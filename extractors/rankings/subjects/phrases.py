"""Where noun phrases begin, their heads, and what can be a name."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.rankings.subjects.attachments import Attachments, Region
from extractors.rankings.subjects.wordforms import LONGEST_PHRASE

_AREAS = frozenset(["район", "округ", "улус", "сельсовет", "университет", "институт", "вокзал", "завод"])
"""Nouns before which what could be a surname is an adjective."""


@dataclass(slots=True)
class NounPhrase:
    """A noun at the token `head` with all that belongs to it, `start` to `end`.

    `regions` are named in it behind the noun, `adjective` is the code of the region that an adjective
    before the noun tells; `cases` are those of the noun and its adjectives, `lemma` the noun's. `named`
    tells that it has a name of its own.
    """

    start: int
    head: int
    end: int
    regions: list[Region]
    adjective: str | None
    cases: frozenset[str]
    lemma: str
    named: bool

    @property
    def region(self) -> str | None:
        """The region that it is of: the last one behind the noun, else that of the adjective."""
        return self.regions[-1][0] if self.regions else self.adjective

    @property
    def is_bare(self) -> bool:
        """Whether it is the noun alone."""
        return self.start == self.head and self.end == self.head + 1


class Phrases(Attachments):
    """Finds where noun phrases begin, and their heads."""

    def _head_after(self, position: int) -> int | None:
        """The head that the modifiers from `position` lead to, or None where no noun phrase begins."""
        index = position
        while index < min(self._end, position + 6):
            token = self._tokens[index]
            entity = self._entities.get(index)
            if index in self._taken or index in self._numbers:
                return None
            if token.text == "«" and index > position:
                return index
            if entity is not None:
                if entity.form != "adjective":
                    return index
                if not self._modifies(entity.end - 1):
                    return index
                index = entity.end
                continue
            if token.kind not in ("word", "mixed"):
                return None
            if self._is_noun(token) and not (token.word.parses[:1] and self._is_adjective(index)):
                return index
            if not self._is_modifier(token):
                return None
            index += 1
        return None

    def _is_adjective(self, index: int) -> bool:
        """ "Детская больница", "Ленский район": a name in form only, where a noun that agrees follows."""
        word = self._tokens[index].word
        named = (
            "ADJF" in word.poses and index + 1 < self._end and self._tokens[index + 1].word.lemmas & _AREAS
        )
        return (word.parses[0].pos == "ADJF" or bool(named)) and self._modifies(index)

    def _sharing(self, position: int) -> tuple[list[tuple[int, int]], int] | None:
        """ "Курский аграрный и Псковский медицинский университеты": the adjectives of each, and the head."""
        if position in self._taken or not self._single(position) or not self._tokens[position].capitalised:
            return None
        runs, index = [(position, position + 1)], position + 1
        while index < min(self._end, position + LONGEST_PHRASE):
            token = self._tokens[index]
            if self._single(index):
                runs[-1] = (runs[-1][0], index + 1)
                index += 1
            elif token.lower in (",", "и") and self._single(index + 1):
                runs.append((index + 1, index + 2))
                index += 2
            elif token.text == "(" and self._closed(index):
                index += 3
            else:
                break
        if len(runs) < 2 or not all(self._tokens[start].capitalised for start, _ in runs):
            return None
        best = self._tokens[index].word.parses[:1] if index < self._end else ()
        plural = any(parse.pos == "NOUN" and parse.number == "plur" for parse in best)
        return (runs, index) if plural else None

    def _named_city(self, index: int) -> bool:
        """Whether a name follows "город": any word with a capital, "Грозный" too."""
        if index >= self._end or index in self._taken or index in self._entities:
            return False
        return self._tokens[index].capitalised and self._tokens[index].kind == "word"

    def _is_name(self, index: int) -> bool:
        if index >= self._end or index in self._taken or index in self._entities or index in self._numbers:
            return False
        token = self._tokens[index]
        if not (token.kind == "word" and token.capitalised):
            return False
        marks = {mark for parse in token.word.parses for mark in parse.marks}
        first = index == self._start
        if token.word.lemmas & {
            "россия",
            "европа",
            "азия",
            "сибирь",
            "урал",
            "поволжье",
            "кавказ",
            "земля",
        }:
            return False
        return bool(marks & {"Geox", "Surn", "Name"}) or (not first and not token.word.parses)
