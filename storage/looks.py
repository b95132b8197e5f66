"""Pages that are looked at again: what the last look told, and when the next one is due."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter

from model.articles import Look
from storage import keys
from storage.moments import to_ms
from storage.scripts import Script
from storage.server import Server
from storage.work import Work

_PLAN = Script("plan_look")
_LOOK = TypeAdapter(Look)


class Looks:
    """Looks by the reference that led to the page; they are work of the stage "look"."""

    def __init__(self, server: Server, work: Work) -> None:
        self._server = server
        self._work = work

    def plan(self, ref_id: str, look: Look, due_at: datetime) -> None:
        """Keep what a look told, and have the next one due: one atomic step."""
        partition = keys.ref_partition(ref_id)
        names = (keys.looks(partition), keys.due(partition, "look"), keys.tries(partition, "look"))
        record = _LOOK.dump_json(look, exclude_defaults=True)
        self._server.run(_PLAN, names, (ref_id, record, to_ms(due_at)))

    def get(self, ref_id: str) -> Look | None:
        """What the last look told; None for a page that is not looked at again."""
        record = self._server.call("HGET", keys.looks(keys.ref_partition(ref_id)), ref_id)
        return _LOOK.validate_json(record) if record is not None else None

    def end(self, ref_id: str) -> None:
        """Look no more."""
        # The work first: a record without work harms nobody and is written over by the next plan.
        self._work.done("look", [ref_id])
        self._server.call("HDEL", keys.looks(keys.ref_partition(ref_id)), ref_id)
