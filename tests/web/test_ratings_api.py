from __future__ import annotations

from web.api.documents import EditionsDocument, RatingsDocument


def test_ratings_are_listed_with_the_periods_of_their_editions(client, told):
    answer = client.get("/v1/ratings").json()
    RatingsDocument.model_validate(answer)
    ratings = {rating["id"]: rating for rating in answer["ratings"]}
    assert ratings["rec-export-centres"]["periods"] == ["2024", "2025"]
    assert (ratings["rec-export-centres"]["provisional"], ratings["~climate"]["provisional"]) == (False, True)


def test_one_rating_by_its_id(client, told):
    assert client.get("/v1/ratings/rec-export-centres").json()["id"] == "rec-export-centres"


def test_editions_come_newest_last_with_the_best_places_first(client, told):
    answer = client.get("/v1/ratings/rec-export-centres/editions").json()
    EditionsDocument.model_validate(answer)
    assert [edition["period"] for edition in answer["editions"]] == ["2024", "2025"]
    newest = answer["editions"][-1]["places"]
    assert [place["position"] for place in newest[:4]] == [1, 2, 3, 4]
    assert {place["subject_id"]: place["previous"] for place in newest}["RU-SMO"] == 5


def test_only_the_newest_editions_where_a_limit_says_so(client, told):
    editions = client.get("/v1/ratings/rec-export-centres/editions?limit=1").json()["editions"]
    assert [edition["period"] for edition in editions] == ["2025"]


def test_the_editions_of_an_unknown_rating_are_not_found(client):
    assert client.get("/v1/ratings/none/editions").status_code == 404
