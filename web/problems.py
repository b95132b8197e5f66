"""Errors as RFC 9457 problem documents for programs, and as a page for people.

Every error of the service goes through here, those of the framework too: a wrong path, a wrong
method, a parameter that cannot be read, a store that does not answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from model.errors import InvalidQuery, StoreUnavailable, UnusableStore

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
"""What we ask for while the store is away: /readyz is to be red within this time."""

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What went wrong. `errors` names each parameter that is to blame, with the reason."""

    status: int
    detail: str
    errors: tuple[Mapping[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The phrase of the status: with type "about:blank" RFC 9457 asks for it."""
        return HTTPStatus(self.status).phrase

    def document(self) -> dict[str, Any]:
        """The members of the problem document."""
        members = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail}
        return {**members, "errors": [dict(error) for error in self.errors]} if self.errors else members


class ProblemResponse(JSONResponse):
    """A problem as its document."""

    media_type = MEDIA_TYPE


def problem_response(problem: Problem) -> Response:
    """The answer to a program."""
    return ProblemResponse(problem.document(), status_code=problem.status, headers=dict(problem.headers))


def handle_problems(app: FastAPI, *, answer: Callable[[Request, Problem], Response]) -> None:
    """Let every error of the app end in `answer`: a problem document, or a page."""

    async def framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 (the handler is registered for it)
        return answer(request, _of_http(request, error))

    async def wrong_parameters(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return answer(request, of_parameters(error.errors()))

    async def wrong_query(request: Request, error: Exception) -> Response:
        assert isinstance(error, InvalidQuery)  # noqa: S101
        parts = ({"parameter": error.part, "detail": str(error)},)
        return answer(request, Problem(status=422, detail=str(error), errors=parts))

    async def no_store(request: Request, error: Exception) -> Response:
        log.warning("request.store_unavailable", path=request.url.path, error=str(error))
        return answer(request, STORE_AWAY)

    async def anything(request: Request, _: Exception) -> Response:
        return answer(request, Problem(status=500, detail="Something failed on our side; it is in the log."))

    app.add_exception_handler(HTTPException, framework)
    app.add_exception_handler(RequestValidationError, wrong_parameters)
    app.add_exception_handler(InvalidQuery, wrong_query)
    app.add_exception_handler(StoreUnavailable, no_store)
    app.add_exception_handler(UnusableStore, no_store)
    app.add_exception_handler(Exception, anything)


STORE_AWAY = Problem(
    status=503,
    detail="The store does not answer; try again in a moment.",
    headers={"Retry-After": str(RETRY_SECONDS)},
)


def _of_http(request: Request, error: HTTPException) -> Problem:
    details = {
        404: f"There is nothing at {request.url.path}.",
        405: f"{request.url.path} does not take {request.method}; the Allow header names what it takes.",
    }
    # Starlette's own detail is only the phrase again; what we raise says more.
    own = error.detail if error.detail != HTTPStatus(error.status_code).phrase else None
    detail = own or details.get(error.status_code, error.detail)
    headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers
    return Problem(status=error.status_code, detail=detail, headers=headers or {})


def _allowed(request: Request) -> str:
    """Every method that the address takes: the framework names those of the first route there alone."""

    def takes(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return ", ".join(filter(takes, _METHODS))


def of_parameters(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem behind what pydantic found wrong."""
    told = tuple(
        {
            "parameter": str(error["loc"][-1]) if error["loc"] else "",
            "detail": "There is no such parameter."
            if error["type"] == "extra_forbidden"
            else str(error["msg"]),
        }
        for error in errors
    )
    names = ", ".join(dict.fromkeys(error["parameter"] for error in told))
    return Problem(status=422, detail=f"Wrong: {names}. See errors for the reasons.", errors=told)
