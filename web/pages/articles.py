"""An article: its text with every claim at its place, what it no longer says, and its revisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request, Response

from alerts.wording import capitalised
from model.articles import Article
from model.claims import Claim
from model.statements import Partnership, Percentage, Ranking
from storage.folding import fact_id
from storage.store import Store
from web.catalogue import Words
from web.names import Names
from web.pages.cards import site_of
from web.pages.phrases import Badge, figure_badge, figure_words, place_badge, unbroken
from web.pages.reading import Change, differences, marked_field
from web.pages.rendering import Pages, view_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A claim in words. `fact_id` is None where the edition is inferred: the claim alone does not tell it."""

    number: int
    kind: str
    badge: Badge | None
    subject: str
    rating: str | None
    rating_id: str | None
    period: str | None
    rule: str
    sentence: str
    fact_id: str | None
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed from the revision before to the one shown."""

    number: int
    title: tuple[Change, ...]
    text: tuple[Change, ...]


def article_routes(store: Store, names: Names, pages: Pages) -> APIRouter:
    """The route over a store."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/articles/{article_id}")
    def article(request: Request, article_id: str) -> Response:
        view = view_of(request)
        revisions = store.articles.revisions(article_id)
        found = _revision(store, article_id, revisions, view.params.get("revision"))
        if found is None:
            raise HTTPException(404)
        claims = store.claims.get(article_id).claims
        said = sorted((claim for claim in claims if claim.revision == found.revision), key=_place_in_text)
        gone = [claim for claim in claims if claim.withdrawn_at and claim.revision != found.revision]
        evidences = [claim.statement.evidence for claim in said]
        return pages.page(
            "article.html",
            view,
            article=found,
            site=site_of(found.url) or found.source,
            title_pieces=marked_field(found.title or "", "title", evidences),
            text_pieces=marked_field(found.text, "text", evidences),
            notes=_notes(said, names, view.words),
            gone=_notes(gone, names, view.words),
            revisions=revisions,
            comparison=_comparison(store, found, revisions),
            api_address=f"/v1/articles/{article_id}",
        )

    return routes


def _place_in_text(claim: Claim) -> tuple[bool, int]:
    """Claims are numbered as a reader meets them."""
    evidence = claim.statement.evidence
    return evidence.field != "title", evidence.start


def _revision(store: Store, article_id: str, revisions: tuple[str, ...], asked: str | None) -> Article | None:
    """The revision asked for if there is such a one, else the current one."""
    return store.articles.get(article_id, asked if asked in revisions else None) if revisions else None


def _comparison(store: Store, shown: Article, revisions: tuple[str, ...]) -> Comparison | None:
    at = revisions.index(shown.revision)
    before = store.articles.get(shown.id, revisions[at - 1]) if at else None
    if before is None:
        return None
    return Comparison(
        number=at + 1,
        title=differences(before.title or "", shown.title or ""),
        text=differences(before.text, shown.text),
    )


def _notes(claims: Iterable[Claim], names: Names, words: Words) -> list[Note]:
    return [_note(number, claim, names, words) for number, claim in enumerate(claims, 1)]


def _note(number: int, claim: Claim, names: Names, words: Words) -> Note:
    statement = claim.statement
    badge, subject, rating, rating_id, period = None, "", None, None, None
    match statement:
        case Ranking():
            badge, subject, period = place_badge(statement, words), statement.subject, statement.period
            rating = names.rating(statement.rating_id, statement.rating, words.language)
            rating_id = statement.rating_id
        case Percentage():
            badge, period = figure_badge(statement, words), statement.period
            subject = statement.metric or figure_words(statement, words)
            rating = names.name(statement.region, words.language) if statement.region else None
        case Partnership():
            pair = (names.name(code, words.language) for code in (statement.region, statement.country))
            subject = " — ".join(pair)
            rating = words(f"relation_{statement.relation}")
    known = period is not None or not isinstance(statement, Ranking)
    return Note(
        number=number,
        kind=words(f"kind_{claim.key.kind}"),
        badge=badge,
        subject=unbroken(capitalised(subject)),
        rating=rating,
        rating_id=rating_id,
        period=period,
        rule=statement.evidence.rule,
        sentence=statement.evidence.sentence,
        fact_id=fact_id(claim.key, claim.key.period) if known else None,
        withdrawn=claim.withdrawn_at is not None,
    )
