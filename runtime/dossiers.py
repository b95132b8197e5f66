"""Putting dossiers together: all that is stored of a region or a rating, with citations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal

from model.claims import Claim, Fact
from model.dossiers import Citation, Dossier, Row, Table
from model.errors import InvalidQuery
from model.ledger import Edition, Place
from model.statements import Partnership, Percentage, Ranking
from runtime.names import name_of
from storage.questions import FactQuery
from storage.ratings import gaps
from storage.store import Store

Language = Literal["ru", "en"]

WORDS: dict[Language, dict[str, str]] = {
    "ru": {
        "places": "Места в рейтингах",
        "figures": "Показатели",
        "partners": "Партнёры",
        "rating": "рейтинг",
        "edition": "период",
        "place": "место",
        "before": "было",
        "moved": "изменение",
        "of": "из скольких",
        "score": "балл",
        "status": "подтверждение",
        "subject": "кто",
        "metric": "показатель",
        "value": "значение",
        "country": "страна",
        "relation": "вид",
        "missing": "Никем не названы места: ",
        "single_source": "один источник",
        "corroborated": "подтверждено",
        "conflicting": "источники расходятся",
        "corrected": "исправлено",
        "export": "экспорт",
        "import": "импорт",
        "trade": "торговля",
        "cooperation": "сотрудничество",
        "up": "рост на",
        "down": "снижение на",
        "level": "",
        "percent": "%",
        "points": "п. п.",
        "times": "раза",
        "about": "около",
        "over": "более",
        "under": "менее",
    },
    "en": {
        "places": "Places in ratings",
        "figures": "Figures",
        "partners": "Partners",
        "rating": "rating",
        "edition": "edition",
        "place": "place",
        "before": "before",
        "moved": "moved",
        "of": "of",
        "score": "score",
        "status": "support",
        "subject": "who",
        "metric": "metric",
        "value": "value",
        "country": "country",
        "relation": "kind",
        "missing": "Places that nobody told: ",
        "single_source": "single source",
        "corroborated": "corroborated",
        "conflicting": "sources disagree",
        "corrected": "corrected",
        "export": "export",
        "import": "import",
        "trade": "trade",
        "cooperation": "cooperation",
        "up": "up by",
        "down": "down by",
        "level": "",
        "percent": "%",
        "points": "points",
        "times": "times",
        "about": "about",
        "over": "over",
        "under": "under",
    },
}


class _Citations:
    """Sentences as they are cited, each once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self.all: list[Citation] = []

    def of(self, fact: Fact) -> tuple[int, ...]:
        """The numbers of a fact's live claims, the one that is shown first."""
        live = [claim for claim in fact.claims if claim.withdrawn_at is None]
        shown = fact.shown.id
        live.sort(key=lambda claim: (claim.id != shown, claim.published_at, claim.id))
        return tuple(dict.fromkeys(map(self._number, live)))

    def _number(self, claim: Claim) -> int:
        sentence = claim.statement.evidence.sentence
        key = claim.url, sentence
        if key not in self._numbers:
            self._numbers[key] = len(self.all) + 1
            self.all.append(
                Citation(
                    number=len(self.all) + 1,
                    source=claim.source,
                    url=claim.url,
                    title=claim.title,
                    published_at=claim.published_at,
                    sentence=sentence,
                )
            )
        return self._numbers[key]


def region_dossier(
    store: Store, code: str, *, now: datetime, language: Language = "ru", as_of: date | None = None
) -> Dossier:
    """All that is known of a region: places by rating, the newest edition first, figures and partners."""
    words, citations = WORDS[language], _Citations()
    facts = store.facts.every(FactQuery(region=code, as_of=as_of, without=("withdrawn",)))
    by_kind: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_kind[fact.kind].append(fact)
    tables = [
        _table(
            words["places"],
            "rating edition place before of score status",
            words,
            _place_rows(by_kind["ranking"], words, citations),
        ),
        _table(
            words["figures"],
            "metric edition value status",
            words,
            _figure_rows(by_kind["percentage"], words, citations),
        ),
        _table(
            words["partners"],
            "country relation status",
            words,
            _partner_rows(by_kind["partnership"], language, citations),
        ),
    ]
    return Dossier(
        title=name_of(code, language),
        made_at=now,
        as_of=as_of,
        language=language,
        tables=tuple(table for table in tables if table.rows),
        citations=tuple(citations.all),
    )


