"""When an item says that it was published: times as Russian news sites write them.

Every form has its zone by itself or takes the source's; a form without a year takes the latest
one that is not in the future. What cannot be read, or lies in the future or before the web,
is None: a missing time is better than an invented one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from model.articles import Precision

TOLERATED_FUTURE = timedelta(minutes=30)
"""Clocks of servers differ; more than this ahead of us is a wrong zone or a planned date."""

_LIMIT_CHARACTERS = 200
_FIRST_YEAR = 1990
_MONTHS = {
    stem: number
    for number, stems in enumerate(
        (
            *("янв jan", "фев feb", "мар mar", "апр apr", "мая май may", "июн jun", "июл jul"),
            *("авг aug", "сен sep", "окт oct", "ноя nov", "дек dec"),
        ),
        start=1,
    )
    for stem in stems.split()
}
_MONTH = rf"(?P<month_name>{'|'.join(_MONTHS)})[а-яёa-z]*\.?"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})[-./](?P<month>\d{1,2})[-./](?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<short_year>\d\d)(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:-?го)?[\s-]+{_MONTH}(?:[\s,-]+(?P<year>\d{{4}})(?!\d)(?!:))?",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?!\d)(?:,?\s+(?P<year>\d{{4}})(?!\d))?",
        r"(?<![\d:.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?![\d:.]*\d)",
    )
)
_NAMED_DAYS = {"сегодня": 0, "today": 0, "вчера": 1, "yesterday": 1, "позавчера": 2}
_NAMED_DAY = re.compile(r"(?<![\w-])(сегодня|вчера|позавчера|today|yesterday)(?![\w-])")
_AGO = re.compile(r"(?:(\d{1,3})\s+)?(секунд|минут|час|день|дня|дней)[а-я]*\s+назад")
_AGO_SECONDS = {"секунд": 1, "минут": 60, "час": 3_600, "день": 86_400, "дня": 86_400, "дней": 86_400}
_CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d|60)(?:[.,]\d+)?)?(?!\d)"
)
_PACKED_CLOCK = re.compile(
    r"^\s*[t ]\s*(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?:[.,]\d+)?(?!\d)"
)
_OFFSET = re.compile(
    r"(?P<sign>[+\u2212-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?[\s)]*(?:msk|мск)?[\s)]*$"
)
_NAMED_ZONES: dict[str, timezone] = {
    "z": UTC,
    "utc": UTC,
    "gmt": UTC,
    "мск": timezone(timedelta(hours=3)),
    "msk": timezone(timedelta(hours=3)),
    "мсд": timezone(timedelta(hours=4)),
    "msd": timezone(timedelta(hours=4)),
    "екб": timezone(timedelta(hours=5)),
}
_NAMED_ZONE = re.compile(r"(?:\b|(?<=\d))(z|utc|gmt|мск|msk|мсд|msd|екб)\b")
_LIMIT_TIME_LINE = 60
_TIME_WORDS = re.compile(
    rf"\b(?:{'|'.join(_MONTHS)})[а-яё]*\b|\b(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница"
    r"|суббота|воскресенье|сегодня|вчера|в|года?|г|мск|msk|utc|gmt|опубликован[оа]?|дата|время|публикации|создан[оа]?)\b"
)
_NO_TIME = re.compile(r"[^\W\d_]|%|\d{5,}")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time that was read. `at` is UTC; of a bare day it is 00:00 UTC of that day, which is
    the same day all over Russia."""

    at: datetime
    precision: Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTime:
    """A time as it was found: its words, and where ("json-ld", "meta", "feed", ...)."""

    text: str
    told_by: str


