"""From the places of a clause to positions of subjects: lists, tiers, closers, ranges, shared places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from extractors.rankings.clauses import Clause, Reading
from extractors.rankings.items import Delta, Group, Place, Referent, Scope, Told
from extractors.rankings.vocabulary import words
from extractors.signals import Signal
from extractors.tokens import Annotated, Token

_COPULAS = words("positions", "copulas")
_STEPS = frozenset(["строка", "строчка", "ступень", "ступенька", "позиция", "место", "пункт"])
_METALS = {
    "золото": 1,
    "золотой": 1,
    "серебро": 2,
    "серебряный": 2,
    "бронза": 3,
    "бронзовый": 3,
}
_ALSO = frozenset(["также", "тоже", "еще", "ещё"])
_GIVING = frozenset(["give"])
_FROM = frozenset(["с", "со"])
_TO = frozenset(["на", "до", "к"])


@dataclass(slots=True)
class Assignment:
    """A referent with the place it gets."""

    referent: Referent
    position: int | None
    position_to: int | None
    basis: Literal["explicit", "listed", "group"]


def places_of(clause: Clause, reading: Reading, rated: bool) -> list[Place]:
    """The clause's places, with those that signals make: firsts, closers, openers, bottoms, leaders."""
    rated = rated or reading.has("rating", "list") or any(place.noun for place in reading.places)
    places = [p for p in clause.places if not p.bare or rated or clause.scopes or reading.metric]
    places = [p for p in places if not _adverbial(p, clause)]
    tier = next((p for p in places if p.kind == "tier"), None)
    close, opens = clause.signal("close"), clause.signal("open")
    last = clause.signal("bottom")
    if (
        last is not None
        and tier is not None
        and tier.to is not None
        and "последн" in last.key
        and tier.kind == "tier"
    ):
        return [
            Place(
                last.start,
                tier.end,
                "exact",
                (tier.to,),
                rule=last.rule,
                noun=True,
                verb=True,
            )
        ]
    if close is not None and tier is not None and tier.to is not None:
        return [
            Place(
                tier.start,
                tier.end,
                "exact",
                (tier.to,),
                rule=close.rule,
                noun=True,
                verb=True,
            )
        ]
    if tier is not None and clause.verbs & {"возглавить", "возглавлять"}:
        return [Place(tier.start, tier.end, "exact", (tier.first,), rule="ranking/leads", noun=True)]
    lead = clause.signal("lead")
    if tier is not None and lead is not None and reading.tokens[tier.start - 1].lower in ("в", "во"):
        places = []
    if opens is not None and tier is not None:
        return [
            Place(
                tier.start,
                tier.end,
                "exact",
                (tier.first,),
                rule=opens.rule,
                noun=True,
                verb=False,
            )
        ]
    if any(place.kind in ("exact", "range") for place in places):
        return [p for p in places if p.kind in ("exact", "range")]
    if places:
        return places
    return [made for made in (_made(signal, clause, reading, rated) for signal in clause.signals) if made][:1]


def number_first(text: Annotated, clause: Clause) -> list[Place]:
    """ "84 — Ингушетия": a whole number that begins a clause, and a dash."""
    number = next((n for n in text.numbers if n.start == clause.start), None)
    if number is None or number.kind != "cardinal" or clause.dash != number.end or not clause.groups:
        return []
    if not text.tokens[number.start].text.isdigit():
        return []
    return [Place(number.start, number.end, "exact", (int(number.value),), bare=True)]


def plain_number(text: Annotated, clause: Clause) -> list[Place]:
    """ "Тульская — 17": a whole number alone behind the dash."""
    if clause.dash is None or not clause.groups:
        return []
    number = next((n for n in text.numbers if n.start == clause.dash + 1), None)
    if (
        number is None
        or number.kind != "cardinal"
        or number.value_to is not None
        or not 1 <= number.value <= 100
    ):
        return []
    rest = text.tokens[number.end : clause.end]
    if (
        any(token.text not in (".", ";", "»", ")") for token in rest)
        or not text.tokens[number.start].text.isdigit()
    ):
        return []
    return [Place(number.start, number.end, "exact", (int(number.value),), bare=True)]


