"""Ways inside by an address, at every door that takes one: refused before a packet leaves.

Seen by a listener where they lead, and, where strace is at hand, by every connect() of the process.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.door.knocking import DOORS, OPEN, WAYS

ROOT = Path(__file__).parents[2]
GOES_OUT = re.compile(r'(?:connect|sendto|sendmsg)\(.*?(?:inet_addr\("([^"]+)"\)|AF_INET6.*?"([^"]+)")')


@dataclass
class Seen:
    """What came of all knocks: the answers, who came to the listener, and where a packet was to go."""

    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    visitors: list[str] = field(default_factory=list)
    targets: set[str] | None = None


@contextmanager
def listener(seen: Seen) -> Iterator[int]:
    """Listens inside, on IPv4 and IPv6 alike."""
    server = socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True)
    port = server.getsockname()[1]

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, peer = server.accept()
                where = connection.getsockname()[0]
                # The open internet is on this machine, too.
                if OPEN not in where:
                    seen.visitors.append(f"{peer} at {where}")
                connection.close()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield port
    finally:
        server.close()


@contextmanager
def redirecting(inside: int) -> Iterator[int]:
    """A server in the open that redirects inside, from every path but robots.txt."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404 if self.path == "/robots.txt" else 302)
            self.send_header("Location", f"http://127.0.0.1:{inside}/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the name is http.server's

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer((OPEN, 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    found = Seen()
    trace = tmp_path_factory.mktemp("trace") / "strace"
    strace = shutil.which("strace")
    wrapped = [strace, "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", str(trace)] if strace else []
    with listener(found) as inside, redirecting(inside) as opened:
        command = [*wrapped, sys.executable, "-m", "tests.door.knocking", str(inside), str(opened)]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    for line in map(json.loads, told.stdout.splitlines()):
        found.answers[line["door"], line["way"]] = line["answer"]
    if strace:
        matches = (GOES_OUT.search(line) for line in trace.read_text().splitlines())
        found.targets = {match[1] or match[2] for match in matches if match is not None}
    return found


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("way", WAYS)
def test_the_way_is_refused(seen: Seen, door: str, way: str) -> None:
    answer = seen.answers[door, way]
    assert answer not in ("read", "sent")
    refused = ("refused", "private or reserved", "no public address", "not be connected to")
    # What is no address at all for us, or a redirect that is not followed, goes nowhere either.
    elsewhere = ("cannot be fetched", "not resolved", "cannot be resolved", "is no address", "302")

    assert any(word in answer for word in (*refused, *elsewhere)), answer


def test_nobody_came_in(seen: Seen) -> None:
    assert seen.visitors == []


def test_no_packet_was_to_go_inside(seen: Seen) -> None:
    if seen.targets is None:
        pytest.skip("strace is not installed: only the listener watched")
    assert seen.targets == {OPEN}
