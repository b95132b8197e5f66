"""A sentence as clauses: places, groups of subjects and signals in order, cut where the sentence is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from extractors.rankings.attributes.points import scores_of
from extractors.rankings.attributes.scoring import read_brackets
from extractors.rankings.items import Delta, Group, Place, Referent, Scope, Score
from extractors.rankings.places.expressions import PlaceReader
from extractors.rankings.places.run_ons import split_run_ons
from extractors.rankings.places.scopes import scopes_of
from extractors.rankings.subjects.finding import SubjectReader, mentioned_regions
from extractors.rankings.subjects.grouping import groups_of
from extractors.rankings.vocabulary import words
from extractors.signals import Signal
from extractors.tokens import DASHES, Annotated, PeriodSpan, Sentence, Token

_CONJUNCTIONS = words("clauses", "conjunctions")
_ASIDES = words("clauses", "asides")
"""What is said aside, between commas: words that belong to no clause, with dashes for their spaces."""
_LONGEST_ASIDE = 3
_SOURCES = words("clauses", "sources")
_THINKING = words("clauses", "thinking")
_LONGEST_SOURCE = 5
"""Tokens between commas that tell who says something."""
_BEFORE_HOLDER = 2
"""Tokens between a place and "за ней", such as "рейтинга"."""
_COVERING = frozenset(
    ["next", "above", "before", "keep", "group", "bottom", "lead", "best", "metal", "except"]
)
_NEAR = 2
"""Tokens between a place and its scope in brackets."""
_THERE = frozenset(["там", "здесь", "тут", "туда", "отсюда", "оттуда", "это", "такие"])
"""Words that begin a sentence of their own behind a dash."""


@dataclass(slots=True)
class Clause:
    """A piece of a sentence between two cuts, tokens `start` to `end`.

    `opener` is the sign or conjunction before it. `verbs` are the lemmas of its verbs.
    """

    start: int
    end: int
    opener: str = ""
    places: list[Place] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    deltas: list[Delta] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    years: list[PeriodSpan] = field(default_factory=list)
    verbs: set[str] = field(default_factory=set)
    finite: bool = False
    future: bool = False
    plural: bool = False
    dash: int | None = None
    mentioned: list[Referent] = field(default_factory=list)
    kinds: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def signal(self, *names: str) -> Signal | None:
        """The first signal with one of the names."""
        if self.kinds.isdisjoint(names):
            return None
        return next(signal for signal in self.signals if signal.name in names)


@dataclass(slots=True)
class Reading:
    """One sentence, read: its clauses, and everything that lies in it."""

    sentence: Sentence
    clauses: list[Clause]
    signals: list[Signal]
    places: list[Place]
    referents: list[Referent]
    metric: bool = False
    tokens: list[Token] = field(default_factory=list)
    foreign: bool = False
    total: int | None = None
    kinds: frozenset[str] = frozenset()

    def has(self, *names: str) -> bool:
        """Whether some signal with one of the names stands in the sentence."""
        return not self.kinds.isdisjoint(names)


def read_sentence(
    text: Annotated,
    signals: list[Signal],
    *,
    metric: bool = False,
    scored: bool = False,
    persons: bool = False,
) -> Reading:
    """The clauses of a sentence, given as the view of it (see `views`).

    `signals` are those of its tokens. `metric` tells that it names what is measured, `scored`
    that the document speaks of points, `persons` that its rating is of persons.
    """
    sentence = text.sentences[0]
    signals = [
        s for s in signals
        if not _is_name(text, s) and not _is_attribute(text, s) and not _is_office(text, s)
    ]  # fmt: skip
    signals = [s for s in signals if s.name != "next" or not _is_holder(text, s, signals)]
    places, deltas = PlaceReader(text, sentence, signals).read()
    covered = [s for s in signals if s.name in _COVERING]
    referents = SubjectReader(text, sentence, places, covered, persons=persons).referents()
    referents, places, inside = read_brackets(text, sentence, referents, places, signals, scored=scored)
    scores = scores_of(text, sentence, signals, inside, referents, scored=scored)
    scopes = scopes_of(text, sentence)
    _scope_brackets(referents, scopes, inside)
    scoped = [r for r in referents if not any(s.start <= r.start < s.end for s in scopes)]
    groups = split_run_ons(
        groups_of(
            text.tokens,
            scoped,
            sentence.start,
            {
                *(i for s in covered for i in range(s.start, s.end)),
                *(i for p in places for i in range(p.start, p.end)),
            },
        ),
        text,
        sentence,
    )
    clauses = _cut(text, sentence, [*places, *groups, *scores, *deltas, *scopes], inside, signals)
    for clause in clauses:
        _fill(clause, text, places, groups, deltas, scores, scopes, signals, inside)
        clause.mentioned = mentioned_regions(text, clause.start, clause.end)
    return Reading(
        sentence,
        [clause for clause in clauses if clause.end > clause.start],
        signals,
        places,
        referents,
        metric,
        text.tokens,
        any(entity.kind == "country" and entity.code != "RU" for entity in text.entities),
        _ranked(text),
        frozenset([s.name for s in signals]),
    )


def _is_name(text: Annotated, signal: Signal) -> bool:
    """ "кинотеатр «Победа»": a word that is somebody's name tells nothing."""
    before = text.tokens[signal.start - 1].text if signal.start else ""
    return (
        signal.name != "metal"
        and before == "«"
        and signal.end < len(text.tokens)
        and text.tokens[signal.end].text == "»"
    )


