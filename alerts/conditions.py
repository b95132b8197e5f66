"""What a subscription asks for, wherever and whenever it happens."""

from __future__ import annotations

from collections.abc import Callable

from model.ledger import Event
from model.subscriptions import Subscription

Condition = Callable[[Event, Subscription], bool]


def asks_for(event: Event, subscription: Subscription) -> bool:
    """Whether the event fits every condition of the subscription."""
    return all(holds(event, subscription) for holds in _CONDITIONS.values())


def unmet(event: Event, subscription: Subscription) -> tuple[str, ...]:
    """The fields of the subscription that the event does not fit."""
    return tuple(name for name, holds in _CONDITIONS.items() if not holds(event, subscription))


def _one_of(wanted: tuple[str, ...], value: str | None) -> bool:
    return not wanted or value in wanted


def _into_top(event: Event, subscription: Subscription) -> bool:
    top = subscription.into_top
    if top is None:
        return True
    return _is_above(event.position, top) and event.previous is not None and event.previous > top


def _out_of_top(event: Event, subscription: Subscription) -> bool:
    top = subscription.out_of_top
    if top is None:
        return True
    return _is_above(event.previous, top) and event.position is not None and event.position > top


def _is_above(place: int | None, top: int) -> bool:
    return place is not None and place <= top


def _record(event: Event, subscription: Subscription) -> bool:
    return subscription.record in (None, event.record) or (
        subscription.record == "any" and event.record is not None
    )


def _at_least(event: Event, subscription: Subscription) -> bool:
    bound = subscription.figure_at_least
    if bound is None:
        return True
    told, before = event.figure, event.previous_figure
    return told is not None and told >= bound and not (before is not None and before >= bound)


def _at_most(event: Event, subscription: Subscription) -> bool:
    bound = subscription.figure_at_most
    if bound is None:
        return True
    told, before = event.figure, event.previous_figure
    return told is not None and told <= bound and not (before is not None and before <= bound)


def _metrics(event: Event, subscription: Subscription) -> bool:
    wanted = {metric.casefold() for metric in subscription.metrics}
    return not wanted or (event.value is not None and event.rating.casefold() in wanted)


_CONDITIONS: dict[str, Condition] = {
    "kinds": lambda event, subscription: event.kind in subscription.kinds,
    "regions": lambda event, subscription: _one_of(subscription.regions, event.region),
    "ratings": lambda event, subscription: _one_of(subscription.ratings, event.rating_id),
    "countries": lambda event, subscription: _one_of(subscription.countries, event.country),
    "metrics": _metrics,
    "into_top": _into_top,
    "out_of_top": _out_of_top,
    "overtook": lambda event, subscription: (
        not subscription.overtook or bool(set(subscription.overtook) & set(event.overtook))
    ),
    "overtaken_by": lambda event, subscription: (
        not subscription.overtaken_by or bool(set(subscription.overtaken_by) & set(event.overtaken_by))
    ),
    "record": _record,
    "figure_at_least": _at_least,
    "figure_at_most": _at_most,
}
"""By the field of a subscription that holds the condition, in the order of the fields."""
