"""A subscriber's own words for a message: a template that can show fields, and do nothing else.

Jinja's immutable sandbox keeps templates from attributes, code and files. It does not keep them from
using up time and memory ("a" * 10**9, a loop in a loop in a loop), so only a few constructs are
allowed at all, checked when a template is saved and again when it is used: none of them can make
more text than the template and the fields have, times the few entries of a loop.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Template, TemplateError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from model.errors import ConfigurationError

SOURCE_CHARACTERS = 4_000
RESULT_CHARACTERS = 20_000
LOOPS_DEEP = 1
"""A loop, and no loop in it: fields hold lists, and no lists of lists."""

NESTED_DEEP = 40
"""Jinja's compiler goes down into what is nested, and Python's stack ends."""

FILTERS = frozenset({"capitalize", "default", "first", "last", "length", "lower", "trim", "upper"})
"""Filters whose result is no longer than what goes in."""

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Concat,
)


def check_template(source: str, fields: Mapping[str, Any]) -> None:
    """Raises ConfigurationError for a template that cannot be used, with the line and the reason.

    `fields` are those of a message: a name that is none of them is a mistake.
    """
    tree = _parsed(source)
    own = {
        name.name
        for loop in tree.find_all(nodes.For)
        for name in loop.target.find_all(nodes.Name)
        if isinstance(loop.target, nodes.Tuple)
    } | {loop.target.name for loop in tree.find_all(nodes.For) if isinstance(loop.target, nodes.Name)}
    for name in tree.find_all(nodes.Name):
        if name.name not in fields and name.name not in own and name.name != "loop":
            raise ConfigurationError(
                f"template, line {name.lineno}: no field {name.name!r}; there are {', '.join(sorted(fields))}"
            )
    render(source, fields)


def render(source: str, fields: Mapping[str, Any]) -> str:
    """The text that a template makes of the fields of a message.

    Raises ConfigurationError for a template that is not allowed, or fails.
    """
    template = _compiled(source)
    written: list[str] = []
    length = 0
    try:
        for piece in template.generate(**fields):
            written.append(piece)
            length += len(piece)
            if length > RESULT_CHARACTERS:
                raise ConfigurationError(f"template: the text is longer than {RESULT_CHARACTERS} characters")
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise ConfigurationError(f"template: {error}") from error
    return "".join(written)


def _parsed(source: str) -> nodes.Template:
    if len(source) > SOURCE_CHARACTERS:
        raise ConfigurationError(
            f"template: {len(source)} characters; at most {SOURCE_CHARACTERS} are allowed"
        )
    try:
        tree = _ENVIRONMENT.parse(source)
        _check(tree, loops=0, depth=0)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        raise ConfigurationError(f"template, line {line}: {error}") from error
    except RecursionError as error:
        raise ConfigurationError("template: it is nested too deeply") from error
    return tree


def _check(node: nodes.Node, *, loops: int, depth: int) -> None:
    if depth > NESTED_DEEP:
        raise ConfigurationError(f"template, line {node.lineno}: it is nested too deeply")
    if not isinstance(node, _ALLOWED):
        raise ConfigurationError(
            f"template, line {node.lineno}: {type(node).__name__} is not allowed; "
            "show fields, choose with if, and go through lists with for"
        )
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise ConfigurationError(
            f"template, line {node.lineno}: no filter {node.name!r}; there are {', '.join(sorted(FILTERS))}"
        )
    if isinstance(node, nodes.For):
        loops += 1
        if loops > LOOPS_DEEP or node.recursive:
            raise ConfigurationError(f"template, line {node.lineno}: a loop in a loop is not allowed")
    for child in node.iter_child_nodes():
        _check(child, loops=loops, depth=depth + 1)


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    _parsed(source)
    return _ENVIRONMENT.from_string(source)


_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=Undefined, keep_trailing_newline=False)
_ENVIRONMENT.globals.clear()
