"""When a page is looked at again, and what counts as gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crawler.looking import next_look_at, says_gone
from crawler.reading import visit
from model.articles import ArticleRef, Look
from model.errors import FetchFailed, FetchInterrupted, UnreadablePage
from model.sources import Source

HOUR = timedelta(hours=1)
PAGE = """<html><body><article><h1>Заголовок</h1>
<div itemprop="articleBody"><p>{}</p></div></article></body></html>"""
TEXT = "Тульская область заняла второе место в рейтинге центров поддержки экспорта за год."


def next_age(now, age, source=None, *, telling=True):
    due_at = next_look_at(now - age, now, source, telling=telling, random=lambda: 0.0)
    return None if due_at is None else due_at - (now - age)


@pytest.mark.parametrize(
    ("age", "due_age"),
    [
        (HOUR * 0, HOUR / 2),
        (HOUR / 2, HOUR * 2),
        (HOUR * 3, HOUR * 6),
        (HOUR * 7, HOUR * 24),
        (HOUR * 25, HOUR * 72),
        (HOUR * 100, HOUR * 168),
        (HOUR * 168, None),
        (HOUR * 9_000, None),
    ],
)
def test_looks_come_ever_more_seldom_and_end_after_a_week(now, age, due_age):
    assert next_age(now, age) == due_age


def test_an_article_without_facts_is_looked_at_for_a_day(now):
    assert next_age(now, HOUR * 7, telling=False) == HOUR * 24
    assert next_age(now, HOUR * 25, telling=False) is None


def test_a_source_says_for_how_long(now, agency):
    short = Source(name="a", url=agency.url, look_again_days=1)
    assert next_age(now, HOUR * 7, short) == HOUR * 24
    assert next_age(now, HOUR * 25, short) is None
    assert next_age(now, HOUR * 0, Source(name="a", url=agency.url, look_again_days=0)) is None


def test_looks_are_spread_by_a_tenth(now):
    assert next_look_at(now, now, None, telling=True, random=lambda: 1.0) == now + HOUR * 0.55


def test_what_is_gone(agency):
    channel = Source(name="channel", kind="telegram", url="https://t.me/s/channel")
    assert says_gone(FetchFailed("no", url="u", status=404), agency)
    assert says_gone(FetchFailed("no", url="u", status=410), agency)
    assert not says_gone(FetchFailed("no", url="u", status=403), agency)
    assert not says_gone(FetchInterrupted("later", url="u"), agency)
    assert not says_gone(UnreadablePage("no text"), agency)
    assert says_gone(UnreadablePage("no text"), channel)


def looked(site, now, **given):
    return Look(url=f"{site.origin}/news/1", dated_at=now, **given)


def test_a_look_is_conditional_with_the_validators_as_they_came(site, fetcher, now):
    url = site.page("/news/1", status=304)
    last = looked(site, now, etag='W/"a b"', last_modified="Thu, 12 Mar 2026 11:05:00 GMT", body_digest="d")
    seen = visit(ArticleRef(url=url, source="a"), None, fetcher, now, last=last)
    assert seen.article is None
    assert (seen.etag, seen.last_modified, seen.body_digest) == (last.etag, last.last_modified, "d")
    assert site.asked[-1].headers["if-none-match"] == 'W/"a b"'
    assert site.asked[-1].headers["if-modified-since"] == "Thu, 12 Mar 2026 11:05:00 GMT"


def test_the_same_bytes_are_not_read_again(site, fetcher, now):
    ref = ArticleRef(url=site.page("/news/1", PAGE.format(TEXT), headers={"ETag": '"1"'}), source="a")
    first = visit(ref, None, fetcher, now)
    assert first.article is not None
    last = looked(site, now, body_digest=first.body_digest)
    assert visit(ref, None, fetcher, now, last=last).article is None
    site.page("/news/1", PAGE.format(TEXT.replace("второе", "третье")))
    changed = visit(ref, None, fetcher, now, last=last).article
    assert changed is not None
    assert changed.revision != first.article.revision


def test_an_address_that_leads_to_the_front_page_has_no_article(site, fetcher, now):
    site.page("/", PAGE.format(TEXT))
    ref = ArticleRef(url=site.redirect("/news/1", "/"), source="a")
    with pytest.raises(FetchFailed, match="front page") as raised:
        visit(ref, None, fetcher, now)
    assert raised.value.status == 404
