"""Documents to what they say: normalise, tokens, sentences, names, numbers, rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from extractors.data_files import SHIPPED, DataFiles
from extractors.figures import numbers, percentages, periods
from extractors.figures.lexicon import lexicon as words_of_figures
from extractors.focus import Focus
from extractors.mentions import mentions
from extractors.normalising import normalise
from extractors.partners import partnerships
from extractors.partners.lexicon import lexicon as words_of_trade
from extractors.rankings.reading import RankingReader
from extractors.rankings.wording import heads
from extractors.registries.gazetteer import gazetteer
from extractors.registries.kinds import region_kinds
from extractors.registries.towns import town_table
from extractors.sentences import sentences
from extractors.tokenising import tokenise
from extractors.tokens import Annotated
from extractors.warming import frequent_text
from model.errors import RuleError
from model.statements import Document, Extraction, Field, Statement


class Extractor:
    """Extracts mentions and facts. Loads its dictionaries once; make it before forking.

    `data_dir` is for rules and registries of the installation beside the shipped ones.
    """

    def __init__(self, data_dir: Path | None = None) -> None:
        self._files = SHIPPED if data_dir is None else DataFiles(data_dir)
        with self._files.in_effect():
            self._gazetteer = gazetteer()
            self._rankings = RankingReader()
            for load in (heads, words_of_figures, words_of_trade, region_kinds, town_table):
                load()

    def warm(self) -> None:
        """Look up the words that most news have, for processes that are forked hereafter."""
        self.extract(Document(id="frequent words", title=None, text=frequent_text()))

    def extract(self, document: Document) -> Extraction:
        """Everything that a document says. A rule that fails is named in `failures`; others go on."""
        with self._files.in_effect():
            return self._extraction(document)

    def _extraction(self, document: Document) -> Extraction:
        failures: list[str] = []
        fields = self.annotate(document)
        statements: list[Statement] = []
        focus = Focus(fields, region_kinds())
        statements += _guarded("ranking", lambda: self._rankings.read(fields), failures)
        statements += _guarded("percentage", lambda: list(percentages(fields, focus)), failures)
        statements += _guarded("partnership", lambda: list(partnerships(fields, focus)), failures)
        return Extraction(
            document_id=document.id,
            mentions=mentions(fields),
            statements=tuple(statements),
            failures=tuple(failures),
        )

    def extract_all(self, documents: Iterable[Document], *, batch_size: int = 64) -> Iterator[Extraction]:
        """The same for many, in their order, holding no more than `batch_size` of them at a time."""
        documents = iter(documents)
        while batch := tuple(islice(documents, batch_size)):
            with self._files.in_effect():
                extracted = [self._extraction(document) for document in batch]
            yield from extracted

    def rules_in(self, document: Document, *, covered: bool = False) -> frozenset[str]:
        """The ids of the rules whose words count in a document, whatever comes of them.

        With `covered` also of those whose words lie inside a longer match of another rule.
        """
        fields, reader = self.annotate(document), self._rankings
        if covered:
            return frozenset().union(*(reader.matcher.rules_in(field.tokens) for field in fields))
        return frozenset().union(*map(reader.rules_in, fields))

    def sentences(self, document: Document) -> dict[Field, tuple[tuple[int, int], ...]]:
        """The offsets of the sentences in each field as it was given, in order."""
        return {
            field.name: tuple(field.span(sentence.start, sentence.end) for sentence in field.sentences)
            for field in self.annotate(document)
        }

    def annotate(self, document: Document) -> list[Annotated]:
        """The document's fields with tokens, sentences, names, numbers and periods; the title first."""
        names: tuple[Field, ...] = ("title", "text")
        fields = [_annotated(name, document.field(name)) for name in names if document.field(name).strip()]
        self._gazetteer.annotate(fields)
        return fields


def _annotated(name: Field, given: str) -> Annotated:
    normalised = normalise(given)
    field = Annotated(name, given, normalised.text, normalised.given_span)
    field.tokens = tokenise(normalised.text)
    field.sentences = sentences(field.tokens)
    field.numbers = numbers(field.tokens)
    field.periods = periods(field.tokens, field.numbers)
    return field


def _guarded(rule: str, read: Callable[[], Sequence[Statement]], failures: list[str]) -> Sequence[Statement]:
    """What a reader reads; where it fails, whatever the text did to it, its name and why."""
    try:
        return read()
    except Exception as error:  # noqa: BLE001  the other readers go on
        failures.append(str(RuleError(f"{type(error).__name__}: {error}", rule=rule)))
        return []
