"""One side of `benchmarks/extract.py`: loads an extractor and times it over documents.

Runs in svodka's environment and in the peer's, so it is the standard library besides them. It
takes a command a line on standard input and answers each with a line, both JSON:

    {"load": FILE}    documents as JSON lines {"title", "text"} -> {"documents", "characters"}
    {"run": FILE}     all of them once -> {"wall_seconds", "cpu_seconds", "found"}
    {"memory": true}  -> {"peak_mib"}

The first line that it writes, {"ready": true}, comes when the first document is done.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Pass = Callable[[Iterable[Row]], int]
"""Extracts from all documents; gives how many facts, mentions or names it found."""

FIRST = {"title": None, "text": "Тверская область заняла пятое место в рейтинге дорог."}


def svodka() -> Pass:
    """Mentions, rankings, figures and partners."""
    from extractors.pipeline import Extractor
    from model.statements import Document

    extractor = Extractor()

    def extract(rows: Iterable[Row]) -> int:
        documents = (Document(id="", title=row["title"], text=row["text"]) for row in rows)
        extractions = extractor.extract_all(documents)
        return sum(len(one.mentions) + len(one.statements) for one in extractions)

    return extract


def natasha() -> Pass:
    """Named entities with morphology, each normalised to the nominative: no facts yet."""
    from natasha import (  # type: ignore[import-not-found]
        Doc,
        MorphVocab,
        NewsEmbedding,
        NewsMorphTagger,
        NewsNERTagger,
        Segmenter,
    )

    segmenter, vocabulary, embedding = Segmenter(), MorphVocab(), NewsEmbedding()
    morphology, names = NewsMorphTagger(embedding), NewsNERTagger(embedding)

    def extract(rows: Iterable[Row]) -> int:
        found = 0
        for row in rows:
            document = Doc("\n".join(filter(None, (row["title"], row["text"]))))
            document.segment(segmenter)
            document.tag_morph(morphology)
            document.tag_ner(names)
            for span in document.spans:
                span.normalize(vocabulary)
            found += len(document.spans)
        return found

    return extract


def answers(extract: Pass, commands: Iterable[str]) -> Iterable[Row]:
    """The answer to each command, as it comes."""
    sets: dict[str, list[Row]] = {}
    for command in map(json.loads, commands):
        if "load" in command:
            lines = Path(command["load"]).read_text(encoding="utf-8").splitlines()
            rows = sets[command["load"]] = [json.loads(line) for line in lines]
            yield {"documents": len(rows), "characters": sum(map(characters, rows))}
        elif "run" in command:
            yield timed(extract, sets[command["run"]])
        else:
            # Linux counts in KiB.
            yield {"peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def timed(extract: Pass, rows: list[Row]) -> Row:
    """One pass over the documents."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = extract(rows)
    return {
        "wall_seconds": time.perf_counter() - wall,
        "cpu_seconds": time.process_time() - cpu,
        "found": found,
    }


def characters(row: Row) -> int:
    """The length of a document, title included."""
    return len(row["title"] or "") + len(row["text"])


def main() -> None:
    """Serve the extractor named first on the processor numbered second."""
    name, processor = sys.argv[1:]
    os.sched_setaffinity(0, {int(processor)})
    extract = {"svodka": svodka, "natasha": natasha}[name]()
    extract([FIRST])
    tell({"ready": True})
    for answer in answers(extract, sys.stdin):
        tell(answer)


def tell(answer: Row) -> None:
    """One line, at once."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
