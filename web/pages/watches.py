"""Subscriptions: who is told of what; made from a region or a rating, tried out, and taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, get_args
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from alerts.presets import NEEDS, PRESETS
from alerts.wording import Language
from model.errors import ConfigurationError
from model.subscriptions import Subscription
from model.timetables import Digest
from runtime.watches import QUARTER_DAYS, Rehearsed, Watch, Watches
from web.catalogue import Words
from web.names import Names
from web.pages.forms import Forms, form_of
from web.pages.ratings import RatingLine, rating_lines
from web.pages.rendering import Pages, View, view_of
from web.pages.telling import delivery_line

DELIVERIES_SHOWN = 20
REHEARSED_SHOWN = 40
Form = Annotated[Mapping[str, str], Depends(form_of)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchLine:
    """A subscription in words."""

    name: str
    language: Language
    is_of_file: bool
    channels: str
    about: tuple[str, ...]
    kinds: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a subscription would have told in the last quarter, newest first."""

    told: int
    kept_back: int
    lines: tuple[tuple[Rehearsed, str], ...]


def watch_routes(watches: Watches, forms: Forms, names: Names, pages: Pages) -> APIRouter:
    """The routes over subscriptions."""
    routes = APIRouter(include_in_schema=False)
    _reading(routes, watches, forms, names, pages)
    _changing(routes, watches, forms, names, pages)
    return routes


def _reading(routes: APIRouter, watches: Watches, forms: Forms, names: Names, pages: Pages) -> None:
    @routes.get("/watches")
    def every_watch(request: Request) -> Response:
        view = view_of(request)
        lines = [_line(watch, watches, names, view.words) for watch in watches.list()]
        return pages.page("watches.html", view, watches=lines, may_change=forms.may_change(request))

    @routes.get("/watches/new")
    def new_watch(request: Request) -> Response:
        view = view_of(request)
        entry = {name: value for name, value in view.params.items() if name in _FIELDS}
        return _form(request, watches, forms, names, pages, told=_with_defaults(entry, names, view))

    @routes.get("/watches/{name}")
    def watch(request: Request, name: str) -> Response:
        view = view_of(request)
        found = watches.get(name)
        if found is None:
            raise HTTPException(404)
        told = watches.alerting.store.deliveries.list(limit=DELIVERIES_SHOWN, subscription=name)
        return pages.page(
            "watch.html",
            view,
            watch=_line(found, watches, names, view.words),
            message=json.loads(watches.message(found.subscription))["data"]["text"],
            tried=_rehearsal(watches, found.subscription, view.words),
            deliveries=[delivery_line(one, watches.alerting, view.words) for one in told],
            may_change=forms.may_change(request),
            token=forms.token(request),
        )


def _changing(routes: APIRouter, watches: Watches, forms: Forms, names: Names, pages: Pages) -> None:
    @routes.post("/watches")
    async def make_watch(request: Request, form: Form) -> Response:
        return await run_in_threadpool(_make, request, form, watches, forms, names, pages)

    @routes.post("/watches/{name}/remove")
    async def remove_watch(request: Request, name: str, form: Form) -> Response:
        await run_in_threadpool(forms.check, request, form)
        if watches.is_of_file(name) or not await run_in_threadpool(
            watches.alerting.store.subscriptions.remove, name
        ):
            raise HTTPException(404)
        return RedirectResponse(view_of(request).address("/watches"), status_code=303)


_FIELDS = ("name", "preset", "region", "rating", "channel", "digest", "moved_by_at_least")


