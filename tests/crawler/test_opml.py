"""OPML carries every source there and back, and reads what other readers write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.opml import opml_of, sources_of
from model.errors import ConfigurationError
from model.sources import Source

FOLDERS = b"""<?xml version="1.0"?><opml version="1.0"><head/><body><outline text="Papers">
<outline text="Paper" type="rss" xmlUrl="https://paper.example/rss?from=top" htmlUrl="https://paper.example/"/>
<outline text="Paper" xmlUrl="HTTPS://Other.example/feed"/>
<outline text="A link" type="link" url="https://x.example/"/>
</outline></body></opml>"""

words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)
sources = st.builds(
    Source,
    name=words,
    kind=st.sampled_from(["feed", "sitemap", "listing", "telegram", "manual"]),
    url=st.just("https://news.example/rss"),
    interval_seconds=st.integers(1, 10_000),
    slowest_seconds=st.none() | st.integers(10_000, 99_999),
    timezone=st.sampled_from(["Europe/Moscow", "Asia/Omsk"]),
    selectors=st.dictionaries(words, words, max_size=2).map(lambda told: {**told, "links": "a[href]"}),
    enabled=st.booleans(),
)


@given(st.lists(sources, max_size=5, unique_by=lambda source: source.name).map(tuple))
def test_what_goes_out_comes_back(told):
    assert sources_of(opml_of(told, title="svodka")) == told


def test_a_plain_feed_is_what_every_reader_knows():
    written = opml_of((Source(name="agency", url="https://news.example/rss"),), title="svodka").decode()

    assert '<outline text="agency" title="agency" type="rss" xmlUrl="https://news.example/rss"/>' in written


def test_folders_are_walked_and_names_made_their_own():
    found = [(source.name, source.url) for source in sources_of(FOLDERS)]

    assert found == [
        ("Paper", "https://paper.example/rss?from=top"),
        ("Paper-2", "https://other.example/feed"),
    ]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (b"", "no OPML"),
        (b"<rss/>", "its root is <rss>"),
        (b"<opml><body><outline text='X' xmlUrl='ftp://x'/></body></opml>", "'X'"),
        (
            b"<opml xmlns:s='urn:svodka:opml:1'><body><outline text='X' url='https://x.example' s:kind='y'/>"
            b"</body></opml>",
            "no kind of source",
        ),
        (
            b"<opml xmlns:s='urn:svodka:opml:1'><body><outline text='X' xmlUrl='https://x.example'"
            b" s:interval_seconds='true'/></body></opml>",
            "interval_seconds",
        ),
    ],
)
def test_what_makes_no_source_is_told(document, told):
    with pytest.raises(ConfigurationError, match=told):
        sources_of(document)


def test_entities_are_not_expanded():
    document = (
        b"<!DOCTYPE opml [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"
        b"<opml><body><outline text='X&a;' xmlUrl='https://x.example/'/></body></opml>"
    )
    try:
        names = [source.name for source in sources_of(document)]
    except ConfigurationError:
        names = ["X"]
    assert names == ["X"]
