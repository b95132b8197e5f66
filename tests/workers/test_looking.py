"""Articles that were read are looked at again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from model.articles import ArticleRef
from model.statements import Ranking
from runtime.queues import QUEUE_NAMES, rq_name
from runtime.service import Service
from storage.facts import FactQuery
from tests.news_site.newsroom import SECOND, NewsSite
from workers.jobs import jobs_of
from workers.scheduling import crawl_due_sources
from workers.sweeping import sweep

TITLE = "Рейтинг центров поддержки экспорта"
THIRD = (SECOND[0].replace("Второе", "Третье"), *SECOND[1:])
START = datetime(2026, 2, 8, 10, 0, tzinfo=UTC)


class Clock:
    """The time of day, moved by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(make_service: Callable[..., Service], news_site: NewsSite, clock: Clock) -> Service:
    news_site.pages["/robots.txt"] = "User-agent: *\nAllow: /"
    entry = {"name": "agency", "url": news_site.address + "/rss", "interval_seconds": 60}
    return make_service(clock=clock, sources=[entry])


def work_off(service: Service) -> None:
    """What waits in the queues, in the order of the road, in this process."""
    jobs = jobs_of(service)
    for name in QUEUE_NAMES:
        queue = Queue(rq_name(name), connection=service.queue_redis, serializer=JSONSerializer)
        while waiting := queue.get_jobs():
            for job in waiting:
                jobs[job.func_name or ""](*job.args)
                job.delete()


def crawl(service: Service, site: NewsSite) -> None:
    site.feed()
    crawl_due_sources(service)
    work_off(service)


def look(service: Service) -> None:
    """Give out the looks whose time has come, and do them."""
    sweep(service)
    work_off(service)


def article_id(service: Service, site: NewsSite, path: str = "/1") -> str:
    found = service.store.articles.by_url(site.address + path)
    assert found is not None
    return found


def outcomes(service: Service, stage: str = "look") -> list[str]:
    return [one.outcome for one in reversed(service.store.fetches.list(limit=99)) if one.stage == stage]


def stored(redis: Redis) -> dict[bytes, object]:
    """Everything that is kept for good, without logs, counters, work and what is known of hosts."""
    passing = (b":due:", b":tries:", b"{counters}", b":fetches", b"{host:", b":looks", b"{schedule}")
    kept: dict[bytes, object] = {}
    for key in redis.scan_iter("svodka:*"):
        if any(mark in key for mark in passing) or b"{sources}" in key:
            continue
        kept[key] = redis.dump(key)
    return kept


def test_a_page_is_looked_at_after_half_an_hour_and_ever_more_seldom(
    service: Service, news_site: NewsSite, clock: Clock
) -> None:
    news_site.publish("/1", TITLE, at=clock())
    crawl(service, news_site)
    looks = []
    for age in (0.4, 0.6, 1.9, 2.3, 5, 7, 23, 27, 70, 80, 160, 185, 400):
        clock.now = START + timedelta(hours=age)
        before = news_site.asked.count("/1")
        look(service)
        looks += [age] * (news_site.asked.count("/1") - before)
    assert looks == [0.6, 2.3, 7, 27, 80, 185]
    assert not service.store.work.is_due("look", ArticleRef(url=f"{news_site.address}/1", source="a").id)


def test_an_edit_without_word_from_the_feed_makes_one_revision_and_corrects_the_fact(
    service: Service, news_site: NewsSite, clock: Clock
) -> None:
    news_site.publish("/1", TITLE, at=clock())
    crawl(service, news_site)
    news_site.publish("/1", TITLE, THIRD, at=clock())
    clock.pass_by(minutes=40)
    look(service)

    assert outcomes(service) == ["changed"]
    assert len(service.store.articles.revisions(article_id(service, news_site))) == 2
    (fact,) = service.store.facts.every(FactQuery(kind="ranking", region="RU-TUL"))
    assert isinstance(fact.statement, Ranking)
    assert (fact.statement.position, fact.status) == (3, "corrected")


