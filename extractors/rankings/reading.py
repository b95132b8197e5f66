"""The whole of it: a document's fields to Ranking statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from extractors.data_files import installed
from extractors.features import feature, of_forms
from extractors.rankings.attributes.points import SCORES
from extractors.rankings.clauses import read_sentence
from extractors.rankings.constructions.assembler import SentenceAssembler
from extractors.rankings.constructions.extremes import EXTREME
from extractors.rankings.constructions.nearly import NEARLY
from extractors.rankings.constructions.swaps import reverses
from extractors.rankings.context import Context
from extractors.rankings.discourse.state import Discourse
from extractors.rankings.items import Told
from extractors.rankings.lists.lines import read_list
from extractors.rankings.merging import merged
from extractors.rankings.places.best import TELLS_BEST
from extractors.rankings.places.ordinals import BANDS
from extractors.rankings.places.tops import TOPS
from extractors.rankings.statements import ranking_of
from extractors.rankings.views import segments
from extractors.signals import Rule, Signal, SignalMatcher, load_rules
from extractors.tokens import Annotated, Sentence
from model.statements import Ranking

RULES = Path(__file__).parent / "rules"
_TELLING = frozenset(
    "lead best metal close open tier group bottom up down shift keep next above placenoun rating swap".split()
) | {"list"}

_SENTENCE_TELLING = _TELLING - {"up", "down", "rating", "list"} | {
    "score",
    "shift",
    "last",
    "below",
    "swap",
}
_CLOSES = "ranking/closes"
_MOVING = frozenset(["up", "down", "shift"])
_TELLING_WORD = feature(
    lambda piece: (
        piece.lower in ("между", "номер", "№")
        or piece.lower.startswith(("топ-", "top-"))
        or not piece.word.lemmas.isdisjoint(BANDS)
    )
)
_FOLLOWS = of_forms({"следуют", "следует", "идут", "идет", "расположились", "расположилась", "расположился"})
_ONLY = of_forms({"только", "лишь"})
_COMPARES = feature(lambda piece: "COMP" in piece.word.poses)
_DASH = of_forms(frozenset("—→➝➜⇒"))


def ranking_rules() -> tuple[Rule, ...]:
    """The rules in effect: the shipped ones with those of the installation."""
    added = installed("rankings")
    return load_rules(RULES, *([added] if added is not None else []))


class RankingReader:
    """Reads the rankings of documents. Holds no state of a document; safe to share."""

    def __init__(self, rules: Iterable[Rule] | None = None) -> None:
        self.matcher = SignalMatcher(ranking_rules() if rules is None else rules)

    def read(self, fields: list[Annotated]) -> list[Ranking]:
        """The rankings that the fields tell, in the order of the text, each once.

        Long texts are read in segments, each with a memory of its own (see `views.segments`).
        """
        found: list[Ranking] = []
        runs = [list(segments(field)) for field in fields if field.sentences]
        for together in [
            [run[0] for run in runs],
            *([part] for run in runs for part in run[1:]),
        ]:
            found += self._read(together)
        return found

    def _read(self, fields: list[Annotated]) -> list[Ranking]:
        signals = [self.matcher.signals(field.tokens, *_extent(field)) for field in fields]
        telling = any(signal.name in _TELLING for found in signals for signal in found)
        if not telling and not any(_may_tell(field) for field in fields):
            return []
        context = Context(fields, signals)
        discourse = Discourse(context)
        told: list[tuple[int, Told]] = []
        for number, field in enumerate(fields):
            told += [(number, each) for each in self._field(field, number, signals[number], discourse)]
        told = [(number, each) for number, each in told if not discourse.forgotten(each)]
        discourse.settle(fields, told)
        context.learn_totals(told)
        context.learn_told(told)
        _number_closers(told, context)
        statements = (ranking_of(fields, each, number, context) for number, each in merged(told, discourse))
        return [statement for statement in statements if statement is not None]

    def rules_in(self, field: Annotated) -> frozenset[str]:
        """The ids of the rules whose words stand in a field."""
        return frozenset(signal.rule for signal in self.matcher.signals(field.tokens))

    def _field(
        self, field: Annotated, number: int, signals: list[Signal], discourse: Discourse
    ) -> list[Told]:
        told: list[Told] = []
        by_sentence = _by_sentence(field.sentences, signals)
        discourse.listed_until, discourse.numbered_until = 0, -1
        index = 0
        while index < len(field.sentences):
            listed, after = read_list(field, number, index, by_sentence, discourse)
            if after > index:
                told += listed
                index = after
                continue
            told += _sentence(field, number, index, by_sentence[index], discourse)
            index += 1
        return told


def _sentence(
    field: Annotated,
    number: int,
    index: int,
    signals: list[Signal],
    discourse: Discourse,
) -> list[Told]:
    view = discourse.context.views[number][index]
    if _asks(view) or not _telling(view, signals):
        discourse.defer(lambda: read_sentence(view, signals, persons=discourse.context.persons))
        return []
    reading = read_sentence(
        view,
        signals,
        metric=discourse.context.measures(number, index),
        scored=discourse.context.scored,
        persons=discourse.context.persons,
    )
    return SentenceAssembler(field, number, index, reading, discourse).assemble()


def _may_tell(field: Annotated) -> bool:
    """Whether a field without a word of rankings can tell some: it has an ordinal, or a "топ-4"."""
    if any(number.kind == "ordinal" for number in field.numbers):
        return True
    return any(sentence.features & TOPS for sentence in field.sentences)


def _number_closers(told: list[tuple[int, Told]], context: Context) -> None:
    """Who alone closes a rating stands at the last place of as many as the text says are ranked."""
    closers = [(number, each) for number, each in told if each.rule == _CLOSES and each.basis == "group"]
    shared = Counter((number, each.sentence) for number, each in closers)
    for number, each in closers:
        total = context.total_of(number, each)
        if shared[number, each.sentence] == 1 and each.position is None and total is not None:
            each.position, each.basis = total, "explicit"


def _asks(view: Annotated) -> bool:
    """A question tells nothing."""
    sentence = view.sentences[0]
    return any(
        token.text == "?" for token in view.tokens[max(sentence.start, sentence.end - 3) : sentence.end]
    )


def _telling(view: Annotated, signals: list[Signal]) -> bool:
    """Whether a sentence can tell something of a ranking: a cheap look before it is read."""
    if any(signal.name in _SENTENCE_TELLING for signal in signals):
        return True
    numbers = view.numbers
    if any(number.kind == "ordinal" for number in numbers):
        return True
    if numbers and any(signal.name in _MOVING for signal in signals):
        return True
    sentence = view.sentences[0]
    if numbers and sentence.features & TELLS_BEST:
        return True
    if _passes(sentence, signals) or view.tokens[sentence.start].features & _COMPARES:
        return True
    if sentence.features & (_TELLING_WORD | EXTREME | _FOLLOWS) or reverses(sentence, signals):
        return True
    if any(number.kind == "decimal" for number in numbers) and _scores(sentence, signals):
        return True
    if len(numbers) < 2:
        return False
    bracketed = sum(view.tokens[number.start - 1].text == "(" for number in numbers)
    return bracketed > 1 or bool(sentence.features & _DASH)


def _passes(sentence: Sentence, signals: list[Signal]) -> bool:
    """ "Лучше дела только у Тулы", "Обошли её Тула и Орёл": whether somebody may stand above another."""
    if sentence.features & (_ONLY | NEARLY) and sentence.features & _COMPARES:
        return True
    passing = (signal.start == sentence.start for signal in signals if signal.name == "overtakes")
    return any(first or bool(sentence.features & _ONLY) for first in passing)


def _scores(sentence: Sentence, signals: list[Signal]) -> bool:
    """Whether a sentence with a decimal may tell points: a verb of scoring or an index is in it."""
    return bool(sentence.features & SCORES) or any("индекс" in signal.key for signal in signals)


def _by_sentence(sentences: list[Sentence], signals: list[Signal]) -> list[list[Signal]]:
    found: list[list[Signal]] = [[] for _ in sentences]
    at = 0
    for signal in signals:
        while at < len(sentences) and signal.start >= sentences[at].end:
            at += 1
        if at < len(sentences) and signal.start >= sentences[at].start:
            found[at].append(signal)
    return found


def _extent(field: Annotated) -> tuple[int, int]:
    """From the first to past the last token of the field's sentences."""
    return field.sentences[0].start, field.sentences[-1].end
