"""Articles and claims as the tests of storage need them, and a clock that stands where it is put."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from model.articles import Article, article_id, digest, revision_of
from model.claims import Claim, claim_id, claims_of
from model.statements import Evidence, Partnership, Percentage, Ranking, Relation, Statement
from storage.store import Store

NOON = datetime(2026, 2, 8, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(redis: Redis, clock: Clock) -> Store:
    return Store(redis, clock=clock, host_clock=clock)


def evidence(
    sentence: str = "Регион занял место.", rule: str = "rankings/ordinal", start: int = 0
) -> Evidence:
    return Evidence(field="text", start=start, end=start + len(sentence), sentence=sentence, rule=rule)


def ranking(subject: str = "RU-SMO", position: int | None = 2, **told: Any) -> Ranking:
    values: dict[str, Any] = {
        "evidence": evidence(f"{subject} занимает место {position}."),
        "region": subject,
        "subject": f"Регион {subject}",
        "subject_kind": "region",
        "subject_id": subject,
        "position": position,
        "period": "2025",
        "rating": "Рейтинг экспортных центров",
        "rating_id": "export-centres",
        "publisher": "РЭЦ",
        "basis": "explicit",
    }
    return Ranking(**(values | told))


def percentage(figure: float = 14.5, **told: Any) -> Percentage:
    values: dict[str, Any] = {
        "evidence": evidence(f"Экспорт вырос на {figure} %.", "figures/percent"),
        "value": figure,
        "unit": "percent",
        "direction": "up",
        "region": "RU-SMO",
        "metric": "экспорт",
        "period": "2025",
    }
    return Percentage(**(values | told))


def partnership(country: str = "BY", region: str = "RU-SMO", relation: Relation = "trade") -> Partnership:
    return Partnership(
        evidence=evidence("Область торгует.", "partners/list"),
        region=region,
        country=country,
        relation=relation,
    )


@dataclass
class Newsroom:
    """Takes articles with what they say the whole way into facts."""

    store: Store
    clock: Clock
    articles: dict[str, Article] = field(default_factory=dict)

    def article(
        self,
        name: str = "a",
        text: str = "Текст.",
        *,
        published_at: datetime = NOON,
        fetched_at: datetime | None = None,
        signature: str | None = None,
    ) -> Article:
        url = f"https://news.example/{name}"
        return Article(
            id=article_id(url, published_at),
            url=url,
            source=name.partition("/")[0],
            revision=revision_of(name, text),
            title=name,
            text=text,
            published_at=published_at,
            fetched_at=fetched_at or self.clock(),
            signature=signature or digest(f"{name}\n{text}"),
        )

    def extract(self, article: Article, *statements: Statement) -> Article:
        saved = self.store.articles.save(article)
        kept = self.store.articles.get(saved.article_id, article.revision)
        assert kept is not None
        self.store.claims.save(kept, claims_of(kept, statements))
        return kept

    def publish(self, article: Article, *statements: Statement) -> Article:
        kept = self.extract(article, *statements)
        self.store.books.fold(f"{kept.id}@{kept.revision}")
        return kept


@pytest.fixture
def newsroom(store: Store, clock: Clock) -> Newsroom:
    return Newsroom(store, clock)


def claim(statement: Statement, name: str = "a", **told: Any) -> Claim:
    """A claim of the article `name`, whose text is its own unless a signature is told."""
    identifier = f"2026-02.{digest(name)}"
    values: dict[str, Any] = {
        "id": claim_id(identifier, statement),
        "article_id": identifier,
        "revision": digest(name),
        "url": f"https://news.example/{name}",
        "source": "news",
        "title": None,
        "signature": digest(name),
        "published_at": NOON,
        "seen_at": NOON,
        "statement": statement,
    }
    return Claim(**(values | told))


class Statements:
    """Statements with what matters to a test told by it, and claims of them."""

    noon = NOON
    claim = staticmethod(claim)
    evidence = staticmethod(evidence)

    ranking = staticmethod(ranking)
    percentage = staticmethod(percentage)
    partnership = staticmethod(partnership)


@pytest.fixture
def statements() -> type[Statements]:
    return Statements
