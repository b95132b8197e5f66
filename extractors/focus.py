"""Which region a place in a text speaks of.

Anchors are the words that say it: a region's name, a word that takes one up ("регион",
"республика", "областной"), a city or "по стране", which say that it is no region's. Where a
sentence has none, it goes on with the topic of the sentences before it, unless those spoke of
several regions at once. A text that names many regions is a survey: only words that take a
region up go back to it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from extractors.registries.lists import joins
from extractors.tokens import Annotated, Entity, Sentence, Token
from model.statements import Field

AnchorKind = Literal["named", "taken up", "city", "nation", "russia"]
_KINDS = {
    "область": "область",
    "край": "край",
    "республика": "республика",
    "округ": "округ",
    "столица": "город",
    "город": "город",
    "регион": "",
    "анклав": "",
    "автономия": "",
    "субъект": "",
    "областной": "область",
    "краевой": "край",
    "республиканский": "республика",
    "окружной": "округ",
    "региональный": "",
}
"""Words that take up a region, with the kind of region that they can mean; "" is any."""
_CAPITAL = "RU-MOW"
_CITIES = frozenset({"RU-MOW", "RU-SPE", "UA-40"})
_SURVEY = 6
"""Regions: a text that names as many, none of them far more often than others, is a survey."""
_SHARE_OF_MAIN = 0.3
_OTHER = frozenset(
    "соседний другой каждый любой иной федеральный остальной некоторый последний первый лучший худший новый"
    " единственный".split()
)
_REST = frozenset({"остальной", "прочий", "другой", "многие"})
_BOTH = frozenset({"оба", "обоих", "обеих", "обе", "обоими", "обеими", "двух", "этих", "эти"})
_PLACES = frozenset({"через", "в", "во", "из", "под", "город", "г", "города", "городе"})
_LOCATING = frozenset({"в", "во", "на", "с", "со", "из"})
_ASIDES = frozenset(
    "впереди лишь только кроме уступив уступая обогнав опередив после чем вслед следом позади включая вместе"
    " помимо выше ниже".split()
)
_CONTRASTS = frozenset({"а", "и", "но", "зато", "тогда"})
_NATIONS = frozenset({"страна", "россия", "рф", "мир"})
_MEANT: dict[str, str | None] = {}
_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words at tokens `start` to `end` that say whose the text around them is.

    `own` is the region that it names; `codes` are the regions: several where a list names them
    together, that of a capital for a city, none for another city or a nation. `located`: a place
    where something is ("в Перми").
    `aside`: named beside what the sentence is about ("впереди лишь Камчатка", ", а в Перми - 5%").
    """

    start: int
    end: int
    kind: AnchorKind
    codes: tuple[str, ...] = ()
    own: str | None = None
    located: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """The anchors of one sentence, and the regions that it goes on with from before.

    `firm` tells that those were spoken of, not only where something was ("в Перми открыли школу");
    `national` that the text began with the country as a whole.
    """

    start: int
    end: int
    anchors: tuple[Anchor, ...]
    inherited: tuple[str, ...]
    firm: bool = True
    national: bool = False

    def before(self, at: int) -> Iterator[Anchor]:
        """The anchors that end at or before a token, nearest first."""
        return (anchor for anchor in reversed(self.anchors) if anchor.end <= at)

    def after(self, at: int) -> Iterator[Anchor]:
        """The anchors that begin at or after a token, nearest first."""
        return (anchor for anchor in self.anchors if anchor.start >= at)


@dataclass(slots=True)
class _Reading:
    """What is known while a document is read from its first sentence to its last."""

    kinds: dict[str, str]
    survey: bool
    main: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    fresh: bool = True
    national: bool = False
    firm: set[str] = field(default_factory=set)
    group: tuple[str, ...] = ()
    paragraph: tuple[str, int] = ("", -1)
    places: list[int] = field(default_factory=list)
    here: list[str] = field(default_factory=list)
    recent: list[str] = field(default_factory=list)


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
    reading = _Reading(kinds, len(named) >= _SURVEY and most < _SHARE_OF_MAIN * named.total())
    only = tuple(named) if len(named) == 1 else ()
    scopes: dict[str, list[Scope]] = {}
    for each in fields:
        reading.places = _places(each)
        scopes[each.name] = [_scope(each, sentence, reading, only) for sentence in each.sentences]
    return scopes


