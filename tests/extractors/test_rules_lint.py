"""The lint tells every fault with its file and line, and a folder without faults has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extractors.rules.layout import layout_of
from extractors.rules.linting import lint

RULE = """\
rules:
  - id: ranking/own
    signal: lead
    phrases: |
      взять верх
"""
RATING = "{{id: {id}, name: {name}, name_en: X, publisher: Наш журнал, cadence: yearly, subjects: cities}}"
REGION = '{code: %s, oktmo: "%s", name: %s, name_en: X, district: %s, capital: Столичный}'


def written(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        file = folder / f"{name.replace('__', '/')}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return folder


def told(folder: Path, severity: str = "error") -> list[str]:
    return [
        f"{each.file.name}:{each.line}: {each.rule}: {each.wrong}"
        for each in lint(layout_of(folder))
        if each.severity == severity and "fewer than" not in each.wrong
    ]


def with_phrase(folder: Path, phrase: str) -> Path:
    return written(folder, rankings__own=RULE.replace("взять верх", phrase))


def examples(count: int) -> str:
    reads = "".join(f"    Область взяла верх в рейтинге номер {n}.\n      RU-TUL 1\n" for n in range(count))
    leaves = "".join(f"    Верх плотины {n} велели взять под охрану.\n" for n in range(count))
    return f"ranking/own:\n  reads: |\n{reads}  leaves: |\n{leaves}"


def test_a_folder_without_faults_has_none(tmp_path: Path) -> None:
    written(
        tmp_path,
        rankings__own=RULE,
        rankings__examples__own=examples(10),
        figures__words="up: [крепнуть]\n",
        registries__ratings="ratings:\n- " + RATING.format(id="own", name="рейтинг городов-садов") + "\n",
    )
    assert lint(layout_of(tmp_path)) == ()


def test_an_empty_folder_has_no_faults(tmp_path: Path) -> None:
    assert lint(layout_of(tmp_path)) == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("rules: [", "own.yaml:2: None: not YAML"),
        ("a: 1", "own.yaml:1: None: no list of rules"),
        (RULE.replace("    signal: lead\n", ""), "own.yaml:2: ranking/own: lacks signal"),
        (RULE + "    signal: keep\n", "own.yaml:6: ranking/own: has signal twice; the first is lost"),
        (RULE + "    note: x\n", "own.yaml:2: ranking/own: has note, which no rule has"),
        (RULE.replace("ranking/own", "own"), "own.yaml:2: own: the id is not ranking/name-of-the-rule"),
        (
            RULE.replace("ranking/own", "ranking/place"),
            "own.yaml:2: ranking/place: the id is that of a rule that is code",
        ),
        (RULE.replace("signal: lead", "signal: leed"), "own.yaml:2: ranking/own: unknown signal 'leed'"),
    ],
)
def test_the_form_of_a_rule(tmp_path: Path, content: str, problem: str) -> None:
    (found,) = told(written(tmp_path, rankings__own=content))
    assert found.startswith(problem)


def test_an_unknown_signal_is_met_with_the_nearest_known_one(tmp_path: Path) -> None:
    written(tmp_path, rankings__own=RULE.replace("signal: lead", "signal: leed"))
    (advice,) = (each.advice for each in lint(layout_of(tmp_path)) if "signal" in each.wrong)
    assert advice.startswith("did you mean 'lead'?")


def test_an_id_that_is_given_twice(tmp_path: Path) -> None:
    written(tmp_path, rankings__a=RULE, rankings__b=RULE)
    assert told(tmp_path) == ["b.yaml:2: ranking/own: the id is given twice, first at a.yaml:2"]


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [
        ("{взять верх", "'{' is not closed"),
        ("взять} верх", "'}' closes nothing"),
        ("{взять [верх]}", "'[' inside '{'"),
        ("взять|верх", "'|' outside of braces"),
        ("{взять||брать} верх", "an empty choice between signs"),
        (" ".join(["{взять|брать|одержать|держать}"] * 7), "over 4000 readings"),
    ],
)
def test_signs_that_do_not_match(tmp_path: Path, phrase: str, problem: str) -> None:
    (found,) = told(with_phrase(tmp_path, phrase))
    line = 2 if "over" in problem else 5
    assert found == f"own.yaml:{line}: ranking/own: {problem}"


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [
        ("взять вверьх", "'вверьх' is not in the dictionary"),
        ("взяли верх", "'взяли' is no lemma, and stands for this one form"),
        ("=взяли верх", None),
        ("занять подвал", None),
        ("на вершина", "'на вершина' is also a phrase of ranking/leads for 'lead'"),
    ],
)
def test_warnings_about_words(tmp_path: Path, phrase: str, problem: str | None) -> None:
    written(tmp_path, rankings__own=RULE.replace("взять верх", phrase).replace("lead", "bottom"))
    expected = [] if problem is None else [f"own.yaml:5: ranking/own: {problem}"]
    assert told(tmp_path, "warning") == expected


def test_two_rules_of_the_folder_that_claim_one_phrase(tmp_path: Path) -> None:
    other = RULE.replace("ranking/own", "ranking/other").replace("lead", "keep")
    written(tmp_path, rankings__a=RULE, rankings__b=other)
    assert told(tmp_path, "warning") == [
        "b.yaml:5: ranking/other: 'взять верх' is also a phrase of ranking/own for 'lead'"
    ]


def test_a_rule_that_takes_the_place_of_a_shipped_one(tmp_path: Path) -> None:
    written(tmp_path, rankings__own=RULE.replace("ranking/own", "ranking/leads"))
    assert told(tmp_path, "warning") == [
        "own.yaml:2: ranking/leads: takes the place of the shipped rule of this id"
    ]


@pytest.mark.parametrize(("count", "missing"), [(10, 0), (9, 2)])
def test_ten_examples_of_either_kind(tmp_path: Path, count: int, missing: int) -> None:
    written(tmp_path, rankings__own=RULE, rankings__examples__own=examples(count))
    found = [each for each in lint(layout_of(tmp_path)) if each.severity == "error"]
    assert [(each.line, each.wrong[:11]) for each in found] == [(2, "9 sentences")] * missing


def test_examples_of_no_rule_and_twice_the_same(tmp_path: Path) -> None:
    strange = "ranking/none-such:\n  leaves: |\n    Верх плотины укрепили.\n"
    written(
        tmp_path,
        rankings__examples__a=strange,
        figures__examples__b=examples(1) + examples(1).replace("own", "leads"),
    )
    again = (
        examples(1)
        .replace("ranking/own", "percentage/percent")
        .split("leaves")[0]
        .replace("RU-TUL 1", "1 percent up")
    )
    written(tmp_path, figures__examples__b=again + "\n    Область взяла верх в рейтинге номер 0.\n")
    assert told(tmp_path) == [
        "b.yaml:6: percentage/percent: the sentence stands at b.yaml:3 already",
        "a.yaml:3: ranking/none-such: examples of a rule that there is not",
    ]


def test_a_sentence_that_must_be_read_and_gives_nothing(tmp_path: Path) -> None:
    written(tmp_path, rankings__examples__a="ranking/leads:\n  reads: |\n    Лидер найден.\n")
    assert told(tmp_path, "warning") == ["a.yaml:3: ranking/leads: must be read, and gives no fact"]
    written(tmp_path, rankings__examples__a="ranking/denied:\n  reads: |\n    Лидер не найден.\n")
    assert told(tmp_path, "warning") == []


@pytest.mark.parametrize(
    ("name", "content", "severity", "problem"),
    [
        ("figures__words", "upwards: [расти]", "error", "words.yaml:1: upwards: no class of words 'upwards'"),
        ("figures__words", "up:\n  расти: 1", "error", "words.yaml:2: up: up is not a list"),
        ("figures__words", "up: [расти]\nup: [крепнуть]", "error", "words.yaml:2: up: given twice"),
        ("figures__words", "up: !!python/name:os.system []", "error", "words.yaml:1: up: up is not a list"),
        ("figures__words", "- a", "error", "words.yaml:1: None: not a mapping of classes of words"),
        (
            "figures__words",
            "up: [\n расти,\n рости]",
            "warning",
            "words.yaml:3: up: 'рости' is not in the dictionary",
        ),
        (
            "partners__words",
            "export: [отгружали]",
            "warning",
            "words.yaml:1: export: 'отгружали' is no lemma",
        ),
        (
            "rankings__heads",
            "city: |\n  ауул",
            "warning",
            "heads.yaml:2: city: 'ауул' is not in the dictionary",
        ),
        ("registries__traps", "places: [{}", "error", "traps.yaml:"),
    ],
)
def test_files_of_words(tmp_path: Path, name: str, content: str, severity: str, problem: str) -> None:
    (found,) = told(written(tmp_path, **{name: content}), severity)
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("name", "entry", "problem"),
    [
        (
            "regions",
            REGION % ("RU-QQQQ", "12345678", "Новая область", "CFO"),
            "RU-QQQQ: not a code of ISO 3166-2",
        ),
        (
            "regions",
            REGION % ("RU-QQ", "1234", "Новая область", "CFO"),
            "RU-QQ: oktmo '1234' does not have 8 digits",
        ),
        ("regions", REGION % ("RU-QQ", "12345678", "Новая область", "XFO"), "RU-QQ: unknown district 'XFO'"),
        ("regions", "{code: RU-QQ, name: Новая область}", "RU-QQ: oktmo: Field required"),
        (
            "countries",
            "{code: QQ, name: Тулия, name_en: X, nickname: Y}",
            "QQ: nickname: Unexpected keyword argument",
        ),
        (
            "ratings",
            "{id: x, name: a, name_en: X, publisher: b, cadence: often, subjects: cities}",
            "x: cadence: Input",
        ),
        ("ratings", RATING.format(id="Own", name="рейтинг садов"), "Own: an id has small letters"),
    ],
)
def test_registry_entries(tmp_path: Path, name: str, entry: str, problem: str) -> None:
    written(tmp_path, **{f"registries__{name}": f"{name}:\n- {entry}\n"})
    found = told(tmp_path)
    assert found
    assert found[0].startswith(f"{name}.yaml:2: {problem}")


def test_an_entry_that_is_given_twice(tmp_path: Path) -> None:
    entry = RATING.format(id="own", name="рейтинг садов")
    written(tmp_path, registries__ratings=f"ratings:\n- {entry}\n- {entry}\n")
    assert "ratings.yaml:3: own: given twice, first at ratings.yaml:2" in told(tmp_path)


def test_a_name_that_fits_two_ratings_of_one_publisher(tmp_path: Path) -> None:
    first, second = (RATING.format(id=name, name="рейтинг городов-садов") for name in ("one", "two"))
    written(tmp_path, registries__ratings=f"ratings:\n- {first}\n- {second}\n")
    (found,) = told(tmp_path)
    assert re.match(r"ratings.yaml:3: two: 'рейтинг городов-садов' fits one too", found)


def test_a_form_that_names_two_countries(tmp_path: Path) -> None:
    written(tmp_path, registries__countries="countries:\n- {code: QQ, name: Франция, name_en: X}\n")
    assert "countries.yaml:2: QQ: 'франция' names FR and QQ" in told(tmp_path)


def test_codes_in_examples_that_no_registry_has(tmp_path: Path) -> None:
    content = "ranking/leads:\n  reads: |\n    Лидер — Тула.\n      RU-TUL 1\n      RU-QQ 2\n"
    written(tmp_path, rankings__examples__a=content)
    partners = "partnership/trade:\n  reads: |\n    Торгует Тула.\n      RU-TUL QQ\n"
    written(tmp_path, partners__examples__b=partners)
    assert told(tmp_path) == [
        "b.yaml:3: partnership/trade: a fact has country QQ, which no registry has",
        "a.yaml:3: ranking/leads: a fact has region RU-QQ, which no registry has",
    ]
