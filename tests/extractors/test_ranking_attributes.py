"""What is told of a place besides it, construction by construction. The sentences are our own.

A table's second column is "REGION place=value" for each statement that has the attribute.
"""

import functools

import pytest

from extractors.pipeline import Extractor
from model.statements import Document, Ranking


@functools.cache
def extractor() -> Extractor:
    return Extractor()


def told(text: str, attribute: str) -> set[str]:
    extraction = extractor().extract(Document(id="x", text=text))
    assert extraction.failures == ()
    rankings = [s for s in extraction.statements if isinstance(s, Ranking)]
    found = ((r, getattr(r, attribute)) for r in rankings)
    return {f"{r.region} {r.position}={value}" for r, value in found if value is not None}


PREVIOUS = [
    ("Рейтинг дорог: Тула на 12-м месте (в 2023 году — 14-е).", set()),
    ("Тульская область на 12-м месте рейтинга дорог (в 2023 году — 14-е).", {"RU-TUL 12=14"}),
    ("Тульская область (годом ранее — 14-я) стала в рейтинге 12-й.", {"RU-TUL 12=14"}),
    ("В рейтинге Коми на 9-м месте (было 8), Крым 54 → 39.", {"RU-KO 9=8", "UA-43 39=54"}),
    ("Коми в рейтинге садов третья. Эту строчку она сохраняет второй год.", {"RU-KO 3=3"}),
    ("Коми удержала 3-е место рейтинга, Крым — 5-е, Тыва — 8-е.", {"RU-KO 3=3", "UA-43 5=5", "RU-TY 8=8"}),
    ("Коми в рейтинге первая, Крым, как и раньше, второй.", {"UA-43 2=2"}),
    ("Коми в рейтинге первая, Крым второй. Год назад было наоборот.", {"RU-KO 1=2", "UA-43 2=1"}),
    ("В рейтинге Коми 4-я, Тыва 6-я. Коми и Тыва поменялись местами.", {"RU-KO 4=6", "RU-TY 6=4"}),
    ("Коми потеряла лидерство в рейтинге и опустилась на 7-е место.", {"RU-KO 7=1"}),
    ("Рейтинг: первая Тыва, она обошла прошлогоднего лидера — Карелию, та теперь третья.", {"RU-KR 3=1"}),
    ("Коми в рейтинге вторая, Тыва пятая. Прошлый раз мы были третьими.", {"RU-KO 2=3"}),
]
CHANGES = [
    ("Коми опустилась в рейтинге на строчку и теперь пятая.", {"RU-KO 5=-1"}),
    ("Коми на 33-м месте рейтинга (+8 к прошлому году).", {"RU-KO 33=8"}),
    ("Коми в рейтинге 20-я, она потеряла четыре позиции. Тыва потеряла столько же и стала 31-й.",
     {"RU-KO 20=-4", "RU-TY 31=-4"}),
    ("Сеть «Свет» из Коми прибавила 19% и стала в рейтинге сетей пятой.", set()),
]  # fmt: skip
SCORES = [
    ("Коми в рейтинге вторая (91,4 балла).", {"RU-KO 2=91.4"}),
    ("Коми в рейтинге пятая, набрав 7,7.", {"RU-KO 5=7.7"}),
    ("Коми и Тыва набрали по 93 балла и вместе возглавили рейтинг.", {"RU-KO 1=93.0", "RU-TY 1=93.0"}),
    ("Коми отстала от Тывы на 0,4 балла и стала в рейтинге второй.", set()),
    ("Рейтинг музеев: у Коми 41,3 балла и 49-я позиция.", {"RU-KO 49=41.3"}),
    ("Рейтинг возглавила Коми. Победителю начислили 96,4 балла.", {"RU-KO 1=96.4"}),
]
TOTALS = [
    ("Коми в рейтинге пятая. В расчёт взяли 85 регионов.", {"RU-KO 5=85"}),
    ("Коми в рейтинге пятая. Участников всего восемь.", {"RU-KO 5=8"}),
    ("Коми в рейтинге девяностая. Эксперты сравнили 60 регионов.", set()),
    ("Аналитики составили список из 40 территорий. Коми в рейтинге пятая.", {"RU-KO 5=40"}),
    ("Сибирский округ в рейтинге пятый среди восьми. Коми в рейтинге шестая.", set()),
]
PERIODS = [
    ("Вышел «Волонтёрский индекс — 2025». Коми в рейтинге пятая.", {"RU-KO 5=2025"}),
    ("Опубликован туристический рейтинг — 2024. Коми в нём пятая.", {"RU-KO 5=2024"}),
    ("В рейтинге Коми пятая. Домов там построили много — 2024.", set()),
    ("Институт сравнил бюджеты регионов в 2024 году. Коми в рейтинге пятая.", {"RU-KO 5=2024"}),
    ("Коми в рейтинге дорог пятая. Расчёт охватывает 2024 год.", {"RU-KO 5=2024"}),
    ("За 2024 год товарооборот Коми вырос. По вывозу леса она третья в стране.", set()),
    ("Коми поднялась на 13-е место рейтинга (в 2023 году — 20-е).", set()),
]


@pytest.mark.parametrize(("text", "expected"), PREVIOUS)
def test_the_place_before_is_read(text: str, expected: set[str]) -> None:
    assert told(text, "previous") == expected


@pytest.mark.parametrize(("text", "expected"), CHANGES)
def test_the_move_is_read(text: str, expected: set[str]) -> None:
    assert told(text, "change") == expected


@pytest.mark.parametrize(("text", "expected"), SCORES)
def test_points_are_read(text: str, expected: set[str]) -> None:
    assert told(text, "score") == expected


@pytest.mark.parametrize(("text", "expected"), TOTALS)
def test_how_many_are_ranked_is_read(text: str, expected: set[str]) -> None:
    assert told(text, "total") == expected


@pytest.mark.parametrize(("text", "expected"), PERIODS)
def test_the_period_is_read(text: str, expected: set[str]) -> None:
    assert told(text, "period") == expected


def test_columns_are_read_by_their_header() -> None:
    header = "Рейтинг парков.\n\nМесто | Регион | Балл | Год назад"
    table = f"{header}\n1 | Тульская область | 92,3 | 2\n2 | Тыва | 91 | 5"

    assert told(table, "score") == {"RU-TUL 1=92.3", "RU-TY 2=91.0"}
    assert told(table, "previous") == {"RU-TUL 1=2", "RU-TY 2=5"}
