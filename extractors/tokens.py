"""The annotated text that every extraction step reads and adds to.

    normalising -> tokens, sentences -> words (morphology) -> entities, numbers, periods -> rules

One `Annotated` holds one field of a document. All positions in it are token indexes into
`Annotated.tokens` (half-open), so that steps can be combined without arithmetic on characters;
`given_span` turns token positions into offsets of the field exactly as it was given.

Who fills what:
    tokens, sentences     extractors.tokenising, extractors.sentences
    Token.word            extractors.morphology
    entities              extractors.registries (gazetteer of regions, countries, districts, ratings)
    numbers, periods      extractors.figures
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from model.statements import Field

TokenKind = Literal["word", "number", "mixed", "punctuation", "break"]
NumberKind = Literal["cardinal", "ordinal", "decimal"]
EntityKind = Literal["region", "country", "district", "city", "rating", "publisher"]
EntityForm = Literal["noun", "adjective", "demonym", "standin"]

DASHES = frozenset("—–-")
"""Texts of tokens that part or join like a dash."""


@dataclass(frozen=True, slots=True)
class Parse:
    """One reading of a word by pymorphy3, most probable first.

    `pos`, `case`, `number`, `gender`, `tense` are OpenCorpora grammemes ("NOUN", "ADJF", "VERB",
    "nomn", "sing", "femn", "past"); `marks` holds the other ones that rules ask for
    ("Geox", "Surn", "Name", "Patr", "Orgn", "Anum", "Abbr", "anim", "inan", "Prnt").
    """

    lemma: str
    pos: str
    case: str = ""
    number: str = ""
    gender: str = ""
    tense: str = ""
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Word:
    """Everything that is known of a word form without its context. Shared between tokens.

    `lower` is casefolded with ё as е. `lemmas` are all lemmas of all readings, ё as е.
    `best` is the most probable reading, `pos` its part of speech, empty where nothing is known; `lemma`
    its lemma, the word itself then. `nominal` tells that it can be part of a noun phrase: a noun,
    adjective, participle, pronoun or a word that the dictionary does not know. `verb` is the lemma of
    the verb that its best reading is a form of, else empty; `finite` tells that this form is a predicate,
    `future` that it is one of the future.
    """

    lower: str
    parses: tuple[Parse, ...] = ()
    lemmas: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    poses: frozenset[str] = frozenset()
    nominal: bool = True
    verb: str = ""
    finite: bool = False
    future: bool = False
    best: Parse | None = field(init=False, repr=False, compare=False)
    pos: str = field(init=False, repr=False, compare=False)
    lemma: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        best = self.parses[0] if self.parses else None
        object.__setattr__(self, "best", best)
        object.__setattr__(self, "pos", best.pos if best is not None else "")
        object.__setattr__(self, "lemma", best.lemma if best is not None else self.lower)


@dataclass(slots=True)
class Token:
    """A word, number or sign. `start` and `end` are offsets in the normalised text.

    `text` is the normalised text of the token in its own letter case. A word with hyphens is one
    token ("Санкт-Петербург", "топ-10", "13-м", "ЦПЭ-2025"); "67,1" and "1 100" are one number,
    "5-7" is three tokens; "%" and every sign are tokens of their own. `lower` is casefolded, with ё
    as е. A "break" token stands for one or more line ends. `spaced` tells whether white space follows,
    `capitalised` whether it begins with an upper-case letter.
    `features` are the bits of its text (extractors.features).
    """

    text: str
    start: int
    end: int
    kind: TokenKind
    word: Word
    lower: str
    features: int
    spaced: bool
    capitalised: bool


@dataclass(slots=True)
class Sentence:
    """Tokens `start` to `end`. `paragraph` counts blocks; `bullet` marks an item of a list.

    `marker` is how many tokens at the start are the item's own bullet or number ("1.", "—").
    `features` are the bits that its tokens have (extractors.features), each of some token.
    """

    start: int
    end: int
    paragraph: int
    bullet: bool = False
    marker: int = 0
    features: int = 0


@dataclass(slots=True)
class Entity:
    """A name from the registries at tokens `start` to `end`.

    `code` is None while the name fits several of `codes` and the context has not decided.
    `name` is the nominative, in the form that was used ("Башкирия" and "Башкортостан" differ;
    elliptic "Рязанская" of "Рязанская и Тульская области" is "Рязанская область").
    `form` "adjective" is an adjective alone ("смоленские компании"); "standin" a noun that only
    the context ties to a region ("столица", "Северная столица" are nouns when unambiguous).
    `cases` are the cases that the form can have, `plural` whether it is a plural form.
    """

    start: int
    end: int
    kind: EntityKind
    code: str | None
    codes: tuple[str, ...]
    name: str
    form: EntityForm = "noun"
    cases: frozenset[str] = frozenset()
    plural: bool = False


@dataclass(slots=True)
class Number:
    """A number at tokens `start` to `end`.

    "cardinal" ("85", "восьмидесяти трёх"), "ordinal" ("13-м", "двадцать первое", "III"),
    "decimal" ("67,1"). `value_to` is the end of a range ("5-7", "с 5-го по 7-е"). For an ordinal
    `cases` and `genders` are those of its ending, as far as it tells.
    """

    start: int
    end: int
    value: float
    kind: NumberKind
    value_to: float | None = None
    cases: frozenset[str] = frozenset()
    genders: frozenset[str] = frozenset()


@dataclass(slots=True)
class PeriodSpan:
    """A period as model.periods spells it, at tokens `start` to `end` ("за 2025 год").

    `relative` tells that it is reckoned from another day ("год назад", "в прошлом году"): such a
    span has no spelling of its own, `period` is None.
    """

    start: int
    end: int
    period: str | None
    relative: bool = False


@dataclass(slots=True)
class Annotated:
    """One field with everything that the steps found so far. Lists are in the order of the text."""

    name: Field
    given: str
    text: str
    given_span: Callable[[int, int], tuple[int, int]]
    tokens: list[Token] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    periods: list[PeriodSpan] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the given field of the tokens `start` to `end` (half-open)."""
        return self.given_span(self.tokens[start].start, self.tokens[end - 1].end)

    def past_quote(self, start: int, end: int) -> int | None:
        """Behind the first closing quote among the tokens `start` to `end`; None where there is none."""
        return next((at + 1 for at in range(start, end) if self.tokens[at].text == "»"), None)

    def breaks_off(self, at: int, end: int) -> bool:
        """Whether the tokens up to `end` go on at a token with a sign or a line break, or not at all."""
        return at >= end or self.tokens[at].kind in ("punctuation", "break")

    def slice(self, start: int, end: int) -> str:
        """The normalised text of the tokens `start` to `end`."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def tail(self, start: int, end: int) -> list[str]:
        """The slice as a list of one; of none where there are no tokens."""
        return [self.slice(start, end)] if end > start else []
