"""What a lint finds: where, in which rule, what is wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in a file. `line` counts from 1; `rule` is the id of the rule or entry, if one is meant."""

    file: Path
    line: int
    rule: str | None
    wrong: str
    advice: str
    severity: Severity = "error"
