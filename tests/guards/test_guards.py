"""Every guard stands where the table says, and its test is there; `make guards` takes each out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.guards.take_out import Guard, guards

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("guard", guards(), ids=lambda guard: guard.pitfall)
def test_a_guard_stands_where_the_table_says(guard: Guard) -> None:
    assert (ROOT / guard.file).read_text(encoding="utf-8").count(guard.cut) == 1
    path, _, name = guard.test.partition("::")
    assert (ROOT / path).exists()
    assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
