"""What the API answers, as the OpenAPI document describes it. docs/facts.md tells the meanings.

Answers are not made through these models (they are the wire forms of `model.wire` and of the
routes); a test holds the two in step.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from model.articles import Precision
from model.claims import FactKind, FactStatus
from model.ledger import Event
from model.sources import FetchStage
from model.statements import Approximation, Basis, Direction, Field, Relation, SubjectKind, Unit


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SpanDocument(_Document):
    """A piece of a field of the article and the part it plays."""

    role: str
    field: Field
    start: int
    end: int


class ClaimDocument(_Document):
    """What one article says."""

    id: str
    article: str
    url: str
    source: str
    sentence: str
    published_at: datetime
    seen_at: datetime
    withdrawn_at: datetime | None


class FactDocument(_Document):
    """A fact; which of the fields are there depends on its kind."""

    id: str
    status: FactStatus
    flags: list[str]
    edition: str | None
    kind: FactKind
    field: Field
    start: int
    end: int
    sentence: str
    rule: str
    spans: list[SpanDocument]
    url: str
    title: str | None
    source: str
    published_at: datetime
    claims: list[ClaimDocument]

    region: str | None = None
    period: str | None = None
    subject: str | None = None
    subject_kind: SubjectKind | None = None
    subject_id: str | None = None
    position: int | None = None
    position_to: int | None = None
    previous: int | None = None
    change: int | None = None
    score: float | None = None
    total: int | None = None
    rating: str | None = None
    rating_id: str | None = None
    publisher: str | None = None
    scope: str | None = None
    basis: Basis | None = None
    value: float | None = None
    value_to: float | None = None
    unit: Unit | None = None
    direction: Direction | None = None
    approx: Approximation | None = None
    metric: str | None = None
    country: str | None = None
    relation: Relation | None = None


class FactPageDocument(_Document):
    """A page of facts; `next` is null on the last. With `fields` a fact has those members alone."""

    facts: list[FactDocument | dict[str, Any]]
    next: str | None


class RatingDocument(_Document):
    """A rating. A provisional one is known only from the news and waits for review."""

    id: str
    name: str
    publisher: str | None
    provisional: bool
    periods: list[str]
    facts: int


class RatingsDocument(_Document):
    """All ratings."""

    ratings: list[RatingDocument]


class PlaceDocument(_Document):
    """A subject's place. `previous` is our own record of it, else what the news told."""

    subject_id: str
    subject: str
    region: str | None
    scope: str
    position: int | None
    position_to: int | None
    score: float | None
    previous: int | None
    previous_told: int | None
    previous_stored: int | None
    change_told: int | None
    basis: Basis
    status: FactStatus
    fact_id: str


class EditionDocument(_Document):
    """An edition, best places first."""

    rating_id: str
    period: str
    first_published_at: datetime
    total: int | None
    places: list[PlaceDocument]


class EditionsDocument(_Document):
    """Editions, the newest last."""

    editions: list[EditionDocument]


class RegionDocument(_Document):
    """A federal subject."""

    code: str
    name: str
    name_en: str
    district: str | None
    capital: str


class RegionsDocument(_Document):
    """All regions."""

    regions: list[RegionDocument]


class CountryDocument(_Document):
    """A country or territory."""

    code: str
    name: str
    name_en: str


class CountriesDocument(_Document):
    """All countries."""

    countries: list[CountryDocument]


class ArticleDocument(_Document):
    """An article as it is now. `gone_at` is since when its page is not there any more."""

    id: str
    url: str
    source: str
    revision: str
    revisions: list[str]
    title: str | None
    text: str
    published_at: datetime | None
    published_precision: Precision
    updated_at: datetime | None
    fetched_at: datetime
    agency: str | None
    authors: list[str]
    tags: list[str]
    gone_at: datetime | None


class ArticleLineDocument(_Document):
    """An article in a list."""

    id: str
    url: str
    source: str
    title: str | None
    published_at: datetime | None
    revision: str


class ArticlesDocument(_Document):
    """The articles of a month by date; `next` is null on the last page."""

    month: str | None
    articles: list[ArticleLineDocument]
    next: str | None


class EvidenceDocument(_Document):
    """A claim and where it stands: offsets are half-open, in code points of the field."""

    claim: str
    article: str
    revision: str
    source: str
    url: str
    title: str | None
    published_at: datetime
    seen_at: datetime
    withdrawn_at: datetime | None
    field: Field
    start: int
    end: int
    sentence: str
    rule: str
    spans: list[SpanDocument]


class EvidencePageDocument(_Document):
    """The evidence behind a fact or in an article."""

    evidence: list[EvidenceDocument]


class StandingDocument(_Document):
    """A place in one edition."""

    period: str
    place: PlaceDocument


class HistoryDocument(_Document):
    """The places of a subject, the newest last."""

    rating_id: str
    subject_id: str
    scope: str
    history: list[StandingDocument]


class MoverDocument(_Document):
    """A subject in two editions. `moved` counts places, + is up; null where one place is not told."""

    subject_id: str
    subject: str
    region: str | None
    scope: str
    before: int | None
    after: int | None
    moved: int | None


class MoversDocument(_Document):
    """Who moved between two editions, the largest move first. `before` is null where there is none."""

    rating_id: str
    before: str | None
    after: str | None
    movers: list[MoverDocument]


class SourceDayDocument(_Document):
    """What a day (UTC) brought of a source, in articles.

    `listed` were new, `read` have a text: of those some lack a title, a time, or any author.
    """

    day: str
    listed: int
    read: int
    failed: int
    unreadable: int
    untitled: int
    untimed: int
    unsigned: int
    extracted: int
    telling: int
    claims: int


class FetchDocument(_Document):
    """A look at a source or a page. `reason` says why nothing was taken, or what was."""

    at: datetime
    stage: FetchStage
    source: str
    url: str
    outcome: str
    reason: str | None
    seconds: float


class FetchesDocument(_Document):
    """The newest records of the log."""

    fetches: list[FetchDocument]


class SourceDocument(_Document):
    """A source and its health. `kind` and `url` are null for one that is not configured any more.

    `new_at` is when it last listed something new, `robots` what robots.txt said to the last look.
    """

    name: str
    kind: str | None
    url: str | None
    health: Literal["healthy", "failing", "late", "waiting", "off"]
    items_found: int
    fetched_at: datetime | None
    succeeded_at: datetime | None
    next_at: datetime | None
    new_at: datetime | None
    last_error: str | None
    error_weight: float
    robots: str | None
    days: list[SourceDayDocument]


class SourcesDocument(_Document):
    """All sources."""

    sources: list[SourceDocument]


class EventEntryDocument(_Document):
    """An event and its position in the stream."""

    position: str
    event: Event


class EventsDocument(_Document):
    """Events, oldest first. `next` is where to go on, also when there is nothing more yet."""

    events: list[EventEntryDocument]
    next: str


class StageDocument(_Document):
    """The work of a stage, and how many items ended in which way."""

    due: int
    later: int
    quarantined: int
    oldest_due_at: datetime | None
    ended: dict[str, int]


class StatsDocument(_Document):
    """What is stored and what waits."""

    months: list[str]
    ratings: int
    provisional_ratings: int
    stages: dict[str, StageDocument]


class ProblemDocument(_Document):
    """RFC 9457. `errors` names each parameter that is to blame, with the reason (`detail`)."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None