def test_the_clock_and_the_advertising_make_no_revision(
    service: Service, news_site: NewsSite, clock: Clock
) -> None:
    news_site.publish("/1", TITLE, at=clock())
    crawl(service, news_site)
    published = clock()
    clock.pass_by(minutes=40)
    news_site.publish("/1", TITLE, at=published, clock="13:45", banner="Скидки до конца недели")
    look(service)

    assert outcomes(service) == ["unchanged"]
    assert len(service.store.articles.revisions(article_id(service, news_site))) == 1


def test_validators_spare_the_site(service: Service, news_site: NewsSite, clock: Clock) -> None:
    news_site.validated.add("/1")
    news_site.publish("/1", TITLE, at=clock())
    crawl(service, news_site)
    clock.pass_by(minutes=40)
    look(service)

    assert news_site.answered[-1] == ("/1", 304)
    assert outcomes(service) == ["unchanged"]


def test_a_page_that_was_taken_down_is_noticed_at_the_second_look(
    service: Service, news_site: NewsSite, clock: Clock
) -> None:
    news_site.publish("/1", TITLE, at=clock())
    crawl(service, news_site)
    news_site.take_down("/1", 410)
    clock.pass_by(minutes=40)
    look(service)
    assert service.store.articles.gone_at(article_id(service, news_site)) is None
    clock.pass_by(minutes=61)
    look(service)

    assert outcomes(service) == ["missing", "gone"]
    assert service.store.articles.gone_at(article_id(service, news_site)) == clock()
    assert len(list(service.store.facts.every(FactQuery(kind="ranking", region="RU-TUL")))) == 1


def test_a_page_that_comes_back_is_there_again(service: Service, news_site: NewsSite, clock: Clock) -> None:
    news_site.publish("/1", TITLE, at=clock())
    crawl(service, news_site)
    news_site.take_down("/1")
    for hours in (0.7, 1.1):
        clock.pass_by(hours=hours)
        look(service)
    assert service.store.articles.gone_at(article_id(service, news_site)) is not None
    news_site.statuses.clear()
    clock.pass_by(hours=6)
    look(service)

    assert outcomes(service) == ["missing", "gone", "unchanged"]
    assert service.store.articles.gone_at(article_id(service, news_site)) is None


def test_a_site_that_is_down_costs_looks_and_nothing_else(
    service: Service, news_site: NewsSite, clock: Clock
) -> None:
    news_site.publish("/1", TITLE, at=clock())
    crawl(service, news_site)
    news_site.statuses["/1"] = 503
    clock.pass_by(minutes=40)
    look(service)

    assert outcomes(service) == ["interrupted"]
    assert service.store.articles.gone_at(article_id(service, news_site)) is None
    assert service.store.work.counts()["look"].later == 1


def test_the_same_site_crawled_twice_changes_nothing_and_tells_nothing(
    service: Service, news_site: NewsSite, clock: Clock, redis: Redis
) -> None:
    for number in range(1, 6):
        news_site.publish(f"/{number}", TITLE, (SECOND[0].replace("2025", str(2018 + number)), *SECOND[1:]))
    crawl(service, news_site)
    before, events = stored(redis), service.store.events.last_position()
    facts = list(service.store.facts.every(FactQuery()))
    assert facts
    asked = len(news_site.asked)

    clock.pass_by(minutes=5)
    crawl(service, news_site)
    assert news_site.asked[asked:] == ["/rss"]
    assert stored(redis) == before

    # And where every page is read again, as if the references had been lost.
    for key in redis.scan_iter("svodka:{ref-*}:refs"):
        redis.delete(key)
    service.store.sources.save_state("agency", service.store.sources.state("none"))
    clock.pass_by(minutes=5)
    crawl(service, news_site)
    assert len(news_site.asked) == asked + 1 + 6
    assert service.store.events.last_position() == events
    assert service.store.deliveries.list(limit=9) == ()
    again = list(service.store.facts.every(FactQuery()))
    assert [(fact.id, len(fact.claims), fact.status) for fact in again] == [
        (fact.id, len(fact.claims), fact.status) for fact in facts
    ]
    assert outcomes(service, "read") == ["new"] * 5 + ["unchanged"] * 5
