"""Whether an event is worth telling to a subscriber, when, and why. Pure: the clock is passed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.conditions import asks_for
from alerts.wording import INFERRED
from model.articles import digest
from model.ledger import FOLLOW_UPS, Event
from model.periods import is_period, parse_period
from model.subscriptions import Decision, DecisionReason, Silence, Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a recipient was told before: anything of the event's fact, and when of its story."""

    of_fact: bool = False
    of_story_at: datetime | None = None


NOTHING = Told()


def decide(
    event: Event,
    subscription: Subscription,
    *,
    newest_period: str | None,
    now: datetime,
    silences: Sequence[Silence] = (),
    told: Told = NOTHING,
    answers: bool = True,
) -> Decision:
    """The decision, with its reason.

    `newest_period` is the newest edition of the event's rating that the ledger knows; None where
    it knows none; `answers` says whether the event's fact answers the subscription's query. What the
    subscription does not ask for is "not_matched" before anything else,
    so that a suppression always means: this would have gone out, but. A correction is not asked
    for: it goes to whoever was told what it takes back, however old or small that is.
    """
    if event.kind in FOLLOW_UPS:
        if not told.of_fact:
            return Decision(deliver=False, reason="suppressed_original_not_told")
        return _silenced(event, subscription, silences, now) or _timed(event, subscription, "changed", now)
    if not answers or not asks_for(event, subscription):
        return Decision(deliver=False, reason="not_matched")
    reason = _suppression(event, subscription, newest_period, now)
    if reason is not None:
        return Decision(deliver=False, reason=reason)
    return (
        _silenced(event, subscription, silences, now)
        or _told_before(event, subscription, told, now)
        or _timed(event, subscription, "repeat" if told.of_story_at else "new", now)
    )


def _suppression(
    event: Event, subscription: Subscription, newest_period: str | None, now: datetime
) -> DecisionReason | None:
    if newest_period is not None and _is_older(event.period, newest_period):
        return "suppressed_stale_edition"
    if _is_old_news(event, subscription.max_age_days, now):
        return "suppressed_old_news"
    if event.kind == "place_changed" and abs(event.moved or 0) < subscription.moved_by_at_least:
        return "suppressed_small_move"
    return None


def _silenced(
    event: Event, subscription: Subscription, silences: Sequence[Silence], now: datetime
) -> Decision | None:
    for silence in silences:
        if silence.covers(event, subscription.name, now):
            note = f"{silence.author}: {silence.comment} (until {silence.ends_at:%Y-%m-%d %H:%M} UTC)"
            return Decision(deliver=False, reason="suppressed_silenced", note=note)
    return None


def _told_before(event: Event, subscription: Subscription, told: Told, now: datetime) -> Decision | None:
    if told.of_fact and event.kind == "place_changed":
        # The place was told and corrected since: the correction says so, to the same people.
        return Decision(deliver=False, reason="suppressed_already_told")
    hours = subscription.repeat_interval_hours
    if hours and told.of_story_at is not None and now - told.of_story_at < timedelta(hours=hours):
        note = f"told at {told.of_story_at:%Y-%m-%d %H:%M} UTC"
        return Decision(deliver=False, reason="suppressed_repeat", note=note)
    return None


def _timed(event: Event, subscription: Subscription, reason: DecisionReason, now: datetime) -> Decision:
    """When: at once, when the quiet hours are over, or together with others."""
    timetable = subscription.timetable
    if subscription.digest != "immediate":
        digest_at = timetable.next_digest(now)
        due_at = timetable.quiet_until(digest_at) or digest_at
        bundle = _bundle(subscription, due_at.isoformat())
        return Decision(deliver=True, reason="in_digest", due_at=due_at, bundle=bundle)
    if subscription.group_by:
        wait = timedelta(seconds=subscription.group_wait_seconds)
        bundle = _bundle(subscription, *(_field(event, name) for name in subscription.group_by))
        due_at = timetable.quiet_until(now + wait) or now + wait
        return Decision(deliver=True, reason="in_group", due_at=due_at, bundle=bundle)
    if (quiet_until := timetable.quiet_until(now)) is not None:
        return Decision(deliver=True, reason="quiet_hours", due_at=quiet_until)
    return Decision(deliver=True, reason=reason)


def _bundle(subscription: Subscription, *parts: str) -> str:
    """The name of a bundle. Those of one group share it while the first of them waits."""
    return f"bundle_{digest(chr(10).join((subscription.name, *parts)))}"


def _field(event: Event, name: str) -> str:
    return {"kind": event.kind, "rating": event.rating_id, "region": event.region or ""}[name]


def _is_older(period: str, newest: str) -> bool:
    """Whether a period ends before the newest one does.

    A told period and one inferred from the day of publication say different things (what an
    edition is for, and when it came out), so neither is older than the other.
    """
    if period.startswith(INFERRED) != newest.startswith(INFERRED):
        return False
    period, newest = period.removeprefix(INFERRED), newest.removeprefix(INFERRED)
    if not is_period(period) or not is_period(newest):
        return False
    return parse_period(period) < parse_period(newest)


def _is_old_news(event: Event, max_age_days: int | None, now: datetime) -> bool:
    return max_age_days is not None and now - event.published_at > timedelta(days=max_age_days)
