"""A wish to stop is met whenever it comes: in the middle of a wait, and while a process still starts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest

PATIENCE_SECONDS = 60.0

WAITING = """
import signal, sys
from workers.stopping import stop_on_signal

lines = 0

def signalled_at_line(wanted):
    # SIGTERM at one line of the wait, whichever module that stands in; whether the wait had that line.
    global lines
    lines, stop = 0, stop_on_signal()

    def trace(frame, event, _):
        global lines
        if frame.f_code.co_name == "<lambda>" or frame.f_code.co_name == "set":
            return None
        if event == "line":
            lines += 1
            if lines == wanted:
                signal.raise_signal(signal.SIGTERM)
        return trace

    sys.settrace(trace)
    stop.wait(0.001)
    sys.settrace(None)
    return lines >= wanted, stop

at = 1
while True:
    there, stop = signalled_at_line(at)
    if not there:
        break
    assert stop.is_set() and stop.wait(60)
    at += 1
print(at - 1)
"""


def test_a_signal_in_any_line_of_a_wait_is_taken() -> None:
    """In a process of its own: an Event of threading would wait for itself, for ever."""
    done = subprocess.run(
        [sys.executable, "-c", WAITING],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


@pytest.mark.parametrize("command", [["run"], ["worker", "extract"], ["schedule"], ["serve"]], ids=" ".join)
def test_a_process_that_still_starts_ends_at_once(command: list[str]) -> None:
    """It waits for a Redis that takes connections and never answers; nothing is begun yet."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SVODKA_")}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        starting = subprocess.Popen(
            [sys.executable, "-m", "cli", *command],
            env={**inherited, "SVODKA_REDIS_URL": url},
            stderr=subprocess.PIPE,
        )
        try:
            silent.settimeout(PATIENCE_SECONDS)
            connection, _ = silent.accept()
            starting.send_signal(signal.SIGTERM)
            _, said = starting.communicate(timeout=PATIENCE_SECONDS)
            connection.close()
        finally:
            starting.kill()
    assert (starting.returncode, said) == (0, b"")
