"""Everything that schemathesis thinks of, asked of the API for ten minutes: `make fuzz-api`.

The service is the real one on a Redis of its own, full of invented news and of whatever the run itself
makes: subscriptions, silences, saved queries. It is asked with an admin's key and with all checks. A request
that fits the schema is to be accepted: only where no schema can say what will be refused (that a day lies
before another, that a channel exists) may it be, and `benchmarks/fuzz_reasons.py` has the reason for each.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from fuzz_reasons import BEYOND_A_SCHEMA
from holding import redis_server, url_of
from serving import served

from cli.demo.history import invented_articles, put
from extractors.pipeline import Extractor
from extractors.registries.loading import shipped_registries
from storage.store import Store

ARTICLES = 120
FUZZ_SECONDS = 600
CONFIGURATION = "channels: [{name: desk, kind: file, url: told.jsonl}]\n"


def main() -> int:
    """Fill, serve, fuzz; the exit status is schemathesis'."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--schemathesis", type=Path, required=True, help="the program")
    parser.add_argument("--seconds", type=int, default=FUZZ_SECONDS)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="svodka-fuzz-")))
        redis = stack.enter_context(redis_server(folder / "redis"))
        store = Store(redis, clock=lambda: datetime.now(UTC))
        extractor = Extractor()
        for article in invented_articles(shipped_registries().regions)[-ARTICLES:]:
            put(store, extractor, article)
        _, key = store.api_keys.create("fuzz", "admin")
        (folder / "svodka.yaml").write_text(CONFIGURATION, encoding="utf-8")
        url = stack.enter_context(served(url_of(redis), folder))
        return fuzz(arguments, url, key, folder)


def fuzz(arguments: argparse.Namespace, url: str, key: str, folder: Path) -> int:
    """Run schemathesis for so long."""
    settings = folder / "schemathesis.toml"
    settings.write_text(_settings(), encoding="utf-8")
    command = [
        arguments.schemathesis.resolve(), "--config-file", settings, "run", f"{url}/v1/openapi.json",
        "--mode", "all",
        "--header", f"Authorization: Bearer {key}",
        "--max-examples", "100000", "--max-time", str(arguments.seconds),
        "--seed", str(arguments.seed), "--workers", "2", "--continue-on-failure", "--no-color",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode  # noqa: S603


def _settings() -> str:
    """Schemathesis' own check of what is to be accepted holds but where ours, which is narrower, does."""
    checks = Path(__file__).with_name("fuzz_checks.py")
    told = [f'hooks = "{checks}"', "[checks]", "enabled = true"]
    told += [
        f'[[operations]]\ninclude-name = "{label}"\nchecks.positive_data_acceptance.enabled = false'
        for label in BEYOND_A_SCHEMA
    ]
    return "\n".join(told) + "\n"


if __name__ == "__main__":
    sys.exit(main())
