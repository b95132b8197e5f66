"""Deciding on events with what is stored: subscriptions, silences, and what was told before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property

from alerts.decisions import Told
from alerts.matching import Index
from alerts.planning import Surroundings, plan, story_topic, test_delivery
from alerts.wording import NameOf
from model.ledger import FOLLOW_UPS, Event
from model.subscriptions import Channel, Delivery, Silence, Subscription, event_terms
from runtime.configuration import Configuration, narrowed
from storage.asking import parse_question
from storage.questions import fits
from storage.store import Store

STILL_TOLD = ("due", "delivered", "bundled")
"""A dead delivery told nobody anything."""


@dataclass(kw_only=True)
class Alerting:
    """Plans the deliveries of events."""

    store: Store
    configuration: Configuration
    clock: Callable[[], datetime]
    name_of: NameOf

    def preload(self) -> None:
        """Load what decisions need besides storage, so that forked processes share it."""
        self._index  # noqa: B018 - for its effect
        self.name_of("RU", "ru")

    @cached_property
    def _index(self) -> Index:
        """The subscriptions of the configuration file, which stay as they are while we run."""
        return Index(map(narrowed, self.configuration.subscriptions))

    def plan(self, event: Event, *, silences: Iterable[Silence] | None = None) -> tuple[Delivery, ...]:
        """The deliveries of an event; `silences` are those that hold now, if they are known."""
        about_fact = self._told_of(f"fact:{event.fact_id}", event) if event.fact_id else ()
        subscriptions = self.concerned(event, about_fact)
        surroundings = Surroundings(
            newest_period=self.newest_period(event),
            silences=tuple(self.store.silences.active() if silences is None else silences),
            told=self._told(event, about_fact, subscriptions),
            answers=self.answers(event),
            name_of=self.name_of,
        )
        return plan(event, subscriptions, surroundings, now=self.clock())

    def plan_test(self, channel: Channel) -> Delivery:
        """A test message to a channel, due at once: its record tells what the receiver answers."""
        delivery = test_delivery(channel, now=self.clock(), name_of=self.name_of)
        self.store.deliveries.plan([delivery])
        return delivery

    def concerned(self, event: Event, about_fact: Iterable[Delivery] = ()) -> tuple[Subscription, ...]:
        """The subscriptions that may be told: by what they ask for, or by what they were told."""
        if event.kind in FOLLOW_UPS:
            names = dict.fromkeys(delivery.subscription for delivery in about_fact)
            return tuple(filter(None, map(self.subscription, names)))
        found = {one.name: one for one in self.store.subscriptions.find(event_terms(event))}
        return tuple({**found, **{one.name: one for one in self._index.candidates(event)}}.values())

    def subscription(self, name: str) -> Subscription | None:
        """The subscription of that name: the file's, else one that was made by command."""
        return self._index.get(name) or self.store.subscriptions.get(name)

    def answers(self, event: Event) -> Callable[[Subscription], bool]:
        """Whether the event's fact answers a subscription's query; one without a query asks nothing.

        The fact is read once, when a subscription asks for it.
        """
        facts = cache(lambda: self.store.facts.get(event.fact_id) if event.fact_id else None)

        def answered(subscription: Subscription) -> bool:
            if subscription.query is None:
                return True
            fact = facts()
            return fact is not None and fits(fact, parse_question(subscription.query))

        return answered

    def newest_period(self, event: Event) -> str | None:
        """The newest edition that the event's edition can be compared with."""
        if not event.rating_id or not event.period:
            return None
        return self.store.ratings.newest_period(event.rating_id, like=event.period)

    def _told(
        self, event: Event, about_fact: Iterable[Delivery], subscriptions: Iterable[Subscription]
    ) -> Callable[[Subscription, str], Told]:
        # A recipient is a channel: what one subscription told it of a fact, no other tells again.
        of_fact = {one.channel for one in about_fact}
        of_story: dict[tuple[str, str], datetime] = {}
        if any(one.repeat_interval_hours for one in subscriptions):
            for one in self._told_of(story_topic(event), event):
                key = one.subscription, one.channel
                of_story[key] = max(one.created_at, of_story.get(key, one.created_at))

        def told(subscription: Subscription, channel: str) -> Told:
            key = subscription.name, channel
            return Told(of_fact=channel in of_fact, of_story_at=of_story.get(key))

        return told

    def _told_of(self, topic: str, event: Event) -> tuple[Delivery, ...]:
        """What was told on a topic by other events: deciding twice on one changes nothing."""
        return tuple(
            one
            for one in self.store.deliveries.about(topic)
            if one.event_id != event.id and one.status in STILL_TOLD
        )
