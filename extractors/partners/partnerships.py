"""Partnership facts: a region and a country that a text tells to trade or to cooperate.

A country is a partner where its clause tells of trade that goes on, or where the whole text is
about a region's trade and nothing in the clause speaks against it. Trade that has ended, and
trade that is only planned, make no partners.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.anchors import inside
from extractors.focus import Focus, Scope
from extractors.partners.clauses import Clause, clauses
from extractors.partners.goods import with_goods
from extractors.partners.lexicon import RELATION_CLASSES, Lexicon, lexicon
from extractors.registries.lists import joins
from extractors.tokens import Annotated, Entity, Sentence, Token
from model.statements import Evidence, Partnership, Relation, Span

RUSSIA = "RU"
_ABOUT_TRADE = 2
"""Words of trade that make a text one about trade."""


@dataclass(slots=True)
class _Reading:
    """What is known while a document is read."""

    about_trade: bool
    regions: tuple[str, ...]
    words: Lexicon
    capitals: frozenset[str] = frozenset()
    russian: bool = False
    unclear: bool = False
    owners: tuple[str, ...] = ()
    until: int = -1
    goes_on: bool = False
    ended: bool = False
    last: tuple[Entity, ...] = ()
    found: dict[tuple[str, str], Partnership] = field(default_factory=dict)


@dataclass(slots=True)
class _Told:
    """A country in a clause, with the relation that the clause tells; None if it tells no partner."""

    entity: Entity
    relation: Relation | None


def partnerships(fields: Sequence[Annotated], focus: Focus) -> tuple[Partnership, ...]:
    """The partnerships of a document in the order of the text, one for each pair."""
    foreign = any(_is_foreign(entity) for each in fields for entity in each.entities)
    if not foreign:
        return ()
    words = lexicon()
    named = (entity.code for each in fields for entity in each.entities if entity.kind == "region")
    regions = tuple(dict.fromkeys(code for code in named if code))
    cities = (entity for each in fields for entity in each.entities if entity.kind == "city")
    capitals = frozenset(code for entity in cities for code in entity.codes)
    reading = _Reading(_is_about_trade(fields, words), regions, words, capitals)
    reading.unclear = any(e.kind == "region" and e.code is None for each in fields for e in each.entities)
    for each in fields:
        waiting: list[tuple[_Told, Sentence, Scope]] = []
        for sentence, scope in zip(each.sentences, focus.scopes(each.name), strict=True):
            told = _told_in(each, sentence, reading)
            if waiting and not told and _takes_back(each, sentence, words):
                waiting = []
            _keep(waiting, each, reading)
            _note_topic(scope, each.tokens, reading)
            waiting = [(one, sentence, scope) for one in told if one.relation]
        _keep(waiting, each, reading)
    return tuple(reading.found.values())


def _note_topic(scope: Scope, tokens: list[Token], reading: _Reading) -> None:
    """ "Российский экспорт вырос.": what follows is of the country, until a region is named."""
    if any(anchor.kind in ("named", "taken up") for anchor in scope.anchors):
        reading.russian = False
    elif _speaks_of_russia(scope, tokens, reading.words):
        reading.russian = not scope.inherited


def _is_foreign(entity: Entity) -> bool:
    return entity.kind == "country" and entity.code not in (None, RUSSIA)


def _is_about_trade(fields: Sequence[Annotated], words: Lexicon) -> bool:
    strong = words.strong
    told = sum([strong[token.lower] for each in fields for token in each.tokens])
    return told >= _ABOUT_TRADE


def _told_in(each: Annotated, sentence: Sentence, reading: _Reading) -> list[_Told]:
    """The countries of a sentence, with what their clauses say of them."""
    entities = [entity for entity in inside(each.entities, sentence) if _is_foreign(entity)]
    if not entities and not (reading.last and _names_again(each.tokens, sentence)):
        reading.goes_on = any(
            reading.words.classes(token) & RELATION_CLASSES
            for token in each.tokens[sentence.start : sentence.end]
        )
        return []
    parts = clauses(each, sentence, reading.words)
    told_before, reading.goes_on = reading.goes_on, any(part.relation for part in parts)
    relations = [_relation(part, parts, told_before or reading.about_trade) for part in parts]
    if None in relations:
        relations = with_goods(relations, parts, each, reading.words)
    going_on = [_goes_on(number, parts, each.tokens, reading.words) for number in range(len(parts))]
    starts = [part.start for part in parts]
    named = {bisect_right(starts, entity.start) - 1 for entity in entities}
    for number in range(len(parts) - 1):
        # "..., но поставки прекратились": what a clause without a country takes back.
        if number + 1 not in named and parts[number + 1].is_over and _opposes(parts[number + 1], each.tokens):
            going_on[number] = False
    conditional = any(token.word.lower == "если" for token in each.tokens[sentence.start : sentence.end])
    if conditional or (_says_the_same(each.tokens, sentence) and reading.ended):
        going_on = [False] * len(parts)
    reading.ended = not any(going_on)
    told: list[_Told] = []
    latest: Entity | None = None
    if _names_again(each.tokens, sentence):
        told += [_Told(entity, relations[0] or "trade") for entity in reading.last]
    for entity in entities:
        number = bisect_right(starts, entity.start) - 1
        listed = latest is not None and joins(each.tokens, latest.end, entity.start)
        if _is_excluded(entity, each.tokens, reading.words) or listed:
            latest = entity  # "резиденты из Италии, Германии и Китая": who is listed with one left out, too
        open_ = (
            going_on[number]
            and latest is not entity
            and not _has_left(entity, parts[number], each.tokens, reading.words)
            and not _is_replaced(entity, parts[number], each.tokens, reading.words)
        )
        relation = relations[number]
        if relation == "export" and parts[number].buys and _comes_from(entity, told, each.tokens):
            relation = "import"
        told.append(_Told(entity, relation if open_ else None))
    reading.last = tuple(one.entity for one in told if one.relation)
    return told


def _comes_from(entity: Entity, told: list[_Told], tokens: list[Token]) -> bool:
    """ "закупки из Китая и Турции", "купили в Индии": where what is bought comes from."""
    before = tokens[entity.start - 1].word.lower if entity.start else ""
    if before in ("из", "в", "во", "у", "на"):
        return "accs" not in entity.cases or before == "из" or "loct" in entity.cases
    listed = bool(told) and joins(tokens, told[-1].entity.end, entity.start)
    return listed and told[-1].relation == "import"


def _opposes(part: Clause, tokens: list[Token]) -> bool:
    return tokens[part.start].word.lower in ("но", "однако", "а")


def _names_again(tokens: list[Token], sentence: Sentence) -> bool:
    """ "в тех же двух странах": the countries of the sentence before."""
    words = [token.word for token in tokens[sentence.start : sentence.end]]
    same = next(
        (at for at in range(1, len(words)) if words[at].lower == "же" and "тот" in words[at - 1].lemmas), None
    )
    return same is not None and any("страна" in word.lemmas for word in words[same + 1 : same + 3])


def _says_the_same(tokens: list[Token], sentence: Sentence) -> bool:
    """ "Эстония тоже.": a sentence without a verb, which says what the one before it says."""
    words = [token.word for token in tokens[sentence.start : sentence.end]]
    verbs = any(parse.pos in ("VERB", "PRTS") for word in words for parse in word.parses[:1])
    return not verbs and any(word.lower in ("тоже", "также") for word in words)


def _goes_on(number: int, parts: list[Clause], tokens: list[Token], words: Lexicon) -> bool:
    """Whether the trade of a clause is told to be, not to have been, to be wished or not to be."""
    part = parts[number]
    following = parts[number + 1] if number + 1 < len(parts) else None
    ended = following is not None and (
        following.ends(part)
        or (following.is_now and following.points_back and _is_denied(following, tokens, words))
    )
    return not (ended or part.is_over or part.is_wished or _is_denied(part, tokens, words))


def _relation(part: Clause, parts: list[Clause], about_trade: bool) -> Relation | None:
    """The relation of a clause's countries to the region; None where nothing tells of trade."""
    if any("world" in other.classes for other in parts) and not part.strong:
        return None
    if part.relation:
        return part.relation
    told = next((other.relation for other in parts if other.relation), None)
    if "event" in part.classes or not (told or about_trade):
        return None
    return told or ("export" if "goods" in part.classes else "trade")