def _places(each: Annotated) -> list[int]:
    """The tokens that can be anchors: names, words that take one up, and words with a capital."""
    words = (
        at
        for at, token in enumerate(each.tokens)
        if _MEANT.get(token.word.lower, "") is not None or token.text[0].isupper()
    )
    return sorted({*words, *(entity.start for entity in each.entities)})


def _scope(each: Annotated, sentence: Sentence, reading: _Reading, only: tuple[str, ...]) -> Scope:
    paragraph = (each.name, sentence.paragraph)
    if paragraph != reading.paragraph:
        # A new paragraph goes back to what the text is about; that of a survey goes back to nothing.
        reading.fresh = True
        reading.topic = reading.topic if reading.survey else reading.main or reading.topic
    reading.paragraph = paragraph
    inherited = () if reading.survey and reading.fresh else reading.topic
    unnamed = not inherited and not reading.recent
    firm = reading.firm.issuperset(inherited) and not reading.national
    anchors = tuple(_anchors(each, sentence, reading))
    _go_on(anchors, reading)
    if unnamed and not reading.national:
        inherited, firm = only, True
    return Scope(sentence.start, sentence.end, anchors, inherited, firm, reading.national)


def _go_on(anchors: tuple[Anchor, ...], reading: _Reading) -> None:
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


def _set_main(first: tuple[str, ...], anchors: tuple[Anchor, ...], reading: _Reading) -> None:
    """Take the region of a sentence for what the text is about, if it is the first one spoken of."""
    elsewhere = any(anchor.kind == "city" and anchor.codes != first for anchor in anchors)
    if not elsewhere and (not reading.main or not reading.firm.issuperset(reading.main)):
        reading.main = first


def _anchors(each: Annotated, sentence: Sentence, reading: _Reading) -> Iterator[Anchor]:
    entities = inside(each.entities, sentence)
    groups = _groups(entities, each.tokens)
    by_start = {entity.start: entity for entity in entities}
    reading.here.clear()
    end = sentence.start
    first = bisect_left(reading.places, sentence.start)
    for at in reading.places[first : bisect_left(reading.places, sentence.end)]:
        if at < end:
            continue
        entity = by_start.get(at)
        end = entity.end if entity else at + 1
        anchor = _of_entity(entity, groups, each.tokens) if entity else _of_word(each.tokens, at, reading)
        if anchor is not None:
            yield anchor
            if anchor.kind == "named":
                reading.group = anchor.codes if len(anchor.codes) > 1 else reading.group
                reading.here += [anchor.own] if anchor.own else []
                reading.recent.extend(anchor.codes)
                del reading.recent[:-20]


def inside(entities: list[Entity], sentence: Sentence) -> list[Entity]:
    """The names that begin in a sentence."""
    first = bisect_left(entities, sentence.start, key=lambda entity: entity.start)
    last = bisect_left(entities, sentence.end, key=lambda entity: entity.start)
    return entities[first:last]


def _groups(entities: list[Entity], tokens: list[Token]) -> dict[int, tuple[str, ...]]:
    """For each region at its start, the codes of the list that it stands in."""
    groups: dict[int, tuple[str, ...]] = {}
    run: list[Entity] = []
    for entity in [*entities, None]:
        if entity is not None and (entity.kind != "region" or entity.code is None):
            continue
        if run and (entity is None or not joins(tokens, run[-1].end, entity.start)):
            codes = tuple(dict.fromkeys(found.code for found in run if found.code))
            groups.update({found.start: codes for found in run})
            run = []
        if entity is not None:
            run.append(entity)
    return groups


def _of_entity(entity: Entity, groups: dict[int, tuple[str, ...]], tokens: list[Token]) -> Anchor | None:
    if entity.kind == "region" and entity.code:
        located = entity.form == "noun" and _before(tokens, entity.start) in _LOCATING
        codes = groups.get(entity.start, (entity.code,))
        aside = _is_aside(tokens, entity.start, located=located)
        return Anchor(entity.start, entity.end, "named", codes, entity.code, located, aside)
    if entity.kind == "district":
        return Anchor(entity.start, entity.end, "nation")
    if entity.kind == "city":
        return Anchor(entity.start, entity.end, "city", entity.codes)
    if entity.code == "RU":
        inside = _before(tokens, entity.start) in ("по", "в")
        quoted = any(token.text == "«" for token in tokens[max(0, entity.start - 2) : entity.start])
        subject = "nomn" in entity.cases and not quoted
        return Anchor(
            entity.start, entity.end, "nation" if inside else "russia", own="RU" if subject else None
        )
    return None


