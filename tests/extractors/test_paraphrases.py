"""Every way of `paraphrases.yaml` to tell rankings is read of whatever regions, and of nothing more."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.pipeline import Extractor
from model.statements import Document, Ranking

SAID_BEFORE = "Агентство опубликовало рейтинг регионов по качеству жизни за 2025 год. "
DRAWS = 3


@dataclass(frozen=True, slots=True)
class Region:
    """A region in its cases; formatted by the name of one, or by "masculine|feminine"."""

    code: str
    nom: str
    gen: str
    dat: str
    acc: str
    ins: str
    loc: str
    feminine: bool

    def __format__(self, spec: str) -> str:
        if "|" in spec:
            return spec.split("|")[self.feminine]
        return str(getattr(self, spec))


def _feminine(code: str, stem: str, preposition: str = "в") -> Region:
    """An oblast: "Тверская область"."""
    gen, acc, ins = f"{stem}ой области", f"{stem}ую область", f"{stem}ой областью"
    return Region(code, f"{stem}ая область", gen, gen, acc, ins, f"{preposition} {gen}", True)


def _krai(code: str, stem: str) -> Region:
    """A krai: "Пермский край"."""
    ends = ("ий край", "ого края", "ому краю", "ий край", "им краем")
    nom, gen, dat, acc, ins = (stem + end for end in ends)
    return Region(code, nom, gen, dat, acc, ins, f"в {stem}ом крае", False)


def _republic(code: str, stem: str) -> Region:
    """A name in the feminine: "Карелия"."""
    nom, gen, dat, acc = (stem + end for end in "яиию")
    return Region(code, nom, gen, dat, acc, f"{stem}ей", f"в {stem}и", True)


def _short(code: str, stem: str) -> Region:
    """A name in the masculine: "Татарстан"."""
    return Region(code, stem, f"{stem}а", f"{stem}у", stem, f"{stem}ом", f"в {stem}е", False)


REGIONS = (
    _feminine("RU-TVE", "Тверск"), _feminine("RU-TYU", "Тюменск"), _feminine("RU-PSK", "Псковск"),
    _krai("RU-PER", "Пермск"), _krai("RU-KDA", "Краснодарск"), _krai("RU-KHA", "Хабаровск"),
    _republic("RU-KR", "Карели"), _republic("RU-IN", "Ингушети"), _republic("RU-KL", "Калмыки"),
    _short("RU-TA", "Татарстан"), _short("RU-BA", "Башкортостан"), _short("RU-DA", "Дагестан"),
    Region("RU-MOW", "Москва", "Москвы", "Москве", "Москву", "Москвой", "в Москве", True),
    Region("RU-KHM", "Югра", "Югры", "Югре", "Югру", "Югрой", "в Югре", True),
)  # fmt: skip
WAYS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_suffix("").with_name("paraphrases.yaml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.mark.parametrize("way", WAYS, ids=[way["text"][:60] for way in WAYS])
def test_a_way_to_tell_rankings_is_read(extractor: Extractor, way: dict[str, Any]) -> None:
    lot = random.Random(way["text"])
    for _ in range(DRAWS):
        drawn = dict(zip("abcd", lot.sample(REGIONS, 4), strict=True))
        sentence = way["text"].format(**drawn)
        text = SAID_BEFORE + sentence[0].upper() + sentence[1:]
        statements = extractor.extract(Document(id="1", text=text)).statements
        found = {_told(each) for each in statements if isinstance(each, Ranking)}
        wanted = [each.split() for each in way["told"].split(", ") if each]

        assert {each[:2] for each in found} == {(drawn[name].code, place) for name, place, *_ in wanted}, text
        assert {(drawn[name].code, place, *basis) for name, place, *basis in wanted if basis} <= found, text


def _told(ranking: Ranking) -> tuple[str | None, str, str]:
    place = "-" if ranking.position is None else str(ranking.position)
    if ranking.position_to is not None:
        place += f"..{ranking.position_to}"
    return ranking.region, place, ranking.basis
