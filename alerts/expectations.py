"""What should have come and did not: an overdue edition, a silent source, a partner named no more. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from model.articles import digest
from model.ledger import Edition, Event
from model.periods import is_period, period_after
from model.sources import Source, SourceState
from model.timetables import last_two

LEAST_EDITIONS = 3
"""Two distances between editions, so that one of them is not taken for the rule."""

SLACK = 0.5
"""An edition is missing when it is later than usual by this part of the usual distance."""

SILENT_AFTER = timedelta(days=1)
SILENT_INTERVALS = 20
"""A source is silent when it could not be read for a day and for so many of its intervals."""


def missing_edition(name: str, editions: Sequence[Edition], now: datetime) -> Event | None:
    """The event of the next edition of a series, where it is overdue.

    `editions` are those of one rating and one series (years, quarters, ...), the newest last. They
    tell their distance themselves: the usual one between the first news of each.
    """
    told = [edition for edition in editions if is_period(edition.period)]
    if len(told) < LEAST_EDITIONS:
        return None
    moments = [edition.first_published_at for edition in told]
    distances = [(after - before).total_seconds() for before, after in pairwise(moments)]
    if min(distances) <= 0:
        return None
    expected_at = moments[-1] + timedelta(seconds=median(distances) * (1 + SLACK))
    if now < expected_at:
        return None
    return _missing(name, told[-1], expected_at, now)


def edition_missing_by_day(
    name: str, editions: Sequence[Edition], days: Collection[str], timezone: str, now: datetime
) -> Event | None:
    """The event of the next edition of a series that somebody expected by a day of the year.

    `days` as `model.timetables` has them: by each a new edition should have come since the one before.
    """
    told = [edition for edition in editions if is_period(edition.period)]
    if not told:
        return None
    before, by = last_two(days, timezone, now)
    came = any(edition.first_published_at > before for edition in told)
    return None if came else _missing(name, told[-1], by, now)


def _missing(name: str, newest: Edition, expected_at: datetime, now: datetime) -> Event:
    """One event an edition, whoever expected it and when."""
    rating_id, period = newest.rating_id, period_after(newest.period)
    return Event(
        id=digest(f"edition_missing\n{rating_id}\n{period}"),
        kind="edition_missing",
        rating_id=rating_id,
        rating=name,
        period=period,
        previous_period=newest.period,
        published_at=expected_at,
        happened_at=now,
    )


def silent_source(source: Source, state: SourceState, now: datetime) -> Event | None:
    """The event of a source that could not be read for long; one a silence."""
    last = state.succeeded_at
    patience = max(SILENT_AFTER, timedelta(seconds=source.interval_seconds * SILENT_INTERVALS))
    if not source.enabled or source.kind == "manual" or last is None or now - last < patience:
        return None
    return Event(
        id=digest(f"source_silent\n{source.name}\n{last.isoformat()}"),
        kind="source_silent",
        rating_id="",
        rating="",
        period="",
        subject_id=source.name,
        subject=source.name,
        sentence=state.last_error or "",
        published_at=last,
        happened_at=now,
    )


LEAST_MENTIONS = 3
VANISHED_AFTER = timedelta(days=180)
VANISHED_DISTANCES = 3
LEAST_OTHERS = 5
"""A partner has vanished when it was named on three days or more, is not named for half a year and for
three of its usual distances, and other partners of the region are named in five articles meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An article that names a partner country of a region."""

    region: str
    country: str
    published_at: datetime
    sentence: str
    url: str


def vanished_partners(mentions: Iterable[Mention], now: datetime) -> tuple[Event, ...]:
    """The events of partners of one region that its news named once and names no more.

    `mentions` are all of the region, whatever the order; reprints are left out by the caller.
    """
    ordered = sorted(mentions, key=lambda one: one.published_at)
    by_country: dict[str, list[Mention]] = defaultdict(list)
    for mention in ordered:
        by_country[mention.country].append(mention)
    found = (_vanished(own, ordered, now) for own in by_country.values())
    return tuple(event for event in found if event is not None)


def _vanished(own: Sequence[Mention], every: Sequence[Mention], now: datetime) -> Event | None:
    last = own[-1]
    days = sorted({one.published_at.date() for one in own})
    if len(days) < LEAST_MENTIONS:
        return None
    usual = median((after - before).days for before, after in pairwise(days))
    others = {one.url for one in every if one.published_at > last.published_at}
    patience = max(VANISHED_AFTER, timedelta(days=usual * VANISHED_DISTANCES))
    if now - last.published_at < patience or len(others) < LEAST_OTHERS:
        return None
    return Event(
        id=digest(f"partner_vanished\n{last.region}\n{last.country}\n{last.published_at.isoformat()}"),
        kind="partner_vanished",
        rating_id="",
        rating="",
        period="",
        subject_id=last.region,
        region=last.region,
        country=last.country,
        sentence=last.sentence,
        url=last.url,
        published_at=last.published_at,
        happened_at=now,
    )
