"""Which found item answers which expected one.

Names are compared by their words, and words by their first five letters, so that neither case
endings nor word order matter. Half of the words must be shared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from extractors.evaluation.gold import GoldPercentage, GoldRanking
from model.statements import Percentage, Ranking

Expected = TypeVar("Expected")
Found = TypeVar("Found")

RANKING_ATTRIBUTES = ("previous", "change", "score", "total", "period", "basis")
PERCENTAGE_ATTRIBUTES = ("direction", "approx", "region")

_WORD = re.compile(r"[а-яёa-z0-9]+")
_STEM_LETTERS = 5
_SHORTEST_WORD = 3
_SHARE = 0.5
_RATING_STEM = "рейтинг"[:_STEM_LETTERS]
_DECIMALS = 4


def stems(text: str | None) -> frozenset[str]:
    """The first five letters of each word of three letters or more, ё as е."""
    words = _WORD.findall((text or "").lower().replace("ё", "е"))
    return frozenset(word[:_STEM_LETTERS] for word in words if len(word) >= _SHORTEST_WORD)


def rounded(value: float | None) -> float | None:
    """A figure as it is compared: 14.5 and 14.50001 are one."""
    return None if value is None else round(float(value), _DECIMALS)


def same_label(expected: str, found: str) -> bool:
    """Whether the names share half of the words of the shorter one."""
    one, other = stems(expected), stems(found)
    return bool(one and other) and len(one & other) / min(len(one), len(other)) >= _SHARE


def same_name(expected: str | None, found: str | None) -> bool:
    """Whether the name found has half of the expected words; the word "рейтинг" names nothing."""
    wanted = stems(expected)
    wanted = wanted - {_RATING_STEM} or wanted
    named = stems(found) - {_RATING_STEM}
    return bool(wanted) and len(wanted & named) / len(wanted) >= _SHARE


def same_ranking(expected: GoldRanking, found: Ranking) -> bool:
    """Whether place and subject are the same: the region, or where there is none, the label."""
    if (expected.position, expected.position_to) != (found.position, found.position_to):
        return False
    if expected.region:
        return expected.region == found.region
    return not found.region and same_label(expected.label, found.subject)


def same_percentage(expected: GoldPercentage, found: Percentage) -> bool:
    """Whether value, upper value and unit are the same."""
    return (rounded(expected.value), rounded(expected.value_to), expected.unit) == (
        rounded(found.value),
        rounded(found.value_to),
        found.unit,
    )


def ranking_closeness(expected: GoldRanking, found: Ranking) -> int:
    """How many attributes agree, the rating's name among them."""
    return _agreeing(expected, found, RANKING_ATTRIBUTES) + same_name(expected.rating, found.rating)


def percentage_closeness(expected: GoldPercentage, found: Percentage) -> int:
    """How many attributes agree."""
    return _agreeing(expected, found, PERCENTAGE_ATTRIBUTES)


def _agreeing(expected: object, found: object, names: Sequence[str]) -> int:
    return sum(getattr(expected, name) == getattr(found, name) for name in names)


def aligned(
    expected: Sequence[Expected],
    found: Sequence[Found],
    *,
    same: Callable[[Expected, Found], bool],
    closeness: Callable[[Expected, Found], int] = lambda expected, found: 0,  # noqa: ARG005
) -> Iterator[tuple[Expected | None, Found | None]]:
    """Each expected item with the found one that answers it, or None; then what was found besides.

    Each is used once, the closest pairs first; of pairs that are equally close, the one that is
    earlier in the text.
    """
    candidates = sorted(
        (-closeness(one, other), i, j)
        for i, one in enumerate(expected)
        for j, other in enumerate(found)
        if same(one, other)
    )
    answers: dict[int, int] = {}
    for _, i, j in candidates:
        if i not in answers and j not in answers.values():
            answers[i] = j
    for i, one in enumerate(expected):
        yield one, found[answers[i]] if i in answers else None
    used = set(answers.values())
    for j, other in enumerate(found):
        if j not in used:
            yield None, other
