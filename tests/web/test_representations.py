"""Facts as CSV and JSON Lines, some of their members, and as feeds."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest

from web.api.representations import chosen_format


@pytest.mark.parametrize(
    ("asked", "accepted", "style"),
    [
        (None, "", "json"),
        (None, "*/*", "json"),
        (None, "text/html", "json"),
        (None, "text/csv", "csv"),
        (None, "text/csv;q=0.5, application/jsonl", "jsonl"),
        (None, "application/x-ndjson", "jsonl"),
        (None, "text/csv;q=x", "json"),
        ("csv", "application/json", "csv"),
    ],
)
def test_the_form_is_the_one_asked_for_else_the_one_preferred(asked, accepted, style):
    assert chosen_format(asked, accepted) == style


def rows(answer):
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_csv_holds_every_fact_by_line(client, told):
    facts = client.get("/v1/facts").json()["facts"]
    found = rows(client.get("/v1/facts", accept="text/csv"))
    assert [row["id"] for row in found] == [fact["id"] for fact in facts]
    assert [row["position"] for row in found] == [str(fact.get("position") or "") for fact in facts]


def test_json_lines_hold_the_same_facts_as_pages(client, told):
    facts = client.get("/v1/facts").json()["facts"]
    answer = client.get("/v1/facts?format=jsonl")
    assert answer.headers["content-type"].startswith("application/jsonl")
    assert [json.loads(line) for line in answer.text.splitlines()] == facts


def test_a_file_is_as_long_as_was_asked_for(client, told):
    assert len(rows(client.get("/v1/facts?format=csv&limit=2"))) == 2


def test_only_the_members_that_were_asked_for(client, told):
    page = client.get("/v1/facts?fields=position,subject&region=RU-TVE").json()
    assert page["facts"] == [{"position": 23, "subject": "Тверская область"}]
    assert rows(client.get("/v1/facts?fields=subject&region=RU-TVE&format=csv")) == [
        {"subject": "Тверская область"}
    ]


def test_a_member_that_facts_do_not_have_is_refused(client, told):
    answer = client.get("/v1/facts?fields=subject,place")
    assert answer.status_code == 422
    assert "place" in answer.json()["errors"][0]["detail"]


def test_a_cell_is_never_run_as_a_formula(client, told, put_news):
    put_news(told, "https://a.example/1", datetime(2026, 2, 8, tzinfo=UTC), 3, rating='=HYPERLINK("a")')
    cells = [cell for row in rows(client.get("/v1/facts?format=csv")) for cell in row.values()]
    assert '\'=HYPERLINK("a")' in cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_what_is_streamed_has_the_safety_headers(client, told):
    answer = client.get("/v1/facts?format=csv")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert 'filename="facts.csv"' in answer.headers["content-disposition"]


def items(answer):
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content).findall("channel/item")


def test_rss_tells_each_fact_with_its_sentence_and_its_page(client, told):
    answer = client.get("/feeds/facts.rss?region=RU-TVE&lang=en")
    (item,) = items(answer)
    assert item.findtext("title") == (
        "Тверская область: 23 place, Национальный рейтинг состояния инвестиционного климата (2025)"
    )
    assert item.findtext("description").startswith("Тверская область потеряла 11 позиций")
    assert client.get(item.findtext("link").removeprefix("http://svodka.test")).status_code == 200
    assert parsedate_to_datetime(item.findtext("pubDate")).year == 2026


def test_a_json_feed_has_the_members_of_its_version(client, told):
    feed = client.get("/feeds/facts.json?kind=partnership").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in feed["items"]]
    assert all(
        {"id", "url", "title", "content_text", "date_published"} <= item.keys() for item in feed["items"]
    )


def test_hostile_news_is_text_in_a_feed(client, told):
    (item,) = items(client.get("/feeds/facts.rss?rating=~hostile"))
    assert "<script>" in item.findtext("description")
    (entry,) = client.get("/feeds/facts.json?rating=~hostile").json()["items"]
    assert "external_url" not in entry


@pytest.mark.parametrize("address", ["/feeds/facts.rss?region=x", "/feeds/facts.json?lang=xx"])
def test_a_wrong_filter_of_a_feed_is_a_problem_document(client, told, address):
    answer = client.get(address)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
