"""What the API takes and answers about subscriptions, silences, deliveries and saved queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from typing import Annotated, Any, Literal, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from alerts.presets import PRESETS
from model.ledger import FOLLOW_UPS, Event, EventKind
from model.subscriptions import (
    NAME_CHARACTERS,
    ChannelKind,
    DecisionReason,
    DeliveryStatus,
    Language,
    Silence,
    Subscription,
)
from runtime.explanations import Undecided
from runtime.watches import Origin
from web.spelling import IN_OUR_YEARS, MOMENT_AS_TEXT


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


NAME_PATTERN = r"^[^\s/\x00-\x1f\x7f-\xa0]([^/\x00-\x1f\x7f-\xa0]*[^\s/\x00-\x1f\x7f-\xa0])?$"
"""What `check_name` takes, but for characters that only Unicode's tables call unprintable."""
_CODES = {"items": {"type": "string", "pattern": "^[A-Z]{2}(-[A-Z0-9]{1,3})?$"}}
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]"
_DAY = "((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-9])|(0[13-9]|1[0-2])-30|(0[13578]|1[02])-31)"
_TOLD_IN_SCHEMA: Mapping[str, Any] = {
    "name": {"pattern": NAME_PATTERN, "maxLength": NAME_CHARACTERS},
    "kinds": {
        "minItems": 1,
        "items": {"enum": [kind for kind in get_args(EventKind) if kind not in FOLLOW_UPS]},
    },
    "regions": _CODES,
    "countries": _CODES,
    "overtook": _CODES,
    "overtaken_by": _CODES,
    "digest_at": {"pattern": f"^{_TIME}$"},
    "quiet_hours": {"pattern": f"^{_TIME}-{_TIME}$"},
    "expected_by": {"items": {"type": "string", "pattern": f"^{_DAY}$"}},
    "group_wait_seconds": {"minimum": 0},
    "repeat_interval_hours": {"minimum": 0},
    "preset": {"enum": [*PRESETS, None]},
}
"""What the fields of a subscription may be, for the OpenAPI document. They are checked where those of the
file are, with words of their own for what is wrong.
"""


_BOUNDS: Mapping[str, Any] = {
    "moved_by_at_least": {"ge": 0, "le": 1_000_000},
    "into_top": {"ge": 1, "le": 1_000_000},
    "out_of_top": {"ge": 1, "le": 1_000_000},
    "max_age_days": {"ge": 0, "le": 36_600},
    "group_wait_seconds": {"le": 1_000_000},
    "repeat_interval_hours": {"le": 87_600},
}
"""Who asks for more than this means none; what no clock and no database can count to ends here."""


def _subscription_fields() -> dict[str, Any]:
    """The fields of a subscription as an entry of the file has them, those with defaults optional."""
    types = get_type_hints(Subscription)
    return {
        field.name: (
            types[field.name],
            Field(
                ... if field.default is MISSING else field.default,
                json_schema_extra=_TOLD_IN_SCHEMA.get(field.name),
                **_BOUNDS.get(field.name, {}),
            ),
        )
        for field in fields(Subscription)
    }


SubscriptionInput = create_model(
    "SubscriptionInput",
    __base__=_Document,
    __doc__="A subscription as the configuration file spells it; docs/configuration.md tells every field.",
    preset=(str | None, Field(None, json_schema_extra=_TOLD_IN_SCHEMA["preset"])),
    **_subscription_fields(),
)


class SubscriptionDocument(_Document):
    """A subscription; `origin` tells whether it stands in the configuration file, which alone changes it."""

    origin: Origin
    subscription: Subscription


class SubscriptionsDocument(_Document):
    """All subscriptions: those of the file, then the others by name."""

    subscriptions: list[SubscriptionDocument]


class PresetDocument(_Document):
    """A preset: the field that it needs, and those that it fills in."""

    name: str
    needs: str
    fields: dict[str, Any]


class PresetsDocument(_Document):
    """All presets."""

    presets: list[PresetDocument]


