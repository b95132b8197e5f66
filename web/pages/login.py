"""Signing in with a key, and out again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from web.access import SESSION, SESSION_DAYS, Sessions, session_cookie
from web.pages.forms import form_of, refuse_other_sites
from web.pages.rendering import Pages, view_of


def login_routes(sessions: Sessions, pages: Pages) -> APIRouter:
    """The routes over the keys."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/login")
    def login(request: Request) -> Response:
        cookie = session_cookie(request.headers)
        key = sessions.key(cookie) if cookie else None
        token = sessions.form_token(cookie) if key else ""
        headers = {"cache-control": "no-store"}
        return pages.page("login.html", view_of(request), headers=headers, key=key, token=token, wrong=False)

    @routes.post("/login")
    async def sign_in(request: Request, form: Annotated[Mapping[str, str], Depends(form_of)]) -> Response:
        refuse_other_sites(request)
        key = await run_in_threadpool(sessions.api_keys.holder, form.get("key", "").strip())
        if key is None:
            view = view_of(request)
            return pages.page("login.html", view, status=401, key=None, token="", wrong=True)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(
            SESSION,
            await run_in_threadpool(sessions.cookie, key),
            max_age=SESSION_DAYS * 86_400,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    @routes.post("/login/out")
    async def sign_out(request: Request, form: Annotated[Mapping[str, str], Depends(form_of)]) -> Response:
        cookie = session_cookie(request.headers)
        genuine = await run_in_threadpool(sessions.is_form_token, form.get("token", ""), cookie)
        if not cookie or not genuine:
            raise HTTPException(403)
        answer = RedirectResponse("/login", status_code=303)
        answer.delete_cookie(SESSION, httponly=True, samesite="strict")
        return answer

    return routes