def _is_aside(tokens: list[Token], start: int, *, located: bool) -> bool:
    before = [token.word for token in tokens[max(0, start - 3) : start]]
    if any(word.lower in _ASIDES or "соседний" in word.lemmas for word in before[-2:]):
        return True
    joint = [word.lower for word in before[:-1]]
    return located and (joint[-1:] == [","] or (joint[-2:-1] == [","] and joint[-1] in _CONTRASTS))


def _of_word(tokens: list[Token], at: int, reading: _Reading) -> Anchor | None:
    token = tokens[at]
    kind = _kind_meant(token)
    if kind is None and not token.text[0].isupper():
        return None
    if kind == "nation":
        return Anchor(at, at + 1, "nation") if _before(tokens, at) in ("по", "в") else None
    if kind is not None:
        codes = _taken_up(tokens, at, kind, reading)
        rest = any(before.word.lemma in _REST for before in tokens[max(0, at - 2) : at])
        if not codes and rest and _is_plural(token):
            return Anchor(at, at + 1, "nation")
        if not codes and not _is_plural(token) and token.word.lemma in ("округ", "город"):
            return Anchor(at, at + 1, "nation" if kind == "округ" else "city")
        return Anchor(at, at + 1, "taken up", codes) if codes else None
    if token.capitalised and _before(tokens, at) in _PLACES and _is_city(token):
        return Anchor(at, at + 1, "city")
    return None


def _kind_meant(token: Token) -> str | None:
    """What a word can take up (see `_KINDS`), "nation" for a whole country, None for most words."""
    lower = token.word.lower
    if lower not in _MEANT:
        found = next((_KINDS[lemma] for lemma in token.word.lemmas if lemma in _KINDS), None)
        found = "nation" if token.word.lemma in _NATIONS else found
        if len(_MEANT) >= _REMEMBERED:
            return found
        _MEANT[lower] = found
    return _MEANT[lower]


def _is_city(token: Token) -> bool:
    """A place that the registries do not know: "Сочи", "Псков", but not "СНГ"."""
    if token.text.isupper() and len(token.text) < 6:
        return False
    return bool(token.word.parses) and "Geox" in token.word.parses[0].marks


def _taken_up(tokens: list[Token], at: int, kind: str, reading: _Reading) -> tuple[str, ...]:
    """The region that a word takes up; nothing for a word that takes none up here."""
    before = tokens[at - 1].word if at else None
    if before is not None and before.lemmas & _OTHER:
        return ()
    if before is not None and "наш" in before.lemmas and reading.main:
        return reading.main
    if before is not None and before.lower in _BOTH and len(reading.group) > 1:
        return reading.group
    if _is_plural(tokens[at]) or _is_field(tokens, at):
        return ()
    if tokens[at].word.lemma == "столица":
        return () if _has_attribute(tokens, at) else (_CAPITAL,)
    candidates = [*reversed(reading.here), *reading.topic[:1], *reading.main[:1]]
    if kind != "город":
        candidates += reversed(reading.recent)
    fitting = [code for code in candidates if kind in ("", reading.kinds.get(code))]
    return tuple(fitting[:1])


def _has_attribute(tokens: list[Token], at: int) -> bool:
    """ "столица Татарстана", "областная столица": not the capital of the country."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and following.kind == "word" and following.capitalised:
        return True
    return at > 0 and "ADJF" in tokens[at - 1].word.poses and tokens[at - 1].kind == "word"


def _is_plural(token: Token) -> bool:
    """Whether no reading of a word is singular."""
    return bool(token.word.parses) and all(parse.number == "plur" for parse in token.word.parses)


def _is_field(tokens: list[Token], at: int) -> bool:
    """ "в области образования": a field of work, no region."""
    if tokens[at].word.lemma != "область" or at + 1 >= len(tokens):
        return False
    following = tokens[at + 1]
    parses = following.word.parses
    return bool(parses) and not following.capitalised and (parses[0].pos, parses[0].case) == ("NOUN", "gent")


def _before(tokens: list[Token], at: int) -> str:
    return tokens[at - 1].word.lower if at else ""
