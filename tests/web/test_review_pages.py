"""The review desk decides, and takes back; dossiers are files to take away."""

from __future__ import annotations

import io
import zipfile

import pytest
from bs4 import BeautifulSoup

from web.app import create_app

HERE = {"host": "127.0.0.1", "sec-fetch-site": "same-origin"}


@pytest.fixture
def desk(make_client, told):
    return make_client(create_app(told))


def test_a_provisional_rating_waits_until_it_is_kept(desk, told):
    assert "~climate" in desk.get("/review", **HERE).text
    assert desk.post("/review", {"decision": "keep", "rating": "~climate"}, **HERE).status_code == 303
    assert "~climate" not in [one.rating.id for one in told.reviewing.queue()]


def test_two_names_of_one_rating_are_merged_and_parted_again(desk, told):
    form = {"decision": "merge", "rating": "~climate", "into": "asi-investment-climate"}
    assert desk.post("/review", form, **HERE).status_code == 303
    (decision,) = told.reviewing.decisions()
    assert (decision.kind, decision.into) == ("merge", "asi-investment-climate")
    assert desk.post("/review", {"decision": "undo", "id": decision.id}, **HERE).status_code == 303
    assert told.reviewing.decisions()[0].undone_at is not None


def test_a_name_is_tied_to_a_rating(desk, told):
    form = {"decision": "alias", "name": " Рейтинг климата ", "into": "asi-investment-climate"}
    assert desk.post("/review", form, **HERE).status_code == 303
    (decision,) = told.reviewing.decisions()
    assert (decision.kind, decision.name, decision.into) == (
        "alias",
        "Рейтинг климата",
        "asi-investment-climate",
    )
    assert "Рейтинг климата" in desk.get("/review?lang=ru", **HERE).text


def test_a_name_is_split_off_and_goes_back(desk, told):
    (pending,) = (one for one in told.reviewing.queue() if one.rating.id == "~climate")
    form = {"decision": "split", "rating": "~climate", "name": pending.names[0]}
    assert desk.post("/review", form, **HERE).status_code == 303
    (decision,) = told.reviewing.decisions()
    assert (decision.kind, decision.name) == ("split", pending.names[0])
    assert desk.post("/review", {"decision": "undo", "id": decision.id}, **HERE).status_code == 303


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"decision": "merge", "rating": "~climate", "into": "nowhere"}, 422),
        ({"decision": "keep", "rating": "nowhere"}, 422),
        ({"decision": "undo", "id": "nowhere"}, 422),
        ({"decision": "burn"}, 404),
        ({"decision": "alias", "name": " ", "into": "asi-investment-climate"}, 404),
        ({"decision": "alias", "name": "рейтинг", "into": "nowhere"}, 422),
        ({"decision": "split", "rating": "~climate", "name": "как не зовут"}, 422),
    ],
)
def test_a_decision_that_cannot_be_is_refused_with_the_reason(desk, told, form, status):
    assert desk.post("/review", form, **HERE).status_code == status
    assert told.reviewing.decisions() == ()


def test_a_decision_of_another_site_is_refused(desk, told):
    form = {"decision": "keep", "rating": "~climate"}
    assert desk.post("/review", form, host="127.0.0.1", sec_fetch_site="cross-site").status_code == 403
    assert told.reviewing.decisions() == ()


@pytest.mark.parametrize("address", ["/regions/RU-SMO/dossier.md", "/ratings/rec-export-centres/dossier.md"])
def test_a_dossier_is_markdown_with_its_citations(desk, address):
    answer = desk.get(f"{address}?lang=ru")
    assert answer.headers["content-type"].startswith("text/markdown")
    assert "attachment" in answer.headers["content-disposition"]
    assert "https://agency.example/2026/export" in answer.text


def test_a_dossier_is_a_spreadsheet_too(desk):
    answer = desk.get("/regions/RU-SMO/dossier.xlsx")
    assert zipfile.is_zipfile(io.BytesIO(answer.content))


@pytest.mark.parametrize(
    "address", ["/regions/RU-XXX/dossier.md", "/ratings/nowhere/dossier.md", "/regions/RU-SMO/dossier.pdf"]
)
def test_there_is_no_other_dossier(desk, address):
    assert desk.get(address).status_code in (404, 422)


def test_the_page_of_a_region_leads_to_its_dossier(desk):
    page = BeautifulSoup(desk.get("/regions/RU-SMO?lang=en").text, "lxml")
    assert any(a["href"].startswith("/regions/RU-SMO/dossier.md") for a in page.select(".chips a"))
