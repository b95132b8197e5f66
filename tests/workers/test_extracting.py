"""A lot of articles is read and written together, and what fails in it fails alone."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest

from extractors.morphology import word
from model.statements import Document
from runtime.service import Service
from storage import keys
from tests.workers.conftest import article_named
from workers.stages.extracting import LOT, extract_articles


def saved(service: Service, name: str, text: str, minutes: int = 0) -> str:
    """An article that was read: the item of its extraction."""
    article = article_named(name, text, minutes)
    item = service.store.articles.save(article).item
    assert item is not None
    return item


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    return make_service()


def outcomes(service: Service) -> dict[str, int]:
    return {
        outcome: count
        for (stage, outcome), count in service.store.counters.totals().items()
        if stage == "extract"
    }


def test_each_item_of_a_batch_ends_once(service: Service) -> None:
    told = [
        saved(service, f"told-{number}", f"Экспорт Тульской области вырос на {number}%.")
        for number in range(2, LOT + 4)
    ]
    plain = saved(service, "plain", "Погода хорошая.")
    old = saved(service, "edited", "Погода была хорошая.")
    new = saved(service, "edited", "Погода была плохая.", minutes=5)
    extract_articles(service, [*told, plain, old, new])
    assert outcomes(service) == {"claims": len(told), "no_claims": 2, "superseded": 1}
    assert list(service.store.work.every("extract")) == []
    assert sorted(service.store.work.every("fold")) == sorted([*told, plain, new])


def test_an_article_that_cannot_be_read_leaves_the_others_alone(service: Service) -> None:
    items = [saved(service, name, "Экспорт Тульской области вырос на 5%.") for name in "abc"]
    identifier, _, revision = items[1].partition("@")
    service.redis.hset(keys.bodies("2026-02"), keys.body_field(identifier, revision), b"damaged")
    extract_articles(service, items)
    assert outcomes(service) == {"claims": 2, "crashed": 1}
    assert list(service.store.work.every("extract")) == [items[1]]


def test_a_worker_has_looked_up_what_most_news_have(service: Service) -> None:
    word.cache_clear()
    service.preload()
    gc.unfreeze()
    before = word.cache_info().misses
    service.extractor.extract(Document(id="a", title=None, text="Область заняла первое место в рейтинге."))
    assert word.cache_info().misses == before
