"""Places that words make: firsts, bottoms, leaders, plain numbers."""

from __future__ import annotations

from dataclasses import replace

from extractors.rankings.clauses import Clause, Reading
from extractors.rankings.items import Place, Told
from extractors.rankings.places.edges import can_open, closing, edge, last_of, opens_it
from extractors.rankings.places.moves import FIRSTS, lost_lead
from extractors.rankings.places.seeming import (
    COPULAS,
    RANKED,
    beats_nobody,
    counted_in,
    neared,
    of_a_set,
    seems_one,
    wins_something,
)
from extractors.rankings.subjects.noun_phrases import COMPETING
from extractors.rankings.vocabulary import words
from extractors.signals import Signal
from extractors.tokens import Annotated, Token

_AWARDING = frozenset(["признать", "назвать", "объявить"])
_BECOMING = frozenset(["стать", "оказаться"])
_TAKING = frozenset(
    ["одержать", "праздновать", "отпраздновать", "захватить", "завоевать", "перехватить", "взять"]
)
_TROPHIES = frozenset(["титул", "лавры", "гран-при", "корона"])
"""What whoever is the first is handed; the words alone say nothing."""
_GOING = words("handing", "going")
_OUTSIDE = frozenset(["ниже", "вне", "мимо"])
_LEADS = frozenset(["лидерство", "первенство"])
_FEW = {"два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "десять": 10}
_MANY_RANKED = 10
"""So many that an ordinal among them is a place: "шестнадцатый из 79 центров", not "второй из трёх"."""
_OTHERS_RANKED = (" регион", " субъект")
"""How a phrase ends by which all others of the country are left behind."""
_PLACES = (" строчка", " строка", " ступень", " ступенька", " позиция")
"""How a phrase for the first place ends that names the place: "на верхней ступени"."""
_METALS = {"золот": 1, "серебр": 2, "бронз": 3}


def places_of(clause: Clause, reading: Reading, rated: bool) -> list[Place]:
    """The clause's places, with those that signals make: firsts, closers, openers, bottoms, leaders."""
    rated = rated or reading.has("rating", "list", "contest") or any(place.noun for place in reading.places)
    places = [
        p
        for p in clause.places
        if not p.bare or rated or clause.scopes or reading.metric or (p.total or 0) >= _MANY_RANKED
    ]
    placed = clause.signal("before", "rating", "list") is not None
    places = [p for p in places if (placed or not _adverbial(p, clause)) and not _begins(p, reading)]
    places = [p for p in places if not seems_one(p, clause, reading) and not _of_first_few(p, reading)]
    places = [p for p in places if p.kind != "tier" or reading.tokens[p.start - 1].lower not in _OUTSIDE]
    tier = next((p for p in places if p.kind == "tier"), None)
    close, opens = clause.signal("close"), clause.signal("open")
    last = clause.signal("bottom")
    if tier is not None and tier.to is not None:
        if last is not None and "последн" in last.key:
            return [_end_of(tier, tier.to, last.start, last.rule)]
        if close is not None:
            return [_end_of(tier, tier.to, tier.start, close.rule)]
    if tier is not None and counted_in(tier, reading):
        places, tier = [p for p in places if p is not tier], None
    if tier is not None and clause.verbs & {"возглавить", "возглавлять"}:
        return [Place(tier.start, tier.end, "exact", (tier.first,), rule="ranking/leads", noun=True)]
    lead = clause.signal("lead")
    inside = tier is not None and reading.tokens[tier.start - 1].lower in ("в", "во")
    if inside and lead is not None and _in_nominative_or_instrumental(lead, reading):
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


def _end_of(tier: Place, to: int, start: int, rule: str) -> Place:
    """The last place of a tier: "последний в десятке", "замыкает десятку"."""
    return Place(start, tier.end, "exact", (to,), rule=rule, noun=True, verb=True)


def number_first(text: Annotated, clause: Clause) -> list[Place]:
    """ "84 — Ингушетия": a whole number that begins a clause, and a dash."""
    number = next((n for n in text.numbers if n.start == clause.start), None)
    if number is None or number.kind != "cardinal" or clause.dash != number.end or not clause.groups:
        return []
    if not text.tokens[number.start].text.isdecimal():
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
        or not text.tokens[number.start].text.isdecimal()
    ):
        return []
    return [Place(number.start, number.end, "exact", (int(number.value),), bare=True)]


