"""Files of examples: for each rule the sentences that it must read, and those that it must leave alone.

    ranking/closes:
      reads: |
        Тройку лидеров рейтинга замкнула Калужская область.
          RU-KLU 3
      leaves: |
        Форум замкнула выставка калужских художников.

Under a sentence, further in, stand the facts that it must give, a line each (`shorthand`); no
other fact of the rule's kind may be found. "¶" stands for a line end, "¶¶" ends a title. A line
`known_failure: why` marks an example that is right, and that the rules do not master yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from extractors.rules.catalogue import kind_of
from extractors.rules.nodes import line_of, lines, node_of
from extractors.rules.problems import Problem
from extractors.rules.shorthand import ShortFact, read_fact
from model.errors import InvalidDocument
from model.statements import Document

FOLDER = "examples"
_SIDES = ("reads", "leaves")
_KNOWN = "known_failure:"
_LINE_END, _TITLE_END = "¶", "¶¶"


@dataclass(slots=True)
class Example:
    """A text and what it must give. `reads` is false for one that the rule must leave alone."""

    rule: str
    reads: bool
    text: str
    file: Path
    line: int
    facts: list[ShortFact] = field(default_factory=list)
    known_failure: str | None = None

    @property
    def document(self) -> Document:
        """The text as a document, its line ends and title in place."""
        title, parted, text = self.text.rpartition(_TITLE_END)
        told_lines = "\n".join(line.strip() for line in text.split(_LINE_END))
        told = title.strip() if parted else None
        return Document(id=f"{self.file.name}:{self.line}", text=told_lines, title=told)


def examples_of(folder: Path) -> tuple[list[Example], list[Problem]]:
    """The examples in the YAML files of a folder, in their order, and what is wrong with the files."""
    found: list[Example] = []
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.yaml")):
        for item in _of_file(file):
            if isinstance(item, Example):
                found.append(item)
            else:
                problems.append(item)
    return found, problems


def _of_file(file: Path) -> Iterator[Example | Problem]:
    node = node_of(file)
    if node is None or isinstance(node, Problem):
        yield from [node] if node is not None else []
        return
    if not isinstance(node, yaml.MappingNode):
        yield Problem(file, 1, None, "not a mapping", "begin with the id of a rule: ranking/closes:")
        return
    for rule, sides in node.value:
        if kind_of(str(rule.value)) is None or not isinstance(sides, yaml.MappingNode):
            wrong = f"{rule.value!r} is no rule with examples"
            yield Problem(
                file, line_of(rule), None, wrong, "write ranking/slug: and under it reads: |, leaves: |"
            )
        else:
            yield from _of_rule(file, str(rule.value), sides)


def _of_rule(file: Path, rule: str, sides: yaml.MappingNode) -> Iterator[Example | Problem]:
    for side, block in sides.value:
        if side.value not in _SIDES or not isinstance(block, yaml.ScalarNode) or block.style != "|":
            wrong = f"{side.value!r} is neither reads: | nor leaves: |"
            yield Problem(file, line_of(side), rule, wrong, "write so, and the sentences in lines under it")
        else:
            yield from _of_block(file, rule, block, reads=side.value == "reads")


def _of_block(file: Path, rule: str, block: yaml.ScalarNode, *, reads: bool) -> Iterator[Example | Problem]:
    example: Example | None = None
    for line, content in lines(block):
        if content[:1].strip():
            if example is not None:
                yield example
            example = Example(rule, reads, content.strip(), file, line)
        elif content.strip() and example is not None:
            wrong = _added(example, content.strip())
            if wrong is not None:
                yield Problem(file, line, rule, wrong, "mend the line")
    if example is not None:
        yield example


def _added(example: Example, line: str) -> str | None:
    """Add what a line below a sentence tells; what is wrong with it, if anything is."""
    if line.startswith(_KNOWN):
        example.known_failure = line.removeprefix(_KNOWN).strip()
        return None if example.known_failure else "known_failure tells no reason"
    kind = kind_of(example.rule)
    assert kind is not None  # noqa: S101 - was asked for in _of_rule
    try:
        example.facts.append(read_fact(line, kind))
    except InvalidDocument as error:
        return f"{line!r} is no fact: {error}"
    return None
