"""The ready entries can be pasted as they are, and do not claim to have been checked."""

from __future__ import annotations

from importlib.resources import files

import yaml
from pydantic import TypeAdapter

from crawler.addresses import canonical_url
from model.sources import Source

TEXT = files("crawler").joinpath("ready.yaml").read_text(encoding="utf-8")


def test_every_entry_is_a_source_of_its_own():
    entries = TypeAdapter(tuple[Source, ...]).validate_python(yaml.safe_load(TEXT)["sources"])

    assert len(entries) >= 10
    assert len({entry.name for entry in entries}) == len({canonical_url(entry.url) for entry in entries})
    assert len({entry.name for entry in entries}) == len(entries)


def test_they_say_that_nobody_checked_them_live():
    assert "NONE OF THEM WAS CHECKED LIVE" in TEXT
