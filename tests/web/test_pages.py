from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

TEMPLATES = Path(__file__).parents[2] / "web" / "templates"
PAGES = [
    "/",
    "/ratings",
    "/ratings/rec-export-centres",
    "/ratings/~hostile",
    "/facts",
    "/facts?region=RU-TOM",
    "/facts?period=spring",
    "/regions",
    "/regions/RU-SMO",
    "/regions/RU-TOM",
    "/service",
    "/deliveries",
    "/nothing",
]


def soup_of(answer):
    return BeautifulSoup(answer.content, "lxml")


def text_of(element):
    return " ".join(element.get_text(" ", strip=True).split())


@pytest.fixture
def look(client, told):
    def at(address, **headers):
        return soup_of(client.get(address, **headers))

    return at


def test_the_first_page_shows_a_fact_with_its_movement_its_sentence_and_its_link(look):
    card = look("/facts?lang=ru&kind=ranking&period=2025&region=RU-RYA").find("article")
    assert "Рязанская область" in text_of(card)
    assert "Далее следуют Рязанская область и Республика Татарстан." in text_of(card.blockquote)
    assert card.h3.a["href"] == "https://agency.example/2026/export"


def test_movement_is_told_by_an_arrow_for_the_eye_and_by_words(look):
    move = look("/facts?lang=en&region=RU-TVE").select_one(".move")
    assert text_of(move) == "▼ down 11 places"
    assert move.select_one(".arrow")["aria-hidden"] == "true"


def test_a_movement_that_only_the_ledger_knows_is_shown(look):
    row = look("/facts?lang=ru&region=RU-RYA&period=2025").select_one("article .row")
    assert text_of(row.select_one(".move")) == "▼ вниз на 1 позицию, со 2\u2011го на 3\u2011е место"


def test_the_first_page_begins_with_what_changed(look):
    tiles = [text_of(tile) for tile in look("/?lang=ru").select(".tile")]
    assert len(tiles) == 4
    (smolensk,) = [tile for tile in tiles if "Смоленский" in tile]
    assert smolensk == (
        "5 → 2 Смоленский центр поддержки экспорта ▲ вверх на 3 позиции, с 5\u2011го на 2\u2011е место "
        "Рейтинг центров поддержки экспорта 2025 год"
    )


def test_a_filtered_page_begins_with_what_was_asked_for(look):
    assert look("/facts?lang=ru&kind=ranking").select(".tile") == []


def test_the_filters_keep_what_was_chosen(look):
    page = look("/facts?lang=ru&region=RU-SMO&kind=ranking&date_from=2026-02-01")
    assert page.select_one("#f-region option[selected]")["value"] == "RU-SMO"
    assert page.select_one("#f-date_from")["value"] == "2026-02-01"
    chips = [text_of(chip) for chip in page.select(".chips li")]
    assert chips == [
        "Вид факта: Место в рейтинге ×",
        "Регион: Смоленская область ×",
        "Опубликовано с: 1 февраля 2026 ×",
        "Сбросить всё",
    ]


def test_taking_a_filter_away_keeps_the_others(look):
    (chip,) = [
        a for a in look("/facts?lang=ru&region=RU-SMO&kind=ranking").select(".chips a") if "Регион" in a.text
    ]
    assert chip["href"] == "/facts?kind=ranking&lang=ru"


def test_blank_fields_of_the_form_are_no_filters(client, told):
    blank = "/facts?kind=&region=&rating=&country=&period=&date_from=&date_to=&status="
    assert (
        len(soup_of(client.get(blank)).select("article"))
        == len(soup_of(client.get("/")).select("article"))
        > 3
    )


def test_parameters_of_others_do_not_disturb_a_page(client, told):
    assert client.get("/?utm_source=mail&path=x&self=y&params=z&lang=xx").status_code == 200


def test_a_filter_that_cannot_be_read_keeps_the_form_and_tells_why(client, told):
    answer = client.get("/facts?period=spring&region=RU-SMO&lang=en")
    page = soup_of(answer)
    assert answer.status_code == 422
    assert page.select_one("#f-period")["value"] == "spring"
    assert "2025-Q3" in text_of(page.select_one("[role=alert]"))


