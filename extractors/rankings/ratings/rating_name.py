"""A name of a rating as a text tells it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class RatingName:
    """A rating named at tokens `start` to `end` of sentence `sentence`; `bare` names none ("в рейтинге").

    `metric` is what is measured, with no rating's noun; `part` a part of the rating at hand ("по
    социальному блоку"); `local` a contest or nomination; `weak` says whose it is, and not what of;
    `back` goes back to one that was named before ("в том же рейтинге").
    """

    start: int
    end: int
    sentence: int
    name: str
    bare: bool
    metric: bool = False
    local: bool = False
    weak: bool = False
    part: bool = False
    back: bool = False
