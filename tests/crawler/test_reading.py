"""From a page on a site to an article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.reading import article_from_page, read
from model.articles import Article, ArticleRef
from model.errors import FetchFailed, UnreadablePage
from model.sources import Source

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
FIRST = "Смоленская область поднялась на второе место в рейтинге центров поддержки экспорта за 2025 год."
SECOND = "Первое место осталось за Москвой, третье заняла Тульская область, следует из данных организаторов."
LIST = "<ol><li>Москва</li><li>Смоленская область</li><li>Тульская область</li></ol>"
JSON_LD = """<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Смоленск стал вторым",
 "datePublished": "2026-03-12T14:05:00+03:00", "dateModified": "2026-03-12T14:30:00+03:00",
 "author": [{"@type": "Person", "name": "Анна Иванова"}], "keywords": ["экспорт", "рейтинг"],
 "articleBody": "%s"}
</script>"""


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html lang='ru'><head>{head}</head><body>{body}</body></html>".encode()


def article(
    body: bytes,
    *,
    source: Source | None = None,
    ref: ArticleRef | None = None,
    url: str = "https://news.example/2026/item.html",
) -> Article:
    return article_from_page(
        body, url=url, content_type="text/html; charset=utf-8", ref=ref, source=source, now=NOW
    )


def test_an_article_is_fetched_and_read(site, fetcher, agency):
    url = site.page(
        "/item", page(f"<h1>Смоленск стал вторым</h1><p>{FIRST}</p>", JSON_LD % f"{FIRST} {SECOND}")
    )
    read_item = read(ArticleRef(url=url, source="agency"), agency, fetcher, NOW)
    assert read_item.title == "Смоленск стал вторым"
    assert read_item.published_at == datetime(2026, 3, 12, 11, 5, tzinfo=UTC)
    assert read_item.published_from == "json-ld"
    assert read_item.source == "agency"


def test_a_page_that_is_gone_is_a_failed_fetch(site, fetcher):
    with pytest.raises(FetchFailed) as raised:
        read(ArticleRef(url=site.origin + "/gone", source="agency"), None, fetcher, NOW)
    assert raised.value.status == 404


def test_json_ld_tells_the_parts():
    read_item = article(page("", JSON_LD % f"{FIRST} {SECOND}"))
    assert read_item.text == f"{FIRST} {SECOND}"
    assert read_item.reader == "json-ld"
    assert read_item.authors == ("Анна Иванова",)
    assert read_item.tags == ("экспорт", "рейтинг")
    assert read_item.updated_at == datetime(2026, 3, 12, 11, 30, tzinfo=UTC)


def test_the_lines_that_json_ld_lost_are_found_on_the_page():
    flat = f"{FIRST} Первые места: Москва Смоленская область Тульская область {SECOND}"
    body = f"<div><h1>Другое</h1><div><p>{FIRST}</p><p>Первые места:</p>{LIST}<p>{SECOND}</p></div></div>"
    read_item = article(page(body, JSON_LD % flat))
    assert read_item.text == (
        f"{FIRST}\n\nПервые места:\n\n1. Москва\n2. Смоленская область\n3. Тульская область\n\n{SECOND}"
    )
    assert read_item.reader == "json-ld"


def test_microdata_tells_the_parts():
    body = f"""<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Заголовок</h1>
    <meta itemprop="datePublished" content="20260312T1405"><div itemprop="articleBody"><p>{FIRST}</p>
    <p>{SECOND}</p></div></div>"""
    read_item = article(page(body))
    assert (read_item.title, read_item.text) == ("Заголовок", f"{FIRST}\n\n{SECOND}")
    assert read_item.published_at == datetime(2026, 3, 12, 11, 5, tzinfo=UTC)
    assert (read_item.published_from, read_item.published_precision) == ("microdata", "minute")
    assert read_item.reader == "microdata"


def test_selectors_read_a_page_that_says_nothing_of_itself():
    source = Source(
        name="ministry",
        url="https://news.example/rss",
        selectors={"title": "div.head > b", "text": ".news-text", "published": "span.when"},
        timezone="Asia/Yekaterinburg",
    )
    body = f"""<div class="head"><b>Заголовок</b></div><span class="when">14:05 12.03.2026</span>
    <div class="news-text"><p>{FIRST}</p><p>{SECOND}</p></div>"""
    read_item = article(page(body), source=source)
    assert (read_item.title, read_item.text) == ("Заголовок", f"{FIRST}\n\n{SECOND}")
    assert read_item.published_at == datetime(2026, 3, 12, 9, 5, tzinfo=UTC)
    assert (read_item.reader, read_item.published_from) == ("selectors", "selectors")


def test_a_page_that_says_nothing_is_read_from_where_its_paragraphs_stand():
    body = f"""<div>Сегодня 12 марта 2026</div><ul><li><a href="/">Главная страница нашей газеты</a></li></ul>
    <table><tr><td><h1>Смоленск стал вторым</h1><small>11.03.2026 14:05</small><p>{FIRST}</p>
    {LIST}<p>{SECOND}</p></td></tr></table><div class="comments"><p>{SECOND * 9}</p></div>"""
    read_item = article(page(body))
    assert read_item.reader == "paragraphs"
    assert read_item.text == f"{FIRST}\n\n1. Москва\n2. Смоленская область\n3. Тульская область\n\n{SECOND}"
    assert read_item.published_at == datetime(2026, 3, 11, 11, 5, tzinfo=UTC)
    assert read_item.published_from == "text"


@pytest.mark.parametrize("spelled_as", ["windows-1251", "koi8-r", "utf-8"])
def test_a_page_that_does_not_tell_its_charset_is_read(spelled_as):
    """httpx's own guess was wrong for every Cyrillic one."""
    read_item = article_from_page(
        page(f"<h1>Смоленск стал вторым</h1><p>{FIRST}</p><p>{SECOND}</p>").decode().encode(spelled_as),
        url="https://news.example/1",
        content_type="text/html",
        ref=None,
        source=None,
        now=NOW,
    )
    assert FIRST in read_item.text