def _make(
    request: Request, form: Mapping[str, str], watches: Watches, forms: Forms, names: Names, pages: Pages
) -> Response:
    """Make a subscription, or only try it out; what is wrong is told beside the form."""
    forms.check(request, form)
    told = {name: form[name].strip() for name in _FIELDS if form.get(name, "").strip()}
    view = view_of(request)
    try:
        subscription = watches.parse(_entry(told, view), origin=view.words("watch_form"))
    except ConfigurationError as error:
        return _form(request, watches, forms, names, pages, told=told, problem=str(error))
    if "try" in form:
        rehearsal = _rehearsal(watches, subscription, view.words)
        return _form(request, watches, forms, names, pages, told=told, tried=rehearsal)
    if not watches.create(subscription):
        taken = view.words("watch_name_taken", name=subscription.name)
        return _form(request, watches, forms, names, pages, told=told, problem=taken)
    return RedirectResponse(
        view.address(f"/watches/{quote(subscription.name, safe='')}", made="1"), status_code=303
    )


def _entry(told: Mapping[str, str], view: View) -> dict[str, Any]:
    """The form as an entry of the configuration file has it."""
    moved = told.get("moved_by_at_least", "")
    fields = {
        "name": told.get("name"),
        "preset": told.get("preset"),
        "channel": told.get("channel"),
        "regions": [told["region"]] if "region" in told else None,
        "ratings": [told["rating"]] if "rating" in told else None,
        "digest": told.get("digest"),
        "moved_by_at_least": int(moved) if moved.isascii() and moved.isdigit() else moved or None,
        "language": view.language,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _with_defaults(told: Mapping[str, str], names: Names, view: View) -> dict[str, str]:
    """A name and a preset that go with the region or rating that the reader came from."""
    region, rating = told.get("region"), told.get("rating")
    name = names.name(region, view.language) if region else names.rating(rating, rating, view.language)
    preset = "my-region" if region else "this-rating" if rating else ""
    return {**({"name": name} if name else {}), **({"preset": preset} if preset else {}), **told}


def _form(
    request: Request,
    watches: Watches,
    forms: Forms,
    names: Names,
    pages: Pages,
    *,
    told: Mapping[str, str],
    problem: str | None = None,
    tried: Rehearsal | None = None,
) -> Response:
    view = view_of(request)
    return pages.page(
        "watch_new.html",
        view,
        status=422 if problem else 200,
        told=told,
        problem=problem,
        tried=tried,
        may_change=forms.may_change(request),
        token=forms.token(request),
        channels=[channel.name for channel in watches.alerting.configuration.channels],
        presets=list(PRESETS),
        needs=NEEDS,
        digests=[str(one) for one in get_args(Digest)],
        regions=sorted(((code, names.name(code, view.language)) for code in names.regions), key=_by_name),
        ratings=_ratings(watches, names, view.words),
    )


def _by_name(option: tuple[str, str]) -> str:
    return option[1].casefold().replace("ё", "е")


def _ratings(watches: Watches, names: Names, words: Words) -> Sequence[RatingLine]:
    return rating_lines(watches.alerting.store.ratings.list(), names, words)


def _rehearsal(watches: Watches, subscription: Subscription, words: Words) -> Rehearsal:
    found = watches.backtest(subscription, days=QUARTER_DAYS)
    told = sum(one.decision.deliver for one in found)
    lines = tuple((one, _reason(one.decision.reason, words)) for one in found[:REHEARSED_SHOWN])
    return Rehearsal(told=told, kept_back=len(found) - told, lines=lines)


def _reason(reason: str, words: Words) -> str:
    return words.or_key(f"reason_{reason}", reason)


def _line(watch: Watch, watches: Watches, names: Names, words: Words) -> WatchLine:
    subscription = watch.subscription
    known = {rating.id: rating.name for rating in watches.alerting.store.ratings.list()}
    ratings = (names.rating(one, known.get(one, one), words.language) or one for one in subscription.ratings)
    query = (subscription.query,) if subscription.query else ()
    places = (names.name(code, words.language) for code in (*subscription.regions, *subscription.countries))
    return WatchLine(
        name=subscription.name,
        language=subscription.language,
        is_of_file=watch.origin == "file",
        channels=", ".join(subscription.all_channels),
        about=(*places, *ratings, *subscription.metrics, *query),
        kinds=tuple(words.or_key(f"event_{kind}", kind) for kind in subscription.kinds),
        digest=words.or_key(f"digest_{subscription.digest}", subscription.digest),
    )
