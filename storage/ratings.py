"""The ledger of ratings, as readers see it."""

from __future__ import annotations

from dataclasses import dataclass

from model.ledger import Edition, Place, Rating
from storage.server import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A subject's place in one edition of its history."""

    period: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A subject in two editions: the places there, None where nobody told one."""

    subject_id: str
    subject: str
    region: str | None
    scope: str
    before: int | None
    after: int | None

    @property
    def moved(self) -> int | None:
        """Places moved, + is up."""
        return None if self.before is None or self.after is None else self.before - self.after


class Ratings:
    """Ratings with their editions."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self) -> tuple[Rating, ...]:
        """Every rating that has a name of its own, by id."""
        raise NotImplementedError

    def get(self, rating_id: str) -> Rating | None:
        """One rating."""
        raise NotImplementedError

    def editions(self, rating_id: str) -> tuple[Edition, ...]:
        """The editions of a rating by period, the newest last; empty for an unknown rating."""
        raise NotImplementedError

    def edition(self, rating_id: str, period: str) -> Edition | None:
        """One edition."""
        raise NotImplementedError

    def newest_period(self, rating_id: str, like: str | None = None) -> str | None:
        """The newest edition; with `like`, of the series that this period is of (years, quarters, ...)."""
        raise NotImplementedError

    def history(self, rating_id: str, subject_id: str, scope: str = "") -> tuple[Standing, ...]:
        """The places of a subject through the editions, the newest last."""
        raise NotImplementedError

    def moves(self, rating_id: str, before: str, after: str) -> tuple[Move, ...]:
        """Who stands where in two editions, by the place in the later one, then in the earlier."""
        raise NotImplementedError
