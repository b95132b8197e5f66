"""Tables counted from judgements: by task, attribute, basis and rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extractors.evaluation.gold import GoldDocument
from extractors.evaluation.judging import ATTRIBUTES, TASKS, Judgement, Task, judged
from model.statements import Extraction

BASES = ("explicit", "listed", "group")
NEGATIVES = "negatives"
"""The name under which a floor can be set for the share of negatives without a ranking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How right one thing is. `expected` and `found` count both sides, `right` what they share."""

    name: str
    expected: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what was expected that was found; 1 where nothing was expected."""
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigure:
    """How many facts of a task a rule made, and how many of them are right."""

    task: Task
    rule: str
    facts: int
    right: int

    @property
    def precision(self) -> float:
        """The share of its facts that are right."""
        return self.right / self.facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Every figure of an annotated set, and every error.

    `attributes` are named "rankings.period"; those that no matched pair tells are left out.
    A found basis counts by the expected one, so that a ranking with the wrong basis is an
    error of the attribute alone. `rules` are in the order of the facts that they have wrong.
    `in_negatives` are the rankings found in documents that hold none; `failures` are the
    rules that failed, with the document.
    """

    documents: int
    negatives: int
    tasks: tuple[Figure, ...]
    attributes: tuple[Figure, ...]
    bases: tuple[Figure, ...]
    rules: tuple[RuleFigure, ...]
    in_negatives: tuple[Judgement, ...]
    errors: tuple[Judgement, ...]
    failures: tuple[str, ...]

    @property
    def scores(self) -> Mapping[str, float]:
        """F1 by name, of tasks and attributes, and the share of negatives left without a ranking."""
        scores = {figure.name: figure.f1 for figure in (*self.tasks, *self.attributes)}
        spoilt = len({judgement.document_id for judgement in self.in_negatives})
        return {**scores, NEGATIVES: 1 - spoilt / self.negatives if self.negatives else 1.0}


def evaluated(
    pairs: Iterable[tuple[GoldDocument, Extraction]], names: Mapping[str, str] | None = None
) -> Evaluation:
    """The figures of annotated documents with what was extracted from them.

    `names` maps codes of regions and countries to their names, for the sentences of errors.
    """
    judgements: list[Judgement] = []
    failures: list[str] = []
    documents = negatives = 0
    for gold, extraction in pairs:
        documents += 1
        negatives += gold.kind == "negative"
        judgements += judged(gold, extraction, names)
        failures += [f"{gold.document.id}: {rule}" for rule in extraction.failures]
    return Evaluation(
        documents=documents,
        negatives=negatives,
        tasks=tuple(_of_task(judgements, task) for task in TASKS),
        attributes=tuple(_of_attributes(judgements)),
        bases=tuple(_of_basis(judgements, basis) for basis in BASES),
        rules=_of_rules(judgements),
        in_negatives=tuple(
            judgement
            for judgement in _things(judgements, "rankings")
            if judgement.kind == "negative" and judgement.found is not None
        ),
        errors=tuple(judgement for judgement in judgements if not judgement.right),
        failures=tuple(failures),
    )


def score_names() -> tuple[str, ...]:
    """Every name that `Evaluation.scores` can have."""
    attributes = (f"{task}.{name}" for task, names in ATTRIBUTES.items() for name in names)
    return (*TASKS, *attributes, NEGATIVES)


def _things(judgements: Iterable[Judgement], task: Task) -> Iterator[Judgement]:
    return (one for one in judgements if one.task == task and one.attribute is None)


def _of_task(judgements: Iterable[Judgement], task: Task) -> Figure:
    return _figure(task, _things(judgements, task))


def _of_attributes(judgements: Iterable[Judgement]) -> Iterator[Figure]:
    grouped: dict[str, list[Judgement]] = {name: [] for name in score_names()}
    for judgement in judgements:
        if judgement.attribute is not None:
            grouped[f"{judgement.task}.{judgement.attribute}"].append(judgement)
    return (_figure(name, group) for name, group in grouped.items() if group)


def _of_basis(judgements: Iterable[Judgement], basis: str) -> Figure:
    return _figure(basis, (one for one in _things(judgements, "rankings") if one.basis == basis))


def _of_rules(judgements: Iterable[Judgement]) -> tuple[RuleFigure, ...]:
    made: dict[tuple[Task, str], list[bool]] = {}
    for judgement in judgements:
        if judgement.rule and judgement.attribute is None and judgement.task != "placed":
            made.setdefault((judgement.task, judgement.rule), []).append(judgement.right)
    figures = (
        RuleFigure(task=task, rule=rule, facts=len(right), right=sum(right))
        for (task, rule), right in made.items()
    )
    return tuple(sorted(figures, key=lambda one: (one.right - one.facts, -one.facts, one.rule)))


def _figure(name: str, judgements: Iterable[Judgement]) -> Figure:
    group = list(judgements)
    return Figure(
        name=name,
        expected=sum(one.expected is not None for one in group),
        found=sum(one.found is not None for one in group),
        right=sum(one.right for one in group),
    )
