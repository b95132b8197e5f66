"""The terms that lead to a fact: what it is about, when, who tells it, and the words of its sentence."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import UTC
from functools import lru_cache
from zlib import crc32

from model.articles import digest
from model.claims import Fact
from model.names import folded
from model.statements import Partnership, Percentage, Ranking
from storage import keys
from storage.wording import indexed_stems

BUCKETS = 64
"""Hashes that the postings of rare terms are spread over."""
RANKING, PERCENTAGE, PARTNERSHIP, UNNAMED = 1, 2, 3, 4
"""Kinds; the last is a ranking whose rating has no name."""
KIND_CODES = {"ranking": (RANKING, UNNAMED), "percentage": (PERCENTAGE,), "partnership": (PARTNERSHIP,)}
COMMON_STATUS = "single_source"
"""Most facts have it: no posting leads to it."""


@lru_cache(maxsize=100_000)
def bucket_of(term: str) -> int:
    """The hash that has a term's posting while it is short."""
    return crc32(term.encode()) % BUCKETS


def terms_of(fact: Fact) -> list[str]:
    """The terms that lead to a fact."""
    return [*strict_terms(fact), *(source_term(source) for source in sources_of(fact)), *word_terms(fact)]


def word_terms(fact: Fact) -> list[str]:
    """The terms of the words of the sentence that is shown."""
    return sorted(map(word_term, indexed_stems(fact.statement.evidence.sentence)))


def sources_of(fact: Fact) -> list[str]:
    """Who claims a fact."""
    return sorted({claim.source for claim in fact.claims})


@lru_cache(maxsize=200_000)
def word_term(stem: str) -> str:
    """The term of a word: 24 bits, since another with the same is told apart by the sentence."""
    return "w" + urlsafe_b64encode(crc32(stem.encode()).to_bytes(4, "little")[:3]).decode()


@lru_cache(maxsize=10_000)
def publisher_term(publisher: str) -> str:
    """The term of who compiled a rating, whatever the case of the name's letters."""
    return f"u:{digest(folded(publisher))[:8]}"


@lru_cache(maxsize=10_000)
def source_term(source: str) -> str:
    """The term of who tells a fact."""
    return f"o:{digest(source)[:8]}"


def book_term(book_digest: str) -> str:
    """The term of a rating."""
    return f"g:{book_digest[:8]}"


PARTNERSHIP_TERM = "k:partnership"
"""The term of partnerships: few beside all other facts."""


def figures_term(region: str) -> str:
    """The term of a region's figures: few beside its places, and most figures are of no region."""
    return f"f:{region}"


def kind_term(kind: int, region: str | None) -> str | None:
    """The term of facts of this kind (a code) and region, where there is one."""
    if kind == PARTNERSHIP:
        return PARTNERSHIP_TERM
    return figures_term(region) if kind == PERCENTAGE and region is not None else None


def day_term(day: int) -> str:
    """The term of a day of the month."""
    return f"d:{day:02}"


def kind_code(fact: Fact) -> int:
    """What an entry says of the kind."""
    match fact.statement:
        case Ranking() as told:
            return RANKING if told.rating_id is not None else UNNAMED
        case Percentage():
            return PERCENTAGE
        case Partnership():
            return PARTNERSHIP


def strict_terms(fact: Fact) -> list[str]:
    """The terms that an entry tells as well."""
    terms = [*coded_terms(fact).values(), day_term(fact.published_at.astimezone(UTC).day)]
    if fact.status != COMMON_STATUS:
        terms.append(f"s:{fact.status}")
    if kind_code(fact) == RANKING:
        terms.append(book_term(keys.book_digest_of(fact.id)))
    term = kind_term(kind_code(fact), fact.statement.region)
    return [*terms, term] if term is not None else terms


def coded_terms(fact: Fact) -> dict[str, str]:
    """The terms that an entry tells by a code: region, period, and country or publisher."""
    statement = fact.statement
    coded = {}
    if statement.region is not None:
        coded["region"] = f"r:{statement.region}"
    if fact.period is not None:
        coded["period"] = f"p:{fact.period}"
    if isinstance(statement, Partnership):
        coded["other"] = f"c:{statement.country}"
    elif isinstance(statement, Ranking) and statement.publisher is not None:
        coded["other"] = publisher_term(statement.publisher)
    return coded
