"""Place expressions of a sentence: from its numbers, and from the signals of the rule files."""

from __future__ import annotations

from extractors.features import feature
from extractors.rankings.items import Delta, Place
from extractors.rankings.vocabulary import tiers, words
from extractors.signals import Signal
from extractors.tokens import Annotated, Number, Sentence, Token

_ARROWS = frozenset(["→", "➝", "➜", "⇒"])
HIGHEST_PLACE = 2_000
"""Of a ranking that news tell; above it an ordinal is a year or a count."""
_BY_SIZE = frozenset(["счету", "величине", "численности", "размеру", "значению", "населению"])
_NO_NOUN = frozenset(["ADVB", "PRCL", "CONJ", "PREP", "VERB"])
_OF_WHOM = frozenset(["gent", "accs"])
_FIRST_PARTS = frozenset(
    [
        "почетный",
        "общий",
        "общекомандный",
        "командный",
        "итоговый",
        "призовой",
        "высокий",
        "самый",
    ]
)
_NOT_AFTER = words("places", "not_after")
_TIER = "ranking/tier"
_AMONG = frozenset(["среди", "число", "числе", "из"])
_BEST_OF = words("places", "best_of")
_SIGNS = frozenset(["—", "–", ",", ".", ":", ";"])
_JOINTS = frozenset([",", "и", "-", "–", "—"])
_TIERS = tiers()
_TIER_WORDS = tiers("spelled")
_WORST = frozenset(["последний", "худший", "плохой", "нижний", "отстающий", "отставать", "аутсайдер"])
_BACK = frozenset(["предпоследний"])
_COUNTED_NOUNS = frozenset(
    ["строчек", "строк", "позиций", "ступеней", "ступенек", "мест", "позиции", "строчки"]
)
_AND = frozenset(["и", "а", ","])
_LONGEST_SCOPE = 6
"""Tokens between a place and the next one, told in a wider scope."""
_LONGEST_WAY = 14
"""Tokens between a movement and its size."""
_LEFT = frozenset(["места", "строки", "строчки", "позиции", "ступени", "ступеньки"])
_SINGULAR_NOUNS = words("places", "singular_nouns")
TOPS = feature(lambda piece: piece.lower.startswith(("топ-", "top-")) and piece.lower[4:].isdigit())
"""A tier in one word: "топ-5"."""


