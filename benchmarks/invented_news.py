"""News of a seeded random mind, in the mix of real ones, with what they say: for `benchmarks/store.py`.

Month by month, as news come: an edition of a rating is written about for a few weeks, by a table of
its best and by the regions, which tell their own place; a fifth of the items is reprinted, one in
thirty is corrected later, one in forty tells a place that is wrong. Between them stand figures and
partners.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random

from model.articles import Article, article_id, digest, revision_of
from model.statements import Evidence, Partnership, Percentage, Ranking, Span, Statement

WORDS = (
    "регион экспорт предприятие область рейтинг показатель рост объём продукция развитие поддержка центр"
    " рынок компания проект инвестиция правительство министерство итог результат промышленность поставка"
    " доля уровень качество житель дорога школа бюджет программа субсидия завод товар партнёр страна год"
    " квартал месяц оценка место позиция лидер строка список эксперт аналитик бизнес торговля хозяйство"
).split()
LETTERS = "абвгдежзиклмнопрстуфхцчшэюя"
COUNTRIES = "CN BY KZ UZ TR IN AE AM AZ KG TJ EG VN RS MN IR ID MY SA BR ZA TH CU PK QA".split()
RELATIONS = ("export", "import", "trade", "cooperation")
METRICS = tuple(f"{one} {other}" for one in ("экспорт", "импорт", "выпуск") for other in WORDS[4:24])
TEXT_CHARACTERS = 1_300
PHRASES, PHRASE_WORDS = 50_000, 12
"""What stands between the sentences that say something: made beforehand, which takes less time."""
EVERY = 12
"""Every rating has an edition a year, one in four of them one a quarter."""
REPRINTED, CORRECTED, WRONG = 0.2, 0.03, 0.025
UNTOLD = 0.4
"""Figures that do not tell whose they are, of what and for when."""
PARTS = 2
RARITY = 4
"""The greater, the rarer are rare words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A revision of an article, and what it says."""

    article: Article
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedRating:
    """A rating, and the month of the year in which it comes out."""

    id: str
    name: str
    publisher: str
    month: int
    is_quarterly: bool


class InventedNews:
    """A stream of news, the same for the same seed.

    It has two parts, about ratings and regions of their own, so that two processes can take them in without
    standing in each other's way. Figures that tell no region are in the first alone.
    """

    def __init__(
        self, *, seed: int, ratings: int, regions: Sequence[str], first_year: int, part: int = 0
    ) -> None:
        self._random = Random(seed)  # noqa: S311 - it is to be repeatable
        self._part = part
        self.regions = tuple(regions)
        self.ratings = tuple(self._rating(number) for number in range(ratings))
        self._vocabulary = [*WORDS, *(self._word() for _ in range(4_000))]
        self._year = first_year
        self._number = part
        self._table_of = lru_cache(maxsize=5_000)(self._ordered)
        self._phrases = [self._words(PHRASE_WORDS).capitalize() for _ in range(PHRASES)]
        self._random = Random(f"{seed} {part}")  # noqa: S311
        self._ratings = self.ratings[part::PARTS]
        self._regions = self.regions[part::PARTS]
        self._told = ((1 - UNTOLD) * PARTS - 1, 1.0)[part]

    def articles(self, months: int, a_month: int) -> Iterator[Told]:
        """Some `a_month` items for each of so many months, as they come; corrections follow at once."""
        for index in range(months):
            year, month = self._year + index // 12, index % 12 + 1
            out = [one for one in self._ratings if _period(one, year, month)]
            began = datetime(year, month, 1, tzinfo=UTC)
            for second in sorted(self._random.randrange(28 * 86_400) for _ in range(a_month)):
                yield from self._item(began + timedelta(seconds=second), out)

    def rare_word(self, random: Random) -> str:
        """A word that few sentences hold."""
        return random.choice(self._vocabulary[len(WORDS) :])

    def _item(self, at: datetime, out: Sequence[InventedRating]) -> Iterator[Told]:
        self._number += PARTS
        chance = self._random.random()
        statements: list[Statement]
        if chance < 0.1 and out:
            statements = self._table(self._random.choice(out), at)
        elif chance < 0.55 and out:
            statements = [self._own_place(self._random.choice(out), at), *self._figures(1)]
        elif chance < 0.8:
            statements = list(self._figures(self._random.randint(1, 4)))
        else:
            statements = list(self._partners())
        told = self._put_together(f"source-{self._random.randrange(60)}", at, statements)
        yield told
        if self._random.random() < REPRINTED:
            later = at + timedelta(minutes=self._random.randrange(5, 600))
            yield self._reprint(told, later)
        if self._random.random() < CORRECTED:
            yield self._correction(told)

    def _table(self, rating: InventedRating, at: datetime) -> list[Statement]:
        order = self._order(rating, at)
        return [
            self._ranking(rating, at, order[place - 1], place, "listed")
            for place in range(1, self._random.choice((10, 20)) + 1)
        ]

    def _own_place(self, rating: InventedRating, at: datetime) -> Ranking:
        place = self._random.randrange(1, len(self.regions) + 1)
        subject = self._order(rating, at)[place - 1]
        if self._random.random() < WRONG:
            place = place % len(self.regions) + 1
        return self._ranking(rating, at, subject, place, "explicit")

    def _order(self, rating: InventedRating, at: datetime) -> list[str]:
        """The table of an edition: that of the rating, a little shuffled."""
        return self._table_of(rating, _period(rating, at.year, at.month))

    def _ordered(self, rating: InventedRating, period: str | None) -> list[str]:
        base = list(self.regions)
        Random(rating.id).shuffle(base)  # noqa: S311
        moved = Random(f"{rating.id} {period}")  # noqa: S311
        return sorted(base, key=lambda region: base.index(region) + moved.gauss(0, 4))

    def _ranking(self, rating: InventedRating, at: datetime, subject: str, place: int, basis: str) -> Ranking:
        return Ranking(
            evidence=self._evidence(f"{subject} занимает {place}-е место", f"ranking/{basis}"),
            region=subject,
            subject=f"Регион {subject}",
            subject_kind="region",
            subject_id=subject,
            position=place,
            total=len(self.regions),
            period=_period(rating, at.year, at.month),
            rating=rating.name,
            rating_id=rating.id,
            publisher=rating.publisher,
            basis="listed" if basis == "listed" else "explicit",
        )

    def _figures(self, count: int) -> Iterator[Percentage]:
        region = self._random.choice(self._regions)
        for _ in range(count):
            told = self._random.random() < self._told
            value = round(self._random.uniform(0.1, 80), 1)
            yield Percentage(
                evidence=self._evidence(f"рост на {value} процента", "percentage/growth"),
                value=value,
                unit="percent",
                direction=self._random.choice(("up", "down")),
                region=region if told else None,
                metric=self._random.choice(METRICS) if told else None,
                period=str(self._year + self._random.randrange(12)) if told else None,
            )

    def _partners(self) -> Iterator[Partnership]:
        region = self._random.choice(self._regions)
        for country in self._random.sample(COUNTRIES, self._random.randint(1, 4)):
            yield Partnership(
                evidence=self._evidence(f"поставки в {country}", "partnership/list"),
                region=region,
                country=country,
                relation=self._random.choice(RELATIONS),
            )

    def _evidence(self, core: str, rule: str) -> Evidence:
        """A sentence around what is said; where it stands is told when the text is put together."""
        sentence = f"{self._words(6).capitalize()} {core} {self._words(5)}."
        start = sentence.index(core)
        spans = tuple(
            Span(role=role, field="text", start=start + offset, end=start + offset + 3)
            for role, offset in (("subject", 0), ("position", len(core) - 4), ("rating", 4))
        )
        return Evidence(field="text", start=0, end=len(sentence), sentence=sentence, rule=rule, spans=spans)

    def _put_together(self, source: str, at: datetime, statements: Sequence[Statement]) -> Told:
        text, placed = "", []
        for statement in statements:
            placed.append(replace(statement, evidence=_moved(statement.evidence, len(text))))
            text += f"{statement.evidence.sentence} {self._random.choice(self._phrases)}. "
        while len(text) < TEXT_CHARACTERS:
            text += f"{self._random.choice(self._phrases)}. "
        url = f"https://www.{source}.example/{at:%Y/%m/%d}/{self._number}.html"
        article = Article(
            id=article_id(url, at),
            url=url,
            source=source,
            revision=revision_of(None, text),
            title=self._words(8).capitalize(),
            text=text,
            published_at=at,
            published_precision="second",
            published_from="json-ld",
            fetched_at=at + timedelta(minutes=5),
            reader="structured",
            signature=digest(text),
        )
        return Told(article=article, statements=tuple(placed))

    def _reprint(self, told: Told, at: datetime) -> Told:
        source = f"source-{self._random.randrange(60)}"
        url = f"https://www.{source}.example/news/{self._number}-reprint"
        article = replace(
            told.article,
            id=article_id(url, at),
            url=url,
            source=source,
            published_at=at,
            fetched_at=at + timedelta(minutes=5),
        )
        return replace(told, article=article)

    def _correction(self, told: Told) -> Told:
        first, *others = told.statements
        if isinstance(first, Ranking) and first.position is not None:
            first = replace(first, position=first.position % len(self.regions) + 1)
        text = told.article.text + " Исправлено."
        article = replace(
            told.article,
            text=text,
            revision=revision_of(None, text),
            fetched_at=told.article.fetched_at + timedelta(hours=3),
        )
        return Told(article=article, statements=(first, *others))

    def _rating(self, number: int) -> InventedRating:
        return InventedRating(
            id=f"rating-{number}",
            name=f"Рейтинг {number}: {self._random.choice(WORDS)} и {self._random.choice(WORDS)}",
            publisher=f"Агентство {number % 25}",
            month=self._random.randrange(1, EVERY + 1),
            is_quarterly=self._random.random() < 0.25,
        )

    def _words(self, count: int) -> str:
        """Words as often as in a language: the first of the vocabulary most often."""
        size = len(self._vocabulary)
        return " ".join(self._vocabulary[int(size * self._random.random() ** RARITY)] for _ in range(count))

    def _word(self) -> str:
        return "".join(self._random.choices(LETTERS, k=self._random.randint(5, 11)))


def _period(rating: InventedRating, year: int, month: int) -> str | None:
    """The edition that comes out in a month; None where none does."""
    if rating.is_quarterly:
        return f"{year}-Q{(month + 2) // 3}" if (month - rating.month) % 3 == 0 else None
    return str(year - 1) if month == rating.month else None


def _moved(evidence: Evidence, by: int) -> Evidence:
    spans = tuple(replace(span, start=span.start + by, end=span.end + by) for span in evidence.spans)
    return replace(evidence, start=evidence.start + by, end=evidence.end + by, spans=spans)
