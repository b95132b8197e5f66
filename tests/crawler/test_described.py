"""What the metas of a page say."""

from __future__ import annotations

from crawler.pages import page_of
from crawler.readers.described import open_graph_parts

METAS = """<meta property="og:title" content="Смоленск второй">
<meta property="article:published_time" content="2026-03-12T14:05:00+03:00">
<meta property="article:modified_time" content="2026-03-12T14:30:00+03:00">
<meta property="article:author" content="https://news.example/authors/1">
<meta name="author" content="Анна Иванова"><meta name="author" content="Пётр Петров">
<meta property="article:tag" content="экспорт"><meta property="article:tag" content="рейтинг">"""


def test_open_graph_tells_title_times_authors_and_tags():
    parts = open_graph_parts(page_of(f"<head>{METAS}</head>".encode(), url="https://news.example/1"))
    assert parts.title == "Смоленск второй"
    assert (parts.published, parts.updated) == ("2026-03-12T14:05:00+03:00", "2026-03-12T14:30:00+03:00")
    assert parts.authors == ("Анна Иванова", "Пётр Петров")
    assert parts.tags == ("экспорт", "рейтинг")