def _is_attribute(text: Annotated, signal: Signal) -> bool:
    """ "по ожидаемой продолжительности жизни": what says which one it is plans nothing."""
    if signal.name != "plan" or signal.end >= len(text.tokens):
        return False
    word, noun = text.tokens[signal.start].word, text.tokens[signal.end].word
    if word.pos not in ("PRTF", "ADJF"):
        return False
    return noun.pos == "NOUN" and bool(word.cases & noun.cases)


def _is_office(text: Annotated, signal: Signal) -> bool:
    """ "чеченский лидер Рамзан Кадыров", "лидер Чечни Рамзан Кадыров": a region's head heads no list."""
    if signal.key != "лидер":
        return False
    of = next((e for e in text.entities if e.kind == "region" and signal.start in (e.end, e.start - 1)), None)
    if of is None or (of.form == "adjective") != (of.end == signal.start):
        return False
    named = max(signal.end, of.end)
    if named >= text.sentences[0].end:
        return False
    token, after = text.tokens[named], text.tokens[min(named + 1, text.sentences[0].end - 1)]
    known = any(p.marks & {"Name", "Surn"} for p in token.word.parses)
    return token.capitalised and (known or after.capitalised)


def _is_holder(text: Annotated, signal: Signal, signals: list[Signal]) -> bool:
    """ "первое место за ней", "последние строки рейтинга за ними": whose it is, and not who follows."""
    behind = text.tokens[signal.end] if signal.end < text.sentences[0].end else None
    if text.tokens[signal.start].lower != "за" or text.tokens[signal.start - 1].text == ",":
        return False
    if behind is not None and behind.kind == "word":
        return False
    held = (s.end for s in signals if s.name in ("placenoun", "bottom", "lead", "metal"))
    return any(0 <= signal.start - end <= _BEFORE_HOLDER for end in held)


def _scope_brackets(referents: list[Referent], scopes: list[Scope], inside: set[int]) -> None:
    """ "Липецкая область (десятая в стране)", "на 6-м месте (1-е в ЦФО)": with a scope of their own."""
    for referent in referents:
        place = referent.place
        if place is not None and place.start in inside:
            near = (s for s in scopes if s.start in inside and _stands_beside(s, place))
            place.scope = next(near, None)
            if place.scope is not None:
                scopes.remove(place.scope)


def _stands_beside(scope: Scope, place: Place) -> bool:
    """ "1-е в ЦФО", "в ЦФО — 1-е"."""
    return 0 <= scope.start - place.end <= _NEAR or 0 <= place.start - scope.end <= _NEAR


def _ranked(text: Annotated) -> int | None:
    """How many are ranked, where the sentence itself says it: "из восьми строк", "всего 82 организации"."""
    for number in text.numbers:
        if number.kind != "cardinal" or number.start == 0 or not 3 <= number.value <= 5000:
            continue
        before = text.tokens[number.start - 1].lower
        if before in ("из", "среди") or (before == "оценивали" and number.value > 5):
            return int(number.value)
    return None


Atom = Place | Group | Score | Delta | Scope


def _cuts_at_dash(
    text: Annotated,
    clause: Clause,
    index: int,
    sentence: Sentence,
    signals: list[Signal],
) -> bool:
    """A dash cuts where both sides have a predicate, or where what follows it stands above or next."""
    if any(s.start == index + 1 and s.name in ("above", "next", "below", "before") for s in signals):
        return True
    if index + 1 < sentence.end and text.tokens[index + 1].lower in _THERE:
        return True
    after = index + 1
    while after < sentence.end and not _cuts(text.tokens[after]):
        after += 1
    return _has_verb(text, clause.start, index) and _has_verb(text, index + 1, after)


def _has_verb(text: Annotated, start: int, end: int) -> bool:
    return any(t.lower == "нет" or (t.word.pos == "VERB") for t in text.tokens[start:end])


