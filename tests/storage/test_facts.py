"""Questions to the facts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from model.errors import InvalidQuery
from storage import posing
from storage.asking import parse_question
from storage.facts import FactQuery

DAY = timedelta(days=1)


def ids(page):
    return [fact.id for fact in page.facts]


@pytest.fixture
def many(newsroom, statements):
    """25 articles over three months, each of a day of its own, with three facts each."""
    for number in range(25):
        article = newsroom.article(f"n{number}", published_at=statements.noon - 3 * number * DAY)
        newsroom.publish(
            article,
            statements.ranking(f"RU-{number:03d}", number + 1, period=str(2000 + number)),
            statements.percentage(number, region=f"RU-{number:03d}"),
            statements.partnership("CN" if number % 2 else "BY", f"RU-{number:03d}"),
        )


def test_pages_give_every_fact_once_newest_first(store, many):
    found, after = [], None
    while True:
        page = store.facts.find(FactQuery(limit=7, after=after))
        found += page.facts
        after = page.next
        if after is None:
            break
    assert len({fact.id for fact in found}) == len(found) == 75
    days = [fact.published_at for fact in found]
    assert days == sorted(days, reverse=True)
    assert found == list(store.facts.every(FactQuery()))


def test_a_page_stays_right_while_facts_are_written(store, many, newsroom, statements):
    whole = ids(store.facts.find(FactQuery(limit=100)))
    first = store.facts.find(FactQuery(limit=10))
    newsroom.publish(newsroom.article("newer", published_at=statements.noon + DAY), statements.ranking())
    rest = store.facts.find(FactQuery(limit=100, after=first.next))
    assert ids(first) + ids(rest) == whole


def test_months_that_come_and_go_are_seen_by_who_asked_before(store, many, newsroom, statements):
    """Which months there are is remembered, and looked after with each question."""
    before = ids(store.facts.find(FactQuery(limit=100)))
    newer, older = statements.noon + 40 * DAY, statements.noon - 400 * DAY
    newsroom.publish(newsroom.article("newer", published_at=newer), statements.ranking("RU-NEW", 1))
    newsroom.publish(newsroom.article("older", published_at=older), statements.ranking("RU-OLD", 1))
    found = store.facts.find(FactQuery(limit=100)).facts
    assert [fact.id for fact in found[1:-1]] == before
    assert [found[0].shown.title, found[-1].shown.title] == ["newer", "older"]
    store.pruning.prune(f"{older:%Y-%m}")
    assert ids(store.facts.find(FactQuery(limit=100))) == [fact.id for fact in found[:-1]]


@pytest.mark.parametrize("at_most", [1, 9, 30])
def test_who_looks_at_few_entries_at_a_time_finds_the_same(store, many, monkeypatch, at_most):
    """Each round of a question keeps Redis busy for so many entries, and the next goes on behind it."""
    asked = [
        FactQuery(limit=100),
        FactQuery(country="CN", limit=9),
        FactQuery(position_from=10),
        FactQuery(text="."),
    ]
    before = [store.facts.find(query) for query in asked]
    counted = store.facts.counts(FactQuery(), "region")
    monkeypatch.setattr(posing, "MOST_ENTRIES", at_most)
    assert [store.facts.find(query) for query in asked] == before
    assert store.facts.counts(FactQuery(), "region") == counted


def test_a_question_that_the_server_forgot_is_taught_again(redis, store, many):
    before = store.facts.find(FactQuery(region="RU-003"))
    redis.script_flush()
    assert store.facts.find(FactQuery(region="RU-003")) == before


@pytest.mark.parametrize(
    ("told", "count"),
    [
        ({}, 75),
        ({"kind": "ranking"}, 25),
        ({"country": "CN"}, 12),
        ({"region": "RU-003"}, 3),
        ({"region": "RU-003", "kind": "percentage"}, 1),
        ({"region": "RU-003", "country": "BY"}, 0),
        ({"rating": "export-centres"}, 25),
        ({"rating": "export-centres", "period": "2003"}, 1),
        ({"rating": "unknown"}, 0),
        ({"publisher": "рэц"}, 25),
        ({"publisher": "РЭЦ", "region": "RU-003"}, 1),
        ({"period": "2003"}, 1),
        ({"period": "2025"}, 25),
        ({"period": "200"}, 0),
        ({"status": "single_source"}, 75),
        ({"status": "single_source", "region": "RU-003"}, 3),
        ({"status": "withdrawn"}, 0),
        ({"date_from": date(2026, 2, 8)}, 3),
        ({"date_from": date(2026, 2, 5), "date_to": date(2026, 2, 5), "kind": "ranking"}, 1),
        ({"date_to": date(2025, 11, 30)}, 3),
        ({"date_from": date(2026, 2, 1), "date_to": date(2026, 1, 1)}, 0),
        ({"region": "RU-003", "date_to": date(2025, 1, 1)}, 0),
    ],
)
def test_conditions_are_joined_by_and(store, many, told, count):
    assert len(store.facts.find(FactQuery(**told, limit=100)).facts) == count


@pytest.mark.parametrize("told", [{"after": "nonsense"}, {"after": "1_2"}, {"limit": 0}])
def test_a_question_that_cannot_be_asked_names_the_part(told):
    with pytest.raises(InvalidQuery) as caught:
        FactQuery(**told)
    assert caught.value.part == str(next(iter(told.values())))


def test_a_fact_is_found_by_its_status_as_it_changes(newsroom, store, clock, statements):
    newsroom.publish(newsroom.article(text="1"), statements.ranking(position=3))
    clock.pass_seconds(60)
    newsroom.publish(newsroom.article(text="2"), statements.ranking(position=2))
    assert ids(store.facts.find(FactQuery(status="single_source"))) == []
    assert len(ids(store.facts.find(FactQuery(status="corrected")))) == 1
    clock.pass_seconds(60)
    newsroom.publish(newsroom.article(text="3"))
    assert len(ids(store.facts.find(FactQuery(status="withdrawn")))) == 1
    assert len(ids(store.facts.find(FactQuery()))) == 1


def test_a_fact_moves_to_the_month_of_an_older_report(newsroom, store, statements):
    newsroom.publish(newsroom.article("a"), statements.ranking())
    newsroom.publish(newsroom.article("b", published_at=statements.noon - 20 * DAY), statements.ranking())
    (fact,) = store.facts.find(FactQuery()).facts
    assert fact.published_at == statements.noon - 20 * DAY
    assert ids(store.facts.find(FactQuery(date_to=date(2026, 1, 31)))) == [fact.id]
    assert ids(store.facts.find(FactQuery(date_from=date(2026, 2, 1)))) == []


def test_a_fact_is_got_by_its_id(newsroom, store, statements):
    newsroom.publish(newsroom.article(), statements.ranking())
    (fact,) = store.facts.find(FactQuery()).facts
    assert store.facts.get(fact.id) == fact
    assert store.facts.get("0" * 16 + "." + "0" * 16) is None
    assert store.facts.get("v") is None


def test_as_of_a_day_facts_are_what_was_known_then(newsroom, store, clock, statements):
    first_day = clock().date()
    newsroom.publish(newsroom.article(text="1"), statements.ranking(position=3))
    clock.now += DAY
    newsroom.publish(newsroom.article(text="2"), statements.ranking(position=2))
    clock.now += DAY
    newsroom.publish(newsroom.article("b"), statements.ranking(position=2))

    def known(day):
        facts = store.facts.find(FactQuery(as_of=day)).facts
        return [(fact.statement.position, fact.status) for fact in facts]

    assert known(first_day - DAY) == []
    assert known(first_day) == [(3, "single_source")]
    assert known(first_day + DAY) == [(2, "corrected")]
    assert known(first_day + 2 * DAY) == [(2, "corroborated")]
    assert store.facts.find(FactQuery(as_of=first_day, status="corrected")).facts == ()


@pytest.mark.parametrize(
    ("told", "by", "counts"),
    [
        ({}, "kind", [("partnership", 25), ("percentage", 25), ("ranking", 25)]),
        ({"country": "CN"}, "kind", [("partnership", 12)]),
        ({"kind": "ranking"}, "rating", [("export-centres", 25)]),
        ({}, "rating", [(None, 50), ("export-centres", 25)]),
        ({}, "status", [("single_source", 75)]),
        ({"position_to": 2}, "region", [("RU-000", 1), ("RU-001", 1)]),
        ({"region": "RU-003"}, "period", [("2003", 1), ("2025", 1), (None, 1)]),
        ({"without": ("single_source",)}, "kind", []),
        ({"date_from": date(2026, 2, 8)}, "region", [("RU-000", 3)]),
    ],
)
def test_facts_are_counted_by_a_facet(store, many, told, by, counts):
    assert store.facts.counts(FactQuery(**told), by) == counts


@pytest.mark.parametrize("by", ["kind", "region", "rating", "status", "period"])
def test_the_indexes_count_what_the_records_count(store, many, by):
    by_index = store.facts.counts(FactQuery(), by)
    assert store.facts.counts(FactQuery(source="n1"), by) != by_index
    # Every sentence has a full stop: a condition without an index, and all facts fit.
    assert store.facts.counts(FactQuery(text="."), by) == by_index


def test_the_best_places_come_first_and_facts_without_one_never(newsroom, store, statements):
    newsroom.publish(
        newsroom.article("a"),
        statements.ranking("RU-A", 3),
        statements.ranking("RU-B", 1, position_to=10),
        statements.ranking("RU-C", 1),
        statements.ranking("RU-D", None, change=2),
        statements.percentage(),
    )
    best = store.facts.best(FactQuery(), 10)
    assert [fact.key.subject for fact in best] == ["RU-C", "RU-B", "RU-A"]
    assert [fact.key.subject for fact in store.facts.best(FactQuery(), 1)] == ["RU-C"]


def test_a_place_is_found_as_it_is_now(newsroom, store, clock, statements):
    newsroom.publish(newsroom.article(text="1"), statements.ranking(position=3))
    clock.pass_seconds(60)
    newsroom.publish(newsroom.article(text="2"), statements.ranking(position=12))
    assert store.facts.find(FactQuery(position_to=10)).facts == ()
    assert len(store.facts.find(FactQuery(position_from=11)).facts) == 1
    assert len(store.facts.find(FactQuery(position_to=10, as_of=clock().date())).facts) == 0


@pytest.mark.parametrize("count", [3, 520])
def test_what_several_conditions_lead_to_is_found_however_many_there_are(newsroom, store, statements, count):
    """A long list of numbers is intersected in another way than a short one."""
    newsroom.publish(
        newsroom.article("mixed"),
        *(statements.ranking(f"RU-{n}", n, region="RU-SMO", period="2025") for n in range(1, count + 1)),
        *(statements.ranking(f"RU-{n}", n, region="RU-TUL", period="2025") for n in range(600, 640)),
        *(statements.ranking(f"RU-{n}", n, region="RU-SMO", period="2024") for n in range(700, 740)),
    )
    found = store.facts.find(parse_question("region:RU-SMO period:2025", limit=1_000)).facts
    assert sorted(fact.statement.position for fact in found) == list(range(1, count + 1))


def test_the_head_of_a_page_is_the_page_of_fewer_facts(store, many):
    page = store.facts.find(FactQuery(limit=50))
    head = page.head(2)
    assert head == store.facts.find(FactQuery(limit=2))
    assert page.head(50) == page


def test_the_newest_of_many_in_a_month_come_page_by_page(newsroom, store, statements):
    """More than twice a page: only the newest of them are put in order. Some have one date."""
    for number in range(40):
        at = statements.noon.replace(day=1) + (number * 7 % 40 // 2) * timedelta(hours=3)
        newsroom.publish(
            newsroom.article(f"n{number}", published_at=at), statements.partnership("BY", f"RU-{number:03d}")
        )
    found, after = [], None
    while True:
        page = store.facts.find(FactQuery(country="BY", limit=6, after=after))
        found += [(fact.published_at, fact.id) for fact in page.facts]
        after = page.next
        if after is None:
            break
    assert len(found) == 40
    assert found == sorted(found, reverse=True)
