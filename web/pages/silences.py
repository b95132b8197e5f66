"""Silences: times in which some events are not told, with who said so and why."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from model.subscriptions import Silence
from runtime.watches import Watches
from web.names import Names
from web.pages.forms import Forms, form_of
from web.pages.ratings import rating_lines
from web.pages.rendering import Pages, view_of

LONGEST_HOURS = 24 * 365
HOURS_OFFERED = (1, 4, 24, 72, 168, 720)
_FIELDS = ("author", "comment", "hours", "subscription", "region", "rating")
Form = Annotated[Mapping[str, str], Depends(form_of)]


def silence_routes(watches: Watches, forms: Forms, names: Names, pages: Pages) -> APIRouter:
    """The routes over silences."""
    routes = APIRouter(include_in_schema=False)
    alerting = watches.alerting
    silences = alerting.store.silences

    def shown(request: Request, told: Mapping[str, str], problem: str | None = None) -> Response:
        view = view_of(request)
        now = alerting.clock()
        return pages.page(
            "silences.html",
            view,
            status=422 if problem else 200,
            silences=[(one, one.holds(now), one.starts_at > now) for one in silences.list()],
            names=lambda codes: ", ".join(names.name(code, view.language) for code in codes),
            told={"author": forms.author(request), "hours": "24", **told},
            hours=HOURS_OFFERED,
            problem=problem,
            subscriptions=[watch.subscription.name for watch in watches.list()],
            regions=[(code, names.name(code, view.language)) for code in names.regions],
            ratings=rating_lines(alerting.store.ratings.list(), names, view.words),
            may_change=forms.may_change(request),
            token=forms.token(request),
        )

    @routes.get("/silences")
    def every_silence(request: Request) -> Response:
        params = view_of(request).params
        return shown(request, {name: params[name] for name in _FIELDS if name in params})

    @routes.post("/silences")
    async def make_silence(request: Request, form: Form) -> Response:
        return await run_in_threadpool(make, request, form)

    @routes.post("/silences/{silence_id}/remove")
    async def end_silence(request: Request, silence_id: str, form: Form) -> Response:
        await run_in_threadpool(forms.check, request, form)
        if not await run_in_threadpool(silences.remove, silence_id):
            raise HTTPException(404)
        return RedirectResponse(view_of(request).address("/silences"), status_code=303)

    def make(request: Request, form: Mapping[str, str]) -> Response:
        forms.check(request, form)
        told = {name: form[name].strip() for name in _FIELDS if form.get(name, "").strip()}
        try:
            silences.save(_silence(told, alerting.clock()))
        except ValueError as error:
            return shown(request, told, problem=str(error))
        return RedirectResponse(view_of(request).address("/silences"), status_code=303)

    return routes


def _silence(told: Mapping[str, Any], now: datetime) -> Silence:
    """Raises ValueError for what is missing or is no number of hours."""
    hours = int(told.get("hours", "0"))
    if not 0 < hours <= LONGEST_HOURS:
        raise ValueError(f"a silence lasts 1 to {LONGEST_HOURS} hours, not {hours}")

    def chosen(name: str) -> tuple[str, ...]:
        return (told[name],) if name in told else ()

    return Silence(
        id=secrets.token_hex(4),
        author=told.get("author", ""),
        comment=told.get("comment", ""),
        starts_at=now,
        ends_at=now + timedelta(hours=hours),
        subscriptions=chosen("subscription"),
        regions=chosen("region"),
        ratings=chosen("rating"),
    )
