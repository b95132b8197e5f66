"""What rankings are read from, construction by construction. The sentences are our own.

A place is written "REGION place" or "REGION first-last"; "~" marks a group, "+" a listed place, "?" no
place; a change follows as "up3" or "down3", the place before as "was5".
"""

import functools

import pytest

from extractors.pipeline import Extractor
from model.statements import Document, Ranking


@functools.cache
def extractor() -> Extractor:
    return Extractor()


def told(text: str, title: str | None = None) -> set[str]:
    extraction = extractor().extract(Document(id="x", text=text, title=title))
    assert extraction.failures == ()
    return {spelled(s) for s in extraction.statements if isinstance(s, Ranking)}


def spelled(ranking: Ranking) -> str:
    mark = {"explicit": "", "listed": "+", "group": "~"}[ranking.basis]
    place = "?" if ranking.position is None else str(ranking.position)
    place += f"-{ranking.position_to}" if ranking.position_to else ""
    words = [ranking.region or ranking.subject, mark + place]
    if ranking.previous is not None:
        words.append(f"was{ranking.previous}")
    if ranking.change is not None:
        words.append(f"up{ranking.change}" if ranking.change >= 0 else f"down{-ranking.change}")
    return " ".join(words)


PLACES = [
    ("Курская область заняла 12-е место в рейтинге дорог.", {"RU-KRS 12"}),
    ("В рейтинге дорог Тыва на семьдесят первой строчке.", {"RU-TY 71"}),
    ("Третье место в рейтинге у Коми.", {"RU-KO 3"}),
    ("Вторая строчка рейтинга — за Чувашией.", {"RU-CU 2"}),
    ("В рейтинге садов Адыгея пятая, Калмыкия — шестая.", {"RU-AD 5", "RU-KL 6"}),
    ("Первое место рейтинга досталось Карелии.", {"RU-KR 1"}),
    ("Рейтинг: 3 и 5 места заняли Бурятия и Хакасия.", {"RU-BU 3", "RU-KK 5"}),
    ("Седьмую строчку рейтинга разделили Коми и Тыва.", {"RU-KO 7", "RU-TY 7"}),
    ("В рейтинге школ 6-7 места у Мордовии и Дагестана.", {"RU-MO 6-7", "RU-DA 6-7"}),
    ("Список рейтинга: Омская область (4-е место), Томская (9-е).", {"RU-OMS 4", "RU-TOM 9"}),
    ("В рейтинге ЦФО Тульская область третья, по стране — десятая.", {"RU-TUL 3", "RU-TUL 10"}),
]
FIRSTS = [
    ("Рейтинг возглавила Калужская область.", {"RU-KLU 1"}),
    ("Лидируют в рейтинге Москва, Якутия и Крым.", {"RU-MOW +1", "RU-SA +2", "UA-43 +3"}),
    ("Серебро рейтинга у Пензенской области.", {"RU-PNZ 2"}),
    ("Тройку рейтинга замкнула Псковская область.", {"RU-PSK 3"}),
    ("Вторую десятку рейтинга открывает Ингушетия.", {"RU-IN 11"}),
    ("Десятку рейтинга замкнули Коми и Крым.", {"RU-KO +9", "UA-43 +10"}),
    ("Рейтинг открывает Москва. Далее идут Крым и Коми.", {"RU-MOW 1", "UA-43 +2", "RU-KO +3"}),
    ("В рейтинге Тула вошла бы в топ-5, а Чечня в топ-10 вошла.", {"RU-CE ~1-10"}),
]
GROUPS = [
    ("В десятку рейтинга также вошла Брянская область.", {"RU-BRY ~1-10"}),
    ("В хвосте рейтинга Тыва и Ингушетия.", {"RU-TY ~?", "RU-IN ~?"}),
    ("Замыкает рейтинг Курганская область.", {"RU-KGN ~?"}),
    ("В последней десятке рейтинга оказалась Калмыкия.", {"RU-KL ~?"}),
    ("Мурманская область — в числе лидеров рейтинга.", {"RU-MUR ~?"}),
]
MOVES = [
    ("Алтайский край поднялся с 30-го на 25-е место рейтинга.", {"RU-ALT 25 was30"}),
    ("Томская область опустилась в рейтинге на 21 позицию.", {"RU-TOM ? down21"}),
    ("Томская область опустилась в рейтинге на 21-ю позицию.", {"RU-TOM 21"}),
    ("Орловская область сохранила четвёртое место в рейтинге.", {"RU-ORL 4 was4 up0"}),
    (
        "Кировская область стала в рейтинге девятой, год назад она была пятнадцатой.",
        {"RU-KIR 9 was15"},
    ),
    ("Самарская область заняла в рейтинге 8-е место, потеряв две строчки.", {"RU-SAM 8 down2"}),
    ("Крым и Коми поменялись местами: первый теперь в рейтинге пятый, вторая шестая.", None),
]
RELATED = [
    (
        "В рейтинге Липецкая область четвёртая, выше только Москва, Крым и Коми.",
        {"RU-LIP 4", "RU-MOW ~1-3", "UA-43 ~1-3", "RU-KO ~1-3"},
    ),
    ("Югра в рейтинге вторая, уступив лишь Москве.", {"RU-KHM 2", "RU-MOW +1"}),
    ("Рязанская область в рейтинге 20-я. Строкой ниже — Тыва.", {"RU-RYA 20", "RU-TY +21"}),
    (
        "Дагестан в рейтинге на пятом месте. За ним следуют Чечня и Ингушетия.",
        {"RU-DA 5", "RU-CE +6", "RU-IN +7"},
    ),
]
TIED = [
    ("Рейтинг районов Коми ведёт минфин. Удорский район в нём третий.", {"RU-KO 3"}),
    ("В рейтинге мэров мэр Орска (Оренбургская область) Пётр Лугин занял 4-е место.", {"RU-ORE 4"}),
    ("В рейтинге вузов Курский аграрный и Псковский медицинский университеты — 5-й и 9-й.",
     {"RU-KRS 5", "RU-PSK 9"}),
    ("Места заводов в рейтинге: «Заря», Тверская область, — 3; «Искра», Коми, — 8.", {"RU-TVE 3", "RU-KO 8"}),
    ("Рейтинг заводов: № 2 открывает нашу подборку.\n№ 2 — «Заря» (Тверская область), 9,1;\n"
     "№ 7 — «Искра» (Коми), 8,5.", {"RU-TVE 2", "RU-KO 7"}),
    ("Рейтинг дорог:\n🥇 Тыва\n🥈 Адыгея", {"RU-TY 1", "RU-AD 2"}),
]  # fmt: skip
STEPS = [
    ("В рейтинге Орловская область вытеснила Курскую с первого места на второе.",
     {"RU-ORL 1", "RU-KRS 2 was1"}),
    ("В рейтинге между Омской областью (4-е место) и Коми (6-е) расположилась Тыва.",
     {"RU-OMS 4", "RU-KO 6", "RU-TY +5"}),
    ("В рейтинге Адыгея третья, Коми — пятая. Между ними расположилась Тыва.",
     {"RU-AD 3", "RU-KO 5", "RU-TY +4"}),
    ("Коми и Тыва в рейтинге — на восьмом-девятом местах.", {"RU-KO 8-9", "RU-TY 8-9"}),
    ("Места с пятого по шестое в рейтинге, набрав поровну, заняли Коми и Тыва.", {"RU-KO 5-6", "RU-TY 5-6"}),
    ("Адыгея получила в рейтинге десятую строку взамен двадцать первой.", {"RU-AD 10 was21"}),
    ("В рейтинге Тыва, потеряв очки, разместилась девятой.", {"RU-TY 9"}),
]  # fmt: skip
NOTHING = [
    "Курская область не вошла в топ-10 рейтинга.",
    "Курская область планирует войти в топ-10 рейтинга.",
    "Курская область могла бы занять третье место в рейтинге.",
    "Губернатор поручил Курской области занять третье место в рейтинге.",
    "Из первой двадцатки рейтинга выпала Курская область.",
    "В Курской области создали 300 рабочих мест, первая очередь готова.",
    "На первом месте у Курской области люди, заявил министр.",
    "В Курской области открыли третий детский сад.",
    "По экспорту из Курской области на первом месте Китай, на втором Турция.",
    "Если Курская область займёт первое место в рейтинге, её наградят.",
    "Будто бы Курская область заняла первое место в рейтинге, пишут в сети.",
    "В рейтинге программ первое место занял сериал о Курской области.",
    "Лыжник из Курской области Пётр Белов занял второе место.",
]


def name_of(value: str | set[str]) -> str:
    """The same in every process: test processes have to agree on the names of tests."""
    return value if isinstance(value, str) else " ".join(sorted(value))


@pytest.mark.parametrize(("text", "expected"), PLACES + FIRSTS + GROUPS + RELATED + TIED + STEPS, ids=name_of)
def test_a_place_is_read(text: str, expected: set[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(("text", "expected"), MOVES[:-1], ids=name_of)
def test_a_movement_is_read(text: str, expected: set[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_read(text: str) -> None:
    assert told(text) == set()
