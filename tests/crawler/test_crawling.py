"""Polling a source."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.crawling import crawl, pace_of
from model.articles import ArticleRef
from model.sources import Source, SourceState

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Лента</title>
<item><title>Первая</title><link>https://news.example/1?utm_source=rss</link>
<pubDate>Thu, 12 Mar 2026 14:05:00 +0300</pubDate></item>
<item><title>Вторая</title><link>/2</link></item></channel></rss>"""


def feed_source(url: str) -> Source:
    return Source(name="agency", url=url, interval_seconds=300)


def test_a_feed_gives_its_articles(site, fetcher, now):
    url = site.page("/rss", RSS, content_type="application/rss+xml", headers={"ETag": '"one"'})
    found = crawl(feed_source(url), SourceState(), fetcher, now, random=lambda: 0.0)
    assert found.outcome == "found"
    assert [ref.url for ref in found.refs] == ["https://news.example/1", f"{site.origin}/2"]
    assert found.refs[0].title == "Первая"
    assert found.state.etag == '"one"'
    assert found.state.items_found == 2
    assert found.state.next_at == now + timedelta(seconds=300)


def test_validators_go_back_exactly_as_they_came(site, fetcher, now):
    url = site.page("/rss", status=304)
    state = SourceState(etag='W/"a b"', last_modified="Thu, 12 Mar 2026 11:05:00 GMT", items_found=7)
    again = crawl(feed_source(url), state, fetcher, now)
    assert again.outcome == "unchanged"
    assert site.asked[-1].headers["if-none-match"] == 'W/"a b"'
    assert site.asked[-1].headers["if-modified-since"] == "Thu, 12 Mar 2026 11:05:00 GMT"
    assert (again.state.etag, again.state.items_found) == ('W/"a b"', 7)


def test_the_validators_of_one_look_are_those_of_the_next(site, fetcher, now):
    told = {"ETag": 'W/"a  b"', "Last-Modified": "Thu, 12-Mar-26 11:05:00 GMT"}
    source = feed_source(site.page("/rss", RSS, headers=told))
    crawl(source, crawl(source, SourceState(), fetcher, now).state, fetcher, now)
    again = site.asked[-1].headers
    assert (again["if-none-match"], again["if-modified-since"]) == (told["ETag"], told["Last-Modified"])


def test_the_same_body_again_is_unchanged(site, fetcher, now):
    source = feed_source(site.page("/rss", RSS))
    first = crawl(source, SourceState(), fetcher, now)
    assert crawl(source, first.state, fetcher, now).outcome == "unchanged"


def test_errors_are_weighed_and_lengthen_the_interval(site, fetcher, now):
    source = feed_source(site.page("/rss", status=404))
    once = crawl(source, SourceState(), fetcher, now, random=lambda: 0.0)
    assert (once.outcome, once.state.error_weight) == ("failed", 1.0)
    assert once.state.next_at == now + timedelta(seconds=600)
    twice = crawl(source, once.state, fetcher, now, random=lambda: 0.0)
    assert twice.state.next_at == now + timedelta(seconds=1200)
    assert "404" in (twice.state.last_error or "")


def test_a_source_that_fails_for_ever_is_still_asked_once_a_day(site, fetcher, now):
    source = feed_source(site.page("/rss", status=404))
    worn = crawl(source, SourceState(error_weight=500.0), fetcher, now, random=lambda: 0.0)
    assert worn.state.next_at == now + timedelta(days=1)


def test_a_good_answer_clears_the_errors(site, fetcher, now):
    source = feed_source(site.page("/rss", RSS))
    well = crawl(source, SourceState(error_weight=3.0, last_error="before"), fetcher, now)
    assert (well.state.error_weight, well.state.last_error) == (0.0, None)


