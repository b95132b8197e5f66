"""Examples tried: what the extractor finds in each, beside what it must give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from extractors.rules.catalogue import kind_of
from extractors.rules.examples import Example
from extractors.rules.shorthand import ShortFact, shorthand
from model.statements import Document, Extraction
from model.wire import statement_wire

Outcome = Literal["passed", "failed", "known", "mastered"]
"""known: fails, and is marked so; mastered: is marked so, and passes."""


class Reader(Protocol):
    """What examples are tried on."""

    def extract(self, document: Document) -> Extraction:
        """Everything that a document says."""

    def rules_in(self, document: Document, *, covered: bool = False) -> frozenset[str]:
        """The ids of the rules whose words count in a document; `covered` ones too, if so told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An example with its outcome. `expected` and `found` are facts in short lines."""

    example: Example
    outcome: Outcome
    expected: tuple[str, ...]
    found: tuple[str, ...]
    reason: str | None

    @property
    def passes(self) -> bool:
        """Whether the extractor does what the example tells."""
        return self.reason is None


def trials(examples: Iterable[Example], reader: Reader, *, worded: frozenset[str]) -> Iterator[Trial]:
    """The examples tried, one after the other. `worded` are the rules that have words of their own."""
    for example in examples:
        extraction = reader.extract(example.document)
        wires = [statement_wire(each) for each in extraction.statements]
        found = [wire for wire in wires if wire["kind"] == kind_of(example.rule)]
        reason = _mismatch(example.facts, found) or _part(example, found, reader, worded)
        if extraction.failures:
            reason = f"a rule failed: {extraction.failures[0]}"
        shown = {name for fact in example.facts for name in fact.values}
        yield Trial(
            example=example,
            outcome=_outcome(example, reason),
            expected=tuple(map(str, example.facts)),
            found=tuple(f"{shorthand(wire, shown)}  [{wire['rule']}]" for wire in found),
            reason=reason,
        )


def _outcome(example: Example, reason: str | None) -> Outcome:
    if example.known_failure is None:
        return "passed" if reason is None else "failed"
    return "mastered" if reason is None else "known"


def _mismatch(expected: list[ShortFact], found: list[dict[str, Any]]) -> str | None:
    """What is missing and what is too much; None where the facts are the expected ones."""
    left = list(found)
    missing = 0
    for fact in expected:
        match = next((wire for wire in left if fact.matches(wire)), None)
        if match is None:
            missing += 1
        else:
            left.remove(match)
    told = [f"{missing} not found" if missing else "", f"{len(left)} not expected" if left else ""]
    return ", ".join(filter(None, told)) or None


def _part(
    example: Example, found: list[dict[str, Any]], reader: Reader, worded: frozenset[str]
) -> str | None:
    """Whether the rule takes the part that the example says; its words stand in either kind of example."""
    made = any(wire["rule"] == example.rule for wire in found)
    if made:
        return None if example.reads else "the rule made a fact"
    if example.rule in worded:
        # Words that a longer phrase covers are one way of leaving a sentence alone.
        there = example.rule in reader.rules_in(example.document, covered=not example.reads)
        return None if there else "no words of the rule are in it"
    return "the rule made no fact" if example.reads else None
