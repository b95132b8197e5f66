"""YAML with the lines that its parts stand in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from extractors.rules.problems import Problem

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def node_of(file: Path) -> yaml.Node | Problem | None:
    """The root of a file, None for an empty one; a problem for one that is not YAML."""
    try:
        return yaml.compose(file.read_text(encoding="utf-8"), Loader=_LOADER)
    except UnicodeDecodeError as error:
        return Problem(file, 1, None, f"not UTF-8 at byte {error.start}", "convert the file")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        told = getattr(error, "problem", None) or "cannot be read"
        return Problem(file, line, None, f"not YAML: {told}", "mend the file at this line")


def line_of(node: yaml.Node) -> int:
    """The line that a part begins in, from 1."""
    return int(node.start_mark.line) + 1


def parts(node: yaml.Node) -> dict[str, yaml.Node]:
    """The values of a mapping by their keys; none for anything else."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): value for key, value in node.value}


def repeated(node: yaml.Node) -> list[yaml.Node]:
    """The keys of a mapping that stand in it a second time: what is under the first would be lost."""
    seen: set[str] = set()
    found: list[yaml.Node] = []
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value in seen:
            found.append(key)
        seen.add(key.value)
    return found


def items(node: yaml.Node | None) -> list[yaml.Node]:
    """The items of a list; none for anything else."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def plain(node: yaml.Node) -> Any:
    """A part as plain values; None for one that has no such values (a tag of a program)."""
    try:
        return yaml.constructor.SafeConstructor().construct_document(node)
    except yaml.YAMLError:
        return None


def lines(block: yaml.Node) -> list[tuple[int, str]]:
    """The lines of a text with their numbers in the file: exact where it stands behind the sign "|"."""
    first = line_of(block) + (1 if isinstance(block, yaml.ScalarNode) and block.style in ("|", ">") else 0)
    return list(enumerate(str(block.value).splitlines(), first))
