"""A backup of a running service in one file, and bringing it back into an empty Redis.

Keys that share a hash tag are written down in one atomic step, so that each of these parts is whole.
Between parts time goes on: books are written down first and months last, and months are what books
follow from. So what a check after the restore finds missing it makes anew, and nothing is lost.
"""

from __future__ import annotations

import json
import struct
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import IO, Any

import zstandard

from model.errors import InvalidBackup
from model.wire import rfc3339
from storage import keys
from storage.scripts import Script
from storage.server import Server

_DUMP = Script("dump_keys", reads=True)
_RECORD = struct.Struct("<IqI")
"""Before each key: its length, how long it lives (ms; -1: for good), the length of what it holds."""
FORM = b"svodka-backup 1\n"
AT_ONCE = 400
"""Keys that are brought back at a time."""
LEVEL = 3


class BackingUp:
    """The whole store in one file."""

    def __init__(self, server: Server, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._clock = clock

    def write(self, file: IO[bytes], *, told: Callable[[int], None] | None = None) -> int:
        """Write everything down: how many keys. `told` hears how many are written."""
        count = 0
        file.write(FORM)
        compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        with compressor.stream_writer(file, closefd=False) as out:
            for _, names in sorted(self._parts().items(), key=_books_first):
                for name, life_ms, held in self._dumped(names):
                    out.write(_RECORD.pack(len(name), life_ms, len(held)) + name + held)
                    count += 1
                if told is not None:
                    told(count)
            end = json.dumps({"keys": count, "made_at": rfc3339(self._clock())}).encode()
            out.write(_RECORD.pack(0, 0, len(end)) + end)
        return count

    def read(self, file: IO[bytes], *, told: Callable[[int], None] | None = None) -> int:
        """Bring a backup into an empty Redis: how many keys.

        Raises InvalidBackup for a file that is none, is damaged or was made by a newer Redis, and for a
        Redis that holds our data already. A broken restore is begun anew on an emptied Redis.
        """
        if file.read(len(FORM)) != FORM:
            raise InvalidBackup("this is no backup of svodka; make one with `svodka backup`")
        if next(self._server.keys("svodka:*"), None) is not None:
            raise InvalidBackup("there is data in this Redis already; a backup is restored into an empty one")
        count = 0
        records = _records(file)
        while batch := list(islice(records, AT_ONCE)):
            commands = [("RESTORE", name, max(0, life_ms), held) for name, life_ms, held in batch]
            self._restore(commands)
            count += len(batch)
            if told is not None:
                told(count)
        return count

    def _restore(self, commands: list[tuple[Any, ...]]) -> None:
        refused = [answer for answer in self._server.tried(commands) if isinstance(answer, Exception)]
        if refused:
            raise InvalidBackup(
                f"Redis does not take what was backed up: {refused[0]}; restore it into the version that it"
                " was made with, or a later one"
            )

    def _parts(self) -> dict[str, list[str]]:
        parts: dict[str, list[str]] = defaultdict(list)
        for key in self._server.keys("svodka:*"):
            parts[key.partition("{")[2].partition("}")[0]].append(key)
        return parts

    def _dumped(self, names: list[str]) -> Iterator[tuple[bytes, int, bytes]]:
        answer = self._server.run(_DUMP, names)
        for i, name in enumerate(names):
            held, life_ms = answer[2 * i], answer[2 * i + 1]
            if held is not None:
                yield name.encode(), life_ms, held


def _books_first(part: tuple[str, list[str]]) -> tuple[int, str]:
    tag = part[0]
    if tag in keys.BOOK_SHARDS:
        return 0, tag
    return (2 if tag[:1].isdigit() else 1), tag


def _records(file: IO[bytes]) -> Iterator[tuple[bytes, int, bytes]]:
    """The records of a backup; only when the last one is read it is known to be whole."""
    count = 0
    try:
        with zstandard.ZstdDecompressor().stream_reader(file, closefd=False) as content:
            while True:
                name_length, life_ms, length = _RECORD.unpack(_exactly(content, _RECORD.size))
                name, held = _exactly(content, name_length), _exactly(content, length)
                if not name:
                    break
                count += 1
                yield name, life_ms, held
            # What follows is the checksum.
            content.read(1)
            told = json.loads(held)["keys"]
    except (zstandard.ZstdError, ValueError, KeyError, struct.error, EOFError) as error:
        raise InvalidBackup(f"the backup is damaged or breaks off after {count} keys: {error}") from error
    if told != count:
        raise InvalidBackup(f"the backup should have {told} keys, but has {count}")


def _exactly(content: Any, length: int) -> bytes:
    read = b""
    while len(read) < length:
        piece: bytes = content.read(length - len(read))
        if not piece:
            raise EOFError("the file ends too early")
        read += piece
    return read
