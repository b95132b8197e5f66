"""What one sentence holds, as far as rankings care: places, subjects, and what stands between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, cast

from model.statements import SubjectKind

PlaceKind = Literal["exact", "range", "tier", "leaders", "bottom", "first"]
Role = Literal["nom", "acc", "gen", "dat", "ins", "loc", "u", "za", "oblique"]
ReferentKind = Literal[
    "region",
    "organisation",
    "city",
    "person",
    "standin",
    "pronoun",
    "people",
    "district",
]


@dataclass(slots=True)
class Place:
    """A place expression at tokens `start` to `end`.

    exact      `positions` are one place ("13-м месте") or several ("73, 74 и 75 места")
    range      one place from `positions[0]` to `to` ("6-7 места")
    tier       the first `to` ("топ-10", "десятка"); `first` is 11 for "вторая десятка"
    leaders    among the best, no number; bottom: among the worst, or the last, no number
    first      a word that means the first place; several subjects then stand in order
    `noun` tells that a noun says what it is ("место", "строчка"): a bare ordinal needs a rating
    at hand. `total` is how many are ranked, when told with it ("69-й из 85"). `scope` is told of a
    place in brackets that has one of its own: it stands beside the place that the clause tells.
    `plural` tells that a bare ordinal is in the plural: "первыми идут A и B" are the first and the second.
    """

    start: int
    end: int
    kind: PlaceKind
    positions: tuple[int, ...] = ()
    to: int | None = None
    first: int = 1
    noun: bool = False
    bare: bool = False
    total: int | None = None
    rule: str = "ranking/place"
    verb: bool = False
    instrumental: bool = False
    ordered: bool = False
    together: bool = False
    plural: bool = False
    previous: int | None = None
    change: int | None = None
    score: float | None = None
    scope: Scope | None = None


@dataclass(slots=True)
class Referent:
    """Something that may hold a place: a noun phrase at tokens `start` to `end`.

    `region` is what the text ties it to; `presumed` tells that only its surroundings do, no word of
    its own. `noun` is the head's lemma, by which "область" finds the right region. Marks in brackets
    behind it, or in a list after a dash, are kept with it. `local` tells that it is of the region at
    hand ("областная больница"), `own` of the speaker's ("наш край"). `field` is the number of the field
    that it stands in, once its sentence is read.
    """

    start: int
    end: int
    kind: ReferentKind
    region: str | None
    name: str
    noun: str = ""
    gender: str = ""
    plural: bool = False
    cases: frozenset[str] = frozenset()
    place: Place | None = None
    score: float | None = None
    score_span: tuple[int, int] | None = None
    delta: int | None = None
    previous: int | None = None
    own: bool = False
    local: bool = False
    presumed: bool = False
    bracketed: int | None = None
    field: int | None = None

    @property
    def subject_kind(self) -> SubjectKind:
        """The kind as the wire form spells it."""
        if self.kind in ("region", "standin", "pronoun", "people"):
            return "region"
        return cast(SubjectKind, "other" if self.kind == "district" else self.kind)


@dataclass(slots=True)
class Group:
    """Coordinated subjects: "Рязанская и Тульская области, а также Крым". `end` is past the last mark.

    `listed` tells that a conjunction is in the list: only then is it surely one list; `tailed`
    that its last member stands behind a mere comma.
    """

    start: int
    end: int
    referents: list[Referent]
    role: Role
    listed: bool = False
    tailed: bool = False


@dataclass(slots=True)
class Delta:
    """Places moved: "на три позиции". `signed` is None until a verb tells the direction."""

    start: int
    end: int
    places: int
    signed: int | None = None


@dataclass(slots=True)
class Score:
    """Points at tokens `start` to `end`. `values` are several for "89,6, 86 и 80 баллов".

    `each` tells that everybody just named has them ("у каждой по 81").
    """

    start: int
    end: int
    values: tuple[float, ...]
    each: bool = False


@dataclass(slots=True)
class Scope:
    """The subset in which a place counts: "в ЦФО", "среди сибирских регионов".

    `name` identifies it ("ЦФО", "малый город"); None is the whole country.
    """

    start: int
    end: int
    name: str | None


@dataclass(slots=True)
class Told:
    """A statement in the making. `subject` may still be a stand-in; `sentence` indexes the sentence.

    `spans` are (role, number of the field, first token, past the last token). `previous_year` is that of
    the place before, where a sentence of its own told it.
    """

    subject: Referent
    sentence: int
    rule: str
    basis: Literal["explicit", "listed", "group"]
    position: int | None = None
    position_to: int | None = None
    previous: int | None = None
    previous_year: int | None = None
    change: int | None = None
    score: float | None = None
    total: int | None = None
    scope: str | None = None
    was: bool = False
    spans: list[tuple[str, int, int, int]] = field(default_factory=list)
