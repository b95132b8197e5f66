"""The words of a text that say whose it is: regions, words that take one up, cities, nations."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from extractors.features import feature
from extractors.memory import Memory
from extractors.morphology import word
from extractors.registries.lists import joins
from extractors.tokens import Annotated, Entity, Sentence, Token

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
_SIDES = frozenset({"юг", "север", "восток", "запад", "центр", "северо-запад", "юго-восток", "часть"})


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


@dataclass(slots=True)
class Reading:
    """What is known while a document is read from its first sentence to its last.

    `kinds` is what kind each region is; `main` what the text is about, `topic` what the sentence
    before was about, unless `fresh` tells that nothing goes on; `firm` the regions spoken of, not
    only located in; `group` the last regions named together; `here` and `recent` those named in
    the sentence and so far, `capitals` those whose capital was; `only` is the one region that the text
    names anywhere, if it names one; `places` the tokens of the field
    that can be anchors; `districts` tells that the text names a federal district; `opened` is
    the region that opened the paragraph, "" before its first sentence is read.
    """

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
    capitals: list[str] = field(default_factory=list)
    only: tuple[str, ...] = ()
    districts: bool = False
    opened: str | None = None


def anchor_places(each: Annotated) -> list[int]:
    """The tokens that can be anchors: names, words that take one up, and words with a capital."""
    words = [at for at, token in enumerate(each.tokens) if token.features & _ANCHORING]
    return sorted({*words, *(entity.start for entity in each.entities)})


def anchors_of(each: Annotated, sentence: Sentence, reading: Reading) -> Iterator[Anchor]:
    """The anchors of a sentence in order; what they name is remembered in `reading` on the way."""
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
            if anchor.kind == "city" and anchor.codes:
                reading.capitals.append(anchor.codes[0])
                del reading.capitals[:-20]
            if anchor.kind == "named":
                reading.group = anchor.codes if len(anchor.codes) > 1 else reading.group
                reading.here += [anchor.own] if anchor.own else []
                reading.recent.extend(anchor.codes)
                del reading.recent[:-20]


class Stretch(Protocol):
    """Tokens from `start` up to `end`."""

    @property
    def start(self) -> int:
        """The first token."""

    @property
    def end(self) -> int:
        """The token after the last."""


def inside(entities: list[Entity], sentence: Stretch) -> list[Entity]:
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
    if before and before[-1].lower == "до":
        return True
    if any(word.lower in _ASIDES or "соседний" in word.lemmas for word in before[-2:]):
        return True
    if len(before) > 1 and before[-2].lower == "как" and before[-1].lower in _LOCATING:
        return True  # "платят как в Москве"
    joint = [word.lower for word in before[:-1]]
    return located and (joint[-1:] == [","] or (joint[-2:-1] == [","] and joint[-1] in _CONTRASTS))


def _of_word(tokens: list[Token], at: int, reading: Reading) -> Anchor | None:
    token = tokens[at]
    kind = _MEANT[token.lower]
    if kind is None and not token.text[0].isupper():
        return None
    if kind == "nation":
        side = at > 1 and bool(tokens[at - 1].word.lemmas & _SIDES)
        return Anchor(at, at + 1, "nation") if side or _before(tokens, at) in ("по", "в") else None
    if kind is not None:
        codes = _taken_up(tokens, at, kind, reading)
        rest = any(before.word.lemma in _REST for before in tokens[max(0, at - 2) : at])
        if not codes and rest and _is_plural(token):
            return Anchor(at, at + 1, "nation")
        if not codes and not _is_plural(token) and token.word.lemmas & {"округ", "город"}:
            return Anchor(at, at + 1, "nation" if kind == "округ" else "city")
        return Anchor(at, at + 1, "taken up", codes) if codes else None
    if token.capitalised and _before(tokens, at) in _PLACES and _is_city(token):
        return Anchor(at, at + 1, "city")
    return None


def _kind_meant(lower: str) -> str | None:
    """What a word can take up (see `_KINDS`), "nation" for a whole country, None for most words."""
    found = word(lower)
    if found.lemma in _NATIONS:
        return "nation"
    return next((_KINDS[lemma] for lemma in found.lemmas if lemma in _KINDS), None)


_MEANT = Memory(_kind_meant)
_ANCHORING = feature(lambda piece: piece.capitalised or _MEANT[piece.lower] is not None)
"""Can be an anchor by itself."""


def _is_city(token: Token) -> bool:
    """A place that the registries do not know: "Сочи", "Псков", but not "СНГ"."""
    if token.text.isupper() and len(token.text) < 6:
        return False
    return bool(token.word.parses) and "Geox" in token.word.parses[0].marks


def _taken_up(tokens: list[Token], at: int, kind: str, reading: Reading) -> tuple[str, ...]:
    """The region that a word takes up; nothing for a word that takes none up here."""
    before = tokens[at - 1].word if at else None
    if before is not None and before.lemmas & _OTHER:
        return ()
    if before is not None and "наш" in before.lemmas and reading.main:
        return reading.main
    if before is not None and before.lower in _BOTH and len(reading.group) > 1:
        return reading.group
    if before is not None and (tokens[at - 1].kind == "number" or "NUMR" in before.poses):
        return ()
    if (_is_plural(tokens[at]) and "ADJF" not in tokens[at].word.poses) or _is_field(tokens, at):
        return ()
    if tokens[at].word.lemma == "столица":
        return () if _has_attribute(tokens, at) else (_CAPITAL,)
    candidates = [*reversed(reading.here), *reading.topic[:1], *reading.main[:1]]
    if kind != "город":
        candidates += reversed(reading.recent)
        centres = tokens[at].word.parses[0].number == "plur"  # "областных центров": of all regions
        candidates += reading.capitals[-1:] if len(set(reading.capitals)) == 1 and not centres else ()
        candidates += reading.only if "NOUN" in tokens[at].word.poses else ()
    fitting = [code for code in candidates if kind in ("", reading.kinds.get(code))]
    if kind == "округ" and reading.districts and fitting[:1] != [*reading.main[:1]]:
        return ()  # "в среднем по округу 68%": the federal one, not the autonomous one of a list
    return tuple(fitting[:1])


def _has_attribute(tokens: list[Token], at: int) -> bool:
    """ "столица Татарстана", "столица текстильного края", "областная столица": not that of the country."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and following.kind == "word":
        genitive = any(
            parse.case == "gent" and parse.pos in ("NOUN", "ADJF") for parse in following.word.parses[:1]
        )
        if genitive or following.capitalised:
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
