"""Signals: the words and phrases of the rule files, found by spaCy's PhraseMatcher.

A rule file is YAML:

    rules:
      - id: ranking/closes          kind/slug; every statement names the rule that made it
        signal: close               what the assembler reads in it
        phrases: |                  one a line
          {замкнуть|замыкать}       any of these
          =год =назад               "=" an exact form; else a lemma, all forms of which count
          в [самый] хвост           [x] may be absent

The documents that spaCy sees hold only the words that some rule names, in the form the rule names
them; a filler stands for all the words between two of them. So its string store stays as large as
the rules, however many million texts pass, and a document is a few dozen words long.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.data_files import read_yaml
from extractors.memory import Memory
from extractors.morphology import fold, word
from extractors.tokens import Token
from model.errors import ConfigurationError

FILLER = "·"
_RATING, _AGENCY = "рейтинг", "риа"
_ALWAYS = frozenset(["rating", "list"])
"""Signals that stay inside longer ones: a rating is named in "хвост рейтинга" too."""
MOST_EXPANSIONS = 4_000
"""Of one rule: beyond this its braces multiply into something nobody meant."""
_PART = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}|\S+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a file. `phrases` are lines in the notation of the module's docstring."""

    id: str
    signal: str
    phrases: tuple[str, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule's match at the tokens `start` to `end`. `key` is the matched words as the rule spells them."""

    start: int
    end: int
    name: str
    rule: str
    key: str


def load_rules(*folders: Path) -> tuple[Rule, ...]:
    """The rules of all YAML files of some folders, in the order of the files' names.

    A rule takes the place of one with the same id in a folder before its own. Files without
    rules are passed over.
    """
    found: dict[str, Rule] = {}
    for folder in folders:
        rules = [rule for path in sorted(folder.glob("*.yaml")) for rule in _rules(path)]
        twice = next((id_ for id_, count in Counter(rule.id for rule in rules).items() if count > 1), None)
        if twice is not None:
            raise ConfigurationError(f"{folder}: two rules have the id {twice!r}; rename one")
        found.update({rule.id: rule for rule in rules})
    return tuple(found.values())


def _rules(path: Path) -> list[Rule]:
    try:
        content = read_yaml(path) or {}
        return [_rule(entry, path.name) for entry in content.get("rules", [])]
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError) as error:
        told = f"{path}: not a file of rules: {error}; svodka rules lint tells more"
        raise ConfigurationError(told) from error


def _rule(entry: dict[str, str], file: str) -> Rule:
    missing = [name for name in ("id", "signal", "phrases") if not entry.get(name)]
    if missing:
        raise ConfigurationError(f"{file}: rule {entry.get('id', '?')!r} lacks {', '.join(missing)}")
    lines = tuple(line.strip() for line in entry["phrases"].splitlines() if line.strip())
    return Rule(entry["id"], entry["signal"], lines, file)


