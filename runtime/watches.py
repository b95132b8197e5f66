"""Subscriptions as people keep them: made, changed, tried out and taken back, by command, API and page.

Those of the configuration file are changed there; the others stand in storage.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from alerts.conditions import asks_for
from alerts.messages import headline, payload, sample_event
from alerts.rehearsal import rehearse
from model.errors import ConfigurationError
from model.ledger import FOLLOW_UPS, Event
from model.subscriptions import Decision, Subscription
from runtime.alerting import Alerting
from runtime.configuration import subscription_from

QUARTER_DAYS = 92

Origin = Literal["file", "stored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A subscription and where it is from."""

    subscription: Subscription
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """An event that is past, what a subscription would have decided on it, and its headline."""

    event: Event
    decision: Decision
    headline: str


@dataclass(frozen=True, kw_only=True)
class Watches:
    """Every subscription by name; a name is the file's or storage's, not both's.

    `codes` gives the codes of all regions and countries that are known.
    """

    alerting: Alerting
    codes: Callable[[], Collection[str]]

    def list(self) -> tuple[Watch, ...]:
        """All of them: those of the file in its order, then those in storage by name."""
        of_file = self.alerting.configuration.subscriptions
        names = {subscription.name for subscription in of_file}
        stored = self.alerting.store.subscriptions.list()
        return (
            *(Watch(subscription=one, origin="file") for one in of_file),
            *(Watch(subscription=one, origin="stored") for one in stored if one.name not in names),
        )

    def get(self, name: str) -> Watch | None:
        """The subscription of that name."""
        of_file = self.alerting.configuration.subscription(name)
        if of_file is not None:
            return Watch(subscription=of_file, origin="file")
        stored = self.alerting.store.subscriptions.get(name)
        return Watch(subscription=stored, origin="stored") if stored is not None else None

    def parse(self, entry: Mapping[str, Any], *, origin: str) -> Subscription:
        """A subscription of the fields that an entry of the file has, checked as those of the file are.

        Raises ConfigurationError that says what is wrong with it; `origin` names it.
        """
        subscription = subscription_from(entry, origin=origin)
        self.alerting.configuration.check_subscription(subscription)
        self.check_codes(subscription)
        return subscription

    def check_codes(self, subscription: Subscription) -> None:
        """Raises ConfigurationError for a region or a country that there is not: it would never be told."""
        fields = ("regions", "countries", "overtook", "overtaken_by")
        told = [code for name in fields for code in getattr(subscription, name)]
        unknown = sorted(set(told) - set(self.codes())) if told else []
        if unknown:
            raise ConfigurationError(
                f"subscription {subscription.name!r}: no region or country {', '.join(unknown)};"
                " `svodka regions` lists the codes"
            )

    def create(self, subscription: Subscription) -> bool:
        """Keep a new one; False, and nothing is changed, where the name is taken."""
        if self.alerting.configuration.subscription(subscription.name) is not None:
            return False
        return self.alerting.store.subscriptions.create(subscription)

    def is_of_file(self, name: str) -> bool:
        """Whether the configuration file has the name: it is changed there alone."""
        return self.alerting.configuration.subscription(name) is not None

    def message(self, subscription: Subscription) -> str:
        """The body of the message that it makes: of the newest event it fits, else of an invented one."""
        events = self.alerting.store.events.every()
        event = next(self._fitting(events, subscription), None) or sample_event(self.alerting.clock())
        return payload(event, subscription, name_of=self.alerting.name_of)

    def backtest(self, subscription: Subscription, *, days: int = QUARTER_DAYS) -> tuple[Rehearsed, ...]:
        """What it would have told of the events of the last days, and what not, and why; newest first."""
        since = self.alerting.clock() - timedelta(days=days)
        recent = [event for event in self.alerting.store.events.every() if event.happened_at >= since]
        found = rehearse(
            sorted(recent, key=lambda event: (event.happened_at, event.published_at, event.id)),
            subscription,
            answers=lambda event: self.alerting.answers(event)(subscription),
        )
        return tuple(
            Rehearsed(
                event=event,
                decision=decision,
                headline=headline(event, subscription.language, name_of=self.alerting.name_of),
            )
            for event, decision in reversed(found)
        )

    def _fitting(self, events: Iterator[Event], subscription: Subscription) -> Iterator[Event]:
        asked = (one for one in events if one.kind not in FOLLOW_UPS and asks_for(one, subscription))
        return (one for one in asked if self.alerting.answers(one)(subscription))
