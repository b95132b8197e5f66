"""/v1/facts: facts by filters, newest first, and one fact with all its claims and its evidence."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Header, HTTPException, Query
from fastapi.responses import Response

from model.claims import Claim, Fact
from model.wire import fact_wire, rfc3339, statement_wire
from storage.questions import FactQuery
from storage.store import Store
from web.api.answers import JsonAnswer
from web.api.documents import EvidencePageDocument, FactDocument, FactPageDocument
from web.api.representations import MEDIA_TYPES, chosen_fields, chosen_format, streamed
from web.filters import Filters, Presentation

CSV_COLUMNS = (
    "id status kind edition region subject position position_to previous change score total rating publisher"
    " scope basis metric value value_to unit direction approx country relation published_at source url title"
    " sentence"
).split()
_EVIDENCE = ("field", "start", "end", "sentence", "rule", "spans")
_STREAMS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {MEDIA_TYPES[name]: {"schema": {"type": "string"}} for name in ("jsonl", "csv")},
        "headers": {
            "Link": {"description": "The next page, rel=next.", "schema": {"type": "string"}},
        },
    }
}


def fact_routes(store: Store) -> APIRouter:
    """The routes over a store."""
    routes = APIRouter(prefix="/v1/facts", tags=["facts"])

    @routes.get("", response_model=FactPageDocument, responses=_STREAMS, summary="Facts, newest first")
    def facts(asked: Annotated[Presentation, Query()], accept: Annotated[str, Header()] = "") -> Response:
        """All filters must hold. `next` of a page is `after` of the one that follows.

        As JSON Lines or CSV (by `format` or the Accept header) all facts come at once, or `limit`
        of them where it is given.
        """
        query = asked.query()
        style = chosen_format(asked.format, accept)
        if style == "json":
            return _page(store, asked, query)
        found = store.facts.find(query).facts if asked.is_limited else store.facts.every(query)
        rows = (chosen_fields(fact_wire(fact), asked.chosen) for fact in found)
        return streamed(rows, style, columns=asked.chosen or CSV_COLUMNS, name="facts")

    @routes.get("/{fact_id}", response_model=FactDocument, summary="A fact")
    def fact(fact_id: str) -> JsonAnswer:
        """A fact with all its claims, withdrawn ones too."""
        return JsonAnswer(fact_wire(_known(store, fact_id)))

    @routes.get("/{fact_id}/evidence", response_model=EvidencePageDocument, summary="Evidence of a fact")
    def evidence(fact_id: str) -> JsonAnswer:
        """Where each claim of the fact stands, by article and revision, with the rule that read it."""
        claims = _known(store, fact_id).claims
        return JsonAnswer({"evidence": [evidence_wire(claim) for claim in claims]})

    return routes


def evidence_wire(claim: Claim) -> dict[str, Any]:
    """A claim with the sentence that makes it, and what in it played which part."""
    wire = statement_wire(claim.statement)
    return {
        "claim": claim.id,
        "article": claim.article_id,
        "revision": claim.revision,
        "source": claim.source,
        "url": claim.url,
        "title": claim.title,
        "published_at": rfc3339(claim.published_at),
        "seen_at": rfc3339(claim.seen_at),
        "withdrawn_at": rfc3339(claim.withdrawn_at) if claim.withdrawn_at else None,
        **{name: wire[name] for name in _EVIDENCE},
    }


def _page(store: Store, asked: Presentation, query: FactQuery) -> JsonAnswer:
    page = store.facts.find(query)
    headers = {"Link": _link_to_next(asked, page.next)} if page.next else {}
    rows = [chosen_fields(fact_wire(fact), asked.chosen) for fact in page.facts]
    return JsonAnswer({"facts": rows, "next": page.next}, headers={**headers, "Vary": "Accept"})


def _known(store: Store, fact_id: str) -> Fact:
    found = store.facts.get(fact_id)
    if found is None:
        raise HTTPException(404, f"There is no fact {fact_id}.")
    return found


def _link_to_next(asked: Filters, after: str) -> str:
    """RFC 8288; the address is relative, so that it holds behind any proxy."""
    return f'</v1/facts?{urlencode({**asked.told(), "after": after})}>; rel="next"'
