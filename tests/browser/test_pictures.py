"""The pictures of the manual: `make pictures` takes them anew; a plain run sees that they can be taken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PICTURES = {
    "today": "/",
    "rating": "/ratings/ria-quality-of-life",
    "region": "/regions/RU-TUL",
    "article": "/articles/{corrected}",
}
WIDTH, HEIGHT = 1280, 860
"""The first screen says what a page is; more would make the manual heavy."""
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_for_the_manual(opened, site, tmp_path, name):
    folder = Path(os.environ.get("SVODKA_MANUAL_PICTURES") or tmp_path)
    page = opened(PICTURES[name].format(corrected=site.corrected), language="ru", width=WIDTH).page
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").read_bytes().startswith(PNG)
