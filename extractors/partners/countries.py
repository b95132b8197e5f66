"""What the clauses of a sentence say of the countries in it: partners, once partners, or neither."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.anchors import inside
from extractors.partners.clauses import Clause, clauses
from extractors.partners.goods import with_goods
from extractors.partners.lexicon import RELATION_CLASSES, Lexicon
from extractors.registries.lists import joins
from extractors.tokens import Annotated, Entity, Sentence, Token
from model.statements import Relation

_RUSSIA = "RU"
_THERE = frozenset({"туда", "оттуда"})


@dataclass(frozen=True, slots=True)
class ToldCountry:
    """A country in a clause, with the relation that the clause tells; None if it tells no partner."""

    entity: Entity
    relation: Relation | None


@dataclass(slots=True)
class Going:
    """What goes on from one sentence to the next while a document is read.

    `about_trade` tells that the whole text is about trade, `goes_on` that the sentence before told of
    it, `ended` that it told that trade has ended. `last` are the partners of the sentence before,
    `near` all its countries.
    """

    about_trade: bool
    words: Lexicon
    goes_on: bool = False
    ended: bool = False
    last: tuple[Entity, ...] = ()
    near: list[Entity] = field(default_factory=list)


@dataclass(slots=True)
class _Parts:
    """The clauses of a sentence, the relation that each tells, and whether that goes on."""

    clauses: list[Clause]
    relations: list[Relation | None]
    going_on: list[bool]


_ORIGINS = frozenset(["капитал", "инвестиция", "корень", "акционер", "учредитель", "участие"])
"""Of what a company is made, with "из": no trade."""


def is_foreign(entity: Entity) -> bool:
    """Whether a name is that of a country that can be a partner."""
    return entity.kind == "country" and entity.code not in (None, _RUSSIA)


def told_in(each: Annotated, sentence: Sentence, going: Going) -> list[ToldCountry]:
    """The countries of a sentence, with what their clauses say of them."""
    entities = [entity for entity in inside(each.entities, sentence) if is_foreign(entity)]
    near, going.near = going.near, entities
    back = near[-1:] if _points_there(each.tokens, sentence, entities) else []
    again = going.last if _names_again(each.tokens, sentence) else ()
    if not (entities or back or again):
        related = going.words.related
        going.goes_on = any(related[token.lower] for token in each.tokens[sentence.start : sentence.end])
        return []
    parts = _parts(each, sentence, entities, going)
    told = [ToldCountry(entity, parts.relations[0] or "trade") for entity in again]
    told += [ToldCountry(entity, relation) for entity in back for relation in _going_back(parts)]
    told += _of_each(each, entities, parts, going.words)
    going.last = tuple(one.entity for one in told if one.relation)
    return told


def _parts(each: Annotated, sentence: Sentence, entities: Sequence[Entity], going: Going) -> _Parts:
    parts = clauses(each, sentence, going.words)
    told_before, going.goes_on = going.goes_on, any(part.relation for part in parts)
    relations = [_relation(part, parts, told_before or going.about_trade) for part in parts]
    if None in relations:
        relations = with_goods(relations, parts, each, going.words)
    going_on = [_goes_on(number, parts, each.tokens, going.words) for number in range(len(parts))]
    starts = [part.start for part in parts]
    named = {bisect_right(starts, entity.start) - 1 for entity in entities}
    for number in range(len(parts) - 1):
        # "..., но поставки прекратились": what a clause without a country takes back.
        if number + 1 not in named and parts[number + 1].is_over and _opposes(parts[number + 1], each.tokens):
            going_on[number] = False
    conditional = any(token.word.lower == "если" for token in each.tokens[sentence.start : sentence.end])
    if conditional or (_says_the_same(each.tokens, sentence) and going.ended):
        going_on = [False] * len(parts)
    going.ended = not any(going_on)
    return _Parts(parts, relations, going_on)


def _of_each(each: Annotated, entities: Sequence[Entity], parts: _Parts, words: Lexicon) -> list[ToldCountry]:
    """The countries that a sentence names."""
    told: list[ToldCountry] = []
    starts = [part.start for part in parts.clauses]
    out: Entity | None = None
    for entity in entities:
        number = bisect_right(starts, entity.start) - 1
        part, relation = parts.clauses[number], parts.relations[number]
        listed = out is not None and joins(each.tokens, out.end, entity.start)
        if _is_excluded(entity, each.tokens, words) or listed:
            out = entity  # "резиденты из Италии, Германии и Китая": who is listed with one left out, too
        open_ = (
            parts.going_on[number]
            and out is not entity
            and not _has_left(entity, part, each.tokens, words)
            and not _is_replaced(entity, part, each.tokens, words)
        )
        if relation == "export" and part.buys and _comes_from(entity, told, each.tokens):
            relation = "import"
        told.append(ToldCountry(entity, relation if open_ else None))
    return told


def _going_back(parts: _Parts) -> Iterator[Relation]:
    """The relation of the first clause that tells of trade and points back to a country."""
    for number, part in enumerate(parts.clauses):
        relation = parts.relations[number]
        if part.points_back and part.relation and relation and parts.going_on[number]:
            yield relation
            return


def _points_there(tokens: list[Token], sentence: Sentence, entities: Sequence[Entity]) -> bool:
    """ "Регион уже продаёт туда мясо": to the country of the sentence before, before any other is named."""
    end = entities[0].start if entities else sentence.end
    return any(token.lower in _THERE for token in tokens[sentence.start : end])


def _comes_from(entity: Entity, told: list[ToldCountry], tokens: list[Token]) -> bool:
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
    """ "не из Германии", "санкции США", "турист из Франции", "компании с капиталом из Кореи"."""
    before = tokens[max(0, entity.start - 2) : entity.start]
    if any(token.word.lower == "не" for token in before):
        return True
    of_some = len(before) == 2 and before[1].word.lower == "из"
    if of_some and (_is_person(before[0], words) or before[0].word.lemmas & _ORIGINS):
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


def takes_back(each: Annotated, sentence: Sentence, words: Lexicon) -> bool:
    """Whether a sentence that names no country ends the trade of the sentence before it."""
    return any(part.is_over and part.points_back for part in clauses(each, sentence, words))
