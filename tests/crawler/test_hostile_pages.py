"""Pages that mean harm: each ends in an article or in UnreadablePage, within seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.pages import LIMIT_TAGS
from crawler.reading import LIMIT_TEXT_CHARACTERS, article_from_page
from model.articles import Article
from model.errors import UnreadablePage
from model.sources import Source

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
TEXT = "Смоленская область заняла второе место в рейтинге региональных центров поддержки экспорта. " * 3
LIMIT_SECONDS = 10.0
SOURCE = Source(
    name="agency", url="https://news.example/", selectors={"text": "div:not(.x) p", "published": "time"}
)


def read(body: bytes | str, source: Source | None = None, content_type: str = "text/html") -> Article:
    content = body.encode() if isinstance(body, str) else body
    began = time.process_time()
    try:
        return article_from_page(
            content, url="https://news.example/1", content_type=content_type, ref=None, source=source, now=NOW
        )
    finally:
        assert time.process_time() - began < LIMIT_SECONDS


def json_ld(body: str) -> str:
    return f'<script type="application/ld+json">{body}</script>'


HOSTILE = {
    "links that never end": "<a " * 20_000,
    "tables that never end": "<table><tr><td>" * 60_000,
    "a tree deeper than any stack": "<div>" * 90_000 + TEXT,
    "lists in lists": "<ul><li>" * 9_000 + TEXT,
    "inline in inline": "<b><i>" * 9_000 + TEXT,
    "one attribute of a megabyte": f"<p class='{'ad ' * 350_000}'>{TEXT}</p>",
    "a million attributes": f"<p {'a=b ' * 250_000}>{TEXT}</p>",
    "entities": "&amp;" * 600_000,
    "an entity of its own": f"<!DOCTYPE html [<!ENTITY a '{'x' * 999}'>]><p>{'&a;' * 9_000}</p>",
    "numbers without end": f"<h1>Н</h1><time datetime='{'1' * 900_000}'>{'1:' * 90_000}</time><p>{TEXT}</p>",
    "white space": f"<p>{' ' * 2_000_000}</p>",
    "JSON without end": json_ld("[" * 200_000) + json_ld('{"a":' * 200_000),
    "JSON of many nodes": json_ld(json.dumps([{"@type": "NewsArticle", "headline": "x"}] * 50_000)),
    "JSON with a text in a text": json_ld(json.dumps({"@type": "Article", "articleBody": "<p>" * 300_000})),
    "JSON of other types": json_ld(
        '{"@type": 5, "headline": {}, "articleBody": [[]], "author": {"name": 7}}'
    ),
    "JSON with odd values": json_ld(
        '{"@type": ["Article", null, 5], "headline": ["", 1], "datePublished": 1e400, "keywords": {"a": 1},'
        ' "author": [null, {"name": null}], "articleBody": null, "@graph": [[[{"@type": "Article"}]]]}'
    ),
    "surrogates": json_ld(
        json.dumps({"@type": "Article", "headline": "\ud800", "articleBody": f"\udfff{TEXT}"})
    ),
    "the same words again and again": f"{json_ld(json.dumps({'@type': 'Article', 'articleBody': TEXT * 30}))}"
    + f"<p>{TEXT}</p>" * 300,
    "invitations": "<p>Читайте также:</p>" * 9_000,
    "classes of asides": "<div class='ad-related-share'>" * 240 + f"<p>{TEXT}</p>" * 3_000,
    "a date of many parts": f"<h1>Н</h1><p>{'12 марта ' * 20_000}</p><p>{TEXT}</p>",
    "a canonical link without end": f"<link rel=canonical href='http://x/{'a' * 900_000}'><p>{TEXT}</p>",
    "a base elsewhere": f"<base href='http://127.0.0.1/'><link rel=canonical href='/x'><p>{TEXT}</p>",
}


@pytest.mark.parametrize("source", [None, SOURCE], ids=["unknown", "known"])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_is_read_or_unreadable_in_time(body, source):
    with suppress(UnreadablePage):
        article = read(body, source)
        assert len(article.text) <= LIMIT_TEXT_CHARACTERS
        article.text.encode()
        (article.title or "").encode()


def test_nul_bytes_do_not_cut_a_page():
    article = read(f"<h1>Заголовок</h1><div><p>{TEXT}</p>\x00<p>\x00{TEXT}</p></div>")
    assert article.text.count("\x00") == 0
    assert article.text.count("Смоленская") == 6


def test_a_page_of_too_many_tags_is_unreadable():
    with pytest.raises(UnreadablePage, match="tags"):
        read("<p>" * (LIMIT_TAGS + 1))


@pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "application/json", "video/mp4"])
def test_what_is_no_page_is_unreadable(content_type):
    with pytest.raises(UnreadablePage):
        read(f"<p>{TEXT}</p>", content_type=content_type)


@pytest.mark.parametrize(
    "body", [b"", b" ", b"\x00", b"<!-- -->", b"\xff\xfe", b"%PDF-1.4", b"<?xml version='1.0'?>"]
)
def test_nothing_is_unreadable(body):
    with pytest.raises(UnreadablePage):
        read(body)


def test_mutations_of_good_pages_and_feeds_do_no_harm():
    """A few hundred here; `make fuzz-read` makes ten thousand."""
    folder = Path(__file__).parents[2] / "benchmarks"
    environment = {**os.environ, "PYTHONPATH": str(folder.parent)}
    attack = [sys.executable, "-W", "ignore", str(folder / "fuzz_read.py"), "160", "20260312"]
    ended = subprocess.run(attack, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
