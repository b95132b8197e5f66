"""Opening the service for a command: settings, logs, and Redis, ours or the one that is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import structlog
import typer

from runtime.clocks import SharedClock
from runtime.logs import configure_logs
from runtime.service import Service, open_service
from runtime.settings import load_settings
from storage.connection import without_append_only
from workers.stopping import leave_on_signal

APPEND_ONLY_ADVICE = "a crash loses what was written since its last snapshot; CONFIG SET appendonly yes"

CLOCK_ADVICE = "this machine and Redis disagree on the time; Redis' is used; set the clocks by NTP"
MOST_SKEW_SECONDS = 5.0

logger = structlog.get_logger()

RulesOption = Annotated[
    Path | None,
    typer.Option(
        "--rules", help="Folder of your own rules; that of SVODKA_RULES_DIR without.", show_default=False
    ),
]


def rules_folder(told: Path | None) -> Path | None:
    """The folder of the installation's rules: the one that is told, else the one of the settings."""
    return told if told is not None else load_settings().rules_dir


@contextmanager
def opened(*, quiet: bool = True, empty: bool = False) -> Iterator[Service]:
    """The service of the settings at hand.

    `quiet` commands answer a question: of the log only warnings reach the terminal. The others are
    told of a Redis that loses data in a crash, and can be ended while they start. `empty` leaves an empty
    Redis as it is.
    """
    if not quiet:
        leave_on_signal()
    settings = load_settings()
    configure_logs(log_format=settings.log_format, level="warning" if quiet else settings.log_level)
    with open_service(settings, empty=empty) as service:
        if not quiet:
            for server in without_append_only(service.redis):
                logger.warning("redis.not_append_only", server=server, advice=APPEND_ONLY_ADVICE)
            if (skew := skewed_seconds(service)) is not None:
                logger.warning("clock.skewed", ahead_seconds=skew, advice=CLOCK_ADVICE)
        yield service


def skewed_seconds(service: Service) -> float | None:
    """How far the clock of this machine is ahead of Redis' (negative: behind); None where they agree."""
    if not isinstance(service.clock, SharedClock):
        return None
    skew = round(service.clock.skew_seconds(), 1)
    return skew if abs(skew) > MOST_SKEW_SECONDS else None
