"""What a number tells: a place, a count, a movement, a date."""

from __future__ import annotations

from extractors.rankings.items import Delta, Place
from extractors.rankings.vocabulary import words
from extractors.signals import Signal
from extractors.tokens import DASHES, Annotated, Number, Parse, Sentence

HIGHEST_PLACE = 2_000
"""Of a ranking that news tell; above it an ordinal is a year or a count."""
_AND = frozenset(["и", "а", ","])
_BY_SIZE = frozenset(["счету", "величине", "численности", "размеру", "значению", "населению"])
_COUNTED_NOUNS = frozenset(
    ["строчек", "строк", "позиций", "ступеней", "ступенек", "мест", "позиции", "строчки"]
)
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
_LEFT = frozenset(["места", "строки", "строчки", "позиции", "ступени", "ступеньки"])
_LONGEST_SCOPE = 6
"""Tokens between a place and the next one, told in a wider scope."""
_LONGEST_WAY = 14
"""Tokens between a movement and its size."""
_NOT_AFTER = words("places", "not_after")
_EACH = frozenset(["каждый", "каждая", "каждое", "каждого", "каждой", "каждую", "каждому", "каждым"])
_DIVISIONS = frozenset(["лига", "эшелон", "дивизион"])
BANDS = frozenset(["группа", "диапазон", "интервал", "промежуток"])
_NO_NOUN = frozenset(["ADVB", "PRCL", "CONJ", "PREP", "VERB"])
_OF_WHOM = frozenset(["gent", "accs"])
_SINGULAR_NOUNS = words("places", "singular_nouns")
_TAKING = words("places", "taking") | words("places", "holding")


