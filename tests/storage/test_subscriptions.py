"""Subscriptions are found by what an event is about, and by nothing that they are filed under no more."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.conditions import asks_for
from alerts.matching import Index
from model.ledger import Event
from model.subscriptions import Subscription, event_terms

NOW = datetime(2026, 2, 8, tzinfo=UTC)
REGIONS, RATINGS, KINDS = ("RU-SMO", "RU-MOW"), ("export", "~иной"), ("place_changed", "new_leader")


def some(values):
    return st.sampled_from([(), *((one,) for one in values), tuple(values)])


subscriptions = st.builds(
    Subscription,
    name=st.text("abc", min_size=1, max_size=3),
    channel=st.just("desk"),
    regions=some(REGIONS),
    ratings=some(RATINGS),
    kinds=some(KINDS).filter(bool),
)
events = st.builds(
    Event,
    id=st.just("e"),
    kind=st.sampled_from(KINDS),
    rating_id=st.sampled_from((*RATINGS, "")),
    rating=st.just("Рейтинг"),
    period=st.just("2025"),
    region=st.sampled_from((*REGIONS, None)),
    published_at=st.just(NOW),
    happened_at=st.just(NOW),
)


@given(st.lists(subscriptions, max_size=8, unique_by=lambda one: one.name), events)
def test_an_index_leaves_out_nobody_who_asked(wanted, event):
    found = {one.name for one in Index(wanted).candidates(event) if asks_for(event, one)}
    assert found == {one.name for one in wanted if asks_for(event, one)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.lists(subscriptions, max_size=8), events)
def test_storage_finds_whoever_asked_whatever_was_saved_before(redis, store, wanted, event):
    redis.flushall()
    for subscription in wanted:
        store.subscriptions.save(subscription)
    kept = {one.name: one for one in wanted}.values()
    found = {one.name for one in store.subscriptions.find(event_terms(event)) if asks_for(event, one)}
    assert found == {one.name for one in kept if asks_for(event, one)}


def test_a_removed_subscription_is_found_no_more(store):
    subscription = Subscription(name="a", channel="desk", regions=("RU-SMO",))
    store.subscriptions.save(subscription)
    assert store.subscriptions.remove("a")
    assert store.subscriptions.find(subscription.terms) == ()
    assert not store.subscriptions.remove("a")
