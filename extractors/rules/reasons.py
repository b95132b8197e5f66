"""Why a statement has the subject, rating and period that it has: which words gave each, and where."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from model.statements import (
    Document,
    Evidence,
    Field,
    Mention,
    Partnership,
    Percentage,
    Ranking,
    Span,
    Statement,
)

Sentences = Mapping[Field, Sequence[tuple[int, int]]]
"""The offsets of the sentences of each field, in order."""
_TOLD_BY = ("previous", "score")
_BASES = {
    "explicit": "told",
    "listed": "by its turn in an enumeration",
    "group": "only a group is told, not which place in it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What gave one attribute. `value` is what the statement has, None where it has none."""

    attribute: str
    value: str | None
    why: str


class Reasons:
    """Tells the reasons of one document's statements."""

    def __init__(self, document: Document, mentions: Sequence[Mention], sentences: Sentences) -> None:
        self._document = document
        self._mentions = mentions
        self._sentences = sentences

    def of(self, statement: Statement) -> tuple[Reason, ...]:
        """The reasons of a statement, the subject first."""
        match statement:
            case Ranking():
                return tuple(self._of_ranking(statement))
            case Percentage():
                return tuple(self._of_percentage(statement))
            case Partnership():
                return tuple(self._of_partnership(statement))

    def shown(self, evidence: Evidence) -> tuple[tuple[Field, int, int], ...]:
        """The sentences that hold the statement and its spans, in the order of the text, title first."""
        places = {(evidence.field, *self._sentence(evidence.field, evidence.start))}
        places |= {(span.field, *self._sentence(span.field, span.start)) for span in evidence.spans}
        return tuple(sorted(places, key=lambda place: (place[0] == "text", place[1])))

    def _of_ranking(self, ranking: Ranking) -> Iterator[Reason]:
        evidence = ranking.evidence
        name = " ".join(filter(None, (ranking.region, ranking.subject)))
        yield Reason(attribute="subject", value=name, why=self._subject(ranking.region, evidence))
        yield from self._place(ranking)
        for role in _TOLD_BY:
            value, span = getattr(ranking, role), _span(evidence, role)
            if value is not None:
                why = f"told by {self._told(span, evidence)}" if span else "told in the sentence"
                yield Reason(attribute=role, value=f"{value:g}", why=why)
        yield self._rating(ranking)
        yield self._named("publisher", ranking.publisher, evidence, "the text tells nobody who compiles it")
        yield self._named("period", ranking.period, evidence, "the text tells none for this rating")
        if ranking.scope is not None:
            why = "the place counts within it, by words of the sentence or of the one before"
            yield Reason(attribute="scope", value=ranking.scope, why=why)

    def _place(self, ranking: Ranking) -> Iterator[Reason]:
        span = _span(ranking.evidence, "position")
        if ranking.position is None and ranking.change is not None:
            yield Reason(attribute="change", value=f"{ranking.change:+d}", why="a movement, no place is told")
            return
        upper = f"..{ranking.position_to}" if ranking.position_to is not None else ""
        value = f"{ranking.position}{upper}" if ranking.position is not None else None
        words = f" by {self._told(span, ranking.evidence)}" if span else ""
        yield Reason(attribute="place", value=value, why=_BASES[ranking.basis] + words)

    def _rating(self, ranking: Ranking) -> Reason:
        reason = self._named("rating", ranking.rating, ranking.evidence, "the text names none")
        if ranking.rating_id is None:
            return reason
        known = "in no registry, known here as" if ranking.rating_id.startswith("~") else "in the registry"
        why = f"{reason.why}; {known} {ranking.rating_id}"
        return Reason(attribute="rating", value=ranking.rating, why=why)

    def _of_percentage(self, percentage: Percentage) -> Iterator[Reason]:
        evidence = percentage.evidence
        span = _span(evidence, "figure")
        upper = f"..{percentage.value_to:g}" if percentage.value_to is not None else ""
        why = f"told by {self._told(span, evidence)}" if span else "told in the sentence"
        yield Reason(attribute="figure", value=f"{percentage.value:g}{upper} {percentage.unit}", why=why)
        yield self._region(percentage.region, evidence)
        for attribute in ("metric", "period"):
            value = getattr(percentage, attribute)
            why = "told in the sentence" if value else "the sentence tells none"
            yield Reason(attribute=attribute, value=value, why=why)

    def _of_partnership(self, partnership: Partnership) -> Iterator[Reason]:
        evidence = partnership.evidence
        span = _span(evidence, "country")
        why = f"told by {self._told(span, evidence)}" if span else "told in the sentence"
        yield Reason(attribute="country", value=partnership.country, why=why)
        yield self._region(partnership.region, evidence)
        why = "by the words of trade in the clause, else in the sentence or the text"
        yield Reason(attribute="relation", value=partnership.relation, why=why)

    def _region(self, code: str | None, evidence: Evidence) -> Reason:
        if code is None:
            return Reason(attribute="region", value=None, why="the text ties it to none")
        if code == "RU":
            why = "Russia as a whole: the text tells it of no region"
            return Reason(attribute="region", value=code, why=why)
        return Reason(attribute="region", value=code, why=self._last_named(code, evidence))

    def _subject(self, code: str | None, evidence: Evidence) -> str:
        span, meant = _span(evidence, "subject"), _span(evidence, "antecedent")
        if span is None:
            spoken = "not named with the place"
            return f"{spoken}: {self._last_named(code, evidence)}" if code else f"{spoken}: the one in focus"
        told = self._told(span, evidence)
        if meant is not None:
            return f"{told} stands for {self._told(meant, evidence)}"
        if code is None or any(_overlap(mention, span) for mention in self._mentions):
            return f"named by {told}"
        return f"{told} stands for the region that the text speaks of, {self._last_named(code, evidence)}"

    def _last_named(self, code: str, evidence: Evidence) -> str:
        """Where a region is named that the sentence belongs to: in it, else nearest before it, else after."""
        mine = [mention for mention in self._mentions if mention.code == code]
        if not mine:
            return "which no name tells, but a word that means it"
        before = [
            mention
            for mention in mine
            if _order(mention.field, mention.start) < _order(evidence.field, evidence.end)
        ]
        chosen = before[-1] if before else mine[0]
        return f"named by {self._told(chosen, evidence)}"

    def _named(self, role: str, value: str | None, evidence: Evidence, none: str) -> Reason:
        spans = [span for span in evidence.spans if span.role == role]
        if value is None:
            return Reason(attribute=role, value=None, why=none)
        told = " with ".join(self._told(span, evidence) for span in spans)
        return Reason(attribute=role, value=value, why=f"named by {told}" if told else "told in the text")

    def _told(self, span: Span | Mention, evidence: Evidence) -> str:
        words = " ".join(self._document.field(span.field)[span.start : span.end].split())
        return f"«{words}» {self._where(span, evidence)} ({span.field} {span.start}-{span.end})"

    def _where(self, span: Span | Mention, evidence: Evidence) -> str:
        if span.field != evidence.field:
            return "in the title" if span.field == "title" else "in the text"
        steps = self._number(evidence.field, evidence.start) - self._number(span.field, span.start)
        if steps == 0:
            return "in the sentence"
        sentences = "a sentence" if abs(steps) == 1 else f"{abs(steps)} sentences"
        return f"{sentences} {'before' if steps > 0 else 'after'}"

    def _number(self, field: Field, at: int) -> int:
        return bisect_right(self._sentences[field], at, key=lambda sentence: sentence[0]) - 1

    def _sentence(self, field: Field, at: int) -> tuple[int, int]:
        return self._sentences[field][max(0, self._number(field, at))]


def _span(evidence: Evidence, role: str) -> Span | None:
    return next((span for span in evidence.spans if span.role == role), None)


def _overlap(mention: Mention, span: Span) -> bool:
    return mention.field == span.field and mention.start < span.end and span.start < mention.end


def _order(field: Field, at: int) -> tuple[bool, int]:
    return field == "text", at
