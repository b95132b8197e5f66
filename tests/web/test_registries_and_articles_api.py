from __future__ import annotations

from web.api.documents import ArticleDocument, CountriesDocument, RegionsDocument


def test_all_regions_are_listed_by_name(client):
    answer = client.get("/v1/regions").json()
    RegionsDocument.model_validate(answer)
    assert len(answer["regions"]) == 89
    assert [region["name"] for region in answer["regions"]] == sorted(
        region["name"] for region in answer["regions"]
    )


def test_countries_are_listed_with_their_codes(client):
    answer = client.get("/v1/countries").json()
    CountriesDocument.model_validate(answer)
    assert {"code": "EG", "name": "Египет", "name_en": "Egypt"} in answer["countries"]


def test_an_article_comes_with_its_text_and_its_revisions(client, told):
    (fact,) = client.get("/v1/facts?kind=percentage").json()["facts"]
    answer = client.get(f"/v1/articles/{fact['claims'][0]['article']}").json()
    ArticleDocument.model_validate(answer)
    assert answer["text"][fact["start"] : fact["end"]] == fact["sentence"]
    assert answer["revisions"] == [answer["revision"]]
