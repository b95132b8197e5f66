"""/v1/silences: times in which some events are not told, with who said so and why."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path
from fastapi.responses import Response
from pydantic import TypeAdapter

from model.errors import InvalidQuery
from model.subscriptions import Silence
from storage.silences import Silences
from web.api.alert_documents import SilenceDocument, SilenceInput, SilencesDocument
from web.api.answers import JsonAnswer
from web.api.writing import WRITING

_SILENCE = TypeAdapter(Silence)


def silence_routes(silences: Silences, clock: Callable[[], datetime]) -> APIRouter:
    """The routes over silences."""
    routes = APIRouter(prefix="/v1/silences", tags=["alerts"])

    @routes.get("", response_model=SilencesDocument, summary="Silences")
    def every_silence() -> JsonAnswer:
        """Those that are over too; those that end last come first."""
        return JsonAnswer({"silences": [silence_wire(one, clock()) for one in silences.list()]})

    @routes.post(
        "", response_model=SilenceDocument, status_code=201, responses=WRITING, summary="Make a silence"
    )
    def make_silence(told: SilenceInput) -> JsonAnswer:
        """It holds at once, or from `starts_at`, until `ends_at`. Times without a zone are UTC."""
        now = clock()
        try:
            silence = _silence(told, now)
        except (ValueError, OverflowError) as error:
            raise InvalidQuery(str(error), part="body") from error
        silences.save(silence)
        return JsonAnswer(silence_wire(silence, now), status_code=201)

    @routes.delete("/{silence_id}", status_code=204, responses=WRITING, summary="End a silence")
    def end_silence(silence_id: Annotated[str, Path(max_length=40)]) -> Response:
        """It holds no more. What it kept back stays untold; the log says by whom and why."""
        if not silences.remove(silence_id):
            raise HTTPException(404, f"There is no silence {silence_id!r}.")
        return Response(status_code=204)

    return routes


def silence_wire(silence: Silence, now: datetime) -> dict[str, Any]:
    """A silence, and whether it holds at this moment."""
    return {"active": silence.holds(now), "silence": _SILENCE.dump_python(silence, mode="json")}


def _silence(told: SilenceInput, now: datetime) -> Silence:
    return Silence(
        id=secrets.token_hex(4),
        author=told.author.strip(),
        comment=told.comment.strip(),
        starts_at=_utc(told.starts_at) if told.starts_at else now,
        ends_at=_utc(told.ends_at),
        subscriptions=told.subscriptions,
        regions=told.regions,
        ratings=told.ratings,
        kinds=told.kinds,
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
