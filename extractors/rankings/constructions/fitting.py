"""Which group of a clause holds its place."""

from __future__ import annotations

from extractors.rankings.clauses import Clause
from extractors.rankings.constructions import extremes
from extractors.rankings.items import Group, Place

NEVER = 9


def choose(
    clause: Clause,
    groups: list[Group],
    places: list[Place],
    *,
    giving: bool,
    putting: bool,
) -> Group | None:
    """The group that holds the clause's first place, or None."""
    if not places:
        return None
    place = places[0]
    ranked = [
        (rank, _distance(group, place), group)
        for group in groups
        if (rank := _rank(clause, group, place, giving, putting)) < NEVER
    ]
    named = [group for _, _, group in ranked if group.role == "nom" and group.referents[0].name]
    if named:  # "губернатор у «Медиалогии» восьмой": whoever compiles stands behind the subject
        ranked = [
            entry for entry in ranked
            if entry[2].role != "u" or entry[2].referents[0].noun != "«" or entry[2].start < named[0].start
        ]  # fmt: skip
    if not ranked:
        return None
    return min(ranked, key=lambda entry: entry[:2])[2]


def _distance(group: Group, place: Place) -> int:
    return group.start - place.end if group.start >= place.end else place.start - group.end


def _rank(clause: Clause, group: Group, place: Place, giving: bool, putting: bool) -> int:
    """How well a group's part in the clause fits a holder of the place: 0 is best, NEVER not at all."""
    role, first = group.role, group.referents[0]
    if first.kind == "standin" and ((first.plural and role in ("gen", "acc")) or role == "ins"):
        return NEVER
    if giving and role in ("dat", "gen") and "datv" in first.cases:
        return 0
    if putting and role in ("acc", "gen") and "accs" in first.cases:
        return 0
    if putting and role == "nom" and _is_put(clause, group):
        return 0
    if role == "nom" and place.rule == extremes.RULE and first.kind == "pronoun":
        return 8  # "медленнее всего он на Чукотке"
    if role == "nom":
        return _nominative_rank(clause, group)
    if role == "u":
        return int(first.kind == "pronoun")
    return _oblique_rank(clause, group, place)


def _nominative_rank(clause: Clause, group: Group) -> int:
    """Who gives or puts is in the nominative too, and holds no place himself."""
    gives = clause.signal("give")
    if (
        gives is not None
        and gives.key == "отойти"
        and clause.signal("put") is None
        and not group.start > gives.start
    ):
        return int(group.referents[0].kind == "pronoun")  # "Тула отошла на пятую позицию"
    if clause.signal("give", "put") is not None and "возглавить" not in clause.verbs:
        return NEVER if group.referents[0].kind == "pronoun" else 8
    return int(group.referents[0].kind == "pronoun")


def _is_put(clause: Clause, group: Group) -> bool:
    """ "назвал Коми и Псковскую область": right behind the verb, and all can be its object."""
    put = clause.signal("put")
    return put is not None and put.end == group.start and all("accs" in r.cases for r in group.referents)


def _oblique_rank(clause: Clause, group: Group, place: Place) -> int:
    after = group.start >= place.end
    beside = any(s.name == "above" and s.end == group.start for s in clause.signals)
    beside = beside or _compiles(clause, group)
    within = place.rule == extremes.RULE and group.start > place.start
    fits = {
        "za": (True, 2),
        "dat": (not clause.finite or after, 3 if not clause.finite else 5),
        "gen": ((after and group.start - place.end <= 1 and not beside) or _gapped(clause, group, place), 4),
        "ins": (_passive(clause, place) or after, 5),
        "acc": (clause.signal("put", "lead") is not None or after or within, 6),
        "loc": (_is_told_of_inside(clause, group, place), 7),
    }
    fitting, rank = fits.get(group.role, (False, NEVER))
    return rank if fitting else NEVER


def _compiles(clause: Clause, group: Group) -> bool:
    """ "внизу списка «Медиалогии»": whose list it is."""
    first = group.referents[0]
    listed = any(s.name in ("list", "rating") and s.end == group.start for s in clause.signals)
    return listed and first.noun == "«" and first.region is None


def _passive(clause: Clause, place: Place) -> bool:
    """ "десятка пополнилась Карелией", "список открывается Москвой"."""
    return place.kind in ("tier", "leaders") or clause.signal("close", "open", "lead") is not None


def _gapped(clause: Clause, group: Group, place: Place) -> bool:
    """ "место Твери — пятое, Орла — девятое": what is said once for both stands before the dash."""
    if group.referents[0].region is None or clause.dash is None or not group.end <= clause.dash < place.start:
        return False
    noun = clause.signal("placenoun")
    if noun is not None and noun.start < group.start:
        return True  # "место в рейтинге Твери не изменилось — 44-е"
    return not clause.finite and group.end == clause.dash


def _is_told_of_inside(clause: Clause, group: Group, place: Place) -> bool:
    """ "в Туле — пятое место", "хуже всего дела в Туле": what is there has the place."""
    if place.rule in ("ranking/bottom", extremes.RULE):
        return True
    return clause.dash is not None and group.end <= clause.dash < place.start