def _in_nominative_or_instrumental(signal: Signal, reading: Reading) -> bool:
    """ "лидером стал" and "лидер — Москва"; "лидера" and "победителей" are somebody else."""
    token = reading.tokens[signal.start]
    if signal.end - signal.start > 1 or "NOUN" not in token.word.poses:
        return True
    if signal.key in _LEADS and signal.start > reading.sentence.start and "gent" in token.word.cases:
        before = reading.tokens[signal.start - 1]
        if before.word.pos == "NOUN" and not before.capitalised:
            return False  # "о возможной потере лидерства"
    return bool(token.word.cases & {"nomn", "ablt"})


def _plural_genitive(token: Token) -> bool:
    """ "лучших", "сильнейших": of some set, no predicate."""
    return token.lower.endswith(("их", "ых"))


def _adverbial(place: Place, clause: Clause) -> bool:
    """ "первой завершила приёмку": the first to do something, no place."""
    return place.instrumental and place.bare and clause.finite and not clause.verbs & COPULAS


def _begins(place: Place, reading: Reading) -> bool:
    """ "первыми перейти на новую форму решили": who does something before the others."""
    behind = reading.tokens[place.end : place.end + 1]
    return place.instrumental and place.bare and any("INFN" in token.word.poses for token in behind)


def _made(signal: Signal, clause: Clause, reading: Reading, rated: bool) -> Place | None:
    about = reading.has("rating", "list", "contest") or bool(reading.places)
    match signal.name:
        case "close" | "last":
            return closing(signal, clause, reading, rated)
        case "open" if clause.opener != "когда" and (
            (about or (rated and opens_it(signal, reading)))
            and not clause.signal("placenoun")
            and can_open(signal, clause, reading)
        ):
            return _first(signal)
        case "bottom" if rated:
            return last_of(signal, reading) or edge(signal, "bottom")
        case "group" if rated:
            return None if _of_something(signal, reading) else edge(signal, "leaders")
        case "keep" if rated and signal.key.startswith("лидер"):
            return _first(replace(signal, rule="ranking/leads"))  # "лидер не изменился: это Тула"
        case "metal" if rated:
            return _metal(signal, clause, reading)
        case "best" if (
            about
            or (rated and _heads_list(signal, clause, reading))
            or (rated and (_awarded(reading) or _becomes(signal, clause, reading)))
            or (bool(clause.scopes) and _awarded(reading))
        ):
            titled = signal.start > 0 and reading.tokens[signal.start - 1].text == "«"
            return _first(signal) if _predicates(reading.tokens[signal.start]) and not titled else None
        case "overtakes" if (rated or reading.metric) and clause.words & {"все", "всех", "всю"}:
            return Place(signal.start, signal.end, "first", (1,), rule="ranking/beats-all", noun=True)
        case "lead" if (
            rated
            or reading.metric
            or clause.scopes
            or _heads_list(signal, clause, reading)
            or (signal.key.endswith(_OTHERS_RANKED) and "по" in clause.words)
            or signal.key.endswith(_PLACES)
        ):
            return _first(signal) if _leads(signal, clause, reading) else None
    return None


def _heads_list(signal: Signal, clause: Clause, reading: Reading) -> bool:
    """ "Лучшие: Тула, Орёл и Псков", "Лучшие — Тула и Орёл": the word alone before a colon or a dash."""
    if signal.start != clause.start:
        return False
    if clause.dash == signal.end:
        return not clause.finite
    alone = signal.end == clause.end < reading.sentence.end
    return alone and reading.tokens[clause.end].text == ":"


def _awarded(reading: Reading) -> bool:
    """Whether some clause of the sentence says that somebody was found the best."""
    return any(clause.verbs & _AWARDING for clause in reading.clauses)


def _becomes(signal: Signal, clause: Clause, reading: Reading) -> bool:
    """ "лучшим стал Удорский район"; "стала лучшим местом для рыбалки" is the best of something else."""
    if not clause.verbs & _BECOMING or "ablt" not in reading.tokens[signal.start].word.cases:
        return False
    following = reading.tokens[signal.end] if signal.end < clause.end else None
    if following is not None and following.word.poses & {"NOUN", "ADJF"} and "ablt" in following.word.cases:
        return False
    return any(g.role == "nom" and g.referents[0].kind not in ("pronoun", "standin") for g in clause.groups)


def _of_something(signal: Signal, reading: Reading) -> bool:
    """ "один из лидеров экспорта" leads something that is no rating; "лидеров рейтинга страны" does not."""
    if "лидирующих" in signal.key:
        return of_a_set(signal, reading)
    if signal.end >= reading.sentence.end or "лидер" not in signal.key:
        return False
    for token in reading.tokens[signal.end : min(signal.end + 3, reading.sentence.end)]:
        if token.capitalised or not token.word.parses or token.word.lemmas & RANKED:
            return False
        best = token.word.parses[0]
        if best.case != "gent" or best.pos not in ("NOUN", "ADJF", "PRTF"):
            return False
        if best.pos == "NOUN":
            return True
    return False


