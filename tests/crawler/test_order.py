"""Which reader is believed where several could read a page."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawler.reading import article_from_page
from model.sources import Source

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
LEAVE = "Смоленская область заняла {} место в рейтинге центров поддержки экспорта за 2025 год, сообщили {}."


def text(who: str) -> str:
    return f"{LEAVE.format('второе', who)} {LEAVE.format('прежде четвёртое', who)}"


JSON_LD = '<script type="application/ld+json">{}</script>'.format(
    json.dumps({"@type": "NewsArticle", "headline": "json-ld", "articleBody": text("в JSON-LD")})
)
MICRODATA = f"""<div itemscope itemtype="https://schema.org/NewsArticle"><b itemprop="headline">microdata</b>
<div itemprop="articleBody"><p>{text("в разметке")}</p></div></div>"""
META = '<meta property="og:title" content="meta">'
SELECTED = f"<div class='head'>selectors</div><div class='text'><p>{text('по селекторам')}</p></div>"
RUNNING = f"<div><p>{text('в абзацах')}</p><p>{text('и дальше')}</p><p>{text('в конце')}</p></div>"
SPREAD = "".join(f"<section><div><div><p>{text(f'в части {n}')}</p></div></div></section>" for n in range(4))
SOURCE = Source(name="agency", url="https://news.example/rss", selectors={"title": ".head", "text": ".text"})


@pytest.mark.parametrize(
    ("pieces", "title", "reader"),
    [
        ((META, JSON_LD, MICRODATA, SELECTED), "json-ld", "json-ld"),
        ((META, MICRODATA, SELECTED), "microdata", "microdata"),
        ((META, SELECTED, RUNNING), "meta", "selectors"),
        ((SELECTED, RUNNING), "selectors", "selectors"),
        ((RUNNING,), None, "paragraphs"),
        ((f"<main><div>{SPREAD}</div></main>",), None, "trafilatura"),
    ],
    ids=["JSON-LD", "microdata", "Open Graph", "selectors", "paragraphs", "trafilatura"],
)
def test_each_reader_has_its_turn(pieces, title, reader):
    article = article_from_page(
        f"<html><body>{''.join(pieces)}</body></html>".encode(),
        url="https://news.example/1",
        content_type="text/html; charset=utf-8",
        ref=None,
        source=SOURCE,
        now=NOW,
    )
    assert (article.title, article.reader) == (title, reader)
