"""What is fuzzed: each target takes bytes and raises only where a law is broken.

Our own errors are answers, not faults. So is slowness only beyond LIMIT_SECONDS.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from crawler.charsets import charset_of, decoded
from crawler.feeds import feed_of
from crawler.listings import listing_of
from crawler.politeness import HostsInProcess, Robots, RobotsAnswer
from crawler.reading import article_from_page
from crawler.sitemaps import sitemap_of
from crawler.telegram import channel_of
from extractors.pipeline import Extractor
from model.errors import FetchError, InvalidQuery, UnreadableFeed, UnreadablePage
from model.sources import Source
from model.statements import Document
from storage.asking import parse_question
from storage.questions import FactQuery

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
URL = "https://news.example/2026/03/12/story.html"
SOURCE = Source(
    name="agency",
    url="https://news.example/rss",
    selectors={"text": ".story__text", "title": "h1:not(.x)", "published": "time", "links": "a"},
)
LIMIT_SECONDS = 10.0
"""Of the processor, for one input of the sizes that the fuzzer makes; it runs under instrumentation."""


def page(data: bytes) -> None:
    """A page becomes an article or is unreadable; an article has text, and nothing unprintable."""
    content_type, body = _typed(data)
    for source in (None, SOURCE):
        try:
            article = article_from_page(
                body, url=URL, content_type=content_type, ref=None, source=source, now=NOW
            )
        except UnreadablePage:
            continue
        assert article.text.strip()
        assert "\x00" not in article.text
        article.text.encode()
        for moment in (article.published_at, article.updated_at):
            assert moment is None or moment.tzinfo is not None


def feed(data: bytes) -> None:
    """A feed, sitemap, listing or channel becomes references with web addresses, or is unreadable."""
    content_type, body = _typed(data)
    for read in (feed_of, sitemap_of, listing_of, channel_of):
        try:
            found = read(body, url=SOURCE.url, content_type=content_type, source=SOURCE, now=NOW)
        except (UnreadableFeed, UnreadablePage):
            continue
        for ref in found.refs:
            assert ref.url.startswith(("http://", "https://"))
            assert ref.updated_at is None or ref.updated_at.tzinfo is not None


def charset(data: bytes) -> None:
    """Bytes always become a text that can be written down; UTF-8 stays what it is."""
    content_type, body = _typed(data)
    text = decoded(body, content_type)
    text.encode()
    assert "\x00" not in text
    charset_of(body, content_type)


def robots(data: bytes) -> None:
    """Any robots.txt gives a delay that can be waited, or forbids; nothing else."""
    answer = RobotsAnswer(status=200, body=data)
    rules = Robots(product="svodka", shelf=HostsInProcess(), ask=lambda _: answer)
    try:
        delay = rules.crawl_delay(URL)
        assert 0 <= delay < float("inf")
    except FetchError:
        pass
    for address in rules.sitemaps(URL):
        address.encode()


def query(data: bytes) -> None:
    """A question becomes a query, or is refused with the place of what is wrong with it."""
    question = data.decode("utf-8", "replace")
    try:
        assert isinstance(parse_question(question), FactQuery)
    except InvalidQuery as error:
        assert str(error)
        assert 0 <= error.at <= len(question) + 1


def extractor(data: bytes) -> None:
    """Any text gives statements whose sentences and mentions stand in it, and no rule fails."""
    title, _, text = data.decode("utf-8", "replace").partition("\n\n")
    document = Document(id="1", title=title, text=text, published_on="2026-03-12")
    extraction = _extractor().extract(document)
    assert not extraction.failures, extraction.failures
    for mention in extraction.mentions:
        given = document.field(mention.field)
        assert given[mention.start : mention.end] == mention.text
    for statement in extraction.statements:
        evidence = statement.evidence
        given = document.field(evidence.field)
        assert given[evidence.start : evidence.end] == evidence.sentence


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (page, feed, charset, robots, query, extractor)
}


def checked(name: str, data: bytes) -> None:
    """One input to a target, within the limit of time."""
    start = time.process_time()
    TARGETS[name](data)
    seconds = time.process_time() - start
    assert seconds < LIMIT_SECONDS, f"{name}: {len(data)} bytes took {seconds:.1f} s"


@cache
def _extractor() -> Extractor:
    return Extractor(None)


def _typed(data: bytes) -> tuple[str, bytes]:
    """The first line, where it says so, is the Content-Type."""
    head, end, rest = data.partition(b"\n")
    if end and head.startswith(b"text/"):
        return head.decode("latin-1"), rest
    return "", data
