"""Who passed whom: only those who changed sides, and only by places that are told in both editions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extractors.registries.loading import shipped_registries
from model.ledger import Edition, Place
from web.catalogue import words
from web.names import names_of
from web.pages.overtaking import overtakings

NAMES = names_of(shipped_registries())


def edition(period, **places):
    told = tuple(
        Place(
            subject_id=f"RU-{code}",
            subject=NAMES.name(f"RU-{code}", "ru"),
            region=f"RU-{code}",
            scope="",
            position=position,
            position_to=None,
            score=None,
            previous_told=None,
            previous_stored=None,
            change_told=None,
            basis="explicit",
            status="single_source",
            fact_id=f"fact-{code}",
        )
        for code, position in places.items()
    )
    return Edition(
        rating_id="r", period=period, first_published_at=datetime(2026, 1, 1, tzinfo=UTC), places=told
    )


def passed(before, newest, who="RU-TUL"):
    (found,) = overtakings(newest, before, "", [who], NAMES, words("en"))
    return found


def test_those_who_changed_sides_passed_each_other():
    found = passed(edition("2024", TUL=3, SMO=4, TA=2, MOW=1), edition("2025", TUL=3, SMO=2, TA=4, MOW=1))
    assert [one.name for one in found.passed_by] == ["Smolensk Oblast"]
    assert [one.name for one in found.passed] == ["Republic of Tatarstan"]
    assert (found.passed_by[0].before, found.passed_by[0].now) == (4, 2)


def test_nobody_is_said_to_have_passed_where_a_place_is_not_told():
    found = passed(edition("2024", TUL=3), edition("2025", TUL=5, SMO=4))
    assert (found.passed_by, found.passed) == ((), ())
    assert found.move is not None


@pytest.mark.parametrize("before", [None, edition("2024", SMO=1)])
def test_without_a_place_before_there_is_nothing_to_compare(before):
    assert passed(before, edition("2025", TUL=2, SMO=3)).move is None


def test_only_subjects_of_the_edition_are_told_of():
    assert overtakings(edition("2025", TUL=2), None, "", ["RU-SMO", "nobody"], NAMES, words("ru")) == ()
