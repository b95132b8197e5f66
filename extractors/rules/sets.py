"""The set of rules in effect with a folder: the shipped ones, and those of the installation beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from extractors.rules.examples import Example
from extractors.rules.layout import Layout, layout_of, shipped_layout
from extractors.rules.lint_rules import Placed, read_rules
from model.errors import ConfigurationError, InvalidQuery


def layout_in(folder: Path | None) -> Layout:
    """The files of a folder of rules, the shipped ones for None.

    Raises ConfigurationError for a folder that is not there.
    """
    if folder is None:
        return shipped_layout()
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: no such folder of rules; make it or name another")
    return layout_of(folder)


def rules_with(folder: Path | None) -> dict[str, Placed]:
    """The rules by their ids; one of the folder takes the place of a shipped one."""
    return {one.rule.id: one for layout in _layouts(folder) for one in read_rules(layout.rule_files())[0]}


def examples_with(folder: Path | None, rules: Iterable[str] = ()) -> list[Example]:
    """The examples, shipped ones first; of a rule that the folder replaces only its own.

    `rules` chooses. Raises ConfigurationError for a faulty file, InvalidQuery for a rule that has
    no examples.
    """
    found: list[Example] = []
    for layout in _layouts(folder):
        examples, problems = layout.examples()
        for problem in problems:
            raise ConfigurationError(f"{problem.file}:{problem.line}: {problem.wrong}; {problem.advice}")
        replaced = {one.rule.id for one in read_rules(layout.rule_files())[0]}
        found = [*(each for each in found if each.rule not in replaced), *examples]
    chosen = set(rules)
    for rule in chosen - {each.rule for each in found}:
        raise InvalidQuery(f"no examples of a rule {rule!r}; `svodka rules list` has the ids", part=rule)
    return [each for each in found if not chosen or each.rule in chosen]


def _layouts(folder: Path | None) -> tuple[Layout, ...]:
    return (shipped_layout(),) if folder is None else (shipped_layout(), layout_in(folder))
