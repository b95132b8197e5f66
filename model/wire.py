"""The wire form of mentions and facts: the contract that other programs read.

Fields may be added; none is renamed, moved or given another meaning. docs/facts.md tells
what each means.
"""

from __future__ import annotations

from typing import Any

from model.statements import Extraction, Mention, Partnership, Percentage, Ranking, Span, Statement


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