def test_retry_after_is_always_kept(site, fetcher, now):
    source = feed_source(site.page("/rss", status=503, headers={"Retry-After": "7200"}))
    busy = crawl(source, SourceState(), fetcher, now, random=lambda: 0.0)
    assert (busy.outcome, busy.state.error_weight) == ("interrupted", 0.25)
    assert busy.state.next_at == now + timedelta(seconds=7200)


def test_a_page_that_is_no_feed_is_a_soft_error(site, fetcher, now):
    source = feed_source(site.page("/rss", "<html><body>Скоро вернёмся</body></html>"))
    odd = crawl(source, SourceState(), fetcher, now)
    assert (odd.outcome, odd.state.error_weight) == ("unreadable", 0.5)


def test_cache_control_lengthens_the_interval_up_to_an_hour(site, fetcher, now):
    source = feed_source(site.page("/rss", RSS, headers={"Cache-Control": "public, max-age=900"}))
    assert crawl(source, SourceState(), fetcher, now, random=lambda: 0.0).state.next_at == now + timedelta(
        seconds=900
    )
    source = feed_source(site.page("/rss", RSS, headers={"Cache-Control": "max-age=86400"}))
    assert crawl(source, SourceState(), fetcher, now, random=lambda: 0.0).state.next_at == now + timedelta(
        hours=1
    )


@pytest.mark.parametrize(("minutes", "seconds"), [(1, 300), (15, 900), (1_440, 3_600)])
def test_a_feed_is_left_alone_as_long_as_it_asks_up_to_an_hour(site, fetcher, now, minutes, seconds):
    asking = RSS.replace("<title>Лента", f"<ttl>{minutes}</ttl><title>Лента")
    found = crawl(feed_source(site.page("/rss", asking)), SourceState(), fetcher, now, random=lambda: 0.0)
    assert found.state.next_at == now + timedelta(seconds=seconds)


def test_the_jitter_adds_a_tenth_at_most(site, fetcher, now):
    source = feed_source(site.page("/rss", RSS))
    assert crawl(source, SourceState(), fetcher, now, random=lambda: 1.0).state.next_at == now + timedelta(
        seconds=330
    )


def test_a_source_that_is_switched_off_is_skipped(site, fetcher, now):
    source = replace(feed_source(site.page("/rss", RSS)), enabled=False)
    assert crawl(source, SourceState(), fetcher, now).outcome == "skipped"
    assert site.asked == []


def at(*minutes_ago: int) -> list[ArticleRef]:
    moment = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
    return [
        ArticleRef(url=f"https://news.example/{n}", source="a", published_at=moment - timedelta(minutes=n))
        for n in minutes_ago
    ]


@pytest.mark.parametrize(
    ("refs", "pace_seconds"),
    [
        (at(10, 20, 30), 300),
        (at(10, 70, 130), 1_800),
        (at(960), 7_200),
        (at(240, 241, 242), 1_800),
        ([ArticleRef(url="https://news.example/1", source="a")], None),
        ([], None),
    ],
    ids=["often", "hourly", "one, long ago", "in a burst, then silence", "no times", "none"],
)
def test_the_pace_of_a_source_is_half_the_time_between_its_news(refs, pace_seconds, now):
    assert pace_of(refs, now) == pace_seconds


def test_a_slow_source_is_polled_slowly_only_if_it_lets_us(site, fetcher, now):
    url = site.page("/rss", RSS.replace("14:05:00", "02:00:00"))
    steady = crawl(feed_source(url), SourceState(), fetcher, now, random=lambda: 0.0)
    assert steady.state.next_at == now + timedelta(seconds=300)
    slow = replace(feed_source(url), slowest_seconds=1_800)
    found = crawl(slow, SourceState(), fetcher, now, random=lambda: 0.0)
    assert found.state.next_at == now + timedelta(seconds=1_800)
    again = crawl(slow, found.state, fetcher, now, random=lambda: 0.0)
    assert (again.outcome, again.state.next_at) == ("unchanged", now + timedelta(seconds=1_800))
