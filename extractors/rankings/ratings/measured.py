"""Ratings that no noun calls so, by what is measured or who is ranked.

по вывозу баранины, среди лучших регионов для бизнеса
сотня лучших вузов, города с самым дешёвым жильём
"""

from __future__ import annotations

from extractors.features import feature, of_forms
from extractors.morphology import inflected
from extractors.rankings.places.tops import TOPS
from extractors.rankings.ratings.complements import is_genitive, is_superlative, past_governed, past_most
from extractors.rankings.ratings.described import in_case
from extractors.rankings.ratings.extent import past_metric, past_name
from extractors.rankings.ratings.rating_name import RatingName
from extractors.rankings.vocabulary import words
from extractors.rankings.wording import heads
from extractors.signals import Signal
from extractors.tokens import Annotated, Sentence, Token

_EXTREMES = words("naming", "extremes")
_RANKED = words("naming", "ranked")
_NATIONAL = words("naming", "national")
_PARTS = words("naming", "parts")
_BY = of_forms({"по"})
_AMONG_BIT = of_forms({"среди", "числе"})
_AMONG = frozenset(["среди", "числе"])
_CALLED = feature(lambda piece: piece.lower.startswith(("лучшим", "худшим", "самым", "самой", "крупнейшим")))
_NOT_METRICS = words("naming", "not_metrics")
_IDIOMS = words("naming", "idioms")
_WITH_BY = words("naming", "with_by")
_NAMES = frozenset(["Geox", "Orgn", "Name", "Surn"])
_PLACES = frozenset(["место", "строка", "строчка", "позиция", "сосед", "лидер"])
_HOLDERS = ("organisation", "people", "role", "city", "region")
_DESTINATIONS = frozenset(["направление", "курорт", "маршрут"])
_AMOUNTING = words("naming", "said_once")
"""Nouns of measures that are said once for several goods."""
_ABSTRACT = ("ость", "ние", "тие", "ция", "ство", "изм", "ика", "мость", "ходы", "ход", "та", "рост")
_FELLOWS = frozenset(["сосед", "соседка", "коллега", "партнер", "собрат", "товарищ", "одноклубник"])
_AMOUNTS = frozenset(["сумма", "число", "количество", "итог", "результат"])
_POINTS = frozenset(["балл", "очко"])
_PARTING = frozenset("—–-:,")
_LONGEST_HEAD = 6
_NEAR = 6
"""Tokens between what a row is of and its place: whose data it is ("данные Минспорта")."""
_MOST = feature(
    lambda piece: (
        piece.lower.startswith(("самым", "самой", "наи")) or not piece.word.lemmas.isdisjoint(_EXTREMES)
    )
)


def of_tiers(text: Annotated, index: int, sentence: Sentence, signals: list[Signal]) -> list[RatingName]:
    """ "сотня лучших вузов России", "топ-5 регионов": what is ranked, where no rating is named."""
    ends = [signal.end for signal in signals if signal.name == "tier"]
    if sentence.features & TOPS:
        ends += [at + 1 for at in range(sentence.start, sentence.end) if text.tokens[at].features & TOPS]
    found = []
    for at in sorted(ends):
        if at >= sentence.end:
            continue
        first = text.tokens[at]
        best = first.lower in ("лучших", "сильнейших", "крупнейших", "самых")
        best = best or _are_somewhere(text, at, sentence.end)
        if not best and not (_is_ranked(first) and is_genitive(first)):
            continue
        end = past_name(text, sentence, at)
        if end > at + (1 if best or "-" in first.text else 2):
            found.append(RatingName(at, end, index, f"рейтинг {text.slice(at, end)}", False, metric=True))
    return found


def _are_somewhere(text: Annotated, at: int, end: int) -> bool:
    """ "топ-20 российских вузов": an adjective and those that are ranked."""
    if at + 1 >= end or not text.tokens[at].word.lemmas & _NATIONAL:
        return False
    return _is_ranked(text.tokens[at + 1]) and is_genitive(text.tokens[at + 1])


