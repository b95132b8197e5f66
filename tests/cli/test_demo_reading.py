"""The real reader reads the demo's pages: what it makes of them is what their authors wrote."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from cli.demo.articles import Story, load_stories
from cli.demo.pages import AGENCY_SELECTORS
from cli.demo.site import DemoSite
from crawler.reading import article_from_page
from crawler.signatures import distance_bits
from model.articles import Article, ArticleRef
from model.sources import Source
from storage.agreement import REPRINT_BITS

STORIES = {story.slug: story for story in load_stories()}


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    with DemoSite() as site:
        yield site


def read(site: DemoSite, story: Story) -> Article:
    url = site.urls[story.slug]
    response = httpx.get(url)
    selectors = AGENCY_SELECTORS if story.site == "agency" else {}
    return article_from_page(
        response.content,
        url=url,
        content_type=response.headers["Content-Type"],
        ref=ArticleRef(url=url, source=story.site, published_at=story.published_at),
        source=Source(name=story.site, url=site.feed_urls[story.site], selectors=selectors),
        now=datetime.now(UTC),
    )


@pytest.mark.parametrize("slug", sorted(STORIES))
def test_title_and_time_are_read(site: DemoSite, slug: str) -> None:
    article = read(site, STORIES[slug])
    assert (article.title, article.published_at) == (STORIES[slug].title, STORIES[slug].published_at)


@pytest.mark.parametrize("slug", sorted(set(STORIES) - {"school-of-exporters"}))
def test_the_text_is_read_without_captions_navigation_and_read_also(site: DemoSite, slug: str) -> None:
    assert read(site, STORIES[slug]).text == STORIES[slug].text


def test_a_page_that_says_nothing_of_itself_is_still_read(site: DemoSite) -> None:
    """Its date stands between title and text like a paragraph, and may be taken for one."""
    story = STORIES["school-of-exporters"]
    assert read(site, story).text.endswith(story.text)


def test_the_page_that_needs_selectors_is_read_by_them(site: DemoSite) -> None:
    assert read(site, STORIES["perm-chemistry"]).reader == "selectors"


def test_the_reprint_is_recognised_by_its_signature(site: DemoSite) -> None:
    original, reprint = (read(site, STORIES[slug]) for slug in ("tula-fourth", "tula-reprint"))
    assert distance_bits(original.signature, reprint.signature) <= REPRINT_BITS
