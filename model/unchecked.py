"""Values of frozen classes made without their checks: what storage holds was checked when it was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, make_dataclass
from typing import Any, TypeVar

Thing = TypeVar("Thing")


def unchecked(kind: type[Thing]) -> Callable[..., Thing]:
    """What makes values of a frozen, slotted dataclass of all its fields, given in their order.

    A tenth of the time of its own constructor, which goes through `object.__setattr__` for each
    field: a twin of the same layout that is not frozen is filled, and turned into what is wanted.
    """
    told: Any = kind
    names = [one.name for one in fields(told)]
    twin = twin_of(kind)
    # As dataclasses make their constructors: one function of the very fields, and no call inside it.
    # No field's name begins with an underscore.
    lines = [
        f"def made({', '.join(names)}):",
        "    _made = _new(_twin)",
        *(f"    _made.{name} = {name}" for name in names),
        "    _made.__class__ = _kind",
        "    return _made",
    ]
    space: dict[str, Any] = {"_new": object.__new__, "_twin": twin, "_kind": kind}
    exec("\n".join(lines), space)  # noqa: S102 - of names of our own fields
    made: Callable[..., Thing] = space["made"]
    return made


def twin_of(kind: type[Any]) -> Any:
    """A class of the same layout that is not frozen: its values can be turned into the other's."""
    names = [(one.name, object) for one in fields(kind)]
    return make_dataclass(kind.__name__, names, slots=True)
