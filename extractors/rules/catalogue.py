"""The rules there are: those of the rule files, and those that are code, with what each reads."""

from __future__ import annotations

import re
from typing import cast, get_args

from model.claims import FactKind

BUILT_IN = {
    "ranking/place": "a place told by number or ordinal",
    "ranking/list": "lines of a numbered or bulleted list, rows of a table",
    "ranking/moved": "a movement with no place",
    "ranking/all-but": "second to the one that is excepted: all were overtaken but it",
    "ranking/extreme": "the best, or the worst, told by comparison with no word of place",
    "percentage/percent": "a percentage",
    "percentage/points": "percentage points",
    "percentage/multiple": "a multiple",
    "partnership/export": "a region sells to a country",
    "partnership/import": "a region buys from a country",
    "partnership/trade": "a region and a country trade",
    "partnership/cooperation": "a region and a country cooperate",
}
"""Rules that no file holds; their words are in figures/words.yaml and partners/words.yaml."""
_ID = re.compile(r"([a-z]+)/[a-z][a-z0-9-]*")


def kind_of(rule: str) -> FactKind | None:
    """The kind of fact that a rule is about, by its id; None where the id is not kind/slug."""
    match = _ID.fullmatch(rule)
    if match is None or match[1] not in get_args(FactKind):
        return None
    return cast(FactKind, match[1])


SIGNALS = {
    "above": "whoever follows stands above",
    "again": "the place is the one of the edition before",
    "before": "the edition before",
    "below": "whoever follows stands below",
    "best": "the first, where a rating is spoken of",
    "bottom": "among the last, or the last",
    "close": "the last of a tier, or of the rating",
    "contest": "a contest, whose places count like those of a rating",
    "down": "moved down",
    "except": "all but one",
    "give": "the place is handed to somebody in the dative",
    "group": "among the leaders, no number",
    "keep": "the place is kept",
    "last": "the last",
    "lead": "the first",
    "list": "a list that may be a rating",
    "metal": "gold, silver and bronze: the first three",
    "next": "whoever follows holds the places that follow",
    "none": "nothing: covers words that other rules would take for theirs",
    "not": "no fact: denied, or left",
    "only": "only, merely",
    "open": "the first of a tier, or of the rating",
    "overtakes": "whoever is the object was overtaken",
    "placenoun": "a place: the number beside it is one",
    "plan": "no fact: planned, wished, possible",
    "put": "the place is given to the object",
    "rating": "a rating",
    "respectively": "places and subjects in the same order",
    "result": "a result, ranked by the ordinal before it",
    "score": "points",
    "share": "several hold one place",
    "shift": "moved, up or down",
    "step": "a step of a movement",
    "swap": "two changed places",
    "tier": "the first N",
    "up": "moved up",
}
"""What the assembler of rankings reads in the words of a rule."""
MAKES_NONE = frozenset(("none", "not", "plan"))
"""Signals whose rules make no fact: what they must read is that there is none."""
