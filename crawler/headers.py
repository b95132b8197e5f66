"""What HTTP headers say to us, and what we say with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

Headers = dict[bytes, bytes]
LIMIT_RETRY_AFTER_SECONDS = 86_400.0


def condition_of(etag: str | None, last_modified: str | None) -> Headers:
    """The headers of a conditional request, from validators exactly as they were received."""
    condition = {b"If-None-Match": etag, b"If-Modified-Since": last_modified}
    # The very bytes that came: header values are read as latin-1, whatever they hold.
    return {name: value.encode("latin-1", "ignore") for name, value in condition.items() if value is not None}


def max_age_seconds(headers: Mapping[str, str]) -> int | None:
    """How long the answer may be kept by its Cache-Control; None where it does not say."""
    for directive in headers.get("cache-control", "").lower().split(","):
        name, _, value = directive.strip().partition("=")
        if name == "max-age" and value.strip('"').isdecimal():
            return min(int(value.strip('"')[:10]), 10 * 365 * 86_400)
    return None


def retry_after_seconds(headers: Mapping[str, str], clock: Callable[[], datetime]) -> float | None:
    """What the server asks us to wait, a day at most. A date counts from the server's own clock."""
    told = headers.get("retry-after", "").strip()
    if told.isdecimal():
        return min(float(told[:9]), LIMIT_RETRY_AFTER_SECONDS)
    until = _http_date(told)
    if until is None:
        return None
    seconds = (until - (_http_date(headers.get("date", "")) or clock())).total_seconds()
    return min(max(seconds, 0.0), LIMIT_RETRY_AFTER_SECONDS)


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def location_of(location: str) -> str:
    """A Location as its sender meant it: Russian sites put bare UTF-8 into it."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeDecodeError:
        return location