def test_any_other_page_is_read_by_trafilatura():
    sections = "".join(f"<section><div><div><p>{FIRST} {SECOND}</p></div></div></section>" for _ in range(4))
    read_item = article(page(f"<main><h1>Заголовок</h1><div>{sections}</div></main>"))
    assert read_item.reader == "trafilatura"
    assert FIRST in read_item.text
    assert read_item.title == "Заголовок"


def test_lists_and_tables_survive_trafilatura_and_comments_do_not():
    sections = "".join(f"<section><div><div><p>{FIRST} {SECOND}</p></div></div></section>" for _ in range(4))
    table = "<table><tr><th>Место</th><th>Регион</th></tr><tr><td>1</td><td>Тула</td></tr></table>"
    items = "<ul><li>Тульская область впереди</li><li>Омская область позади</li></ul>"
    comments = f"<div id='comments'><h3>Комментарии</h3><p>Первый! {SECOND}</p></div>"
    read_item = article(
        page(f"<main><div>{sections}<section><div>{items}{table}</div></section></div>{comments}")
    )
    assert read_item.reader == "trafilatura"
    assert read_item.text.endswith(
        "\n\nТульская область впереди\nОмская область позади\nМесто | Регион\n1 | Тула"
    )


def test_without_a_time_on_the_page_the_feed_tells_it():
    told = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
    ref = ArticleRef(url="https://news.example/1", source="agency", published_at=told)
    body = page(f"<div itemprop='articleBody'><p>{FIRST}</p></div>")
    read_item = article(body, ref=ref)
    assert (read_item.published_at, read_item.published_from) == (told, "feed")


def test_the_time_of_fetching_is_never_the_time_of_publication():
    read_item = article(page(f"<div itemprop='articleBody'><p>{FIRST}</p></div>"))
    assert read_item.published_at is None
    assert read_item.published_precision == "unknown"
    assert read_item.fetched_at == NOW


def test_a_page_without_text_is_unreadable():
    with pytest.raises(UnreadablePage):
        article(page("<p>Войдите, чтобы читать.</p>"))


def test_a_canonical_link_on_the_same_site_is_the_address():
    head = '<link rel="canonical" href="/item.html?utm_source=x">' + JSON_LD % FIRST
    assert (
        article(page("", head), url="https://m.news.example/amp/item").url
        == "https://m.news.example/item.html"
    )


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://www.news.example/item.html">',
        '<meta property="og:url" content="https://www.news.example/item.html">',
        '<link rel="amphtml canonical" href="//www.news.example/item.html#text">',
    ],
)
def test_the_amp_twin_of_a_page_is_the_same_article(head):
    twin = article(page("", head + JSON_LD % FIRST), url="https://amp.news.example/item.html?amp=1")
    plain = article(page("", JSON_LD % FIRST), url="https://www.news.example/item.html")
    assert (twin.url, twin.id) == (plain.url, plain.id)


def test_a_canonical_link_to_the_front_page_is_not_believed():
    head = '<link rel="canonical" href="https://news.example/">' + JSON_LD % FIRST
    assert article(page("", head)).url == "https://news.example/2026/item.html"


def test_a_canonical_link_to_another_site_is_not_believed():
    head = '<link rel="canonical" href="https://other.example/item">' + JSON_LD % FIRST
    assert article(page("", head)).url == "https://news.example/2026/item.html"


