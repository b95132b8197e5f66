"""Telegram channels by their previews."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.crawling import crawl
from crawler.reading import read
from crawler.telegram import preview_url
from model.articles import ArticleRef
from model.sources import Source, SourceState

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
TEXT = "Смоленская область заняла второе место в рейтинге региональных центров поддержки экспорта."


def post(number: int, text: str) -> str:
    return f"""<div class="tgme_widget_message" data-post="region67/{number}">
    <a class="tgme_widget_message_reply">
    <div class="tgme_widget_message_text js-message_reply_text">Прежде</div></a>
    {text and f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'}
    <time class="message_video_duration" datetime="0:15">0:15</time>
    <a class="tgme_widget_message_date" href="https://t.me/region67/{number}">
    <time datetime="2026-03-12T11:0{number}:00+00:00" class="time">14:0{number}</time></a></div>"""


@pytest.mark.parametrize("path", ["/region67", "/s/region67", "/region67/15", "/region67?before=5"])
def test_any_address_of_a_channel_leads_to_its_preview(path):
    assert preview_url(f"https://t.me{path}") == "https://t.me/s/region67"


def test_a_channel_gives_its_posts_with_words(site, fetcher, now):
    site.page("/s/region67", f"<html><body>{post(1, TEXT)}{post(2, '')}{post(3, TEXT)}</body></html>")
    source = Source(name="region67", kind="telegram", url=site.origin + "/region67")
    found = crawl(source, SourceState(), fetcher, now)
    assert [(ref.url, ref.title) for ref in found.refs] == [
        (f"{site.origin}/region67/1", None),
        (f"{site.origin}/region67/3", None),
    ]
    assert found.refs[0].published_at == datetime(2026, 3, 12, 11, 1, tzinfo=UTC)


def test_a_post_is_read_whole_from_its_page(site, fetcher):
    body = post(
        1, f"{TEXT}<br/>1. Москва<br/>2. Смоленская область<br/><br/>Подробности <a href='/x'>позже</a>."
    )
    head = '<meta property="og:title" content="Канал"><link rel="canonical" href="/region67/1?embed=1">'
    site.page("/region67/1?embed=1", f"<html><head>{head}</head><body>{body}</body></html>")
    source = Source(name="region67", kind="telegram", url=site.origin + "/region67")
    article = read(ArticleRef(url=site.origin + "/region67/1", source="region67"), source, fetcher, NOW)
    assert article.text == f"{TEXT}\n\n1. Москва\n\n2. Смоленская область\n\nПодробности позже."
    assert (article.url, article.title, article.reader) == (f"{site.origin}/region67/1", None, "telegram")
    assert article.published_at == datetime(2026, 3, 12, 11, 1, tzinfo=UTC)


def test_a_channel_without_a_preview_is_a_soft_error(site, fetcher, now):
    site.page("/s/closed", "<html><body>Канал закрыт</body></html>")
    source = Source(name="closed", kind="telegram", url=site.origin + "/closed")
    assert crawl(source, SourceState(), fetcher, now).outcome == "unreadable"
