"""What a subscription would have told of events that are past. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from alerts.decisions import Told, decide
from model.ledger import Event
from model.subscriptions import Decision, Subscription

UNASKED = ("not_matched", "suppressed_original_not_told")
"""Reasons of what a subscription did not ask for: nobody asks why it was not told."""


def rehearse(
    events: Iterable[Event], subscription: Subscription, *, answers: Callable[[Event], bool]
) -> tuple[tuple[Event, Decision], ...]:
    """The decisions as they would have been, in the order of `events`, which is that of their happening.

    Each is made at the moment of its event, when its edition was the newest; what was told before counts
    as in life (repeats, corrections of what was told). What was not asked for is left out. `answers`
    says whether an event's fact answers the subscription's query.
    """
    facts: set[str] = set()
    stories: dict[str, datetime] = {}
    found: list[tuple[Event, Decision]] = []
    for event in events:
        told = Told(of_fact=event.fact_id in facts, of_story_at=stories.get(event.story))
        decision = decide(
            event,
            subscription,
            newest_period=None,
            now=event.happened_at,
            told=told,
            answers=answers(event),
        )
        if decision.reason in UNASKED:
            continue
        found.append((event, decision))
        if decision.deliver:
            stories[event.story] = event.happened_at
            facts |= {event.fact_id} - {""}
    return tuple(found)