def among_best(text: Annotated, index: int, sentence: Sentence, found: list[RatingName]) -> list[RatingName]:
    """ "пятая среди лучших регионов для бизнеса": what those are best for."""
    names = []
    for at in range(sentence.start + 1, sentence.end - 2) if sentence.features & _AMONG_BIT else ():
        first = text.tokens[at]
        if text.tokens[at - 1].lower not in _AMONG or not first.lower.startswith(
            ("лучш", "крупнейш", "худш")
        ):
            continue
        end = past_name(text, sentence, at)
        taken = any(name.start < end and at < name.end for name in found if not name.bare)
        if end > at + 2 and not taken and any(_is_ranked(token) for token in text.tokens[at:end]):
            names.append(RatingName(at, end, index, f"рейтинг {text.slice(at, end)}", False, metric=True))
    return names


def _is_ranked(token: Token) -> bool:
    """ "регионов", "городов", "регионов-доноров"."""
    joined = "-" in token.text and token.lower.startswith(("регион", "город"))
    return joined or bool(token.word.lemmas & _RANKED)


def of_the_most(text: Annotated, index: int, sentence: Sentence, named: list[RatingName]) -> list[RatingName]:
    """ "названы города с самым дешёвым жильём": those that are ranked, by what they have most of."""
    if not sentence.features & _MOST:
        return []
    found = []
    for at in range(sentence.start + 1, sentence.end - 1):
        noun = text.tokens[at - 1]
        if text.tokens[at].lower != "с" or any(n.start <= at < n.end for n in named):
            continue
        if not (is_superlative(text.tokens[at + 1]) and noun.word.lemmas & _RANKED):
            continue
        end = past_most(text, sentence, at + 1)
        plural = inflected(noun.lower, "gent", "plur")
        if end is not None and plural is not None:
            end = past_metric(text, sentence, end)
            name = f"рейтинг {plural} {text.slice(at, end)}"
            found.append(RatingName(at - 1, end, index, name, False, metric=True))
    return found


def _measure(told: str) -> str:
    """ "По вывозу зерна" inside a name; "АПК" stays, but in a headline all of which is in capitals."""
    return told.lower() if told.isupper() else told[:1].lower() + told[1:]


def called_best(text: Annotated, index: int, sentence: Sentence, named: list[RatingName]) -> list[RatingName]:
    """ "лучшим городом для бизнеса стал Омск", "самыми читающими городами признаны": what those are."""
    if not sentence.features & _CALLED:
        return []
    found = []
    for at in range(sentence.start, sentence.end - 2):
        if not text.tokens[at].features & _CALLED or any(n.start <= at < n.end for n in named):
            continue
        noun = at + 1
        while noun < sentence.end - 1 and _is_instrumental(text.tokens[noun], "ADJF", "PRTF"):
            noun += 1
        ranked = _is_ranked(text.tokens[noun]) or bool(text.tokens[noun].word.lemmas & _DESTINATIONS)
        if not (_is_instrumental(text.tokens[noun], "NOUN") and ranked):
            continue
        end = past_metric(text, sentence, noun + 1)
        if end > noun + 1 or noun > at + 1:
            plural = [_of_many(token) for token in text.tokens[at : noun + 1]]
            tail = text.tail(noun + 1, end)
            name = " ".join(["рейтинг", *plural, *tail])
            found.append(RatingName(at, end, index, name, False, metric=True))
    return found


def _of_many(token: Token) -> str:
    """ "лучшим" as "лучших", "городом" as "городов"."""
    stem = next((stem for stem in ("лучш", "худш", "крупнейш") if token.lower.startswith(stem)), None)
    return f"{stem}их" if stem else inflected(token.lower, "gent", "plur") or token.text


def _is_instrumental(token: Token, *poses: str) -> bool:
    parses = token.word.parses
    return bool(parses) and parses[0].pos in poses and "ablt" in token.word.cases


def row_heads(text: Annotated, index: int, sentence: Sentence) -> list[RatingName]:
    """ "Доходы семей — 26-е место", "Ввод жилья: 5-е из 85": what a row is of, where its place follows."""
    if not any(number.kind == "ordinal" for number in text.numbers):
        return []
    start = sentence.start + sentence.marker
    end = start
    while end < min(sentence.end, start + _LONGEST_HEAD) and text.tokens[end].kind == "word":
        if text.tokens[end].word.finite:
            return []
        end += 1
    if end >= sentence.end - 1 or text.tokens[end].text not in _PARTING or not _is_head(text, start, end):
        return []
    places = (n.start for n in text.numbers if n.kind == "ordinal" and end < n.start <= end + _NEAR)
    first = next(places, None)
    dashed = first is not None and any(token.text in _PARTING for token in text.tokens[first - 1 : first])
    if not dashed or any(start <= e.start <= (first or end) for e in text.entities if e.kind != "rating"):
        return []
    name = text.slice(start, end)
    return [RatingName(start, end, index, f"рейтинг: {name[:1].lower()}{name[1:]}", False, metric=True)]


