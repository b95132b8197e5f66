"""The wire form of mentions and facts: the contract that other programs read.

Fields may be added; none is renamed, moved or given another meaning. docs/facts.md tells
what each means.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from model.statements import Extraction, Mention, Partnership, Percentage, Ranking, Span, Statement

if TYPE_CHECKING:
    from model.claims import Claim, Fact


_TO_THE_SECOND = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


def mention_wire(mention: Mention) -> dict[str, Any]:
    """A mention as the contract spells it."""
    return {
        "kind": mention.kind,
        "code": mention.code,
        "text": mention.text,
        "field": mention.field,
        "start": mention.start,
        "end": mention.end,
    }


def statement_wire(statement: Statement) -> dict[str, Any]:
    """A ranking, percentage or partnership as the contract spells it, evidence last."""
    match statement:
        case Ranking():
            return {"kind": "ranking", **_values(statement, _RANKING), **_evidence(statement)}
        case Percentage():
            return {"kind": "percentage", **_values(statement, _PERCENTAGE), **_evidence(statement)}
        case Partnership():
            return {"kind": "partnership", **_values(statement, _PARTNERSHIP), **_evidence(statement)}


def extraction_wire(extraction: Extraction) -> dict[str, Any]:
    """One document's line of `svodka extract`."""
    wire: dict[str, Any] = {
        "id": extraction.document_id,
        "mentions": [mention_wire(mention) for mention in extraction.mentions],
        "facts": [statement_wire(statement) for statement in extraction.statements],
    }
    if extraction.failures:
        wire["failures"] = list(extraction.failures)
    return wire


_RANKING = (
    "region subject position position_to previous change score total period rating publisher basis"
    " scope subject_kind subject_id rating_id"
).split()
_PERCENTAGE = "value value_to unit direction approx region metric period".split()
_PARTNERSHIP = "region country relation".split()


def _values(statement: Statement, names: list[str]) -> dict[str, Any]:
    return {name: getattr(statement, name) for name in names}


def _evidence(statement: Statement) -> dict[str, Any]:
    evidence = statement.evidence
    return {
        "field": evidence.field,
        "start": evidence.start,
        "end": evidence.end,
        "sentence": evidence.sentence,
        "rule": evidence.rule,
        "spans": [_span(span) for span in evidence.spans],
    }


def _span(span: Span) -> dict[str, Any]:
    return {"role": span.role, "field": span.field, "start": span.start, "end": span.end}


def fact_wire(fact: Fact) -> dict[str, Any]:
    """A stored fact: the statement that is shown, what it was put together from, and its claims.

    Its claims are listed oldest first, withdrawn ones too.
    """
    shown = fact.shown
    return {
        "id": fact.id,
        "status": fact.status,
        "flags": list(fact.flags),
        "edition": fact.period,
        **statement_wire(fact.statement),
        "url": shown.url,
        "title": shown.title,
        "source": shown.source,
        "published_at": rfc3339(shown.published_at),
        "claims": [claim_wire(claim) for claim in fact.claims],
    }


def claim_wire(claim: Claim) -> dict[str, Any]:
    """Where a claim stands, and when it was published, seen and withdrawn."""
    return {
        "id": claim.id,
        "article": claim.article_id,
        "url": claim.url,
        "source": claim.source,
        "sentence": claim.statement.evidence.sentence,
        "published_at": rfc3339(claim.published_at),
        "seen_at": rfc3339(claim.seen_at),
        "withdrawn_at": rfc3339(claim.withdrawn_at) if claim.withdrawn_at else None,
    }


def rfc3339(moment: datetime) -> str:
    """A moment in UTC, to the second: 2026-02-08T09:30:00Z."""
    # A third of the time of `isoformat`, and a fact on a page has five; what is cut off are its quotes.
    return orjson.dumps(moment.astimezone(UTC), option=_TO_THE_SECOND)[1:-1].decode()
