"""A batch is folded at once, and what fails in it alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from model.claims import claims_of
from model.statements import Evidence, Ranking
from runtime.service import Service
from storage import keys
from storage.facts import FactQuery
from tests.workers.conftest import article_named
from workers.outcomes import each_item
from workers.stages.folding import fold_claims


def extracted(service: Service, name: str, place: int) -> str:
    """An article that tells a place of a subject of its own: the item of its folding."""
    text = f"Регион {name} на месте {place}."
    article = article_named(name, text)
    statement = Ranking(
        evidence=Evidence(field="text", start=0, end=len(text), sentence=text, rule="ranking/place"),
        region=name,
        subject=name,
        subject_kind="region",
        subject_id=name,
        position=place,
        period="2025",
        rating="Рейтинг",
        rating_id="rating",
        basis="explicit",
    )
    service.store.articles.save(article)
    service.store.claims.save(article, claims_of(article, (statement,)))
    return f"{article.id}@{article.revision}"


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    return make_service()


@pytest.fixture
def items(service: Service) -> list[str]:
    return [extracted(service, f"RU-{number}", number) for number in range(1, 6)]


def outcomes(service: Service) -> dict[str, int]:
    return {
        outcome: count
        for (stage, outcome), count in service.store.counters.totals().items()
        if stage == "fold"
    }


def subjects(service: Service) -> set[str]:
    return {fact.key.subject for fact in service.store.facts.every(FactQuery())}


def test_a_batch_is_folded_at_once_and_each_item_ends_once(service: Service, items: list[str]) -> None:
    fold_claims(service, items)
    assert subjects(service) == {f"RU-{number}" for number in range(1, 6)}
    assert sum(outcomes(service).values()) == 5
    assert service.store.work.counts()["fold"].later == service.store.work.counts()["fold"].due == 0
    fold_claims(service, items)
    assert outcomes(service)["already_done"] == 5


def test_what_fails_among_others_fails_alone(service: Service, items: list[str]) -> None:
    identifier = items[2].partition("@")[0]
    service.redis.hset(keys.claims("2026-02"), keys.article_field(identifier), b"\1\0\0\0damaged")
    fold_claims(service, items)
    assert subjects(service) == {"RU-1", "RU-2", "RU-4", "RU-5"}
    assert outcomes(service)["crashed"] == 1
    assert list(service.store.work.every("fold")) == [items[2]]


def test_what_once_killed_its_worker_is_done_alone(service: Service, items: list[str]) -> None:
    for _ in range(2):
        # Begun, never ended, and given out again: a try.
        service.store.work.overdue("fold", datetime.now(UTC), 10, -60)
        service.store.work.begin("fold", [items[0]], -60)
    assert service.store.work.tries("fold", items[0]) == 1
    together: list[list[str]] = []

    def at_once(some):
        together.append(list(some))
        return dict.fromkeys(some, "folded")

    alone: list[str] = []
    each_item("fold", items, lambda item: alone.append(item) or "folded", service, together=at_once)
    assert together == [items[1:]]
    assert alone == [items[0]]