def _cut(
    text: Annotated,
    sentence: Sentence,
    atoms: list[Atom],
    inside: set[int],
    signals: list[Signal],
) -> list[Clause]:
    """Clauses between signs and conjunctions that no place, group or bracket covers."""
    covered = inside | _asides(text, sentence) | _numbered_asides(text, sentence)
    for atom in (*atoms, *signals):
        covered.update(range(atom.start + 1, atom.end))
    clauses = [Clause(sentence.start + sentence.marker, sentence.end)]
    for index in range(sentence.start + sentence.marker, sentence.end):
        token = text.tokens[index]
        if index in covered:
            continue
        if token.text in DASHES and clauses[-1].dash is None:
            clauses[-1].dash = index
        if _cuts(token) or (
            token.text in DASHES and _cuts_at_dash(text, clauses[-1], index, sentence, signals)
        ):
            clauses[-1].end = index
            opener = clauses[-1].opener if clauses[-1].start == index and clauses[-1].opener else ""
            clauses.append(Clause(index + 1, sentence.end, _opener(opener, token)))
    return clauses


def _asides(text: Annotated, sentence: Sentence) -> set[int]:
    """The commas around "разумеется", "как обычно": they cut nothing."""
    commas = [i for i in range(sentence.start, sentence.end) if text.tokens[i].text == ","]
    bounds = [*commas, sentence.end - 1]
    found: set[int] = set()
    for before, after in pairwise(bounds):
        if not 1 <= after - before - 1 <= _LONGEST_ASIDE:
            continue
        said = "-".join(token.lower for token in text.tokens[before + 1 : after])
        between = text.tokens[after].text == ","
        if said in _ASIDES or (between and _tells_source(text, before + 1, after)):
            found |= {before, after}
    return found


def _tells_source(text: Annotated, start: int, end: int) -> bool:
    """ "по мнению экологов", "считают в ведомстве": who says so, with no name of who can be ranked."""
    if not 1 < end - start <= _LONGEST_SOURCE or any(
        e.start >= start and e.start < end for e in text.entities
    ):
        return False
    first, second = text.tokens[start], text.tokens[start + 1]
    if first.lower == "по":
        return second.lower in _SOURCES
    return first.word.verb in _THINKING and first.word.finite


def _numbered_asides(text: Annotated, sentence: Sentence) -> set[int]:
    """ "последнее, 27-е, — у Тулы": the commas around an ordinal before a dash, which cut nothing."""
    found: set[int] = set()
    for number in text.numbers:
        signs = [
            text.tokens[i].text for i in (number.start - 1, number.end, number.end + 1) if i < sentence.end
        ]
        if number.kind == "ordinal" and len(signs) == 3 and signs[:2] == [",", ","] and signs[2] in DASHES:
            found |= {number.start - 1, number.end}
    return found


def _cuts(token: Token) -> bool:
    if token.kind == "punctuation":
        return token.text in (",", ";", ":")
    return token.lower in _CONJUNCTIONS


def _opener(before: str, token: Token) -> str:
    return ";" if before == ";" else token.lower


def _bracketed(signal: Signal, inside: set[int]) -> bool:
    """ "Тульская область (годом ранее — 10-я) стала девятой": what brackets say of then is theirs."""
    return signal.name == "before" and signal.start in inside


def _fill(
    clause: Clause,
    text: Annotated,
    places: list[Place],
    groups: list[Group],
    deltas: list[Delta],
    scores: list[Score],
    scopes: list[Scope],
    signals: list[Signal],
    inside: set[int],
) -> None:
    lowest, highest = clause.start, clause.end
    clause.places = [p for p in places if lowest <= p.start < highest]
    clause.groups = [g for g in groups if lowest <= g.start < highest]
    clause.deltas = [d for d in deltas if lowest <= d.start < highest]
    clause.scores = [s for s in scores if lowest <= s.start < highest]
    clause.scopes = [s for s in scopes if lowest <= s.start < highest]
    clause.signals = [s for s in signals if lowest <= s.start < highest and not _bracketed(s, inside)]
    clause.kinds = frozenset([s.name for s in clause.signals])
    clause.words = frozenset([token.lower for token in text.tokens[lowest:highest]])
    clause.years = [p for p in text.periods if lowest <= p.start < highest]
    for index in range(lowest, highest):
        token = text.tokens[index]
        if token.word.verb and token.lower not in _ASIDES and index not in inside:
            clause.verbs.add(token.word.verb)
            clause.finite = clause.finite or token.word.finite
            clause.future = clause.future or token.word.future
            clause.plural = clause.plural or (token.word.finite and token.word.parses[0].number == "plur")