def _is_replaced(entity: Entity, part: Clause, tokens: list[Token], words: Lexicon) -> bool:
    """ "Великобританию отныне заменил Китай": whose part another took."""
    if "replaced" not in part.classes or "accs" not in entity.cases or "nomn" in entity.cases:
        return False
    return any("replaced" in words.classes(token) for token in tokens[entity.end : part.end])


def _has_left(entity: Entity, part: Clause, tokens: list[Token], words: Lexicon) -> bool:
    """ "Япония почти ушла": a country that is told to have gone; "вышел на первое место" is none."""
    if "left" not in part.classes or "nomn" not in entity.cases:
        return False
    for at in range(entity.end, min(part.end, entity.end + 3)):
        if "left" in words.classes(tokens[at]) and tokens[at].word.finite:
            return at + 1 >= part.end or tokens[at + 1].word.lower not in ("на", "в", "во")
    return False


def _is_excluded(entity: Entity, tokens: list[Token], words: Lexicon) -> bool:
    """ "не из Германии", "санкции США", "турист из Франции"."""
    before = tokens[max(0, entity.start - 2) : entity.start]
    if any(token.word.lower == "не" for token in before):
        return True
    if len(before) == 2 and before[1].word.lower == "из" and _is_person(before[0], words):
        return True
    if len(before) == 2 and before[1].word.lower in ("с", "со") and "attribute" in words.classes(before[0]):
        return True
    to_people = bool(before) and "житель" in before[-1].word.lemmas and "datv" in before[-1].word.cases
    return bool(before) and "attribute" in words.classes(before[-1]) and not to_people


