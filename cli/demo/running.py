"""The demo's service: the real one, on its own embedded Redis, reading two sites on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from cli.demo.checking import expected
from cli.demo.pages import AGENCY_SELECTORS
from cli.demo.receiver import Receiver
from cli.demo.site import DemoSite
from model.errors import SvodkaError
from runtime.service import Service
from runtime.settings import PREFIX

POLL_SECONDS = 0.2
FEED_INTERVAL_SECONDS = 1
STOP_SECONDS = 20
CONFIGURATION = "svodka.yaml"


class DemoFailed(SvodkaError):
    """The demo's service ended, or did not come to rest in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """The running parts. `log` is where the service writes its log."""

    site: DemoSite
    receiver: Receiver
    process: subprocess.Popen[bytes]
    log: Path
    web_url: str


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    """The sites, the receiver and `svodka run` as a process of its own; all gone at the end."""
    with DemoSite() as site, Receiver() as receiver:
        port = _free_port()
        _write_configuration(folder, site, receiver)
        environment = _environment(folder, port)
        log = folder / "service.log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "cli", "run"], env=environment, stdout=stream, stderr=stream
            )
        try:
            url = f"http://127.0.0.1:{port}/"
            yield Demo(site=site, receiver=receiver, process=process, log=log, web_url=url)
        finally:
            _stop(process)


def demo_settings(folder: Path) -> Mapping[str, object]:
    """The settings of the demo's service, by name."""
    return {
        "data_dir": folder / "data",
        "config": folder / CONFIGURATION,
        "allow_private_addresses": True,
        "host_delay_seconds": 0.05,
        "tick_seconds": 0.3,
        "log_format": "json",
    }


def wait_until(demo: Demo, holds: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Wait until a condition holds. Raises DemoFailed when the service ends or time is up."""
    deadline = time.monotonic() + seconds
    while not holds():
        if demo.process.poll() is not None:
            raise DemoFailed(f"the service ended with status {demo.process.returncode}:\n{_tail(demo.log)}")
        if time.monotonic() > deadline:
            raise DemoFailed(f"{what} did not happen within {seconds:g} s:\n{_tail(demo.log)}")
        time.sleep(POLL_SECONDS)


def at_rest(service: Service) -> bool:
    """Whether nothing is left to do."""
    return not any(count.due or count.later for count in service.store.work.counts().values())


def _environment(folder: Path, port: int) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    settings = {**demo_settings(folder), "web_port": port}
    return {**inherited, **{f"{PREFIX}{name.upper()}": str(value) for name, value in settings.items()}}


def _write_configuration(folder: Path, site: DemoSite, receiver: Receiver) -> None:
    secret = folder / "webhook-secret"
    secret.touch(mode=0o600)
    secret.write_text(receiver.secret)
    content = {
        "sources": [
            {
                "name": name,
                "url": url,
                "interval_seconds": FEED_INTERVAL_SECONDS,
                "selectors": dict(AGENCY_SELECTORS) if name == "agency" else {},
            }
            for name, url in site.feed_urls.items()
        ],
        "channels": [
            {
                "name": "desk",
                "url": receiver.url,
                "secret_files": [str(secret)],
                "allow_private_addresses": True,
            }
        ],
        "subscriptions": [{"name": "tula", "channel": "desk", **expected()["subscription"]}],
    }
    (folder / CONFIGURATION).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