class SignalMatcher:
    """All rules of some files, ready to be matched. Safe to share between threads and over a fork."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        expanded = {rule.id: expansions(rule) for rule in self.rules}
        words = {part for phrases in expanded.values() for phrase in phrases for part in phrase}
        self._forms = frozenset(part[1:] for part in words if part.startswith("="))
        self._lemmas = frozenset(part for part in words if not part.startswith("="))
        self._keys = Memory(self._key)
        self._vocab = Vocab()
        self._matcher = PhraseMatcher(self._vocab)
        for rule in self.rules:
            self._matcher.add(rule.id, [self._doc(phrase) for phrase in self._spelled(expanded[rule.id])])
        strings = self._vocab.strings
        self._named = {strings[rule.id]: (rule.id, rule.signal) for rule in self.rules}
        """Rule and signal by the number that the matcher tells."""

    def _spelled(self, phrases: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
        """The phrases with each lemma also in those of its forms that some rule names exactly."""
        forms_of: dict[str, list[str]] = {}
        for form in self._forms:
            for lemma in word(form).lemmas:
                forms_of.setdefault(lemma, []).append(f"={form}")
        return {
            spelled
            for phrase in phrases
            for spelled in itertools.product(
                *([part] if part.startswith("=") else [part, *forms_of.get(part, ())] for part in phrase)
            )
        }

    def _doc(self, words: Iterable[str]) -> Doc:
        return Doc(self._vocab, words=list(words))

    def _key(self, lower: str) -> str:
        """What the rules know a word as: an exact form, or a lemma; nothing for most words."""
        if lower in self._forms:
            return f"={lower}"
        lemmas = [parse.lemma for parse in word(lower).parses] or [lower]
        return next((lemma for lemma in lemmas if lemma in self._lemmas), "")

    def signals(self, tokens: list[Token], first: int = 0, last: int | None = None) -> list[Signal]:
        """The matches in the tokens from `first` to before `last`, in order of start.

        What lies inside a longer match is left out. `start` and `end` count from the first of all tokens.
        """
        stretch = tokens if not first and last is None else tokens[first:last]
        keys, places, doc = self._keyed(stretch)
        if doc is None:
            return []
        signals: list[Signal] = []
        for identifier, start, end in self._matcher(doc):
            rule, name = self._named[identifier]
            at = first + places[start]
            signals.append(Signal(at, at + end - start, name, rule, " ".join(keys[start:end])))
        return _longest(signals)

    def rules_in(self, tokens: list[Token]) -> frozenset[str]:
        """The ids of the rules whose words stand in some tokens, inside a longer match too."""
        _, _, doc = self._keyed(tokens)
        found = self._matcher(doc) if doc is not None else ()
        return frozenset(self._named[identifier][0] for identifier, _, _ in found)

    def _keyed(self, tokens: list[Token]) -> tuple[list[str], list[int], Doc | None]:
        """What the rules know the tokens as, where these stand, and the document of it.

        Of the words that no rule names, which are most, only one stays between two that it does:
        no match reaches over it. No document where the rules know no word.
        """
        known = self._keys
        keys: list[str] = []
        places: list[int] = []
        after = 0
        for at, key in [(at, key) for at, token in enumerate(tokens) if (key := known[token.lower])]:
            if key == _RATING and at and tokens[at - 1].lower == _AGENCY:
                continue  # "РИА Рейтинг" is an agency, no rating
            if at > after:
                keys.append(FILLER)
                places.append(after)
            keys.append(key)
            places.append(at)
            after = at + 1
        return keys, places, self._doc(keys) if keys else None


def _longest(found: list[Signal]) -> list[Signal]:
    """Drop what lies inside a longer match of the same or another signal that begins no later."""
    kept: list[Signal] = []
    for signal in sorted(found, key=lambda signal: (signal.start, signal.start - signal.end)):
        inside = any(
            other.start <= signal.start
            and signal.end <= other.end
            and (other.end - other.start > signal.end - signal.start or other.name == signal.name)
            for other in kept[-6:]
        )
        if not inside or signal.name in _ALWAYS:
            kept.append(signal)
    return kept


def expansions(rule: Rule) -> set[tuple[str, ...]]:
    """The phrases of a rule as words: "=" an exact form, else a lemma.

    Raises ConfigurationError for over MOST_EXPANSIONS.
    """
    phrases: set[tuple[str, ...]] = set()
    for line in rule.phrases:
        choices = [[_known(choice) for choice in _choices(part)] for part in _PART.findall(line)]
        for chosen in itertools.product(*choices):
            phrases.add(tuple(piece for part in chosen for piece in part.split()))
            if len(phrases) > MOST_EXPANSIONS:
                raise ConfigurationError(
                    f"{rule.file}: rule {rule.id} has over {MOST_EXPANSIONS} readings; split it"
                )
    return {phrase for phrase in phrases if phrase}


def _known(choice: str) -> str:
    """A part that the dictionary has only as a form of something else is that form ("раньше")."""
    return " ".join(
        part if part.startswith("=") or not word(part).parses or part in word(part).lemmas else f"={part}"
        for part in choice.split()
    )


def _choices(part: str) -> list[str]:
    if part.startswith("["):
        return ["", *_choices(part[1:-1])]
    if part.startswith("{"):
        return [fold(choice) for choice in part[1:-1].split("|")]
    return [fold(part)]
