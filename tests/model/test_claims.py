"""What identifies a claim and a fact, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from model.articles import Article, article_id, month_of_article, revision_of
from model.claims import claims_of, fact_key
from model.statements import Evidence, Partnership, Percentage, Ranking, Span

PUBLISHED = datetime(2026, 2, 8, 9, 30, tzinfo=UTC)
URL = "https://news.example/1"
SENTENCE = "Вторую строчку заняла Тульская область."


def article(text: str = SENTENCE) -> Article:
    return Article(
        id=article_id(URL, PUBLISHED),
        url=URL,
        source="agency",
        revision=revision_of(None, text),
        title=None,
        text=text,
        published_at=PUBLISHED,
        fetched_at=PUBLISHED,
    )


def evidence(start: int = 0) -> Evidence:
    return Evidence(
        field="text", start=start, end=start + len(SENTENCE), sentence=SENTENCE, rule="ranking/place"
    )


def ranking(**values: object) -> Ranking:
    told = {
        "evidence": evidence(),
        "region": "RU-TUL",
        "subject": "Тульская область",
        "subject_kind": "region",
        "subject_id": "RU-TUL",
        "position": 2,
        "rating_id": "rec-centres",
        "period": "2025",
        "basis": "explicit",
    }
    return Ranking(**{**told, **values})  # type: ignore[arg-type]


def test_a_claim_stays_the_same_when_text_is_put_in_front() -> None:
    moved = replace(
        ranking(),
        evidence=replace(evidence(40), spans=(Span(role="subject", field="text", start=50, end=60),)),
    )

    assert claims_of(article(), (ranking(),))[0].id == claims_of(article(), (moved,))[0].id


def test_another_place_is_another_claim_of_the_same_fact() -> None:
    (second,) = claims_of(article(), (ranking(),))
    (third,) = claims_of(article(), (ranking(position=3),))

    assert second.id != third.id
    assert second.key == third.key


def test_the_same_thing_said_twice_is_one_claim() -> None:
    assert len(claims_of(article(), (ranking(), ranking()))) == 1


def test_a_claim_carries_the_month_of_its_article() -> None:
    (claim,) = claims_of(article(), (ranking(),))

    assert month_of_article(claim.id) == "2026-02"


def test_two_ratings_without_a_name_are_not_one() -> None:
    unnamed = ranking(rating_id=None)

    assert fact_key(unnamed, "2026-02.a") != fact_key(unnamed, "2026-02.b")


def test_another_region_is_another_fact_however_alike_the_sentences() -> None:
    """Similarity of texts says otherwise: 0.88 for these, 0.58 for one fact in other words."""
    other = ranking(region="RU-SMO", subject="Смоленская область", subject_id="RU-SMO")
    assert fact_key(ranking(), "a") != fact_key(other, "a")
    assert fact_key(ranking(), "a") == fact_key(ranking(evidence=evidence(40)), "b")


def test_two_scopes_are_two_facts() -> None:
    assert fact_key(ranking(), "2026-02.a") != fact_key(ranking(scope="ЦФО"), "2026-02.a")


def test_figures_that_tell_what_they_are_of_meet_in_one_fact() -> None:
    figure = Percentage(
        evidence=evidence(),
        value=14.5,
        unit="percent",
        direction="up",
        region="RU-TUL",
        metric="экспорт",
        period="2025",
    )

    assert fact_key(figure, "2026-02.a") == fact_key(replace(figure, value=15.0), "2026-02.b")


def test_figures_that_do_not_tell_stay_with_their_article() -> None:
    figure = Percentage(evidence=evidence(), value=14.5, unit="percent", direction="up")

    assert fact_key(figure, "2026-02.a") != fact_key(figure, "2026-02.b")
    assert fact_key(figure, "2026-02.a") != fact_key(replace(figure, value=3.0), "2026-02.a")


LONG = "По итогам года экспорт региона вырос на 14,5 процента."


def said(sentence: str) -> Percentage:
    told = Evidence(field="text", start=0, end=len(sentence), sentence=sentence, rule="percentage/growth")
    return Percentage(evidence=told, value=14.5, unit="percent", direction="up", metric="экспорт")


def test_a_figure_that_does_not_tell_all_is_one_with_those_of_its_sentence_in_its_month() -> None:
    figure = said(LONG)

    assert fact_key(figure, "2026-02.a") == fact_key(said(LONG.upper() + " "), "2026-02.b")
    assert fact_key(figure, "2026-02.a") != fact_key(figure, "2026-03.a")
    assert fact_key(figure, "2026-02.a") != fact_key(replace(figure, value=3.0), "2026-02.a")
    assert fact_key(figure, "2026-02.a") != fact_key(said("Со слов губернатора: " + LONG), "2026-02.b")


def test_a_partnership_is_one_fact_whoever_tells_it() -> None:
    partnership = Partnership(evidence=evidence(), region="RU-TUL", country="CN", relation="trade")

    assert fact_key(partnership, "2026-02.a") == fact_key(partnership, "2026-03.b")
