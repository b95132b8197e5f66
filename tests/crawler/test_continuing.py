"""Articles of several pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.reading import read
from model.articles import ArticleRef

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
TEXT = "Смоленская область заняла второе место в рейтинге региональных центров поддержки экспорта."


def part(number: int, following: str) -> str:
    return f"""<html><head><link rel="next" href="{following}"></head><body><h1>Рейтинг</h1>
    <div itemprop="articleBody"><p>Страница {number}. {TEXT}</p></div></body></html>"""


@pytest.mark.parametrize("form", ["/item?page={}", "/item/{}", "/item/page/{}/", "/item?PAGEN_1={}"])
def test_an_article_of_several_pages_is_one(site, fetcher, form):
    url = site.page("/item", part(1, form.format(2)))
    site.page(form.format(2), part(2, form.format(3)))
    site.page(form.format(3), part(3, "/other"))
    article = read(ArticleRef(url=url, source="agency"), None, fetcher, NOW)
    assert article.text == "\n\n".join(f"Страница {number}. {TEXT}" for number in (1, 2, 3))
    assert article.url == url


@pytest.mark.parametrize(
    "following",
    [
        "/item-2",
        "/news/2",
        "/item?id=2",
        "/item?page=7",
        "/item?id=5&page=2",
        "/item",
        "http://127.0.0.9/item?page=2",
    ],
)
def test_the_next_article_is_not_the_next_page(site, fetcher, following):
    url = site.page("/item", part(1, following))
    read(ArticleRef(url=url, source="agency"), None, fetcher, NOW)
    assert site.paths == ["/robots.txt", "/item"]


def test_an_article_stands_without_a_page_that_is_gone(site, fetcher):
    url = site.page("/item", part(1, "/item?page=2"))
    assert read(ArticleRef(url=url, source="agency"), None, fetcher, NOW).text == f"Страница 1. {TEXT}"


def test_pages_that_never_end_end(site, fetcher):
    for number in range(1, 30):
        site.page(f"/item?page={number}" if number > 1 else "/item", part(number, f"/item?page={number + 1}"))
    read(ArticleRef(url=site.origin + "/item", source="agency"), None, fetcher, NOW)
    assert len(site.paths) == 6


def test_a_page_that_comes_under_every_number_comes_once(site, fetcher):
    for number in range(1, 4):
        address = f"/item?page={number}" if number > 1 else "/item"
        site.page(address, part(1, f"/item?page={number + 1}"))
    article = read(ArticleRef(url=site.origin + "/item", source="agency"), None, fetcher, NOW)
    assert article.text == f"Страница 1. {TEXT}"
