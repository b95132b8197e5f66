"""Where ranked towns and bodies lie, by what the whole text says besides: asked when all of it is read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from extractors.features import feature, of_lemmas
from extractors.memory import Memory
from extractors.morphology import fold, word
from extractors.rankings.items import Referent, Told
from extractors.rankings.wording import spells_out
from extractors.registries import region
from extractors.registries.towns import town_regions
from extractors.tokens import Annotated, Entity, Token

_CAPITAL = of_lemmas({"столица"})
_COLON = feature(lambda piece: piece.text == ":")
_COUNTING = of_lemmas(
    {"два", "двое", "оба", "три", "трое", "четыре", "четверо", "пять", "пятеро", "шесть", "семь"}
)
_NAMES = frozenset(["anim", "Geox", "Name", "Surn", "Orgn"])
_NEAR = 3
"""Words that may stand between a plural ("городов") and the region that they lie in."""


class Locator:
    """Ties subjects to regions. `told` are the document's statements with the numbers of their fields."""

    def __init__(
        self, fields: list[Annotated], told: list[tuple[int, Told]], mentioned: frozenset[str]
    ) -> None:
        self._fields = fields
        self._mentioned = mentioned
        self._ranked = {
            (number, each.sentence, each.subject.region)
            for number, each in told
            if each.subject.kind in ("region", "people")
        }
        self._of_bodies = {
            each.subject.name: each.subject.region
            for _, each in told
            if each.subject.kind == "organisation" and each.subject.region
        }

    def region_of(self, number: int, told: Told) -> str | None:
        """The region that the text ties an untied subject of a field's statement to."""
        subject = told.subject
        behind = self._said_behind(number, subject)
        if behind is not None:
            return behind
        if subject.kind == "city":
            able = town_regions(subject.name) & self._mentioned
            return next((code for code in sorted(able) if self._is_told_of(subject.name, code)), None)
        if subject.kind != "organisation":
            return None
        lies = lies_in(subject.name) or self._bracketed(number, subject)
        able = lies & self._mentioned
        if lies:
            return next(iter(able)) if len(able) == 1 else None
        lies = _of_adjective(subject.name) & self._mentioned
        able = frozenset(code for code in lies if self._is_told_besides(code))
        if len(able) == 1:
            return next(iter(able))
        return self._under_colon(number, told) or self._spelt_out(subject.name)

    def _is_told_besides(self, code: str) -> bool:
        """Whether the text speaks of a region otherwise than to tell its own place."""
        return any(not self._is_ranked(number, index, code) for number, index, _ in self._mentions(code))

    def _is_ranked(self, number: int, index: int, code: str) -> bool:
        return (number, index, code) in self._ranked

    def _is_told_of(self, town: str, code: str) -> bool:
        """Whether some sentence names a town beside its region, its region's towns, or it as the capital."""
        entry = region(code)
        capital = entry is not None and fold(entry.capital) == fold(town)
        for number, index, entity in self._mentions(code):
            tokens = self._fields[number].tokens
            if capital and _beside(tokens, entity) & _CAPITAL:
                return True
            if _tells_towns(tokens, entity) and not capital:
                return True
            told_besides = entity.form == "noun" and tokens[entity.start - 1].text != "("
            if told_besides and not self._is_ranked(number, index, code) and self._names(number, index, town):
                return True
        return False

    def _mentions(self, code: str) -> Iterator[tuple[int, int, Entity]]:
        """Where a region is named: field, sentence, entity."""
        for number, field in enumerate(self._fields):
            at = 0
            for entity in field.entities:
                while at < len(field.sentences) and entity.start >= field.sentences[at].end:
                    at += 1
                if entity.kind == "region" and entity.code == code and at < len(field.sentences):
                    yield number, at, entity

    def _names(self, number: int, index: int, town: str) -> bool:
        field = self._fields[number]
        sentence, wanted = field.sentences[index], fold(town.split()[0])
        inside = field.tokens[sentence.start : sentence.end]
        return any(token.lower == wanted or wanted in token.word.lemmas for token in inside)

    def _bracketed(self, number: int, subject: Referent) -> frozenset[str]:
        """ "Дальневосточный университет (Владивосток)": where the town in brackets lies."""
        tokens = self._fields[number].tokens[subject.start : subject.end + _NEAR]
        opened = next((at for at, token in enumerate(tokens) if token.text == "("), None)
        if opened is None:
            return frozenset()
        inner = takewhile(lambda token: token.text != ")", tokens[opened + 1 :])
        return town_regions(" ".join(token.text for token in inner))

    def _said_behind(self, number: int, subject: Referent) -> str | None:
        """ "Белокуриха, что в Алтайском крае", "«Кижи», жемчужина Карелии": the region told behind a name."""
        field = self._fields[number]
        tokens, at = field.tokens, subject.end
        if at + 2 >= len(tokens) or tokens[at].text != ",":
            return None
        if tokens[at + 1].lower == "что" and tokens[at + 2].lower in ("в", "во", "на"):
            at += 2
        elif not _says_what(tokens[at + 1]):
            return None
        near = (e for e in field.entities if at + 1 <= e.start <= at + 2)
        return next((e.code for e in near if e.kind == "region" and e.form == "noun"), None)

    def _under_colon(self, number: int, told: Told) -> str | None:
        """ "От Орловской области в сотне ещё два: ...", "Топ-3 — московские: ...": whose those are."""
        field = self._fields[number]
        sentence = field.sentences[told.sentence]
        if not sentence.features & _COLON:
            return None
        colon = next(i for i in range(sentence.start, sentence.end) if field.tokens[i].text == ":")
        if told.subject.start < colon:
            return None
        before = [e for e in field.entities if sentence.start <= e.start < colon and e.kind == "region"]
        if len({e.code for e in before}) != 1:
            return None
        counted = any(token.features & _COUNTING for token in field.tokens[sentence.start : colon])
        predicate = before[-1].form == "adjective" and before[-1].plural and before[-1].end == colon
        return before[-1].code if counted or predicate else None

    def _spelt_out(self, name: str) -> str | None:
        """ "КФУ": the region of "Казанский федеральный университет", if the text has just one such name."""
        found = {code for long, code in self._of_bodies.items() if spells_out(name, long)}
        return found.pop() if len(found) == 1 else None