def _is_person(token: Token, words: Lexicon) -> bool:
    """Whether a word means somebody who is no party to a trade: "художник", but not "покупатель"."""
    first = token.word.parses[:1]
    animate = any(parse.pos == "NOUN" and "anim" in parse.marks for parse in first)
    return animate and not words.classes(token) & RELATION_CLASSES


def _is_denied(part: Clause, tokens: list[Token], words: Lexicon) -> bool:
    """ "на США поставок нет", "в списке не значатся"."""
    for at in range(part.start, part.end):
        lower = tokens[at].word.lower
        if lower == "нет":
            return True
        if lower == "не" and at + 1 < part.end:
            no_more = at > part.start and tokens[at - 1].word.lower == "больше"
            if no_more or _denies(tokens[at + 1], words):
                return True
    return False


def _denies(token: Token, words: Lexicon) -> bool:
    """Whether "не" before this word denies the trade; "не превышает 10%" denies nothing."""
    if not any(parse.pos in ("VERB", "PRTS", "INFN") for parse in token.word.parses[:1]):
        return False
    return bool(words.classes(token) & (RELATION_CLASSES | {"denied"}))


def _takes_back(each: Annotated, sentence: Sentence, words: Lexicon) -> bool:
    """Whether a sentence that names no country ends the trade of the sentence before it."""
    return any(part.is_over and part.points_back for part in clauses(each, sentence, words))


def _keep(waiting: list[tuple[_Told, Sentence, Scope]], each: Annotated, reading: _Reading) -> None:
    for told, sentence, scope in waiting:
        codes = _owners(told, scope, each.tokens, reading)
        reading.owners, reading.until = codes, scope.end
        for code in codes:
            key = (code, told.entity.code or "")
            if key not in reading.found and told.relation:
                reading.found[key] = _partnership(key, told, told.relation, each, sentence)


def _owners(told: _Told, scope: Scope, tokens: list[Token], reading: _Reading) -> tuple[str, ...]:
    """Whose partner a country is: the nearest region before it, else after it, else the topic."""
    before = tuple(scope.before(told.entity.start))
    if not before and _are_russian_goods(scope, told.entity.start, tokens, reading.words):
        return (RUSSIA,)
    around = (*before, *scope.after(told.entity.end))
    for anchor in around:
        if anchor.kind in ("named", "taken up"):
            return anchor.codes
        if anchor.kind == "russia" and anchor.own:
            return (RUSSIA,)
    if _speaks_of_russia(scope, tokens, reading.words):
        return (RUSSIA,)
    goes_on = reading.owners == (RUSSIA,) and reading.until == scope.start
    if goes_on or scope.national or reading.russian:
        return (RUSSIA,)
    capital = next((anchor.codes for anchor in around if anchor.kind == "city" and anchor.codes), ())
    return scope.inherited or capital or _otherwise(reading)


def _are_russian_goods(scope: Scope, end: int, tokens: list[Token], words: Lexicon) -> bool:
    """ "Российский мёд распробовали в Катаре, а башкирский — в Японии": the first are the country's."""
    return any(
        "russian" in words.classes(tokens[at]) and "goods" in words.classes(tokens[at + 1])
        for at in range(scope.start, end - 1)
    )


def _otherwise(reading: _Reading) -> tuple[str, ...]:
    """Whose partners a text tells of that has not said so: its only region's, or the country's."""
    if reading.owners or len(reading.regions) > 1:
        return reading.owners
    if not reading.regions and len(reading.capitals) == 1:
        return tuple(reading.capitals)
    if reading.unclear and not reading.regions:
        return ()  # "алтайская гречка": a region's, but which of two
    return reading.regions or (RUSSIA,)


def _speaks_of_russia(scope: Scope, tokens: list[Token], words: Lexicon) -> bool:
    return any("russian" in words.classes(token) for token in tokens[scope.start : scope.end])


def _partnership(
    key: tuple[str, str], told: _Told, relation: Relation, each: Annotated, sentence: Sentence
) -> Partnership:
    start, end = each.span(sentence.start, sentence.end)
    first, last = each.span(told.entity.start, told.entity.end)
    span = Span(role="country", field=each.name, start=first, end=last)
    return Partnership(
        evidence=Evidence(
            field=each.name, start=start, end=end, sentence=each.given[start:end],
            rule=f"partnership/{relation}", spans=(span,),
        ),
        region=key[0],
        country=key[1],
        relation=relation,
    )  # fmt: skip
