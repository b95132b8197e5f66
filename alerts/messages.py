"""What a recipient reads: the body of a webhook, and the human text in it.

The body has the form of Standard Webhooks 1.0: `type`, `timestamp` and `data`. News text is data:
in the fields of `data` it stands as given (JSON keeps it apart), in the human text it is one line
without control characters, and an address is passed on only if it is HTTP(S).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from alerts.headlines import headline as headline_of
from alerts.headlines import rating_name
from alerts.templates import render
from alerts.wording import (
    Language,
    NameOf,
    as_told,
    capitalised,
    day_words,
    figure_words,
    period_words,
    place_words,
    plain_line,
    plural,
)
from model.articles import digest
from model.ledger import Event
from model.subscriptions import Delivery, Subscription
from model.wire import rfc3339

_PHRASES: dict[str, dict[Language, str]] = {
    "scope": {"ru": "Зачёт", "en": "Ranked within"},
    "compared": {"ru": "Сравнение", "en": "Compared with"},
    "as_told": {"ru": "прежнее место названо в новости", "en": "the place before is told by the news"},
    "best": {"ru": "Лучшее место за всю историю", "en": "The best place in its history"},
    "worst": {"ru": "Худшее место за всю историю", "en": "The worst place in its history"},
    "overtook": {"ru": "Впереди теперь этих", "en": "Now ahead of"},
    "overtaken_by": {"ru": "Обошли", "en": "Overtaken by"},
    "agrees": {"ru": "То же сообщает", "en": "The same is told by"},
    "differs": {"ru": "Иначе сообщает", "en": "Told otherwise by"},
    "expected": {"ru": "Ждали к", "en": "It was expected by"},
    "since": {"ru": "Последний раз прочитан", "en": "Last read"},
    "drifts_since": {"ru": "Сравниваются дни начиная с этого", "en": "Compared are the days since"},
    "last_named": {"ru": "Последний раз названа", "en": "Last named"},
}
_SAMPLE_AT = datetime(2026, 1, 1, tzinfo=UTC)
_WITHOUT_RATING = ("partner_appeared", "partner_vanished", "source_silent", "source_drifting")
_NO_NEWS = {"edition_missing": "expected", "source_silent": "since", "source_drifting": "drifts_since"}
"""Kinds of events that no article tells, with the phrase before the moment that they go by."""

_FIELDS_FIRST = (
    "rating_id rating period previous_period scope subject_id subject region previous position"
).split()


def payload(event: Event, subscription: Subscription, *, name_of: NameOf = as_told) -> str:
    """The body of the message about an event, as JSON text, in the subscription's language."""
    language: Language = subscription.language
    told = text(event, language, name_of=name_of)
    fields = _event_fields(event)
    if subscription.template is not None:
        title = headline(event, language, name_of=name_of)
        told = render(subscription.template, {**fields, "headline": title, "text": told})
    return _json(
        {
            "type": f"{_domain(event)}.{event.kind}",
            "timestamp": rfc3339(event.happened_at),
            "data": {
                "subscription": subscription.name,
                **fields,
                "language": language,
                "headline": headline(event, language, name_of=name_of),
                "text": told,
            },
        }
    )


def digest_payload(members: Sequence[Delivery], *, now: datetime) -> str:
    """The body of one message for several: their headlines, then each in full."""
    items = [json.loads(member.payload)["data"] for member in members]
    language: Language = items[0]["language"]
    count = len(items)
    title = (
        f"{count} {plural(count, 'событие', 'события', 'событий')}"
        if language == "ru"
        else f"{count} {'event' if count == 1 else 'events'}"
    )
    return _json(
        {
            "type": "digest",
            "timestamp": rfc3339(now),
            "data": {
                "subscription": members[0].subscription,
                "language": language,
                "headline": title,
                "text": "\n\n".join([f"{title}.", *(item["text"] for item in items)]),
                "items": items,
            },
        }
    )


def sample_event(now: datetime) -> Event:
    """An invented event, for messages that try a channel or a template out."""
    return Event(
        id=digest(f"sample\n{now.isoformat()}"),
        kind="place_changed",
        rating_id="sample",
        rating="Пример рейтинга",
        period="2025",
        previous_period="2024",
        subject_id="RU-TUL",
        subject="Тульская область",
        region="RU-TUL",
        previous=7,
        position=4,
        overtook=("RU-KLU",),
        sentence="Это проверка: Тульская область заняла четвёртое место.",
        url="https://example.org/news",
        published_at=now,
        happened_at=now,
    )


def sample_fields() -> dict[str, Any]:
    """The fields that a template can show, of an invented event."""
    return {**_event_fields(sample_event(_SAMPLE_AT)), "headline": "", "text": ""}


def headline(event: Event, language: Language, *, name_of: NameOf = as_told) -> str:
    """One line: who, from where to where. For a new edition: which, and who leads."""
    return headline_of(event, language, name_of)


