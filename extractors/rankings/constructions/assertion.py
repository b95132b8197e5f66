"""Whether a clause asserts the place in it: not when denied, left, planned, wished or hypothetical."""

from __future__ import annotations

from extractors.rankings.clauses import Clause
from extractors.rankings.items import Place
from extractors.rankings.vocabulary import words
from extractors.tokens import Token

UNCHANGED = words("moves", "unchanged")
"""What a place that is kept does not do."""


def asserted(clause: Clause, planned: bool, places: list[Place], tokens: list[Token]) -> tuple[bool, bool]:
    """Whether a plan reaches over the clause's end, and whether the clause asserts its places."""
    plans = (clause.future and "next" not in clause.kinds) or any(
        signal.name == "plan" for signal in clause.signals
    )
    if plans and _is_aside(clause, tokens):
        return False, False  # "область, обещавшая войти в тройку, пятая"
    if plans or (planned and clause.opener != ";"):
        return True, False
    if denied(clause, places):
        return False, False
    return False, True


def _is_aside(clause: Clause, tokens: list[Token]) -> bool:
    """Whether a clause hangs on a participle that plans: what follows it plans nothing."""
    plan = clause.signal("plan")
    if plan is None or clause.finite or clause.opener != "," or clause.future:
        return False
    return "PRTF" in tokens[plan.start].word.poses


def attributed(clause: Clause, places: list[Place], tokens: list[Token]) -> bool:
    """ "Занявшая 17-е место область намерена ...": the plan begins behind the subject, the place is had."""
    plan, group = clause.signal("plan"), next((g for g in clause.groups if g.role == "nom"), None)
    if plan is None or group is None or not places or "not" in clause.kinds:
        return False
    if not places[-1].end <= group.start < plan.start:
        return False
    before = tokens[clause.start : places[0].start]
    return any(p.pos == "PRTF" and p.tense == "past" for token in before for p in token.word.parses[:1])


def denied(clause: Clause, places: list[Place]) -> bool:
    """Whether the clause denies its places, or says that they were left or are far off."""
    if places and {"до", "далеко"} <= clause.words:
        return True  # "до первого места области далеко"
    if clause.verbs & UNCHANGED:
        return False  # "место региона не изменилось — 44-е"
    long_ago = any(signal.key.endswith(" =назад") for signal in clause.signals)
    says_not = "not" in clause.kinds and (long_ago or "только" not in clause.words)
    return says_not and bool(places or clause.groups)
