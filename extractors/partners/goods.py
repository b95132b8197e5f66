"""Goods of a region that a text tells to be somewhere, with no word of trade.

Тульские самовары популярны в Китае, а пряники — в Катаре.
Товары липецких производителей представлены на полках магазинов Армении.
"""

from __future__ import annotations

from extractors.anchors import inside
from extractors.partners.clauses import Clause
from extractors.partners.lexicon import Lexicon
from extractors.tokens import Annotated, Entity, Token
from model.statements import Relation

_SHOWN = frozenset(
    "магазин прилавок сеть ресторан потребитель житель маркетплейс гостиница отель дом улица больница".split(
        " "
    )
)
_WITHIN = 3
"""Tokens behind a region's adjective: its goods, behind other adjectives."""


def with_goods(
    relations: list[Relation | None], parts: list[Clause], each: Annotated, words: Lexicon
) -> list[Relation | None]:
    """The relations of clauses, and of those that tell where goods of a region go, or more of them."""
    found: list[Relation | None] = []
    going = False
    for relation, part in zip(relations, parts, strict=True):
        own = None if relation else _of_goods(part, each, words)
        more = going and "goods" in part.classes and part.start > parts[0].start
        going = own is not None or (going and more)
        found.append(relation or own or ("export" if more else None))
    return found


def _of_goods(part: Clause, each: Annotated, words: Lexicon) -> Relation | None:
    """Export, where a clause names goods of a region and a country that they are in or go to."""
    if "goods" not in part.classes or part.classes & {"event", "world"}:
        return None
    within = inside(each.entities, part)
    goods = any(entity.kind == "region" and _are_goods(entity, part, each.tokens, words) for entity in within)
    return "export" if goods and any(_is_bound_for(e, part, each.tokens) for e in within) else None


def _are_goods(entity: Entity, part: Clause, tokens: list[Token], words: Lexicon) -> bool:
    """Whether a region's goods are named: "тульские самовары", "товары липецких производителей"."""
    before = tokens[max(part.start, entity.start - 2) : entity.start]
    if before and before[-1].lower == "из":
        before = before[:-1]
    if before and "goods" in words.classes(before[-1]) and "gent" in entity.cases:
        return True
    if entity.form != "adjective":
        return False
    for token in tokens[entity.end : min(entity.end + _WITHIN, part.end)]:
        if "goods" in words.classes(token):
            return True
        if "ADJF" not in token.word.poses:
            return False
    return False


def _is_bound_for(entity: Entity, part: Clause, tokens: list[Token]) -> bool:
    """Whether a country is where something goes or is: "в Китае", "Алжиру", "на полках магазинов Армении"."""
    if entity.kind != "country":
        return False
    before = tokens[entity.start - 1].word if entity.start else None
    if before is None:
        return False
    if "liking" in part.classes and "nomn" in entity.cases:
        return True
    if "reaching" in part.classes and before.lower == "до":
        return True
    shown = ("gent" in entity.cases or not entity.cases) and not before.lemmas.isdisjoint(_SHOWN)
    return shown or before.lower in ("в", "во", "на", "для", "и", ",") or "datv" in entity.cases
