"""Places that words make: firsts, bottoms, leaders, plain numbers."""

from __future__ import annotations

from dataclasses import replace

from extractors.rankings.clauses import Clause, Reading
from extractors.rankings.edges import can_open, closing, edge, opens_it
from extractors.rankings.items import Place
from extractors.rankings.moves import lost_lead
from extractors.rankings.vocabulary import words
from extractors.signals import Signal
from extractors.tokens import Annotated, Token

_COPULAS = words("positions", "copulas")
_RANKED = frozenset(
    [
        "рейтинг",
        "список",
        "индекс",
        "таблица",
        "перечень",
        "топ",
        "страна",
        "регион",
        "субъект",
        "округ",
        "год",
        "месяц",
    ]
)
_BROADCASTS = frozenset(["канал", "телеканал", "сериал", "программа", "фильм", "песня", "шоу", "передача"])
_AWARDING = frozenset(["признать", "назвать", "объявить"])
_BECOMING = frozenset(["стать", "оказаться"])
_TAKING = frozenset(
    ["одержать", "праздновать", "отпраздновать", "захватить", "завоевать", "перехватить", "взять"]
)
_MATCHES = frozenset(["матч", "игра", "встреча", "поединок", "бой"])
_TROPHIES = frozenset(["титул", "лавры", "гран-при", "корона"])
"""What whoever is the first is handed; the words alone say nothing."""
_GOING = words("handing", "going")
_OUTSIDE = frozenset(["ниже", "вне", "мимо"])
_MANY = frozenset(["мест", "позиций", "строчек", "строк"])
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
    places = [p for p in places if placed or not _adverbial(p, clause)]
    places = [p for p in places if not _of_broadcasts(p, reading) and not _fought_for(p, reading)]
    places = [p for p in places if p.kind != "tier" or reading.tokens[p.start - 1].lower not in _OUTSIDE]
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
    if tier is not None and _counted_in(tier, reading):
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
    return bool(token.word.cases & {"nomn", "ablt"})


def _plural_genitive(token: Token) -> bool:
    """ "лучших", "сильнейших": of some set, no predicate."""
    return token.lower.endswith(("их", "ых"))


def _adverbial(place: Place, clause: Clause) -> bool:
    """ "первой завершила приёмку": the first to do something, no place."""
    return place.instrumental and place.bare and clause.finite and not clause.verbs & _COPULAS


def _made(signal: Signal, clause: Clause, reading: Reading, rated: bool) -> Place | None:
    about = reading.has("rating", "list", "contest") or bool(reading.places)
    match signal.name:
        case "close" | "last":
            return closing(signal, clause, reading, rated)
        case "open" if (
            (about or (rated and opens_it(signal, reading)))
            and not clause.signal("placenoun")
            and can_open(signal, clause, reading)
        ):
            return _first(signal)
        case "bottom" if rated:
            return edge(signal, "bottom")
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
    if signal.end >= reading.sentence.end or "лидер" not in signal.key:
        return False
    for token in reading.tokens[signal.end : min(signal.end + 3, reading.sentence.end)]:
        if token.capitalised or not token.word.parses or token.word.lemmas & _RANKED:
            return False
        best = token.word.parses[0]
        if best.case != "gent" or best.pos not in ("NOUN", "ADJF", "PRTF"):
            return False
        if best.pos == "NOUN":
            return True
    return False


def _of_broadcasts(place: Place, reading: Reading) -> bool:
    """ "топ-5 детских каналов": what is shown and sung holds no place of a region."""
    if place.kind != "tier":
        return False
    behind = reading.tokens[place.end : min(place.end + 3, reading.sentence.end)]
    return any(token.word.lemmas & _BROADCASTS for token in behind)


def _counted_in(tier: Place, reading: Reading) -> bool:
    """ "половину мест в первой двадцатке заняли хозяйства Кубани": how many are in it, not who."""
    if tier.start < reading.sentence.start + 2 or reading.tokens[tier.start - 1].lower not in ("в", "из"):
        return False
    return reading.tokens[tier.start - 2].lower in _MANY


def _fought_for(place: Place, reading: Reading) -> bool:
    """ "матч за третье место", "за первое место дают грант": what is fought for is not held yet."""
    return place.noun and place.kind == "exact" and reading.tokens[place.start - 1].lower == "за"


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
    if called and reading.places and "лидер" in signal.key:
        return False  # "Сахалин, дальневосточный лидер, пятый": what it is called, no place
    if lost_lead(clause) or (signal.key == "выиграть" and _wins_something(signal, clause, reading)):
        return False
    if signal.key in _TROPHIES or signal.key.endswith((" награда", " приз")):
        return clause.signal("give") is not None or bool(clause.verbs & _GOING)
    handed = clause.signal("give") is not None and "accs" in reading.tokens[signal.start].word.cases
    taken = bool(clause.verbs & _TAKING) and "accs" in reading.tokens[signal.start].word.cases
    if (handed or taken) and signal.key in ("победа", "первенство", "лидерство"):
        return True  # "победу жюри присудило Туле", "победу одержали хозяева"
    compares = "COMP" in reading.tokens[signal.start].word.poses
    roles = {group.role for group in clause.groups}
    if signal.rule == "ranking/beats-all" and compares and "loc" in roles and "nom" not in roles:
        return False  # "быстрее всех дома строят в Туле"
    if signal.rule == "ranking/beats-all" and any(
        s.name in ("up", "down") and not _measures(reading.tokens[s.start]) for s in clause.signals
    ):
        return False
    return _in_nominative_or_instrumental(signal, reading)


def _wins_something(signal: Signal, clause: Clause, reading: Reading) -> bool:
    """ "выиграли 14 грантов", "выиграла тендер": what was won is no rating."""
    if signal.end >= clause.end or any(s.start in (signal.end, signal.end + 1) for s in clause.signals):
        return False
    if any(t.word.lemmas & _MATCHES for t in reading.tokens[signal.end : min(signal.end + 3, clause.end)]):
        return True  # "выиграла пятый матч подряд"
    token = reading.tokens[signal.end]
    best = token.word.best
    return token.kind == "number" or (best is not None and best.pos == "NOUN" and not token.capitalised)


def _measures(token: Token) -> bool:
    """ "по темпам роста": what is measured, and no movement."""
    best = token.word.best
    return best is not None and best.pos == "NOUN" and best.case == "gent"


def _predicates(token: Token) -> bool:
    """ "лучшей признана", "лучший результат"; "лучших регионов" are some set, "хорошие новости" nothing."""
    if token.lower.startswith(("хорош", "сильны", "сильна", "сильно")):
        return False
    return bool(token.word.cases & {"nomn", "ablt"}) and not _plural_genitive(token)
