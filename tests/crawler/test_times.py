"""Times as Russian news sites write them. It is 18:00 in Moscow on Thursday, 12 March 2026."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.times import ToldTime, best_moment, moment_of, only_a_time, zone_named

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
MOSCOW = zone_named("Europe/Moscow")


@pytest.mark.parametrize(
    ("words", "at", "precision"),
    [
        ("14:05 12.03.2026", "2026-03-12T11:05", "minute"),
        ("12.03.2026 14:05", "2026-03-12T11:05", "minute"),
        ("12.03.2026 в 14:05", "2026-03-12T11:05", "minute"),
        ("12.03.26, 14:05", "2026-03-12T11:05", "minute"),
        ("12/03/2026 14.05", "2026-03-12T11:05", "minute"),
        ("12 марта, 14:05", "2026-03-12T11:05", "minute"),
        ("12 марта 14:05", "2026-03-12T11:05", "minute"),
        ("14:05, 12 марта 2026", "2026-03-12T11:05", "minute"),
        ("14:05 | 12 марта 2026 года", "2026-03-12T11:05", "minute"),
        ("Опубликовано: 12 мар. 2026 г. в 14:05 (мск)", "2026-03-12T11:05", "minute"),
        ("Чт, 12 мар 2026 14:05:00 MSK", "2026-03-12T11:05", "second"),
        ("30 декабря, 10:00", "2025-12-30T07:00", "minute"),
        ("13 марта, 10:00", None, None),
        ("14 марта, 10:00", "2025-03-14T07:00", "minute"),
        ("сегодня, 09:15", "2026-03-12T06:15", "minute"),
        ("вчера в 23:10", "2026-03-11T20:10", "minute"),
        ("вчера", "2026-03-11T00:00", "day"),
        ("yesterday-ish", None, None),
        ("позавчера, 08:00", "2026-03-10T05:00", "minute"),
        ("25 минут назад", "2026-03-12T14:35", "minute"),
        ("минуту назад", "2026-03-12T14:59", "minute"),
        ("20 часов назад", "2026-03-11T00:00", "day"),
        ("3 дня назад", "2026-03-09T00:00", "day"),
        ("20260312T1405", "2026-03-12T11:05", "minute"),
        ("20260312T140507", "2026-03-12T11:05:07", "second"),
        ("20260312T140507+0500", "2026-03-12T09:05:07", "second"),
        ("2026-03-12T14:05:07+03:00", "2026-03-12T11:05:07", "second"),
        ("2026-03-12T11:05:07.123456Z", "2026-03-12T11:05:07", "second"),
        ("2026-03-12 14:05", "2026-03-12T11:05", "minute"),
        ("2026-03-12T14:05+03", "2026-03-12T11:05", "minute"),
        ("2026-03-12 16:05 UTC+5", "2026-03-12T11:05", "minute"),
        ("Thu, 12 Mar 2026 14:05:07 +0300", "2026-03-12T11:05:07", "second"),
        ("Thu, 12 Mar 2026 11:05:07 GMT", "2026-03-12T11:05:07", "second"),
        ("Thu Mar 12 14:05:07 2026", "2026-03-12T11:05:07", "second"),
        ("March 12, 2026 14:05", "2026-03-12T11:05", "minute"),
        ("1773313500", "2026-03-12T11:05:00", "second"),
        ("1773313500123", "2026-03-12T11:05:00", "second"),
        ("2026-03-12", "2026-03-12T00:00", "day"),
        ("12.03.2026", "2026-03-12T00:00", "day"),
        ("20260312", "2026-03-12T00:00", "day"),
        ("12 марта 2026 года", "2026-03-12T00:00", "day"),
        ("2026-03-12T00:00:00+03:00", "2026-03-12T00:00", "day"),
        ("2026-03-11T24:00:00+03:00", "2026-03-12T00:00", "day"),
    ],
)
def test_told_times(words, at, precision):
    moment = moment_of(words, zone=MOSCOW, now=NOW)
    if at is None:
        assert moment is None
    else:
        assert moment is not None
        assert (moment.at, moment.precision) == (datetime.fromisoformat(at).replace(tzinfo=UTC), precision)


@pytest.mark.parametrize(
    "words",
    [
        *("", "скоро", "14:05", "30.02.2026", "31 апреля 2026", "2026-13-01", "0000-00-00", "12.03.1926"),
        *(
            "1970-01-01T00:00:00Z",
            "2026-03-12T18:40:00+03:00",
            "2026-03-13",
            "2031-01-01T00:00",
            "9999999999",
        ),
        *("99999999999999999999", "29 февраля, 12:00", "рейтинг 2025", "версия 3.11.2", "+7 495 123-45-67"),
        *("999 дней назад" * 30, "\x00", "9" * 5_000),
    ],
)
def test_what_is_no_time_or_cannot_be(words):
    moment = moment_of(words, zone=MOSCOW, now=NOW)
    assert moment is None or moment.at <= NOW


def test_a_clock_that_is_a_little_ahead_is_tolerated():
    assert moment_of("2026-03-12T18:20:00+03:00", zone=MOSCOW, now=NOW) is not None


def test_the_zone_of_the_source_is_for_times_without_one():
    moment = moment_of("12.03.2026 14:05", zone=zone_named("Asia/Vladivostok"), now=NOW)
    assert moment is not None
    assert moment.at == datetime(2026, 3, 12, 4, 5, tzinfo=UTC)


def test_a_name_that_is_no_zone_is_an_error():
    with pytest.raises(ValueError, match="time zone"):
        zone_named("Europe/Nowhere")


@given(st.integers(0, 983_750_400), st.integers(-12, 14))
def test_iso_times_come_back_as_they_are(seconds, hours):
    local = datetime(1995, 1, 2, tzinfo=UTC) + timedelta(seconds=seconds)
    sign, zone_hours = ("+", hours) if hours >= 0 else ("-", -hours)
    words = f"{local:%Y-%m-%dT%H:%M:%S}{sign}{zone_hours:02d}:00"
    moment = moment_of(words, zone=MOSCOW, now=NOW)
    told = local - timedelta(hours=hours)
    if (local.hour, local.minute, local.second) != (0, 0, 0) and told <= NOW:
        assert moment is not None
        assert moment.at == told


@given(st.text(max_size=60))
def test_any_words_give_a_past_time_or_none(words):
    moment = moment_of(words, zone=MOSCOW, now=NOW)
    assert moment is None or moment.at <= NOW + timedelta(hours=14)


def told(*pairs: tuple[str, str]) -> list[ToldTime]:
    return [ToldTime(text=text, told_by=by) for text, by in pairs]


@pytest.mark.parametrize(
    ("times", "at", "by"),
    [
        (told(("12.03.2026 10:00", "a"), ("12.03.2026 11:00", "b")), "2026-03-12T07:00", "a"),
        (told(("12.03.2026", "a"), ("12.03.2026 11:00", "b")), "2026-03-12T08:00", "b"),
        (told(("12.03.2026", "a"), ("11.03.2026 11:00", "b")), "2026-03-12T00:00", "a"),
        (told(("12.03.2027 10:00", "a"), ("11.03.2026 11:00", "b")), "2026-03-11T08:00", "b"),
        (told(("12.03.2026", "a"), ("чепуха", "b"), ("2026-03-11T22:30:00Z", "c")), "2026-03-11T22:30", "c"),
    ],
    ids=[
        "the first",
        "the finer of one day",
        "not of another day",
        "not of the future",
        "the day in the zone",
    ],
)
def test_the_best_of_several_times(times, at, by):
    best = best_moment(times, zone=MOSCOW, now=NOW)
    assert best is not None
    assert (best[0].at, best[1]) == (datetime.fromisoformat(at).replace(tzinfo=UTC), by)


def test_lines_that_are_only_a_time():
    assert all(
        map(only_a_time, ["14:05 12.03.2026", "12 марта 2026, 14:05", "Опубликовано: 12.03.2026 в 14:05"])
    )
    assert not any(map(only_a_time, ["12 марта открылась выставка", "На 12%", "Дата", "Рейтинг 2025 года"]))
