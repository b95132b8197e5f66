"""What chat services have in common: a text in pieces, one request a piece, the answer judged.

A service is a `Vendor`: its limits, its escaping, its request, and what its answers mean. A try that
broke off goes on behind the pieces that were taken.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

import httpx

from alerts.letters import letter_of, pieces
from alerts.posting import Answer, Poster, Request
from model.errors import ConfigurationError, DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Attempt, Channel, Delivery

WHOLE_SECONDS = 30.0
"""A try begins no other piece after this time; the next one goes on behind it."""


class Vendor(Protocol):
    """A chat service. `piece_length` is the longest text by `length`, before escaping."""

    piece_length: int
    interval_seconds: float

    def check(self, channel: Channel) -> None:
        """Raises ConfigurationError for a channel that cannot be used."""

    def length(self, text: str) -> int:
        """The length of a text as the service counts it."""

    def request(self, text: str, headline: str, channel: Channel) -> Request:
        """The request for one piece. `headline` is what it begins with, empty but for the first."""

    def fault(
        self, answer: Answer, channel: Channel, *, parts: int
    ) -> DeliveryRejected | DeliveryInterrupted | None:
        """What was wrong, if the answer does not take the message after `parts` pieces were."""


class ChatSender:
    """Hands messages over to one chat service."""

    def __init__(self, vendor: Vendor, poster: Poster, *, clock: Callable[[], datetime]) -> None:
        self._vendor = vendor
        self._poster = poster
        self._clock = clock

    @property
    def interval_seconds(self) -> float:
        """The least time between two messages to one chat."""
        return self._vendor.interval_seconds

    def check(self, channel: Channel) -> None:
        """Raises ConfigurationError for a channel that cannot be used."""
        self._vendor.check(channel)

    def send(self, delivery: Delivery, channel: Channel) -> Attempt:
        """One try; errors as those of the webhook channel, with the pieces that were taken."""
        self._vendor.check(channel)
        now = self._clock()
        letter = letter_of(delivery)
        found = pieces(letter.text, self._vendor.piece_length, length=self._vendor.length)
        taken, status = 0, None
        for number, piece in enumerate(found):
            if number < delivery.parts_taken:
                continue
            if (self._clock() - now).total_seconds() > WHOLE_SECONDS:
                told = (
                    f"channel {channel.name}: {taken} of the text's {len(found)} pieces went out in this try"
                )
                raise DeliveryInterrupted(told, parts=taken)
            headline = letter.headline if number == 0 and piece.startswith(letter.headline) else ""
            answer = self._sent(self._vendor.request(piece, headline, channel), channel, taken)
            error = self._vendor.fault(answer, channel, parts=taken)
            if error is not None:
                raise error
            taken, status = taken + 1, answer.status
        return Attempt(at=now, status=status, parts=taken)

    def _sent(self, request: Request, channel: Channel, taken: int) -> Answer:
        try:
            return self._poster.send(request, channel)
        except DeliveryInterrupted as error:
            error.parts = taken
            raise


def json_request(url: httpx.URL, content: object, **headers: str) -> Request:
    """A POST of JSON."""
    body = json.dumps(content, ensure_ascii=False).encode()
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(url=url, body=body, headers={"content-type": "application/json; charset=utf-8", **told})


def told_by(answer: Answer) -> dict[str, Any]:
    """The JSON object in an answer; empty where there is none."""
    try:
        told = json.loads(answer.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def words_of(answer: Answer, *names: str) -> str:
    """What an answer says in the first of these fields that it has; else its body."""
    told = told_by(answer)
    return next((str(told[name]) for name in names if told.get(name)), answer.body.decode("utf-8", "replace"))


def need(channel: Channel, *, to: bool = False, token: str = "") -> None:
    """Raises ConfigurationError where a channel does not say whom (`to`), or with which `token`."""
    if to and not channel.to:
        raise ConfigurationError(f"channel {channel.name}: `to` says which chat")
    if token and not channel.secrets:
        raise ConfigurationError(f"channel {channel.name}: it needs {token}; name its file in secret_files")
