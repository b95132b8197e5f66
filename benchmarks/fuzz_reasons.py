"""What of the API no schema can say, for `make fuzz-api`."""

from __future__ import annotations

_QUESTION = "a question has a grammar of its own"
_DAYS = "the last day is not before the first: two parameters against each other"
_BODY = (
    "channels, regions, time zones and templates are those that there are; group_by and group_wait_seconds,"
    " expected_by and ratings, a preset and what it is about go together; quiet hours have a length"
)
_NAME = "printable is what Unicode's tables call so"
BEYOND_A_SCHEMA = {
    "GET /v1/facts": {"q": _QUESTION, "query": _DAYS},
    "GET /feeds/facts.rss": {"q": _QUESTION, "query": _DAYS},
    "GET /feeds/facts.json": {"q": _QUESTION, "query": _DAYS},
    "GET /v1/deliveries": {"after": "a page goes on behind a delivery that is in the log"},
    "POST /v1/articles": {
        "url": "a host has to be a name that DNS can have (IDNA)",
        "published_at": "news is not from the future",
    },
    "POST /v1/subscriptions": {"body": _BODY, "name": _NAME},
    "PUT /v1/subscriptions/{name}": {"body": _BODY, "name": f"the one in the body; {_NAME}"},
    "POST /v1/backtest": {"body": _BODY, "name": _NAME},
    "POST /v1/silences": {"body": "a silence ends after it begins, and is not over"},
    "PUT /v1/queries/{name}": {"question": _QUESTION, "name": _NAME},
}
"""By operation: the parameters that may be blamed for a 422, and why no schema can say so."""
