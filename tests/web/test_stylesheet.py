from __future__ import annotations

import re
from pathlib import Path

import pytest

import web
from web.charts.lines import COLOURS
from web.charts.tile_map import STEPS

SHEET = (Path(web.__file__).parent / "static" / "style.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", SHEET, re.S)
)
TEXT_ON_GROUND = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "level-soft"),
    ("muted", "paper"),
    ("muted", "card"),
    ("accent", "paper"),
    ("accent", "card"),
    ("accent", "accent-soft"),
    ("accent-ink", "accent"),
    ("up", "card"),
    ("up", "level-soft"),
    ("down", "card"),
    ("down", "level-soft"),
    ("level", "card"),
    ("level", "level-soft"),
    ("mark-ink", "mark"),
    ("up", "up-soft"),
    ("down", "down-soft"),
    ("ink", "accent-soft"),
    *((f"{step}-ink", step) for step in STEPS),
    *((f"line-{colour}", "card") for colour in COLOURS),
    *(("card", f"line-{colour}") for colour in COLOURS),
]


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_the_contrast_of_wcag_aa(scheme, text, ground):
    assert contrast(scheme[text], scheme[ground]) >= 4.5


def test_both_schemes_have_the_same_colours():
    assert LIGHT.keys() == DARK.keys()


def test_nothing_is_loaded_from_elsewhere():
    assert "url(" not in SHEET
    assert "@import" not in SHEET
