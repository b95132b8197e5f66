"""Opening the service for a command: settings, logs, and Redis, ours or the one that is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from runtime.logs import configure_logs
from runtime.service import Service, open_service
from runtime.settings import load_settings


@contextmanager
def opened(*, quiet: bool = True) -> Iterator[Service]:
    """The service of the settings at hand.

    `quiet` commands answer a question: of the log only warnings reach the terminal.
    """
    settings = load_settings()
    configure_logs(log_format=settings.log_format, level="warning" if quiet else settings.log_level)
    with open_service(settings) as service:
        yield service
