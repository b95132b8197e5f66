"""Texts that nobody writes, by the megabyte: extraction survives them, and its time grows with their length.

`make fuzz-extract` reads each kind at a quarter of a megabyte and at one; `python
benchmarks/fuzz_extract.py CHARACTERS [KIND ...]` at other lengths. It ends with status 1 where a rule
failed, or where four times the text took far more than four times as long.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from extractors.pipeline import Extractor
from model.statements import Document

GOLD = Path(__file__).parents[1] / "tests/gold/tune.jsonl"
CHARACTERS = 1_000_000
SHARE = 4
MOST_GROWTH = 2.0
"""Times as long a character; a busy machine alone makes it 1.5, growth with the square makes it 4."""
LEAST_SECONDS = 0.05
"""A shorter time tells nothing of how it grows."""

Text = Callable[[int], str]


def repeated(piece: str) -> Text:
    """A text of a length that is one piece over and over."""
    return lambda length: (piece * (length // len(piece) + 1))[:length]


def decoded(charset: str) -> Text:
    """Random bytes, read as text."""
    return lambda length: Random(5).randbytes(length).decode(charset, "replace")  # noqa: S311


def figures(length: int) -> str:
    """Nothing but numbers."""
    random = Random(5)  # noqa: S311
    return " ".join(str(random.randint(1, 99_999)) for _ in range(length // 6))


def kinds() -> dict[str, Text]:
    """The kinds of text, by name."""
    rows = [json.loads(line)["text"] for line in GOLD.read_text(encoding="utf-8").splitlines()[:60]]
    line = " ".join(rows).replace("\n", " ")
    pieces = {
        "news": "\n\n".join(rows),
        "one line": line,
        "no sentence end": line.translate(dict.fromkeys(map(ord, ".!?…"))),
        "words without signs": "область заняла место в рейтинге и ",
        "capitals": "МОСКВА ЗАНЯЛА ПЕРВОЕ МЕСТО ",
        "ordinals": "12-е, 3-я и 7-й, ",
        "percentages": "12,5% и 7%, ",
        "regions": "Тульская, Омская и Псковская области, ",
        "bullets": "• Крым — 5\n",
        "numbered": "1. Крым\n",
        "quotes": "«Центр» ",
        "opened quotes": "«",
        "opened brackets": "(а ",
        "brackets": "(5-е место) ",
        "spaces": " ",
        "spaces and line ends": "   \n",
        "hyphens": "а-",
        "digits": "1234567890",
        "thousands": "1 000 ",
        "letters": "место",
        "right to left": "\u202e2-е место\u202c \u200fТула ",
        "stress marks": "е\u0301",
        "entities": "&amp;amp;laquo;Т&raquo; ",
        "pronouns": "Она заняла второе место. ",
        "tiers": "В топ-10 вошли Тула и Омск. ",
        "partners": "экспорт в Китай, ",
        "months": "в марте 2025 года, ",
        "points": ".",
        "datelines": "МОСКВА, 8 фев ",
        "homonyms": "Алтай и Алтай, ",
    }
    return {
        **{name: repeated(f"{piece} " if len(piece) > 999 else piece) for name, piece in pieces.items()},
        "numbers": figures,
        "bytes as UTF-8": decoded("utf-8"),
        "bytes as windows-1251": decoded("cp1251"),
    }


def main() -> None:
    """Read each kind short and long, and tell how the time grows."""
    longest = int(sys.argv[1]) if len(sys.argv) > 1 else CHARACTERS
    every = kinds()
    extractor = Extractor()
    extractor.extract(Document(id="", text=every["news"](3_000)))
    bad: list[str] = []
    for name in sys.argv[2:] or every:
        seconds, failures = [], []
        for length in (longest // SHARE, longest):
            text = every[name](length)
            began = time.process_time()
            failures += extractor.extract(Document(id="", text=text)).failures
            seconds.append(time.process_time() - began)
        growth = seconds[1] / SHARE / seconds[0] if seconds[0] > LEAST_SECONDS else 1.0
        sys.stdout.write(f"{name:24}{seconds[1] / longest * 1e6:8.2f} us a character, x{growth:.2f}\n")
        sys.stdout.flush()
        bad += [f"{name}: {failure}" for failure in failures]
        bad += [f"{name}: grows {growth:.1f} times a character"] if growth > MOST_GROWTH else []
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"peak memory {peak:.0f} MiB\n" + "".join(f"{line}\n" for line in bad))
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
