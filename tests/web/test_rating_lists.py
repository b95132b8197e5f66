"""The list of ratings is read once for all pages, until something happens or it gets old."""

from __future__ import annotations

import pytest

from extractors.registries import shipped_registries
from model.ledger import Rating
from web.names import names_of
from web.pages import rating_lists
from web.pages.rating_lists import RatingLists


class Holding:
    """A store with ratings that counts how often they are read."""

    def __init__(self, count):
        self.found = tuple(
            Rating(
                id=f"r{number:04}",
                name=f"Рейтинг {number:04}",
                publisher=None,
                provisional=False,
                periods=(str(2000 + number % 20),),
            )
            for number in range(count)
        )
        self.position, self.reads = "1", 0

    @property
    def events(self):
        return self

    @property
    def ratings(self):
        return self

    def last_position(self):
        return self.position

    def list(self):
        self.reads += 1
        return self.found


@pytest.fixture
def lists_of():
    names = names_of(shipped_registries())
    return lambda held, seconds=60: RatingLists(held, names, seconds=seconds)


def test_they_are_read_once_until_something_happens(lists_of):
    held = Holding(3)
    lists = lists_of(held)
    for _ in range(3):
        assert len(lists.of("ru").newest) == len(lists.of("en").offered) == 3
    assert held.reads == 1
    held.found, held.position = held.found[:2], "2"
    assert len(lists.of("ru").newest) == 2
    assert held.reads == 2


def test_they_are_read_anew_when_they_are_old(lists_of):
    held = Holding(3)
    lists = lists_of(held, seconds=0)
    assert lists.of("ru").newest
    held.found = ()
    assert lists.of("ru").newest == ()


def test_of_many_those_with_the_newest_editions_are_offered_by_name(lists_of, monkeypatch):
    monkeypatch.setattr(rating_lists, "OFFERED", 5)
    held = Holding(40)
    lists = lists_of(held)
    offered = lists.of("ru").offered
    assert [line.id for line in offered] == ["r0017", "r0018", "r0019", "r0038", "r0039"]
    assert len(lists.of("ru").newest) == 40


def test_the_name_of_any_can_be_asked_for(lists_of):
    held = Holding(2)
    assert lists_of(held).of("ru").name("r0001") == "Рейтинг 0001"
    assert lists_of(held).of("ru").name("none") == "none"
