"""The claims of a stored fact, each decoded when it is first asked for.

Whoever lists facts asks for the claim that is shown and for who else tells the same; a fact that many
reprinted has dozens of claims. So the text of a record is taken apart at its claims, which takes a
fraction of the time of reading it, and of each claim no more is made than is needed. Where there are
many, all but the one that is shown are packed by themselves, and stay so until one is asked for.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import NamedTuple, cast, overload

from model.claims import Claim
from storage.codec import Packed, claim_from
from storage.packing import Charset, Content, pack, parsed, unpack

MANY = 8
"""Claims from which on those that are not shown are packed by themselves: with fewer it costs more bytes
than it saves time."""
PARTED = 16
"""The first byte of such a record; it is none of `storage.packing`."""
_PARTED = struct.Struct("<BII")
"""That byte, how many claims there are, and the length of the first part: a record with the one claim."""
_FIRST, _BETWEEN, _LAST = b',[["', b']],["', b"]]]]"
"""What stands before, between and behind the claims of a record. A claim begins with a string and ends
with an array, and no string of JSON holds a quote that no backslash precedes: nothing else looks so."""
_unpacking = Lock()
"""No two threads put the same claims in: one of them would find its own taken away again."""
SHOWN = 2
"""Where a record tells which of its claims is shown."""


class Source(NamedTuple):
    """What a record holds before packing: all of it, or with the other claims still packed.

    `number` is how many claims there are, where others are packed.
    """

    content: Content
    others: bytes | None = None
    number: int = 0

    def whole(self) -> Content:
        """All of it: equal ones are equal facts."""
        if self.others is None:
            return self.content
        head, (shown,) = _pieces(self.content.data)
        claims = unpack(self.others).data.split(_BETWEEN)
        claims.insert(_shown_in(head), shown)
        return Content(self.content.charset, _joined(head, claims))


def packed(content: Content) -> bytes:
    """The content of a fact as it is stored."""
    head, claims = _pieces(content.data)
    if len(claims) < MANY:
        return pack(content)
    count, shown = len(claims), claims.pop(_shown_in(head))
    first = pack(Content(content.charset, _joined(head, [shown])))
    others = pack(Content(content.charset, _BETWEEN.join(claims)))
    return _PARTED.pack(PARTED, count, len(first)) + first + others


def source_of(record: bytes) -> Source:
    """What a record holds. Raises ValueError for damage."""
    if not record or record[0] != PARTED:
        return Source(unpack(record))
    if len(record) < _PARTED.size:
        raise ValueError("a damaged record: it ends too early")
    _, count, length = _PARTED.unpack_from(record)
    end = _PARTED.size + length
    return Source(unpack(record[_PARTED.size : end]), record[end:], count)


def taken_apart(source: Source) -> tuple[Packed, StoredClaims]:
    """The values in front of the claims, and the claims. Raises ValueError for what is no such record."""
    head, pieces = _pieces(source.content.data)
    # No value of the head has a letter that is not ASCII.
    told: Packed = parsed("utf-8", head + b"]")
    if source.others is None:
        return told, StoredClaims(pieces, source.content.charset)
    items: list[bytes | None] = [None] * source.number
    items[told[SHOWN]] = pieces[0]
    return told, StoredClaims(items, source.content.charset, source.others)


def _pieces(data: bytes) -> tuple[bytes, list[bytes]]:
    head, first, rest = data.partition(_FIRST)
    if not first or not rest.endswith(_LAST):
        raise ValueError("a damaged record: it has no claims")
    return head, rest[: -len(_LAST)].split(_BETWEEN)


def _joined(head: bytes, claims: Iterable[bytes]) -> bytes:
    return head + _FIRST + _BETWEEN.join(claims) + _LAST


def _shown_in(head: bytes) -> int:
    place: int = parsed("utf-8", head + b"]")[SHOWN]
    return place


class StoredClaims(Sequence[Claim]):
    """The claims in their order, the oldest first. Equal to any sequence of the same claims."""

    __slots__ = ("_all", "_charset", "_items", "_others")

    def __init__(self, pieces: Sequence[bytes | None], charset: Charset, others: bytes | None = None) -> None:
        self._items: list[bytes | Claim | None] = [*pieces]
        self._charset = charset
        self._others = others
        self._all: tuple[Claim, ...] | None = None

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Claim: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Claim, ...]: ...

    def __getitem__(self, index: int | slice) -> Claim | tuple[Claim, ...]:
        if isinstance(index, slice):
            return tuple(self)[index]
        item = self._items[index]
        if item is None:
            self._unpack()
            item = self._items[index]
        if isinstance(item, bytes):
            make([(self, index)])
            item = self._items[index]
        return cast("Claim", item)

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._all if self._all is not None else self._make_all())

    def _unpack(self) -> None:
        """Put the others that were packed by themselves into their places."""
        with _unpacking:
            if self._others is None:
                return
            pieces = unpack(self._others).data.split(_BETWEEN)
            if len(pieces) != self._items.count(None):
                raise ValueError(f"a damaged record: {len(pieces) + 1} claims of {len(self._items)}")
            others = iter(pieces)
            self._items[:] = [next(others) if item is None else item for item in self._items]
            self._others = None

    def _make_all(self) -> tuple[Claim, ...]:
        self._unpack()
        make([(self, place) for place in range(len(self))])
        self._all = tuple(cast("list[Claim]", self._items))
        return self._all

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


def make(wanted: Iterable[tuple[StoredClaims, int]]) -> None:
    """Make claims at their places, those of many facts read together: that takes less than one by one.

    Two threads at once make the same claim twice, and either will do.
    """
    waiting: dict[Charset, list[tuple[list[bytes | Claim | None], int, bytes]]] = defaultdict(list)
    for claims, place in wanted:
        item = claims._items[place]
        if isinstance(item, bytes):
            waiting[claims._charset].append((claims._items, place, item))
    for charset, some in waiting.items():
        pieces = _BETWEEN.join([piece for _, _, piece in some])
        arrays = parsed(charset, b'[["' + pieces + b"]]]")
        for (items, place, _), array in zip(some, arrays, strict=True):
            items[place] = claim_from(array)
