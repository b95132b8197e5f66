"""A fact told twice in one document is written once."""

from __future__ import annotations

from extractors.morphology import fold
from extractors.rankings.discourse.state import Discourse
from extractors.rankings.districts import district_ids
from extractors.rankings.items import Told
from extractors.rankings.ratings.likeness import alike
from extractors.registries import region

Numbered = tuple[int, Told]
_NAMED = frozenset(["organisation", "city", "person"])
_TEAMS = frozenset(["сборная", "команда"])
_BEST = frozenset(["ranking/best", "ranking/extreme", "ranking/beats-all"])


def merged(told: list[Numbered], discourse: Discourse) -> list[Numbered]:
    """The statements without repetition; what one says more than the other is kept."""
    found: list[Numbered] = []
    told = [each for each in told if not _stands_for_region(each, told, discourse)]
    told = [each for each in told if not _announced(each, told, discourse)]
    told = [each for each in told if not _counted_wrongly(each, told, discourse)]
    for number, each in told:
        at = next((at for at, t in enumerate(found) if _same(t, (number, each), discourse)), None)
        if at is None:
            found.append((number, each))
        elif discourse.context.heads(found[at][0]) and not discourse.context.heads(number):
            _absorb(each, found[at][1])
            found[at] = number, each  # the text says which rating it is, a headline only roughly
        else:
            _absorb(found[at][1], each)
    return _movements(_without_vague(_without_best_of_some(found, discourse), discourse), discourse)


def _counted_wrongly(numbered: Numbered, told: list[Numbered], discourse: Discourse) -> bool:
    """ "Ниже Тула (70-е) и Орёл, который закрывает список": counted on, where the place itself is told."""
    number, each = numbered
    return each.basis == "listed" and each.position_to is None and any(
        n == number and p.sentence == each.sentence and p.scope == each.scope and p is not each
        and p.basis == "explicit" and p.position not in (None, each.position) and p.position_to is None
        and discourse.same(p.subject, each.subject)
        for n, p in told
    )  # fmt: skip


def _stands_for_region(numbered: Numbered, told: list[Numbered], discourse: Discourse) -> bool:
    """ "Тамбов — на третьем месте": a headline's short word for the region whose place the text tells."""
    number, each = numbered
    if not discourse.context.heads(number):
        return False
    team = _team_of(numbered, told) if each.subject.kind == "region" else None
    if team is not None:
        _absorb(team, each)
        return True
    return each.subject.kind == "city" and any(
        other != number and p.subject.kind == "region" and p.position == each.position
        and p.position_to == each.position_to and _capital(p.subject.region) == fold(each.subject.name)
        for other, p in told
    )  # fmt: skip


def _team_of(numbered: Numbered, told: list[Numbered]) -> Told | None:
    """ "Югра взяла бронзу" of a headline, "сборная Югры на третьем месте" of the text: told once."""
    number, each = numbered
    teams = (
        p
        for other, p in told
        if other != number and p.subject.noun in _TEAMS and p.subject.region == each.subject.region
    )
    place = each.position, each.position_to
    return next((team for team in teams if (team.position, team.position_to) == place), None)


def _announced(numbered: Numbered, told: list[Numbered], discourse: Discourse) -> bool:
    """ "Югорский вуз — среди лучших": a headline's word for whom the text then tells of by name.

    It is of whom the text tells first, and says nothing that the text does not say closer.
    """
    number, each = numbered
    if not discourse.context.heads(number) or each.subject.kind not in _NAMED:
        return False
    first = next((p for other, p in told if other != number), None)
    if (
        first is None
        or first.subject.kind != each.subject.kind
        or discourse.same(first.subject, each.subject)
    ):
        return False
    regions = {first.subject.region, each.subject.region} - {None}
    if len(regions) > 1 or (each.position_to is None and each.position is not None):
        return False
    if each.position is None or first.position is None:
        return each.basis == "group" or each.change == first.change
    return each.position <= first.position <= (each.position_to or 0)


def _capital(code: str | None) -> str:
    entry = region(code) if code else None
    return fold(entry.capital) if entry is not None else ""


def _without_best_of_some(found: list[Numbered], discourse: Discourse) -> list[Numbered]:
    """ "лучшей из томских стала клиника: она на 22-м месте" tells the place, no first one."""
    return [
        (number, each)
        for number, each in found
        if each.rule not in _BEST
        or each.position != 1
        or not any(
            n == number and p.sentence == each.sentence and (p.position or 0) > 1 and p.basis == "explicit"
            and (p.scope == each.scope or each.scope is None) and discourse.same(p.subject, each.subject)
            for n, p in found
        )
    ]  # fmt: skip