def rating_dossier(
    store: Store, rating_id: str, *, now: datetime, language: Language = "ru", as_of: date | None = None
) -> Dossier:
    """All editions of a rating, the newest first, with the places that nobody told.

    Raises InvalidQuery for an unknown rating.
    """
    rating = store.ratings.get(rating_id)
    if rating is None:
        raise InvalidQuery(f"there is no rating {rating_id!r}; `svodka ratings` lists them", part=rating_id)
    words, citations = WORDS[language], _Citations()
    query = FactQuery(rating=rating_id, kind="ranking", as_of=as_of)
    facts = {fact.id: fact for fact in store.facts.every(query)}
    editions = store.ratings.editions(rating_id, as_of=as_of)[::-1]
    return Dossier(
        title=rating.name,
        made_at=now,
        as_of=as_of,
        language=language,
        tables=tuple(_edition_table(edition, facts, words, citations) for edition in editions),
        citations=tuple(citations.all),
    )


def _table(title: str, columns: str, words: dict[str, str], rows: Iterable[Row], note: str = "") -> Table:
    return Table(
        title=title, columns=tuple(words[name] for name in columns.split()), rows=tuple(rows), note=note
    )


def _edition_table(
    edition: Edition, facts: dict[str, Fact], words: dict[str, str], citations: _Citations
) -> Table:
    missing = gaps(edition)
    rows = [
        Row(
            cells=(
                _place_words(place.position, place.position_to),
                " ".join(filter(None, (place.subject, f"({place.scope})" if place.scope else ""))),
                place.previous,
                _moved(place),
                place.score,
                words.get(place.status, place.status),
            ),
            citations=citations.of(facts[place.fact_id]) if place.fact_id in facts else (),
        )
        for place in edition.places
    ]
    note = words["missing"] + ", ".join(map(str, missing)) if missing else ""
    return _table(edition.period, "place subject before moved score status", words, rows, note)


def _place_rows(facts: Sequence[Fact], words: dict[str, str], citations: _Citations) -> Iterable[Row]:
    for fact in sorted(facts, key=lambda fact: fact.period or "", reverse=True):
        told = fact.statement
        if isinstance(told, Ranking):
            yield Row(
                cells=(
                    told.rating or told.rating_id,
                    fact.period,
                    _place_words(told.position, told.position_to),
                    told.previous,
                    told.total,
                    told.score,
                    words.get(fact.status, fact.status),
                ),
                citations=citations.of(fact),
            )


def _figure_rows(facts: Sequence[Fact], words: dict[str, str], citations: _Citations) -> Iterable[Row]:
    for fact in facts:
        told = fact.statement
        if isinstance(told, Percentage):
            parts: tuple[Any, ...] = (
                words[told.direction] if told.direction else "",
                words[told.approx] if told.approx else "",
                f"{told.value:g}" + (f"-{told.value_to:g}" if told.value_to is not None else ""),
                words[told.unit],
            )
            yield Row(
                cells=(told.metric, fact.period, " ".join(filter(None, parts)), words.get(fact.status)),
                citations=citations.of(fact),
            )


def _partner_rows(facts: Sequence[Fact], language: Language, citations: _Citations) -> Iterable[Row]:
    words = WORDS[language]
    for fact in facts:
        told = fact.statement
        if isinstance(told, Partnership):
            yield Row(
                cells=(name_of(told.country, language), words[told.relation], words.get(fact.status)),
                citations=citations.of(fact),
            )


def _place_words(position: int | None, position_to: int | None) -> int | str | None:
    return f"{position}-{position_to}" if position_to is not None else position


def _moved(place: Place) -> int | None:
    if place.previous is None or place.position is None or place.position_to is not None:
        return place.change_told
    return place.previous - place.position
