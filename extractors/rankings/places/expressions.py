"""Place expressions of a sentence from its numbers: "13-м месте", "73, 74 и 75 места", "№ 5"."""

from __future__ import annotations

from extractors.features import feature
from extractors.rankings.items import Delta, Place
from extractors.rankings.places.ordinals import HIGHEST_PLACE
from extractors.rankings.places.tops import Tops
from extractors.tokens import Number

_SHARES = feature(lambda piece: piece.text == "%" or "процент" in piece.word.lemmas)
"""What "на 11 пунктов выше" is of, where it is no move: "заполнены 86%, на 11 пунктов больше"."""
_ARROWS = frozenset(["→", "➝", "➜", "⇒"])
_STEPS = frozenset(["+", "−"])
"""Signs of a movement before its size."""
_JOINTS = frozenset([",", "и", "-", "–", "—"])


class PlaceReader(Tops):
    """Reads the places and the deltas of one sentence."""

    def read(self) -> tuple[list[Place], list[Delta]]:
        """The places and deltas in the order of the text, without overlaps."""
        done = self._sentence.start
        for position in sorted({*self._numbers, *self._nouns}):
            if position >= done:
                done = self._read_at(position)
        self._read_tiers()
        self._second_tiers()
        self.places.sort(key=lambda place: place.start)
        return self.places, self.deltas

    def _read_at(self, position: int) -> int:
        number = self._numbers.get(position)
        if number is None or number.kind == "decimal" or not 1 <= number.value <= HIGHEST_PLACE:
            return number.end if number else self._named_number(position)
        arrow = number.end < self._sentence.end and self._tokens[number.end].text in _ARROWS
        moved = self._numbers.get(number.end + 1) if arrow else None
        if moved is not None:
            self._add([moved], moved.end, noun=False, start=position)
            self.places[-1].previous = int(number.value)
            return moved.end
        if self._first_of_all(number):
            return self._numbers[number.end].end
        if number.kind == "cardinal" and number.value > 1 and self._among_the_best(number):
            return number.end + 1
        run, end = self._run(number)
        noun = self._noun_after(end)
        if noun is not None:
            return self._with_noun(run, noun)
        if self._is_band(run, end):
            self._add(run, end, noun=False)
            return end
        return self._without_noun(run, end)

    def _without_noun(self, run: list[Number], end: int) -> int:
        number, position = run[0], run[0].start
        if end < self._sentence.end and run[-1].kind == "ordinal" and self._tokens[end].lower == "номером":
            self._add(run, end + 1, noun=True)
            return end + 1
        step = self._steps.get(end)
        points = step is not None and self._tokens[end].lower.startswith("пункт")
        points = points or (step is not None and self._is_stride(end))
        if points and number.kind == "cardinal" and not self._sentence.features & _SHARES:
            self.deltas.append(Delta(position, end + 1, int(number.value)))
            return end + 1
        if self._is_ranked_number(number):
            first = number.value == 1 and self._tokens[position - 1].lower == "номер"
            self._add(run, end, noun=first, start=position - 1)
        elif run[-1].kind == "ordinal" and self._stands_alone(run, end) and not self._is_share(run):
            self._add(run, end, noun=False)
        elif number.kind == "cardinal" and self._counts_wider(number):
            self._add([number], end, noun=False)
        return end

    def _is_stride(self, at: int) -> bool:
        """ "22-й, два шага вверх": in a sentence that tells a place."""
        follows = self._tokens[at + 1].lower if at + 1 < self._sentence.end else ""
        if not self._tokens[at].lower.startswith("шаг") or follows not in ("вверх", "вниз"):
            return False
        return any(number.kind == "ordinal" for number in self._numbers.values())

    def _named_number(self, position: int) -> int:
        """ "место № 5", "место — 5-е": the number behind the noun."""
        noun = self._nouns.get(position)
        if noun is None or position + 2 >= self._sentence.end:
            return position + 1
        number = (
            self._numbers.get(position + 2) if self._tokens[position + 1].text in ("№", "номер") else None
        )
        bare = self._numbers.get(position + 1)
        if (
            bare is not None
            and bare.kind == "cardinal"
            and self._tokens[position].lower in ("строка", "строчка", "место")
        ):
            follows = self._tokens[bare.end].text if bare.end < self._sentence.end else "."
            number = bare if follows in "—–-:.," and self._tokens[bare.start].text.isdecimal() else None
        if number is None or number.value > HIGHEST_PLACE:
            return position + 1
        self._add([number], number.end, noun=True, start=position)
        return number.end

    def _run(self, first: Number) -> tuple[list[Number], int]:
        """ "73, 74 и 75", "первом и втором", "с 5-го по 7-е": numbers that share one noun."""
        run = [first]
        end = first.end
        if self._tokens[first.start - 1].text in _STEPS and first.kind == "cardinal":
            return run, end  # "(+12, 41-е место)"
        while end < self._sentence.end:
            joint = self._tokens[end].lower
            following = self._numbers.get(end + 1)
            if (
                joint in "-–—"
                and self._tokens[end].spaced
                and following is not None
                and following.kind == "ordinal"
            ):
                break
            if joint not in _JOINTS or following is None or following.kind == "decimal":
                break
            if following.value > HIGHEST_PLACE or (
                following.kind != first.kind and not self._tokens[first.start].text.isdecimal()
            ):
                break
            run.append(following)
            end = following.end
        if len(run) > 1 and not self._one_run(run, end):
            return [first], first.end
        return run, end

    def _one_run(self, run: list[Number], end: int) -> bool:
        """Whether the numbers share a noun; bare ordinals do so only with equal case ("первом и втором")."""
        if self._noun_after(end) is not None:
            return True
        if self._tokens[run[-1].start - 1].text == ",":
            return False
        if run[0].kind == "cardinal" and run[-1].kind == "ordinal":
            return self._tokens[run[-1].start].kind == "mixed"  # "82, 83 и 84-е", not "79 баллов и вторая"
        shared = frozenset.intersection(*(number.cases for number in run)) if run[0].cases else frozenset()
        return run[0].kind == "ordinal" and bool(shared)

    def _with_noun(self, run: list[Number], noun: int) -> int:
        first = run[0]
        if first.kind == "cardinal" and len(run) == 1 and self._first_few(first, noun):
            return noun + 1
        if len(run) > 1 and first.kind == "cardinal" and self._counts_each(run, noun):
            self.deltas += [Delta(n.start, noun + 1, int(n.value)) for n in run]
            return noun + 1
        if first.kind == "cardinal" and self._is_count(run, noun):
            by = self._tokens[first.start - 1].lower if first.start > self._sentence.start else ""
            if len(run) == 1 and noun in self._nouns and by not in ("по", "о", "из", "для"):
                self.deltas.append(Delta(first.start, noun + 1, int(first.value)))
            return noun + 1
        if noun in self._results and first.kind == "cardinal":
            return noun + 1
        self._add(run, noun + 1, noun=True)
        return noun + 1

    def _add(self, run: list[Number], end: int, *, noun: bool, start: int | None = None) -> None:
        first, last = run[0], run[-1]
        begin = first.start if start is None else start
        total, total_end = self._total_after(end)
        values = tuple(int(number.value) for number in run)
        kind = "range" if first.value_to is not None and len(run) == 1 else "exact"
        to = int(first.value_to) if kind == "range" and first.value_to is not None else None
        if len(values) == 2 and self._tokens[first.end].text in "-–—" and values[0] < values[1]:
            kind, to, values = "range", values[1], values[:1]
        if kind == "range" and (to is None or to < values[0]):
            return
        nominal = "ablt" in last.cases and "nomn" not in last.cases
        if self._from_the_end(end):
            self.places.append(Place(begin, end + 2, "bottom", noun=True))
            return
        place = Place(begin, total_end or end, "range" if kind == "range" else "exact", values, to)
        place.noun, place.bare, place.total = noun, not noun, total
        headed = end < self._sentence.end and self._tokens[end].text == ":"
        place.ordered = self._tokens[begin].lower in ("с", "со") or headed
        several = any(p.number == "plur" for p in self._tokens[begin].word.parses[:1])
        place.plural = several and (not noun or values == (1,))
        place.instrumental = nominal and not self._governed(begin)
        self.places.append(place)
