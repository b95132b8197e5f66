"""Forms that change something: who may send them, and that no other site sent them in a reader's name.

With keys, a session of the role editor and the form's token are asked for. A service that is open to
everybody has no sessions; there the browser says where a form came from, and the service must have
been opened by a number or as localhost: a name of another site can be made to lead to this machine (DNS
rebinding), a number cannot.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

from web.access import Access, Sessions, session_cookie

LARGEST_FORM_BYTES = 16_384
TOKEN = "token"  # noqa: S105 (the name of a field)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a small form. Raises 413 for one that is larger."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM_BYTES:
            raise HTTPException(413)
    return dict(parse_qsl(body.decode(errors="replace")))


@dataclass(frozen=True, slots=True)
class Forms:
    """The check of forms."""

    sessions: Sessions
    access: Access

    def token(self, request: Request) -> str:
        """What a form on the page answering `request` has to carry; "" where there is no session."""
        cookie = session_cookie(request.headers)
        return self.sessions.form_token(cookie) if cookie else ""

    def may_change(self, request: Request) -> bool:
        """Whether forms are of use to who looks at the page."""
        if self.access == "open":
            return _is_by_number(request)
        cookie = session_cookie(request.headers)
        key = self.sessions.key(cookie) if cookie else None
        return key is not None and key.may("editor")

    def author(self, request: Request) -> str:
        """The name under which changes are made: the key's; "" where there is none."""
        cookie = session_cookie(request.headers)
        key = self.sessions.key(cookie) if cookie else None
        return key.name if key is not None else ""

    def check(self, request: Request, form: Mapping[str, str]) -> None:
        """Raises 403 for a form that did not come from a page of ours, by someone who may."""
        refuse_other_sites(request)
        if not self.may_change(request):
            raise HTTPException(403)
        cookie = session_cookie(request.headers)
        if self.access != "open" and not self.sessions.is_form_token(form.get(TOKEN, ""), cookie):
            raise HTTPException(403)


def refuse_other_sites(request: Request) -> None:
    """Raises 403 for a form of another site: browsers tell where it came from.

    Source: Fetch Metadata (W3C); Origin is the way of browsers without it.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.url.netloc}"
    if site not in (None, "same-origin", "none") or (site is None and origin not in (None, own)):
        raise HTTPException(403)


def _is_by_number(request: Request) -> bool:
    host = request.url.hostname or ""
    if host == "localhost":
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
