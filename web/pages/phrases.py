"""Places, movements and figures as a card shows them: never by a sign or a colour alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from alerts.wording import Language, direction_words, move_words
from model.statements import Approximation, Direction, Percentage, Ranking, Unit
from web.catalogue import Words
from web.catalogue import words as words_of

_ARROWS = {"up": "▲", "down": "▼", "level": "="}
_ENGLISH_UNITS: dict[Unit, str] = {"percent": "%", "points": "pp", "times": "times"}
_NO_BREAK = "\u00a0"
_NO_BREAK_HYPHEN = "\u2011"
_PREPOSITION = re.compile(r"\b(со?|на) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """The big figure of a row, and the small words under it."""

    figure: str
    words: str
    first: bool = False

    @property
    def long(self) -> bool:
        """Whether the figure needs smaller type."""
        return len(self.figure) > 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A movement: the arrow is for the eye, the words say the same.

    `short` leaves out the places, for where they stand beside it.
    """

    direction: Direction
    words: str
    short: str

    @property
    def arrow(self) -> str:
        """▲, ▼ or =."""
        return _ARROWS[self.direction]


def place_badge(ranking: Ranking, words: Words) -> Badge:
    """The place of a ranking."""
    return range_badge(ranking.position, ranking.position_to, ranking.basis, words)


def range_badge(position: int | None, last: int | None, basis: str, words: Words) -> Badge:
    """A place or range: "2 место", "5–7 места", "топ-10 в группе", "— место не названо"."""
    return _range_badge(position, last, basis, words.language)


# The tables of a page have the same places over and over.
@lru_cache(maxsize=4_096)
def _range_badge(position: int | None, last: int | None, basis: str, language: Language) -> Badge:
    words = words_of(language)
    if position is None:
        return Badge(figure="—", words=words("among_leaders" if basis == "group" else "no_place"))
    if last is None or last == position:
        return Badge(figure=str(position), words=words("place"), first=position == 1)
    if position == 1:
        return Badge(figure=words("top_group", last=last), words=words("among_leaders"))
    return Badge(figure=f"{position}–{last}", words=words("places_range"))


def told_move(ranking: Ranking, words: Words, before: int | None = None) -> Move | None:
    """The movement that the news tells, else the one from the ledger's place `before`; or None."""
    change, position = ranking.change, ranking.position
    previous = before if change is None and ranking.previous is None else ranking.previous
    if change is None and previous is not None and position is not None and ranking.position_to is None:
        change = previous - position
    return None if change is None else moved(change, previous, position, words)


def moved(change: int, previous: int | None, position: int | None, words: Words) -> Move:
    """A movement of `change` places, + is up, with the places that are known."""
    return _moved(change, previous, position, words.language)


@lru_cache(maxsize=16_384)
def _moved(change: int, previous: int | None, position: int | None, language: Language) -> Move:
    told = short = direction_words(change, language)
    if change and previous is not None and position is not None:
        told = f"{told}, {move_words(previous, position, language)}"
    return Move(direction=_direction(change), words=unbroken(told), short=unbroken(short))


def unbroken(text: str) -> str:
    """Text that keeps a Russian preposition with its word, and an ordinal in one piece: со 2-го."""
    return _PREPOSITION.sub(rf"\1{_NO_BREAK}", text).replace("-", _NO_BREAK_HYPHEN)


def score_words(score: float, words: Words) -> str:
    """Points: "86 баллов", "86,48 балла"."""
    if score == int(score):
        return words.counted("score", int(score))
    return words("score_fraction", number=words.number(score))


def figure_badge(figure: Percentage, words: Words) -> Badge:
    """The bare figure; `figure_words` says which way it went and how exact it is."""
    number = words.number(figure.value)
    if figure.value_to is not None:
        number = f"{number}–{words.number(figure.value_to)}"
    unit = _russian_unit(figure) if words.language == "ru" else _ENGLISH_UNITS[figure.unit]
    return Badge(figure=number, words=unit)


def figure_words(figure: Percentage, words: Words) -> str:
    """A figure in words: "рост более чем в 8 раз", "down by about 5%", "менее 14,5 %"."""
    amount = _amount(figure, words)
    if words.language == "ru":
        return _russian(figure, amount)
    return _english(figure, amount)


def _direction(change: int) -> Direction:
    if change == 0:
        return "level"
    return "up" if change > 0 else "down"


def _amount(figure: Percentage, words: Words) -> str:
    number = words.number(figure.value)
    if figure.value_to is not None:
        number = f"{number}–{words.number(figure.value_to)}"
    if words.language == "ru":
        return f"{number}{_NO_BREAK}{_russian_unit(figure)}"
    return number + _english_unit(figure)


def _english_unit(figure: Percentage) -> str:
    if figure.unit == "times" and figure.direction != "level":
        return "-fold"
    unit = _ENGLISH_UNITS[figure.unit]
    return unit if figure.unit == "percent" else f"{_NO_BREAK}{unit}"


def _russian_unit(figure: Percentage) -> str:
    last = figure.value if figure.value_to is None else figure.value_to
    if figure.unit == "times":
        # After "в": в 2 раза, в 5 раз, в 2,5 раза.
        return "раза" if last != int(last) or _is_few(int(last)) else "раз"
    return "%" if figure.unit == "percent" else "п. п."


def _is_few(number: int) -> bool:
    return number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)


_RUSSIAN_WAYS: dict[Direction, str] = {"up": "рост ", "down": "снижение ", "level": ""}
_RUSSIAN_CHANGES: dict[Approximation | None, str] = {
    None: "",
    "about": "примерно ",
    "over": "более чем ",
    "under": "менее чем ",
}
_RUSSIAN_SHARES: dict[Approximation | None, str] = {
    None: "",
    "about": "около ",
    "over": "более ",
    "under": "менее ",
}
_ENGLISH_WAYS: dict[Direction, str] = {"up": "up ", "down": "down ", "level": ""}
_ENGLISH_APPROXIMATIONS: dict[Approximation | None, str] = {
    None: "",
    "about": "about ",
    "over": "more than ",
    "under": "less than ",
}


def _russian(figure: Percentage, amount: str) -> str:
    if figure.unit == "times":
        return f"{_RUSSIAN_WAYS[figure.direction]}{_RUSSIAN_CHANGES[figure.approx]}в {amount}"
    if figure.direction == "level":
        return f"{_RUSSIAN_SHARES[figure.approx]}{amount}"
    return f"{_RUSSIAN_WAYS[figure.direction]}{_RUSSIAN_CHANGES[figure.approx]}на {amount}"


def _english(figure: Percentage, amount: str) -> str:
    return f"{_ENGLISH_WAYS[figure.direction]}{_ENGLISH_APPROXIMATIONS[figure.approx]}{amount}"