def _is_head(text: Annotated, start: int, end: int) -> bool:
    """Whether tokens are a noun in the nominative with what hangs on it: no name, nobody who is ranked."""
    words_ = [token.word for token in text.tokens[start:end]]
    noun = next((word for word in words_ if word.pos == "NOUN"), None)
    if noun is None or "nomn" not in noun.cases or noun.lemmas & (_RANKED | _NOT_METRICS):
        return False
    if noun.lemmas & _PLACES or any(noun.lemmas & heads()[name] for name in _HOLDERS):
        return False
    if "anim" in noun.parses[0].marks or any(token.capitalised for token in text.tokens[start + 1 : end]):
        return False
    return not noun.parses[0].marks & _NAMES


def complete_metrics(names: list[tuple[int, RatingName]], fields: list[Annotated]) -> None:
    """ "По экспорту муки край первый, по сырам — второй": the second is by the export of cheese, too."""
    latest: tuple[int, RatingName] | None = None
    for number, name in names:
        if not name.metric or name.end - name.start < 2:
            continue
        tokens = fields[number].tokens[name.start : name.end]
        if tokens[0].lower != "по":
            continue
        amounting = tokens[1].word.lemmas & _AMOUNTING
        if amounting and len(tokens) > 2:
            latest = number, name
            continue
        near = latest is not None and latest[0] == number and name.sentence - latest[1].sentence <= 1
        if near and latest is not None and not amounting and _are_goods(tokens[1:]):
            head = fields[number].tokens[latest[1].start + 1].text
            name.name = f"рейтинг по {head} {' '.join(in_case(tokens[1:], 'gent', given='datv'))}"


def _are_goods(tokens: list[Token]) -> bool:
    """ "сырам", "мучным изделиям": things that are made or sold, and nothing that is measured itself."""
    *before, noun = tokens
    best = next((p for p in noun.word.parses if p.pos == "NOUN" and p.case == "datv"), None)
    if best is None or "inan" not in best.marks or noun.capitalised or best.lemma.endswith(_ABSTRACT):
        return False
    return len(before) <= 1 and all("ADJF" in t.word.poses and "datv" in t.word.cases for t in before)


def _of_no_measure(text: Annotated, sentence: Sentence, start: int, end: int) -> bool:
    """ "соседей по югу", "по сумме баллов": whose neighbours, and what every rating is made by."""
    before = text.tokens[start - 1] if start > sentence.start else None
    if before is not None and before.word.lemmas & _FELLOWS:
        return True
    told = text.tokens[start + 1 : end]
    amount = bool(told) and bool(told[0].word.lemmas & _AMOUNTS)
    return amount and any(token.word.lemmas & _POINTS for token in told[1:])


def _is_idiom(text: Annotated, sentence: Sentence, at: int) -> bool:
    """ "жильё по силам", "платить по займам": no measure, the word before governs it."""
    if at + 1 < sentence.end and text.tokens[at + 1].lower in _IDIOMS:
        return True
    before = text.tokens[at - 1].word if at > sentence.start else None
    return before is not None and before.pos in ("VERB", "INFN", "GRND") and bool(before.lemmas & _WITH_BY)


def metrics(text: Annotated, index: int, sentence: Sentence, named: list[RatingName]) -> list[RatingName]:
    """ "По вывозу баранины край лидирует": what is measured, where no rating is named with it."""
    if not sentence.features & _BY:
        return []
    found = []
    for start in range(sentence.start, sentence.end):
        if text.tokens[start].lower != "по" or any(n.start <= start < n.end for n in named):
            continue
        if _is_idiom(text, sentence, start):
            continue
        stop = past_governed(text, sentence, start, "datv")
        if stop is None:
            continue
        end = past_metric(text, sentence, stop)
        if _of_no_measure(text, sentence, start, end):
            continue
        found.append(
            RatingName(
                start,
                end,
                index,
                f"рейтинг {_measure(text.slice(start, end))}",
                False,
                metric=True,
                part=bool(text.tokens[stop - 1].word.lemmas & _PARTS),
            )
        )
    return found
