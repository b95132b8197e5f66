"""The lint of a set of rules, words, entries and examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from extractors.registries.loading import load_registries, shipped_registries
from extractors.rules.catalogue import BUILT_IN, MAKES_NONE
from extractors.rules.examples import Example
from extractors.rules.layout import Layout, shipped_layout
from extractors.rules.lint_registries import registry_problems
from extractors.rules.lint_rules import Placed, read_rules, rule_problems
from extractors.rules.lint_words import word_problems
from extractors.rules.problems import Problem
from model.errors import ConfigurationError

LEAST_EXAMPLES = 10
"""Of either side: fewer show the wordings that their writer had in mind, not those of the news."""


def lint(layout: Layout) -> tuple[Problem, ...]:
    """Everything that is wrong with a set of files, by file and line."""
    shipped, _ = read_rules(shipped_layout().rule_files())
    placed, problems = read_rules(layout.rule_files())
    problems += rule_problems(placed, others=[] if layout.shipped else shipped)
    problems += _example_problems(layout, placed, shipped)
    problems += word_problems(layout)
    problems += registry_problems(layout)
    return tuple(sorted(problems, key=lambda each: (str(each.file), each.line, each.severity)))


def _example_problems(layout: Layout, placed: list[Placed], shipped: list[Placed]) -> Iterator[Problem]:
    examples, problems = layout.examples()
    yield from problems
    signals = {one.rule.id: one.rule.signal for one in (*shipped, *placed)}
    codes = _codes(layout)
    for example in examples:
        yield from _of_example(example, signals)
        yield from _of_codes(example, codes)
    yield from _repeated(examples)
    yield from _too_few(layout, placed, examples)


def _of_example(example: Example, signals: dict[str, str]) -> Iterator[Problem]:
    if example.rule not in signals and example.rule not in BUILT_IN:
        told = "examples of a rule that there is not"
        yield Problem(example.file, example.line, example.rule, told, "mend the id, or add the rule")
    elif example.reads and not example.facts and signals.get(example.rule) not in MAKES_NONE:
        told = "must be read, and gives no fact"
        yield Problem(example.file, example.line, example.rule, told, "write the facts under it", "warning")


def _codes(layout: Layout) -> frozenset[str]:
    """The codes that facts can have; registries that cannot be read have faults of their own told."""
    try:
        registries = load_registries(None if layout.shipped else layout.registries)
    except ConfigurationError:
        registries = shipped_registries()
    regions = {region.code for region in registries.regions}
    return frozenset(regions | {country.code for country in registries.countries})


def _of_codes(example: Example, codes: frozenset[str]) -> Iterator[Problem]:
    for fact in example.facts:
        for name in ("region", "country"):
            code = fact.values.get(name)
            if code is not None and code not in codes:
                told = f"a fact has {name} {code}, which no registry has"
                yield Problem(
                    example.file, example.line, example.rule, told, "mend the code, or add the entry"
                )


def _repeated(examples: list[Example]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], Example] = {}
    for example in examples:
        first = seen.setdefault((example.rule, example.text), example)
        if first is not example:
            told = f"the sentence stands at {first.file.name}:{first.line} already"
            yield Problem(example.file, example.line, example.rule, told, "write another one")


def _too_few(layout: Layout, placed: list[Placed], examples: list[Example]) -> Iterator[Problem]:
    own = {one.rule.id: (one.file, one.line) for one in placed}
    if layout.shipped:
        nowhere = shipped_layout().rankings
        own.update(dict.fromkeys(BUILT_IN, (nowhere / "examples", 1)))
    counts = Counter((example.rule, example.reads) for example in examples)
    for rule, (file, line) in own.items():
        for reads, side in ((True, "must read"), (False, "must leave alone")):
            if counts[rule, reads] < LEAST_EXAMPLES:
                told = f"{counts[rule, reads]} sentences that it {side}, fewer than {LEAST_EXAMPLES}"
                yield Problem(
                    file, line, rule, told, "add some in examples/; docs/rules.md tells the notation"
                )
