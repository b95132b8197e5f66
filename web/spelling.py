"""How days and moments are spelled in what we are asked: as text, never as a number of seconds."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BeforeValidator

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = "(19|20|21)[0-9]{2}"
"""Of what can be told to us: news is no older, and no silence is longer."""
_MOMENT = re.compile(rf"{_YEARS}-[0-9]{{2}}-[0-9]{{2}}[Tt ][0-9]{{2}}:.*")
IN_OUR_YEARS: Any = {"pattern": f"^{_YEARS}-"}
"""The same for the OpenAPI document."""


def _as_day(told: Any) -> Any:
    if isinstance(told, str) and _DAY.fullmatch(told) is None:
        raise ValueError("write a day as 2026-02-08")
    return told


def _as_moment(told: Any) -> Any:
    if told is not None and not (isinstance(told, str) and _MOMENT.fullmatch(told)):
        raise ValueError("write a moment from 1900 to 2199 as 2026-02-08T12:30:00Z")
    return told


DAY_AS_TEXT = BeforeValidator(_as_day)
MOMENT_AS_TEXT = BeforeValidator(_as_moment)
"""Of a body: JSON has no moments of its own, so whatever is no text was meant otherwise."""
