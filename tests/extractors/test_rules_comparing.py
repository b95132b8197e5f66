"""What differs between two readings of one document."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.pipeline import Extractor
from extractors.rules.comparing import Change, changes
from model.statements import Basis, Document, Evidence, Partnership, Ranking, Statement

SENTENCES = "Первое. Второе."


def ranking(
    region: str,
    position: int | None,
    *,
    second: bool = False,
    rule: str = "ranking/place",
    basis: Basis = "explicit",
) -> Ranking:
    start = 8 if second else 0
    evidence = Evidence(
        field="text", start=start, end=start + 7, sentence=SENTENCES[start : start + 7], rule=rule
    )
    return Ranking(
        evidence=evidence,
        region=region,
        subject=region,
        subject_kind="region",
        subject_id=region,
        position=position,
        basis=basis,
    )


def partnership(relation: str) -> Partnership:
    evidence = Evidence(field="text", start=0, end=7, sentence="Первое.", rule=f"partnership/{relation}")
    return Partnership(evidence=evidence, region="RU-TUL", country="CN", relation=relation)  # type: ignore[arg-type]


def told(found: tuple[Change, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(change.kind, change.attributes) for change in found]


def test_the_same_facts_by_another_rule_are_no_change() -> None:
    assert changes([ranking("RU-TUL", 4)], [ranking("RU-TUL", 4, rule="ranking/own")]) == ()


def test_a_fact_that_only_one_tells_is_added_or_removed() -> None:
    assert told(changes([], [ranking("RU-TUL", 4)])) == [("added", ())]
    assert told(changes([ranking("RU-TUL", 4)], [])) == [("removed", ())]


def test_other_values_of_one_subject_are_a_change_of_these_attributes() -> None:
    found = changes([ranking("RU-TUL", 4)], [ranking("RU-TUL", 5, basis="listed")])

    assert told(found) == [("changed", ("position", "basis"))]
    assert (found[0].before or {})["position"] == 4
    assert found[0].shown["position"] == 5


def test_another_subject_is_another_fact() -> None:
    assert told(changes([ranking("RU-TUL", 4)], [ranking("RU-KLU", 4)])) == [("removed", ()), ("added", ())]


def test_facts_of_one_sentence_are_paired_first() -> None:
    before = [ranking("RU-TUL", 4), ranking("RU-TUL", 9, second=True)]
    after = [ranking("RU-TUL", 8, second=True)]

    found = changes(before, after)

    assert [(change.kind, (change.before or {})["position"]) for change in found] == [
        ("removed", 4),
        ("changed", 9),
    ]


def test_a_partnership_changes_its_relation() -> None:
    assert told(changes([partnership("trade")], [partnership("export")])) == [("changed", ("relation",))]


statements = st.lists(
    st.builds(
        ranking,
        st.sampled_from(["RU-TUL", "RU-KLU", "RU-OMS"]),
        st.none() | st.integers(1, 3),
        second=st.booleans(),
    ),
    max_size=6,
)


@given(before=statements, after=statements)
def test_nothing_is_lost_and_nothing_is_told_twice(before: list[Statement], after: list[Statement]) -> None:
    found = changes(before, after)

    kinds = [change.kind for change in found]
    assert len(before) - len(after) == kinds.count("removed") - kinds.count("added")
    assert len(found) <= len(before) + len(after)
    assert [change.kind for change in changes(before, before)] == []
    assert sorted(kinds.count(kind) for kind in ("added", "removed")) == sorted(
        [change.kind for change in changes(after, before)].count(kind) for kind in ("removed", "added")
    )


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "rankings").mkdir()
    (folder / "rankings" / "own.yaml").write_text(
        "rules:\n  - id: ranking/leads\n    signal: last\n    phrases: |\n      возглавить\n",
        encoding="utf-8",
    )
    return folder


def test_a_changed_rule_shows_in_what_two_extractors_read(own: Path) -> None:
    document = Document(id="a", text="Рейтинг дорог возглавила Тульская область. Экспорт вырос на 5%.")

    found = changes(Extractor().extract(document).statements, Extractor(own).extract(document).statements)

    assert [(change.kind, change.shown["kind"]) for change in found] == [("changed", "ranking")]
    assert "position" in found[0].attributes
