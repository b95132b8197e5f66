"""Everything that schemathesis thinks of, asked of the API for ten minutes: `make fuzz-api`.

The service is the real one on a Redis of its own, full of invented news and of whatever the run itself
makes: subscriptions, silences, saved queries. It is asked with an admin's key and with all checks but one:
a schema cannot say that a day lies before another, that a region, a channel or a page's cursor exists, so a
request that fits it may be refused (422, with the reason). What counts is that nothing ends in a 5xx, and
that every answer is one that the OpenAPI document tells of.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from serving import served
from store import redis_server

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
        url = stack.enter_context(served(f"unix://{folder}/redis/redis.sock", folder))
        return fuzz(arguments, url, key, folder)


def fuzz(arguments: argparse.Namespace, url: str, key: str, folder: Path) -> int:
    """Run schemathesis for so long."""
    command = [
        arguments.schemathesis.resolve(), "run", f"{url}/v1/openapi.json",
        "--checks", "all", "--exclude-checks", "positive_data_acceptance", "--mode", "all",
        "--header", f"Authorization: Bearer {key}",
        "--max-examples", "100000", "--max-time", str(arguments.seconds),
        "--seed", str(arguments.seed), "--workers", "2", "--continue-on-failure", "--no-color",
    ]  # fmt: skip
    return subprocess.run(command, cwd=folder, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
