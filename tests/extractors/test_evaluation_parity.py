"""Our figures are those of the scorer that the annotations came with, on the same predictions."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from extractors.evaluation import GoldDocument, GoldRanking, evaluated, read_gold
from extractors.evaluation.gold import GoldPercentage
from model.statements import Basis, Evidence, Extraction, Mention, Partnership, Percentage, Ranking, Statement
from model.wire import extraction_wire

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "gold"
SETS = (SHARED / "dev.jsonl", ROOT / "tests" / "gold" / "tune.jsonl")
EVIDENCE = Evidence(field="text", start=0, end=1, sentence="x", rule="ranking/guessed")

T = TypeVar("T")

pytestmark = pytest.mark.skipif(
    not (SHARED / "score.py").is_file(), reason="the scorer ../shared/gold/score.py is not there"
)


class Guesser:
    """An extraction that is right about two thirds of the time, in every way that it can be wrong."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def extraction(self, gold: GoldDocument) -> Extraction:
        pairs = [pair for pair in sorted(gold.partners) if self._keeps()]
        statements: list[Statement] = [
            Partnership(evidence=EVIDENCE, region=region, country=country, relation="export")
            for region, country in [*pairs, *pairs[:1], ("RU-MAG", "PE")]
        ]
        statements += [self._ranking(item) for item in gold.rankings for _ in range(self._times())]
        statements += [self._percentage(item) for item in gold.percentages for _ in range(self._times())]
        self._random.shuffle(statements)
        return Extraction(
            document_id=gold.document.id, mentions=tuple(self._mentions(gold)), statements=tuple(statements)
        )

    def _mentions(self, gold: GoldDocument) -> Iterator[Mention]:
        named = [
            *(("region", code) for code in [*sorted(gold.regions), "RU-MAG"]),
            *(("country", code) for code in [*sorted(gold.countries), "RU", "PE"]),
        ]
        for kind, code in named:
            if self._keeps():
                yield Mention(kind=kind, code=code, text="x", field="text", start=0, end=1)  # type: ignore[arg-type]

    def _ranking(self, gold: GoldRanking) -> Ranking:
        bases: tuple[Basis, ...] = ("explicit", "listed", "group")
        return Ranking(
            evidence=EVIDENCE,
            region=self._told(gold.region),
            subject=gold.label if self._keeps() else gold.label.split()[0],
            subject_kind="region",
            subject_id=gold.region or "-",
            position=gold.position,
            position_to=gold.position_to if self._keeps() else gold.position and gold.position + 5,
            previous=self._told(gold.previous),
            change=gold.change if self._keeps() else 0,
            score=self._told(gold.score),
            total=gold.total if self._keeps() else 89,
            period=gold.period if self._keeps() else "2020",
            rating=self._random.choice((gold.rating, "рейтинг", "", None, f"{gold.rating} регионов")),
            publisher=self._told(gold.publisher),
            basis=gold.basis if self._keeps() else self._random.choice(bases),
        )

    def _percentage(self, gold: GoldPercentage) -> Percentage:
        return Percentage(
            evidence=EVIDENCE,
            value=gold.value if self._keeps() else gold.value + 1,
            value_to=gold.value_to,
            unit=gold.unit if self._keeps() else "points",
            direction=gold.direction if self._keeps() else "level",
            approx=gold.approx if self._keeps() else "about",
            region=self._told(gold.region),
        )

    def _told(self, value: T | None) -> T | None:
        return value if self._keeps() else None

    def _keeps(self) -> bool:
        return self._random.random() < 2 / 3

    def _times(self) -> int:
        return self._random.choice((0, 1, 1, 1, 2))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("gold_path", SETS, ids=lambda path: path.name)
def test_every_figure_is_the_scorers(gold_path: Path, seed: int, tmp_path: Path) -> None:
    documents = list(read_gold(gold_path.read_bytes().splitlines()))
    guesser = Guesser(seed)
    extractions = [guesser.extraction(document) for document in documents]
    told = scorer_figures(gold_path, extractions, tmp_path / "predictions.jsonl")

    ours = evaluated(zip(documents, extractions, strict=True))
    figures = {figure.name: figure for figure in (*ours.tasks, *ours.attributes)}

    assert told.keys() <= figures.keys()
    for name, figure in told.items():
        assert figures[name].precision == pytest.approx(figure["p"]), name
        assert figures[name].recall == pytest.approx(figure["r"]), name
        assert figures[name].f1 == pytest.approx(figure["f1"]), name
        assert figures[name].expected == figure["gold"], name


def scorer_figures(
    gold_path: Path, extractions: list[Extraction], predictions: Path
) -> dict[str, dict[str, float]]:
    predictions.write_text("".join(json.dumps(extraction_wire(one)) + "\n" for one in extractions))
    command = [
        sys.executable,
        *map(str, (SHARED / "score.py", "--json", "--gold", gold_path, "--pred", predictions)),
    ]
    figures: dict[str, dict[str, float]] = json.loads(
        subprocess.run(command, check=True, capture_output=True).stdout
    )
    return figures
