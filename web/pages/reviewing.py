"""The review desk: ratings that the registry does not know, and subjects that no region was found for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from alerts.wording import capitalised
from model.claims import Fact
from model.errors import InvalidDecision
from model.statements import Ranking
from storage.questions import FactQuery
from storage.store import Store
from web.names import Names
from web.pages.forms import Forms, form_of
from web.pages.ratings import rating_lines
from web.pages.rendering import Pages, view_of

PENDING_SHOWN = 30
DECISIONS_SHOWN = 20
FACTS_LOOKED_AT = 500
UNRESOLVED_SHOWN = 30
Form = Annotated[Mapping[str, str], Depends(form_of)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A subject that the text ties to no region: how many of the newest places name it, and one of them."""

    subject: str
    places: int
    fact_id: str


def review_routes(store: Store, forms: Forms, names: Names, pages: Pages) -> APIRouter:
    """The routes over the ratings that wait for review."""
    routes = APIRouter(include_in_schema=False)

    def shown(request: Request, problem: str | None = None) -> Response:
        view = view_of(request)
        decisions = store.reviewing.decisions()[::-1][:DECISIONS_SHOWN]
        return pages.page(
            "review.html",
            view,
            status=422 if problem else 200,
            problem=problem,
            pending=store.reviewing.queue(PENDING_SHOWN),
            ratings=rating_lines(store.ratings.list(), names, view.words),
            name_of=lambda rating_id, told: names.rating(rating_id, told, view.language) or rating_id,
            decisions=decisions,
            unresolved=_unresolved(store),
            may_change=forms.may_change(request),
            token=forms.token(request),
        )

    @routes.get("/review")
    def review(request: Request) -> Response:
        return shown(request)

    @routes.post("/review")
    async def decide(request: Request, form: Form) -> Response:
        return await run_in_threadpool(decided, request, form)

    def decided(request: Request, form: Mapping[str, str]) -> Response:
        forms.check(request, form)
        try:
            _decide(store, form, names)
        except InvalidDecision as error:
            return shown(request, problem=str(error))
        return RedirectResponse(view_of(request).address("/review"), status_code=303)

    return routes


def _decide(store: Store, form: Mapping[str, str], names: Names) -> None:
    """Do what a form of the desk asks for. Raises 404 for anything else."""
    reviewing, rating, name = store.reviewing, form.get("rating", ""), form.get("name", "").strip()
    match form.get("decision"):
        case "merge":
            reviewing.merge(rating, form.get("into", ""), registered=names.ratings)
        case "split":
            reviewing.split(rating, name)
        case "alias" if name:
            reviewing.alias(name, form.get("into", ""), registered=names.ratings)
        case "keep":
            reviewing.keep(rating)
        case "undo":
            reviewing.undo(form.get("id", ""))
        case _:
            raise HTTPException(404)


def _unresolved(store: Store) -> tuple[Unresolved, ...]:
    """Of the newest places those without a region, the most frequent subject first."""
    newest = store.facts.find(FactQuery(kind="ranking", limit=FACTS_LOOKED_AT)).facts
    found: dict[str, Fact] = {}
    counts: Counter[str] = Counter()
    for fact in newest:
        statement = fact.statement
        if isinstance(statement, Ranking) and statement.region is None and fact.status != "withdrawn":
            found.setdefault(statement.subject, fact)
            counts[statement.subject] += 1
    return tuple(
        Unresolved(subject=capitalised(subject), places=places, fact_id=found[subject].id)
        for subject, places in counts.most_common(UNRESOLVED_SHOWN)
    )
