from __future__ import annotations

import pytest

from model.wire import fact_wire
from storage.facts import FactQuery
from web.api.documents import FactPageDocument


def found(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()["facts"]


def test_a_fact_is_in_the_wire_form_with_its_claims(client, told):
    (fact,) = found(client, "/v1/facts?region=RU-SMO&kind=ranking&period=2025")
    assert {name: fact[name] for name in ("kind", "region", "position", "rating_id", "basis", "status")} == {
        "kind": "ranking",
        "region": "RU-SMO",
        "position": 2,
        "rating_id": "rec-export-centres",
        "basis": "explicit",
        "status": "corroborated",
    }
    assert [(claim["url"], claim["published_at"]) for claim in fact["claims"]] == [
        ("https://agency.example/2026/export", "2026-02-08T09:30:00Z"),
        ("https://smolensk.example/1", "2026-02-08T11:00:00Z"),
    ]


def test_the_list_is_what_the_store_finds_in_its_order(client, told):
    expected = told.facts.find(FactQuery()).facts
    assert len(expected) > 10
    assert found(client, "/v1/facts") == [fact_wire(fact) for fact in expected]


def test_answers_have_the_form_that_the_openapi_document_describes(client, told):
    FactPageDocument.model_validate(client.get("/v1/facts").json())


@pytest.mark.parametrize(
    ("filters", "regions"),
    [
        ("kind=percentage", {"RU-SMO"}),
        ("kind=partnership&country=EG", {"RU-SMO"}),
        ("region=RU-TVE", {"RU-TVE"}),
        ("rating=~hostile", {"RU-TOM"}),
        ("publisher=%D0%B0%D1%81%D0%B8", {"RU-TVE"}),
        ("period=2024", {"RU-MOW", "RU-RYA", "RU-TA", "RU-SMO"}),
        ("date_from=2026-02-06&date_to=2026-02-07", {"RU-TVE", "RU-TOM"}),
        ("status=corroborated", {"RU-SMO"}),
        ("region=RU-TVE&kind=percentage", set()),
    ],
)
def test_filters_must_all_hold(client, told, filters, regions):
    assert {fact["region"] for fact in found(client, f"/v1/facts?{filters}")} == regions


def test_a_question_is_asked_as_it_is_typed(client, told):
    typed = found(client, "/v1/facts?q=region:RU-SMO%20kind:ranking%20period:2025")
    assert typed == found(client, "/v1/facts?region=RU-SMO&kind=ranking&period=2025") != []
    assert found(client, "/v1/facts?q=kind:ranking%20period:2025&region=RU-SMO") == typed


@pytest.mark.parametrize(
    ("asked", "told_of"),
    [("q=kind:place", "at character 1"), ("q=kind:ranking%20region:RU-SMO&region=RU-TA", "told twice")],
)
def test_a_question_that_cannot_be_asked_is_a_problem_that_points(client, told, asked, told_of):
    answer = client.get(f"/v1/facts?{asked}")
    assert answer.status_code == 422
    assert told_of in answer.json()["detail"]


def test_the_link_to_the_next_page_keeps_the_question(client, told):
    link = client.get("/v1/facts?q=region:RU-SMO&limit=1").links["next"]["url"]
    assert "q=region%3ARU-SMO&" in link


def test_pages_follow_one_another_by_next_and_by_link_without_gap_or_repeat(client, told):
    everything = [fact["id"] for fact in found(client, "/v1/facts?kind=ranking")]
    walked, address = [], "/v1/facts?kind=ranking&limit=3"
    while address:
        answer = client.get(address)
        walked += [fact["id"] for fact in answer.json()["facts"]]
        link = answer.links.get("next")
        assert (link is None) == (answer.json()["next"] is None)
        address = link["url"] if link else None
    assert walked == everything
    assert len(set(walked)) == len(walked) > 3


def test_the_link_to_the_next_page_keeps_the_filters(client, told):
    link = client.get("/v1/facts?region=RU-SMO&limit=1").links["next"]["url"]
    assert link.startswith("/v1/facts?region=RU-SMO&limit=1&after=")


def test_one_fact_by_its_id(client, told):
    (fact,) = found(client, "/v1/facts?kind=percentage")
    assert client.get(f"/v1/facts/{fact['id']}").json() == fact


def test_an_empty_store_has_an_empty_page(client):
    assert client.get("/v1/facts").json() == {"facts": [], "next": None}
