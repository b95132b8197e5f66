"""Tiers: "топ-10", "вторая десятка", "первые три места", "среди 30 лучших"."""

from __future__ import annotations

from extractors.features import feature
from extractors.rankings.items import Delta, Place
from extractors.rankings.places.best import are_best
from extractors.rankings.places.ordinals import HIGHEST_PLACE, Ordinals
from extractors.rankings.vocabulary import tiers, words
from extractors.signals import Signal
from extractors.tokens import Number, Token

TOPS = feature(lambda piece: piece.lower.startswith(("топ-", "top-")) and piece.lower[4:].isdigit())
"""A tier in one word: "топ-5"."""
_AMONG = frozenset(["среди", "число", "числе", "из"])
_SIGNS = frozenset(["—", "–", ",", ".", ":", ";"])
_TIER = "ranking/tier"
_TAKING = words("places", "taking")
_TIERS = tiers()
_TIER_WORDS = tiers("spelled")
_LOTS = frozenset(["десяток", "пяток", "дюжину", "сотню"])
_STEPS = words("lasts", "places") | {"пункт"}
_PEOPLE = frozenset(["трое", "пятеро"])
_FOREMOST = ("перв", "лучш", "последн", "эти", "замык")
_WORST = frozenset(["последний", "худший", "плохой", "нижний", "отстающий", "отставать", "аутсайдер"])


