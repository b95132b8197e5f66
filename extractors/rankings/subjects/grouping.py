"""Subjects in coordinated groups, and the part that a group plays in its clause."""

from __future__ import annotations

from extractors.rankings.items import Group, Referent, Role
from extractors.tokens import Token

_CASE_ROLES: tuple[tuple[str, Role], ...] = (
    ("nomn", "nom"), ("gent", "gen"), ("datv", "dat"), ("accs", "acc"), ("ablt", "ins"), ("loct", "loc"),
)  # fmt: skip

_OTHERS = frozenset(["другой", "другая", "другое", "второй", "вторая", "ещё", "еще"])
"""How one more of a kind begins, before its name."""
_QUALITIES = ("крупнейш", "старейш", "единственн", "главн", "ведущ", "известнейш", "лучш", "опорн")
"""Beginnings of words by which a text says which one of its kind somebody is."""

_SAID_AGAIN = {
    "loc": frozenset(["в", "во", "на"]),
    "u": frozenset(["у"]),
    "za": frozenset(["за"]),
}
"""The prepositions that each member of a group in that part may have of its own."""

_GOVERNED = {
    **dict.fromkeys(("в", "во", "на", "о", "об"), frozenset(["accs", "loct", "loc2"])),
    **dict.fromkeys(
        ("у", "из", "от", "до", "для", "без", "среди", "после", "кроме", "выше", "ниже", "впереди"),
        frozenset(["gent"]),
    ),
    **dict.fromkeys(("к", "ко"), frozenset(["datv"])),
    "за": frozenset(["accs", "ablt"]),
    "при": frozenset(["loct"]),
    "перед": frozenset(["ablt"]),
    "над": frozenset(["ablt"]),
}
"""The cases that a preposition governs."""


def role_of(tokens: list[Token], referent: Referent, lowest: int, covered: set[int]) -> Role:
    """The part that a referent plays, by the preposition before it or else its cases."""
    preposition = _preposition(tokens, referent.start, lowest, covered)
    governed = referent.noun == "«" and tokens[referent.start - 1].lower == preposition
    if not governed and referent.cases and not referent.cases & _GOVERNED.get(preposition, referent.cases):
        preposition = ""  # "на десятом месте в нём Тульская область": it governs something before
    if preposition in ("у",):
        return "u"
    if preposition == "за":
        return "za" if "ablt" in referent.cases else "oblique"
    if preposition in ("в", "во", "на") and "loct" in referent.cases:
        return "loc"
    if preposition:
        return "oblique"
    return next((role for case, role in _CASE_ROLES if case in referent.cases), "nom")


def _preposition(tokens: list[Token], start: int, lowest: int, covered: set[int]) -> str:
    """The preposition that governs the phrase at `start`, over its own adjectives."""
    for index in range(start - 1, max(lowest, start - 4) - 1, -1):
        token = tokens[index]
        if index in covered:
            return ""
        if token.word.pos == "PREP":
            return token.lower
        if token.kind != "word" or not token.word.poses & {"ADJF", "PRTF"}:
            return ""
    return ""


def groups_of(tokens: list[Token], referents: list[Referent], lowest: int, covered: set[int]) -> list[Group]:
    """The referents in coordinated groups. Brackets between two members must have been read into `end`."""
    found: list[Group] = []
    for referent in referents:
        role = role_of(tokens, referent, lowest, covered)
        last = found[-1] if found else None
        joint = _joint(tokens, last, referent.start) if last is not None else None
        apart = joint is False or (last is not None and _by_size(tokens[last.end : referent.start]))
        if last is not None and apart and _apposed(tokens, last, referent):
            last.end = referent.end
            continue
        if last is not None and _tied(tokens, last, referent):
            last.end = referent.end
            continue
        if last is not None and joint is False and _acts(tokens[referent.start]):
            role, joint = "acc", None  # "Екатеринбург, обошедший Новосибирск"
        if last is not None and joint is not None and _fits(last, referent, role):
            _share_region(tokens, last, referent)
            last.referents.append(referent)
            last.end = referent.end
            last.listed = last.listed or joint
            last.tailed = not joint
        else:
            found.append(Group(referent.start, referent.end, [referent], role))
    return found


def _acts(token: Token) -> bool:
    """Whether a phrase begins with an active participle, whose object it then is."""
    best = token.word.best
    return best is not None and best.pos == "PRTF" and "pssv" not in best.marks


def _share_region(tokens: list[Token], group: Group, referent: Referent) -> None:
    """ "Московские Внуково и Шереметьево": an adjective in the plural is that of all."""
    first = group.referents[0]
    if first.region is None or referent.region is not None or first.kind != referent.kind:
        return
    if first.kind not in ("city", "organisation") or len(group.referents) > 1:
        return
    best = tokens[first.start].word.parses[:1]
    if best and best[0].pos == "ADJF" and best[0].number == "plur" and first.start + 2 >= first.end:
        referent.region = first.region


def _by_size(gap: list[Token]) -> bool:
    """ ", второй по величине": what stands between a town and what it is called besides."""
    return 3 <= len(gap) <= 5 and gap[0].text == "," and gap[-2].lower == "по"


