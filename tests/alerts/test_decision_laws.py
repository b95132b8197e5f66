"""Laws that hold for decisions on any event, subscription, history and moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.conditions import asks_for, unmet
from alerts.decisions import Told, decide
from alerts.matching import Index
from alerts.planning import Surroundings, plan
from alerts.rehearsal import rehearse
from model.ledger import FOLLOW_UPS, Event, EventKind
from model.subscriptions import Silence, Subscription

START = datetime(2026, 3, 1, tzinfo=UTC)
REGIONS = ("RU-SMO", "RU-TUL", "RU-MOW")
RATINGS = ("export", "climate", "")
PERIODS = ("2024", "2025", "2025-Q4", "~2026-02", "")
ASKED = tuple(kind for kind in get_args(EventKind) if kind not in FOLLOW_UPS)

moments = st.integers(0, 400 * 1440).map(lambda minutes: START + timedelta(minutes=minutes))
places = st.none() | st.integers(1, 30)


def some(values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


events = st.builds(
    Event,
    id=st.integers(0, 99).map(str),
    kind=st.sampled_from(get_args(EventKind)),
    rating_id=st.sampled_from(RATINGS),
    rating=st.sampled_from(("Рейтинг", "Экспорт", "")),
    period=st.sampled_from(PERIODS),
    subject_id=st.sampled_from(REGIONS),
    region=st.none() | st.sampled_from(REGIONS),
    previous=places,
    position=places,
    fact_id=st.sampled_from(("", "f1", "f2")),
    published_at=moments,
    happened_at=moments,
    record=st.none() | st.sampled_from(("best", "worst")),
    country=st.sampled_from(("", "CN", "BY")),
    value=st.none() | st.floats(-50, 50),
    previous_value=st.none() | st.floats(-50, 50),
    direction=st.sampled_from(("", "up", "down")),
    unit=st.sampled_from(("", "percent", "times")),
)
subscriptions = st.builds(
    Subscription,
    name=st.sampled_from(("a", "b", "c", "d")),
    channel=st.sampled_from(("anna", "boris")),
    channels=some(("vera", "anna")),
    kinds=st.lists(st.sampled_from(ASKED), min_size=1, max_size=4, unique=True).map(tuple),
    regions=some(REGIONS),
    ratings=some(RATINGS[:2]),
    countries=some(("CN", "BY")),
    moved_by_at_least=st.integers(0, 5),
    into_top=places,
    record=st.none() | st.sampled_from(("best", "any")),
    figure_at_least=st.none() | st.floats(-20, 20),
    max_age_days=st.none() | st.integers(0, 60),
    digest=st.sampled_from(("immediate", "immediate", "hourly", "daily", "weekly")),
    digest_at=st.sampled_from(("09:00", "02:30", "00:00")),
    timezone=st.sampled_from(("Europe/Moscow", "Europe/Berlin", "America/Havana")),
    repeat_interval_hours=st.none() | st.integers(1, 200).map(float),
    quiet_hours=st.none() | st.sampled_from(("22:00-08:00", "01:00-03:00", "12:00-12:30")),
)
histories = st.builds(Told, of_fact=st.booleans(), of_story_at=st.none() | moments)


@given(events, subscriptions, moments, histories, st.none() | st.sampled_from(PERIODS))
def test_a_decision_is_the_same_every_time_and_says_which_it_is(event, subscription, now, told, newest):
    decision = decide(event, subscription, newest_period=newest, now=now, told=told)
    assert decision == decide(event, subscription, newest_period=newest, now=now, told=told)
    kept_back = decision.reason == "not_matched" or decision.reason.startswith("suppressed_")
    assert decision.deliver is not kept_back


@given(events, subscriptions, moments, histories)
def test_nobody_is_told_in_the_past_or_in_quiet_hours(event, subscription, now, told):
    decision = decide(event, subscription, newest_period=None, now=now, told=told)
    if not decision.deliver:
        return
    due_at = decision.due_at or now
    assert now <= due_at <= now + timedelta(days=9)
    assert subscription.timetable.quiet_until(due_at) is None


@given(events, subscriptions, moments, histories)
def test_a_silence_of_everything_lets_nothing_through(event, subscription, now, told):
    silence = Silence(id="s", author="a", comment="c", starts_at=now, ends_at=now + timedelta(seconds=1))
    decision = decide(event, subscription, newest_period=None, now=now, told=told, silences=[silence])
    assert not decision.deliver


@given(events, subscriptions, moments)
def test_what_takes_something_back_goes_to_whoever_was_told_and_nobody_else(event, subscription, now):
    event = replace(event, kind="fact_withdrawn")
    decisions = [
        decide(event, subscription, newest_period=None, now=now, told=Told(of_fact=told))
        for told in (True, False)
    ]
    assert [decision.deliver for decision in decisions] == [True, False]


@given(events, subscriptions)
def test_what_is_asked_for_meets_every_condition(event, subscription):
    assert asks_for(event, subscription) is (unmet(event, subscription) == ())


@given(events, st.lists(subscriptions, max_size=4, unique_by=lambda one: one.name))
def test_whoever_asks_for_an_event_is_found_by_its_terms(event, asking):
    found = {one.name for one in Index(asking).candidates(event)}
    assert {one.name for one in asking if asks_for(event, one)} <= found


@given(events, st.lists(subscriptions, max_size=4, unique_by=lambda one: one.name), moments)
def test_a_recipient_gets_an_event_once_and_planning_again_makes_no_other(event, asking, now):
    # Age is of the moment: what is too old by then is not told.
    ageless = [replace(one, max_age_days=None) for one in asking]
    first, again = (
        [one for one in plan(event, ageless, Surroundings(), now=moment) if one.status != "suppressed"]
        for moment in (now, now + timedelta(hours=5))
    )
    assert len({one.channel for one in first}) == len(first)
    assert {one.id for one in again} == {one.id for one in first}


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(events, max_size=12), subscriptions)
def test_a_rehearsal_tells_no_story_twice_within_its_interval(happened, subscription):
    ordered = sorted(happened, key=lambda event: event.happened_at)
    hours = subscription.repeat_interval_hours
    last: dict[str, datetime] = {}
    for event, decision in rehearse(ordered, subscription, answers=lambda _: True):
        if not decision.deliver:
            continue
        before = last.get(event.story)
        if hours and before is not None and event.kind not in FOLLOW_UPS:
            assert event.happened_at - before >= timedelta(hours=hours)
        last[event.story] = event.happened_at