class Ordinals:
    """The numbers of one sentence, and what stands around them."""

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

    def _stands_alone(self, run: list[Number], end: int) -> bool:
        """Whether nothing that follows agrees with the ordinal: "третий зал" is no place."""
        if self._is_division(run[0]) or self._is_one_of_them(run[0]):
            return False
        if end >= self._sentence.end:
            return True
        token = self._tokens[end]
        if end in self._numbers and self._numbers[end].kind == "ordinal":
            return True
        if token.kind in ("punctuation", "number", "mixed", "break") or end in self._entities:
            return token.text != "%" and not self._in_name(run, end)
        if self._belongs_elsewhere(run, end):
            return False
        if token.capitalised and not token.text.isupper() and token.kind == "word":
            return True
        ordinal_cases = run[0].cases
        if token.word.pos in _NO_NOUN:
            return True
        for parse in token.word.parses[:3]:
            able = parse.pos in ("NOUN", "ADJF", "PRTF") and (
                not ordinal_cases or parse.case in ordinal_cases
            )
            if able and self._agrees(run[-1], parse):
                return parse.pos != "NOUN" and "Apro" in parse.marks and parse.lemma != "такой"
        return True

    def _is_division(self, ordinal: Number) -> bool:
        """ "ТвГУ во второй лиге, ТГУ — в третьей": the noun of leagues goes without saying."""
        if self._tokens[ordinal.start - 1].lower not in ("в", "во"):
            return False
        before = (n for n in self._numbers.values() if n.kind == "ordinal" and n.start < ordinal.start)
        return any(self._tokens[n.end].word.lemmas & _DIVISIONS for n in before)

    def _is_one_of_them(self, ordinal: Number) -> bool:
        """ "курит каждый шестой", "по первому — 44 балла": how many of them, or which of those just named."""
        if ordinal.start == self._sentence.start:
            return False
        before = self._tokens[ordinal.start - 1].lower
        return before in _EACH or (before == "по" and "datv" in ordinal.cases)

    def _agrees(self, ordinal: Number, noun: Parse) -> bool:
        """ "второй зал"; not "ставшая второй школа": whether an ordinal in words can be that of a noun."""
        own = [
            p for p in self._tokens[ordinal.end - 1].word.parses if p.pos == "ADJF" and p.case == noun.case
        ]
        if not own or self._tokens[ordinal.end - 1].kind != "word" or not noun.number:
            return True
        return any(
            p.number == noun.number and (noun.number == "plur" or p.gender == noun.gender) for p in own
        )

    def _in_name(self, run: list[Number], end: int) -> bool:
        """ "вторым — Первый московский образовательный комплекс": an ordinal that a name begins with."""
        first = run[0].start
        if (
            end not in self._entities
            or not self._tokens[first].capitalised
            or first <= self._sentence.start + 1
        ):
            return False
        return self._entities[end].form == "adjective" and self._tokens[first - 1].kind != "break"

    def _belongs_elsewhere(self, run: list[Number], end: int) -> bool:
        """Whether the words around say that an ordinal counts something else: a day, a year, a turn."""
        token, cases = self._tokens[end], run[0].cases
        before = self._tokens[run[0].start - 1].lower if run[0].start > self._sentence.start else ""
        if cases <= _OF_WHOM and cases and not self._governed(run[0].start):
            # "бассейн, шестого в области"
            return not (self._is_taken(run, end) or self._goes_on(run))
        if before == "из" and "gent" in cases and self._tokens[run[0].start].lower == "первых":
            return True  # "одними из первых перешли": early, no place
        if before in ("в", "во") and not token.word.lemmas & {"список", "рейтинг"}:
            return True
        if token.word.lemmas & _NOT_AFTER or ("datv" in cases and len(cases) == 1):
            return True
        following = self._tokens[end + 1].lower if end + 1 < self._sentence.end else ""
        return token.lower == "по" and following in _BY_SIZE

    def _is_taken(self, run: list[Number], end: int) -> bool:
        """ "..., пятую разделили Тула и Орёл": behind a place with its noun, what somebody takes."""
        if "gent" in run[-1].cases or end >= self._sentence.end or not self._tokens[end].word.finite:
            return False
        before = self._tokens[run[0].start - 1].text if run[0].start > self._sentence.start else ""
        # "Третью сохранила Тула": the noun stands in a sentence before
        begins = before in ("", ",", ";") and self._tokens[end].word.verb in _TAKING
        return begins or any(place.noun for place in self.places)

    def _goes_on(self, run: list[Number]) -> bool:
        """ "заняла третью строчку в Сибири, по стране — 21-ю": the noun was told with the place before."""
        last = self.places[-1] if self.places else None
        if last is None or not last.noun or last.kind != "exact" or run[-1].cases != {"accs"}:
            return False
        return self._tokens[run[0].start - 1].text in DASHES

    def _governed(self, position: int) -> bool:
        """Whether a preposition stands right before a token."""
        if position <= self._sentence.start:
            return False
        parses = self._tokens[position - 1].word.parses
        return bool(parses) and parses[0].pos == "PREP"

    def _is_band(self, run: list[Number], end: int) -> bool:
        """ "в группе 401–410", "попал в диапазон 601–650": several places that nobody tells apart."""
        first = run[0]
        if first.kind != "cardinal" or not self._tokens[first.start - 1].word.lemmas & BANDS:
            return False
        joined = len(run) == 2 and self._tokens[first.end].text in DASHES
        if not joined and not (len(run) == 1 and first.value_to is not None):
            return False
        return end >= self._sentence.end or self._tokens[end].kind != "word" or self._begins_clause(end)

    def _begins_clause(self, index: int) -> bool:
        """Whether what follows a number is nothing that it counts: "в группе 401–410 среди вузов"."""
        parses = self._tokens[index].word.parses
        return bool(parses) and parses[0].pos in _NO_NOUN

    def _is_share(self, run: list[Number]) -> bool:
        """ "около двух пятых", "одна треть", "две десятых": a fraction, no place."""
        before = next((n for n in self._numbers.values() if n.end == run[0].start), None)
        counted = before is not None and before.kind == "cardinal" and before.value < 10
        return counted and not self._tokens[run[0].start].text[0].isdecimal()

    def _is_ranked_number(self, number: Number) -> bool:
        """ "Шереметьево — №1", "он номер один": a whole number behind its sign and whom it is told of."""
        at = number.start
        if number.kind == "cardinal" and self._heads_item(number):
            return True
        if number.kind != "cardinal" or at < self._sentence.start + 2:
            return False
        sign, before = self._tokens[at - 1], self._tokens[at - 2]
        if sign.lower == "номером":
            return before.lower == "под"
        if sign.lower == "номер":
            named = before.lower in ("он", "она") or at - 2 in self._ends or before.capitalised
            return named or before.text in ("—", "–", "-")
        moved = before.lower in ("на", "до") and bool(self._shifts)
        return sign.text == "№" and (moved or before.text in ("—", "–", "-", ":"))

    def _heads_item(self, number: Number) -> bool:
        """ "№ 1 — Ялта, № 2 — Сочи": a number that a dash gives to somebody."""
        at = number.start - 1
        if at <= self._sentence.start or self._tokens[at].text != "№" or number.end + 1 >= self._sentence.end:
            return False
        opens = self._tokens[at - 1].text in (",", ";", ":")
        return opens and self._tokens[number.end].text in DASHES and self._tokens[number.end + 1].capitalised

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

    def _counts_each(self, run: list[Number], noun: int) -> bool:
        """ "поднялись на 18 и 14 строчек": so many for each, where places would have "18-ю и 14-ю"."""
        plural = self._tokens[noun].lower in _COUNTED_NOUNS
        return plural and noun in self._nouns and self._moved_before(run[0].start)

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

    def _from_the_end(self, position: int) -> bool:
        """ "четвёртое место с конца": among the last, no fourth."""
        return [t.lower for t in self._tokens[position : position + 2]] == ["с", "конца"]

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