def test_nothing_found_says_so(look):
    assert "Nothing fits these filters" in text_of(look("/facts?lang=en&region=RU-CHU").main)


def test_an_empty_store_says_what_will_happen(client):
    assert "Фактов пока нет" in client.get("/?lang=ru").text


def test_the_query_for_programs_asks_the_same(client, look):
    page = look("/facts?lang=ru&region=RU-SMO&kind=percentage")
    address = page.select_one(".for-programs a")["href"]
    assert [fact["kind"] for fact in client.get(address).json()["facts"]] == ["percentage"]


def test_a_rating_shows_its_last_two_editions_side_by_side(look):
    page = look("/ratings/rec-export-centres?lang=ru")
    rows = [
        [text_of(cell) for cell in row.find_all(["th", "td"])][:4]
        for row in page.select("section[aria-labelledby=places] tbody tr")
    ]
    assert [text_of(cell) for cell in page.select("section[aria-labelledby=places] thead th")][:4] == [
        "Место 2025 год",
        "Участник",
        "Прежде 2024 год",
        "Движение",
    ]
    assert rows[0] == ["1", "Московский экспортный центр Москва", "1", "= без изменений"]
    assert rows[1][0] == "2"
    assert rows[1][2:] == ["5", "▲ вверх на 3 позиции"]
    assert rows[2] == ["3", "Рязанская область", "2", "▼ вниз на 1 позицию"]


def test_a_rating_tells_who_moved_from_where_to_where(look):
    risen, fallen = look("/ratings/rec-export-centres?lang=ru").select(".movers .card")
    assert "с 5\u2011го на 2\u2011е место" in text_of(risen)
    assert "Смоленский центр" in text_of(risen)
    assert [text_of(subject) for subject in fallen.select(".subject")] == [
        "Рязанская область",
        "Республика Татарстан",
    ]


def test_an_older_edition_can_be_looked_at(look):
    page = look("/ratings/rec-export-centres?lang=en&period=2024")
    assert text_of(page.select_one("section[aria-labelledby=places] thead th")) == "Place 2024"
    assert "nothing to compare with yet" in text_of(page.select_one(".movers"))


def test_every_place_leads_to_its_evidence(client, look):
    link = look("/ratings/rec-export-centres?lang=ru").select_one("td.evidence a")
    page = soup_of(client.get(link["href"]))
    assert "Первое место сохранил Московский экспортный центр." in text_of(page.main)


def test_a_fact_lists_all_who_report_it(look):
    link = look("/facts?lang=ru&status=corroborated").select_one("article a.status")
    claims = look(link["href"]).select(".claim-list li")
    assert [claim.select_one("a[rel]")["href"] for claim in claims] == [
        "https://agency.example/2026/export",
        "https://smolensk.example/1",
    ]


