"""Sitemaps, indexes and news sitemaps."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from crawler.crawling import LIMIT_SITEMAPS, crawl
from crawler.sitemaps import LIMIT_ADDRESSES, LIMIT_NEWEST, Sitemap, sitemap_of
from model.errors import FetchTooLarge, UnreadableFeed
from model.sources import Source, SourceState

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def read(body: str | bytes) -> Sitemap:
    content = body.encode() if isinstance(body, str) else body
    source = Source(name="agency", kind="sitemap", url="https://news.example/sitemap.xml")
    return sitemap_of(
        content,
        url="https://news.example/sitemap.xml",
        content_type="application/xml",
        source=source,
        now=NOW,
    )


def urlset(*entries: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {SPACE} {NEWS}>{"".join(entries)}</urlset>'


def index(*addresses: str) -> str:
    entries = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f"<sitemapindex {SPACE}>{entries}</sitemapindex>"


def entry(path: str, lastmod: str = "") -> str:
    return f"<url><loc>https://news.example{path}</loc>{lastmod and f'<lastmod>{lastmod}</lastmod>'}</url>"


def test_the_newest_come_first():
    sitemap = read(
        urlset(entry("/old", "2026-03-01"), entry("/none"), entry("/new", "2026-03-12T14:00:00+03:00"))
    )
    assert [ref.url for ref in sitemap.refs] == [
        f"https://news.example/{path}" for path in ("new", "old", "none")
    ]
    assert sitemap.refs[0].updated_at == datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


def test_a_time_of_editing_is_no_time_of_publication():
    assert read(urlset(entry("/a", "2026-03-12T14:00:00+03:00"))).refs[0].published_at is None


def test_a_news_sitemap_tells_title_and_publication():
    told = """<url><loc>https://news.example/1</loc><news:news><news:publication><news:name>Агентство</news:name>
    </news:publication><news:publication_date>2026-03-12T14:05:00+03:00</news:publication_date>
    <news:title>Смоленск стал вторым</news:title></news:news></url>"""
    ref = read(urlset(told)).refs[0]
    assert (ref.title, ref.published_at) == ("Смоленск стал вторым", datetime(2026, 3, 12, 11, 5, tzinfo=UTC))


def test_a_packed_sitemap_is_unpacked():
    assert len(read(gzip.compress(urlset(entry("/a")).encode())).refs) == 1


def test_a_packed_bomb_stops_at_the_limit():
    with pytest.raises(FetchTooLarge):
        read(gzip.compress(bytes(60 * 1024 * 1024)))


def test_no_more_than_the_limit_are_taken_the_newest():
    entries = [entry(f"/{n}", f"2026-02-{n % 28 + 1:02d}") for n in range(3_000)]
    refs = read(urlset(*entries)).refs
    assert len(refs) == LIMIT_NEWEST
    assert {ref.updated_at.day for ref in refs if ref.updated_at} == {24, 25, 26, 27, 28}


def test_more_addresses_than_the_protocol_allows_are_not_looked_at():
    entries = "<url><loc>/1</loc></url>" * LIMIT_ADDRESSES
    assert [ref.url for ref in read(urlset(entries, entry("/late", "2026-03-12"))).refs] == [
        "https://news.example/1"
    ]


def test_elements_too_deep_in_each_other_end_the_reading():
    deep = "<a>" * 300 + "</a>" * 300
    sitemap = read(urlset(entry("/a"), f"<url>{deep}</url>", entry("/b")))
    assert [ref.url for ref in sitemap.refs] == ["https://news.example/a"]


@pytest.mark.parametrize(
    "body",
    [
        *("", "<html><body>404</body></html>", "\x00", "{}", "<urlset", "<rss/>"),
        '<!DOCTYPE urlset [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>',
        '<!DOCTYPE urlset SYSTEM "http://127.0.0.1/x.dtd"><urlset/>',
    ],
)
def test_what_is_no_sitemap_is_unreadable(body):
    with pytest.raises(UnreadableFeed):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        urlset(entry("/a"))[:-20],
        urlset("<url>" * 2_000),
        urlset("<url><loc>javascript:alert(1)</loc></url><url/>"),
        urlset(f"<url><loc>https://news.example/{'a' * 20_000}</loc></url>"),
        urlset("<url><loc>https://news.example/a</loc><lastmod>9999-99-99</lastmod></url>"),
    ],
)
def test_a_broken_sitemap_is_read_as_far_as_it_goes(body):
    assert all(ref.url == "https://news.example/a" for ref in read(body).refs)


def test_an_index_leads_to_the_newest_sitemaps(site, fetcher, now):
    for number in range(5):
        site.page(f"/{number}.xml", urlset(entry(f"/{number}")))
    url = site.page("/index.xml", index(*(f"{site.origin}/{number}.xml" for number in range(5))))
    found = crawl(Source(name="agency", kind="sitemap", url=url), SourceState(), fetcher, now)
    assert [ref.url for ref in found.refs] == [
        f"https://news.example/{number}" for number in range(LIMIT_SITEMAPS)
    ]


def test_one_sitemap_that_fails_does_not_hide_the_others(site, fetcher, now):
    site.page("/good.xml", urlset(entry("/a")))
    url = site.page("/index.xml", index(f"{site.origin}/gone.xml", f"{site.origin}/good.xml"))
    found = crawl(Source(name="agency", kind="sitemap", url=url), SourceState(), fetcher, now)
    assert (found.outcome, len(found.refs)) == ("found", 1)


def test_an_index_whose_sitemaps_all_fail_is_an_error(site, fetcher, now):
    url = site.page("/index.xml", index(f"{site.origin}/gone.xml"))
    found = crawl(Source(name="agency", kind="sitemap", url=url), SourceState(), fetcher, now)
    assert (found.outcome, found.state.last_error) == ("failed", f"{site.origin}/gone.xml answered 404")


def test_an_index_that_leads_to_itself_ends(site, fetcher, now):
    url = site.page("/index.xml", index(f"{site.origin}/index.xml"))
    assert crawl(Source(name="agency", kind="sitemap", url=url), SourceState(), fetcher, now).refs == ()
    assert site.paths.count("/index.xml") == 2


def test_the_sitemap_of_a_site_is_found_through_its_robots(site, fetcher, now):
    url = site.page("/map.xml", urlset(entry("/a")))
    site.page("/robots.txt", f"Sitemap: {url}", content_type="text/plain")
    found = crawl(Source(name="agency", kind="sitemap", url=site.origin + "/"), SourceState(), fetcher, now)
    assert [ref.url for ref in found.refs] == ["https://news.example/a"]
