"""Short news as a feed brings them: nine in ten hold no rating. Made up, the same for a seed.

The annotated documents are all about ratings, denser than anything that a feed brings. Here each
such item stands among others: events, accidents, weather, budgets, culture, with the regions,
figures and countries that such news name.
"""

from __future__ import annotations

from random import Random
from typing import Any

ORDINARY_FOR_ONE = 9
"""Items without a rating for each one with."""
SENTENCES_OF_ITEM = (4, 11)
_PLACES = (
    ("в Тульской области", "Тульской области"), ("в Перми", "Пермского края"), ("в Карелии", "Карелии"),
    ("на Камчатке", "Камчатского края"), ("в Омске", "Омской области"), ("в Дагестане", "Дагестана"),
    ("под Воронежем", "Воронежской области"), ("в Казани", "Татарстана"), ("на Ямале", "Ямала"),
    ("в Сочи", "Краснодарского края"), ("в Чите", "Забайкалья"), ("в Петербурге", "Санкт-Петербурга"),
)  # fmt: skip
_PEOPLE = ("Анна Сергеева", "Игорь Лапин", "Мария Кораблёва", "Олег Тихомиров", "Елена Дроздова")
_OFFICES = ("министр транспорта", "глава комитета по культуре", "директор музея", "начальник смены", "мэр")
_COUNTRIES = ("Казахстан", "Китай", "Белоруссию", "Турцию", "Армению")
_SENTENCES = (
    "Движение по мосту {where} откроют {day} октября, сообщила пресс-служба правительства {whose}.",
    "На ремонт школы направят {n} млн рублей, работы займут около {k} месяцев.",
    "«Мы проверили все участки, замечаний нет», — сказал {office} {person}.",
    "Спасатели {where} за сутки выезжали на вызовы {n} раз, пострадавших нет.",
    "В выходные ожидается до {k} градусов тепла, местами пройдёт дождь с грозой.",
    "Выставка открыта ежедневно, кроме понедельника; вход для школьников бесплатный.",
    "По словам собеседника агентства, строительство второй очереди завода начнётся весной.",
    "Из посёлка эвакуировали {n} человек, им предоставили временное жильё.",
    "Водитель автобуса не справился с управлением, на месте работают медики и полиция.",
    "Тарифы на проезд {where} с января вырастут на {k}%, предупредили перевозчики.",
    "Концерт посвящён юбилею композитора, билеты раскупили за {k} дней до начала.",
    "Суд {where} признал договор недействительным и обязал компанию вернуть деньги.",
    "Предприятие отгрузило в {country} первую партию оборудования весом {n} тонн.",
    "Новый сквер появится на месте бывшей парковки, жители предложили для него {k} названий.",
    "{person}, {office}, напомнила о правилах безопасности на льду.",
    "В областном центре установили {n} камер, данные с них поступают в единую систему.",
    "Фермеры {whose} собрали {n} тысяч тонн зерна, уборка продолжается.",
    "Пожар на складе потушили к утру, площадь составила {n} квадратных метров.",
    "Депутаты приняли бюджет в первом чтении, доходы запланированы на уровне {n} млрд рублей.",
    "Археологи нашли остатки деревянной мостовой и более {n} предметов быта.",
    "Матч перенесли из-за непогоды, новую дату назовут позднее.",
    "Гостям покажут старинные станки и расскажут, как ткали полотно сто лет назад.",
    "Поезда до конца недели пойдут по изменённому расписанию, пассажиров просят приезжать заранее.",
    "Роспотребнадзор {where} проверил рынки и снял с продажи {n} килограммов фруктов.",
    "Подрядчик обещает закончить укладку асфальта {day} сентября, если позволит погода.",
    "Волонтёры посадили {n} деревьев вдоль набережной и убрали берег реки.",
)
_HEADLINES = (
    "Мост {where} откроют в октябре", "Школу {where} отремонтируют к весне", "Пожар {where} потушили",
    "Выставка о ткачах открылась {where}", "Погода {where} испортится к выходным", "Сквер появится {where}",
)  # fmt: skip


def feed(rated: list[dict[str, Any]], count: int, seed: int = 20260312) -> list[dict[str, Any]]:
    """`count` items, of which one in ten is taken from `rated`, in an order of their own."""
    random = Random(seed)  # noqa: S311 - the same items for everyone
    of_ratings = random.sample(rated, min(len(rated), count // (ORDINARY_FOR_ONE + 1)))
    items = [*of_ratings, *(_ordinary(random) for _ in range(count - len(of_ratings)))]
    random.shuffle(items)
    return items


def _ordinary(random: Random) -> dict[str, Any]:
    sentences = random.sample(_SENTENCES, random.randint(*SENTENCES_OF_ITEM))
    paragraphs = [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
    where, whose = random.choice(_PLACES)
    return {
        "title": random.choice(_HEADLINES).format(where=where),
        "text": "\n".join(_filled(paragraph, where, whose, random) for paragraph in paragraphs),
    }


def _filled(text: str, where: str, whose: str, random: Random) -> str:
    return text.format(
        where=where, whose=whose, person=random.choice(_PEOPLE), office=random.choice(_OFFICES),
        country=random.choice(_COUNTRIES), n=random.randint(12, 980), k=random.randint(2, 24),
        day=random.randint(1, 30),
    )  # fmt: skip