@pytest.mark.parametrize("address", [*PAGES, "/facts/{hostile}", "/articles/{article}"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_hostile_news_runs_nothing(client, told, look, address, language):
    (fact,) = client.get("/v1/facts?rating=~hostile").json()["facts"]
    separator = "&" if "?" in address else "?"
    told_of = address.format(hostile=fact["id"], article=fact["claims"][0]["article"])
    page = look(f"{told_of}{separator}lang={language}")
    assert page.find_all(["script", "style", "b"], string=re.compile("alert")) == []
    assert all(image["src"].startswith("/static/") for image in page.find_all("img"))
    for tag in page.find_all(True):
        assert not any(name.startswith("on") or name == "style" for name in tag.attrs)
        for name in ("href", "src", "action"):
            assert re.match(r"/|#|https://", tag.get(name, "/")), tag


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_macros_stand_in_files_of_their_own(template):
    """A macro and the page it is in keep each other, and with them all facts, till garbage is collected."""
    markup = template.read_text(encoding="utf-8")
    assert "{% macro" not in markup or "{% extends" not in markup


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_what_stands_in_an_attribute_stands_in_quotes(template):
    """Autoescape leaves blanks alone: in an attribute without quotes they begin another one."""
    markup = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    markup = re.sub(r"\{\{.*?\}\}", "VALUE", markup, flags=re.DOTALL)
    markup = re.sub(r'"[^"]*"', '""', markup)
    assert re.findall(r"<[^<>]*=[^\s\"<>]*VALUE", markup) == []


def test_an_address_that_is_not_for_browsers_is_shown_as_text(look):
    title = look("/facts?lang=ru&rating=~hostile").select_one("article h3")
    assert title.a is None
    assert "<img src=x onerror=alert(1)>" in title.text


@pytest.mark.parametrize("address", PAGES)
def test_no_page_asks_another_host_for_anything(look, address):
    page = look(address)
    loaded = [tag.get("src") or tag.get("href") for tag in page.find_all(["img", "link", "script", "iframe"])]
    assert loaded
    assert all(name.startswith(("/static/", "/feeds/")) for name in loaded)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_built_for_keyboard_and_screen_reader(look, address):
    page = look(address)
    assert page.html["lang"] in ("ru", "en")
    assert page.body.a["href"] == "#content"
    assert page.main["id"] == "content"
    assert len(page.find_all("h1")) == 1
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    labels = {label["for"] for label in page.find_all("label")}
    assert all(
        field["id"] in labels for field in page.find_all(["select", "input"]) if field.get("type") != "hidden"
    )
    identifiers = [tag["id"] for tag in page.find_all(id=True)]
    assert len(identifiers) == len(set(identifiers))
    referred = {
        tag[name]
        for name in ("aria-labelledby", "aria-describedby")
        for tag in page.find_all(attrs={name: True})
    }
    assert referred <= set(identifiers)
    for table in page.find_all("table"):
        assert table.caption
        assert all(cell.get("scope") for cell in table.find_all("th"))


@pytest.mark.parametrize(
    ("address", "accepted", "language"),
    [
        ("/", "en", "en"),
        ("/", "ru", "ru"),
        ("/?lang=en", "ru", "en"),
        ("/?lang=ru", "en", "ru"),
        ("/", "fr", "ru"),
    ],
)
def test_the_language_is_chosen_by_the_switch_or_the_browser(client, address, accepted, language):
    answer = client.get(address, accept_language=accepted)
    assert soup_of(answer).html["lang"] == answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]


def test_a_chosen_language_stays_in_the_links_of_the_page(look):
    page = look("/?lang=en")
    inner = [
        a["href"]
        for a in page.select("nav a, article a, aside a")
        if a["href"].startswith(("/?", "/ratings", "/facts"))
    ]
    assert inner
    assert all("lang=en" in address for address in inner)


def test_the_switch_leads_to_the_same_page_in_the_other_language(look):
    switch = look("/facts?lang=ru&region=RU-SMO").select_one("a.language")
    assert (switch["href"], switch["lang"], switch.text) == ("/facts?region=RU-SMO&lang=en", "en", "English")


def test_text_of_the_news_is_marked_as_russian_on_english_pages(look):
    page = look("/?lang=en")
    assert all(quote["lang"] == "ru" for quote in page.find_all("blockquote"))
    assert page.select_one(".subject")["lang"] == "ru"


def test_pages_follow_one_another(client, store, read_news):
    for number in range(1, 46):
        read_news(f"https://agency.example/{number}", number)
    seen, address = [], "/facts?lang=ru"
    while address:
        page = soup_of(client.get(address))
        seen += [int(figure.text) for figure in page.select(".badge .figure")]
        link = page.select_one("a[rel=next]")
        address = link["href"] if link else None
    assert sorted(seen) == list(range(1, 46))


@pytest.fixture
def read_news(store, put_news):
    """Reads an article of its own about a place in a rating of its own."""

    def read(url, position):
        put_news(
            store, url, datetime(2026, 2, 1, 9, position, tzinfo=UTC), position, rating_id=f"~{position}"
        )

    return read
