"""The manual tells of every command, metric and error there is, and of no other; its pages are all in it."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import yaml
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from model import errors
from storage.store import Store
from web.app import create_app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ROW = re.compile(r"^\| `([^`]+)` \|([^|]*)\|", re.MULTILINE)


def test_the_commands_are_those_of_the_code() -> None:
    made = subprocess.run(
        [
            sys.executable,
            "-m",
            "typer",
            "cli.main",
            "utils",
            "docs",
            "--name",
            "svodka",
            "--title",
            "Commands",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    committed = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert committed.strip() == made.stdout.strip(), "run: make generated"


def test_every_error_is_told_and_whether_it_may_pass() -> None:
    told = dict(ROW.findall((DOCS / "errors.md").read_text(encoding="utf-8")))
    raised = {
        name: kind
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.SvodkaError) and kind is not errors.SvodkaError
    }
    assert set(told) == set(raised)
    assert {name for name, again in told.items() if again.strip()} == {
        name for name, kind in raised.items() if kind.transient
    }


@pytest.fixture
def exposed(redis: Redis) -> dict[str, str]:
    """The metrics of ours, by the name under which Prometheus keeps them, with their types."""
    app = create_app(Store(redis, clock=lambda: datetime.now(UTC)))
    families = text_string_to_metric_families(asyncio.run(_metrics(app)))
    ours = (family for family in families if family.name.startswith("svodka_"))
    return {f"{one.name}_total" if one.type == "counter" else one.name: one.type for one in ours}


async def _metrics(app: FastAPI) -> str:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://svodka.test") as client:
        return (await client.get("/metrics")).text


def test_every_metric_is_told_with_its_type(exposed: dict[str, str]) -> None:
    told = dict(ROW.findall((DOCS / "metrics.md").read_text(encoding="utf-8")))
    assert {name: kind.strip() for name, kind in told.items()} == exposed


def test_the_dashboard_asks_for_metrics_that_there_are(exposed: dict[str, str]) -> None:
    dashboard = json.loads((ROOT / "deploy" / "grafana.json").read_text(encoding="utf-8"))
    asked = " ".join(target["expr"] for panel in dashboard["panels"] for target in panel["targets"])
    names = {re.sub(r"_(bucket|sum|count)$", "", name) for name in re.findall(r"svodka_\w+", asked)}
    assert names <= set(exposed)
    assert len(names) == len(exposed)


def test_every_document_is_a_page_of_the_manual() -> None:
    told = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = [page for entry in told["nav"] for page in entry.values()]
    assert sorted(listed) == sorted(document.name for document in DOCS.glob("*.md"))
