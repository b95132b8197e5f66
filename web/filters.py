"""The filters of a list of facts, as the API and the pages take them from an address."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from alerts.wording import INFERRED
from model.claims import FactKind, FactStatus
from model.errors import InvalidQuery
from model.periods import is_period
from storage.asking import parse_question
from storage.questions import CURSOR, FACTS_A_PAGE, FactQuery
from web.api.documents import FactDocument
from web.api.representations import Format
from web.spelling import DAY_AS_TEXT, IN_OUR_YEARS

GREATEST_LIMIT = 500


def _period_pattern() -> str:
    """What `is_period` takes, of the years that a rating can be of, for the schema alone."""
    months = "|".join(
        f"M{first:02}/M({'|'.join(f'{last:02}' for last in range(first, 13))})" for first in range(1, 13)
    )
    return rf"^{INFERRED}?[12][0-9]{{3}}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]|{months}))?$"


def _period(spelling: str) -> str:
    if not is_period(spelling.removeprefix(INFERRED)):
        raise ValueError("write a period as 2025, 2025-H1, 2025-Q3, 2025-03 or 2025-M01/M09")
    return spelling


Code = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
Day = Annotated[
    date,
    DAY_AS_TEXT,
    Field(
        ge=date(1900, 1, 1),
        le=date(2199, 12, 31),
        json_schema_extra=IN_OUR_YEARS,
    ),
]
Text = Annotated[str, Field(min_length=1, max_length=300)]


class Filters(BaseModel):
    """All of them must hold, and the question `q` too. An unknown name is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[
        str | None,
        Field(
            max_length=1000,
            description="A question as `svodka facts` takes it: region:RU-SMO position:1..10",
        ),
    ] = None
    kind: Annotated[FactKind | None, Field(description="Kind of fact.")] = None
    region: Annotated[
        Code | None, Field(description="ISO 3166-2 code of the subject's region; RU is Russia as a whole.")
    ] = None
    country: Annotated[Code | None, Field(description="ISO 3166-1 alpha-2 code of a partner country.")] = None
    rating: Annotated[Text | None, Field(description="Id of the rating.")] = None
    publisher: Annotated[Text | None, Field(description="Who compiles the rating, as told.")] = None
    period: Annotated[
        Annotated[
            str,
            Field(max_length=20, json_schema_extra={"pattern": _period_pattern()}),
            AfterValidator(_period),
        ]
        | None,
        Field(description="Period that the fact is for, as in the facts themselves."),
    ] = None
    date_from: Annotated[Day | None, Field(description="First day of publication, UTC.")] = None
    date_to: Annotated[Day | None, Field(description="Last day of publication, UTC.")] = None
    status: Annotated[FactStatus | None, Field(description="What the claims of the fact agree on.")] = None
    as_of: Annotated[
        Day | None, Field(description="Facts as they were known at the end of this day, UTC.")
    ] = None
    limit: Annotated[int, Field(ge=1, le=GREATEST_LIMIT, description="Facts a page.")] = FACTS_A_PAGE
    after: Annotated[
        Annotated[str, Field(max_length=300, json_schema_extra={"pattern": f"^{CURSOR.pattern}$"})] | None,
        Field(description="`next` of the page before."),
    ] = None

    @model_validator(mode="after")
    def _days_in_order(self) -> Filters:
        if self.date_from and self.date_to and self.date_to < self.date_from:
            raise ValueError("date_to is before date_from")
        return self

    def told(self) -> dict[str, Any]:
        """The filters that were given, as they are spelled in an address."""
        return self.model_dump(mode="json", exclude_unset=True, exclude_none=True)

    def query(self) -> FactQuery:
        """What is asked for. Raises InvalidQuery for a question that cannot be asked."""
        others = self.model_dump(include=set(Filters.model_fields) - {"q"})
        try:
            return parse_question(self.q or "", **others)
        except InvalidQuery as error:
            if error.question:
                error.part = "q"
            raise


_MEMBER = "|".join(FactDocument.model_fields)


class Presentation(Filters):
    """The filters, and in which form the API is to answer."""

    format: Annotated[
        Format | None, Field(description="json, jsonl or csv; without it the Accept header decides.")
    ] = None
    fields: Annotated[
        str | None,
        Field(
            max_length=600,
            description="Members to give, with commas between: id,subject,position. All without it.",
            json_schema_extra={"pattern": rf"^\s*({_MEMBER})?(\s*,\s*({_MEMBER})?)*\s*$"},
        ),
    ] = None

    @field_validator("fields")
    @classmethod
    def _known_fields(cls, fields: str | None) -> str | None:
        unknown = [name for name in _names(fields) if name not in FactDocument.model_fields]
        if unknown:
            raise ValueError(
                f"a fact has no {', '.join(unknown)}; it has {', '.join(FactDocument.model_fields)}"
            )
        return fields

    @property
    def chosen(self) -> tuple[str, ...]:
        """The members asked for; empty for all."""
        return _names(self.fields)

    @property
    def is_limited(self) -> bool:
        """Whether only a page is wanted, in whatever form."""
        return "limit" in self.model_fields_set


def _names(fields: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in (fields or "").split(",") if name.strip()))
