"""Invented news for `make bench-crawl`: some 1,300 characters, most of them with a ranking fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

REGIONS = (
    "Тульская область",
    "Смоленская область",
    "Калужская область",
    "Воронежская область",
    "Рязанская область",
    "Псковская область",
    "Свердловская область",
    "Новосибирская область",
    "Омская область",
    "Томская область",
    "Республика Татарстан",
    "Удмуртия",
    "Пермский край",
    "Приморский край",
)
RATINGS = (
    "рейтинге центров поддержки экспорта",
    "рейтинге инвестиционного климата",
    "рейтинге качества дорог",
    "рейтинге цифровой зрелости",
    "рейтинге экологического развития",
)
COUNTRIES = ("в Китай", "в Белоруссию", "в Казахстан", "в Турцию", "в Индию", "в Узбекистан")
ABOUT = (
    "Об этом сообщили в пресс-службе регионального правительства по итогам рабочего совещания.",
    "По словам министра экономического развития, работа с предприятиями будет продолжена в новом году.",
    "Участники встречи обсудили меры поддержки малого бизнеса и подготовку кадров для промышленности.",
    "В ведомстве добавили, что заявки на новые программы принимаются до конца весны.",
    "Представители отрасли отметили, что спрос на продукцию местных заводов остаётся устойчивым.",
    "Ранее губернатор поручил подготовить предложения по развитию транспортной инфраструктуры.",
    "Эксперты считают, что многое зависит от того, как быстро предприятия освоят новое оборудование.",
    "На выставке регион представил продукцию машиностроения, пищевой промышленности и лёгкой индустрии.",
    "Итоги работы подвели на заседании совета, в котором приняли участие руководители муниципалитетов.",
    "Собеседник агентства уточнил, что подробные таблицы опубликуют на сайте ведомства.",
    "Торговый дом откроют летом, его площадь составит несколько тысяч квадратных метров.",
    "Жители смогут оценить изменения уже в следующем сезоне, говорится в сообщении.",
)
PARAGRAPHS = 5
START = datetime(2026, 2, 1, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A news item as a site has it."""

    title: str
    paragraphs: tuple[str, ...]
    published_at: datetime


def story(number: int) -> Story:
    """The story of that number, always the same."""
    dice = Random(number)  # noqa: S311 - to be repeatable, nothing secret
    region, rating = dice.choice(REGIONS), dice.choice(RATINGS)
    place, year = dice.randint(1, 40), 2020 + number % 6
    facts = (
        f"{region} заняла {place}-е место в {rating} за {year} год, поднявшись на"
        f" {dice.randint(2, 4)} позиции.",
        f"Экспорт за год вырос на {dice.randint(2, 40)},{dice.randint(1, 9)}%, предприятия поставляют"
        f" продукцию {dice.choice(COUNTRIES)} и {dice.choice(COUNTRIES)}.",
    )
    about = dice.sample(ABOUT, 10)
    paragraphs = [" ".join(about[start : start + 2]) for start in range(0, 10, 2)]
    paragraphs[0] = f"{facts[0]} {paragraphs[0]}"
    paragraphs[2] = f"{facts[1]} {paragraphs[2]}"
    return Story(
        title=f"{region} в {rating}: итоги {year} года",
        paragraphs=tuple(paragraphs),
        published_at=START + timedelta(minutes=7 * number),
    )
