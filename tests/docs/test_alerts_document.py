"""docs/alerts.md tells every kind of event, every reason, every kind of channel and every command."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from typer.main import get_command

from alerts.templates import FILTERS
from cli.main import app
from model.ledger import EventKind
from model.subscriptions import ChannelKind, DecisionReason

DOCUMENT = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    """The code spans in the first cells of the table under a heading."""
    section = re.split(r"^## ", DOCUMENT.partition(f"## {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])]


@pytest.mark.parametrize(
    ("heading", "names"), [("Events", EventKind), ("Decisions", DecisionReason), ("Channels", ChannelKind)]
)
def test_every_name_is_told_once(heading: str, names: object) -> None:
    assert sorted(first_cells(heading)) == sorted(get_args(names))


def test_every_command_is_told() -> None:
    groups = get_command(app).commands  # type: ignore[attr-defined]
    commands = [
        f"svodka {name} {own}" for name in ("watch", "alerts", "deliveries") for own in groups[name].commands
    ]
    assert sorted(first_cells("Commands")) == sorted(commands)


def test_every_filter_is_told() -> None:
    assert all(f"`{name}`" in DOCUMENT for name in FILTERS)
