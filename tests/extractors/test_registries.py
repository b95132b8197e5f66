"""The registries: complete, well-formed, and with no name that two entries fight for."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from extractors.registries import (
    countries,
    country,
    districts,
    load_registries,
    rating,
    ratings,
    region,
    regions,
)
from extractors.registries.kinds import region_kinds
from extractors.registries.known_ratings import known_rating
from extractors.registries.linting import lint
from model.errors import ConfigurationError

ISO_UNDER_UA = {"UA-43", "UA-40", "UA-14", "UA-09", "UA-23", "UA-65"}


def test_there_are_the_eighty_nine_federal_subjects() -> None:
    codes = [entry.code for entry in regions()]
    assert len(codes) == len(set(codes)) == 89
    assert {code for code in codes if code.startswith("UA-")} == ISO_UNDER_UA
    assert all(re.fullmatch(r"RU-[A-Z]{2,3}|UA-\d\d", code) for code in codes)


def test_every_region_has_its_own_oktmo() -> None:
    numbers = [entry.oktmo for entry in regions()]
    assert len(set(numbers)) == 89
    assert all(re.fullmatch(r"\d{8}", number) for number in numbers)


def test_all_regions_but_the_four_newest_stand_in_a_district() -> None:
    assert {entry.code for entry in regions() if entry.district is None} == {
        "UA-14",
        "UA-09",
        "UA-23",
        "UA-65",
    }
    assert Counter(entry.district for entry in regions() if entry.district) == {
        "CFO": 18, "PFO": 14, "SFO": 10, "SZFO": 11, "DFO": 11, "YUFO": 8, "SKFO": 7, "UFO": 6,
    }  # fmt: skip


def test_every_region_is_of_a_kind() -> None:
    assert Counter(region_kinds().values()) == {
        "область": 49,
        "республика": 24,
        "край": 9,
        "округ": 4,
        "город": 3,
    }


def test_countries_are_of_iso_3166() -> None:
    codes = [entry.code for entry in countries()]
    assert len(codes) == len(set(codes)) == 248
    assert codes == sorted(codes)


def test_there_are_at_least_forty_ratings_with_ids_of_their_own() -> None:
    identifiers = [entry.id for entry in ratings()]
    assert len(identifiers) == len(set(identifiers)) >= 40
    assert all(re.fullmatch(r"[a-z0-9-]+", identifier) for identifier in identifiers)


def test_the_shipped_registries_have_no_faults() -> None:
    assert lint(load_registries()) == ()


def test_entries_are_found_by_code() -> None:
    smolensk, belarus, centres = region("RU-SMO"), country("BY"), rating("rec-export-centres")
    assert smolensk is not None and smolensk.name == "Смоленская область"
    assert belarus is not None and belarus.name_en == "Belarus"
    assert centres is not None and centres.one_per_region
    assert region("RU-XXX") is None and country("QQ") is None and rating("no-such") is None


def test_every_district_of_a_region_exists() -> None:
    assert {entry.district for entry in regions()} - {None} == {entry.id for entry in districts()}


EXTRA = """
ratings:
- {id: own, name: рейтинг своего журнала, name_en: Own, publisher: Свой журнал,
   cadence: yearly, subjects: cities}
- {id: gto, name: рейтинг ГТО, name_en: GTO, publisher: Минспорт, cadence: monthly, subjects: regions}
"""


def test_an_installation_adds_and_replaces_entries(tmp_path: Path) -> None:
    (tmp_path / "ratings.yaml").write_text(EXTRA, encoding="utf-8")
    by_id = {entry.id: entry for entry in load_registries(tmp_path).ratings}
    assert by_id["own"].publisher == "Свой журнал"
    assert by_id["gto"].cadence == "monthly"
    assert len(by_id) == len(ratings()) + 1


@pytest.mark.parametrize(
    "content",
    [
        "ratings: [{id: x}]",
        "ratings: 5",
        "other: []",
        "ratings: [{id: x, unknown: 1}]",
        "ratings: [",
        "[]",
        "",
    ],
)
def test_a_file_in_another_form_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "ratings.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"ratings\.yaml"):
        load_registries(tmp_path)


def test_the_lint_names_each_fault(tmp_path: Path) -> None:
    (tmp_path / "regions.yaml").write_text(
        "regions:\n"
        "- {code: RU-QQ, oktmo: '1', name: Новая область, name_en: New, district: NOWHERE, capital: Новый,"
        " names: [Китай]}\n",
        encoding="utf-8",
    )
    faults = "\n".join(lint(load_registries(tmp_path)))
    assert "RU-QQ: oktmo '1'" in faults
    assert "RU-QQ: unknown district 'NOWHERE'" in faults
    assert "'китай' names CN and RU-QQ" in faults


KNOWN = [
    ("рейтинг региональных центров", "Российский экспортный центр", "rec-export-centres"),
    ("рейтинг Российского экспортного центра", "РЭЦ", "rec-export-centres"),
    ("рейтинг качества жизни", "РИА Новости", "ria-quality-of-life"),
    ("рейтинг качества жизни", "АСИ", "asi-quality-of-life"),
    ("рейтинг качества жизни", None, None),
    ("рейтинг качества жизни", "Свой журнал", None),
    ("рейтинг регионов по росту зарплат", "РИА Новости", "ria-wage-growth"),
    ("Национальный рейтинг состояния инвестиционного климата", None, "asi-investment-climate"),
    ("экологический рейтинг", "Зелёный патруль", "green-patrol"),
    ("рейтинг вузов", "Forbes", "forbes-universities"),
    (None, None, None),
]


@pytest.mark.parametrize(("name", "publisher", "identifier"), KNOWN)
def test_a_rating_is_known_by_name_and_publisher(
    name: str | None, publisher: str | None, identifier: str | None
) -> None:
    found = known_rating(name, publisher)
    assert (found.id if found else None) == identifier