def zone_named(name: str) -> tzinfo:
    """The IANA zone. Raises ValueError for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"not a time zone: {name!r}; write one such as Europe/Moscow") from None


def moment_of(text: str, *, zone: tzinfo, now: datetime) -> Moment | None:
    """The moment that the words tell, or None.

    `zone` is for words without one, `now` for "вчера", for a missing year, and for the guard
    against the future.
    """
    words = " ".join(text[:_LIMIT_CHARACTERS].lower().replace("\u00a0", " ").split())
    try:
        moment = _epoch(words) or _ago(words, zone, now) or _dated(words, zone, now)
    except (ValueError, OverflowError):
        return None
    return moment if moment is not None and _credible(moment, zone, now) else None


def only_a_time(line: str) -> bool:
    """Whether a short line of a page is nothing but a date or a time of day."""
    if len(line) > _LIMIT_TIME_LINE or not any(character.isdigit() for character in line):
        return False
    return _NO_TIME.search(_TIME_WORDS.sub(" ", line.lower())) is None


def best_moment(told: Iterable[ToldTime], *, zone: tzinfo, now: datetime) -> tuple[Moment, str] | None:
    """The first time that can be read, and where from; a later one wins only if it tells the
    time of the same day that an earlier one left out."""
    best: tuple[Moment, str] | None = None
    for candidate in told:
        moment = moment_of(candidate.text, zone=zone, now=now)
        if moment is None:
            continue
        if best is None:
            best = (moment, candidate.told_by)
        elif best[0].precision == "day" and moment.precision != "day" and _same_day(best[0], moment, zone):
            return moment, candidate.told_by
        if best[0].precision != "day":
            return best
    return best


def _same_day(bare: Moment, fine: Moment, zone: tzinfo) -> bool:
    return bare.at.date() in (fine.at.astimezone(zone).date(), fine.at.date())


def _credible(moment: Moment, zone: tzinfo, now: datetime) -> bool:
    latest = now + TOLERATED_FUTURE
    if moment.precision == "day":
        # East of Greenwich a day begins before 00:00 UTC, by which it is kept.
        passed = moment.at.date() <= max(latest.astimezone(zone).date(), latest.date())
    else:
        passed = moment.at <= latest
    return passed and moment.at.year >= _FIRST_YEAR


def _epoch(words: str) -> Moment | None:
    if not _EPOCH.fullmatch(words):
        return None
    return Moment(at=datetime.fromtimestamp(int(words[:10]), UTC), precision="second")


def _ago(words: str, zone: tzinfo, now: datetime) -> Moment | None:
    match = _AGO.search(words)
    if match is None:
        return None
    unit_seconds = _AGO_SECONDS[match[2]]
    at = now - timedelta(seconds=int(match[1] or 1) * unit_seconds)
    if unit_seconds < 3_600:
        return Moment(at=at.astimezone(UTC).replace(second=0, microsecond=0), precision="minute")
    # "Three hours ago" does not tell the minute.
    return Moment(at=_midnight(at.astimezone(zone).date()), precision="day")


def _dated(words: str, zone: tzinfo, now: datetime) -> Moment | None:
    found = _day(words, zone, now)
    if found is None:
        return None
    day, rest = found
    clock = _clock(rest)
    if clock is None:
        return Moment(at=_midnight(day), precision="day")
    hour, minute, second, after = clock
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    if (hour, minute, second or 0) == (0, 0, 0):
        # Content systems write midnight where they keep no time of day.
        return Moment(at=_midnight(day), precision="day")
    local = datetime.combine(day, time(hour, minute, min(second or 0, 59)), _zone(after) or zone)
    return Moment(at=local.astimezone(UTC), precision="minute" if second is None else "second")


def _day(words: str, zone: tzinfo, now: datetime) -> tuple[date, str] | None:
    """The day, and the words without it."""
    today = now.astimezone(zone).date()
    named = _NAMED_DAY.search(words)
    if named is not None:
        return today - timedelta(days=_NAMED_DAYS[named[1]]), _without(words, named)
    for form in _DATES:
        match = form.search(words)
        day = match and _date_of(match.groupdict(), today)
        if match and day:
            return day, _without(words, match)
    return None


def _without(words: str, match: re.Match[str]) -> str:
    # What stood before goes behind: "14:05 12.03.2026" and "12.03.2026 14:05" become alike.
    return f"{words[match.end() :]} {words[: match.start()]}"


def _date_of(parts: dict[str, str | None], today: date) -> date | None:
    name = parts.get("month_name")
    month = _MONTHS[name] if name else int(parts["month"] or 0)
    day = int(parts["day"] or 0)
    year = parts.get("year")
    short_year = parts.get("short_year")
    try:
        if year or short_year:
            return date(int(year) if year else 2000 + int(short_year or 0), month, day)
        return _latest(month, day, today)
    except ValueError:
        return None


def _latest(month: int, day: int, today: date) -> date:
    """The latest such day that is not after tomorrow (zones differ)."""
    this_year = date(today.year, month, day)
    return this_year if this_year <= today + timedelta(days=1) else date(today.year - 1, month, day)


def _clock(rest: str) -> tuple[int, int, int | None, str] | None:
    match = _PACKED_CLOCK.match(rest) or _CLOCK.search(rest)
    if match is None:
        return None
    second = match["second"]
    return int(match["hour"]), int(match["minute"]), int(second) if second else None, rest[match.end() :]


def _zone(after: str) -> tzinfo | None:
    """The zone told behind the time of day."""
    offset = _OFFSET.search(after.strip())
    if offset is not None:
        hours, minutes = int(offset["hours"]), int(offset["minutes"] or 0)
        if hours <= 14 and minutes < 60:
            sign = 1 if offset["sign"] == "+" else -1
            return timezone(sign * timedelta(hours=hours, minutes=minutes))
    named = _NAMED_ZONE.search(after)
    return _NAMED_ZONES[named[1]] if named else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
