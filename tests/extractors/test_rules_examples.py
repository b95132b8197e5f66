"""Files of examples: how they are read, and how an example is tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.pipeline import Extractor
from extractors.rules.examples import Example, examples_of
from extractors.rules.trials import Trial, trials

FILE = """\
ranking/closes:
  reads: |
    Тройку лидеров рейтинга: замкнула Калужская область.
      RU-KLU 3
      RU-TUL 4 from 7
    Заголовок ¶¶ Первая строка¶вторая строка.
      known_failure: not read over lines yet
  leaves: |
    Форум # замкнула выставка.
"""


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def read(folder: Path, content: str) -> tuple[list[Example], list[str]]:
    (folder / "own.yaml").write_text(content, encoding="utf-8")
    examples, problems = examples_of(folder)
    return examples, [f"{problem.line}: {problem.wrong}" for problem in problems]


def tried(reader: Extractor, example: Example, *, worded: bool = True) -> Trial:
    (trial,) = trials([example], reader, worded=frozenset([example.rule]) if worded else frozenset())
    return trial


def example(folder: Path, rule: str, side: str, text: str, *below: str) -> Example:
    lines = "".join(f"      {line}\n" for line in below)
    (found,), problems = read(folder, f"{rule}:\n  {side}: |\n    {text}\n{lines}")
    assert problems == []
    return found


def test_sentences_have_their_lines_and_facts(tmp_path: Path) -> None:
    examples, problems = read(tmp_path, FILE)

    assert problems == []
    assert [(each.reads, each.line, len(each.facts)) for each in examples] == [
        (True, 3, 2),
        (True, 6, 0),
        (False, 9, 0),
    ]
    assert examples[0].text == "Тройку лидеров рейтинга: замкнула Калужская область."
    assert examples[1].known_failure == "not read over lines yet"


def test_signs_stand_for_line_ends_and_for_the_end_of_a_title(tmp_path: Path) -> None:
    examples, _ = read(tmp_path, FILE)

    assert (examples[0].document.title, examples[1].document.title) == (None, "Заголовок")
    assert examples[1].document.text == "Первая строка\nвторая строка."


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("- a", "1: not a mapping"),
        ("ranking/x:\n  reads: [", "3: not YAML"),
        ("Closes:\n  reads: |\n    a\n", "1: 'Closes' is no rule with examples"),
        ("ranking/x: 5", "1: 'ranking/x' is no rule with examples"),
        ("ranking/x:\n  must: |\n    a\n", "2: 'must' is neither reads: | nor leaves: |"),
        ("ranking/x:\n  reads:\n    - a\n", "2: 'reads' is neither reads: | nor leaves: |"),
        ("ranking/x:\n  reads: |\n    a\n      RU-TUL x\n", "4: 'RU-TUL x' is no fact"),
        ("ranking/x:\n  reads: |\n    a\n      known_failure:\n", "4: known_failure tells no reason"),
    ],
)
def test_a_faulty_file_is_told_by_line(tmp_path: Path, content: str, problem: str) -> None:
    _, problems = read(tmp_path, content)

    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_an_example_passes_when_its_facts_are_all_there_is(extractor: Extractor, tmp_path: Path) -> None:
    text = "Тройку лидеров рейтинга замкнула Калужская область."

    assert (
        tried(extractor, example(tmp_path, "ranking/closes", "reads", text, "RU-KLU 3")).outcome == "passed"
    )


@pytest.mark.parametrize(
    ("below", "reason"),
    [
        (("RU-KLU 4",), "1 not found, 1 not expected"),
        (("RU-KLU 3", "RU-TUL 4"), "1 not found"),
        ((), "1 not expected"),
        (("RU-KLU 3 from 5",), "1 not found, 1 not expected"),
    ],
)
def test_what_is_missing_and_what_is_too_much_is_told(
    extractor: Extractor, tmp_path: Path, below: tuple[str, ...], reason: str
) -> None:
    text = "Тройку лидеров рейтинга замкнула Калужская область."

    trial = tried(extractor, example(tmp_path, "ranking/closes", "reads", text, *below))

    assert (trial.outcome, trial.reason) == ("failed", reason)
    assert trial.found == ("RU-KLU 3 explicit  [ranking/closes]",)


def test_a_rule_has_to_take_part(extractor: Extractor, tmp_path: Path) -> None:
    text = "Рейтинг возглавила Тульская область."

    read_by_another = tried(extractor, example(tmp_path, "ranking/closes", "reads", text, "RU-TUL 1"))
    wordless = tried(extractor, example(tmp_path, "ranking/closes", "leaves", text, "RU-TUL 1"))
    own = tried(extractor, example(tmp_path, "ranking/leads", "leaves", text, "RU-TUL 1"))

    assert read_by_another.reason == "no words of the rule are in it"
    assert wordless.reason == "no words of the rule are in it"
    assert own.reason == "the rule made a fact"


def test_a_rule_without_words_has_to_make_the_fact(extractor: Extractor, tmp_path: Path) -> None:
    made = example(tmp_path, "percentage/percent", "reads", "Экспорт вырос на 5%.", "5 percent up")
    by_another = example(tmp_path, "percentage/points", "reads", "Экспорт вырос на 5%.", "5 percent up")

    assert tried(extractor, made, worded=False).passes
    assert tried(extractor, by_another, worded=False).reason == "the rule made no fact"


def test_a_known_failure_is_neither_passed_nor_failed(extractor: Extractor, tmp_path: Path) -> None:
    text, known = "Рейтинг возглавила Тульская область.", "known_failure: far away"

    fails = tried(extractor, example(tmp_path, "ranking/leads", "reads", text, "RU-TUL 2", known))
    passes = tried(extractor, example(tmp_path, "ranking/leads", "reads", text, "RU-TUL 1", known))

    assert (fails.outcome, fails.passes) == ("known", False)
    assert (passes.outcome, passes.passes) == ("mastered", True)
