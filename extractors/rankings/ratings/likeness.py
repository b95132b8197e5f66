"""Which names of a document mean one rating, and which of them says most.

    в рейтинге трезвости             Национальный рейтинг трезвости субъектов РФ
    рейтинга инвестклимата           рейтинг состояния инвестиционного климата
    по развитию ГЧП                  по уровню развития государственно-частного партнёрства

Names are compared by the beginnings of the words that say what is ranked by what; a headline says
it more loosely than the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from extractors.morphology import inflected
from extractors.rankings.ratings.rating_name import RatingName
from extractors.rankings.vocabulary import words
from extractors.tokens import Annotated, Token

Named = tuple[int, RatingName]
"""A name and the number of its field."""
_WORD = re.compile(r"[a-zа-я0-9]+(?:-[a-zа-я0-9]+)*")
_EMPTY = words("likeness", "empty")
_KINDS = words("likeness", "kinds")
_ACRONYM = re.compile(r"(?<![«\w])[А-ЯЁ]{3,5}(?!\w)")
_STEM = 5
_SHORTEST = 3
_HALF = 0.5
_MOST_NAMES = 60
"""Every name is compared with every other: a text with more than these is no news of a rating."""
_REMEMBERED = 20_000


@lru_cache(maxsize=_REMEMBERED)
def gist(name: str) -> frozenset[str]:
    """The beginnings of the words of a name that tell its rating from others, letters of acronyms whole."""
    return _stems(name) - _EMPTY


def _stems(name: str) -> frozenset[str]:
    folded = name.lower().replace("ё", "е")
    return frozenset(word[:_STEM] for word in _WORD.findall(folded) if len(word) >= _SHORTEST)


@lru_cache(maxsize=_REMEMBERED)
def _initials(name: str) -> str:
    """ "государственно-частного партнёрства" as "гчп", to find acronyms of running words in."""
    return "".join(word[0] for word in re.findall(r"[a-zа-яё]+", name.lower()))


def _spelled(short: str, long: str) -> frozenset[str]:
    """The gist of a name, without acronyms that the other name spells out."""
    told = frozenset(
        token.lower()
        for token in re.findall(r"\b[А-ЯЁ]{3,5}\b", short)
        if token.lower() in _initials(long) and token not in long
    )
    return gist(short) - told


def one_rating(one: str, other: str, *, loosely: bool) -> bool:
    """Whether the first name is a shorter one of the second's rating; `loosely`: or a likely one."""
    short, long = _spelled(one, other), gist(other)
    if one == other or not (short or loosely):
        return one == other
    if short - _KINDS and short <= long:
        return True
    if not loosely:
        return False
    shared = (short & long) - _KINDS
    return bool(shared) and len(shared) >= _HALF * min(len(short - _KINDS), len(long - _KINDS))


def alike(one: str, other: str) -> bool:
    """Whether two names share a word of what is measured, or of all they say where they say no more."""
    first, second = gist(one), gist(other)
    return bool((first - _KINDS or first) & (second - _KINDS or second))


def says_who(name: str) -> bool:
    """Whether a name says who is ranked, and not by what: "ежегодный рейтинг вузов"."""
    return "«" not in name and gist(name) <= _KINDS


def names_kind(told: str) -> bool:
    """Whether words say who is ranked: "самые тихие города"."""
    return not _stems(told).isdisjoint(_KINDS)


def unify(names: Iterable[Named], *, titled: bool) -> None:
    """Call every rating by the fullest of its names that the document has.

    `titled`: the field 0 is a headline, whose names are those of the text that they are like.
    """
    named = [(number, name) for number, name in names if not name.local and not name.bare]
    if len(named) > _MOST_NAMES:
        return
    for number, name in named:
        heads = titled and number == 0
        fuller = [
            other
            for n, other in named
            if other is not name
            and (other.metric or not name.metric or heads)
            and not (titled and n == 0 and (heads or not _says_more(other, name)))
            and one_rating(name.name, other.name, loosely=heads)
        ]
        best = next((o for o in fuller if not o.metric), None) or max(
            fuller, key=lambda o: len(gist(o.name)), default=None
        )
        if best is not None and (heads or _says_more(best, name)):
            name.name, name.metric, name.weak = best.name, best.metric, best.weak


def spell_out(names: Iterable[Named], fields: Sequence[Annotated]) -> None:
    """Write out the acronyms of what is ranked where the text has their words: "рейтинг региональных ЦПЭ"."""
    told = list(names)
    for _, name in told if len(told) <= _MOST_NAMES else ():
        for acronym in _ACRONYM.findall(name.name):
            spelled = next((s for field in fields if (s := _spelling(acronym, field.tokens))), None)
            if spelled is not None:
                name.name = name.name.replace(acronym, spelled)


def _spelling(acronym: str, tokens: Sequence[Token]) -> str | None:
    """The genitive plural of running words that begin with an acronym's letters, or None."""
    letters, size = acronym.lower(), len(acronym)
    for at in range(len(tokens) - size + 1):
        if tokens[at].lower[:1] != letters[0]:
            continue
        run = tokens[at : at + size]
        if all(t.kind == "word" and t.lower[0] == c for t, c in zip(run, letters, strict=True)):
            head = inflected(run[0].lower, "gent", "plur")
            rest = [token.text for token in run[1:]]
            return " ".join([head, *rest]) if head and "NOUN" in run[0].word.poses else None
    return None


def _says_more(other: RatingName, name: RatingName) -> bool:
    return len(gist(other.name)) > len(gist(name.name))
