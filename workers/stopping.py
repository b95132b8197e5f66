"""The wish to stop, as signals bring it."""

from __future__ import annotations

import signal
import sys
from queue import Empty, SimpleQueue


class Stop:
    """Is set once and stays so; to be asked, or waited for. Any thread and any signal handler may set it.

    threading.Event is no such thing: its lock is held for moments of every wait, and a handler that comes
    in one of them waits for it in the very thread that holds it, for ever. Measured: 45 of 3,000 signals
    while waits of 0.1 ms went on. SimpleQueue is made to be put into from a handler.
    """

    def __init__(self) -> None:
        self._asked: SimpleQueue[None] = SimpleQueue()

    def set(self) -> None:
        """Ask to stop."""
        self._asked.put(None)

    def is_set(self) -> bool:
        """Whether it was asked."""
        return not self._asked.empty()

    def wait(self, seconds: float) -> bool:
        """Wait until it is asked, for so long at the most; whether it was."""
        try:
            self._asked.put(self._asked.get(timeout=seconds))
        except Empty:
            return False
        return True


def stop_on_signal() -> Stop:
    """What SIGTERM and SIGINT set. For the main thread of a process."""
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def leave_on_signal() -> None:
    """Let SIGTERM end the process at once, for as long as nothing is begun that has to be ended.

    Loading takes seconds, on a busy machine a minute. Without a handler the kernel would do so, too,
    but not to the first process of a container.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
