"""Partnership facts: a region and a country that a text tells to trade or to cooperate.

A country is a partner where its clause tells of trade that goes on, or where the whole text is
about a region's trade and nothing in the clause speaks against it. Trade that has ended, and
trade that is only planned, make no partners.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.focus import Focus, Scope
from extractors.partners.countries import Going, ToldCountry, is_foreign, takes_back, told_in
from extractors.partners.lexicon import Lexicon, lexicon
from extractors.tokens import Annotated, Sentence, Token
from model.statements import Evidence, Partnership, Relation, Span

RUSSIA = "RU"
_ABOUT_TRADE = 2
"""Words of trade that make a text one about trade."""


@dataclass(slots=True)
class _Reading:
    """What is known while a document is read."""

    regions: tuple[str, ...]
    words: Lexicon
    capitals: frozenset[str] = frozenset()
    russian: bool = False
    unclear: bool = False
    owners: tuple[str, ...] = ()
    until: int = -1
    found: dict[tuple[str, str], Partnership] = field(default_factory=dict)


def partnerships(fields: Sequence[Annotated], focus: Focus) -> tuple[Partnership, ...]:
    """The partnerships of a document in the order of the text, one for each pair."""
    foreign = any(is_foreign(entity) for each in fields for entity in each.entities)
    if not foreign:
        return ()
    words = lexicon()
    named = (entity.code for each in fields for entity in each.entities if entity.kind == "region")
    regions = tuple(dict.fromkeys(code for code in named if code))
    cities = (entity for each in fields for entity in each.entities if entity.kind == "city")
    capitals = frozenset(code for entity in cities for code in entity.codes)
    reading = _Reading(regions, words, capitals)
    reading.unclear = any(e.kind == "region" and e.code is None for each in fields for e in each.entities)
    going = Going(_is_about_trade(fields, words), words)
    for each in fields:
        waiting: list[tuple[ToldCountry, Sentence, Scope]] = []
        for sentence, scope in zip(each.sentences, focus.scopes(each.name), strict=True):
            told = told_in(each, sentence, going)
            if waiting and not told and takes_back(each, sentence, words):
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


def _is_about_trade(fields: Sequence[Annotated], words: Lexicon) -> bool:
    strong = words.strong
    told = sum([strong[token.lower] for each in fields for token in each.tokens])
    return told >= _ABOUT_TRADE


def _keep(waiting: list[tuple[ToldCountry, Sentence, Scope]], each: Annotated, reading: _Reading) -> None:
    for told, sentence, scope in waiting:
        codes = _owners(told, scope, each.tokens, reading)
        reading.owners, reading.until = codes, scope.end
        for code in codes:
            key = (code, told.entity.code or "")
            if key not in reading.found and told.relation:
                reading.found[key] = _partnership(key, told, told.relation, each, sentence)


def _owners(told: ToldCountry, scope: Scope, tokens: list[Token], reading: _Reading) -> tuple[str, ...]:
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
    key: tuple[str, str], told: ToldCountry, relation: Relation, each: Annotated, sentence: Sentence
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
