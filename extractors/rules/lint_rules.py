"""Faults in files of rules."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from extractors.rules.catalogue import BUILT_IN, SIGNALS, kind_of
from extractors.rules.nodes import items, line_of, lines, node_of, parts, repeated
from extractors.rules.phrases import faults, readings
from extractors.rules.problems import Problem
from extractors.signals import MOST_EXPANSIONS, Rule

_KEYS = ("id", "signal", "phrases")


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule with the line that it begins in, and the lines of its phrases."""

    rule: Rule
    file: Path
    line: int
    phrases: tuple[tuple[int, str], ...]


def read_rules(files: Iterable[Path]) -> tuple[list[Placed], list[Problem]]:
    """The rules of some files that are whole, and what is wrong with the form of the others."""
    placed: list[Placed] = []
    problems: list[Problem] = []
    for file in files:
        for found in _of_file(file):
            if isinstance(found, Placed):
                placed.append(found)
            else:
                problems.append(found)
    return placed, problems


def _of_file(file: Path) -> Iterator[Placed | Problem]:
    node = node_of(file)
    if isinstance(node, Problem):
        yield node
        return
    rules = parts(node).get("rules") if node is not None else None
    if not isinstance(rules, yaml.SequenceNode):
        yield Problem(file, 1, None, "no list of rules", "begin with rules: and under it - id:")
        return
    for entry in items(rules):
        yield from _of_entry(file, entry)


def _of_entry(file: Path, entry: yaml.Node) -> Iterator[Placed | Problem]:
    values = {key: node for key, node in parts(entry).items() if isinstance(node, yaml.ScalarNode)}
    name = str(values["id"].value) if "id" in values else None
    missing = [key for key in _KEYS if not (key in values and str(values[key].value).strip())]
    unknown = sorted(set(parts(entry)) - set(_KEYS))
    for key in repeated(entry):
        told = f"has {key.value} twice; the first is lost"
        yield Problem(file, line_of(key), name, told, "join the two")
    if missing:
        told = f"lacks {', '.join(missing)}"
        yield Problem(file, line_of(entry), name, told, "a rule has id, signal and phrases: |")
    if unknown:
        told = f"has {', '.join(unknown)}, which no rule has"
        yield Problem(file, line_of(entry), name, told, "a rule has id, signal and phrases: |")
    if missing:
        return
    phrases = tuple((number, line.strip()) for number, line in lines(values["phrases"]) if line.strip())
    signal = str(values["signal"].value)
    rule = Rule(str(name), signal, tuple(line for _, line in phrases), file.name)
    yield Placed(rule, file, line_of(entry), phrases)


def rule_problems(placed: list[Placed], *, others: list[Placed]) -> Iterator[Problem]:
    """The faults of rules that are whole; `others` are the shipped ones that they will stand beside."""
    yield from _of_ids(placed, {one.rule.id for one in others})
    for one in placed:
        yield from _of_signal(one)
        yield from _of_phrases(one)
    replaced = {one.rule.id for one in placed}
    yield from _claimed_twice(placed, [one for one in others if one.rule.id not in replaced])


def _of_ids(placed: list[Placed], shipped: set[str]) -> Iterator[Problem]:
    seen: dict[str, Placed] = {}
    for one in placed:
        name = one.rule.id
        first = seen.setdefault(name, one)
        if kind_of(name) != "ranking":
            yield _problem(one, "the id is not ranking/name-of-the-rule", "small letters, digits, hyphens")
        elif name in BUILT_IN:
            yield _problem(one, "the id is that of a rule that is code", "rename the rule")
        elif first is not one:
            told = f"the id is given twice, first at {first.file.name}:{first.line}"
            yield _problem(one, told, "rename one of the two")
        elif name in shipped:
            told = "takes the place of the shipped rule of this id"
            yield _problem(one, told, "rename it, if it is to stand beside that", warning=True)


def _of_signal(one: Placed) -> Iterator[Problem]:
    signal = one.rule.signal
    if signal not in SIGNALS:
        near = difflib.get_close_matches(signal, SIGNALS, n=1)
        meant = f"did you mean {near[0]!r}? " if near else ""
        yield _problem(one, f"unknown signal {signal!r}", f"{meant}There are {', '.join(SIGNALS)}")


def _of_phrases(one: Placed) -> Iterator[Problem]:
    for line, phrase in one.phrases:
        for told, advice, warning in faults(phrase):
            severity = "warning" if warning else "error"
            yield Problem(one.file, line, one.rule.id, told, advice, severity)  # type: ignore[arg-type]
    if readings(one.rule) is None:
        yield _problem(one, f"over {MOST_EXPANSIONS} readings", "split the rule, or take choices away")


def _claimed_twice(placed: list[Placed], others: list[Placed]) -> Iterator[Problem]:
    """Phrases that another rule has for another signal: which of the two is read depends on the place."""
    owners: dict[tuple[str, ...], list[Placed]] = {}
    for one in (*others, *placed):
        for phrase in readings(one.rule) or ():
            owners.setdefault(phrase, []).append(one)
    mine = {id(one) for one in placed}
    for phrase, claimants in sorted(owners.items(), key=lambda entry: entry[0]):
        signals = {one.rule.signal for one in claimants}
        if len(signals) > 1 and id(claimants[-1]) in mine:
            last, first = (
                claimants[-1],
                next(c for c in claimants if c.rule.signal != claimants[-1].rule.signal),
            )
            told = f"{' '.join(phrase)!r} is also a phrase of {first.rule.id} for {first.rule.signal!r}"
            line = _line_with(last, phrase)
            yield Problem(
                last.file, line, last.rule.id, told, "both are read; keep it in one of them", "warning"
            )


def _line_with(one: Placed, phrase: tuple[str, ...]) -> int:
    for line, text in one.phrases:
        if phrase in (readings(Rule(one.rule.id, one.rule.signal, (text,), one.rule.file)) or ()):
            return line
    return one.line


def _problem(one: Placed, wrong: str, advice: str, *, warning: bool = False) -> Problem:
    return Problem(one.file, one.line, one.rule.id, wrong, advice, "warning" if warning else "error")
