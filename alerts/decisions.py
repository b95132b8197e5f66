"""Whether an event is worth telling to a subscriber, and why. Pure: the clock is passed in."""

from __future__ import annotations

from datetime import datetime, timedelta

from alerts.wording import INFERRED
from model.ledger import Event
from model.periods import is_period, parse_period
from model.subscriptions import Decision, DecisionReason, Subscription


def decide(event: Event, subscription: Subscription, *, newest_period: str | None, now: datetime) -> Decision:
    """The decision, with its reason.

    `newest_period` is the newest edition of the event's rating that the ledger knows; None where
    it knows none. What the subscription does not ask for is "not_matched" before anything else,
    so that a suppression always means: this would have gone out, but.
    """
    if not matches(event, subscription):
        return Decision(deliver=False, reason="not_matched")
    reason = _suppression(event, subscription, newest_period, now)
    return Decision(deliver=reason is None, reason=reason or "new")


def matches(event: Event, subscription: Subscription) -> bool:
    """Whether the subscription asks for such events, wherever and whenever they happen."""
    return (
        event.kind in subscription.kinds
        and (not subscription.regions or event.region in subscription.regions)
        and (not subscription.ratings or event.rating_id in subscription.ratings)
    )


def _suppression(
    event: Event, subscription: Subscription, newest_period: str | None, now: datetime
) -> DecisionReason | None:
    if newest_period is not None and _is_older(event.period, newest_period):
        return "suppressed_stale_edition"
    if _is_old_news(event, subscription.max_age_days, now):
        return "suppressed_old_news"
    if event.kind == "place_changed" and _is_small(event, subscription.moved_by_at_least):
        return "suppressed_small_move"
    return None


def _is_small(event: Event, places: int) -> bool:
    """A movement that nobody can count is never a big one; a correction is never too small to tell."""
    return not event.is_correction and abs(event.moved or 0) < places


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
