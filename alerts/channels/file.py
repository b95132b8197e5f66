"""The file channel: one JSON object a line, appended to a file, or written to standard output."""

from __future__ import annotations

import fcntl
import json
import os
import stat
import sys
from collections.abc import Callable
from datetime import datetime

from model.errors import ConfigurationError, DeliveryInterrupted
from model.subscriptions import Attempt, Channel, Delivery

STANDARD_OUTPUT = "-"
INTERVAL_SECONDS = 0.0


class FileSender:
    """Writes messages to the path in the channel's `url`; "-" is standard output."""

    interval_seconds = INTERVAL_SECONDS

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def check(self, channel: Channel) -> None:
        """Raises ConfigurationError without a path."""
        if not channel.url:
            raise ConfigurationError(f"channel {channel.name}: its url is a path, or - for standard output")

    def send(self, delivery: Delivery, channel: Channel) -> Attempt:
        """Appends the message with its id, as one line: those of two workers do not mix."""
        self.check(channel)
        line = json.dumps({"id": delivery.id, **json.loads(delivery.payload)}, ensure_ascii=False) + "\n"
        try:
            if channel.url == STANDARD_OUTPUT:
                sys.stdout.write(line)
                sys.stdout.flush()
            else:
                _append(channel.url, line.encode())
        except OSError as error:
            raise DeliveryInterrupted(f"channel {channel.name}: {error.strerror}: {channel.url}") from error
        return Attempt(at=self._clock())


def _append(path: str, line: bytes) -> None:
    """Append a whole line or nothing: on a full disk half of one is taken back."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        before = os.fstat(descriptor).st_size
        try:
            written = 0
            while written < len(line):
                written += os.write(descriptor, line[written:])
        except OSError:
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.ftruncate(descriptor, before)
            raise
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
