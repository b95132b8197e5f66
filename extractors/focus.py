"""Which region a place in a text speaks of.

Anchors are the words that say it: a region's name, a word that takes one up ("регион",
"республика", "областной"), a city or "по стране", which say that it is no region's. Where a
sentence has none, it goes on with the topic of the sentences before it, unless those spoke of
several regions at once. A text that names many regions is a survey: only words that take a
region up go back to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.anchors import Anchor, Reading, anchor_places, anchors_of
from extractors.tokens import Annotated, Sentence
from model.statements import Field

_SURVEY = 6
"""Regions: a text that names as many, none of them far more often than others, is a survey."""
_SHARE_OF_MAIN = 0.3
_SEVERAL = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """The anchors of one sentence, and the regions that it goes on with from before.

    `firm` tells that those were spoken of, not only where something was ("в Перми открыли школу");
    `national` that the text began with the country as a whole. `main` is the region that the text
    names most often, "" where it names many once each; None where it names but two. `opened` is the
    region with which the paragraph opened ("Омская область сохраняет ...").
    """

    start: int
    end: int
    anchors: tuple[Anchor, ...]
    inherited: tuple[str, ...]
    firm: bool = True
    national: bool = False
    main: str | None = None
    opened: str | None = None

    def before(self, at: int) -> Iterator[Anchor]:
        """The anchors that end at or before a token, nearest first."""
        return (anchor for anchor in reversed(self.anchors) if anchor.end <= at)

    def after(self, at: int) -> Iterator[Anchor]:
        """The anchors that begin at or after a token, nearest first."""
        return (anchor for anchor in self.anchors if anchor.start >= at)


class Focus:
    """The scopes of a document's sentences, read when they are first asked for.

    `kinds` tells of each region code what kind it is: "область", "край", "республика",
    "округ" or "город".
    """

    def __init__(self, fields: Sequence[Annotated], kinds: dict[str, str]) -> None:
        self._fields = fields
        self._kinds = kinds
        self._scopes: dict[str, list[Scope]] | None = None

    def scopes(self, name: Field) -> list[Scope]:
        """The scope of every sentence of a field, in order."""
        if self._scopes is None:
            self._scopes = _scopes(self._fields, self._kinds)
        return self._scopes[name]


def _scopes(fields: Sequence[Annotated], kinds: dict[str, str]) -> dict[str, list[Scope]]:
    named = Counter(
        entity.code for each in fields for entity in each.entities if entity.kind == "region" and entity.code
    )
    most = max(named.values(), default=0)
    survey = len(named) >= _SURVEY and most < _SHARE_OF_MAIN * named.total()
    reading = Reading(kinds, survey and not _is_of_one(fields))
    reading.districts = any(entity.kind == "district" for each in fields for entity in each.entities)
    only = reading.only = tuple(named) if len(named) == 1 else ()
    main = _main(named)
    scopes: dict[str, list[Scope]] = {}
    for each in fields:
        reading.places = anchor_places(each)
        scopes[each.name] = [_scope(each, sentence, reading, only, main) for sentence in each.sentences]
    return scopes


def _is_of_one(fields: Sequence[Annotated]) -> bool:
    """Whether a headline names one region alone, with which the text then begins."""
    if len(fields) < 2 or not fields[1].sentences:
        return False
    headed = {e.code for e in fields[0].entities if e.kind == "region"}
    end = fields[1].sentences[0].end
    opened = [e.code for e in fields[1].entities if e.kind == "region" and e.start < end]
    return len(headed) == 1 and opened[:1] == list(headed)


def _main(named: Counter[str]) -> str | None:
    """The region that a text of several names most often."""
    if len(named) < _SEVERAL:
        return None
    first, most = named.most_common(1)[0]  # of several the one that was named first
    return first if most > 1 else ""


def _scope(
    each: Annotated, sentence: Sentence, reading: Reading, only: tuple[str, ...], main: str | None
) -> Scope:
    paragraph = (each.name, sentence.paragraph)
    if paragraph != reading.paragraph:
        # A new paragraph goes back to what the text is about; that of a survey goes back to nothing.
        reading.fresh, reading.opened = True, ""
        reading.topic = reading.topic if reading.survey else reading.main or reading.topic
    reading.paragraph = paragraph
    inherited = () if reading.survey and reading.fresh else reading.topic
    unnamed = not inherited and not reading.recent
    firm = reading.firm.issuperset(inherited) and not reading.national
    anchors = tuple(anchors_of(each, sentence, reading))
    opened = reading.opened
    _go_on(anchors, reading)
    if reading.opened == "":
        reading.opened = _opening(anchors, sentence)
    if unnamed and not reading.national:
        inherited, firm = only, True
    return Scope(
        sentence.start, sentence.end, anchors, inherited, firm, reading.national, main, opened or None
    )


def _opening(anchors: tuple[Anchor, ...], sentence: Sentence) -> str | None:
    """The region that a sentence begins with, if it speaks of no other and of no city."""
    named = {code for anchor in anchors for code in anchor.codes}
    alone = len(named) == 1 and all(anchor.kind in ("named", "taken up") for anchor in anchors)
    return anchors[0].own if alone and anchors[0].start == sentence.start else None


def _go_on(anchors: tuple[Anchor, ...], reading: Reading) -> None:
    """Set the topic that the next sentence may go on with."""
    named = [anchor for anchor in anchors if anchor.kind in ("named", "taken up")]
    telling = [anchor for anchor in named if not anchor.aside]
    reading.firm.update(code for anchor in telling if not anchor.located for code in anchor.codes)
    if telling:
        first = telling[0].codes
        alone = len({code for anchor in telling for code in anchor.codes}) == 1
        reading.topic = first if alone or (len(first) == 1 and not reading.survey) else ()
        reading.fresh = not reading.topic
        if not reading.survey:
            reading.topic = reading.topic or reading.main
        if len(first) == 1 and (alone or anchors[0] is telling[0]):
            _set_main(first, anchors, reading)
    elif named:
        reading.fresh = True
    elif any(anchor.kind == "city" and anchor.codes != reading.topic for anchor in anchors):
        reading.topic, reading.fresh = (), True
    elif not reading.main and anchors and anchors[0].kind == "russia" and anchors[0].own:
        reading.national = True


def _set_main(first: tuple[str, ...], anchors: tuple[Anchor, ...], reading: Reading) -> None:
    """Take the region of a sentence for what the text is about, if it is the first one spoken of."""
    elsewhere = any(anchor.kind == "city" and anchor.codes != first for anchor in anchors)
    if not elsewhere and (not reading.main or not reading.firm.issuperset(reading.main)):
        reading.main = first
