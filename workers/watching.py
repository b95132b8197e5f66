"""Looking for what no article tells: overdue editions, silent and drifting sources, vanished partners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from alerts.drifting import RECENT_DAYS, USUAL_DAYS, drifting_source
from alerts.expectations import (
    Mention,
    edition_missing_by_day,
    missing_edition,
    silent_source,
    vanished_partners,
)
from model.articles import digest
from model.ledger import Edition, Event, Rating
from model.subscriptions import Subscription
from runtime.service import Service
from storage.folding import series_of
from storage.questions import FactQuery

LOOK_SECONDS = 3_600
"""Nothing of this kind is urgent, and every look reads all ratings."""

PARTNERS_SECONDS = 86_400
"""What takes half a year to be true is looked for once a day: it reads every partnership."""


def watch_if_due(service: Service) -> int:
    """Look once an hour, over all schedulers; how many events that made."""
    if not service.store.schedule.is_time("watching", LOOK_SECONDS):
        return 0
    raised = watch(service)
    if service.store.schedule.is_time("partners", PARTNERS_SECONDS):
        raised += watch_partners(service)
    return raised


def watch(service: Service) -> int:
    """Put an event into the outbox for all that is missing, silent or drifting, each once; how many."""
    return _tell(service, "editions", _missing(service)) + _tell(service, "sources", _of_sources(service))


def watch_partners(service: Service) -> int:
    """The same for partner countries that are named no more."""
    return _tell(service, "partners", _vanished(service))


def _tell(service: Service, look: str, events: Iterable[Event]) -> int:
    """Raise the events of conditions that did not hold at the look before.

    They are noted last: were we to die before, they would be raised again, with the same ids.
    """
    standing = service.store.standing.of(look)
    found = {digest(f"{event.story}\n{event.period}"): event for event in events}
    raised = 0
    for condition, event in found.items():
        if condition not in standing:
            book = digest(event.rating_id or f"{look}:{event.subject_id}")
            raised += service.store.events.raise_in(book, [event])
    service.store.standing.settle(look, found)
    return raised


def _missing(service: Service) -> Iterator[Event]:
    expecting = [one.subscription for one in service.watches.list() if one.subscription.expected_by]
    for rating in service.store.ratings.list():
        own = [one for one in expecting if rating.id in one.ratings]
        for editions in _series(service, rating):
            yield from _missing_of(rating, editions, own, service.clock())


def _missing_of(
    rating: Rating, editions: Sequence[Edition], expecting: Iterable[Subscription], now: datetime
) -> Iterator[Event]:
    """The edition that comes next, where somebody expected it by a day, or it is later than usual."""
    found = [
        edition_missing_by_day(rating.name, editions, one.expected_by, one.timezone, now) for one in expecting
    ]
    if not rating.provisional:
        found.append(missing_edition(rating.name, editions, now))
    yield from filter(None, found)


def _series(service: Service, rating: Rating) -> Iterable[list[Edition]]:
    by_series: dict[str, list[Edition]] = defaultdict(list)
    for edition in service.store.ratings.editions(rating.id):
        by_series[series_of(edition.period)].append(edition)
    return by_series.values()


def _of_sources(service: Service) -> Iterator[Event]:
    now = service.clock()
    yesterday = now.astimezone(UTC).date() - timedelta(days=1)
    for source in service.configuration.sources:
        silent = silent_source(source, service.store.sources.state(source.name), now)
        if silent is not None:
            yield silent
            continue
        days = service.store.sources.days(source.name, yesterday, RECENT_DAYS + USUAL_DAYS)
        yield from drifting_source(source, days, now)


def _vanished(service: Service) -> Iterator[Event]:
    by_region: dict[str, dict[tuple[str, str], Mention]] = defaultdict(dict)
    for fact in service.store.facts.every(FactQuery(kind="partnership")):
        for claim in fact.claims:
            if claim.withdrawn_at is None:
                mention = Mention(
                    region=fact.key.subject,
                    country=fact.key.rating,
                    published_at=claim.published_at,
                    sentence=claim.statement.evidence.sentence,
                    url=claim.url,
                )
                # Reprints of one text are one mention.
                by_region[mention.region].setdefault((mention.country, claim.signature), mention)
    for mentions in by_region.values():
        yield from vanished_partners(mentions.values(), service.clock())
