"""atheris on a target, coverage-guided, from its corpus.

    python -m tests.fuzz.run TARGET [--seconds 300] [--findings FOLDER]

Ends with status 1 when something was found; the input is in the folder, to be put into the corpus
with the mending.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-not-found,unused-ignore]

# What a target does not run need not be instrumented, which takes its time.
OWN = {"extractor": ["extractors", "model"], "query": ["storage", "model"]}
with atheris.instrument_imports(include=OWN.get(sys.argv[1], ["crawler", "model", "protego"])):
    from tests.fuzz.targets import TARGETS, checked

CORPUS = Path(__file__).with_name("corpus")
LONGEST_BYTES = {
    "page": 20_000,
    "feed": 20_000,
    "charset": 8_000,
    "robots": 8_000,
    "query": 400,
    "extractor": 3_000,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    asked = parser.parse_args()
    asked.findings.mkdir(exist_ok=True)
    # What is loaded at first use is no slowness of an input.
    TARGETS[asked.target](b"")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as grown:
        options = [
            sys.argv[0],
            f"-max_total_time={asked.seconds}",
            f"-max_len={LONGEST_BYTES[asked.target]}",
            f"-artifact_prefix={asked.findings}/{asked.target}-",
            "-rss_limit_mb=2000",
            "-timeout=30",
            "-print_final_stats=1",
            grown,
            str(CORPUS / asked.target),
        ]
        atheris.Setup(options, lambda data: checked(asked.target, bytes(data)))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
