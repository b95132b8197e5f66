"""What a recipient reads: the body of a webhook, and the human text in it.

The body has the form of Standard Webhooks 1.0: `type`, `timestamp` and `data`. News text is data:
in the fields of `data` it stands as given (JSON keeps it apart), in the human text it is one line
without control characters, and an address is passed on only if it is HTTP(S).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from alerts.wording import (
    Language,
    capitalised,
    correction_words,
    direction_words,
    move_words,
    period_words,
    place_words,
    plain_line,
)
from model.ledger import Event
from model.subscriptions import Subscription
from model.wire import rfc3339

_PHRASES: dict[str, dict[Language, str]] = {
    "new_edition": {"ru": "Новое издание рейтинга", "en": "New edition of the rating"},
    "first": {"ru": "впереди", "en": "in the lead"},
    "scope": {"ru": "Зачёт", "en": "Ranked within"},
    "compared": {"ru": "Сравнение", "en": "Compared with"},
    "as_told": {"ru": "прежнее место названо в новости", "en": "the place before is told by the news"},
    "no_name": {"ru": "рейтинг без названия", "en": "a rating without a name"},
}


ScopeName = Callable[[str, Language], str]
"""The name of a scope that is told by a code (a federal district); words come back as they are."""


def as_told(scope: str, _: Language) -> str:
    """A scope without a registry to look its name up in."""
    return scope


def payload(event: Event, subscription: Subscription, *, scope_name: ScopeName = as_told) -> str:
    """The body of the message about an event, as JSON text, in the subscription's language."""
    language: Language = subscription.language
    return json.dumps(
        {
            "type": f"ranking.{event.kind}",
            "timestamp": rfc3339(event.happened_at),
            "data": {
                "subscription": subscription.name,
                **_event_fields(event),
                "language": language,
                "headline": headline(event, language),
                "text": text(event, language, scope_name=scope_name),
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def headline(event: Event, language: Language) -> str:
    """One line: who, from where to where. For a new edition: which, and who leads."""
    if event.kind == "edition_appeared":
        return _edition_headline(event, language)
    return _place_headline(event, language)


def text(event: Event, language: Language, *, scope_name: ScopeName = as_told) -> str:
    """The whole message as plain lines: headline, rating and period, the sentence, the link."""
    lines = [f"{headline(event, language)}.", f"{_rating_line(event, language)}."]
    if event.scope:
        lines.append(f"{_PHRASES['scope'][language]}: {plain_line(scope_name(event.scope, language))}.")
    if event.sentence:
        lines.append(f"«{plain_line(event.sentence)}»")
    lines += filter(None, (_other_title(event), link(event.url)))
    return "\n".join(lines)


def _other_title(event: Event) -> str:
    """The title of the article, unless it is itself the sentence."""
    title = plain_line(event.title or "")
    return "" if title.rstrip(".") == plain_line(event.sentence).rstrip(".") else title


def link(url: str) -> str | None:
    """The address if it is one to follow in a browser: HTTP(S) with a host, and no blanks in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    followable = parts.scheme in ("http", "https") and parts.hostname and plain_line(url) == url
    return url if followable and " " not in url else None


def _place_headline(event: Event, language: Language) -> str:
    subject = capitalised(plain_line(event.subject))
    if event.position is None:
        return subject
    if event.is_correction and event.previous is not None:
        return f"{subject}: {correction_words(event.previous, event.position, language)}"
    words = f"{subject}: {move_words(event.previous, event.position, language)}"
    return words if event.moved is None else f"{words}, {direction_words(event.moved, language)}"


def _edition_headline(event: Event, language: Language) -> str:
    words = f"{_PHRASES['new_edition'][language]}: {_rating_name(event, language)}"
    if not event.subject or event.position is None:
        return words
    place = _PHRASES["first"][language] if event.position == 1 else place_words(event.position, language)
    return f"{words} — {plain_line(event.subject)}, {place}"


def _rating_line(event: Event, language: Language) -> str:
    words = f"{capitalised(_rating_name(event, language))}, {period_words(event.period, language)}"
    if event.kind != "place_changed" or event.previous is None or event.is_correction:
        return words
    told = event.previous_period
    compared = period_words(told, language) if told else _PHRASES["as_told"][language]
    return f"{words}. {_PHRASES['compared'][language]}: {compared}"


def _rating_name(event: Event, language: Language) -> str:
    return plain_line(event.rating) or _PHRASES["no_name"][language]


def _event_fields(event: Event) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "kind": event.kind,
        "rating_id": event.rating_id,
        "rating": event.rating,
        "period": event.period,
        "previous_period": event.previous_period,
        "scope": event.scope or None,
        "subject_id": event.subject_id,
        "subject": event.subject,
        "region": event.region,
        "previous": event.previous,
        "position": event.position,
        "moved": None if event.is_correction else event.moved,
        "is_correction": event.is_correction,
        "fact_id": event.fact_id,
        "sentence": event.sentence,
        "title": event.title,
        "url": link(event.url),
        "published_at": rfc3339(event.published_at),
        "happened_at": rfc3339(event.happened_at),
    }