def _without_vague(found: list[Numbered], discourse: Discourse) -> list[Numbered]:
    """ "Among the last" says nothing beside a place that is told of the same subject in the same scope."""
    placed = [
        (number, each) for number, each in found if each.position is not None and each.position_to is None
    ]
    return [
        (number, each)
        for number, each in found
        if (each.position is not None and not _told_closer((number, each), found, discourse))
        or each.basis != "group"
        or not any(_beside((number, each), (n, p), discourse) for n, p in placed)
    ]


def _beside(vague: Numbered, other: Numbered, discourse: Discourse) -> bool:
    """Whether a place is told of the same subject in the scope of another statement, or in its very sentence.

    "Последняя в ДФО и 81-я в стране" are two, though, and so are places in two ratings.
    """
    (number, each), (other_number, placed) = vague, other
    if not discourse.same(placed.subject, each.subject):
        return False
    context = discourse.context
    if not context.heads(number) and not _of_one_rating(context.name_of(*other), context.name_of(*vague)):
        return False
    here = number == other_number and each.sentence == placed.sentence and each.position is None
    return placed.scope == each.scope or (here and each.scope not in district_ids())


def _same(one: Numbered, other: Numbered, discourse: Discourse) -> bool:
    a, b = one[1], other[1]
    if (a.position, a.position_to) != (b.position, b.position_to) or not discourse.same(a.subject, b.subject):
        return False
    if a.position is None and a.change is not None and b.change is not None and a.change != b.change:
        return False
    named = discourse.context.name_of
    if one[0] == other[0] and a.sentence != b.sentence and named(*one) != named(*other):
        return False  # the same place in two ratings
    retold = one[0] != other[0] and (a.scope is None or b.scope is None)  # a headline leaves scopes out
    return a.scope == b.scope or retold


def _absorb(kept: Told, other: Told) -> None:
    for name in ("previous", "change", "score", "total", "scope"):
        if getattr(kept, name) is None:
            setattr(kept, name, getattr(other, name))
    if kept.basis != "explicit" and other.basis == "explicit":
        kept.basis = "explicit"


def _told_closer(numbered: Numbered, found: list[Numbered], discourse: Discourse) -> bool:
    """ "ворвалась в сотню, заняв 94-е место", a headline's "в пятёрке": the place itself is told, too."""
    number, each = numbered
    if each.basis != "group":
        return False
    rivals = [
        (n, p)
        for n, p in found
        if p.position is not None and p.position_to is None and p.scope == each.scope
        and discourse.same(p.subject, each.subject)
    ]  # fmt: skip
    context = discourse.context
    here = [(n, p) for n, p in rivals if n == number and p.sentence == each.sentence]
    if any(_of_one_rating(context.name_of(n, p), context.name_of(number, each)) for n, p in here):
        return True
    first, last = each.position or 1, each.position_to or 0
    headed = context.heads(number)
    return any(
        first <= (p.position or 0) <= last
        and (
            headed
            or (
                n == number
                and not context.views[number][each.sentence].sentences[0].bullet
                and _of_one_rating(context.name_of(n, p), context.name_of(number, each))
                and (
                    each.sentence <= p.sentence
                    or context.same_paragraph(n, p, number, each)
                    or context.name_of(n, p) is not None
                )
            )
        )
        for n, p in rivals
    )


def _of_one_rating(one: str | None, other: str | None) -> bool:
    """Whether two names can be of one rating: they are alike, or one of the statements has none."""
    return one is None or other is None or one == other or alike(one, other)


def _movements(found: list[Numbered], discourse: Discourse) -> list[Numbered]:
    """A movement with no place joins the place that is told of the same subject."""
    kept: list[Numbered] = []
    for number, each in found:
        if each.position is None and each.change is not None and each.basis == "explicit":
            homes = [
                t
                for _, t in found
                if t is not each and t.position is not None
                and t.change in (None, each.change) and discourse.same(t.subject, each.subject)
            ]  # fmt: skip
            alone = (
                homes if len(homes) == 1 and each.scope is None and each.sentence >= homes[0].sentence else []
            )
            home = next((t for t in homes if t.scope == each.scope), next(iter(alone), None))
            if home is not None:
                home.change = each.change
                continue
        kept.append((number, each))
    return kept
