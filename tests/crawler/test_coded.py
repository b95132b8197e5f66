"""A source's own code: believed first, never in the way of the other readers, never from elsewhere."""

from __future__ import annotations

import os

import pytest
from structlog.testing import capture_logs

from crawler.listings import listing_of
from crawler.opml import opml_of, sources_of
from crawler.reading import article_from_page
from model.errors import ConfigurationError, UnreadableFeed
from model.sources import Source
from runtime.configuration import load_configuration

WORDS = "Тульская область заняла второе место в рейтинге центров поддержки экспорта за прошлый год."
PAGE = f"""<html><body><h1>Заголовок страницы</h1><script>window.story = "Из кода";</script>
<article-body>{WORDS}</article-body><div class="text">{WORDS} Ещё.</div></body></html>"""
CODE = """
import re
from crawler.blocks import element_text
from crawler.pages import Parts

def parts(page):
    return Parts(title=re.search(r'story = "(.*?)"', page.markup)[1])

def text(page):
    return element_text(page.root.find(".//article-body"))

def links(page):
    return [(f"/news/{card.get('data-id')}", card.text) for card in page.root.iter("story-card")]
"""


@pytest.fixture
def code(tmp_path):
    return tmp_path / "paper.py"


def source_with(code, **told):
    return Source(name="paper", url="https://a.example/", code=str(code), **told)


def read(source, now, page=PAGE):
    return article_from_page(
        page.encode(),
        url="https://a.example/1",
        content_type="text/html; charset=utf-8",
        ref=None,
        source=source,
        now=now,
    )


def test_code_is_believed_first(code, now):
    code.write_text(CODE, encoding="utf-8")
    article = read(source_with(code, selectors={"text": "div.text"}), now)
    assert (article.reader, article.title, article.text) == ("code", "Из кода", WORDS)


def test_what_code_does_not_tell_is_asked_of_the_others(code, now):
    code.write_text("def parts(page): return None", encoding="utf-8")
    article = read(source_with(code, selectors={"text": "div.text"}), now)
    assert (article.reader, article.title) == ("selectors", "Заголовок страницы")


@pytest.mark.parametrize(
    "broken", ["def text(page):\n    return page.nothing", "import nothing_of_the_kind", "1/0"]
)
def test_code_that_fails_is_logged_with_its_line_and_the_others_go_on(code, now, broken):
    code.write_text(broken, encoding="utf-8")
    with capture_logs() as logs:
        article = read(source_with(code, selectors={"text": "div.text"}), now)
    assert article.reader == "selectors"
    assert {entry["event"] for entry in logs} == {"source.code_failed"}
    assert f"(line {2 if 'page' in broken else 1})" in logs[0]["error"]


@pytest.mark.parametrize(
    "code_of_another_kind",
    ["def text(page): return b'bytes'", "def parts(page): return {'title': 'words'}"],
)
def test_what_is_of_another_kind_is_a_failure_too(code, now, code_of_another_kind):
    code.write_text(code_of_another_kind, encoding="utf-8")
    with capture_logs() as logs:
        article = read(source_with(code, selectors={"text": "div.text"}), now)
    assert (article.reader, article.title) == ("selectors", "Заголовок страницы")
    assert {entry["event"] for entry in logs} == {"source.code_failed"}
    assert "TypeError" in logs[0]["error"]


def test_links_of_another_kind_are_a_failure_too(code, now):
    code.write_text("def links(page): return ['/news/7']", encoding="utf-8")
    with capture_logs() as logs, pytest.raises(UnreadableFeed):
        listing_of(
            b"<html><body><p>1</p></body></html>",
            url="https://a.example/",
            content_type="text/html",
            source=source_with(code, kind="listing"),
            now=now,
        )
    assert logs[0]["event"] == "source.code_failed"


def test_a_changed_file_counts_at_once(code, now):
    code.write_text("def text(page): return None", encoding="utf-8")
    source = source_with(code, selectors={"text": "div.text"})
    assert read(source, now).reader == "selectors"
    code.write_text(CODE, encoding="utf-8")
    os.utime(code, ns=(1, 1))
    assert read(source, now).reader == "code"


def test_links_of_a_listing(code, now):
    code.write_text(CODE, encoding="utf-8")
    cards = "<story-card data-id='7'>Рейтинг регионов</story-card><story-card data-id='8'>Ещё</story-card>"

    def listed(markup):
        return listing_of(
            f"<html><body>{markup}</body></html>".encode(),
            url="https://a.example/",
            content_type="text/html; charset=utf-8",
            source=source_with(code, kind="listing"),
            now=now,
        )

    assert [(ref.url, ref.title) for ref in listed(cards).refs] == [
        ("https://a.example/news/7", "Рейтинг регионов"),
        ("https://a.example/news/8", None),
    ]
    with pytest.raises(UnreadableFeed, match="paper"):
        listed("<p>Ничего</p>")


def configured(tmp_path, entry):
    path = tmp_path / "svodka.yaml"
    path.write_text(
        f"sources:\n  - name: paper\n    url: https://a.example/\n    {entry}\n", encoding="utf-8"
    )
    return load_configuration(path)


def test_code_stands_beside_the_configuration_file(code, tmp_path):
    code.write_text(CODE, encoding="utf-8")
    assert configured(tmp_path, "code: paper.py").sources[0].code == str(code.resolve())


@pytest.mark.parametrize(
    ("content", "entry", "told"),
    [
        (None, "code: paper.py", "No such file"),
        ("def text(page:", "code: paper.py", "line 1"),
        ("def other(page): ...", "code: paper.py", "none of the functions parts, text, links"),
        ("def text(page): ...", "{kind: listing, code: paper.py}", "no function links"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_before_anything_runs(code, tmp_path, content, entry, told):
    if content is not None:
        code.write_text(content, encoding="utf-8")
    entry = entry.strip("{}").replace(", ", "\n    ")
    with pytest.raises(ConfigurationError, match=told) as caught:
        configured(tmp_path, entry)
    assert "sources: paper: code: " in str(caught.value)


def test_no_list_from_elsewhere_names_code(code):
    code.write_text(CODE, encoding="utf-8")
    document = opml_of((source_with(code),), title="svodka")
    assert b"paper.py" not in document
    named = document.replace(b"<outline ", b'<outline svodka:code="/tmp/evil.py" ')
    assert [source.code for source in sources_of(named)] == [None]
