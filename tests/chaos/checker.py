"""After the faults: does everything that is stored and that was told fit the model?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import get_args

from model.claims import Fact
from model.statements import Ranking
from storage.facts import FactQuery
from storage.keys import Stage
from storage.store import Store
from tests.chaos.clients import Reader
from tests.chaos.press import Arrival, Press
from tests.chaos.world import REGIONS, Key, World

Findings = dict[str, list[str]]
"""What is wrong, by its kind: lost, doubled, wrong, deliveries, due, readers, store."""


def is_settled(store: Store) -> bool:
    """Whether nothing is left to do. What is to be looked at again some day is not work that is left."""
    counts = store.work.counts()
    return not any(count.due or count.later for stage, count in counts.items() if stage != "look")


def is_there(store: Store, world: World, press: Press) -> bool:
    """Whether every article stands as it does on its site, and its place is known."""
    for path, story in world.stories().items():
        identifier = store.articles.by_url(press.address + path)
        article = store.articles.get(identifier) if identifier else None
        if article is None or story.sentence not in article.text:
            return False
    return True


def findings(store: Store, world: World, press: Press, readers: list[Reader]) -> Findings:
    """Everything that does not fit; nothing when all is well."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind, line in (
        *_articles(store, world, press),
        *_facts(store, world, press),
        *_editions(store, world),
        *_deliveries(store, world, press.arrivals),
        *_work(store),
        *_readers(world, readers),
        *(("store", f"{one.kind} {one.where} {one.detail}") for one in store.check.findings()),
    ):
        found[kind].append(line)
    return dict(found)


def _articles(store: Store, world: World, press: Press) -> Iterator[tuple[str, str]]:
    seen = set()
    for path, story in world.stories().items():
        identifier = store.articles.by_url(press.address + path)
        article = store.articles.get(identifier) if identifier else None
        if article is None:
            yield "lost", f"article {path}"
        elif story.sentence not in article.text:
            yield "lost", f"the edit of {path}"
        if identifier in seen:
            yield "doubled", f"article {path} shares {identifier}"
        seen.add(identifier)


def _facts(store: Store, world: World, press: Press) -> Iterator[tuple[str, str]]:
    by_key: dict[Key, list[Fact]] = defaultdict(list)
    for fact in store.facts.every(FactQuery(kind="ranking")):
        assert isinstance(fact.statement, Ranking)
        by_key[fact.key.rating, fact.period or "", fact.statement.region or ""].append(fact)
    for key in sorted(set(by_key) - set(world.places)):
        yield "doubled", f"an invented fact {key}"
    for key, place in world.places.items():
        facts = by_key.get(key, [])
        if not facts:
            yield "lost", f"fact {key}"
        if len(facts) > 1:
            yield "doubled", f"fact {key}: {len(facts)} times"
        for fact in facts:
            yield from _fact(fact, key, place, {press.address + path for path in world.telling(key)})


def _fact(fact: Fact, key: Key, place: int, urls: set[str]) -> Iterator[tuple[str, str]]:
    assert isinstance(fact.statement, Ranking)
    if fact.statement.position != place:
        yield "wrong", f"{key} at {fact.statement.position}, not {place}"
    live = [claim for claim in fact.claims if claim.withdrawn_at is None]
    if fact.status in ("conflicting", "withdrawn"):
        yield "wrong", f"{key} is {fact.status}"
    if len({claim.url for claim in live}) != len(live):
        yield "doubled", f"claims of {key}"
    if {claim.url for claim in live} != urls:
        yield "wrong", f"{key} is said by {len(live)} articles, not {len(urls)}"


def _editions(store: Store, world: World) -> Iterator[tuple[str, str]]:
    for rating in sorted({key[0] for key in world.places}):
        told = {
            (rating, edition.period, place.region or ""): place.position
            for edition in store.ratings.editions(rating)
            for place in edition.places
        }
        wanted = {key: place for key, place in world.places.items() if key[0] == rating}
        for key in sorted({*told, *wanted}):
            if told.get(key) != wanted.get(key):
                yield "wrong", f"the ledger has {key} at {told.get(key)}, not {wanted.get(key)}"
        for region in REGIONS:
            places = [fact.statement for fact in store.facts.every(FactQuery(rating=rating, region=region))]
            periods = sorted(place.period or "" for place in places)
            if periods != ["2024", "2025"]:
                yield "wrong", f"the index finds {rating} {region} for {periods}"


def _deliveries(store: Store, world: World, arrivals: list[Arrival]) -> Iterator[tuple[str, str]]:
    log = {one.id: one for one in store.deliveries.list(limit=1_000_000)}
    taken = {(one.channel, one.id) for one in arrivals if one.taken}
    for one in log.values():
        if one.status in ("due", "dead", "bundled"):
            yield "deliveries", f"{one.id} to {one.channel} is {one.status}: {one.attempts[-1:]}"
        if one.status == "delivered" and (one.channel, one.id) not in taken:
            yield "deliveries", f"{one.id} to {one.channel} is on record as delivered and never arrived"
    for channel, identifier in sorted({(one.channel, one.id) for one in arrivals}):
        if identifier not in log or log[identifier].channel != channel:
            yield "deliveries", f"{identifier} arrived at {channel} and is not on record"
    yield from _one_id_each(arrivals)
    yield from _everybody_knows(world, [one for one in arrivals if one.taken])


def _one_id_each(arrivals: list[Arrival]) -> Iterator[tuple[str, str]]:
    ids: dict[tuple[object, ...], set[str]] = defaultdict(set)
    names = ("kind", "rating_id", "period", "region", "previous", "position")
    for one in arrivals:
        data = one.body["data"]
        ids[one.channel, one.body["type"], *(data.get(name) for name in names)].add(one.id)
    for content, different in ids.items():
        if len(different) > 1:
            yield "doubled", f"the message {content} came under {len(different)} ids"


def _everybody_knows(world: World, taken: list[Arrival]) -> Iterator[tuple[str, str]]:
    """Who asked for every move was told every true one, and no place that nobody ever told."""
    told: dict[tuple[str, Key], set[int]] = defaultdict(set)
    for one in taken:
        data = one.body["data"]
        told[one.channel, (data["rating_id"], data["period"], data["region"])].add(data["position"])
    for channel in ("every", "twice"):
        for key, place in world.places.items():
            if key[1] == "2025" and place not in told[channel, key]:
                yield "deliveries", f"{channel} was never told {key} at {place}"
    for (channel, key), places in told.items():
        if extra := places - world.once_told.get(key, set()):
            yield "deliveries", f"{channel} was told {key} at {extra}"


def _work(store: Store) -> Iterator[tuple[str, str]]:
    for stage, count in store.work.counts().items():
        if (count.due or count.later) and stage != "look":
            yield "due", f"{stage}: {count.due} due, {count.later} later"
    for stage in get_args(Stage):
        for one in store.work.quarantine(stage):
            yield "due", f"{stage} {one.item} is in quarantine: {one.fault}"


def _readers(world: World, readers: list[Reader]) -> Iterator[tuple[str, str]]:
    for reader in readers:
        for line in reader.wrong:
            yield "readers", line
        for key, places in reader.told.items():
            if extra := set(places) - world.once_told.get(key, set()):
                yield "readers", f"the API told {key} at {sorted(extra)}"
