"""What a page says of itself by schema.org, however it wraps and breaks it."""

from __future__ import annotations

import json

import pytest

from crawler.pages import page_of
from crawler.readers.structured import json_ld_parts, json_ld_text

TEXT = "Смоленская область заняла второе место в рейтинге центров поддержки экспорта за 2025 год."
NODE = {"@type": "NewsArticle", "headline": "Смоленск второй", "articleBody": TEXT}
SPELLED = json.dumps(NODE, ensure_ascii=False)


def read(*scripts: str) -> tuple[str | None, str | None]:
    """The title and the text that the scripts tell."""
    said = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    page = page_of(f"<html><head>{said}</head><body></body></html>".encode(), url="https://news.example/1")
    parts = json_ld_parts(page)
    return (parts.title if parts else None), json_ld_text(page)


@pytest.mark.parametrize(
    "wrapped",
    [
        NODE,
        [{"@type": "WebSite", "name": "Агентство"}, NODE],
        {"@context": "https://schema.org", "@graph": [{"@type": "Organization", "name": "А"}, NODE]},
        {"@type": "WebPage", "mainEntity": NODE},
        {"@type": "BreadcrumbList", "mainEntityOfPage": {"@graph": NODE}},
        {**NODE, "@type": ["Thing", "https://schema.org/NewsArticle"]},
    ],
    ids=["at the top", "in a list", "in a graph", "as the main entity", "in both", "of several types"],
)
def test_the_article_is_found_wherever_it_stands(wrapped):
    assert read(json.dumps(wrapped)) == ("Смоленск второй", TEXT)


@pytest.mark.parametrize(
    "script",
    [
        SPELLED.replace('"}', '",\n}'),
        SPELLED.replace("Смоленск второй", "Смоленск\nвторой"),
        f"<!--\n{SPELLED}\n-->",
        f"//<![CDATA[\n{SPELLED}\n//]]>",
        f"window.article = {SPELLED};",
        SPELLED + SPELLED,
    ],
    ids=["a comma too many", "a raw line break", "a comment", "CDATA", "a statement", "one behind another"],
)
def test_a_broken_description_is_mended(script):
    assert read(script) == ("Смоленск второй", TEXT)


def test_a_description_beyond_mending_does_not_spoil_the_others():
    assert read('{"@type": "NewsArticle", "headline": ', "[" * 100_000, SPELLED) == ("Смоленск второй", TEXT)


def test_of_several_articles_the_fullest_is_the_one_of_the_page():
    teaser = {"@type": "NewsArticle", "headline": "Другая новость", "articleBody": TEXT[:20]}
    assert read(json.dumps(teaser), SPELLED, json.dumps(teaser)) == ("Смоленск второй", TEXT)


def test_the_agency_is_told_by_the_organization_behind_the_article():
    node = {**NODE, "sourceOrganization": {"@type": "Organization", "name": "ТАСС"}}
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    parts = json_ld_parts(page_of(script.encode(), url="https://news.example/1"))
    assert parts is not None
    assert parts.agency == "ТАСС"
