"""Make the list of the words that news mostly consist of: `make dictionaries`.

They are those that most of our own annotated documents have, each document counted once, the most
frequent first. `extractors/warming.py` looks them up before processes are forked.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from extractors.warming import FREQUENT_WORDS

MOST = 1_500
"""Looking up twice as many takes three times as long and saves no more."""
WORD = re.compile(r"[А-Яа-яЁё]{2,}(?:-[А-Яа-яЁё]+)*")


def frequent_words(path: Path) -> list[str]:
    """The words, as they are written most often."""
    counted: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        counted.update(sorted(set(WORD.findall(json.loads(line)["text"]))))
    return [word for word, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:MOST]]


def main() -> None:
    """Write the list where extraction looks for it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=Path, default=Path("tests/gold/tune.jsonl"))
    arguments = parser.parse_args()
    FREQUENT_WORDS.write_text("\n".join(frequent_words(arguments.documents)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