class MessageDocument(_Document):
    """A message as it goes out: the body of a webhook, with the text for people in `data.text`."""

    type: str
    timestamp: datetime
    data: dict[str, Any]


class RehearsedDocument(_Document):
    """An event that is past, and what a subscription would have decided on it."""

    event_id: str
    kind: EventKind
    happened_at: datetime
    headline: str
    told: bool
    reason: DecisionReason
    due_at: datetime | None
    note: str


class BacktestDocument(_Document):
    """What a subscription would have told, newest first, and how often."""

    days: int
    told: int
    kept_back: int
    events: list[RehearsedDocument]


class SilenceInput(_Document):
    """A silence to be made: who, why, until when, and of what; without conditions, of everything."""

    author: str = Field(pattern=r"\S", max_length=200)
    comment: str = Field(pattern=r"\S", max_length=2_000)
    starts_at: Annotated[datetime | None, MOMENT_AS_TEXT] = Field(
        None, description="Now, where it is not told.", json_schema_extra=IN_OUR_YEARS
    )
    ends_at: Annotated[datetime, MOMENT_AS_TEXT] = Field(json_schema_extra=IN_OUR_YEARS)
    subscriptions: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    ratings: tuple[str, ...] = ()
    kinds: tuple[EventKind, ...] = ()


class SilenceDocument(_Document):
    """A silence, and whether it holds now."""

    active: bool
    silence: Silence


class SilencesDocument(_Document):
    """All silences, those that are over too; those that end last come first."""

    silences: list[SilenceDocument]


class AttemptDocument(_Document):
    """One try to deliver."""

    at: datetime
    status: int | None
    error: str | None


class DeliveryDocument(_Document):
    """A message to a recipient, or the decision to send none, with the reason.

    A digest has `events` instead of an event; `note` says more of the reason.
    """

    id: str
    event_id: str
    events: list[str]
    subscription: str
    channel: str
    status: DeliveryStatus
    reason: DecisionReason
    note: str
    headline: str | None
    created_at: datetime
    due_at: datetime
    attempts: list[AttemptDocument]


class WholeDeliveryDocument(DeliveryDocument):
    """A delivery with its message, and the digest that it went out in."""

    message: MessageDocument | None
    digest: DeliveryDocument | None


class DeliveriesDocument(_Document):
    """Deliveries, newest first. `next` is `after` of the page that follows; null on the last."""

    deliveries: list[DeliveryDocument]
    next: str | None


class DecisionsDocument(_Document):
    """Why a recipient was told of an event, or was not.

    Where no decision is the recipient's own, `undecided` says why there is none: unknown_event,
    nobody_asked, original_not_told, not_matched (the conditions are in `unmet`) or made_later.
    """

    recipient: str
    event: Event | None
    decisions: list[WholeDeliveryDocument]
    undecided: Undecided | None
    unmet: list[str]


class ChannelDocument(_Document):
    """A channel of the configuration file, without its address and secrets.

    `state`: it works; it rests until `rests_until` after `failures` failed tries in a row; or its receiver
    said that it is gone for good (410), at `ended_at`.
    """

    name: str
    kind: ChannelKind
    state: Literal["works", "rests", "ended"]
    failures: int
    rests_until: datetime | None
    ended_at: datetime | None


class ChannelsDocument(_Document):
    """All channels."""

    channels: list[ChannelDocument]


class SavedQueryInput(_Document):
    """A question to be kept: as `svodka facts` takes it."""

    question: str = Field(max_length=1_000)
    language: Language = "ru"


class SavedQueryDocument(_Document):
    """A saved query; whether it has a token, and since when. Tokens are shown when they are made."""

    name: str
    question: str
    language: Language
    created_at: datetime
    token_made_at: datetime | None


class SavedQueriesDocument(_Document):
    """All saved queries, by name."""

    queries: list[SavedQueryDocument]


class TokenDocument(_Document):
    """A new token of a saved query and the addresses of its feeds. It is shown this once."""

    token: str
    rss: str
    json_feed: str
