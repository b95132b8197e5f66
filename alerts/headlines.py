"""One line that says what happened, for each kind of event, in Russian and in English."""

from __future__ import annotations

from collections.abc import Callable

from alerts.wording import (
    Language,
    NameOf,
    capitalised,
    correction_words,
    direction_words,
    figure_words,
    move_words,
    period_words,
    place_words,
    plain_line,
)
from model.ledger import Event, EventKind

PHRASES: dict[str, dict[Language, str]] = {
    "new_edition": {"ru": "Новое издание рейтинга", "en": "New edition of the rating"},
    "first": {"ru": "впереди", "en": "in the lead"},
    "new_leader": {"ru": "новый лидер", "en": "the new leader"},
    "instead_of": {"ru": "прежде", "en": "before"},
    "dispute": {"ru": "источники расходятся", "en": "sources disagree"},
    "or": {"ru": "или", "en": "or"},
    "withdrawn": {"ru": "сообщение отозвано", "en": "the report was withdrawn"},
    "partner": {"ru": "новая страна-партнёр", "en": "a new partner country"},
    "corrected": {"ru": "исправлено", "en": "corrected"},
    "not": {"ru": "а не", "en": "not"},
    "missing": {"ru": "Издание не вышло в срок", "en": "An edition is overdue"},
    "silent": {"ru": "Источник молчит", "en": "A source is silent"},
    "drifting": {"ru": "Источник изменился", "en": "A source has changed"},
    "usually": {"ru": "прежде", "en": "before"},
    "vanished": {"ru": "страну-партнёра больше не называют", "en": "a partner country is named no more"},
    "no_name": {"ru": "рейтинг без названия", "en": "a rating without a name"},
}


DRIFTS: dict[str, dict[Language, str]] = {
    "yield": {"ru": "новых статей в неделю", "en": "new articles a week"},
    "texts": {"ru": "статей не прочитать", "en": "articles that cannot be read"},
    "titles": {"ru": "статей без заголовка", "en": "articles without a title"},
    "times": {"ru": "статей без времени", "en": "articles without a time"},
    "facts": {"ru": "статей с фактами", "en": "articles that tell facts"},
}
"""What of a source may drift, by the word in the event."""


def headline(event: Event, language: Language, name_of: NameOf) -> str:
    """One line: who, from where to where; without a full stop."""
    return _HEADLINES[event.kind](event, language, name_of)


def rating_name(event: Event, language: Language) -> str:
    """The rating's name as told."""
    return plain_line(event.rating) or PHRASES["no_name"][language]


def _place_changed(event: Event, language: Language, _: NameOf) -> str:
    subject = capitalised(plain_line(event.subject))
    if event.position is None:
        return subject
    words = f"{subject}: {move_words(event.previous, event.position, language)}"
    return words if event.moved is None else f"{words}, {direction_words(event.moved, language)}"


def _edition_appeared(event: Event, language: Language, _: NameOf) -> str:
    words = f"{PHRASES['new_edition'][language]}: {rating_name(event, language)}"
    if not event.subject or event.position is None:
        return words
    place = PHRASES["first"][language] if event.position == 1 else place_words(event.position, language)
    return f"{words} — {plain_line(event.subject)}, {place}"


def _new_leader(event: Event, language: Language, _: NameOf) -> str:
    words = f"{capitalised(plain_line(event.subject))}: {PHRASES['new_leader'][language]}"
    return (
        f"{words} ({PHRASES['instead_of'][language]} {plain_line(event.former)})" if event.former else words
    )


def _sources_disagree(event: Event, language: Language, name_of: NameOf) -> str:
    told = [_value(event, language), *(witness.told for witness in event.witnesses if not witness.agrees)]
    values = f" {PHRASES['or'][language]} ".join(dict.fromkeys(filter(None, told)))
    return f"{_who(event, language, name_of)}: {PHRASES['dispute'][language]}: {values}"


def _corrected(event: Event, language: Language, name_of: NameOf) -> str:
    who = _who(event, language, name_of)
    if event.position is not None and event.previous is not None:
        return f"{who}: {correction_words(event.previous, event.position, language)}"
    words = f"{who}: {PHRASES['corrected'][language]}: {_value(event, language)}"
    if event.previous_value is None:
        return words
    before = figure_words(event.previous_value, event.unit, event.previous_direction, language)
    return f"{words}, {PHRASES['not'][language]} {before}"


def _withdrawn(event: Event, language: Language, name_of: NameOf) -> str:
    words = f"{_who(event, language, name_of)}: {PHRASES['withdrawn'][language]}"
    told = _value(event, language) or (place_words(event.previous, language) if event.previous else "")
    return f"{words}: {told}" if told else words


def _partner_appeared(event: Event, language: Language, name_of: NameOf) -> str:
    region = capitalised(name_of(event.region or "", language))
    return f"{region}: {PHRASES['partner'][language]} — {name_of(event.country, language)}"


def _partner_vanished(event: Event, language: Language, name_of: NameOf) -> str:
    region = capitalised(name_of(event.region or "", language))
    return f"{region}: {PHRASES['vanished'][language]} — {name_of(event.country, language)}"


def _figure_told(event: Event, language: Language, name_of: NameOf) -> str:
    return f"{_who(event, language, name_of)}: {_value(event, language)}"


def _edition_missing(event: Event, language: Language, _: NameOf) -> str:
    period = period_words(event.period, language)
    return f"{PHRASES['missing'][language]}: {rating_name(event, language)}, {period}"


def _source_silent(event: Event, language: Language, _: NameOf) -> str:
    return f"{PHRASES['silent'][language]}: {plain_line(event.subject)}"


def _source_drifting(event: Event, language: Language, _: NameOf) -> str:
    what = DRIFTS.get(event.rating, {}).get(language, event.rating)
    now, before = (
        figure_words(value or 0.0, event.unit, "", language) for value in (event.value, event.previous_value)
    )
    words = f"{PHRASES['drifting'][language]}: {plain_line(event.subject)}"
    return f"{words}, {what}: {now}, {PHRASES['usually'][language]} {before}"


def _who(event: Event, language: Language, name_of: NameOf) -> str:
    """The subject of a place; the region and metric of a figure; the two of a partnership."""
    if event.subject:
        return capitalised(plain_line(event.subject))
    region = capitalised(name_of(event.region or "", language))
    if event.country:
        return f"{region} — {name_of(event.country, language)}"
    return f"{region}, {plain_line(event.rating)}" if event.rating else region


def _value(event: Event, language: Language) -> str:
    if event.value is not None:
        return figure_words(event.value, event.unit, event.direction, language)
    return place_words(event.position, language) if event.position is not None else ""


_HEADLINES: dict[EventKind, Callable[[Event, Language, NameOf], str]] = {
    "place_changed": _place_changed,
    "edition_appeared": _edition_appeared,
    "new_leader": _new_leader,
    "sources_disagree": _sources_disagree,
    "fact_corrected": _corrected,
    "fact_withdrawn": _withdrawn,
    "partner_appeared": _partner_appeared,
    "partner_vanished": _partner_vanished,
    "figure_told": _figure_told,
    "edition_missing": _edition_missing,
    "source_silent": _source_silent,
    "source_drifting": _source_drifting,
}
