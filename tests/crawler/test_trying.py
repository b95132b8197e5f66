"""Trying a source out tells what the crawler would find there, whatever the address is."""

from __future__ import annotations

import pytest

from crawler.trying import tried
from model.sources import Source

TEXT = "Тульская область поднялась на четвёртое место в рейтинге центров поддержки экспорта. " * 3
ARTICLE = (
    "<html><head><title>Новость</title>"
    '<meta property="article:published_time" content="2026-03-12T14:05:00+03:00"></head>'
    f"<body><h1>Новость о рейтинге</h1><article><p>{TEXT}</p></article></body></html>"
)
FEED = (
    '<rss version="2.0"><channel><title>Лента</title>'
    "<item><title>Старая</title><link>/old</link><pubDate>Wed, 11 Mar 2026 10:00:00 +0300</pubDate></item>"
    "<item><title>Новая</title><link>/news/1</link><pubDate>Thu, 12 Mar 2026 14:05:00 +0300</pubDate></item>"
    "</channel></rss>"
)
FRONT = (
    "<html><head><meta charset='windows-1251'>"
    '<link rel="alternate" type="application/rss+xml" title="Все новости" href="/rss">'
    "</head><body><p>Главная</p></body></html>"
)


@pytest.fixture
def news(site):
    site.page("/robots.txt", "User-agent: *\nDisallow: /closed\nCrawl-delay: 2", content_type="text/plain")
    site.page("/rss", FEED, content_type="application/rss+xml")
    site.page("/", FRONT.encode("cp1251"), content_type="text/html")
    site.page("/news/1", ARTICLE)
    return site


def test_a_feed_is_known_by_what_it_holds_and_its_newest_article_is_read(news, fetcher, now):
    trial = tried(news.origin + "/rss", entry=None, fetcher=fetcher, now=now)

    assert (trial.source.kind, len(trial.refs)) == ("feed", 2)
    assert trial.article.url == news.origin + "/news/1"
    assert (trial.article.title, trial.article.published_from) == ("Новость о рейтинге", "meta")
    assert trial.problems == ()


def test_a_page_leads_to_the_feed_that_it_names(news, fetcher, now):
    trial = tried(news.origin, entry=None, fetcher=fetcher, now=now)

    assert [(feed.url, feed.title) for feed in trial.feeds] == [(news.origin + "/rss", "Все новости")]
    assert trial.source.url == news.origin + "/rss"
    assert trial.article is not None


def test_a_site_without_feeds_is_read_by_the_sitemap_in_its_robots_txt(news, fetcher, now):
    news.page("/robots.txt", f"Sitemap: {news.origin}/map.xml", content_type="text/plain")
    news.page("/", "<html><body><p>Главная</p></body></html>")
    news.page("/map.xml", f"<urlset><url><loc>{news.origin}/news/1</loc></url></urlset>")

    trial = tried(news.origin, entry=None, fetcher=fetcher, now=now)

    assert (trial.source.kind, trial.sitemaps) == ("sitemap", (news.origin + "/map.xml",))
    assert trial.article.url == news.origin + "/news/1"


def test_an_article_is_read_as_one(news, fetcher, now):
    trial = tried(news.origin + "/news/1", entry=None, fetcher=fetcher, now=now)

    assert trial.article.title == "Новость о рейтинге"
    assert trial.source is None


def test_a_configured_source_is_read_by_its_own_selectors(news, fetcher, now):
    news.page("/list", '<div class="list"><a href="/news/1">Новость с длинным заголовком</a></div>')
    entry = Source(name="paper", kind="listing", url=news.origin + "/list", selectors={"links": ".list a"})

    trial = tried(entry.url, entry=entry, fetcher=fetcher, now=now)

    assert (trial.source, len(trial.refs)) == (entry, 1)
    assert trial.article.source == "paper"


def test_robots_txt_has_its_word(news, fetcher, now):
    assert tried(news.origin, entry=None, fetcher=fetcher, now=now).robots_delay_seconds == 2

    closed = tried(news.origin + "/closed", entry=None, fetcher=fetcher, now=now)

    assert closed.robots_delay_seconds is None
    assert "robots.txt forbids" in closed.problems[0]
    assert "/closed" not in news.paths


def test_each_answer_tells_how_its_bytes_were_read(news, fetcher, now):
    looks = tried(news.origin, entry=None, fetcher=fetcher, now=now).looks

    charsets = {look.url.removeprefix(news.origin): look.charset for look in looks}
    assert charsets == {"/": "cp1251", "/rss": "utf-8", "/news/1": "utf-8"}


def test_nothing_is_fetched_twice(news, fetcher, now):
    tried(news.origin, entry=None, fetcher=fetcher, now=now)

    assert len(news.paths) == len(set(news.paths))


@pytest.mark.parametrize("path", ["/", "/nothing-here"])
def test_a_site_that_offers_nothing_is_a_problem_told(site, fetcher, now, path):
    site.page("/", "<html><body></body></html>")

    trial = tried(site.origin + path, entry=None, fetcher=fetcher, now=now)

    assert trial.article is None
    assert trial.problems


def test_an_address_that_is_none_is_a_problem_told(fetcher, now):
    assert tried("ftp://example.org/", entry=None, fetcher=fetcher, now=now).problems
