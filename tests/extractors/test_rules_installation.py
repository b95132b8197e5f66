"""An installation's folder of rules: each kind of file takes effect, for its own extractor alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from extractors.pipeline import Extractor
from extractors.rules.sets import examples_with
from model.errors import ConfigurationError
from model.statements import Document, Ranking
from model.wire import statement_wire

RULE = """\
rules:
  - id: ranking/gets-the-better
    signal: lead
    phrases: |
      {одержать|одерживать|взять} верх
      верх {одержать|одерживать|взять}
"""
BETTER = "В рейтинге сельского туризма верх одержала Вологодская область."


def written(folder: Path, name: str, content: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return folder


def facts(extractor: Extractor, text: str) -> list[tuple[object, ...]]:
    extraction = extractor.extract(Document(id="a", text=text))
    assert extraction.failures == ()
    wires = map(statement_wire, extraction.statements)
    return [
        (
            wire["rule"],
            wire.get("region"),
            wire.get("position") or wire.get("direction") or wire.get("relation"),
        )
        for wire in wires
    ]


def test_a_rule_is_read(tmp_path: Path) -> None:
    extractor = Extractor(written(tmp_path, "rankings/own.yaml", RULE))

    assert facts(extractor, BETTER) == [("ranking/gets-the-better", "RU-VLG", 1)]
    assert facts(Extractor(), BETTER) == []


def test_a_rule_of_a_shipped_id_takes_its_place(tmp_path: Path) -> None:
    replaced = RULE.replace("gets-the-better", "leads")
    extractor = Extractor(written(tmp_path, "rankings/own.yaml", replaced))

    assert facts(extractor, BETTER) == [("ranking/leads", "RU-VLG", 1)]
    assert facts(extractor, "Рейтинг дорог возглавила Тульская область.") == []


def test_heads_are_added(tmp_path: Path) -> None:
    text = "Ферропарк Тульской области занял пятое место в рейтинге ферропарков."
    extractor = Extractor(written(tmp_path, "rankings/heads.yaml", "organisation: ферропарк\n"))

    (statement,) = extractor.extract(Document(id="a", text=text)).statements

    assert isinstance(statement, Ranking)
    assert (statement.subject_kind, statement.position) == ("organisation", 5)


def test_words_of_figures_are_added(tmp_path: Path) -> None:
    text = "Экспорт Тульской области воспрянул на 14%."
    extractor = Extractor(written(tmp_path, "figures/words.yaml", "up: [воспрянуть]\n"))

    assert facts(extractor, text) == [("percentage/percent", "RU-TUL", "up")]
    assert facts(Extractor(), text) == [("percentage/percent", "RU-TUL", "level")]


def test_words_of_trade_are_added(tmp_path: Path) -> None:
    text = "Тульская область сбагривает самовары в Китай."
    extractor = Extractor(written(tmp_path, "partners/words.yaml", "export: [сбагривать]\n"))

    assert facts(extractor, text) == [("partnership/export", "RU-TUL", "export")]
    assert facts(Extractor(), text) == []


def test_registry_entries_are_added(tmp_path: Path) -> None:
    entry = (
        "ratings:\n- {id: own-cities, name: рейтинг городов-садов, name_en: Garden Cities,"
        " publisher: Наш журнал, cadence: yearly, subjects: cities}\n"
    )
    text = "Тульская область заняла пятое место в рейтинге городов-садов."
    document = Document(id="a", text=text)

    (known,) = Extractor(written(tmp_path, "registries/ratings.yaml", entry)).extract(document).statements
    (unknown,) = Extractor().extract(document).statements

    assert isinstance(known, Ranking)
    assert isinstance(unknown, Ranking)
    assert known.rating_id == "own-cities"
    assert unknown.rating_id is not None
    assert unknown.rating_id.startswith("~")


def test_two_extractors_work_side_by_side(tmp_path: Path) -> None:
    readers = [Extractor(written(tmp_path, "rankings/own.yaml", RULE)), Extractor()]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda number: facts(readers[number % 2], BETTER), range(40)))

    assert found == [facts(readers[number % 2], BETTER) for number in range(40)]
    assert found[0] != found[1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rankings/own.yaml", "rules: ["),
        ("rankings/own.yaml", "rules: [{id: ranking/x}]"),
        ("rankings/own.yaml", RULE + RULE.removeprefix("rules:\n")),
        ("rankings/own.yaml", "- a"),
        ("figures/words.yaml", "upwards: [расти]"),
        ("figures/words.yaml", "up: расти"),
        ("partners/words.yaml", "- a"),
        ("registries/regions.yaml", "regions: [{code: RU-XX}]"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_name(tmp_path: Path, name: str, content: str) -> None:
    folder = written(tmp_path, name, content)

    with pytest.raises(ConfigurationError, match=r"own\.yaml|words\.yaml|regions\.yaml|rankings"):
        facts(Extractor(folder), "Экспорт Тульской области вырос на 14%, поставки в Китай растут.")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such folder"):
        Extractor(tmp_path / "nowhere")


def test_an_empty_folder_changes_nothing(tmp_path: Path) -> None:
    own, shipped = Extractor(tmp_path), Extractor()

    for example in examples_with(None)[::20]:
        assert own.extract(example.document) == shipped.extract(example.document)
