from __future__ import annotations

from datetime import UTC, datetime

from extractors.registries.loading import shipped_registries
from model.ledger import Edition, Place
from web.catalogue import words
from web.names import names_of
from web.pages.comparing import comparison, highlights

NAMES = names_of(shipped_registries())


def stands(subject, position, **told):
    values = {
        "subject_id": subject,
        "subject": subject,
        "region": None,
        "scope": "",
        "position_to": None,
        "score": None,
        "previous_told": None,
        "previous_stored": None,
        "change_told": None,
        "basis": "explicit",
        "status": "single_source",
        "fact_id": f"f-{subject}",
    }
    return Place(**{**values, "position": position, **told})


def edition(period, *places):
    at = datetime(2026, 2, 8, tzinfo=UTC)
    return Edition(rating_id="r", period=period, places=places, first_published_at=at)


def compare(newest, before=None):
    return comparison(newest, before, NAMES, words("ru"))


def test_who_rose_and_who_fell_the_largest_move_first():
    before = edition("2024", stands("а", 1), stands("б", 2), stands("в", 3), stands("г", 9))
    after = edition("2025", stands("г", 1), stands("в", 2), stands("а", 3), stands("б", 4))
    compared = compare(after, before)
    assert [line.subject for line in compared.risen] == ["Г", "В"]
    assert [line.subject for line in compared.fallen] == ["А", "Б"]


def test_the_place_before_that_only_the_news_tells_is_called_that():
    compared = compare(edition("2025", stands("а", 2, previous_told=5)))
    ((_, (line,)),) = compared.tables
    assert (line.before, line.before_told) == ("5", True)
    assert [line.subject for line in compared.risen] == ["А"]


def test_our_own_record_goes_before_what_the_news_tells():
    compared = compare(edition("2025", stands("а", 2, previous_told=5)), edition("2024", stands("а", 4)))
    ((_, (line,)),) = compared.tables
    assert (line.before, line.before_told) == ("4", False)


def test_a_subject_that_is_not_told_any_more_stays_in_the_table_without_a_place():
    compared = compare(edition("2025", stands("а", 1)), edition("2024", stands("а", 1), stands("б", 2)))
    ((_, lines),) = compared.tables
    assert [(line.subject, line.badge is None, line.before) for line in lines] == [
        ("А", False, "1"),
        ("Б", True, "2"),
    ]
    assert lines[1].move is None


def test_a_subject_that_was_not_there_before_has_no_movement():
    compared = compare(edition("2025", stands("а", 1)), edition("2024"))
    assert not compared.compared
    assert not compared.risen


def test_a_group_is_no_place_to_move_from():
    compared = compare(edition("2025", stands("а", 4)), edition("2024", stands("а", 1, position_to=10)))
    assert not compared.compared


def test_places_in_a_district_are_a_table_of_their_own_behind_the_whole():
    compared = compare(edition("2025", stands("а", 9, scope="CFO"), stands("а", 23)))
    assert [scope for scope, _ in compared.tables] == ["", "Центральный федеральный округ"]


def test_highlights_are_the_first_of_the_whole_comparison():
    before = edition("2024", *(stands(letter, number) for number, letter in enumerate("абвгдежз", 1)))
    others = (stands("м", 1, scope="Округ"), stands("н", None), stands("о", 9, position_to=10))
    after = edition("2025", *(stands(letter, number) for number, letter in enumerate("звабгдк", 1)), *others)
    compared = compare(after, before)
    leaders, moves = highlights(after, before, NAMES, words("ru"), leaders=3, moves=2)
    assert leaders == tuple(line for line in compared.tables[0][1] if line.badge)[:3]
    assert moves == (*compared.risen[:2], *compared.fallen[:2])
    assert [line.subject for line in moves] == ["З", "В", "А", "Б"]


def test_who_leads_only_a_district_is_not_shown_as_the_leader_of_the_whole():
    """The edition before told the whole rating, this one only the places in a district."""
    before, after = edition("2024", stands("а", 1)), edition("2025", stands("б", 1, scope="Округ"))
    assert highlights(after, before, NAMES, words("ru"), leaders=3, moves=2) == ((), ())
