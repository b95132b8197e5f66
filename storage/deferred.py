"""The claims of a stored fact, each decoded when it is first asked for.

Whoever lists facts asks for the claim that is shown and for who else tells the same; a fact that many
reprinted has dozens of claims. So the text of a record is taken apart at its claims, which takes a
fraction of the time of reading it, and of each claim no more is made than is needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import cast, overload

from model.claims import Claim
from storage.codec import Packed, claim_from
from storage.packing import Charset, Content, parsed

_FIRST, _BETWEEN, _LAST = b',[["', b']],["', b"]]]]"
"""What stands before, between and behind the claims of a record. A claim begins with a string and ends
with an array, and no string of JSON holds a quote that no backslash precedes: nothing else looks so."""


def taken_apart(content: Content) -> tuple[Packed, StoredClaims]:
    """The values in front of the claims, and the claims. Raises ValueError for what is no such record."""
    head, first, rest = content.data.partition(_FIRST)
    if not first or not rest.endswith(_LAST):
        raise ValueError("a damaged record: it has no claims")
    claims = StoredClaims(rest[: -len(_LAST)].split(_BETWEEN), content.charset)
    # No value of the head has a letter that is not ASCII.
    told: Packed = parsed("utf-8", head + b"]")
    return told, claims


class StoredClaims(Sequence[Claim]):
    """The claims in their order, the oldest first. Equal to any sequence of the same claims."""

    __slots__ = ("_all", "_charset", "_items")

    def __init__(self, pieces: Sequence[bytes], charset: Charset) -> None:
        self._items: list[bytes | Claim] = [*pieces]
        self._charset = charset
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
        if isinstance(item, bytes):
            make([(self, index)])
            item = cast("Claim", self._items[index])
        return item

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._all if self._all is not None else self._make_all())

    def _make_all(self) -> tuple[Claim, ...]:
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
    waiting: dict[Charset, list[tuple[list[bytes | Claim], int, bytes]]] = defaultdict(list)
    for claims, place in wanted:
        item = claims._items[place]
        if isinstance(item, bytes):
            waiting[claims._charset].append((claims._items, place, item))
    for charset, some in waiting.items():
        pieces = _BETWEEN.join([piece for _, _, piece in some])
        arrays = parsed(charset, b'[["' + pieces + b"]]]")
        for (items, place, _), array in zip(some, arrays, strict=True):
            items[place] = claim_from(array)
