"""Structured logs on standard error: events named `stage.past_tense`, ids bound once around a job."""

from __future__ import annotations

import logging
import sys
from typing import Literal, TextIO, cast

import structlog

_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
"""Without the values of variables: they hold whole pages, and may hold secrets."""


class _StandardError:
    """Standard error as it is when a line is written: whoever embeds a command may change it."""

    def write(self, text: str) -> int:
        """Write to the standard error of now."""
        return sys.stderr.write(text)

    def flush(self) -> None:
        """Flush the standard error of now."""
        sys.stderr.flush()


def configure_logs(*, log_format: Literal["auto", "console", "json"], level: str) -> None:
    """Set up structlog, and bring what the libraries log through logging into the same stream."""
    pretty = log_format == "console" or (log_format == "auto" and sys.stderr.isatty())
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if pretty
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    stream = _StandardError()
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, *([] if pretty else [_TRACEBACKS]), renderer],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        # Not the one that prints: its line and its line break are two writes, and the processes of one
        # service, which share the stream, come between.
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", stream)),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.root.handlers[:] = [handler]
    # Libraries tell their every step at info; ours is the log of outcomes.
    logging.root.setLevel(max(threshold, logging.WARNING))
