"""/v1/events, also live; history, movers, evidence, sources, deliveries, stats."""

from __future__ import annotations

import json
import socket
import threading
import time
from datetime import UTC, datetime

import httpx
import pytest

from web.api import documents

RATING = "/v1/ratings/rec-export-centres"


@pytest.mark.parametrize(
    ("address", "document"),
    [
        (f"{RATING}/history?subject=RU-SMO", documents.HistoryDocument),
        (f"{RATING}/movers", documents.MoversDocument),
        ("/v1/sources", documents.SourcesDocument),
        ("/v1/stats", documents.StatsDocument),
        ("/v1/events", documents.EventsDocument),
        ("/v1/articles", documents.ArticlesDocument),
    ],
)
def test_an_answer_is_as_documented(client, told, address, document):
    answer = client.get(address)
    assert answer.status_code == 200
    document.model_validate(answer.json())


def test_the_history_of_a_subject_is_oldest_first(client, told):
    history = client.get(f"{RATING}/history?subject=RU-SMO").json()["history"]
    assert [(one["period"], one["place"]["position"]) for one in history] == [("2024", 5), ("2025", 2)]


def test_movers_begin_with_the_largest_move(client, told):
    answer = client.get(f"{RATING}/movers").json()
    assert (answer["before"], answer["after"]) == ("2024", "2025")
    largest = answer["movers"][0]
    assert (largest["subject_id"], largest["moved"]) == ("RU-SMO", 3)


@pytest.mark.parametrize("address", [f"{RATING}/movers?after=1999", "/v1/ratings/none/movers"])
def test_what_is_not_there_has_no_movers(client, told, address):
    assert client.get(address).status_code == 404


def test_evidence_leads_to_the_very_words_of_a_revision(client, told):
    (fact,) = client.get("/v1/facts?region=RU-SMO&period=2025&kind=ranking").json()["facts"]
    found = client.get(f"/v1/facts/{fact['id']}/evidence").json()["evidence"]
    documents.EvidencePageDocument.model_validate({"evidence": found})
    assert len(found) == 2
    for one in found:
        article = client.get(f"/v1/articles/{one['article']}?revision={one['revision']}").json()
        assert article[one["field"]][one["start"] : one["end"]] == one["sentence"]


def test_the_articles_of_a_month_come_page_by_page(client, told):
    seen, after = [], ""
    while True:
        page = client.get(f"/v1/articles?month=2026-02&limit=1{after}").json()
        seen += [article["id"] for article in page["articles"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(seen) == len(set(seen)) == 4
    evidence = client.get(f"/v1/articles/{seen[-1]}/evidence").json()["evidence"]
    assert evidence[0]["article"] == seen[-1]


def test_events_go_on_where_the_page_before_ended(client, told):
    every = client.get("/v1/events").json()
    first = client.get("/v1/events?limit=1").json()
    rest = client.get(f"/v1/events?after={first['next']}").json()
    assert first["events"] + rest["events"] == every["events"]
    assert client.get(f"/v1/events?after={every['next']}").json() == {"events": [], "next": every["next"]}
    assert client.get("/v1/events?after=newest").json()["next"] == every["next"]


@pytest.mark.parametrize("after", ["yesterday", "1-", "-1", "1-2-3"])
def test_a_position_that_is_none_is_refused(client, told, after):
    assert client.get(f"/v1/events?after={after}").status_code == 422


def live(address, count, **headers):
    """The first events of a live stream: (id, event)."""
    found, identifier = [], None
    told = {
        "accept": "text/event-stream",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    with httpx.stream("GET", address, headers=told, timeout=10) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for line in stream.iter_lines():
            if line.startswith("id:"):
                identifier = line[3:].strip()
            if line.startswith("data:"):
                found.append((identifier, json.loads(line[5:])))
            if len(found) == count:
                return found
    raise AssertionError("the stream ended")


def test_events_come_live_and_can_be_resumed(address):
    paged = [(one["position"], one["event"]) for one in httpx.get(f"{address}/v1/events").json()["events"]]
    assert live(f"{address}/v1/events", 2) == paged[:2]
    assert live(f"{address}/v1/events", len(paged) - 1, last_event_id=paged[0][0]) == paged[1:]


def test_an_event_that_happens_now_reaches_who_listens(address, told, put_news):
    at = datetime(2026, 2, 8, 12, 0, tzinfo=UTC)
    put_news(told, "https://live.example/1", at, 9, period="2024", rating_id="~live")
    listened = []
    listener = threading.Thread(
        target=lambda: listened.extend(live(f"{address}/v1/events?after=newest", 1)), daemon=True
    )
    listener.start()
    time.sleep(1)
    put_news(told, "https://live.example/2", at, 4, period="2025", rating_id="~live")
    listener.join(10)
    ((_, event),) = listened
    assert event["rating_id"] == "~live"


def test_who_asks_for_the_head_of_a_stream_is_answered(address):
    answer = httpx.head(f"{address}/v1/events", headers={"accept": "text/event-stream"}, timeout=5)
    assert answer.status_code == 200


def test_a_listener_that_goes_away_leaves_nothing_behind(address):
    host, port = address.removeprefix("http://").split(":")
    for _ in range(3):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(b"GET /v1/events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n")
            assert connection.recv(20).startswith(b"HTTP/1.1 200")
    assert httpx.get(f"{address}/livez").text == "ok"
