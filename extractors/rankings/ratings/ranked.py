"""What is ranked, by who holds a place: "Тверской перинатальный центр" is one of "перинатальных центров"."""

from __future__ import annotations

from collections import Counter

from extractors.morphology import inflected
from extractors.rankings.items import Referent, Told
from extractors.rankings.ratings.complements import is_genitive
from extractors.rankings.views import between
from extractors.rankings.vocabulary import words
from extractors.tokens import Annotated, Token

_NOT_KINDS = words("ranked", "not_kinds")
_FRANCHISES = words("ranked", "franchises")
"""What every region has one of, under one name: "центр «Мой бизнес»", with dashes for spaces."""
_LONGEST = 4
"""Words behind a subject's noun that say which kind it is."""


class Kinds:
    """What the subjects of a document's statements are, so that all of a kind are called alike."""

    def __init__(self, fields: list[Annotated], told: list[tuple[int, Told]]) -> None:
        self._fields = fields
        found = [(each.subject, self._of(number, each.subject)) for number, each in told]
        own = Counter((subject.subject_kind, kind) for subject, kind in found if kind)
        self._most: dict[str, str] = {}
        self._fullest: dict[str, str] = {}
        for (whose, kind), _ in own.most_common():
            self._most.setdefault(whose, kind)
        for kind in sorted({kind for _, kind in own}, key=len):
            words_ = kind.split()
            self._fullest.update({" ".join(words_[:end]): kind for end in range(1, len(words_) + 1)})

    def _of(self, number: int, subject: Referent) -> str | None:
        if subject.subject_kind in ("region", "city"):
            return None
        if subject.kind == "district":
            return "федеральных округов"
        return kind_of(self._fields[number if subject.field is None else subject.field], subject)

    def called(self, number: int, subject: Referent) -> str | None:
        """The kind of a subject: its own in its fullest form, of a person or a mere name that of most."""
        own = self._of(number, subject) if subject.subject_kind != "person" else None
        if own is None:
            return self._most.get(subject.subject_kind)
        return self._fullest.get(own, own)


def kind_of(text: Annotated, subject: Referent) -> str | None:
    """The subject's noun with what it has besides names, in the genitive plural; None for a mere name."""
    tokens, named = text.tokens, _named(text, subject)
    span = range(subject.start, subject.end)
    head = next((at for at in span if subject.noun and subject.noun in tokens[at].word.lemmas), None)
    if head is None:
        return None
    plural = inflected(tokens[head].lower, "gent", "plur")
    if plural is None or tokens[head].text.isupper():
        return None
    start = head
    while start > subject.start and _is_attribute(text, start - 1, named):
        start -= 1
    end = head + 1
    while end < min(subject.end, head + 1 + _LONGEST) and _goes_on(text, end, named):
        end += 1
    end = _past_franchise(tokens, end, subject.end)
    of = [inflected(token.lower, "gent", "plur") or token.text for token in tokens[start:head]]
    return " ".join([*of, plural, *text.tail(head + 1, end)])


def _named(text: Annotated, subject: Referent) -> set[int]:
    inside = between(text.entities, subject.start, subject.end)
    return {at for entity in inside for at in range(entity.start, entity.end)}


def _is_attribute(text: Annotated, at: int, named: set[int]) -> bool:
    """ "перинатальный", but not "Тверской", "наш", "лучший"."""
    token = text.tokens[at]
    adjective = token.word.pos == "ADJF"
    if not adjective or at in named or token.word.lemma in _NOT_KINDS:
        return False
    return not token.capitalised or bool(between(text.sentences, at, at + 1))  # or it opens its sentence


def _past_franchise(tokens: list[Token], at: int, limit: int) -> int:
    """Past the name in quotes that all of a kind bear."""
    close = next((stop for stop in range(at, limit) if tokens[stop].text == "»"), None)
    if close is None or tokens[at].text != "«":
        return at
    named = "-".join(token.lower for token in tokens[at + 1 : close])
    return close + 1 if named in _FRANCHISES else at


def _goes_on(text: Annotated, at: int, named: set[int]) -> bool:
    token = text.tokens[at]
    return at not in named and not token.capitalised and is_genitive(token)
