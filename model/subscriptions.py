"""Who wants to be told of what, and the record of what was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from model.ledger import EventKind

ChannelKind = Literal["webhook"]
DeliveryStatus = Literal["due", "delivered", "suppressed", "dead"]
DecisionReason = Literal[
    "new", "not_matched", "suppressed_stale_edition", "suppressed_small_move", "suppressed_old_news"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way to reach a recipient.

    `secrets` sign messages, the newest first; they appear in no log, error or export.
    """

    name: str
    kind: ChannelKind = "webhook"
    url: str
    secrets: tuple[str, ...] = field(default=(), repr=False)
    allow_private_addresses: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a recipient wants to be told. An empty tuple means any.

    `max_age_days` keeps news that was published longer ago from alerting: an archive that is
    read for the first time is history, not news. None lets any age through.
    """

    name: str
    channel: str
    kinds: tuple[EventKind, ...] = ("place_changed",)
    regions: tuple[str, ...] = ()
    ratings: tuple[str, ...] = ()
    moved_by_at_least: int = 1
    max_age_days: int | None = None
    language: Literal["ru", "en"] = "ru"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether to tell, and why."""

    deliver: bool
    reason: DecisionReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try to hand a message over: the target's status, if it answered, and what was wrong."""

    at: datetime
    status: int | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event for one subscription. `id` is made of the two, and goes out as the message's id."""

    id: str
    event_id: str
    subscription: str
    channel: str
    status: DeliveryStatus
    reason: DecisionReason
    payload: str
    created_at: datetime
    due_at: datetime
    attempts: tuple[Attempt, ...] = ()