def _in_nominative_or_instrumental(signal: Signal, reading: Reading) -> bool:
    """ "лидером стал" and "лидер — Москва"; "лидера" and "победителей" are somebody else."""
    token = reading.tokens[signal.start]
    if signal.end - signal.start > 1 or "NOUN" not in token.word.poses:
        return True
    return bool(token.word.cases & {"nomn", "ablt"})


def _closes(clause: Clause) -> bool:
    """Whether what a clause closes is the whole rating, and no tier of it."""
    return clause.signal("rating", "list") is not None


def _plural_genitive(token: Token) -> bool:
    """ "лучших", "сильнейших": of some set, no predicate."""
    return token.lower.endswith(("их", "ых"))


def _adverbial(place: Place, clause: Clause) -> bool:
    """ "первой завершила приёмку": the first to do something, no place."""
    return place.instrumental and place.bare and clause.finite and not clause.verbs & _COPULAS


def _made(signal: Signal, clause: Clause, reading: Reading, rated: bool) -> Place | None:
    start, end, rule = signal.start, signal.end, signal.rule
    about = reading.has("rating", "list", "contest") or bool(reading.places)
    match signal.name:
        case "close" | "last" if (total := reading.total) and (signal.name == "last" or _closes(clause)):
            return Place(start, end, "exact", (total,), rule=rule, noun=True)
        case "close" if _closes(clause):
            return Place(start, end, "bottom", rule=rule, noun=True)
        case "open" if about and not clause.signal("placenoun"):
            return Place(start, end, "first", (1,), rule=rule, noun=True)
        case "bottom" if rated:
            return Place(start, end, "bottom", rule=rule, noun=True)
        case "group" if rated:
            return Place(start, end, "leaders", rule=rule, noun=True)
        case "metal" if reading.tokens[start - 1].text == "«" and clause.signal("keep") is not None:
            return None
        case "metal" if rated:
            value = next(
                (_METALS[word] for word in signal.key.lstrip("=").split() if word in _METALS),
                None,
            )
            return Place(start, end, "exact", (value,), rule=rule, noun=True) if value else None
        case "lead" if (
            clause.opener == "," and not clause.finite and reading.places and "лидер" in signal.key
        ):
            return None  # "Сахалин, дальневосточный лидер, пятый": what it is called, no place
        case "best" if not reading.tokens[start].word.cases & {"nomn", "ablt"} or _plural_genitive(
            reading.tokens[start]
        ):
            return None
        case "best" if about or (rated and clause.verbs & {"признать", "назвать", "объявить"}):
            return Place(start, end, "first", (1,), rule=rule, noun=True)
        case "last" if rated and not any(p.kind == "exact" for p in clause.places):
            return Place(start, end, "bottom", rule=rule, noun=False, bare=True)
        case "lead" if rule == "ranking/beats-all" and clause.signal("up", "down") is not None:
            return None
        case "lead" if not _in_nominative_or_instrumental(signal, reading):
            return None
        case "lead" if rated or reading.metric or clause.scopes:
            return Place(start, end, "first", (1,), rule=rule, noun=True)
    return None


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
        if (rank := _rank(clause, group, place, giving, putting)) < 9
    ]
    if not ranked:
        return None
    return min(ranked, key=lambda entry: entry[:2])[2]


def _distance(group: Group, place: Place) -> int:
    return group.start - place.end if group.start >= place.end else place.start - group.end


