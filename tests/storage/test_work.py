"""Due work under leases: given out once at a time, again when it did not end, not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from model.articles import ArticleRef

ITEM = "00aa00aa00aa00aa"


@pytest.fixture
def ref(store):
    (identifier,) = store.refs.add([ArticleRef(url="https://news.example/a", source="a")])
    return identifier


def lease(store, clock, seconds=60):
    return store.work.overdue("read", clock(), 10, seconds)


def test_leased_work_is_given_out_again_when_the_lease_ends(store, clock, ref):
    assert lease(store, clock) == (ref,)
    clock.pass_seconds(59)
    assert lease(store, clock) == ()
    clock.pass_seconds(1)
    assert lease(store, clock) == (ref,)


def test_a_lease_can_be_prolonged(store, clock, ref):
    lease(store, clock)
    clock.pass_seconds(50)
    assert store.work.begin("read", [ref, ITEM], 60) == (ref,)
    clock.pass_seconds(50)
    assert lease(store, clock) == ()


def test_prolonging_does_not_bring_finished_work_back(store, clock, ref):
    store.work.done("read", [ref])
    assert store.work.begin("read", [ref], 60) == ()
    clock.pass_seconds(3600)
    assert lease(store, clock) == ()


def test_waiting_in_a_queue_is_no_try(store, clock, ref):
    for _ in range(20):
        assert lease(store, clock) == (ref,)
        clock.pass_seconds(60)
    assert store.work.tries("read", ref) == 0


def test_being_handed_to_a_queue_is_no_try(store, clock, ref):
    for _ in range(20):
        assert store.work.lease("read", [ref], 60) == (ref,)
        clock.pass_seconds(60)
        assert lease(store, clock) == (ref,)
    assert store.work.tries("read", ref) == 0


def begin_and_die(store, clock, ref):
    given = lease(store, clock)
    store.work.begin("read", given, 60)
    clock.pass_seconds(60)
    return given


def test_work_that_began_and_did_not_end_is_a_try(store, clock, ref):
    begin_and_die(store, clock, ref)
    assert lease(store, clock) == (ref,)
    assert store.work.tries("read", ref) == 1


def test_an_item_that_takes_its_workers_along_is_set_aside(store, clock, ref):
    for _ in range(5):
        assert begin_and_die(store, clock, ref) == (ref,)
    assert lease(store, clock) == ()
    assert [(one.item, one.at) for one in store.work.quarantine("read")] == [(ref, clock())]
    assert store.work.counts()["read"].quarantined == 1


def test_an_item_that_was_set_aside_can_be_given_another_chance(store, clock, ref):
    for _ in range(6):
        begin_and_die(store, clock, ref)
    assert store.work.readmit("read", [ref, ITEM]) == 1
    assert store.work.quarantine("read") == ()
    assert lease(store, clock) == (ref,)


def test_the_quarantine_tells_why_and_can_be_emptied(store, clock, ref):
    store.work.note_fault("read", [ref], "ValueError: no digits")
    for _ in range(6):
        begin_and_die(store, clock, ref)
    assert [one.fault for one in store.work.quarantine("read")] == ["ValueError: no digits"]
    assert store.work.drop("read", [ref, ITEM]) == 1
    assert store.work.quarantine("read") == ()
    assert lease(store, clock) == ()


def test_only_the_item_in_hand_is_begun(store, clock, ref):
    (other,) = store.refs.add([ArticleRef(url="https://news.example/b", source="a")])
    lease(store, clock)
    assert store.work.begin("read", [ref, other], 60) == (ref, other)
    clock.pass_seconds(60)
    assert set(lease(store, clock)) == {ref, other}
    assert (store.work.tries("read", ref), store.work.tries("read", other)) == (1, 0)


def test_a_lease_is_not_shortened_by_prolonging_it(store, clock, ref):
    lease(store, clock)
    store.work.postpone("read", ref, clock() + timedelta(seconds=300))
    store.work.lease("read", [ref], 60)
    clock.pass_seconds(299)
    assert lease(store, clock) == ()


def test_work_that_is_given_back_is_due_at_once_and_counts_as_a_try(store, clock, ref):
    (other,) = store.refs.add([ArticleRef(url="https://news.example/b", source="a")])
    lease(store, clock)
    store.work.begin("read", [ref, other], 60)
    assert store.work.give_back("read", [ref, other]) == (ref,)
    assert lease(store, clock) == (ref,)
    assert store.work.tries("read", ref) == 1


def test_work_that_is_put_off_has_ended(store, clock, ref):
    for _ in range(10):
        begin_and_die(store, clock, ref)
        store.work.postpone("read", ref, clock() + timedelta(seconds=30))
        assert lease(store, clock) == ()
        clock.pass_seconds(30)
    assert lease(store, clock) == (ref,)


def test_what_is_made_due_again_is_given_out_at_once(store, clock, ref):
    lease(store, clock)
    newer = ArticleRef(url="https://news.example/a", source="a", updated_at=clock())
    assert store.refs.add([newer]) == (ref,)
    assert lease(store, clock) == (ref,)


def test_the_limit_holds_over_all_partitions(store, clock):
    store.refs.add(ArticleRef(url=f"https://news.example/{n}", source="a") for n in range(50))
    given = store.work.overdue("read", clock(), 20, 60)
    rest = store.work.overdue("read", clock(), 100, 60)
    assert (len(given), len(rest), len({*given, *rest})) == (20, 30, 50)


def test_counts_tell_what_is_due_and_since_when(store, clock, ref):
    since = clock()
    clock.pass_seconds(10)
    counts = store.work.counts()["read"]
    assert (counts.due, counts.later, counts.oldest_due_at) == (1, 0, since)
    lease(store, clock)
    counts = store.work.counts()["read"]
    assert (counts.due, counts.later, counts.oldest_due_at) == (0, 1, None)


def test_one_scheduler_holds_the_lease(store):
    assert store.schedule.hold("a", 60)
    assert store.schedule.hold("a", 60)
    assert not store.schedule.hold("b", 60)
    store.schedule.release("b")
    assert not store.schedule.hold("b", 60)
    store.schedule.release("a")
    assert store.schedule.hold("b", 60)
