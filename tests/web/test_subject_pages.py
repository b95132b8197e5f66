"""The pages of a rating over time, of regions, of articles and of the service."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from model.articles import revision_of
from model.claims import claims_of
from model.sources import Source, SourceState
from model.subscriptions import Attempt, Delivery
from runtime.configuration import Configuration
from storage.asking import REASONS
from web.app import create_app
from web.catalogue import words

NOW = datetime(2026, 2, 9, 12, 0, tzinfo=UTC)
RATING = "/ratings/rec-export-centres"


@pytest.fixture
def look(client, told):
    def at(address):
        answer = client.get(address)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "lxml")

    return at


def text_of(element):
    return " ".join(element.get_text(" ", strip=True).split())


def test_the_first_page_shows_editions_in_the_news_with_leaders_moves_and_sources(look):
    cards = [text_of(card) for card in look("/?lang=ru").select(".announcements .card")]
    export = next(card for card in cards if "Рейтинг центров поддержки экспорта 2025" in card)
    assert "1 Московский экспортный центр" in export
    assert "вверх на 3 позиции Смоленский центр поддержки экспорта" in export
    assert "agency.example" in export
    assert "smolensk.example" in export


def test_every_number_of_the_chart_is_in_the_table_beside_it(look):
    page = look(f"{RATING}?lang=en")
    dots = page.select("svg.bump circle title")
    rows = {
        text_of(row.th): [text_of(cell) for cell in row.find_all("td")]
        for row in page.select("section[aria-labelledby=over-time] tbody tr")
    }
    assert dots
    for dot in dots:
        name, place, period = re.fullmatch(r"(.*): (\d+), (\d{4})", dot.text).groups()
        assert rows[name][("2024", "2025").index(period)] == place


def test_chosen_subjects_are_the_ones_in_colour(look):
    page = look(f"{RATING}?lang=en&show=RU-TA&show=RU-SMO&show=nobody")
    shown = [text_of(name) for name in page.select("svg.bump .name")]
    assert [name.rstrip("…") for name in shown] == [
        "2 Смоленский центр поддержки эк",
        "4 Republic of Tatarstan",
    ]
    whole = {dot.text.partition(":")[0] for dot in page.select("svg.bump circle title")}
    assert "Смоленский центр поддержки экспорта" in whole
    assert [box["value"] for box in page.select("input[name=show]")] == ["RU-TA", "RU-SMO"]


def test_the_switch_of_language_keeps_the_chosen_subjects(look):
    switch = look(f"{RATING}?lang=en&show=RU-TA&show=RU-SMO").select_one("a.language")
    assert switch["href"].endswith("lang=ru&show=RU-TA&show=RU-SMO")


def test_the_map_tells_each_region_its_place_and_leads_to_it(look):
    tiles = {tile["href"].partition("?")[0]: tile for tile in look(f"{RATING}?lang=en").select(".tile-map a")}
    assert len(tiles) == 89
    assert tiles["/regions/RU-SMO"]["aria-label"] == "Smolensk Oblast: 2"
    assert tiles["/regions/RU-CHU"]["aria-label"] == "Chukotka Autonomous Okrug"


def test_conflicts_and_gaps_are_told(client, told, put_news, look):
    put_news(told, "https://other.example/1", NOW, 9, period="2025", rating_id="rec-export-centres")
    put_news(told, "https://other.example/2", NOW, 11, period="2025", rating_id="rec-export-centres")
    put_news(told, "https://other.example/3", NOW, 7, period="2021", rating_id="rec-export-centres")
    told_of = text_of(look(f"{RATING}?lang=en").select_one("section[aria-labelledby=findings]"))
    assert "Томская область : sources disagree" in told_of
    assert "No edition is known for 1 January 2022 to 31 December 2023." in told_of
    assert "Places that nobody told: 5–" in told_of


def test_a_region_shows_its_places_with_the_move_between_two_editions(look):
    page = look("/regions/RU-SMO?lang=en")
    (course,) = page.select(".course")
    assert "up 3 places, from 5th to 2nd place" in text_of(course).replace("\u2011", "-").replace(
        "\u00a0", " "
    )
    assert [text_of(row.td) for row in course.select("tbody tr")] == ["2", "5"]
    assert course.select_one("svg.small")


def test_a_move_over_a_missing_edition_is_not_made_up(client, told, put_news, look):
    for year, place in ((2022, 9), (2024, 4)):
        put_news(
            told,
            f"https://a.example/{year}",
            NOW - timedelta(days=2026 - year),
            place,
            period=str(year),
            rating_id="~gap",
        )
    put_news(told, "https://a.example/2023", NOW, 1, period="2023", rating_id="~gap", scope="SFO")
    courses = look("/regions/RU-TOM?lang=en").select(".course")
    (course,) = [one for one in courses if "9" in text_of(one) and "4" in text_of(one)]
    assert course.select_one(".move") is None
    assert course.select_one("svg path.gap")


def test_a_region_shows_figures_partners_and_articles(look):
    page = look("/regions/RU-SMO?lang=en")
    assert "up more than 8-fold" in text_of(page.select_one("section[aria-labelledby=figures]"))
    partners = [text_of(row) for row in page.select("section[aria-labelledby=partners] tbody tr")]
    assert partners == ["Belarus 1 trade", "Egypt 1 trade"]
    assert "Смоленский центр стал вторым в стране" in text_of(page.select_one(".article-list"))


def test_an_unknown_region_is_not_found(client, told):
    assert client.get("/regions/RU-XX").status_code == 404


def article_of(store, url="https://agency.example/2026/export"):
    return store.articles.by_url(url)


def test_an_article_marks_every_claim_at_its_place(look, told):
    page = look(f"/articles/{article_of(told)}?lang=en")
    marks = {text_of(mark): mark["title"] for mark in page.select(".body mark")}
    assert marks["Смоленский центр поддержки экспорта"] == "subject"
    assert marks["второе"] == "place"
    numbers = {link["href"] for link in page.select(".claim-mark")}
    assert numbers == {f"#claim-{number}" for number in range(1, 9)}
    assert all(page.select_one(target) for target in numbers)
    first = text_of(page.select_one("#claim-1"))
    assert "rankings/told" in first
    assert "Export support centres" in first
    assert page.select_one("#claim-1 a[href='#at-1']")
    assert page.select_one("#at-1")


def test_a_claim_leads_to_its_fact(client, look, told):
    link = look(f"/articles/{article_of(told)}?lang=en").select_one("#claim-1 a[href^='/facts/']")
    assert client.get(link["href"]).status_code == 200


def edited(store):
    identifier = article_of(store, "https://smolensk.example/1")
    before = store.articles.get(identifier)
    text = before.text.replace("второе", "третье")
    after = replace(
        before,
        text=text,
        revision=revision_of(before.title, text),
        fetched_at=before.fetched_at + timedelta(hours=1),
    )
    store.articles.save(after)
    store.claims.save(after, claims_of(after, ()))
    return identifier, before.revision


def test_an_edited_article_shows_what_changed_and_what_it_says_no_longer(look, told):
    identifier, _ = edited(told)
    page = look(f"/articles/{identifier}?lang=en")
    assert [text_of(part) for part in page.select(".diff del, .diff ins")] == ["второе", "третье"]
    assert "Смоленский центр поддержки экспорта" in text_of(page.select_one("section[aria-labelledby=gone]"))


def test_an_older_revision_can_be_looked_at(look, told):
    identifier, revision = edited(told)
    page = look(f"/articles/{identifier}?lang=en&revision={revision}")
    assert "второе место" in text_of(page.select_one(".body"))
    assert page.select_one(".chips a[aria-current]").text.strip() == "Revision 1"


@pytest.mark.parametrize("address", ["/articles/none", "/articles/2026-02.none"])
def test_an_unknown_article_is_not_found(client, told, address):
    assert client.get(address).status_code == 404


def test_facets_count_the_facts_and_lead_to_them(client, look):
    page = look("/facts?lang=en")
    (link,) = [a for a in page.select(".facet-values a") if a.text == "Figure"]
    assert text_of(link.parent) == "Figure 1"
    assert len(BeautifulSoup(client.get(link["href"]).content, "lxml").select("article")) == 1


def test_what_was_found_can_be_taken_away(client, look):
    links = {a.text: a["href"] for a in look("/facts?lang=en&region=RU-SMO").select(".exports a")}
    assert set(links) == {"CSV", "JSON Lines", "RSS", "JSON Feed"}
    for address in links.values():
        assert client.get(address).status_code == 200
        assert "RU-SMO" in address


def test_the_service_page_shows_each_source_with_its_health(make_client, told):
    told.sources.save_state("good", SourceState(fetched_at=NOW, succeeded_at=NOW))
    told.sources.save_state("bad", SourceState(fetched_at=NOW, last_error="answered 503"))
    told.sources.save_state("slow", SourceState(fetched_at=NOW, succeeded_at=NOW - timedelta(days=1)))
    sources = (
        Source(name="new", url="https://user:word@new.example/feed?token=secret"),
        Source(name="slow", url="https://slow.example/feed"),
    )
    client = make_client(create_app(told, configuration=Configuration(sources=sources), clock=lambda: NOW))
    answer = client.get("/service?lang=en")
    rows = BeautifulSoup(answer.content, "lxml").select("section[aria-labelledby=sources] tbody tr")
    assert [(row.th.find(string=True).strip(), text_of(row.select_one(".status"))) for row in rows] == [
        ("bad", "failing"),
        ("slow", "overdue"),
        ("good", "healthy"),
        ("new", "not read yet"),
    ]
    assert "secret" not in answer.text
    assert "word@" not in answer.text


def test_a_delivery_tells_why_it_was_sent_or_not(look, told):
    deliveries = [
        Delivery(
            id=str(number),
            event_id="e",
            subscription="tula",
            channel="desk",
            status=status,
            reason=reason,
            payload='{"private": 1}',
            created_at=NOW,
            due_at=NOW,
            attempts=(Attempt(at=NOW, status=503, error="answered 503"),),
        )
        for number, (status, reason) in enumerate((("dead", "new"), ("suppressed", "suppressed_small_move")))
    ]
    told.deliveries.plan(deliveries)
    page = text_of(look("/deliveries?lang=en").table)
    assert "a smaller move than asked for" in page
    assert "answered 503" in page
    assert "private" not in page
    assert "smaller move" not in text_of(look("/deliveries?lang=en&status=dead").table)


def test_a_question_can_be_typed(look):
    page = look("/facts?lang=en&q=region:RU-SMO%20position:1..3")
    assert page.select_one("#f-q")["value"] == "region:RU-SMO position:1..3"
    assert [text_of(one) for one in page.select("article .badge .figure")] == ["2"]
    assert "Region" not in [text_of(heading) for heading in page.select(".facet")]


def test_a_question_that_cannot_be_asked_points_at_what_is_wrong(client, told):
    answer = client.get("/facts?lang=en&q=region:RU-SMO%20kind:place")
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "lxml")
    assert "kind:place" in text_of(page.select_one("[role=alert]"))
    assert page.select_one("#f-q")["value"] == "region:RU-SMO kind:place"


WRONG_QUESTIONS = {
    "twice": "kind:ranking kind:ranking",
    "no_end": 'экспорт "вырос',
    "left_out": "-экспорт",
    "no_name": "colour:red",
    "no_value": "region:",
    "no_order": "region>RU",
    "none_of": "kind:place",
    "no_day": "date:вчера",
    "no_such_day": "date:2025-02-30",
    "no_whole": "position:1.5",
    "no_range": "position:первое",
}


@pytest.mark.parametrize("reason", REASONS)
def test_what_is_wrong_with_a_question_is_told_in_the_readers_language(client, told, reason):
    pages = {
        language: BeautifulSoup(
            client.get(f"/facts?lang={language}&q={quote(WRONG_QUESTIONS[reason])}").content, "lxml"
        )
        for language in ("ru", "en")
    }
    wrong = {language: text_of(page.select_one("[role=alert]")) for language, page in pages.items()}
    for language, shown in wrong.items():
        pieces = re.split(r"\{\w+\}", str(words(language).entries[f"question_{reason}"]))
        assert all(piece.strip() in shown for piece in pieces)
    assert "at character" not in wrong["ru"]


def test_a_feed_of_a_question(client, told):
    feed = client.get("/feeds/facts.json?q=region:RU-SMO%20kind:percentage").json()
    assert len(feed["items"]) == 1
