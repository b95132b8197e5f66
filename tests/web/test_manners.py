"""What holds for every address: problems, validators, headers, readiness."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from storage.store import Store
from web.api.documents import ProblemDocument
from web.app import create_app
from web.headers import SAFETY

ADDRESSES = [
    "/",
    "/ratings",
    "/ratings/rec-export-centres",
    "/v1/facts",
    "/v1/ratings",
    "/v1/regions",
    "/livez",
    "/static/style.css",
    "/nothing",
    "/v1/nothing",
    "/v1/facts?limit=0",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_the_safety_headers(client, told, address):
    answer = client.get(address)
    assert {name: answer.headers[name] for name in SAFETY} == SAFETY


def test_the_policy_allows_no_inline_script_and_no_other_host(client):
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1", 404),
        ("GET", "/v1/facts/none", 404),
        ("GET", "/v1/facts/not.one", 404),
        ("GET", "/v1/ratings/none", 404),
        ("GET", "/v1/articles/none", 404),
        ("GET", "/v1/articles/2026-02.none", 404),
        ("POST", "/v1/facts", 405),
        ("DELETE", "/v1/ratings", 405),
        ("GET", "/v1/facts?limit=0", 422),
        ("GET", "/v1/facts?limit=501", 422),
        ("GET", "/v1/facts?kind=rumour", 422),
        ("GET", "/v1/facts?region=smolensk", 422),
        ("GET", "/v1/facts?period=spring", 422),
        ("GET", "/v1/facts?date_from=yesterday", 422),
        ("GET", "/v1/facts?date_from=2026-02-02&date_to=2026-02-01", 422),
        ("GET", "/v1/facts?as_of=9999-12-31", 422),
        ("GET", "/v1/facts?date_from=0001-01-01", 422),
        ("GET", "/v1/facts?date_to=0", 422),
        ("GET", "/v1/facts?after=nowhere", 422),
        ("GET", "/v1/facts?regoin=RU-SMO", 422),
    ],
)
def test_every_error_of_the_api_is_a_problem_document(client, method, address, status):
    answer = client.request(method, address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    assert problem["title"]
    assert problem["detail"]


def test_a_problem_names_the_parameter_that_is_to_blame(client):
    assert client.get("/v1/facts?regoin=RU-SMO").json()["errors"] == [
        {"parameter": "regoin", "detail": "There is no such parameter."}
    ]


def test_a_wrong_method_is_told_the_right_ones(client):
    assert "GET" in client.request("POST", "/v1/facts").headers["allow"]


def test_an_error_of_a_page_is_a_page(client):
    answer = client.get("/nothing", accept_language="en")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "There is no such page" in answer.text


@pytest.mark.parametrize(
    "address", ["/v1/facts", "/v1/regions", "/", "/static/style.css", "/v1/openapi.json"]
)
def test_what_did_not_change_is_not_sent_again(client, told, address):
    first = client.get(address)
    again = client.get(address, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_a_tag_of_other_content_gets_the_content(client, told):
    tag = client.get("/v1/facts?kind=ranking").headers["etag"]
    assert client.get("/v1/facts", if_none_match=tag).status_code == 200


def test_any_of_several_tags_will_do(client, told):
    tag = client.get("/v1/facts").headers["etag"]
    assert client.get("/v1/facts", if_none_match=f'"other", {tag}').status_code == 304


def test_files_may_be_kept_because_a_changed_one_has_another_address(client):
    page = client.get("/").text
    (address,) = re.findall(r'href="(/static/style\.css\?v=[0-9a-f]{12})"', page)
    assert "max-age" in client.get(address).headers["cache-control"]


@pytest.mark.parametrize("address", ["/v1/facts", "/", "/livez"])
def test_head_gives_the_headers_of_get_and_no_body(client, told, address):
    head, get = client.request("HEAD", address), client.get(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


def test_long_answers_are_compressed_for_those_who_ask(client):
    answer = client.get("/v1/regions", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.json()["regions"]) == 89


@pytest.fixture
def away():
    """A store whose Redis is not there."""
    return Store(Redis.from_url("unix:///nowhere.sock", retry=None), clock=lambda: datetime.now(UTC))


@pytest.mark.parametrize("address", ["/readyz", "/v1/facts", "/v1/ratings"])
def test_without_the_store_programs_are_asked_to_come_back(make_client, away, address):
    answer = make_client(create_app(away)).get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert int(answer.headers["retry-after"]) > 0


def test_without_the_store_people_get_a_page(make_client, away):
    answer = make_client(create_app(away)).get("/?lang=ru")
    assert answer.status_code == 503
    assert "Хранилище не отвечает" in answer.text


def test_without_the_store_the_process_lives_and_its_metrics_say_so(make_client, away):
    client = make_client(create_app(away))
    assert client.get("/livez").status_code == 200
    assert "svodka_store_up 0.0" in client.get("/metrics").text


def test_it_is_ready_when_the_store_answers(client):
    assert client.get("/readyz").text == "ok"


def test_metrics_count_requests_by_route_and_can_be_parsed(client, told):
    client.get("/v1/facts/none")
    client.request("HEAD", "/v1/facts")
    families = list(text_string_to_metric_families(client.get("/metrics").text))
    samples = {
        (sample.labels["method"], sample.labels["route"], sample.labels["status"]): sample.value
        for family in families
        for sample in family.samples
        if sample.name == "svodka_http_requests_total"
    }
    assert samples[("GET", "/v1/facts/{fact_id}", "404")] == 1
    assert samples[("HEAD", "/v1/facts", "200")] == 1


def test_metrics_tell_what_waits(client, told):
    assert 'svodka_work_items{stage="extract",state="due"}' in client.get("/metrics").text


def test_a_failure_of_ours_is_a_problem_without_its_reason(make_client, store):
    app: FastAPI = create_app(store)

    @app.get("/v1/broken")
    def broken() -> None:
        raise RuntimeError("password=1")

    answer = make_client(app).get("/v1/broken")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "password" not in answer.text


def test_no_page_of_documentation_loads_scripts_from_elsewhere(client):
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404


def test_the_openapi_document_describes_every_address_of_the_api(client):
    paths = client.get("/v1/openapi.json").json()["paths"]
    assert {path for path in paths if path.startswith("/v1")} == {
        "/v1/facts",
        "/v1/facts/{fact_id}",
        "/v1/facts/{fact_id}/evidence",
        "/v1/ratings",
        "/v1/ratings/{rating_id}",
        "/v1/ratings/{rating_id}/editions",
        "/v1/ratings/{rating_id}/history",
        "/v1/ratings/{rating_id}/movers",
        "/v1/regions",
        "/v1/countries",
        "/v1/articles",
        "/v1/articles/{article_id}",
        "/v1/articles/{article_id}/evidence",
        "/v1/events",
        "/v1/sources",
        "/v1/fetches",
        "/v1/deliveries",
        "/v1/deliveries/{delivery_id}",
        "/v1/deliveries/{delivery_id}/replay",
        "/v1/decisions",
        "/v1/channels",
        "/v1/channels/{name}/test",
        "/v1/channels/{name}/resume",
        "/v1/subscriptions",
        "/v1/subscriptions/{name}",
        "/v1/subscriptions/{name}/message",
        "/v1/subscriptions/{name}/backtest",
        "/v1/backtest",
        "/v1/presets",
        "/v1/silences",
        "/v1/silences/{silence_id}",
        "/v1/queries",
        "/v1/queries/{name}",
        "/v1/queries/{name}/token",
        "/v1/stats",
    }


def test_every_reference_in_the_openapi_document_leads_somewhere(client):
    document = client.get("/v1/openapi.json").json()
    references = re.findall(r'"\$ref": ?"#/([^"]+)"', json.dumps(document))
    assert references
    for reference in set(references):
        found = document
        for step in reference.split("/"):
            found = found[step]


def test_a_problem_has_the_form_that_the_openapi_document_describes(client):
    ProblemDocument.model_validate(client.get("/v1/facts?limit=0").json())
    ProblemDocument.model_validate(client.get("/v1/facts/none").json())


def test_a_method_that_an_address_does_not_take_is_answered_with_all_that_it_takes(client):
    answer = client.request("OPTIONS", "/v1/queries/any")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, PUT, DELETE"


def test_the_part_of_a_question_that_is_wrong_is_told_with_its_parameter(client):
    (error,) = client.get("/v1/facts?q=position:x").json()["errors"]
    assert error["parameter"] == "q"
    assert "position:x" in error["detail"]