def _says_what(token: Token) -> bool:
    """A noun by which a text says what a town or body is to its region: "жемчужина", "гордость"."""
    parse = token.word.best
    return parse is not None and parse.pos == "NOUN" and parse.case == "nomn" and not parse.marks & _NAMES


def _beside(tokens: list[Token], entity: Entity) -> int:
    """The features of the tokens right before and behind a name: "столица Дона", "донская столица"."""
    before = tokens[entity.start - 1].features if entity.start else 0
    return before | (tokens[entity.end].features if entity.end < len(tokens) else 0)


def _tells_towns(tokens: list[Token], entity: Entity) -> bool:
    """ "Три города Башкирии", "удмуртские города", "оба города находятся в области": those of a region."""
    if entity.form == "adjective":
        near = tokens[entity.end : entity.end + 1]
    else:
        near = list(takewhile(_goes_on, reversed(tokens[max(0, entity.start - _NEAR) : entity.start])))
    return any(_are_towns(token) for token in near)


def _goes_on(token: Token) -> bool:
    return token.kind == "word" or token.text == "-"


def _several_towns(text: str) -> bool:
    found = word(fold(text.rsplit("-", 1)[0]))
    towns = found.lemmas & {"город", "муниципалитет"}
    return bool(towns) and any(p.number == "plur" or p.case == "gent" for p in found.parses)


_TOWNS = Memory(_several_towns)


def _are_towns(token: Token) -> bool:
    return token.kind in ("word", "mixed") and _TOWNS[token.lower]


def lies_in(name: str) -> frozenset[str]:
    """The regions in which the town in a body's name can lie: "администрация Хабаровска"."""
    words = name.replace("(", " ").replace(")", " ").split()
    named = (
        " ".join(words[start:end])
        for start in range(1, len(words))
        for end in range(start + 1, min(start + 3, len(words) + 1))
        if words[start][:1].isupper()
    )
    return next((found for found in map(town_regions, named) if found), frozenset())


def _of_adjective(name: str) -> frozenset[str]:
    """The regions in which the town lies whose adjective a name begins with: "Сургутский университет"."""
    first = name.split(maxsplit=1)[0] if name else ""
    return _ADJECTIVES[fold(first)] if first.endswith(_ENDINGS) else frozenset()


_ENDINGS = ("ский", "ская", "ское", "цкий", "цкая", "цкое")


def _regions_of_adjective(adjective: str) -> frozenset[str]:
    stem = adjective[:-4]
    able = [stem + "ск", stem, stem[:-1], *(stem + end for end in "аьоиы")]
    if adjective[-4] == "ц":
        able += [stem + "ц", stem + "цк"]
    if stem.endswith("ин"):
        able += [stem[:-2] + end for end in "аыи"]
    if stem.endswith("им"):
        able.append(stem[:-2] + "а")
    return frozenset().union(*map(town_regions, able))


_ADJECTIVES = Memory(_regions_of_adjective)
