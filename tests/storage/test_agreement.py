"""What the claims of one fact come to: status, shown claim, independence."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from storage.agreement import agreement, compatible, independent

DAY = timedelta(days=1)


def test_one_text_is_a_single_source(statements):
    assert agreement([statements.claim(statements.ranking())]).status == "single_source"


def test_two_texts_corroborate_each_other(statements):
    claims = [statements.claim(statements.ranking(), name) for name in "ab"]
    assert agreement(claims).status == "corroborated"


def test_reprints_of_one_text_count_once(statements):
    claims = [statements.claim(statements.ranking(), name, signature="00ff00ff00ff00ff") for name in "abc"]
    assert agreement(claims).status == "single_source"


@pytest.mark.parametrize(("other", "families"), [("00ff00ff00ff00c0", 1), ("00ff00ff00ff0080", 2)])
def test_texts_are_one_up_to_six_bits_of_difference(statements, other, families):
    claims = [
        statements.claim(statements.ranking(), name, signature=signature)
        for name, signature in (("a", "00ff00ff00ff00ff"), ("b", other))
    ]
    assert len(independent(claims)) == families


def test_places_that_cannot_both_be_true_conflict(statements):
    claims = [statements.claim(statements.ranking(position=place), f"a{place}") for place in (2, 3)]
    assert agreement(claims).status == "conflicting"


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ({"position": 2}, {"position": 2}, True),
        ({"position": 2}, {"position": 3}, False),
        ({"position": 2}, {"position": 1, "position_to": 10, "basis": "group"}, True),
        ({"position": 12}, {"position": 1, "position_to": 10, "basis": "group"}, False),
        ({"position": 2}, {"position": None, "change": 3}, True),
        ({"position": 5, "position_to": 7}, {"position": 7}, True),
    ],
)
def test_places_fit_when_their_ranges_overlap(statements, one, other, fits):
    assert compatible(statements.ranking(**one), statements.ranking(**other)) is fits


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ((8, None), (8, None), True),
        ((8, None), (8.4, None), False),
        ((8, "over"), (8.4, None), True),
        ((8, "under"), (8.4, None), False),
        ((8, "about"), (8.3, None), True),
        ((8, "about"), (9, None), False),
    ],
)
def test_figures_fit_within_what_is_told_of_them(statements, one, other, fits):
    first, second = (statements.percentage(value, approx=approx) for value, approx in (one, other))
    assert compatible(first, second) is fits


def test_a_number_is_shown_before_a_list_and_a_list_before_a_group(statements):
    told = [
        statements.claim(statements.ranking(basis="explicit"), "a"),
        statements.claim(statements.ranking(basis="listed"), "b", published_at=statements.noon + DAY),
        statements.claim(
            statements.ranking(position=1, position_to=5, basis="group"),
            "c",
            published_at=statements.noon + 2 * DAY,
        ),
    ]
    assert agreement(told).shown is told[0]
    assert agreement(told[1:]).shown is told[1]


def test_of_equals_the_newest_is_shown(statements):
    older = statements.claim(statements.ranking(), "a")
    newer = statements.claim(statements.ranking(position=3), "b", published_at=statements.noon + DAY)
    assert agreement([newer, older]).shown is newer


def corrected(statements):
    """An article that said 3 and now says 2."""
    wrong = statements.claim(
        statements.ranking(position=3), "a", signature="a" * 16, withdrawn_at=statements.noon + DAY
    )
    right = statements.claim(
        statements.ranking(position=2), "a", signature="5" * 16, seen_at=statements.noon + DAY
    )
    return wrong, right


def test_an_article_that_corrects_itself_corrects_the_fact(statements):
    agreed = agreement(corrected(statements))
    assert (agreed.status, agreed.shown.statement.position) == ("corrected", 2)


def test_a_reprint_of_the_text_before_its_correction_is_no_conflict(statements):
    reprint = statements.claim(
        statements.ranking(position=3), "b", signature="a" * 16, published_at=statements.noon + 3 * DAY
    )
    agreed = agreement([*corrected(statements), reprint])
    assert (agreed.status, agreed.shown.statement.position) == ("corrected", 2)


def test_a_text_of_its_own_that_keeps_the_old_place_is_a_conflict(statements):
    other = statements.claim(statements.ranking(position=3), "b")
    assert agreement([*corrected(statements), other]).status == "conflicting"


def test_a_fact_that_nobody_claims_any_more_is_withdrawn(statements):
    gone = statements.claim(statements.ranking(), withdrawn_at=statements.noon + DAY)
    assert agreement([gone]).status == "withdrawn"


def test_the_order_of_claims_does_not_matter(statements):
    claims = [*corrected(statements), statements.claim(statements.ranking(position=4), "c")]
    assert len({str(agreement(order)) for order in permutations(claims)}) == 1
