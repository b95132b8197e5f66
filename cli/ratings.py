"""`svodka ratings`: the ratings, their editions, who moved, what is missing, and their review."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli.asking import AsOfOption, FormatOption
from cli.opening import opened
from cli.output import Format, write_rows
from model.errors import InvalidQuery
from model.ledger import Decision, Edition, Place
from model.wire import rfc3339
from runtime.service import Service
from storage.asking import parse_question, typed
from storage.ratings import gaps as gaps_of

PLACE_COLUMNS = ("place", "subject", "region", "before", "moved", "score", "status")
MOVE_COLUMNS = ("subject", "region", "before", "after", "moved", "scope")
REVIEW_COLUMNS = ("id", "name", "publisher", "facts", "articles", "editions", "may be")
DECISION_COLUMNS = ("id", "kind", "rating", "name", "into", "decided", "undone")

RatingArgument = Annotated[str, typer.Argument(help="Id of a rating, as `svodka ratings` lists it.")]
IntoArgument = Annotated[str, typer.Argument(help="Id of the rating that it is.")]


class _ShowsByDefault(TyperGroup):
    """`svodka ratings ID` is `svodka ratings show ID`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = ["show", *args]
        return super().parse_args(ctx, args)


ratings = typer.Typer(cls=_ShowsByDefault, help="Ratings: list them, their editions, who moved; review them.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(ratings, name="ratings")


@ratings.command()
def show(
    rating: Annotated[
        str | None, typer.Argument(help="Id of a rating: prints its editions.", show_default=False)
    ] = None,
    period: Annotated[str | None, typer.Option(help="Only this edition.")] = None,
    moves: Annotated[bool, typer.Option("--moves", help="Only who moved.")] = False,
    as_of: AsOfOption = None,
    style: FormatOption = Format.table,
) -> None:
    """List the ratings that are known, or the editions of one with who moved."""
    known_on = parse_question(typed("as-of", as_of)).as_of if as_of is not None else None
    if known_on is not None and rating is None:
        raise InvalidQuery("--as-of is for the editions of a rating; name one", part=str(known_on))
    with opened() as service:
        if rating is None:
            _write_ratings(service, style)
        else:
            editions = service.store.ratings.editions(rating, as_of=known_on)
            _write_editions(editions, rating, period, moves, style)


def _write_ratings(service: Service, style: Format) -> None:
    rows = (
        {
            "id": rating.id,
            "name": rating.name,
            "publisher": rating.publisher,
            "editions": list(rating.periods),
            "provisional": rating.provisional,
        }
        for rating in service.store.ratings.list()
    )
    write_rows(rows, style, columns=("id", "name", "publisher", "editions", "provisional"), title="Ratings")


def _write_editions(
    editions: tuple[Edition, ...], rating: str, period: str | None, moves: bool, style: Format
) -> None:
    chosen = [edition for edition in editions if period in (None, edition.period)]
    if not chosen:
        told = ", ".join(edition.period for edition in editions) or "none"
        raise InvalidQuery(f"no such edition of {rating!r}; there are: {told}", part=period or rating)
    if style is Format.table:
        for edition in chosen:
            rows = (place_row(place) for place in edition.places if not moves or _moved(place))
            write_rows(rows, style, columns=PLACE_COLUMNS, title=f"{rating}, {edition.period}")
        return
    flat = (
        {"rating": rating, "period": edition.period, **place_row(place), "scope": place.scope}
        for edition in chosen
        for place in edition.places
        if not moves or _moved(place)
    )
    write_rows(flat, style, columns=("rating", "period", *PLACE_COLUMNS, "scope"), title="")


def place_row(place: Place) -> dict[str, Any]:
    """A line of an edition's table; `moved` counts places up (+) or down (-)."""
    upper = f"-{place.position_to}" if place.position_to is not None else ""
    return {
        "place": f"{place.position}{upper}" if place.position is not None else None,
        "subject": place.subject,
        "region": place.region,
        "before": place.previous,
        "moved": _moved(place),
        "score": place.score,
        "status": place.status,
    }


def _moved(place: Place) -> int | None:
    """Places moved, where both places are known or the news told the movement; 0 is None."""
    if place.previous is not None and place.position is not None and place.position_to is None:
        return (place.previous - place.position) or None
    return place.change_told or None


@ratings.command()
def movers(
    rating: RatingArgument,
    before: Annotated[str | None, typer.Argument(help="The earlier edition; the one before.")] = None,
    after: Annotated[str | None, typer.Argument(help="The later edition; the newest.")] = None,
    as_of: AsOfOption = None,
    style: FormatOption = Format.table,
) -> None:
    """Who stands where in two editions, those who moved the furthest first."""
    known_on = parse_question(typed("as-of", as_of)).as_of if as_of is not None else None
    with opened() as service:
        earlier, later = _two_editions(service, rating, before, after)
        moves = service.store.ratings.moves(rating, earlier, later, as_of=known_on)
    rows = (
        {
            "subject": move.subject,
            "region": move.region,
            "before": move.before,
            "after": move.after,
            "moved": move.moved,
            "scope": move.scope,
        }
        for move in sorted(moves, key=lambda move: -abs(move.moved or 0))
    )
    write_rows(rows, style, columns=MOVE_COLUMNS, title=f"{rating}, {earlier} and {later}")


def _two_editions(service: Service, rating: str, before: str | None, after: str | None) -> tuple[str, str]:
    periods = [edition.period for edition in service.store.ratings.editions(rating)]
    for period in (before, after):
        if period is not None and period not in periods:
            told = ", ".join(periods) or "none"
            raise InvalidQuery(f"no such edition of {rating!r}; there are: {told}", part=period)
    later = after or service.store.ratings.newest_period(rating, like=before) or ""
    earlier = before or service.store.ratings.period_before(rating, later)
    if not later or earlier is None:
        raise InvalidQuery(f"{rating!r} has no two editions to compare; name them", part=rating)
    return earlier, later


@ratings.command()
def history(
    rating: RatingArgument,
    subject: Annotated[str, typer.Argument(help="Id of a subject: RU-SMO, or as facts have it.")],
    scope: Annotated[str, typer.Option(help="The scope of the places; empty for the whole.")] = "",
    as_of: AsOfOption = None,
    style: FormatOption = Format.table,
) -> None:
    """A subject's places through the editions, the oldest first."""
    known_on = parse_question(typed("as-of", as_of)).as_of if as_of is not None else None
    with opened() as service:
        standings = service.store.ratings.history(rating, subject, scope, as_of=known_on)
    rows = ({"period": standing.period, **place_row(standing.place)} for standing in standings)
    write_rows(rows, style, columns=("period", *PLACE_COLUMNS), title=f"{subject} in {rating}")


@ratings.command()
def gaps(rating: RatingArgument, style: FormatOption = Format.table) -> None:
    """Places of each edition that nobody told."""
    with opened() as service:
        editions = service.store.ratings.editions(rating)
    rows = [
        {"period": edition.period, "scope": scope, "missing": _ranges(gaps_of(edition, scope))}
        for edition in editions
        for scope in sorted({place.scope for place in edition.places})
    ]
    write_rows(rows, style, columns=("period", "scope", "missing"), title=f"Places of {rating} nobody told")


def _ranges(places: tuple[int, ...]) -> str:
    """1, 3-5, 9."""
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return ", ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs)


@ratings.command()
def review(
    limit: Annotated[int, typer.Option(min=1, help="The most that are printed.")] = 50,
    style: FormatOption = Format.table,
) -> None:
    """Ratings that the registry does not know, with what they may be."""
    with opened() as service:
        pending = service.store.reviewing.queue(limit)
    rows = (
        {
            "id": one.rating.id,
            "name": "; ".join(one.names),
            "publisher": one.rating.publisher,
            "facts": one.rating.facts,
            "articles": len(one.articles),
            "editions": list(one.rating.periods),
            "may be": [f"{may.rating.id} ({may.likeness:.0%})" for may in one.suggestions],
        }
        for one in pending
    )
    write_rows(rows, style, columns=REVIEW_COLUMNS, title="Ratings that wait for review")


@ratings.command()
def merge(rating: RatingArgument, into: IntoArgument) -> None:
    """A rating is another one: its whole history goes there. `svodka ratings undo` brings it back."""
    with opened() as service:
        _say(service.store.reviewing.merge(rating, into, registered=_registered(service)))


@ratings.command()
def split(
    rating: RatingArgument, name: Annotated[str, typer.Argument(help="What news call the other one.")]
) -> None:
    """What is called by this name is another rating, which gets an id of its own."""
    with opened() as service:
        _say(service.store.reviewing.split(rating, name))


@ratings.command()
def alias(
    name: Annotated[str, typer.Argument(help="What news call it, as `svodka ratings review` shows.")],
    into: IntoArgument,
) -> None:
    """Whatever has this name and is in no registry is this rating, from now on and before."""
    with opened() as service:
        _say(service.store.reviewing.alias(name, into, registered=_registered(service)))


@ratings.command()
def keep(rating: RatingArgument) -> None:
    """A rating is one of its own, and waits for review no longer."""
    with opened() as service:
        _say(service.store.reviewing.keep(rating))


@ratings.command()
def undo(
    decision: Annotated[str, typer.Argument(help="Its id, as `svodka ratings decisions` lists it.")],
) -> None:
    """Take a decision back, with all that followed from it."""
    with opened() as service:
        _say(service.store.reviewing.undo(decision))


@ratings.command()
def decisions(style: FormatOption = Format.table) -> None:
    """What was decided about ratings, the oldest first."""
    with opened() as service:
        made = service.store.reviewing.decisions()
    write_rows(map(_decision_row, made), style, columns=DECISION_COLUMNS, title="Decisions")


def _registered(service: Service) -> frozenset[str]:
    return frozenset(rating.id for rating in service.registries.ratings)


def _say(decision: Decision) -> None:
    what = f"{decision.kind} {decision.rating or decision.name} -> {decision.into}"
    sys.stdout.write(f"{decision.id}: {what}{' undone' if decision.undone_at else ''}\n")


def _decision_row(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "kind": decision.kind,
        "rating": decision.rating or None,
        "name": decision.name,
        "into": decision.into,
        "decided": rfc3339(decision.decided_at),
        "undone": rfc3339(decision.undone_at) if decision.undone_at is not None else None,
    }