class PlaceReader:
    """Reads the places and the deltas of one sentence."""

    def __init__(self, text: Annotated, sentence: Sentence, signals: list[Signal]) -> None:
        self._tokens = text.tokens
        self._sentence = sentence
        self._numbers = {n.start: n for n in text.numbers}
        self._entities = {e.start: e for e in text.entities}
        self._ends = {e.end - 1 for e in text.entities}
        self._nouns = {s.start: s for s in signals if s.name == "placenoun"}
        self._results = {s.start: s for s in signals if s.name == "result"}
        self._steps = {s.start: s for s in signals if s.name == "step"}
        self._shifts = [s for s in signals if s.name in ("up", "down", "shift")]
        self._signals = signals
        self.places: list[Place] = []
        self.deltas: list[Delta] = []

    def read(self) -> tuple[list[Place], list[Delta]]:
        """The places and deltas in the order of the text, without overlaps."""
        done = self._sentence.start
        for position in sorted({*self._numbers, *self._nouns}):
            if position >= done:
                done = self._read_at(position)
        self._read_tiers()
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
        step = self._steps.get(end)
        if step is not None and number.kind == "cardinal" and self._tokens[end].lower.startswith("пункт"):
            self.deltas.append(Delta(position, end + 1, int(number.value)))
            return end + 1
        if self._is_ranked_number(number):
            self._add(run, end, noun=False, start=position - 1)
        elif run[-1].kind == "ordinal" and self._stands_alone(run, end) and not self._is_share(run):
            self._add(run, end, noun=False)
        elif number.kind == "cardinal" and self._counts_wider(number):
            self._add([number], end, noun=False)
        return end

    def _counts_wider(self, number: Number) -> bool:
        """ "7 место в ПФО и 40 в РФ": the noun was told with the place in the smaller scope."""
        last = self.places[-1] if self.places else None
        at = number.start - 1
        if last is None or not last.noun or last.kind != "exact" or at - last.end > _LONGEST_SCOPE:
            return False
        joined = self._tokens[at - 1 if self._tokens[at].lower == "на" else at].lower in _AND
        inside = number.end + 1 < self._sentence.end and self._tokens[number.end].lower in ("в", "по")
        where = self._entities.get(number.end + 1) if inside else None
        if where is not None:
            return joined and (where.kind == "district" or where.code == "RU")
        return joined and inside and "страна" in self._tokens[number.end + 1].word.lemmas

    def _is_ranked_number(self, number: Number) -> bool:
        """ "Шереметьево — №1", "он номер один": a whole number behind its sign and whom it is told of."""
        at = number.start
        if number.kind != "cardinal" or at < self._sentence.start + 2:
            return False
        sign, before = self._tokens[at - 1], self._tokens[at - 2]
        if sign.lower == "номер":
            named = before.lower in ("он", "она") or at - 2 in self._ends
            return named or before.text in ("—", "–", "-")
        return sign.text == "№" and before.text in ("—", "–", "-", ":")

    def _is_share(self, run: list[Number]) -> bool:
        """ "около двух пятых", "одна треть", "две десятых": a fraction, no place."""
        before = next((n for n in self._numbers.values() if n.end == run[0].start), None)
        counted = before is not None and before.kind == "cardinal" and before.value < 10
        return counted and not self._tokens[run[0].start].text[0].isdecimal()

    def _first_of_all(self, number: Number) -> bool:
        """ "Первые два — у Тувы и Коми", "в первых пятидесяти —": a tier with no noun before a sign."""
        size = self._numbers.get(number.end)
        if size is None or size.kind != "cardinal" or not 2 <= size.value <= HIGHEST_PLACE:
            return False
        follows = self._tokens[size.end].text if size.end < self._sentence.end else "."
        if self._tokens[number.start].lower not in ("первые", "первых") or follows not in _SIGNS:
            return False
        self.places.append(Place(number.start, size.end, "tier", (), int(size.value), noun=True))
        return True

    def _among_the_best(self, number: Number) -> bool:
        """ "среди 30 лучших", "в число двадцати ведущих регионов": a tier told by its size."""
        at, end = number.start - 1, number.end
        if at < self._sentence.start or end >= self._sentence.end or self._tokens[end].lower not in _BEST_OF:
            return False
        if self._tokens[at].lower not in _AMONG:
            return False
        self.places.append(Place(number.start, end + 1, "tier", (), int(number.value), noun=True, rule=_TIER))
        return True

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
            return True  # "82, 83 и 84-е"
        shared = frozenset.intersection(*(number.cases for number in run)) if run[0].cases else frozenset()
        return run[0].kind == "ordinal" and bool(shared)

    def _noun_after(self, position: int) -> int | None:
        """The token of a place noun that follows, over adjectives such as "почётное"."""
        for index in range(position, min(position + 3, self._sentence.end)):
            if index in self._nouns:
                return index
            if index in self._results:
                return index
            token = self._tokens[index]
            if not (
                token.word.lemmas & _FIRST_PARTS or ("ADJF" in token.word.poses and token.kind == "word")
            ):
                return None
        return None

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

    def _counts_each(self, run: list[Number], noun: int) -> bool:
        """ "поднялись на 18 и 14 строчек": so many for each, where places would have "18-ю и 14-ю"."""
        plural = self._tokens[noun].lower in _COUNTED_NOUNS
        return plural and noun in self._nouns and self._moved_before(run[0].start)

    def _is_count(self, run: list[Number], noun: int) -> bool:
        """ "три позиции", "21 позицию" after "опустился на" are a count; "21 место" is a place."""
        if len(run) > 1 or run[0].value_to is not None:
            return False
        if not self._tokens[run[0].start].text[:1].isdecimal():
            return True
        form = self._tokens[noun].lower
        if run[0].start and self._tokens[run[0].start - 1].lower in ("плюс", "минус"):
            return True
        if form in _LEFT and run[0].start and self._tokens[run[0].start - 1].lower in ("с", "со", "до"):
            return False  # "с 31 места на 18", "с 19 до 12 места"
        if form not in _SINGULAR_NOUNS or form == "позиции":
            return True
        tens, ones = divmod(int(run[0].value), 10)
        if form.startswith("мест") or ones != 1 or tens % 10 == 1:
            return form in ("позиции", "ступени") and ones in (2, 3, 4)
        return self._moved_before(run[0].start)

    def _moved_before(self, position: int) -> bool:
        if position and self._tokens[position - 1].lower not in ("на", "плюс", "минус"):
            return any(s.end <= position and self._straight(s, position) for s in self._shifts)
        return any(position - 6 <= s.start < position or self._spoken(s, position) for s in self._shifts)

    def _spoken(self, shift: Signal, position: int) -> bool:
        """ "поднялись в рейтинге регионов по доступности бензина на": neither sign nor verb between."""
        between = self._tokens[shift.end : position] if shift.end <= position else []
        calm = all(t.kind != "punctuation" and not t.word.finite for t in between)
        return bool(between) and len(between) < _LONGEST_WAY and calm

    def _straight(self, shift: Signal, position: int) -> bool:
        """ "прибавила за год 31 позицию": no other verb and no sign between a movement and its size."""
        between = self._tokens[shift.end : position]
        if shift.name == "shift" or len(between) > 4:
            return shift.end == position
        return all(t.kind != "punctuation" and not t.word.finite and t.lower != "и" for t in between)

    def _stands_alone(self, run: list[Number], end: int) -> bool:
        """Whether nothing that follows agrees with the ordinal: "третий зал" is no place."""
        if end >= self._sentence.end:
            return True
        token = self._tokens[end]
        if end in self._numbers and self._numbers[end].kind == "ordinal":
            return True
        if token.kind in ("punctuation", "number", "mixed", "break") or end in self._entities:
            return token.text != "%"
        if self._belongs_elsewhere(run, end):
            return False
        if token.capitalised and not token.text.isupper() and token.kind == "word":
            return True
        ordinal_cases = run[0].cases
        if token.word.parses and token.word.parses[0].pos in _NO_NOUN:
            return True
        for parse in token.word.parses[:3]:
            if parse.pos in ("NOUN", "ADJF", "PRTF") and (not ordinal_cases or parse.case in ordinal_cases):
                return parse.pos != "NOUN" and "Apro" in parse.marks and parse.lemma != "такой"
        return True

    def _belongs_elsewhere(self, run: list[Number], end: int) -> bool:
        """Whether the words around say that an ordinal counts something else: a day, a year, a turn."""
        token, cases = self._tokens[end], run[0].cases
        before = self._tokens[run[0].start - 1].lower if run[0].start > self._sentence.start else ""
        if cases <= _OF_WHOM and cases and not self._governed(run[0].start):
            return not self._is_taken(run, end)  # "бассейн, шестого в области"
        if before in ("каждый", "каждая", "каждое", "каждого", "каждой", "каждую"):
            return True
        if before == "из" and "gent" in cases and self._tokens[run[0].start].lower == "первых":
            return True  # "одними из первых перешли": early, no place
        if before in ("в", "во") and not token.word.lemmas & {"список", "рейтинг"}:
            return True
        if before == "по" and "datv" in cases:
            return True  # "по второй, скорости ответа, ..."
        if token.word.lemmas & _NOT_AFTER or ("datv" in cases and len(cases) == 1):
            return True
        following = self._tokens[end + 1].lower if end + 1 < self._sentence.end else ""
        return token.lower == "по" and following in _BY_SIZE

    def _is_taken(self, run: list[Number], end: int) -> bool:
        """ "..., пятую разделили Тула и Орёл": behind a place with its noun, what somebody takes."""
        if not any(place.noun for place in self.places) or "gent" in run[-1].cases:
            return False
        return end < self._sentence.end and self._tokens[end].word.finite

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
        place.instrumental = nominal and not self._governed(begin)
        self.places.append(place)

    def _from_the_end(self, position: int) -> bool:
        """ "четвёртое место с конца": among the last, no fourth."""
        return [t.lower for t in self._tokens[position : position + 2]] == ["с", "конца"]

    def _governed(self, position: int) -> bool:
        """Whether a preposition stands right before a token."""
        if position <= self._sentence.start:
            return False
        parses = self._tokens[position - 1].word.parses
        return bool(parses) and parses[0].pos == "PREP"

    def _total_after(self, position: int) -> tuple[int | None, int | None]:
        """ "из 85", "из восьмидесяти трёх возможных", "среди 85 субъектов" straight behind a place."""
        if position + 1 >= self._sentence.end or self._tokens[position].lower not in (
            "из",
            "среди",
        ):
            return None, None
        number = self._numbers.get(position + 1)
        if number is None or number.kind != "cardinal" or number.value < 2:
            return None, None
        return int(number.value), number.end

    def _read_tiers(self) -> None:
        for signal in self._signals:
            if signal.name == "tier":
                self._tier(signal)
        if not self._sentence.features & TOPS:
            return
        for index in range(self._sentence.start, self._sentence.end):
            if self._tokens[index].features & TOPS:
                self._tier(Signal(index, index + 1, "tier", "ranking/tier", ""))

    def _tier(self, signal: Signal) -> None:
        token = self._tokens[signal.start]
        size, end = _TIERS.get(_lemma_in(token, _TIERS)), signal.end
        if size is None:
            size, end = self._topped(signal.start)
        if size is None:
            return
        before = self._tokens[signal.start - 1] if signal.start > self._sentence.start else None
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
