"""Partnerships: trade that goes on, with whom and whose; not trade that is over, planned or nobody's."""

from __future__ import annotations

import pytest

from extractors.figures import numbers, periods
from extractors.focus import Focus
from extractors.normalising import normalise
from extractors.partners import partnerships
from extractors.registries.gazetteer import gazetteer
from extractors.registries.kinds import region_kinds
from extractors.sentences import sentences
from extractors.tokenising import tokenise
from extractors.tokens import Annotated
from model.statements import Field, Partnership


def annotated(text: str, name: Field = "text") -> Annotated:
    normalised = normalise(text)
    field = Annotated(name, text, normalised.text, normalised.given_span)
    field.tokens = tokenise(normalised.text)
    field.sentences = sentences(field.tokens)
    field.numbers = numbers(field.tokens)
    field.periods = periods(field.tokens, field.numbers)
    return field


def read(*fields: Annotated) -> tuple[Partnership, ...]:
    gazetteer().annotate(fields)
    return partnerships(fields, Focus(fields, region_kinds()))


# text; pairs "region:country", the region without "RU-"
SENTENCES = [
    ("Смоленская область торгует с Белоруссией и Казахстаном.", "SMO:BY SMO:KZ"),
    ("Основные торговые партнёры Тульской области — Китай, Бразилия и США.", "TUL:CN TUL:BR TUL:US"),
    ("Экспорт из Калужской области в Германию прекращён, поставки в Китай растут.", "KLU:CN"),
    (
        "Поставки в Польшу прекратились ещё в 2022 году. Сейчас Псковская область торгует с Белоруссией.",
        "PSK:BY",
    ),
    ("Губернатор Курской области обсудил с послом Индии перспективы сотрудничества.", ""),
    ("Омская область планирует начать экспорт в Иран.", ""),
    ("Омская область начала экспорт в Иран.", "OMS:IR"),
    ("Делегация из Китая посетила Амурскую область.", ""),
    ("Чемпионат пройдёт в Казахстане. Спортсмены Омской области готовы.", ""),
    ("Россия и Индия увеличили товарооборот.", "RU:IN"),
    ("Товарооборот России с Китаем вырос на 5%.", "RU:CN"),
    ("Экспорт российской пшеницы в Египет вырос.", "RU:EG"),
    ("Свердловская и Челябинская области поставляют металл в Турцию.", "SVE:TR CHE:TR"),
    ("Свердловская область поставляет металл в Турцию, Челябинская — в Иран.", "SVE:TR CHE:IR"),
    ("Прежде продукцию покупала Финляндия, теперь её покупает Китай, рассказали в Карелии.", "KR:CN"),
    (
        "Товары из Ростовской области покупают в 90 странах. Среди них Турция, Египет, Израиль.",
        "ROS:TR ROS:EG ROS:IL",
    ),
    ("Ключевые импортёры зерна Ростовской области: Турция, Египет.", "ROS:TR ROS:EG"),
    ("Башкирия закупает оборудование в Китае.", "BA:CN"),
    ("Импорт в Приморье из Японии сократился вдвое.", "PRI:JP"),
    ("На долю Казахстана приходится треть оборота Курганской области.", "KGN:KZ"),
    ("Треть оборота Курганской области приходится на Казахстан.", "KGN:KZ"),
    ("Китай остаётся главным партнёром Забайкалья.", "ZAB:CN"),
    ("Главный партнёр края — Китай. Об этом сообщили в правительстве Хабаровского края.", "KHA:CN"),
    ("Соглашение о сотрудничестве подписали Татарстан и Узбекистан.", "TA:UZ"),
    ("Татарстан договорился с Узбекистаном о поставках грузовиков.", "TA:UZ"),
    ("Экспорт в недружественные страны, включая Германию и Польшу, сошёл на нет.", ""),
    ("Воронежская область не поставляет зерно в Польшу.", ""),
    ("Воронежская область возобновила поставки в Египет.", "VOR:EG"),
    ("Вологодские сыры едут в Сербию, масло — на Кубу.", "VLG:RS VLG:CU"),
    ("Компания из Твери впервые отправила вагоны в Египет. Тверская область нарастила экспорт.", "TVE:EG"),
    ("Бизнес-миссия предприятий Самарской области в Узбекистан завершилась контрактами.", "SAM:UZ"),
    ("В Саудовскую Аравию ушла первая партия брянской говядины.", "BRY:SA"),
    (
        "Кировская область экспортирует продукцию в 60 стран, в том числе в Азербайджан, Китай и ОАЭ.",
        "KIR:AZ KIR:CN KIR:AE",
    ),
    (
        "Беларусь, Казахстан и Китай — тройка лидеров по закупкам владимирской продукции.",
        "VLA:BY VLA:KZ VLA:CN",
    ),
    ("Развивать отношения с Индией намерена Ульяновская область.", ""),
    ("Ульяновская область развивает отношения с Индией.", "ULY:IN"),
    (
        "Экспортёры Дона не поставляют пшеницу в Израиль, зато продают её в Египет. Ростовская область — лидер.",  # noqa: E501
        "ROS:EG",
    ),
    ("Бывшие покупатели из Литвы и Латвии больше не берут лес Псковской области.", ""),
    ("Нижегородская область — побратим провинции в Китае, стороны сотрудничают в науке.", "NIZ:CN"),
    ("Украина закрыла рынок для продукции Белгородской области.", ""),
    ("Санкции США ударили по экспорту Липецкой области.", ""),
    ("Несмотря на санкции США, экспорт Липецкой области в Турцию вырос.", "LIP:TR"),
    ("Посол Кубы приехал в Рязань.", ""),
    ("Туристов из Китая в Приморье стало больше на 12%.", ""),
    ("Экспорт Приморья вырос. Туристов из Китая стало больше на 12%.", ""),
    (
        "Раньше лес Карелии шёл в Финляндию, теперь эти поставки закрыты, и завод переключился на Египет.",
        "KR:EG",
    ),
    ("Связи Марий Эл с Чехией, которые держались годами, оборвались.", ""),
    ("Грузы Калининградской области идут через Литву, экспорт растёт.", ""),
    ("Прежние покупатели тульских станков из Грузии ушли, поставки в Индию растут.", "TUL:IN"),
    ("Китай первый среди покупателей российской говядины. Третья строчка у Белоруссии.", "RU:CN RU:BY"),
    (
        "Омская область вывозит зерно в Иран. Эстония из отчётов исчезла, поставки прекращены. Латвия тоже.",
        "OMS:IR",
    ),
    ("Новосибирская область торгует с Беларусью, Омская — с Казахстаном.", "NVS:BY OMS:KZ"),
]


