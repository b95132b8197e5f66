"""The tree of errors: complete in the module's docstring."""

from __future__ import annotations

import inspect

from model import errors


def test_every_error_is_drawn_in_the_tree() -> None:
    assert errors.__doc__ is not None
    drawn = set(errors.__doc__.replace("├──", "").replace("└──", "").replace("│", "").split())
    classes = {name for name, value in vars(errors).items() if inspect.isclass(value)}

    assert classes <= drawn


def test_every_error_descends_from_one() -> None:
    classes = [value for value in vars(errors).values() if inspect.isclass(value)]

    assert all(issubclass(value, errors.SvodkaError) for value in classes)
