"""Jinja, and what every page knows: its words, its language, and how to spell our addresses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from alerts.messages import link
from alerts.wording import Language
from model.wire import rfc3339
from web.catalogue import LANGUAGES, Words, chosen_language, words
from web.pages.escaping import EscapingEnvironment

STATIC = Path(__file__).parent.parent / "static"
MANUAL = Path(__file__).parent.parent / "manual"
"""The built manual (`make manual`); a checkout without it has no such pages."""
_TEMPLATES = Path(__file__).parent.parent / "templates"
_ORDINAL = re.compile(r"(?<=\d)-(?=[а-яё])")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a page knows of the request.

    `show` are the lines chosen for a chart: the one parameter that may be there more than once.
    `asked_language` is kept in the addresses of the page: who chose a language goes on in it,
    without a cookie.
    """

    words: Words
    path: str
    params: Mapping[str, str]
    show: tuple[str, ...]
    asked_language: Language | None

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.words.language

    @property
    def other_language(self) -> Language:
        """The one to switch to."""
        return next(language for language in LANGUAGES if language != self.language)

    def address(self, path: str, /, **params: str | None) -> str:
        """An address of ours, in the language at hand; parameters without a value are left out."""
        return _spelled(path, {**params, "lang": params.get("lang") or self.asked_language})

    def changed(self, /, **params: str | None) -> str:
        """The address of this page with some parameters changed, or, with None, removed."""
        chosen = urlencode([("show", identifier) for identifier in self.show])
        address = self.address(self.path, **{**self.params, **params})
        return f"{address}{'&' if '?' in address else '?'}{chosen}" if chosen else address


def view_of(request: Request) -> View:
    """The view of a request, its filters without the blank ones of a form."""
    params = {name: value for name, value in request.query_params.items() if value.strip()}
    asked = params.pop("lang", None)
    params.pop("show", None)
    language = chosen_language(asked, request.headers.get("accept-language", ""))
    return View(
        words=words(language),
        path=request.url.path,
        params=params,
        show=tuple(filter(None, request.query_params.getlist("show"))),
        asked_language=language if asked == language else None,
    )


@dataclass(frozen=True, slots=True)
class Pages:
    """Renders templates into answers. Text is escaped unless a template says otherwise; none does."""

    environment: Environment = field(default_factory=lambda: _environment())

    def page(
        self,
        template: str,
        view: View,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> HTMLResponse:
        """A page as an answer, in the language of the view."""
        html = self.environment.get_template(template).render(view=view, t=view.words, **values)
        told = {"Content-Language": view.language, "Vary": "Accept-Language", **(headers or {})}
        return HTMLResponse(html, status_code=status, headers=told)


def _environment() -> Environment:
    environment = EscapingEnvironment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Autoescape leaves `javascript:` addresses alive: what is no link is shown as text.
    environment.filters["link"] = link
    environment.filters["rfc3339"] = rfc3339
    environment.filters["unbroken"] = unbroken
    environment.globals["static"] = _static_addresses()
    environment.globals["has_manual"] = MANUAL.is_dir()
    return environment


def unbroken(text: str) -> str:
    """The text with ordinals ("5-е") that no line ends inside of: their hyphen is U+2011."""
    return _ORDINAL.sub("\N{NON-BREAKING HYPHEN}", text)


def _static_addresses() -> dict[str, str]:
    """Each file with a digest of its content in its address, so that it may be kept for ever."""
    return {
        file.name: f"/static/{file.name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"
        for file in STATIC.iterdir()
        if file.is_file()
    }


def _spelled(path: str, params: Mapping[str, str | None]) -> str:
    told = {name: value for name, value in params.items() if value}
    return f"{path}?{urlencode(told)}" if told else path