def _rank(clause: Clause, group: Group, place: Place, giving: bool, putting: bool) -> int:
    """How well a group's part in the clause fits a holder of the place: 0 is best, 9 not at all."""
    after = group.start >= place.end
    role = group.role
    first = group.referents[0]
    if first.kind == "standin" and ((first.plural and role in ("gen", "acc")) or role == "ins"):
        return 9
    if giving and role in ("dat", "gen") and "datv" in group.referents[0].cases:
        return 0
    if putting and role in ("acc", "gen") and "accs" in first.cases:
        return 0
    if role == "nom" and clause.signal("give", "put") is not None and "возглавить" not in clause.verbs:
        return 8
    if role in ("nom", "u"):
        return 0 if group.referents[0].kind != "pronoun" else 1
    if role == "za":
        return 2
    if role == "dat" and not clause.finite:
        return 3
    if role == "gen" and after and group.start - place.end <= 1:
        return 4
    if role == "ins" and (
        place.kind in ("tier", "leaders") or clause.signal("close", "open", "lead") or after
    ):
        return 5
    if role == "dat" and after:
        return 5
    if role == "loc" and not after and clause.dash is not None and group.end <= clause.dash < place.start:
        return 7
    if role == "acc" and (clause.signal("put", "lead") is not None or after):
        return 6
    return 9


def scope_of(clause: Clause, place: Place) -> Scope | None:
    """The scope nearest to a place, of several in the clause."""
    if not clause.scopes:
        return None
    return min(
        clause.scopes,
        key=lambda s: s.start - place.end if s.start >= place.end else place.start - s.end,
    )


def shared(place: Place) -> Place:
    """Several places that are shared are one range for each who shares them."""
    if place.kind == "exact" and len(place.positions) > 1:
        return replace(place, kind="range", positions=place.positions[:1], to=place.positions[-1])
    return place


def complete(text: Annotated, clause: Clause, place: Place, group: Group) -> bool:
    """Whether a tier is named wholly and in order: nothing says "также" or "в числе"."""
    if place.kind != "tier" or place.to is None:
        return False
    words = {token.lower for token in text.tokens[clause.start : clause.end]}
    return len(group.referents) == place.to - place.first + 1 and not words & _ALSO


def assign(place: Place, group: Group, whole: bool) -> list[Assignment]:
    """The positions of a group's members."""
    members = group.referents
    match place.kind:
        case "exact" if place.verb and len(members) > 1:
            return _marked(members, place.positions[0] - len(members) + 1)
        case "exact" if len(place.positions) == len(members):
            return [
                Assignment(m, position, None, "explicit")
                for m, position in zip(members, place.positions, strict=True)
            ]
        case "exact" if len(place.positions) == 1 or len(members) == 1:
            return [_own(m, position) for m in members for position in place.positions]
        case "range" if (
            place.ordered and place.to is not None and place.to - place.positions[0] + 1 == len(members)
        ):
            return _marked(members, place.positions[0])
        case "range":
            return [Assignment(m, place.positions[0], place.to, "explicit") for m in members]
        case "first" if place.together:
            return [_own(m, 1) for m in members]
        case "first":
            return _marked(members, 1) if len(members) > 1 else [_own(members[0], 1)]
        case "tier" if whole:
            return _marked(members, place.first)
        case "tier":
            return [_grouped(m, place) for m in members]
        case "leaders" | "bottom":
            return [_grouped(m, None) for m in members]
    return []


def _own(member: Referent, position: int) -> Assignment:
    marked = member.place
    if marked is not None and marked.kind == "exact":
        return Assignment(member, marked.positions[0], None, "explicit")
    return Assignment(member, position, None, "explicit")


def _marked(members: list[Referent], position: int) -> list[Assignment]:
    """A list in order from `position`; a place in brackets goes before the order."""
    return [
        Assignment(m, m.place.positions[0], None, "explicit")
        if m.place is not None and m.place.kind == "exact"
        else Assignment(m, position + offset, None, "listed")
        for offset, m in enumerate(members)
    ]


def _grouped(member: Referent, tier: Place | None) -> Assignment:
    if member.place is not None and member.place.kind == "exact":
        return Assignment(member, member.place.positions[0], None, "explicit")
    if tier is None:
        return Assignment(member, None, None, "group")
    return Assignment(member, tier.first, tier.to, "group")


