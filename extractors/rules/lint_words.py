"""Faults in files of words, and in registry files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from extractors.morphology import fold, is_known, word
from extractors.rules.layout import Layout, shipped_layout
from extractors.rules.nodes import line_of, node_of, parts, plain, repeated
from extractors.rules.problems import Problem

_EXACT = {
    "figures/words.yaml": frozenset(("more", "less", "about", "under", "over", "times")),
    "registries/traps.yaml": frozenset(("media", "others", "titles", "carriers")),
    "partners/words.yaml": frozenset[str](),
    "rankings/heads.yaml": frozenset[str](),
}
"""Classes that hold forms as they stand in a text, not lemmas."""
_NO_WORDS = frozenset(("prefixes", "doubling"))
_RUSSIAN = re.compile(r"[а-я][а-я-]*[а-я]")


def word_problems(layout: Layout) -> Iterator[Problem]:
    """The faults of all files of words."""
    shipped = shipped_layout().word_files()
    for name, file in layout.word_files().items():
        node = node_of(file)
        if isinstance(node, Problem):
            yield node
        elif node is not None:
            yield from _of_file(file, name, node, _classes(shipped[name]))


def _classes(file: Path) -> dict[str, type]:
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {name: type(words) for name, words in content.items()}


def _of_file(file: Path, name: str, node: yaml.Node, classes: dict[str, type]) -> Iterator[Problem]:
    if not isinstance(node, yaml.MappingNode):
        yield Problem(
            file, 1, None, "not a mapping of classes of words", f"write as in {name}; docs/rules.md"
        )
        return
    for again in repeated(node):
        told = "given twice; the words of the first are lost"
        yield Problem(file, line_of(again), str(again.value), told, "join the two")
    for key, words in parts(node).items():
        if key not in classes:
            told = f"no class of words {key!r}"
            yield Problem(file, line_of(words), key, told, f"there are {', '.join(classes)}")
        elif type(plain(words)) is not classes[key]:
            told = f"{key} is not a {classes[key].__name__}"
            yield Problem(file, line_of(words), key, told, f"write it as in the shipped {name}")
        elif key not in _NO_WORDS:
            yield from _of_words(file, key, words, exact=key in _EXACT[name])


def _of_words(file: Path, key: str, words: yaml.Node, *, exact: bool) -> Iterator[Problem]:
    for line, text in _single(words):
        lower = fold(text)
        if not _RUSSIAN.fullmatch(lower):
            continue
        if not is_known(lower):
            yield Problem(
                file, line, key, f"{text!r} is not in the dictionary", "see the spelling", "warning"
            )
        elif not exact and lower not in word(lower).lemmas:
            lemmas = ", ".join(sorted(word(lower).lemmas))
            told = f"{text!r} is no lemma, so no form but this is found, if any"
            yield Problem(file, line, key, told, f"write {lemmas}", "warning")


def _single(words: yaml.Node) -> Iterator[tuple[int, str]]:
    """The words of a list, of the keys of a mapping, or of a text, each with its line."""
    if isinstance(words, yaml.MappingNode):
        yield from ((line_of(key), str(key.value)) for key, _ in words.value)
    elif isinstance(words, yaml.SequenceNode):
        yield from ((line_of(item), item.value) for item in words.value if isinstance(item, yaml.ScalarNode))
    else:
        first = line_of(words) + 1
        for line, text in enumerate(str(words.value).splitlines(), first):
            yield from ((line, part) for part in text.split())
