"""Pages of links by a selector."""

from __future__ import annotations

import pytest

from crawler.crawling import crawl
from model.sources import Source, SourceState

TEXT = "Смоленская область заняла второе место в рейтинге региональных центров поддержки экспорта."
LISTING = f"""<html><body><nav><a href="/about">О нас</a></nav><div class="news-list">
<a class="item" href="/news/1?utm_source=list">Смоленск стал вторым в рейтинге</a>
<a class="item" href="/news/2">Далее</a>
<a class="item" href="javascript:void(0)">Ещё</a></div><p>{TEXT}</p></body></html>"""


def listing(url: str, selector: str) -> Source:
    return Source(name="ministry", kind="listing", url=url, selectors={"links": selector})


@pytest.mark.parametrize(
    "selector", ["a.item", ".news-list", ".news-list a:not(.x)", "div > a[href^='/news/']"]
)
def test_a_listing_gives_the_links_that_its_selector_finds(site, fetcher, now, selector):
    found = crawl(listing(site.page("/news", LISTING), selector), SourceState(), fetcher, now)
    assert [(ref.url, ref.title) for ref in found.refs] == [
        (f"{site.origin}/news/1", "Смоленск стал вторым в рейтинге"),
        (f"{site.origin}/news/2", None),
    ]


def test_a_listing_without_links_is_a_soft_error(site, fetcher, now):
    found = crawl(listing(site.page("/news", LISTING), "a.none"), SourceState(), fetcher, now)
    assert (found.outcome, found.state.error_weight) == ("unreadable", 0.5)


def test_a_selector_that_is_none_is_told(site, fetcher, now):
    found = crawl(listing(site.page("/news", LISTING), "a:::"), SourceState(), fetcher, now)
    assert found.outcome == "unreadable"
    assert "not a CSS selector" in (found.state.last_error or "")


def test_a_listing_needs_a_selector_for_its_links():
    with pytest.raises(ValueError, match="links"):
        Source(name="ministry", kind="listing", url="https://news.example/")


def test_links_stand_relative_to_the_base_of_the_page(site, fetcher, now):
    body = LISTING.replace("<body>", '<head><base href="/region/"></head><body>').replace("/news/1", "1")
    found = crawl(listing(site.page("/news", body), "a.item"), SourceState(), fetcher, now)
    assert found.refs[0].url == f"{site.origin}/region/1"