def from_to(text: Annotated, clause: Clause, places: list[Place]) -> tuple[list[Place], int] | None:
    """ "с 37-го на 43-е место": the second place, and the first as the previous one."""
    first = places[0]
    if first.kind != "exact" or len(first.positions) != 1:
        return None
    before = text.tokens[first.start - 1].lower if first.start > clause.start else ""
    if len(places) >= 2 and before in _FROM and places[1].kind in ("exact", "tier", "range"):
        return places[1:], first.positions[0]
    if len(places) == 2 and places[1].kind == "exact" and clause.verbs & {"обменять", "сменить", "променять"}:
        if text.tokens[places[1].start - 1].lower == "на":
            return places[1:], first.positions[0]
    if len(places) == 2 and before in _TO and places[1].kind == "exact" and len(places[1].positions) == 1:
        if text.tokens[places[1].start - 1].lower in _FROM and places[1].bare:
            return places[:1], places[1].positions[0]
    against = next((s for s in clause.signals if s.key == "против" and s.start >= first.end), None)
    if against is not None:
        number = next(
            (n for n in text.numbers if n.start == against.end and n.kind == "ordinal"),
            None,
        )
        if number is not None:
            return places[:1], int(number.value)
    if before in _TO:
        for number in text.numbers:
            if number.end == first.start - 1 and number.start > clause.start and number.kind != "decimal":
                if text.tokens[number.start - 1].lower in _FROM:
                    return places, int(number.value)
    return None


def dethroned(text: Annotated, clause: Clause) -> str | None:
    """ "Чечню с вершины сместил Дагестан": the region that was first before."""
    if not any(s.name == "lead" and s.key.endswith("с вершина") for s in clause.signals):
        return None
    group = next((g for g in clause.groups if g.role == "acc" and len(g.referents) == 1), None)
    return group.referents[0].region if group is not None else None


def step_from(text: Annotated, clause: Clause) -> tuple[int, int] | None:
    """ "строкой выше", "двумя ступенями ниже": how many places down (up is negative), and past what token."""
    for index in range(clause.start + 1, clause.end):
        if text.tokens[index].lower not in ("выше", "ниже"):
            continue
        before = text.tokens[index - 1].word
        if not (before.lemmas & _STEPS and "ablt" in before.cases):
            continue
        number = next((n for n in text.numbers if n.end == index - 1), None)
        count = int(number.value) if number is not None and number.kind == "cardinal" else 1
        return (count if text.tokens[index].lower == "ниже" else -count), index + 1
    return None


def year_after_year(text: Annotated, clause: Clause) -> bool:
    """ "третий год на пятом месте": the same place for years."""
    ends = {n.end for n in text.numbers if clause.start <= n.start < clause.end and n.kind == "ordinal"}
    return any(end < clause.end and text.tokens[end].lower == "год" for end in ends)


def plain_delta(text: Annotated, clause: Clause) -> list[Delta]:
    """ "Псковская — одну", "Чукотка — на 18": the noun was told in the clause before."""
    if not clause.groups:
        return []
    for number in text.numbers:
        if clause.groups[0].end <= number.start < clause.end and number.kind == "cardinal":
            rest = text.tokens[number.end : clause.end]
            if all(token.kind in ("punctuation", "break") for token in rest) or rest[0].text == "(":
                return [Delta(number.start, number.end, int(number.value))]
    return []


def direction(clause: Clause) -> int:
    """+1 up, -1 down, 0 unknown: by the first word of the clause that tells."""
    signal = clause.signal("up", "down")
    if signal is None:
        return 0
    return 1 if signal.name == "up" else -1


def keep(told: Told) -> None:
    """A place that is told to be kept: the same before, no change."""
    if told.position is not None and told.position_to is None:
        told.previous, told.change = told.position, 0
