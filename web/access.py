"""Who may see and change what: keys in the Authorization header, sessions of pages, limits of requests.

The API changes something only for a key in the Authorization header, which no other site can make a browser
send; a session is not enough, and in an open service no less.

A session is the id of a key and the moment when it ends, signed; the key is looked up at every
request, so that a revoked one ends its sessions at once.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Literal

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from model.access import ApiKey, Role
from model.errors import StoreUnavailable, UnusableStore
from storage.api_keys import ApiKeys
from web.problems import STORE_AWAY, Problem

Access = Literal["open", "public", "keys"]
"""open: everyone reads everything. public: the service's state is for admins. keys: nothing without one."""

REQUESTS_PER_MINUTE = 600
"""Of one key, or of one address without a key: ten a second is more than any reader makes."""
SESSION = "svodka_session"
SESSION_DAYS = 7
_FREE = ("/livez", "/readyz", "/metrics", "/static/", "/manual", "/login", "/push/")
_BY_TOKEN = "/feeds/queries/"  # noqa: S105 (an address)
"""Feeds of saved queries: their token is the key."""
_OF_ADMINS = (
    "/service",
    "/queue",
    "/deliveries",
    "/why",
    "/v1/sources",
    "/v1/fetches",
    "/v1/deliveries",
    "/v1/decisions",
    "/v1/stats",
)
_API_OF_EDITORS = ("/v1/subscriptions", "/v1/backtest", "/v1/silences", "/v1/channels", "/v1/queries")
_OF_EDITORS = (*_API_OF_EDITORS, "/watches", "/silences", "/review")
CHANGEABLE = (*_API_OF_EDITORS, "/v1/articles", "/v1/deliveries")
"""Where the API has methods that change something; anywhere else there are none to guard."""
_READING = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Sessions:
    """Signed cookies and the tokens of forms."""

    api_keys: ApiKeys
    clock: Callable[[], datetime]

    def cookie(self, key: ApiKey) -> str:
        """The value of the cookie of a session that begins now."""
        ends_at = int((self.clock() + timedelta(days=SESSION_DAYS)).timestamp())
        content = f"{key.id}.{ends_at}"
        return f"{content}.{self._signature('session', content)}"

    def key(self, cookie: str) -> ApiKey | None:
        """The key of a session; None for one that is over, forged, or whose key was revoked."""
        content, _, signature = cookie.rpartition(".")
        identifier, _, ends_at = content.partition(".")
        genuine = hmac.compare_digest(signature.encode(), self._signature("session", content).encode())
        if not genuine or int(ends_at) < self.clock().timestamp():
            return None
        key = self.api_keys.get(identifier)
        return key if key is not None and key.may("reader") else None

    def form_token(self, cookie: str) -> str:
        """The token that a form of this session carries: another site can read neither."""
        return self._signature("form", cookie)

    def is_form_token(self, token: str, cookie: str) -> bool:
        """Whether a form came from a page of this session."""
        return hmac.compare_digest(token.encode(), self.form_token(cookie).encode())

    def _signature(self, purpose: str, content: str) -> str:
        message = f"{purpose}\n{content}".encode()
        return hmac.new(self.api_keys.signing_secret(), message, hashlib.sha256).hexdigest()


def session_cookie(headers: Headers) -> str:
    """The session cookie of a request; empty where there is none."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[SESSION].value if SESSION in cookies else ""


class Guard:
    """ASGI middleware: lets a request through, or asks for a key. Forms are checked by their routes."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        access: Access,
        sessions: Sessions,
        answer: Callable[[Request, Problem], Response],
        requests_per_minute: int,
    ) -> None:
        self._app = app
        self._access = access
        self._sessions = sessions
        self._answer = answer
        self._requests_per_minute = requests_per_minute

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 401, 403 or 429; `answer` makes a page of it for people."""
        if scope["type"] != "http" or self._is_free(scope):
            await self._app(scope, receive, send)
            return
        try:
            refused = await run_in_threadpool(self._refused, Request(scope))
        except (StoreUnavailable, UnusableStore):
            refused = self._answer(Request(scope), STORE_AWAY)
        await (refused or self._app)(scope, receive, send)

    def _is_free(self, scope: Scope) -> bool:
        """Whether anybody may: a page's own forms are checked by their routes."""
        if scope["path"].startswith(_FREE):
            return True
        return self._access == "open" and not _changes(scope["method"], scope["path"])

    def _refused(self, request: Request) -> Response | None:
        bearer = _bearer(request.headers)
        changes = _changes(request.method, request.url.path)
        key = self._holder(request.headers, bearer, by_session=not changes)
        if bearer and key is None:
            return self._answer(request, _unauthorised("This key is not known, or was revoked."))
        caller = f"key:{key.id}" if key else f"address:{request.client.host if request.client else ''}"
        if self._sessions.api_keys.requests_in_window(caller) > self._requests_per_minute:
            return self._answer(request, _too_many(self._requests_per_minute))
        needed = self._needed(request.url.path, changes=changes)
        if needed is None or (key is not None and key.may(needed)):
            return None
        if key is not None:
            return self._answer(
                request, Problem(status=403, detail=f"This needs a key of the role {needed}.")
            )
        if request.url.path.startswith(("/v1/", "/feeds/")):
            problem = _unauthorised("This needs a key: Authorization: Bearer svodka_...")
            return self._answer(request, problem)
        return RedirectResponse("/login", status_code=303)

    def _holder(self, headers: Headers, bearer: str, *, by_session: bool) -> ApiKey | None:
        if bearer:
            return self._sessions.api_keys.holder(bearer)
        cookie = session_cookie(headers) if by_session else ""
        return self._sessions.key(cookie) if cookie else None

    def _needed(self, path: str, *, changes: bool) -> Role | None:
        if _is_under(path, _OF_ADMINS):
            return "admin"
        if changes or _is_under(path, _OF_EDITORS):
            return "editor"
        return "reader" if self._access == "keys" and not path.startswith(_BY_TOKEN) else None


def _changes(method: str, path: str) -> bool:
    """Whether a request to the API may change something."""
    return method not in _READING and _is_under(path, CHANGEABLE)


def _is_under(path: str, roots: tuple[str, ...]) -> bool:
    return any(path == root or path.startswith(f"{root}/") for root in roots)


def _too_many(limit: int) -> Problem:
    return Problem(
        status=429,
        detail=f"More than {limit} requests in a minute; wait for the next one.",
        headers={"Retry-After": "60"},
    )


def _bearer(headers: Headers) -> str:
    scheme, _, spelling = headers.get("authorization", "").partition(" ")
    return spelling.strip() if scheme.casefold() == "bearer" else ""


def _unauthorised(detail: str) -> Problem:
    return Problem(status=401, detail=detail, headers={"WWW-Authenticate": "Bearer"})
