"""Due work: what is to be done stands beside the data that makes it due, under leases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from storage import keys
from storage.keys import Stage
from storage.moments import from_ms, to_ms
from storage.scripts import Script
from storage.server import Server, Value

STAGES: tuple[Stage, ...] = get_args(Stage)

_LEASE = Script("lease")
_EXTEND = Script("extend")
_DONE = Script("done")
_POSTPONE = Script("postpone")
_READMIT = Script("readmit")
_NOTE_FAULT = Script("note_fault")
_DROP = Script("drop_quarantined")

FAULT_LIFE_SECONDS = 30 * 86_400
"""How long it is kept why work on an item did not end: long enough to be looked into."""
LIMIT_FAULT_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCounts:
    """A stage's work: `due` now, `later` (leased or put off), in `quarantine`.

    `oldest_due_at` is since when the oldest due item waits.
    """

    due: int
    later: int
    quarantined: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """An item whose work died too often, and when it was set aside.

    `fault` tells why its work did not end the last time; None where that is not known.
    """

    stage: Stage
    item: str
    at: datetime
    fault: str | None = None


class Work:
    """Due items of every stage. Each call touches the partitions of one stage."""

    def __init__(self, server: Server, *, clock: Callable[[], datetime], max_tries: int) -> None:
        self._server = server
        self._clock = clock
        self._max_tries = max_tries

    def overdue(self, stage: Stage, now: datetime, limit: int, lease_seconds: float) -> tuple[str, ...]:
        """Items that are due, at most `limit`, leased to the caller for `lease_seconds`.

        Newest months first; inside a partition the longest due first. An item whose work began
        and came to no end for the last allowed time is put into quarantine instead.
        """
        until = to_ms(now + timedelta(seconds=lease_seconds))
        given: list[str] = []
        for partition in self._partitions_with_due(stage, now):
            arguments = (to_ms(now), until, limit - len(given), self._max_tries)
            given += map(bytes.decode, self._server.run(_LEASE, self._keys(stage, partition), arguments))
            if len(given) >= limit:
                break
        return tuple(given)

    def lease(self, stage: Stage, items: Iterable[str], lease_seconds: float) -> tuple[str, ...]:
        """Prolong the leases of items that wait for a worker; the ones that are still due."""
        return self._extend(stage, items, lease_seconds, "wait")

    def begin(self, stage: Stage, items: Iterable[str], lease_seconds: float) -> tuple[str, ...]:
        """Begin work on the first item, and prolong the leases of all; the ones that are still due.

        If the work comes to no end, that is a try.
        """
        return self._extend(stage, items, lease_seconds, "begin")

    def begin_fresh(self, stage: Stage, items: Iterable[str], lease_seconds: float) -> tuple[str, ...]:
        """Begin work on all items that are due and whose work never began before; which these are."""
        return self._extend(stage, items, lease_seconds, "fresh")

    def give_back(self, stage: Stage, items: Iterable[str]) -> tuple[str, ...]:
        """Make those items due at once whose work was going on and died; which they were."""
        return self._extend(stage, items, 0, "back")

    def postpone(self, stage: Stage, item: str, due_at: datetime) -> None:
        """Put a due item off. Its work came to an end, so the try does not count against it."""
        pair = self._keys(stage, keys.partition_of(stage, item))[:2]
        self._server.run(_POSTPONE, pair, (to_ms(due_at), item))

    def done(self, stage: Stage, items: Iterable[str]) -> None:
        """Take items out of the due work. Doing it again changes nothing."""
        for partition, members in _by_partition(stage, items).items():
            self._server.run(_DONE, self._keys(stage, partition)[:2], members)

    def tries(self, stage: Stage, item: str) -> int:
        """How often work on the item began and did not end."""
        count = self._server.call("HGET", keys.tries(keys.partition_of(stage, item), stage), item)
        return int(count or 0) // 2

    def is_due(self, stage: Stage, item: str) -> bool:
        """Whether the item's work is still to be done, leased or not."""
        partition = keys.partition_of(stage, item)
        return self._server.call("ZSCORE", keys.due(partition, stage), item) is not None

    def is_set_aside(self, stage: Stage, item: str) -> bool:
        """Whether the item is in quarantine."""
        partition = keys.partition_of(stage, item)
        return self._server.call("ZSCORE", keys.quarantine(partition, stage), item) is not None

    def put(self, stage: Stage, item: str, due_at: datetime) -> None:
        """Make an item due that is not; what makes it due in the course of things does so itself."""
        key = keys.due(keys.partition_of(stage, item), stage)
        self._server.call("ZADD", key, "NX", to_ms(due_at), item)

    def every(self, stage: Stage) -> Iterator[str]:
        """All due items of a stage, leased ones too."""
        for partition in self.partitions(stage):
            yield from map(bytes.decode, self._server.call("ZRANGE", keys.due(partition, stage), 0, -1))

    def quarantine(self, stage: Stage) -> tuple[Quarantined, ...]:
        """What was set aside, the newest first."""
        partitions = self.partitions(stage)
        answers = self._server.batch(
            [("ZRANGE", keys.quarantine(name, stage), 0, -1, "WITHSCORES") for name in partitions]
        )
        found = [
            Quarantined(
                stage=stage,
                item=item.decode(),
                at=from_ms(int(score)),
                fault=self._fault(stage, partition, item),
            )
            for partition, pairs in zip(partitions, answers, strict=True)
            for item, score in pairs
        ]
        return tuple(sorted(found, key=lambda one: (one.at, one.item), reverse=True))

    def _fault(self, stage: Stage, partition: str, item: bytes) -> str | None:
        told = self._server.call("HGET", keys.faults(partition, stage), item)
        return told.decode() if told is not None else None

    def note_fault(self, stage: Stage, items: Iterable[str], fault: str) -> None:
        """Note why work on items did not end; the quarantine tells it."""
        for partition, members in _by_partition(stage, items).items():
            arguments: tuple[Value, ...] = (FAULT_LIFE_SECONDS, fault[:LIMIT_FAULT_CHARACTERS], *members)
            self._server.run(_NOTE_FAULT, (keys.faults(partition, stage),), arguments)

    def drop(self, stage: Stage, items: Iterable[str]) -> int:
        """Give quarantined items up for good; how many there were."""
        return sum(
            self._server.run(
                _DROP, (keys.quarantine(partition, stage), keys.faults(partition, stage)), members
            )
            for partition, members in _by_partition(stage, items).items()
        )

    def readmit(self, stage: Stage, items: Iterable[str]) -> int:
        """Give quarantined items another chance; how many there were."""
        now = to_ms(self._clock())
        count = 0
        for partition, members in _by_partition(stage, items).items():
            due, _, quarantine = self._keys(stage, partition)
            count += self._server.run(_READMIT, (due, quarantine), (now, *members))
        return count

    def size(self, stage: Stage, until: datetime) -> int:
        """How many items a stage has that are due, or leased, until then."""
        moment = to_ms(until)
        names = [keys.due(name, stage) for name in self.partitions(stage)]
        return sum(self._server.batch([("ZCOUNT", name, "-inf", moment) for name in names]))

    def counts(self) -> dict[Stage, StageCounts]:
        """The work of every stage, for metrics."""
        now = self._clock()
        return {stage: self._counts(stage, now) for stage in STAGES}

    def partitions(self, stage: Stage) -> tuple[str, ...]:
        """Where the stage's work can stand; months newest first."""
        match stage:
            case "read" | "look":
                return keys.REF_SHARDS
            case "extract" | "fold":
                return tuple(month.decode() for month in self._server.call("ZREVRANGE", keys.MONTHS, 0, -1))
            case "relay":
                return keys.BOOK_SHARDS
            case "deliver":
                return ("deliveries",)
            case "crawl":
                return ("sources",)

    def _extend(
        self,
        stage: Stage,
        items: Iterable[str],
        lease_seconds: float,
        mode: Literal["wait", "begin", "fresh", "back"],
    ) -> tuple[str, ...]:
        until = to_ms(self._clock() + timedelta(seconds=lease_seconds))
        named = tuple(items)
        held: list[str] = []
        for partition, members in _by_partition(stage, named).items():
            pair = self._keys(stage, partition)[:2]
            told = "wait" if mode == "begin" and named[0] not in members else mode
            held += map(bytes.decode, self._server.run(_EXTEND, pair, (until, told, *members)))
        return tuple(held)

    def _counts(self, stage: Stage, now: datetime) -> StageCounts:
        moment = to_ms(now)
        commands: list[tuple[str | int, ...]] = []
        for name in self.partitions(stage):
            due = keys.due(name, stage)
            commands += [
                ("ZCOUNT", due, "-inf", moment),
                ("ZCARD", due),
                ("ZCARD", keys.quarantine(name, stage)),
                ("ZRANGE", due, 0, 0, "WITHSCORES"),
            ]
        answers = self._server.batch(commands)
        due_now = sum(answers[0::4])
        oldest = min((int(pair[1]) for pairs in answers[3::4] for pair in pairs), default=None)
        return StageCounts(
            due=due_now,
            later=sum(answers[1::4]) - due_now,
            quarantined=sum(answers[2::4]),
            oldest_due_at=from_ms(oldest) if oldest is not None and oldest <= moment else None,
        )

    def _partitions_with_due(self, stage: Stage, now: datetime) -> list[str]:
        partitions = self.partitions(stage)
        counts = self._server.batch(
            [("ZCOUNT", keys.due(name, stage), "-inf", to_ms(now)) for name in partitions]
        )
        return [name for name, count in zip(partitions, counts, strict=True) if count]

    def _keys(self, stage: Stage, partition: str) -> tuple[str, str, str]:
        return keys.due(partition, stage), keys.tries(partition, stage), keys.quarantine(partition, stage)


def _by_partition(stage: Stage, items: Iterable[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for item in items:
        grouped[keys.partition_of(stage, item)].append(item)
    return grouped
