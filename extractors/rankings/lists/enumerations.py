"""Enumerations inside one sentence, made one before its clauses are told."""

from __future__ import annotations

from itertools import pairwise

from extractors.rankings.clauses import Clause
from extractors.rankings.constructions.telling import names_all
from extractors.rankings.items import Place

_LISTING = frozenset(["lead", "tier", "next", "best", "open", "group", "bottom", "below"])


def join_listings(clauses: list[Clause]) -> None:
    """ "Начало рейтинга таково: Ямал — 1,9 года, Чукотка — 2,5": one list, each with a figure of its own."""
    for index, clause in enumerate(clauses):
        if clause.opener != ":" or not _is_member(clause):
            continue
        if not any(signal.name in _LISTING for earlier in clauses[:index] for signal in earlier.signals):
            continue
        _keep_points(clause)
        for following in clauses[index + 1 :]:
            if following.opener not in (",", ";", "и", "а") or not _is_member(following):
                break
            _keep_points(following)
            clause.groups[0].referents += following.groups[0].referents
            following.groups = []


def _keep_points(clause: Clause) -> None:
    """The points of a member stay its own."""
    if len(clause.scores) == 1 and len(clause.groups[0].referents) == 1:
        clause.groups[0].referents[0].score = clause.scores[0].values[-1]
        clause.scores = []


def _is_member(clause: Clause) -> bool:
    """Whether a clause is one subject, and perhaps a dash with its figure."""
    if len(clause.groups) != 1 or clause.places or clause.finite or clause.kinds - {"score", "step"}:
        return False
    return clause.groups[0].start == clause.start and clause.dash is not None and names_all(clause.groups[0])


def number_brackets(clause: Clause, before: Clause | None) -> None:
    """ "Курганская (40), Рязанская (41) и Пермский край (42)": numbers in a row are places.

    So are those of a tier: "три города — в первой двадцатке: Псков (4), Опочка (17) и Остров (9)",
    and those that go up: "Из соседей в рейтинге ТвГУ (47), ТулГУ (59) и ОГУ (83)".
    """
    listed = before is not None and clause.opener == ":" and not clause.places
    places = before.places if before is not None and listed else clause.places
    tier = next((p.to for p in places if p.kind == "tier" and p.to is not None), 0)
    for group in clause.groups:
        numbers = [r.bracketed for r in group.referents]
        if len(numbers) < 2 or None in numbers or any(r.place is not None for r in group.referents):
            continue
        values = [number for number in numbers if number is not None]
        steps = {after - before for before, after in pairwise(values)}
        within = max(values) <= tier and (listed or min(steps) > 0) and 0 not in steps
        of_rating = clause.signal("rating", "list") is not None and not clause.places
        ascending = of_rating and min(steps) > 0 and clause.signal("lead", "score") is None
        if steps in ({1}, {-1}) or within or ascending:
            for referent, value in zip(group.referents, values, strict=True):
                referent.place = Place(referent.start, referent.end, "exact", (value,))
                referent.score = None
