"""The demo's webhook receiver takes what is signed well, and nothing else."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from cli.demo.receiver import TOLERANCE_SECONDS, Receiver

BODY = json.dumps({"type": "place_changed", "region": "RU-TUL"})


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


def headers(receiver: Receiver, *, body: str = BODY, at: datetime | None = None) -> dict[str, str]:
    at = at or datetime.now(UTC)
    signature = Webhook(receiver.secret).sign("msg_1", at, body)
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


def test_a_message_signed_by_the_reference_library_is_taken(receiver: Receiver) -> None:
    assert httpx.post(receiver.url, content=BODY, headers=headers(receiver)).status_code == 204
    (message,) = receiver.messages
    assert (message.id, message.payload) == ("msg_1", json.loads(BODY))


def test_one_fitting_signature_among_several_is_enough(receiver: Receiver) -> None:
    signed = headers(receiver)
    signed["webhook-signature"] = "v1,AAAA " + signed["webhook-signature"] + " v2,AAAA"
    assert httpx.post(receiver.url, content=BODY, headers=signed).status_code == 204


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_message_without_one_of_the_headers_is_refused(receiver: Receiver, header: str) -> None:
    signed = headers(receiver)
    del signed[header]
    assert httpx.post(receiver.url, content=BODY, headers=signed).status_code == 401
    assert receiver.messages == ()
    assert receiver.arrivals[0].fault


def test_a_changed_body_is_refused(receiver: Receiver) -> None:
    assert httpx.post(receiver.url, content=BODY + " ", headers=headers(receiver)).status_code == 401


def test_a_signature_by_another_secret_is_refused(receiver: Receiver) -> None:
    with Receiver() as other:
        assert httpx.post(receiver.url, content=BODY, headers=headers(other)).status_code == 401


@pytest.mark.parametrize("off", [TOLERANCE_SECONDS + 60, -TOLERANCE_SECONDS - 60])
def test_a_message_of_another_time_is_refused(receiver: Receiver, off: int) -> None:
    at = datetime.now(UTC) + timedelta(seconds=off)
    assert httpx.post(receiver.url, content=BODY, headers=headers(receiver, at=at)).status_code == 401


def test_a_repeated_message_is_answered_but_counts_once(receiver: Receiver) -> None:
    signed = headers(receiver)
    answers = [httpx.post(receiver.url, content=BODY, headers=signed).status_code for _ in range(2)]
    assert answers == [204, 204]
    assert len(receiver.messages) == 1
    assert [arrival.repeated for arrival in receiver.arrivals] == [False, True]


def test_waiting_ends_when_the_message_is_there_or_the_time_is_up(receiver: Receiver) -> None:
    assert not receiver.wait_for(1, seconds=0.01)
    httpx.post(receiver.url, content=BODY, headers=headers(receiver))
    assert receiver.wait_for(1, seconds=5)


def test_the_clock_is_an_argument() -> None:
    late = time.time() + 3600
    with Receiver(clock=lambda: late) as receiver:
        assert httpx.post(receiver.url, content=BODY, headers=headers(receiver)).status_code == 401