def test_a_lead_outside_the_text_is_put_in_front(site, fetcher):
    url = site.page(
        "/item", f"<h1>Рейтинг</h1><div class=lead>Смоленск второй.</div><div class=text><p>{FIRST}</p></div>"
    )
    source = Source(name="paper", url=url, selectors={"lead": ".lead", "text": ".text"})
    assert (
        read(ArticleRef(url=url, source="paper"), source, fetcher, NOW).text == f"Смоленск второй.\n\n{FIRST}"
    )


@pytest.mark.parametrize(
    ("told", "heading", "title"),
    [
        ("Смоленск стал вторым - Агентство, 12.03.2026", "Смоленск стал вторым", "Смоленск стал вторым"),
        ("Смоленск стал…", "Смоленск стал вторым", "Смоленск стал вторым"),
        ("Смоленск стал вторым", "Экономика", "Смоленск стал вторым"),
        ("Смоленск стал вторым", "", "Смоленск стал вторым"),
    ],
    ids=["site behind it", "cut short", "another heading", "no heading"],
)
def test_the_title_is_the_headline_whole_and_alone(told, heading, title):
    head = f'<meta property="og:title" content="{told}">{JSON_LD.replace("headline", "x")}'
    assert article(page(f"<h1>{heading}</h1>", head % FIRST)).title == title


def test_a_hidden_copy_that_lost_its_lines_is_passed_over_for_the_text_that_is_shown():
    body = f"""<div itemprop="articleBody" class="seo">{FIRST} {SECOND}</div><h1>Смоленск стал вторым</h1>
    <div class="shown"><p>{FIRST}</p><div data-type="banner">Купите</div>{LIST}<p>{SECOND}</p></div>"""
    read_item = article(page(body))
    assert read_item.text == f"{FIRST}\n\n1. Москва\n2. Смоленская область\n3. Тульская область\n\n{SECOND}"
    assert read_item.reader == "microdata"


def test_a_page_without_any_heading_is_titled_by_the_line_on_top_of_its_text():
    body = f"""<div class="content"><span>11.03.2026</span>
    <h3>Регион вошёл в десятку лучших по экспорту</h3>{FIRST}<br><br>{SECOND}<br>
    Дата изменения: 12.03.2026<p><a href="/news/">Возврат к списку</a></p></div>"""
    read_item = article(page(body, "<title>Министерство</title>"))
    assert read_item.title == "Регион вошёл в десятку лучших по экспорту"
    assert read_item.text == f"{FIRST}\n\n{SECOND}"
    assert read_item.published_at == datetime(2026, 3, 11, tzinfo=UTC)
    assert read_item.published_precision == "day"


def test_the_title_in_the_feed_is_believed_before_the_title_of_the_window():
    head = f"<title>Министерство</title>{JSON_LD.replace('headline', 'x') % FIRST}"
    ref = ArticleRef(url="https://news.example/1", source="agency", title="Смоленск стал вторым")
    assert article(page("", head), ref=ref).title == "Смоленск стал вторым"
    assert article(page("", head)).title == "Министерство"


@pytest.mark.parametrize(
    ("beginning", "agency"),
    [
        ("СМОЛЕНСК, 8 фев - РИА Новости. ", "РИА Новости"),
        ("Москва. 8 февраля. ИНТЕРФАКС - ", "ИНТЕРФАКС"),
        ("МОСКВА, 8 февраля. /ТАСС/. ", "ТАСС"),
        ("", None),
    ],
)
def test_the_agency_is_told_by_the_dateline(beginning, agency):
    assert article(page(f"<div itemprop='articleBody'><p>{beginning}{FIRST}</p></div>")).agency == agency


def test_a_text_that_json_ld_cuts_short_is_taken_whole_from_the_page():
    body = f"<div itemprop='articleBody'><p>{FIRST}</p><p>{SECOND}</p></div>"
    read_item = article(page(body, JSON_LD % f"{FIRST[:80]}…"))
    assert (read_item.text, read_item.reader) == (f"{FIRST}\n\n{SECOND}", "microdata")


def test_a_text_that_is_cut_short_everywhere_is_better_than_none():
    read_item = article(page("", JSON_LD % f"{FIRST[:80]}…"))
    assert (read_item.text, read_item.reader) == (f"{FIRST[:80]}…", "json-ld")


def test_a_piece_of_the_page_that_holds_much_else_is_not_the_text():
    stream = "".join(
        f"<p>Другая новость номер {number} о другом событии в другом регионе.</p>" for number in range(9)
    )
    read_item = article(
        page(f"<div><p>{FIRST}</p>{stream}<p>{SECOND}</p></div>", JSON_LD % f"{FIRST} {SECOND}")
    )
    assert read_item.text == f"{FIRST} {SECOND}"
