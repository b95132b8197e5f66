"""Who wants to be told of what, and the record of what was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Literal

from model.articles import digest
from model.ledger import FOLLOW_UPS, Event, EventKind, Record
from model.timetables import Digest, Timetable, Weekday, check_day

ChannelKind = Literal[
    "webhook", "email", "telegram", "vk_teams", "max", "slack", "mattermost", "apprise", "file"
]
DeliveryStatus = Literal["due", "delivered", "bundled", "suppressed", "dead"]
DecisionReason = Literal[
    "new",
    "changed",
    "repeat",
    "quiet_hours",
    "in_digest",
    "in_group",
    "digest",
    "test",
    "not_matched",
    "suppressed_stale_edition",
    "suppressed_small_move",
    "suppressed_old_news",
    "suppressed_silenced",
    "suppressed_repeat",
    "suppressed_already_told",
    "suppressed_original_not_told",
]
GroupField = Literal["kind", "rating", "region"]
Language = Literal["ru", "en"]

NAME_CHARACTERS = 100

MOST_PAIRS = 64
"""A subscription to more pairs of region and rating is looked up by its regions alone."""


def check_name(name: str, what: str) -> None:
    """Raises ValueError for a name that cannot stand in an address, a log or an index."""
    if not 0 < len(name) <= NAME_CHARACTERS or not name.isprintable() or name != name.strip() or "/" in name:
        raise ValueError(
            f"a {what}'s name has 1 to {NAME_CHARACTERS} characters, no / and no line ends, not {name!r}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way to reach a recipient.

    `url` is the address of the receiver, of the vendor's API, of the SMTP server, or a path.
    `to` says whom behind it: a chat's id, e-mail addresses. `secrets` sign messages, the newest
    first, or are the token, the password, the whole address where that is secret; they appear in
    no log, error or export. `secret_files` are the paths of more of them, which are read when a
    message goes out: only who delivers needs to be able to. `ca_file` holds certificates to trust
    besides the usual ones.
    """

    name: str
    kind: ChannelKind = "webhook"
    url: str = ""
    to: str = ""
    user: str = ""
    sender: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    secret_files: tuple[str, ...] = ()
    allow_private_addresses: bool = False
    ca_file: str = ""
    cloudevents: bool = False
    per_minute: float | None = None

    def __post_init__(self) -> None:
        check_name(self.name, "channel")
        if self.per_minute is not None and self.per_minute <= 0:
            raise ValueError(f"channel {self.name}: per_minute is above 0, not {self.per_minute:g}")

    @property
    def target(self) -> str:
        """A digest of whom it leads to: with another address it is another receiver."""
        return digest("\n".join((self.kind, self.url, self.to, *self.secret_files)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a recipient wants to be told. An empty tuple means any.

    Conditions are joined by "and". `query` is a question to the facts, which the event's fact must
    answer: events that are not of one fact do not. `into_top` and `out_of_top` ask for moves over that place,
    `overtook` and `overtaken_by` for regions that changed sides with the subject, `record` for a
    place that was never better or worse; the figure bounds for figures beyond them, which were not
    beyond them when told before. `max_age_days` keeps news that was published longer ago from
    alerting: an archive that is read for the first time is history, not news. None lets any age
    through. `expected_by` are days of the year ("03-01") by each of which a new edition of the `ratings`
    should have come since the one before; then edition_missing is of that day too.

    `digest` other than "immediate" collects events until a time of day; `group_by` those of one
    group for `group_wait_seconds`. `repeat_interval_hours` keeps the same story from being told
    again sooner. `quiet_hours` ("22:00-08:00") puts messages off until they end. Times are in
    `timezone`.
    """

    name: str
    channel: str
    channels: tuple[str, ...] = ()
    query: str | None = None
    kinds: tuple[EventKind, ...] = ("place_changed",)
    regions: tuple[str, ...] = ()
    ratings: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    moved_by_at_least: int = 1
    into_top: int | None = None
    out_of_top: int | None = None
    overtook: tuple[str, ...] = ()
    overtaken_by: tuple[str, ...] = ()
    record: Record | Literal["any"] | None = None
    figure_at_least: float | None = None
    figure_at_most: float | None = None
    max_age_days: int | None = None
    expected_by: tuple[str, ...] = ()
    language: Language = "ru"
    digest: Digest = "immediate"
    digest_at: str = "09:00"
    digest_on: Weekday = "mon"
    timezone: str = "Europe/Moscow"
    group_by: tuple[GroupField, ...] = ()
    group_wait_seconds: int = 0
    repeat_interval_hours: float | None = None
    quiet_hours: str | None = None
    template: str | None = None

    def __post_init__(self) -> None:
        check_name(self.name, "subscription")
        if not self.kinds:
            raise ValueError(f"subscription {self.name}: it names no kinds of events")
        if taken_back := sorted(set(self.kinds) & set(FOLLOW_UPS)):
            raise ValueError(
                f"subscription {self.name}: {', '.join(taken_back)} goes to whoever got the original,"
                " without being asked for"
            )
        if self.expected_by and not self.ratings:
            raise ValueError(f"subscription {self.name}: expected_by needs ratings")
        for day in self.expected_by:
            check_day(day)
        if bool(self.group_by) != bool(self.group_wait_seconds):
            raise ValueError(f"subscription {self.name}: group_by and group_wait_seconds go together")
        if self.group_wait_seconds < 0 or (self.repeat_interval_hours or 0) < 0:
            raise ValueError(f"subscription {self.name}: a wait is not below 0")
        self.timetable  # noqa: B018 (raises for times that are none)

    @property
    def timetable(self) -> Timetable:
        """When it may be told, and when its digest goes out."""
        return Timetable(
            digest=self.digest,
            at=self.digest_at,
            on=self.digest_on,
            timezone=self.timezone,
            quiet_hours=self.quiet_hours,
        )

    @property
    def all_channels(self) -> tuple[str, ...]:
        """Every channel that it is told by, each once."""
        return tuple(dict.fromkeys((self.channel, *self.channels)))

    @property
    def terms(self) -> tuple[str, ...]:
        """What it is filed under in an index: by the narrowest thing that it names.

        An event that it asks for has one of these among its own `event_terms`.
        """
        if self.regions and self.ratings and len(self.regions) * len(self.ratings) <= MOST_PAIRS:
            return tuple(f"rg:{region}:{rating}" for region, rating in product(self.regions, self.ratings))
        if self.regions:
            return tuple(f"r:{region}" for region in self.regions)
        if self.ratings:
            return tuple(f"g:{rating}" for rating in self.ratings)
        return tuple(f"k:{kind}" for kind in self.kinds)


def event_terms(event: Event) -> tuple[str, ...]:
    """What a subscription that asks for the event can be filed under."""
    region, rating = event.region or "", event.rating_id
    return (f"rg:{region}:{rating}", f"r:{region}", f"g:{rating}", f"k:{event.kind}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """A question to the facts under a name, which everybody who has its token can read as a feed.

    `question` is as `storage.asking` reads it, `language` that of the feed's titles. `digest` is
    SHA-256 of the token's secret, "" while there is no token.
    """

    name: str
    question: str
    language: Language = "ru"
    created_at: datetime
    token_id: str = ""
    digest: str = field(default="", repr=False)
    token_made_at: datetime | None = None

    def __post_init__(self) -> None:
        check_name(self.name, "saved query")


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A time in which some events are not told: who said so, why, and until when.

    Empty tuples mean any; conditions are joined by "and".
    """

    id: str
    author: str
    comment: str
    starts_at: datetime
    ends_at: datetime
    subscriptions: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    ratings: tuple[str, ...] = ()
    kinds: tuple[EventKind, ...] = ()

    def __post_init__(self) -> None:
        if not self.author or not self.comment:
            raise ValueError("a silence says who made it and why: author and comment")
        if self.starts_at.utcoffset() is None or self.ends_at.utcoffset() is None:
            raise ValueError("the times of a silence have a zone")
        if self.ends_at <= self.starts_at:
            raise ValueError(f"a silence ends after it begins, not at {self.ends_at}")

    def holds(self, now: datetime) -> bool:
        """Whether it has begun and is not over."""
        return self.starts_at <= now < self.ends_at

    def covers(self, event: Event, subscription: str, now: datetime) -> bool:
        """Whether it keeps this event from that subscription at this moment."""
        return (
            self.holds(now)
            and (not self.subscriptions or subscription in self.subscriptions)
            and (not self.regions or event.region in self.regions)
            and (not self.ratings or event.rating_id in self.ratings)
            and (not self.kinds or event.kind in self.kinds)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether to tell, and why.

    `due_at` is when (None: at once). With `bundle`, a name that the events of one digest or group
    share, it is told together with them. `note` says more of the reason.
    """

    deliver: bool
    reason: DecisionReason
    due_at: datetime | None = None
    bundle: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try to hand a message over: the target's status, if it answered, and what was wrong.

    `parts` is how many pieces of a long message were taken: the next try goes on behind them.
    """

    at: datetime
    status: int | None = None
    error: str | None = None
    parts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event for one recipient. `id` is made of the two, and goes out as the message's id.

    A digest has its `events`. `topics` are what it is filed under, so that what was told of a fact
    or a story is found again; `note` says more of the reason. `retried_from` is the number of tries
    before it was last taken out of the dead letters.
    """

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
    events: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    bundle: str | None = None
    note: str = ""
    retried_from: int = 0

    @property
    def parts_taken(self) -> int:
        """How many pieces of the message the target has."""
        return sum(attempt.parts for attempt in self.attempts)
