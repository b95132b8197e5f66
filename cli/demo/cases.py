"""Four things that happen to facts, each in a few invented articles: for `svodka demo --keep`.

Two papers disagree, one corrects itself, one takes back what it said, and one writes of an old edition
long after the new one. docs/questions.md shows each by one command. Every place is invented.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cli.demo.news import article_of
from model.articles import Article

RATING_ID = "ria-cars"
_RATING = "рейтинге регионов по доступности автомобилей"
_TOLD_ON = datetime(2026, 2, 12, 8, 0, tzinfo=UTC)
LATE_ON = datetime(2026, 2, 20, 8, 0, tzinfo=UTC)
"""When the article of the old edition is found, a year after it came out."""


def told_cases() -> list[Article]:
    """The articles in the order in which they are found, revisions of one article too."""
    smolensk = "Смоленская область заняла {}-е место в " + _RATING + " за 2025 год. {}"
    bryansk = "Брянская область заняла {}-е место в " + _RATING + " за 2025 год."
    kaluga = "Калужская область заняла 9-е место в " + _RATING + " за 2025 год."
    tula = "Тульская область заняла {}-е место в " + _RATING + " за {} год. {}"
    old = _article(
        "paper-tul",
        "Тула в прошлогодней таблице",
        tula.format(8, 2024, "Годом раньше такого подсчёта ещё не было, и сравнивать области было не с чем."),
        LATE_ON - timedelta(days=365),
        found_at=LATE_ON,
    )
    return [
        _article("paper-smo", "Смоляне и машины", smolensk.format(4, "Считали зарплаты и цены."), _TOLD_ON),
        _article(
            "herald",
            "Кому по карману новая машина",
            smolensk.format(6, "Впереди оказались нефтяные края, а соседи отстали на десяток строк."),
            _TOLD_ON + timedelta(hours=2),
        ),
        *_edited(_article("paper-bry", "Брянск: итоги", bryansk.format(11), _TOLD_ON), bryansk.format(12)),
        *_edited(
            _article("paper-klu", "Калуга: итоги", kaluga, _TOLD_ON),
            "Калужская область в этом подсчёте не участвовала: прежнее сообщение было ошибкой.",
        ),
        _article("paper-tul", "Тула и машины", tula.format(5, 2025, "Год был удачным."), _TOLD_ON),
        old,
    ]


def _edited(article: Article, text: str) -> list[Article]:
    """An article, and what became of it six hours later."""
    return [
        article,
        _article(
            article.source,
            article.title or "",
            text,
            article.dated_at,
            found_at=article.fetched_at + timedelta(hours=6),
        ),
    ]


def _article(
    source: str, title: str, text: str, at: datetime, *, found_at: datetime | None = None
) -> Article:
    return article_of(source, "cars", title, text, at, found_at=found_at)