def text(event: Event, language: Language, *, name_of: NameOf = as_told) -> str:
    """The whole message as plain lines.

    Headline, rating and period, what it means beside others, the sentence, the link, and what
    other articles say.
    """
    lines = [f"{headline_of(event, language, name_of)}."]
    if event.kind not in _WITHOUT_RATING:
        lines.append(f"{_rating_line(event, language)}.")
    if event.kind in _NO_NEWS:
        phrase = _PHRASES[_NO_NEWS[event.kind]][language]
        return "\n".join([*lines, f"{phrase} {day_words(event.published_at)}."])
    lines += _circumstances(event, language, name_of)
    if event.sentence:
        lines.append(f"«{plain_line(event.sentence)}»")
    lines += filter(None, (_other_title(event), link(event.url)))
    return "\n".join([*lines, *_witness_lines(event, language)])


def link(url: str) -> str | None:
    """The address if it is one to follow in a browser: HTTP(S) with a host, and no blanks in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    followable = parts.scheme in ("http", "https") and parts.hostname and plain_line(url) == url
    return url if followable and " " not in url else None


def _circumstances(event: Event, language: Language, name_of: NameOf) -> list[str]:
    lines = _figure_before(event, language)
    if event.kind == "partner_vanished":
        lines.append(f"{_PHRASES['last_named'][language]} {day_words(event.published_at)}.")
    if event.scope:
        lines.append(f"{_PHRASES['scope'][language]}: {plain_line(name_of(event.scope, language))}.")
    if event.record:
        lines.append(f"{_PHRASES[event.record][language]}.")
    for phrase, regions in (("overtook", event.overtook), ("overtaken_by", event.overtaken_by)):
        if regions:
            named = ", ".join(name_of(region, language) for region in regions)
            lines.append(f"{_PHRASES[phrase][language]}: {named}.")
    return lines


def _figure_before(event: Event, language: Language) -> list[str]:
    """The same figure for the period before, where it is told beside it."""
    if event.kind != "figure_told" or event.previous_value is None or event.previous_period is None:
        return []
    told = figure_words(event.previous_value, event.unit, event.previous_direction, language)
    period = period_words(event.previous_period, language)
    return [f"{_PHRASES['compared'][language]}: {period}, {told}."]


def _witness_lines(event: Event, language: Language) -> list[str]:
    lines = []
    for witness in event.witnesses:
        phrase = _PHRASES["agrees" if witness.agrees else "differs"][language]
        told = "" if witness.agrees else f" ({_told_words(witness.told, event, language)})"
        address = link(witness.url)
        lines.append(f"{phrase} {plain_line(witness.source)}{told}{f': {address}' if address else ''}")
    return lines


def _told_words(told: str, event: Event, language: Language) -> str:
    return place_words(int(told), language) if event.value is None and told.isdecimal() else plain_line(told)


def _other_title(event: Event) -> str:
    """The title of the article, unless it is itself the sentence."""
    title = plain_line(event.title or "")
    return "" if title.rstrip(".") == plain_line(event.sentence).rstrip(".") else title


def _rating_line(event: Event, language: Language) -> str:
    period = period_words(event.period, language) if event.period else ""
    words = ", ".join(filter(None, (capitalised(rating_name(event, language)), period)))
    if event.kind != "place_changed" or event.previous is None:
        return words
    told = event.previous_period
    compared = period_words(told, language) if told else _PHRASES["as_told"][language]
    return f"{words}. {_PHRASES['compared'][language]}: {compared}"


def _domain(event: Event) -> str:
    """What an event is about, for the type of its message."""
    if event.kind in ("source_silent", "source_drifting"):
        return "source"
    if event.country:
        return "partnership"
    return "percentage" if event.value is not None else "ranking"


def _event_fields(event: Event) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "kind": event.kind,
        **{name: getattr(event, name) for name in _FIELDS_FIRST},
        "scope": event.scope or None,
        "moved": None if event.is_correction else event.moved,
        "is_correction": event.kind == "fact_corrected",
        "record": event.record,
        "overtook": list(event.overtook),
        "overtaken_by": list(event.overtaken_by),
        "former": event.former or None,
        "country": event.country or None,
        "value": event.value,
        "previous_value": event.previous_value,
        "previous_direction": event.previous_direction or None,
        "unit": event.unit or None,
        "direction": event.direction or None,
        "fact_id": event.fact_id,
        "sentence": event.sentence,
        "title": event.title,
        "url": link(event.url),
        "witnesses": [{**asdict(witness), "url": link(witness.url)} for witness in event.witnesses],
        "thread": digest(event.rating_id or event.rating or event.kind),
        "published_at": rfc3339(event.published_at),
        "happened_at": rfc3339(event.happened_at),
    }


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
