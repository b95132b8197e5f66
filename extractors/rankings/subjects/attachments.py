"""What belongs to a noun behind it, and what ties it to a region."""

from __future__ import annotations

from extractors.morphology import is_known
from extractors.rankings.subjects.wordforms import LONGEST_PHRASE, RATED, Wordforms, cases_of
from extractors.tokens import Entity, Token

_OFFICES = frozenset(
    [
        "управление",
        "отделение",
        "инспекция",
        "прокуратура",
        "главк",
        "филиал",
        "служба",
        "гу",
        "мчс",
        "уфнс",
        "умвд",
    ]
)
_CAPITALS = frozenset(["столица", "центр", "город", "райцентр"])

Region = tuple[str, int, int, str]
"""The code of a region in a noun phrase, its tokens, its name there; "" behind a preposition."""


class Attachments(Wordforms):
    """Reads past the genitives, names and places that follow a noun."""

    def _owned(self, index: int) -> tuple[str | None, int]:
        """ "«Русский Север» Вологодской области", "Суздаль Владимирской области": the region in genitive."""
        entity = self._entities.get(index)
        if entity is None or entity.kind != "region" or entity.form != "noun":
            return None, index
        cases = cases_of(entity)
        return (entity.code, entity.end) if "gent" in cases and "nomn" not in cases else (None, index)

    def _extent(self, head: int) -> tuple[int, list[Region], bool]:
        """Past the phrase's last token; its regions in genitive; whether it has a name in quotes."""
        index, regions, named = head + 1, list[Region](), False
        while index < min(self._end, head + LONGEST_PHRASE):
            step = self._extension(index, regions) or self._competent(head, index, regions)
            if step is not None and index == head + 1 and self._tokens[index].text == "«":
                step = None if self._apart(self._tokens[head], step) else step
            if step is None:
                break
            named = named or self._tokens[index].text == "«"
            index = step
        return index, regions, named

    def _competent(self, head: int, index: int, regions: list[Region]) -> int | None:
        """ "Управление Росреестра по Тульской области": the region that an office is for."""
        if regions or self._tokens[index].lower != "по" or not self._tokens[head].word.lemmas & _OFFICES:
            return None
        entity = self._entities.get(index + 1)
        if entity is None or entity.kind != "region" or entity.code is None or entity.form != "noun":
            return None
        regions.append((entity.code, entity.start, entity.end, ""))
        return entity.end

    def _extension(self, index: int, regions: list[Region]) -> int | None:
        token = self._tokens[index]
        if index in self._taken:
            return None
        entity = self._entities.get(index)
        if entity is not None and entity.kind == "region" and entity.form == "noun":
            return self._in_genitive(entity, regions)
        if entity is not None and entity.kind in ("country", "district", "city"):
            return entity.end if "gent" in cases_of(entity) else None
        if token.text == "«":
            return self._closing(index)
        if token.text == "(":
            return self._abbreviation(index)
        if token.lower in ("имени", "им", "№", "из", "в", "со"):
            return self._named_after(index, regions)
        if index in self._numbers:
            return index + 1 if self._tokens[index - 1].text == "№" else None
        if token.kind == "punctuation":
            return self._apposed_capital(index, regions)
        return self._genitive(index)

    def _in_genitive(self, entity: Entity, regions: list[Region]) -> int | None:
        """Past a region whose the phrase's head is."""
        if entity.code is None or "gent" not in cases_of(entity):
            return None
        if "nomn" in cases_of(entity) and self._tokens[entity.start - 1].word.lemmas & RATED:
            return None  # "рейтинга Марий Эл": a name that never changes need not be a genitive
        if "nomn" in cases_of(entity) and (self._is_predicate(entity.end) or self._acts(entity.end - 1)):
            return None  # "в своей группе Марий Эл третья", "по числу ферм Коми заняла"
        regions.append((entity.code, entity.start, entity.end, entity.name))
        return entity.end

    def _abbreviation(self, index: int) -> int | None:
        if (
            index + 2 < self._end
            and self._tokens[index + 2].text == ")"
            and self._tokens[index + 1].text.isupper()
        ):
            return index + 3 if self._tokens[index + 1].kind == "word" else None
        return None

    def _named_after(self, index: int, regions: list[Region]) -> int | None:
        lower = self._tokens[index].lower
        if lower == "№":
            return index + 2 if index + 1 in self._numbers or index + 1 < self._end else None
        if lower in ("имени", "им"):
            stop = index + 1 + (lower == "им" and self._tokens[index + 1].text == ".")
            last = min(self._end, index + 8)
            while stop < last and stop not in self._entities and self._tokens[stop].capitalised:
                stop += 1 + self._is_initial(stop)
            return stop
        region, stop = self._tied(index)
        if region is not None and not regions:
            regions.append((region, index, stop, ""))
            return stop
        return self._in_city(index, regions) if region is None and not regions else None

    def _is_initial(self, index: int) -> bool:
        """Whether the point behind a letter is that of an initial: "имени М. В. Ломоносова"."""
        if len(self._tokens[index].text) > 1 or index + 2 >= self._end:
            return False
        return self._tokens[index + 1].text == "." and self._tokens[index + 2].capitalised

    def _in_city(self, index: int, regions: list[Region]) -> int | None:
        """ "центр в Екатеринбурге", "диспансер из Челябинска": the town that tells which one it is."""
        if self._tokens[index].lower not in ("из", "в", "с", "со"):
            return None
        named = self._city_end(index + 1, {"gent", "loct"})
        return named if named is not None else self._capital_of(index + 1, regions)

    def _city_end(self, index: int, cases: frozenset[str] | set[str]) -> int | None:
        """Past the name of a town in one of some cases, if one begins at `index`."""
        if index >= self._end or index in self._taken:
            return None
        entity = self._entities.get(index)
        if entity is not None:
            fitting = entity.kind == "city" and cases_of(entity) & cases
            return entity.end if fitting else None
        first = index
        while (
            first + 1 < self._end
            and self._is_modifier(self._tokens[first])
            and self._tokens[first].capitalised
        ):
            first += 1
        token = self._tokens[first]
        located = token.capitalised and any("Geox" in p.marks and p.case in cases for p in token.word.parses)
        return first + 1 if located else None

    def _capital_of(self, index: int, regions: list[Region]) -> int | None:
        """ "столицы Татарстана", "административного центра Хабаровского края" in whatever case."""
        head = index
        while head < min(self._end, index + 3) and self._is_modifier(self._tokens[head]):
            head += 1
        if head + 1 >= self._end or not self._tokens[head].word.lemmas & _CAPITALS:
            return None
        entity = self._entities.get(head + 1)
        if entity is None or entity.kind != "region" or entity.code is None or "gent" not in cases_of(entity):
            return None
        if regions:
            return None
        regions.append((entity.code, entity.start, entity.end, ""))
        return entity.end

    def _apposed_capital(self, index: int, regions: list[Region]) -> int | None:
        """ "мэр Якутска, столицы Якутии,": what says in brackets of commas which town it is.

        The comma behind is taken with it where a person's name follows.
        """
        if regions or self._tokens[index].text != "," or not self._follows_city(index):
            return None
        if index + 1 >= self._end or "gent" not in self._tokens[index + 1].word.cases:
            return None
        stop = self._capital_of(index + 1, regions)
        if stop is None or stop + 1 >= self._end or self._tokens[stop].text != ",":
            return stop
        return stop + 1 if self._is_person_part(stop + 1) else stop

    def _follows_city(self, index: int) -> bool:
        token = self._tokens[index - 1]
        entity = next((e for e in self._entities.values() if e.end == index), None)
        if entity is not None:
            return entity.kind == "city"
        return token.capitalised and any("Geox" in parse.marks for parse in token.word.parses)

    def _tied(self, index: int) -> tuple[str | None, int]:
        """ "из Ненецкого округа", "из Барнаула (Алтайский край)": the region behind a name."""
        if index + 1 >= self._end or self._tokens[index].lower not in ("из", "в", "с", "со"):
            return None, index
        for following in range(index + 1, min(index + 4, self._end)):
            entity = self._entities.get(following)
            if entity is not None:
                return (
                    (entity.code, entity.end)
                    if entity.kind == "region" and entity.form == "noun"
                    else (None, index)
                )
            if not self._is_modifier(self._tokens[following]):
                break
        return None, index

    def _genitive(self, index: int) -> int | None:
        """Past a genitive noun with its adjectives, if one begins at `index`."""
        if self._stands_apart(index):
            return None
        stop = index
        while stop < min(self._end, index + 5):
            token = self._tokens[stop]
            if stop in self._taken or token.kind not in ("word", "mixed") or "gent" not in token.word.cases:
                return None
            if token.capitalised and (_names_somebody(token) or self._begins_predicate(stop)):
                return None  # "глава Коми Фёдор Канев", "в рейтинге городов Тольятти — восьмой"
            if token.capitalised and self._begins_name(stop):
                return None  # "перечень мэров Ильсур Метшин"
            plain = "nomn" in token.word.cases and not token.capitalised
            if plain and token.word.parses[0].case == "nomn":
                return None
            entity = self._entities.get(stop)
            if entity is not None and entity.form == "noun":
                return None if stop == index else stop
            if self._is_noun(token):
                return None if token.word.parses[0].pos in ("VERB", "GRND", "INFN") else stop + 1
            if not self._is_modifier(token):
                return None
            stop += 1
        return None

    def _stands_apart(self, index: int) -> bool:
        """ "в рейтинге вузов МГУ занял", "возглавляет список Ильсур": a name that is not the noun's."""
        token = self._tokens[index]
        short = self._is_abbreviation(token)
        if token.capitalised and (short or not is_known(token.lower)) and self._is_led(index - 1):
            return True
        return short and (self._apart(self._tokens[index - 1], index + 1) or self._acts(index))

    def _begins_name(self, index: int) -> bool:
        """Whether somebody's name that no dictionary has stands behind a plural, and so in the nominative."""
        token, before = self._tokens[index], self._tokens[index - 1].word.parses[:1]
        if "nomn" not in token.word.cases or is_known(token.lower) or index + 1 >= self._end:
            return False
        several = any(p.pos == "NOUN" and p.number == "plur" and "anim" in p.marks for p in before)
        return several and self._tokens[index + 1].capitalised

    def _adjective_region(self, start: int, head: int) -> str | None:
        for index in range(start, head):
            entity = self._entities.get(index)
            if entity is not None and entity.kind == "region":
                return entity.code
        return None


def _names_somebody(token: Token) -> bool:
    """Whether a word is first of all somebody's name, in another case than the genitive."""
    best = token.word.parses[0]
    named = any("Name" in parse.marks and parse.case == "nomn" for parse in token.word.parses)
    return named and not (best.case == "gent" and "Name" in best.marks)
