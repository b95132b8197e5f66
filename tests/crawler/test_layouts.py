"""Sites that were redesigned: selectors with the day until which they hold."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.opml import opml_of, sources_of
from crawler.reading import article_from_page
from model.sources import Layout, Source
from runtime.configuration import configuration_from

WORDS = "Тульская область заняла второе место в рейтинге центров поддержки экспорта за прошлый год."
OLD = Layout(until=date(2026, 3, 1), selectors={"text": "div.old", "title": "h2.old-title"})
OLDER = Layout(until=date(2025, 3, 1), selectors={"text": "td.older"})
COMING = Layout(until=date(2026, 4, 1), selectors={"text": "div.coming"})


def read(markup, now, *layouts):
    source = Source(
        name="a",
        url="https://a.example/rss",
        selectors={"text": "div.new", "title": "h1.new-title"},
        layouts=layouts,
    )
    return article_from_page(
        f"<html><body>{markup}</body></html>".encode(),
        url="https://a.example/1",
        content_type="text/html; charset=utf-8",
        ref=None,
        source=source,
        now=now,
    )


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        (f"<h1 class='new-title'>Новый</h1><div class='new'>{WORDS}</div><div>{WORDS} Ещё.</div>", "Новый"),
        (f"<h2 class='old-title'>Старый</h2><div class='old'>{WORDS}</div><div>{WORDS} Ещё.</div>", "Старый"),
        (f"<table><tr><td class='older'>{WORDS}</td><td>{WORDS} Ещё.</td></tr></table>", None),
    ],
    ids=["new", "old", "older"],
)
def test_a_page_is_read_by_the_layout_that_it_has(markup, title, now):
    article = read(markup, now, OLDER, OLD)
    assert (article.reader, article.text, article.title) == ("selectors", WORDS, title)


def test_the_layout_that_holds_today_comes_first(now):
    both = f"<div class='new'>{WORDS} Новое.</div><div class='coming'>{WORDS}</div>"
    assert read(both, now, COMING).text == WORDS
    assert read(both, now.replace(month=5), COMING).text == f"{WORDS} Новое."


def test_layouts_are_told_in_the_file_and_go_through_opml():
    told = {"until": "2026-03-01", "selectors": OLD.selectors}
    content = {"sources": [{"name": "a", "url": "https://a.example/rss", "layouts": [told]}]}
    sources = configuration_from(content, origin="test").sources
    assert sources[0].layouts == (OLD,)
    assert sources_of(opml_of(sources, title="svodka")) == sources


def test_a_layout_is_told_by_its_text():
    with pytest.raises(ValueError, match="text"):
        Layout(until=date(2026, 3, 1), selectors={"title": "h1"})
