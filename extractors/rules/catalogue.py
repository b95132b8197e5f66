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
