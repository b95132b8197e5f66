"""Judgements: for each thing expected or found, whether the other side has it too.

Every table is counted from these; `tables` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from extractors.evaluation.contexts import likeliest_sentence, sentence_around
from extractors.evaluation.gold import GoldDocument, GoldKind, GoldPercentage, GoldRanking
from extractors.evaluation.matching import (
    PERCENTAGE_ATTRIBUTES,
    RANKING_ATTRIBUTES,
    aligned,
    percentage_closeness,
    ranking_closeness,
    rounded,
    same_name,
    same_percentage,
    same_ranking,
)
from model.statements import Basis, Extraction, Mention, MentionKind, Partnership, Percentage, Ranking

Task = Literal["regions", "countries", "partners", "rankings", "placed", "percentages"]
Outcome = Literal["right", "missed", "extra", "wrong"]
Expected = str | tuple[str, str] | GoldRanking | GoldPercentage
Found = Mention | Partnership | Ranking | Percentage
E = TypeVar("E", bound=Expected)
F = TypeVar("F", bound=Found)

TASKS: tuple[Task, ...] = ("regions", "countries", "partners", "rankings", "placed", "percentages")
NAME_ATTRIBUTES = ("rating", "publisher")
ATTRIBUTES: dict[Task, tuple[str, ...]] = {
    "rankings": (*RANKING_ATTRIBUTES, *NAME_ATTRIBUTES),
    "percentages": PERCENTAGE_ATTRIBUTES,
}
"""What is judged of matched rankings and percentages."""
RUSSIA = "RU"
"""Not a foreign country: as a mention it is not annotated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One thing that was expected, found, or both.

    `attribute` is None for the thing itself, else the attribute of a matched pair, and `of` is
    what the pair is matched on. `expected` and `found` are in words, None where that side has
    nothing. `rule` made what was found. `basis` is the expected ranking's, or the found one's
    where none was expected. `sentence` holds what was found; for what was missed it is a guess.
    """

    task: Task
    attribute: str | None = None
    of: str | None = None
    document_id: str
    kind: GoldKind
    right: bool
    expected: str | None
    found: str | None
    sentence: str | None = None
    rule: str | None = None
    basis: Basis | None = None

    @property
    def outcome(self) -> Outcome:
        """Right, or how it is not."""
        if self.right:
            return "right"
        if self.found is None:
            return "missed"
        return "extra" if self.expected is None else "wrong"


def judged(
    gold: GoldDocument, extraction: Extraction, names: Mapping[str, str] | None = None
) -> Iterator[Judgement]:
    """What a document's extraction has right and wrong, task by task.

    `names` maps codes to names; with them, a region or country that was missed is shown with
    the sentence that seems to name it.
    """
    scene = _Scene(gold, names or {})
    rankings = _of_type(extraction, Ranking)
    yield from _mentions(scene, "regions", gold.regions, _first_mentions(extraction, "region"))
    yield from _mentions(scene, "countries", gold.countries, _first_mentions(extraction, "country"))
    yield from _partners(scene, gold.partners, _of_type(extraction, Partnership))
    yield from _rankings(scene, gold.rankings, rankings)
    yield from _placed(scene, gold.rankings, rankings)
    yield from _percentages(scene, gold.percentages, _of_type(extraction, Percentage))


def _of_type(extraction: Extraction, kind: type[F]) -> list[F]:
    return [statement for statement in extraction.statements if isinstance(statement, kind)]


def _first_mentions(extraction: Extraction, kind: MentionKind) -> list[Mention]:
    """One mention a code: how often something is named is not judged."""
    first: dict[str, Mention] = {}
    for mention in extraction.mentions:
        if mention.kind == kind and mention.code != RUSSIA:
            first.setdefault(mention.code, mention)
    return list(first.values())


def _mentions(
    scene: _Scene, task: Task, expected: frozenset[str], found: Sequence[Mention]
) -> Iterator[Judgement]:
    for code, mention in aligned(sorted(expected), found, same=lambda code, other: code == other.code):
        yield scene.judgement(task, code, mention)


def _partners(
    scene: _Scene, expected: frozenset[tuple[str, str]], found: Sequence[Partnership]
) -> Iterator[Judgement]:
    first: dict[tuple[str, str], Partnership] = {}
    for partnership in found:
        first.setdefault((partnership.region, partnership.country), partnership)
    pairs = aligned(
        sorted(expected),
        list(first.values()),
        same=lambda pair, other: pair == (other.region, other.country),
    )
    for pair, held in pairs:
        yield scene.judgement("partners", pair, held)


def _rankings(
    scene: _Scene, expected: Sequence[GoldRanking], found: Sequence[Ranking]
) -> Iterator[Judgement]:
    for wanted, held in aligned(expected, found, same=same_ranking, closeness=ranking_closeness):
        yield scene.judgement("rankings", wanted, held)
        if wanted and held:
            yield from _attributes(scene, "rankings", wanted, held, RANKING_ATTRIBUTES)
            yield from _names(scene, wanted, held)


def _placed(scene: _Scene, expected: Sequence[GoldRanking], found: Sequence[Ranking]) -> Iterator[Judgement]:
    """Only rankings with a place of their own."""
    pairs = aligned(
        [wanted for wanted in expected if _is_placed(wanted)],
        [held for held in found if _is_placed(held)],
        same=same_ranking,
        closeness=ranking_closeness,
    )
    for wanted, held in pairs:
        yield scene.judgement("placed", wanted, held)


def _is_placed(ranking: GoldRanking | Ranking) -> bool:
    return ranking.basis != "group" and ranking.position is not None


def _percentages(
    scene: _Scene, expected: Sequence[GoldPercentage], found: Sequence[Percentage]
) -> Iterator[Judgement]:
    for wanted, held in aligned(expected, found, same=same_percentage, closeness=percentage_closeness):
        yield scene.judgement("percentages", wanted, held)
        if wanted and held:
            yield from _attributes(scene, "percentages", wanted, held, PERCENTAGE_ATTRIBUTES)


def _attributes(scene: _Scene, task: Task, wanted: E, held: F, names: Sequence[str]) -> Iterator[Judgement]:
    """Attributes that either side tells."""
    for name in names:
        expected, found = _comparable(getattr(wanted, name)), _comparable(getattr(held, name))
        if expected is not None or found is not None:
            yield scene.attribute(task, name, wanted, held, right=expected == found)


def _names(scene: _Scene, wanted: GoldRanking, held: Ranking) -> Iterator[Judgement]:
    """Names that the annotation tells; one that it does not tell is not held against a rule."""
    for name in NAME_ATTRIBUTES:
        expected, found = getattr(wanted, name), getattr(held, name)
        if expected:
            yield scene.attribute("rankings", name, wanted, held, right=same_name(expected, found))


def _comparable(value: Any) -> Any:
    return rounded(value) if isinstance(value, int | float) else value


class _Scene:
    """A document in which judgements are made: what they have in common."""

    def __init__(self, gold: GoldDocument, names: Mapping[str, str]) -> None:
        self._document = gold.document
        self._kind = gold.kind
        self._names = names

    def judgement(self, task: Task, expected: Expected | None, found: Found | None) -> Judgement:
        """Of the thing itself: right where both sides have it."""
        basis = getattr(expected, "basis", None) or getattr(found, "basis", None)
        return Judgement(
            task=task,
            document_id=self._document.id,
            kind=self._kind,
            right=expected is not None and found is not None,
            expected=None if expected is None else words(expected),
            found=None if found is None else words(found),
            sentence=self._guess(expected) if found is None else self._sentence(found),
            rule=_rule(found),
            basis=basis,
        )

    def attribute(self, task: Task, name: str, expected: Expected, found: Found, *, right: bool) -> Judgement:
        """Of one attribute of a matched pair."""
        return Judgement(
            task=task,
            attribute=name,
            of=words(expected),
            document_id=self._document.id,
            kind=self._kind,
            right=right,
            expected=_told(getattr(expected, name)),
            found=_told(getattr(found, name)),
            sentence=self._sentence(found),
            rule=_rule(found),
        )

    def _sentence(self, found: Found) -> str:
        if isinstance(found, Mention):
            return sentence_around(self._document.field(found.field), found.start)
        return found.evidence.sentence

    def _guess(self, expected: Expected | None) -> str | None:
        match expected:
            case GoldRanking():
                places = (expected.position, expected.position_to)
                return likeliest_sentence(self._document, expected.label, places)
            case GoldPercentage():
                return likeliest_sentence(self._document, "", (expected.value, expected.value_to))
            case str():
                return likeliest_sentence(self._document, self._names.get(expected, ""))
            case tuple():
                return likeliest_sentence(
                    self._document, " ".join(self._names.get(code, "") for code in expected)
                )
        return None


def _rule(found: Found | None) -> str | None:
    return None if found is None or isinstance(found, Mention) else found.evidence.rule


def _told(value: object) -> str | None:
    """An attribute in words; an empty name tells nothing."""
    return None if value is None or value == "" else str(value)


def words(item: Expected | Found) -> str:
    """What was expected or found, on one line."""
    match item:
        case str():
            return item
        case tuple():
            return " - ".join(item)
        case Mention():
            return f"{item.code} ({item.text})"
        case Partnership():
            return f"{item.region} - {item.country} ({item.relation})"
        case GoldRanking():
            return _ranking_words(item, item.label)
        case Ranking():
            return _ranking_words(item, item.subject)
        case GoldPercentage() | Percentage():
            return _percentage_words(item)


def _ranking_words(ranking: GoldRanking | Ranking, name: str) -> str:
    place = "no place" if ranking.position is None else str(ranking.position)
    upper = "" if ranking.position_to is None else f"..{ranking.position_to}"
    return " ".join(filter(None, (ranking.region, name, f"{place}{upper}", ranking.basis)))


def _percentage_words(figure: GoldPercentage | Percentage) -> str:
    upper = "" if figure.value_to is None else f"..{figure.value_to:g}"
    return f"{figure.value:g}{upper} {figure.unit} {figure.direction}"
