"""What is made without checks is what the constructor makes."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from model.claims import Claim, Fact, FactKey
from model.ledger import Place
from model.statements import Evidence, Partnership, Percentage, Ranking, Span
from model.unchecked import unchecked

FIELDS = {
    Span: "role field start end",
    Evidence: "field start end sentence rule spans",
    Ranking: "evidence region subject subject_kind subject_id position position_to previous change score"
    " total period rating rating_id publisher scope basis",
    Percentage: "evidence value value_to unit direction approx region metric period",
    Partnership: "evidence region country relation",
    Claim: "id article_id revision url source title signature published_at seen_at statement withdrawn_at",
    Fact: "id status shown period claims flags made_key",
    FactKey: "kind subject rating scope period",
    Place: "subject_id subject region scope position position_to score previous_told previous_stored"
    " change_told basis status fact_id",
}


@pytest.mark.parametrize("kind", FIELDS)
def test_records_are_in_the_order_of_these_fields(kind):
    """A field that is moved would change what stored records mean."""
    assert [field.name for field in fields(kind)] == FIELDS[kind].split()


def test_it_equals_what_the_constructor_makes_and_is_as_frozen():
    told = Percentage(
        evidence=Evidence(field="text", start=3, end=7, sentence="Тула", rule="percentage/growth"),
        value=14.5,
        unit="percent",
        direction="up",
    )
    made = unchecked(Percentage)(*(getattr(told, field.name) for field in fields(Percentage)))
    assert made == told
    assert hash(made) == hash(told)
    assert type(made) is Percentage
    with pytest.raises(FrozenInstanceError):
        made.value = 1


def test_a_field_too_few_is_refused():
    with pytest.raises(TypeError):
        unchecked(Span)("subject", "text", 1)