def _apposed(tokens: list[Token], group: Group, referent: Referent) -> bool:
    """ "Якутск, столица республики Саха": the second says what the first is."""
    named = group.referents[-1]
    if named.region is None and named.kind in ("organisation", "city") and referent.kind == "region":
        after = tokens[referent.end].text if referent.end < len(tokens) else ""
        if after in (",", "—") and "«" in tokens[named.start].text:
            named.region = referent.region  # "«Дон-Вояж», Ростовская область, — 3"
            if after == "," and tokens[referent.end + 1].text in "—–":
                referent.end += 1
            return True
    city = group.referents[-1]
    said = referent.kind == "city" and referent.name[:1].islower()
    if city.kind != "city" or city.region or not referent.region or not (said or referent.noun == "центр"):
        return False
    if city.cases and referent.cases and not city.cases & referent.cases:
        return False
    city.region = referent.region
    return True


def _tied(tokens: list[Token], group: Group, referent: Referent) -> bool:
    """Names that follow straight on what they belong to, or that tell where it is."""
    last = group.referents[-1]
    gap = [token.lower for token in tokens[group.end : referent.start]]
    beside = last.kind == "people" and last.noun in ("сосед", "соседка")
    if (
        (last.kind == "person" or beside)
        and referent.kind == "person"
        and not gap
        and last.region
        and referent.region is None
    ):
        referent.region, referent.start, referent.cases = last.region, last.start, last.cases
        group.referents[-1] = referent  # "мэр Энгельса (Саратовская область) Пётр Лугин"
        return True
    if beside and referent.kind == "region" and gap == [","] and last.cases & referent.cases:
        referent.start = last.start
        group.referents[-1] = referent  # "сосед Тувы, Хакасия, ..."
        return True
    if last.kind == "region" and referent.kind == "person" and gap == ["—"] and last.name[:1].islower():
        referent.region, referent.start = referent.region or last.region, last.start
        group.referents[-1] = referent  # "пензенский — Виктор Ломов — сорок шестой"
        return True
    named = referent.kind == "city" and referent.name[:1].isupper()
    if last.kind == "person" and referent.kind == "person" and gap == [","] and _says_office(last, referent):
        last.region = referent.region  # "Андрей Савчук, мэр Хабаровска, центра Хабаровского края, ..."
        return True
    if gap == [","] and _says_what(referent, last):
        last.region = referent.region  # "Казанский федеральный, главный вуз Татарстана, ..."
        return True
    if gap == [","] and _says_what(last, referent):
        referent.region, referent.start = last.region, last.start
        group.referents[-1] = referent  # "ещё одна татарская клиника, Больница скорой помощи, ..."
        return True
    called = (last.kind == "city" and last.name[:1].islower() and gap == [","]) or (
        last.noun == "центр" and not gap
    )
    if called and named and last.region and last.place is None:
        referent.region, referent.start, referent.cases = last.region, last.start, last.cases
        group.referents[-1] = referent  # "третий город Хакасии, Саяногорск, ..."
        return True
    near = gap[:1] in (["из"], ["в"]) and len(gap) <= 2
    if last.kind == "organisation" and last.region is None and named and referent.region and near:
        last.region = referent.region  # "роддом из Орска (Оренбургская область)"
        return True
    return False


def _says_office(person: Referent, office: Referent) -> bool:
    """Whether an office is told of a person who was just named without a region."""
    named = person.noun == "человек" and person.region is None
    return named and office.name[:1].islower() and bool(person.cases & office.cases)


def _says_what(kind: Referent, named: Referent) -> bool:
    """Whether an organisation is named after it was told what it is and where it lies."""
    if kind.kind != "organisation" or named.kind != "organisation" or kind.plural:
        return False
    first = kind.name.split()[0].lower()
    told = kind.name[:1].islower() or first in _OTHERS or first.startswith(_QUALITIES)
    vague = (kind.region is not None or first.startswith(_QUALITIES)) and told and "«" not in kind.name
    if kind.start > named.start and not kind.cases & named.cases:
        return False
    return vague and named.region is None and (named.noun == "«" or named.name[:1].isupper())


def _joint(tokens: list[Token], group: Group, end: int) -> bool | None:
    """None where the gap does not join two members; else whether it has a conjunction.

    A preposition may be said again before each: "в Туле, на Сахалине и в Коми".
    """
    words = [token.lower for token in tokens[group.end : end]]
    if len(words) > 1 and group.role in _SAID_AGAIN and words[-1] in _SAID_AGAIN[group.role]:
        words.pop()
    if not 0 < len(words) <= 4:
        return None
    if any(
        word
        not in (
            ",",
            "и",
            "да",
            "а",
            "также",
            "плюс",
            "ни",
            "ещё",
            "еще",
            "соседняя",
            "соседний",
        )
        for word in words
    ):
        return None
    if words == ["а"] or words == [",", "а"]:
        return None
    return any(word in ("и", "также", "плюс") for word in words)


def _fits(group: Group, referent: Referent, role: Role) -> bool:
    first = group.referents[0]
    if "pronoun" in (first.kind, referent.kind) or "standin" in (
        first.kind,
        referent.kind,
    ):
        return False
    if role == group.role:
        return True
    return role not in ("u", "za", "oblique") and (
        group.role in ("u", "za", "oblique") or bool(first.cases & referent.cases)
    )
