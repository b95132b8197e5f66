"""The page of all Redis keys as it is committed: docs/keys.md. A test holds the two in step.

python -m storage.keypage > docs/keys.md
"""

from __future__ import annotations

import sys

from storage.keys import KINDS, KeyKind

HEAD = """# Redis keys

This page is made from `storage/keys.py`, where alone keys are spelled: `python -m storage.keypage`.

The part in braces is a hash tag: keys with the same tag share a slot of a cluster, and each atomic step
stays inside one tag. MONTH is a month of publication (2026-02), XX one of 64 shards of books by their
digest, X the first digit of a digest, BUCKET one of 64 hashes of postings. "packed" is JSON, compressed
with a dictionary of our own (`storage/packing.py`).

| key | type | member | score | life | written by | read by |
|---|---|---|---|---|---|---|
"""


def page() -> str:
    """The page."""
    return HEAD + "".join(map(_row, KINDS))


def _row(kind: KeyKind) -> str:
    cells = (
        f"`{kind.pattern}`",
        kind.type,
        kind.member,
        kind.score,
        kind.life,
        kind.writer,
        kind.reader,
    )
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    sys.stdout.write(page())