def first_few(clause: Clause, reading: Reading, told: list[Told]) -> list[Told]:
    """Those of whom "первые четыре региона" speaks, if their places were told."""
    place = next((p for p in clause.places if _of_first_few(p, reading)), None)
    number = reading.tokens[place.end].text if place is not None else ""
    size = int(number) if number.isdecimal() else _FEW.get(number.lower(), 0)
    found = [each for each in told if each.position in range(1, size + 1) and each.position_to is None]
    return found if len(found) == size else []


def _of_first_few(place: Place, reading: Reading) -> bool:
    """ "первые четыре региона": so many, of whom nobody is named here."""
    tokens = reading.tokens
    if (
        not place.bare
        or place.end + 1 >= len(tokens)
        or tokens[place.start].lower not in ("первые", "первых")
    ):
        return False
    counted = "NUMR" in tokens[place.end].word.poses or tokens[place.end].kind == "number"
    return counted and tokens[place.end + 1].word.pos == "NOUN"


def _first(signal: Signal) -> Place:
    return Place(signal.start, signal.end, "first", (1,), rule=signal.rule, noun=True)


def _metal(signal: Signal, clause: Clause, reading: Reading) -> Place | None:
    if reading.tokens[signal.start - 1].text == "«" and clause.signal("keep") is not None:
        return None
    value = next((place for stem, place in _METALS.items() if stem in signal.key), None)
    return Place(signal.start, signal.end, "exact", (value,), rule=signal.rule, noun=True) if value else None


def _leads(signal: Signal, clause: Clause, reading: Reading) -> bool:
    """Whether a word that means the first place says so of a subject here."""
    dashed = bool(clause.groups) and clause.dash is not None
    dashed = dashed and (clause.dash == signal.end or (clause.dash or 0) < signal.start)
    called = clause.opener == "," and not clause.finite and not dashed
    if called and reading.places and ("лидер" in signal.key or signal.key in FIRSTS):
        return False  # "Сахалин, дальневосточный лидер, пятый": what it is called, no place
    if reading.tokens[signal.start].lower in ("к", "ко") and neared(signal.start + 1, clause, reading):
        return False
    if any(r.kind == "person" and r.start <= signal.start < r.end for r in reading.referents):
        return False  # "чеченский лидер Рамзан Кадыров"
    if _of_others(signal, clause, reading):
        return False
    if lost_lead(clause) or (signal.key == "выиграть" and wins_something(signal, clause, reading)):
        return False
    if signal.key in _TROPHIES or signal.key.endswith((" награда", " приз")):
        return clause.signal("give") is not None or bool(clause.verbs & _GOING)
    handed = clause.signal("give") is not None and "accs" in reading.tokens[signal.start].word.cases
    taken = bool(clause.verbs & _TAKING) and "accs" in reading.tokens[signal.start].word.cases
    if (handed or taken) and signal.key in ("победа", "первенство", "лидерство"):
        return True  # "победу жюри присудило Туле", "победу одержали хозяева"
    if signal.rule == "ranking/beats-all" and beats_nobody(signal, clause, reading):
        return False
    return _in_nominative_or_instrumental(signal, reading)


def _is_office(signal: Signal, reading: Reading) -> bool:
    """ "возглавляющий Карачаево-Черкесию": whose head somebody is."""
    heads = signal.key in ("возглавлять", "возглавить") and "PRTF" in reading.tokens[signal.start].word.poses
    return heads and any(r.start == signal.end and r.kind == "region" for r in reading.referents)


def _of_others(signal: Signal, clause: Clause, reading: Reading) -> bool:
    """Whether a word for the first place is that of a delegation, of a set, or of people who compete.

    "во главе с министром", "одной из лидирующих сетей", "победили лыжники из Москвы"; or says whose
    head somebody is.
    """
    tokens = reading.tokens
    if _is_office(signal, reading):
        return True
    if signal.key.endswith("=главе") and signal.end < len(tokens) and tokens[signal.end].lower in ("с", "со"):
        return True
    if "PRTF" in tokens[signal.start].word.poses and _plural_genitive(tokens[signal.start]):
        return True
    competing = (t for t in tokens[clause.start : clause.end] if t.lower.startswith(COMPETING))
    return any("nomn" in token.word.cases for token in competing)


def _predicates(token: Token) -> bool:
    """ "лучшей признана", "лучший результат"; "лучших регионов" are some set, "хорошие новости" nothing."""
    if token.lower.startswith(("хорош", "сильны", "сильна", "сильно")):
        return False
    return bool(token.word.cases & {"nomn", "ablt"}) and not _plural_genitive(token)
