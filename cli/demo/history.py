"""Ten years of invented news for `svodka demo --keep`: ratings with many editions, some of them disputed.

A dozen articles show that the road is whole; curves, maps and conflicts need more. The news are made
by a seeded random mind, in the manner of an agency, and go through the real extractor and the real
store. Every place and figure in them is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from cli.demo.news import article_of
from crawler.signatures import signature
from extractors.pipeline import Extractor
from extractors.registries.entries import Region
from model.articles import Article, revision_of
from model.claims import claims_of
from model.statements import Document
from storage.store import Store

SEED = 2026
LAST_YEAR = 2025
ALWAYS_TOLD = ("RU-TUL", "RU-SMO", "RU-TA", "RU-VOR", "RU-KLU", "RU-NVS", "RU-SVE", "RU-BEL")
"""Regions whose own papers write of every edition, so that their curves have no holes."""
TOLD_A_TIME = 4
LEADERS = 10
DISPUTED, CORRECTED, REPRINTED = 0.12, 0.08, 0.25
PARTNERS = (
    "Белоруссию", "Казахстан", "Китай", "Узбекистан", "Турцию", "Индию", "Армению", "Азербайджан",
    "Египет", "Вьетнам", "Монголию", "Сербию", "Киргизию", "Бразилию", "Объединённые Арабские Эмираты",
)  # fmt: skip
METRICS = (
    "Экспорт",
    "Объём инвестиций",
    "Промышленное производство",
    "Турпоток",
    "Объём жилищного строительства",
)
MASCULINE = ("край", "округ", "Санкт-Петербург", "Севастополь")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rating:
    """A rating as a sentence names it ("в рейтинге ..."), and when its editions come out."""

    inflected: str
    publisher: str
    first_year: int
    quarterly: bool = False
    scored: bool = False


RATINGS = (
    _Rating(
        inflected="рейтинге регионов по качеству жизни", publisher="РИА Рейтинг", first_year=2015, scored=True
    ),
    _Rating(
        inflected="Национальном рейтинге состояния инвестиционного климата",
        publisher="Агентство стратегических инициатив",
        first_year=2016,
    ),
    _Rating(
        inflected="рейтинге цифровой трансформации регионов",
        publisher="Минцифры",
        first_year=2024,
        quarterly=True,
        scored=True,
    ),
    _Rating(inflected="рейтинге инновационного развития регионов", publisher="НИУ ВШЭ", first_year=2019),
    _Rating(inflected="рейтинге регионов по качеству дорог", publisher="РИА Рейтинг", first_year=2020),
    _Rating(inflected="рейтинге школьного питания", publisher="фонд «Здоровая тарелка»", first_year=2023),
    _Rating(inflected="рейтинге питания школьников", publisher="фонд «Здоровая тарелка»", first_year=2024),
)
"""The last two are one rating under two names, which no registry knows: work for a reviewer."""


def invented_articles(regions: Sequence[Region]) -> list[Article]:
    """All the invented news in the order in which they come, revisions of one article too."""
    return sorted(InventedHistory(regions).articles(), key=lambda article: article.fetched_at)


def put(store: Store, extractor: Extractor, article: Article) -> None:
    """What the workers do with an article that was read. Events are history: nobody is told of them."""
    saved = store.articles.save(article)
    published = article.dated_at.date().isoformat()
    document = Document(id=article.id, title=article.title, text=article.text, published_on=published)
    store.claims.save(article, claims_of(article, extractor.extract(document).statements))
    for book in store.books.fold(saved.article_id).books_with_events:
        store.events.relayed(book, store.events.pending(book))


class InventedHistory:
    """The articles, the same for the same seed."""

    def __init__(self, regions: Sequence[Region], seed: int = SEED) -> None:
        self._random = Random(seed)  # noqa: S311 (it is to be repeatable)
        self._regions = {region.code: region.name for region in regions}

    def articles(self) -> Iterator[Article]:
        """All of them, rating by rating."""
        for rating in RATINGS:
            yield from self._rating(rating)

    def _rating(self, rating: _Rating) -> Iterator[Article]:
        strength = {code: self._random.gauss(0, 1) for code in self._regions}
        before: dict[str, int] = {}
        for period, came_out_on in _editions(rating):
            strength = {code: value + self._random.gauss(0, 0.22) for code, value in strength.items()}
            order = sorted(strength, key=lambda code: -strength[code])
            places = {code: place for place, code in enumerate(order, 1)}
            yield self._table(rating, period, came_out_on, order)
            others = [code for code in order[LEADERS:] if code not in ALWAYS_TOLD]
            for code in (*ALWAYS_TOLD, *self._random.sample(others, TOLD_A_TIME)):
                yield from self._own_place(rating, period, came_out_on, code, places[code], before.get(code))
            before = places

    def _table(self, rating: _Rating, period: str, day: date, order: Sequence[str]) -> Article:
        """The whole table where it is the newest edition, the leaders of an older one."""
        told = order if period.endswith((f"{LAST_YEAR} года", f"{LAST_YEAR} год")) else order[:LEADERS]
        lines = [f"{place}. {self._regions[code]}" for place, code in enumerate(told, 1)]
        if rating.scored:
            step = 60 / len(self._regions)
            lines = [f"{line} - {_number(88.4 - at * step)} балла" for at, line in enumerate(lines)]
        opening = f"{rating.publisher} подвело итоги: места в {rating.inflected} {period} распределились так:"
        text = "\n".join([opening, *lines])
        title = f"Названы лидеры: опубликованы места в {rating.inflected}"
        return self._article("agency", title, text, self._moment(day, 0))

    def _own_place(
        self, rating: _Rating, period: str, day: date, code: str, place: int, before: int | None
    ) -> Iterator[Article]:
        region = self._regions[code]
        text = f"{self._place_told(region, place, before)} в {rating.inflected} {period}."
        text += f" Рейтинг составляет {rating.publisher}.{self._aside(region)}"
        title = f"{region} - на {place}-м месте в {rating.inflected}"
        article = self._article(f"paper-{code[3:].lower()}", title, text, self._moment(day, 2))
        yield article
        if self._random.random() < REPRINTED:
            yield self._article("digest", title, text, article.dated_at + timedelta(hours=3))
        if self._random.random() < DISPUTED:
            other = f"{region} {_took(region)} {place + 2}-е место в {rating.inflected} {period}."
            yield self._article(
                "herald", f"{region}: итоги рейтинга", other, article.dated_at + timedelta(hours=5)
            )
        elif self._random.random() < CORRECTED:
            yield self._corrected(article, place)

    def _place_told(self, region: str, place: int, before: int | None) -> str:
        if before is None or self._random.random() < 0.3:
            return f"{region} {_took(region)} {place}-е место"
        if before == place:
            return f"{region} {_gendered(region, 'сохранил')} {place}-е место"
        verb = "поднялся" if place < before else "опустился"
        return f"{region} {_gendered(region, verb)} с {before}-го на {place}-е место"

    def _aside(self, region: str) -> str:
        """Now and then a figure and partners: what else such an article tells."""
        told = ""
        if self._random.random() < 0.5:
            metric, value = self._random.choice(METRICS), _number(self._random.uniform(1, 38))
            told += f" {metric} региона за год вырос на {value}%."
        if self._random.random() < 0.45:
            *first, last = self._random.sample(PARTNERS, self._random.randint(2, 4))
            told += f" {region} поставляет продукцию в {', '.join(first)} и {last}."
        return told

    def _corrected(self, article: Article, place: int) -> Article:
        """The same article after its newsroom found a slip: the place is one lower."""
        text = article.text.replace(f"{place}-е место", f"{place + 1}-е место")
        return replace(
            article, text=text, revision=revision_of(article.title, text), signature=signature(text),
            fetched_at=article.fetched_at + timedelta(hours=6),
        )  # fmt: skip

    def _moment(self, day: date, later: int) -> datetime:
        hours = 7 + later * self._random.randrange(1, 20)
        minutes = self._random.randrange(60)
        return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours, minutes=minutes)

    def _article(self, source: str, title: str, text: str, at: datetime) -> Article:
        page = str(self._random.randrange(10**7, 10**8))
        return article_of(source, page, title, text, at)


def _editions(rating: _Rating) -> Iterator[tuple[str, date]]:
    """Each edition in words, and the day when it comes out."""
    for year in range(rating.first_year, LAST_YEAR + 1):
        if not rating.quarterly:
            yield f"за {year} год", date(year + 1, 1, 12 + year % 9)
            continue
        for quarter, name in enumerate(("I", "II", "III", "IV"), 1):
            month = quarter * 3 + 1
            came_out_on = date(year, month, 14) if month <= 12 else date(year + 1, 1, 14)
            yield f"за {name} квартал {year} года", came_out_on


def _took(region: str) -> str:
    return _gendered(region, "занял")


def _gendered(region: str, masculine: str) -> str:
    """A verb of the past in the gender of a region's name."""
    if region.split(" — ")[0].endswith(MASCULINE):
        return masculine
    return f"{masculine[:-2]}ась" if masculine.endswith("ся") else f"{masculine}а"


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