@pytest.mark.parametrize(("text", "wanted"), SENTENCES)
def test_partners_are_those_that_trade_goes_on_with(text: str, wanted: str) -> None:
    found = {f"{fact.region.removeprefix('RU-')}:{fact.country}" for fact in read(annotated(text))}
    assert found == set(wanted.split())


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Тульская область экспортирует станки в Индию.", "export"),
        ("Тульская область импортирует станки из Индии.", "import"),
        ("Товарооборот Тульской области с Индией вырос.", "trade"),
        ("Тульская область развивает отношения с Индией.", "cooperation"),
    ],
)
def test_the_relation_is_told(text: str, relation: str) -> None:
    assert [fact.relation for fact in read(annotated(text))] == [relation]


def test_a_pair_is_told_once_with_its_first_sentence() -> None:
    text = "Омская область торгует с Китаем. Экспорт Омской области в Китай вырос."
    (fact,) = read(annotated(text))
    assert fact.evidence.sentence == "Омская область торгует с Китаем."
    assert [text[span.start : span.end] for span in fact.evidence.spans] == ["Китаем"]


def test_items_of_a_list_are_partners_of_the_region_above_it() -> None:
    text = "Экспорт Ставрополья вырос. Поставки по странам:\n— пшеница: Египет, Иран;\n— баранина: Кувейт."
    assert [(fact.region, fact.country) for fact in read(annotated(text))] == [
        ("RU-STA", "EG"),
        ("RU-STA", "IR"),
        ("RU-STA", "KW"),
    ]
