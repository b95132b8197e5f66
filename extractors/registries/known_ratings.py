"""Which known rating a text means, by the name and the publisher that it gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from extractors.data_files import made_once
from extractors.registries.declension import fold
from extractors.registries.entries import RatingEntry
from extractors.registries.loading import registries

_WORD = re.compile(r"[\w-]+")
_EMPTY = frozenset(
    "рейтинг индекс ранкинг рэнкинг премия конкурс список топ общий россии российский всероссийский"
    " национальный регионов субъектов рф по в и".split()
)
"""Words that name no rating of their own."""
_STEM = 5
_KNOWN = 20_000


def known_rating(name: str | None, publisher: str | None) -> RatingEntry | None:
    """The registry's rating of a name and a publisher as a text gives them, in any case form.

    A name of its own decides alone; words that several ratings share need the publisher.
    None where nothing fits, or several fit equally.
    """
    return _remembering()(name, publisher)


@made_once
def _remembering() -> Callable[[str | None, str | None], RatingEntry | None]:
    return lru_cache(maxsize=_KNOWN)(_known_rating)


def _known_rating(name: str | None, publisher: str | None) -> RatingEntry | None:
    words = name_stems(name or "")
    by_name = [entry for entry, names in _named() if any(_same(told, words) for told in names)]
    published = [entry for entry in by_name if _publishes(entry, publisher)]
    if published or len(by_name) == 1:
        found = published[0] if published else by_name[0]
        return found if published or not publisher or found.publisher is None else None
    lower = fold(name or "")
    fitting = [
        (len(phrase), entry)
        for entry in registries().ratings
        if publisher and _publishes(entry, publisher)
        for phrase in entry.keywords
        if all(part in lower for part in fold(phrase).split())
    ]
    if not fitting:
        return None
    longest = max(length for length, _ in fitting)
    best = {entry.id: entry for length, entry in fitting if length == longest}
    return next(iter(best.values())) if len(best) == 1 else None


@made_once
def _named() -> tuple[tuple[RatingEntry, tuple[frozenset[str], ...]], ...]:
    """Each rating with the stems of its names that have words of their own."""
    return tuple(
        (entry, tuple(stems for text in (entry.name, *entry.aliases) if (stems := name_stems(text))))
        for entry in registries().ratings
    )


def name_stems(text: str) -> frozenset[str]:
    """What a name is compared by: the beginnings of its words, those apart that name nothing."""
    return frozenset(word[:_STEM] for word in _WORD.findall(fold(text)) if word not in _EMPTY)


def _same(told: frozenset[str], words: frozenset[str]) -> bool:
    """Whether a name and the words of a text are the same but for a word that goes without saying."""
    return bool(told) and told == words


def _publishes(entry: RatingEntry, publisher: str | None) -> bool:
    if publisher is None:
        return False
    told = _letters(publisher)
    return any(_letters(name) == told for name in (entry.publisher or "", *entry.publisher_aliases))


def _letters(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))
