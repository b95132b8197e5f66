"""What a changed rule set does to a document: facts that it adds, removes and changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from model.statements import Statement
from model.wire import statement_wire

ChangeKind = Literal["added", "removed", "changed"]
_EVIDENCE = frozenset(("field", "start", "end", "sentence", "rule", "spans"))
Wire = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One fact that is told otherwise. `attributes` are those that differ, of a changed one."""

    kind: ChangeKind
    before: Wire | None
    after: Wire | None
    attributes: tuple[str, ...] = ()

    @property
    def shown(self) -> Wire:
        """The fact as it is afterwards, or as it was where it is removed."""
        shown = self.after or self.before
        assert shown is not None  # noqa: S101 - one of the two is always there
        return shown


def changes(before: Iterable[Statement], after: Iterable[Statement]) -> tuple[Change, ...]:
    """The differences between what two rule sets read in one document, in the order of the text.

    Facts with the same values are the same, whichever rule made them. Of the others, those with
    the same subject in one sentence are one fact that changed, then those with the same subject
    anywhere.
    """
    old, new = [statement_wire(each) for each in before], [statement_wire(each) for each in after]
    _paired(old, new, _values)
    found = [
        _changed(one, other) for key in (_in_sentence, _anywhere) for one, other in _paired(old, new, key)
    ]
    found += [Change(kind="removed", before=one, after=None) for one in old]
    found += [Change(kind="added", before=None, after=one) for one in new]
    return tuple(sorted(found, key=_place))


def _paired(old: list[Wire], new: list[Wire], key: Callable[[Wire], Any]) -> Iterable[tuple[Wire, Wire]]:
    """Pairs with the same key, taken out of the two lists."""
    waiting: dict[Any, list[Wire]] = {}
    for wire in new:
        waiting.setdefault(key(wire), []).append(wire)
    pairs = [(wire, waiting[key(wire)].pop(0)) for wire in old if waiting.get(key(wire))]
    taken = {id(wire) for pair in pairs for wire in pair}
    old[:] = [wire for wire in old if id(wire) not in taken]
    new[:] = [wire for wire in new if id(wire) not in taken]
    return pairs


def _values(wire: Wire) -> tuple[tuple[str, Any], ...]:
    return tuple((name, value) for name, value in wire.items() if name not in _EVIDENCE)


def _anywhere(wire: Wire) -> tuple[Any, ...]:
    """What makes two different facts one that changed: who holds a place, which figure, which partner."""
    match wire["kind"]:
        case "ranking":
            return "ranking", wire["subject_id"]
        case "percentage":
            span = wire["spans"][0]
            return "percentage", span["field"], span["start"]
        case _:
            return "partnership", wire["region"], wire["country"]


def _in_sentence(wire: Wire) -> tuple[Any, ...]:
    return (*_anywhere(wire), wire["field"], wire["start"])


def _changed(before: Wire, after: Wire) -> Change:
    differing = (name for name in after if name not in _EVIDENCE and before[name] != after[name])
    return Change(kind="changed", before=before, after=after, attributes=tuple(differing))


def _place(change: Change) -> tuple[bool, int]:
    return change.shown["field"] == "text", change.shown["start"]
