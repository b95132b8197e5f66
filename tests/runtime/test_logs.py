"""Logs tell what happened, and never what variables held."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from runtime.logs import configure_logs


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """Other tests must not write into the captured stream of this one."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_traceback_shows_no_values(capsys: pytest.CaptureFixture[str], log_format: str) -> None:
    configure_logs(log_format=log_format, level="info")  # type: ignore[arg-type]
    hidden = "marker-" + "secret"
    try:
        raise ValueError(len(hidden))
    except ValueError:
        structlog.get_logger().exception("job.crashed")

    told = capsys.readouterr().err
    assert "job.crashed" in told
    assert "ValueError" in told
    assert hidden not in told


def test_what_is_less_serious_than_asked_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(log_format="json", level="warning")
    structlog.get_logger().info("item.finished")
    structlog.get_logger().warning("item.failed", item="a")

    (line,) = capsys.readouterr().err.splitlines()
    assert (json.loads(line)["event"], json.loads(line)["item"]) == ("item.failed", "a")


def test_a_standard_error_that_was_replaced_is_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stderr", first)
    configure_logs(log_format="json", level="info")
    monkeypatch.setattr("sys.stderr", second)
    first.close()

    structlog.get_logger().info("item.finished")

    assert "item.finished" in second.getvalue()


def test_a_line_is_one_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that share a stream would write between two, and lines of JSON run together."""
    written: list[str] = []
    stream = io.StringIO()
    stream.write = lambda text: written.append(text) or len(text)  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stderr", stream)
    configure_logs(log_format="json", level="info")
    structlog.get_logger().info("job.finished")
    logging.getLogger("library").warning("worried")
    assert [json.loads(line)["event"] for line in written] == ["job.finished", "worried"]
