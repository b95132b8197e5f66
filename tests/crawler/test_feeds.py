"""RSS, Atom, RDF and JSON Feed, well made and not."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from crawler.feeds import LIMIT_ENTRIES, LIMIT_FEED_DEPTH, LIMIT_FEED_TAGS, feed_of
from crawler.findings import Findings
from model.errors import UnreadableFeed
from model.sources import Source

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
AT = datetime(2026, 3, 12, 11, 5, tzinfo=UTC)
SOURCE = Source(name="agency", url="https://news.example/rss")
ITEM = "<item><title>Смоленск стал вторым</title><link>https://news.example/1</link>{}</item>"


def read(body: str | bytes, content_type: str = "application/xml") -> Findings:
    content = body.encode() if isinstance(body, str) else body
    return feed_of(content, url="https://news.example/rss", content_type=content_type, source=SOURCE, now=NOW)


def rss(*items: str, channel: str = "", before: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return (
        f'{before}<rss version="2.0"><channel><title>Лента</title>{channel}{"".join(items)}</channel></rss>'
    )


ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Лента</title>
<entry><title type="html">Смоленск &lt;b&gt;стал&lt;/b&gt; вторым</title><id>urn:1</id>
<link rel="alternate" href="/1"/><link rel="enclosure" href="/1.mp3"/>
<published>2026-03-12T14:05:00+03:00</published><updated>2026-03-12T14:30:00+03:00</updated></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="/"><title>Лента</title></channel>
<item rdf:about="https://news.example/1"><title>Смоленск стал вторым</title><link>https://news.example/1</link>
<dc:date>2026-03-12T14:05:00+03:00</dc:date></item></rdf:RDF>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Лента",
        "items": [
            {"url": "/1", "title": "Смоленск стал вторым", "date_published": "2026-03-12T14:05:00+03:00"}
        ],
    }
)


@pytest.mark.parametrize(
    "body",
    [rss(ITEM.format("<pubDate>Thu, 12 Mar 2026 14:05:00 +0300</pubDate>")), ATOM, RDF, JSON],
    ids=["RSS", "Atom", "RDF", "JSON Feed"],
)
def test_every_kind_of_feed_tells_the_same(body):
    ref = read(body).refs[0]
    assert (ref.url, ref.source, ref.title) == ("https://news.example/1", "agency", "Смоленск стал вторым")
    assert ref.published_at == AT


def test_atom_tells_when_an_entry_was_edited():
    assert read(ATOM).refs[0].updated_at == datetime(2026, 3, 12, 11, 30, tzinfo=UTC)


def test_an_item_that_was_not_edited_says_nothing_of_it():
    assert (
        read(rss(ITEM.format("<pubDate>Thu, 12 Mar 2026 14:05:00 +0300</pubDate>"))).refs[0].updated_at
        is None
    )


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("Thu, 12 Mar 2026 11:05:00 GMT", AT),
        ("Чт, 12 мар 2026 14:05:00 +0300", AT),
        ("12.03.2026 14:05", AT),
        ("2026-03-12 14:05:00", AT),
        ("Thu, 12 Mar 2030 11:05:00 GMT", None),
        ("вскоре", None),
        ("", None),
    ],
)
def test_times_of_entries(told, at):
    assert read(rss(ITEM.format(f"<pubDate>{told}</pubDate>"))).refs[0].published_at == at


@pytest.mark.parametrize("spelled_as", ["windows-1251", "koi8-r", "utf-8"])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1251"])
def test_a_wrongly_declared_charset_is_seen_through(spelled_as, declared):
    body = rss(ITEM.format(""), before=f'<?xml version="1.0" encoding="{declared}"?>').encode(spelled_as)
    assert read(body, f"application/rss+xml; charset={declared}").refs[0].title == "Смоленск стал вторым"


def test_one_article_listed_twice_is_one_reference():
    twice = ITEM.format("") + ITEM.replace("/1<", "/1?utm_source=rss#top<").format("")
    assert [ref.url for ref in read(rss(twice)).refs] == ["https://news.example/1"]


@pytest.mark.parametrize(
    "link", ["", "javascript:alert(1)", "mailto:a@b", "file:///etc/passwd", "http://[", "about:x"]
)
def test_an_entry_without_a_web_address_is_left_out(link):
    assert read(rss(f"<item><title>Без адреса</title><link>{link}</link></item>", ITEM.format(""))).refs == (
        read(rss(ITEM.format(""))).refs
    )


def test_a_permalink_guid_is_an_address():
    assert (
        read(rss("<item><guid>https://news.example/7</guid></item>")).refs[0].url == "https://news.example/7"
    )


@pytest.mark.parametrize(
    ("channel", "seconds"),
    [
        ("", None),
        ("<ttl>15</ttl>", 900),
        ("<ttl>soon</ttl>", None),
        (
            '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">hourly</sy:updatePeriod>'
            '<sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">4</sy:updateFrequency>',
            900,
        ),
    ],
)
def test_how_often_a_feed_asks_to_be_polled(channel, seconds):
    assert read(rss(ITEM.format(""), channel=channel)).poll_seconds == seconds


def test_more_entries_than_the_limit_are_not_even_parsed():
    items = [f"<item><title>{n}</title><link>/{n}</link></item>" for n in range(100 * LIMIT_ENTRIES)]
    assert len(items) * 6 > LIMIT_FEED_TAGS
    refs = read(rss(*items)).refs
    assert len(refs) == LIMIT_ENTRIES
    assert refs[0].url == "https://news.example/0"


def test_a_feed_of_nothing_but_tags_is_refused():
    with pytest.raises(UnreadableFeed, match="more than 50000 tags"):
        read(rss(ITEM.format(""), channel="<a></a>" * (LIMIT_FEED_TAGS // 2)))


def test_the_markup_of_a_full_text_in_cdata_is_no_tag_of_the_feed():
    text = f"<description><![CDATA[{'<p>а</p>' * LIMIT_FEED_TAGS}]]></description>"
    assert len(read(rss(ITEM.format(text))).refs) == 1


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "x" * 1_000}">' for n in range(9))


@pytest.mark.parametrize(
    "before",
    [
        f"<?xml version='1.0'?><!DOCTYPE rss [{BOMB}]>",
        f"<!doctype rss [{BOMB.lower()}]>",
        "<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE rss [<!ENTITY % a SYSTEM 'http://127.0.0.1/x'> %a;]>",
    ],
)
@pytest.mark.parametrize("spelled_as", ["utf-8", "utf-16", "windows-1251"])
def test_entities_of_its_own_are_refused(before, spelled_as):
    with pytest.raises(UnreadableFeed, match="entities"):
        read(rss(ITEM.format("<description>&a8;&a;</description>"), before=before).encode(spelled_as))


def test_defaults_for_attributes_are_refused():
    before = f"<!DOCTYPE rss [<!ATTLIST item a CDATA '{'x' * 9_000}'>]>"
    with pytest.raises(UnreadableFeed, match="of its own"):
        read(rss(ITEM.format(""), before=before))


def test_a_body_that_is_the_name_of_a_file_is_not_opened(tmp_path, monkeypatch):
    """feedparser would: it takes bytes for a path first."""
    monkeypatch.chdir(tmp_path)
    body = '<rss version="2.0"><channel><title>x</title></channel></rss>'
    file = tmp_path / body
    file.parent.mkdir(parents=True)
    file.write_text(rss(ITEM.format("")))
    assert read(body).refs == ()


def test_a_document_type_without_entities_is_passed_over():
    before = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    assert len(read(rss(ITEM.format(""), before=before)).refs) == 1


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"\x00" * 100,
            b"/etc/passwd",
            b"http://127.0.0.1/",
            b"<html><body>404</body></html>",
            b"{",
            b"{}",
        ),
        *(b'{"items": []}', b"[" * 100_000, b'{"version": "https://jsonfeed.org/version/1", "items": 5}'),
        *(b'{"a":' * 100_000, b"<" * 100_000, b"GIF89a", "не лента".encode("windows-1251")),
    ],
)
def test_what_is_no_feed_is_unreadable(body):
    with pytest.raises(UnreadableFeed):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        rss(ITEM.format("&nbsp;&laquo;мусор&raquo; & <br> <p>"))[:-30],
        rss("<item>" * 5_000),
        rss("<item><title>" + "<b>" * 50_000 + "</title></item>"),
        rss(ITEM.format("<title>\x0b\x0c\x1b</title>")),
        "junk before <rss version='2.0'>" + ITEM.format(""),
        ATOM.replace("2005/Atom", "2005/Other"),
        JSON.replace("\\u0421", "\\ud800\\u0000"),
        rss("<item><title>&#55296;&#xDFFF;&#0;</title><link>/&#55296;</link></item>"),
        JSON.replace('"items": [', '"items": [5, null, "x", {"url": 7}, {}, '),
    ],
)
def test_a_broken_feed_is_read_as_far_as_it_goes_or_unreadable(body):
    with suppress(UnreadableFeed):
        for ref in read(body).refs:
            f"{ref.url}{ref.title}".encode()


def test_more_items_of_a_json_feed_than_the_limit_are_left_out():
    items = [{"url": f"/{number}"} for number in range(2 * LIMIT_ENTRIES)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    assert len(read(json.dumps(feed)).refs) == LIMIT_ENTRIES


@pytest.mark.parametrize(
    "deep",
    [
        "<b>" * LIMIT_FEED_DEPTH + "</b>" * LIMIT_FEED_DEPTH,
        "<b>" * LIMIT_FEED_DEPTH,
        "&nbsp;" + "<x:b a='1'>" * LIMIT_FEED_DEPTH,
    ],
    ids=["closed", "open", "behind what no parser of XML takes"],
)
def test_elements_too_deep_in_each_other_are_refused(deep):
    with pytest.raises(UnreadableFeed, match="deep"):
        read(rss(f"<item><title>{deep}</title></item>"))


def test_many_elements_beside_each_other_are_not_deep():
    text = f"<description>{'<p>a<br>b<b/></p>' * 300}<![CDATA[{'<b>' * 300}]]></description>"
    assert len(read(rss(*[ITEM.format(text)] * 3)).refs) == 1
