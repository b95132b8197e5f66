"""docs/facts.md tells every key of the wire form, and no other."""

import json
import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from alerts.messages import payload
from extractors.pipeline import Extractor
from model.articles import Article, revision_of
from model.claims import Fact, FactStatus, claims_of
from model.ledger import Event
from model.statements import (
    Approximation,
    Basis,
    Direction,
    Document,
    Evidence,
    Extraction,
    Mention,
    Partnership,
    Percentage,
    Ranking,
    Relation,
    Span,
    Statement,
    SubjectKind,
    Unit,
)
from model.subscriptions import Subscription
from model.wire import extraction_wire, fact_wire, mention_wire, statement_wire

DOCUMENT = (Path(__file__).parents[2] / "docs" / "facts.md").read_text(encoding="utf-8")
AT = datetime(2026, 2, 6, 7, 30, tzinfo=UTC)
SPAN = Span(role="subject", field="text", start=0, end=4)
EVIDENCE = Evidence(field="text", start=0, end=4, sentence="Тула", rule="ranking/place", spans=(SPAN,))
RANKING = Ranking(
    evidence=EVIDENCE,
    region="RU-TUL",
    subject="Тульская область",
    subject_kind="region",
    subject_id="RU-TUL",
    position=4,
    basis="explicit",
)
PERCENTAGE = Percentage(evidence=EVIDENCE, value=9.5, unit="percent", direction="up")
PARTNERSHIP = Partnership(evidence=EVIDENCE, region="RU-TUL", country="CN", relation="export")
MENTION = Mention(kind="region", code="RU-TUL", text="Тула", field="text", start=0, end=4)


def told(heading: str) -> set[str]:
    """The keys in the first column of the tables under a heading."""
    below = DOCUMENT.partition(f"\n## {heading}\n")[2]
    rows = re.findall(r"^\|([^|]+)\|", below.partition("\n## ")[0], re.MULTILINE)
    return {key for row in rows for key in re.findall(r"`([^`]+)`", row)}


def stored() -> dict[str, Any]:
    article = Article(
        id="2026-02.0123456789abcdef",
        url="https://news.example.org/1",
        source="agency",
        revision=revision_of(None, "Тула"),
        title=None,
        text="Тула",
        published_at=AT,
        fetched_at=AT,
    )
    (claim,) = claims_of(article, (RANKING,))
    fact = Fact(
        id="1",
        status="single_source",
        shown=claim,
        period="2025",
        claims=(claim,),
    )
    return fact_wire(fact)


@pytest.mark.parametrize(
    ("heading", "statement"),
    [("Ranking", RANKING), ("Percentage", PERCENTAGE), ("Partnership", PARTNERSHIP)],
)
def test_every_key_of_a_fact_is_told(heading: str, statement: Statement) -> None:
    assert told(heading) | told("Evidence") == set(statement_wire(statement))


def test_the_example_is_what_the_extractor_says() -> None:
    example = DOCUMENT.partition("\n## Example\n")[2].partition("\n## ")[0]
    (given,) = (json.loads(line) for line in example.splitlines() if line.startswith('    {"id'))
    (answer,) = re.findall(r"```json\n(.*?)```", example, re.DOTALL)
    extraction = Extractor().extract(Document(id=given["id"], text=given["text"]))
    assert json.loads(answer) == extraction_wire(extraction)


def test_every_key_of_a_mention_is_told() -> None:
    assert told("Mention") | {"field", "start", "end"} == set(mention_wire(MENTION))


def test_every_key_of_a_document_is_told() -> None:
    extraction = Extraction(document_id="a", mentions=(MENTION,), statements=(RANKING,), failures=("x/y",))
    assert told("svodka extract") == set(extraction_wire(extraction))


def test_every_key_of_a_stored_fact_and_its_claims_is_told() -> None:
    wire = stored()
    own = set(wire) - set(statement_wire(RANKING))
    assert told("Stored facts") == own | set(wire["claims"][0])


def test_every_key_of_a_message_is_told() -> None:
    blank = {
        field.name: ""
        for field in fields(Event)
        if field.name not in {"published_at", "happened_at", "kind", "period"}
        and "int" not in str(field.type)
    }
    event = Event(**blank, kind="place_changed", period="2025", published_at=AT, happened_at=AT)  # type: ignore[arg-type]
    body = json.loads(payload(event, Subscription(name="a", channel="b")))
    assert told("Messages") == set(body["data"])


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("basis", Basis),
        ("subject_kind", SubjectKind),
        ("unit", Unit),
        ("direction", Direction),
        ("approx", Approximation),
        ("relation", Relation),
        ("status", FactStatus),
    ],
)
def test_every_value_of_a_closed_list_is_told(key: str, values: object) -> None:
    (row,) = re.findall(rf"^\| `{key}` \|(.*)$", DOCUMENT, re.MULTILINE)
    assert all(f"`{value}`" in row for value in get_args(values))