class Tops(Ordinals):
    """Reads the tiers of one sentence."""

    def _first_of_all(self, number: Number) -> bool:
        """ "Первые два — у Тувы и Коми", "в первых пятидесяти —": a tier with no noun before a sign."""
        size = self._numbers.get(number.end)
        if size is None or size.kind != "cardinal" or not 2 <= size.value <= HIGHEST_PLACE:
            return False
        follows = self._tokens[size.end].text if size.end < self._sentence.end else "."
        taken = follows in _SIGNS or self._tokens[size.end].word.verb in _TAKING
        if self._tokens[number.start].lower not in ("первые", "первых") or not taken:
            return False
        self.places.append(Place(number.start, size.end, "tier", (), int(size.value), noun=True))
        return True

    def _among_the_best(self, number: Number) -> bool:
        """ "среди 30 лучших", "в число двадцати ведущих регионов": a tier told by its size."""
        at, end = number.start - 1, number.end
        if not are_best(self._tokens, end, self._sentence.end):
            return False
        if self._tokens[at].lower not in _AMONG and not self._heads(number, end):
            return False
        self.places.append(Place(number.start, end + 1, "tier", (), int(number.value), noun=True, rule=_TIER))
        return True

    def _heads(self, number: Number, end: int) -> bool:
        """ "Пять лучших районов области: A, B, C, D и E": a tier that heads its list."""
        if number.start > self._sentence.start + self._sentence.marker:
            return False
        return any(token.text == ":" for token in self._tokens[end : self._sentence.end])

    def _first_few(self, number: Number, noun: int) -> bool:
        """ "первые три места" is a tier; "четыре последних места" is the bottom."""
        around = self._tokens[max(number.start - 1, self._sentence.start) : noun]
        size = int(number.value)
        if around[0].lower in ("первые", "первых") and size > 1:
            self.places = [p for p in self.places if p.end != number.start]
            self.places.append(Place(number.start - 1, noun + 1, "tier", (), size, noun=True))
            return True
        if any(token.lower in ("последние", "последних", "худших") for token in around):
            self.places.append(Place(number.start, noun + 1, "bottom", noun=True))
            return True
        return False

    def _read_tiers(self) -> None:
        for signal in self._signals:
            if signal.name == "tier":
                self._tier(signal)
        if not self._sentence.features & TOPS:
            return
        for index in range(self._sentence.start, self._sentence.end):
            if self._tokens[index].features & TOPS:
                self._tier(Signal(index, index + 1, "tier", "ranking/tier", ""))

    def _steps_of(self, start: int, end: int, size: int) -> bool:
        """ "просела на десяток строк": a movement."""
        if start == self._sentence.start or end >= self._sentence.end:
            return False
        by = self._tokens[start - 1].lower == "на" and self._tokens[start].lower in _LOTS
        noun = self._tokens[end]
        if not by or not noun.word.lemmas & _STEPS or "gent" not in noun.word.cases:
            return False
        self.deltas.append(Delta(start, end + 1, size))
        return True

    def _second_tiers(self) -> None:
        """ "из седьмой десятки в шестую": the ordinal behind a tier that was left is of a tier, too."""
        for tier in [place for place in self.places if place.kind == "tier" and place.to is not None]:
            to = next((p for p in self.places if p.start == tier.end + 1 and p.bare), None)
            left = self._tokens[tier.start - 1].lower in ("из", "с")
            if to is None or not left or self._tokens[tier.end].lower not in ("в", "во"):
                continue
            size = (tier.to or 0) - tier.first + 1
            to.first, to.to = (to.positions[0] - 1) * size + 1, to.positions[0] * size
            to.kind, to.positions, to.bare, to.noun, to.rule = "tier", (), False, True, tier.rule
            self.places.remove(tier)
        self._tiers_that_follow()

    def _tiers_that_follow(self) -> None:
        """ "Тула — в третьем десятке, Орёл — во втором": the noun was told with the tier before."""
        known = [p for p in self.places if p.kind == "tier" and p.first > 1 and p.to is not None]
        for place in self.places if known else []:
            tier = next((p for p in reversed(known) if p.end < place.start), None)
            inside = self._tokens[place.start - 1].lower in ("в", "во")
            if tier is None or not inside or not place.bare or len(place.positions) != 1:
                continue
            size = (tier.to or 0) - tier.first + 1
            place.first, place.to = (place.positions[0] - 1) * size + 1, place.positions[0] * size
            place.kind, place.positions, place.bare, place.noun, place.rule = (
                "tier",
                (),
                False,
                True,
                tier.rule,
            )

    def _tier(self, signal: Signal) -> None:
        token = self._tokens[signal.start]
        size, end = _TIERS.get(_lemma_in(token, _TIERS)), signal.end
        if size is None:
            size, end = self._topped(signal.start)
        if size is None:
            return
        before = self._tokens[signal.start - 1] if signal.start > self._sentence.start else None
        if self._steps_of(signal.start, end, size):
            return
        if token.lower in _PEOPLE and (before is None or not before.lower.startswith(_FOREMOST)):
            return  # "участников оказалось трое"
        start, first, kind = signal.start, 1, "tier"
        if before is not None and before.word.lemmas & _WORST:
            kind, start = "bottom", start - 1
        elif before is not None and signal.start - 1 in {n.end - 1 for n in self._numbers.values()}:
            number = next(n for n in self._numbers.values() if n.end == signal.start)
            if number.kind != "ordinal":
                return
            start, first = number.start, int(number.value - 1) * size + 1
            self.places = [place for place in self.places if place.start != number.start]
        elif self._tokens[end].word.lemmas & _WORST if end < self._sentence.end else False:
            kind, end = "bottom", end + 1
        elif self._from_the_end(end):
            kind, end = "bottom", end + 2
        self.places.append(
            Place(
                start,
                end,
                "bottom" if kind == "bottom" else "tier",
                (),
                first + size - 1,
                first,
                noun=True,
                rule=signal.rule,
            )
        )

    def _topped(self, position: int) -> tuple[int | None, int]:
        """ "топ 10", "топ-10" (one token), "топ-десять"."""
        token = self._tokens[position]
        if "-" in token.lower:
            tail = token.lower.rsplit("-", 1)[1]
            size = int(tail) if tail.isdecimal() and len(tail) < 5 else _TIER_WORDS.get(tail, 0)
            return (size if 1 < size <= HIGHEST_PLACE else None), position + 1
        following = position + 1
        if following < self._sentence.end and self._tokens[following].text in "-–—":
            following += 1
        number = self._numbers.get(following)
        if number is not None and number.kind == "cardinal" and 1 < number.value <= HIGHEST_PLACE:
            return int(number.value), number.end
        return None, position + 1


def _lemma_in(token: Token, table: dict[str, int]) -> str:
    return next((lemma for lemma in token.word.lemmas if lemma in table), "")
