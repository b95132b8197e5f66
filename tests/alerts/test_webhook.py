from __future__ import annotations

import base64
import contextlib
import dataclasses
import email.utils
import ipaddress
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.webhook import WebhookSender, signed_headers, signing_keys
from alerts.posting import Poster, PostLimits, address_of
from model.errors import ConfigurationError, DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Channel

OLD_SECRET = "whsec_" + base64.b64encode(b"o" * 32).decode()


def is_public(address):
    return ipaddress.ip_address(address).is_global


def make_sender(**changes):
    arguments = {"is_public": is_public, "clock": lambda: datetime.now(UTC), **changes}
    return WebhookSender(Poster(**arguments), clock=arguments["clock"])


@pytest.fixture(scope="module")
def sender():
    return make_sender()


def test_the_official_package_verifies_our_signature(sender, delivery, channel, receiver):
    sender.send(delivery, channel)
    ((headers, body),) = receiver.requests
    verified = standardwebhooks.Webhook(channel.secrets[0]).verify(body, headers)
    assert verified == json.loads(delivery.payload)


def test_a_receiver_that_knows_either_secret_verifies_while_secrets_change(
    sender, delivery, channel, receiver
):
    sender.send(delivery, dataclasses.replace(channel, secrets=(*channel.secrets, OLD_SECRET)))
    ((headers, body),) = receiver.requests
    for secret in (channel.secrets[0], OLD_SECRET):
        standardwebhooks.Webhook(secret).verify(body, headers)


@given(body=st.text(), key=st.binary(min_size=24, max_size=64))
def test_whatever_the_body_and_the_key_the_official_package_verifies(body, key):
    secret = "whsec_" + base64.b64encode(key).decode()
    signing = Channel(name="desk", url="https://desk.example/", secrets=(secret,))
    headers = signed_headers("msg_1", body, signing, datetime.now(UTC))
    standardwebhooks.Webhook(secret).verify(body, headers, json_parse=False)


def test_a_body_that_was_changed_on_the_way_does_not_verify(sender, delivery, channel, receiver):
    sender.send(delivery, channel)
    ((headers, body),) = receiver.requests
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(channel.secrets[0]).verify(body.replace(b"place", b"plage"), headers)


def test_the_message_id_is_the_id_of_the_delivery_at_every_try(sender, delivery, channel, receiver):
    sender.send(delivery, channel)
    sender.send(delivery, channel)
    assert [headers["webhook-id"] for headers, _ in receiver.requests] == [delivery.id, delivery.id]


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_2xx_is_delivered(status, sender, delivery, channel, receiver):
    receiver.answers(status)
    attempt = sender.send(delivery, channel)
    assert (attempt.status, attempt.error) == (status, None)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422])
def test_other_4xx_reject_for_good(status, sender, delivery, channel, receiver):
    receiver.answers(status)
    with pytest.raises(DeliveryRejected) as raised:
        sender.send(delivery, channel)
    assert raised.value.status == status


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_busy_and_broken_targets_interrupt(status, sender, delivery, channel, receiver):
    receiver.answers(status)
    with pytest.raises(DeliveryInterrupted) as raised:
        sender.send(delivery, channel)
    assert (raised.value.status, raised.value.retry_after_seconds) == (status, None)


def test_a_redirect_is_not_followed(sender, delivery, channel, receiver):
    receiver.answers(307, Location="/elsewhere")
    with pytest.raises(DeliveryInterrupted) as raised:
        sender.send(delivery, channel)
    assert raised.value.status == 307
    assert len(receiver.requests) == 1


def test_retry_after_in_seconds_is_passed_on(sender, delivery, channel, receiver):
    receiver.answers(429, Retry_After="120")
    with pytest.raises(DeliveryInterrupted) as raised:
        sender.send(delivery, channel)
    assert raised.value.retry_after_seconds == 120


def test_retry_after_as_a_date_is_passed_on_as_seconds(delivery, channel, receiver):
    now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    receiver.answers(503, Retry_After=email.utils.format_datetime(now + timedelta(minutes=5), usegmt=True))
    with pytest.raises(DeliveryInterrupted) as raised:
        make_sender(clock=lambda: now).send(delivery, channel)
    assert raised.value.retry_after_seconds == 300


@pytest.mark.parametrize("header", ["soon", "-5", "", "Fri, 99 Nov"])
def test_a_retry_after_that_cannot_be_read_is_none(header, sender, delivery, channel, receiver):
    receiver.answers(503, Retry_After=header)
    with pytest.raises(DeliveryInterrupted) as raised:
        sender.send(delivery, channel)
    assert raised.value.retry_after_seconds is None


def test_the_error_tells_what_the_target_said_on_one_short_line(sender, delivery, channel, receiver):
    receiver.answers(422, b"no\nsuch \x1b[31m field " + b"x" * 100_000)
    with pytest.raises(DeliveryRejected) as raised:
        sender.send(delivery, channel)
    message = str(raised.value)
    assert "answered 422: no such" in message
    assert len(message) < 300
    assert "\x1b" not in message


def test_an_answer_without_end_is_read_to_its_cap_only(sender, delivery, channel, receiver):
    sent = []

    def endless(handler):
        handler.send_response(500)
        handler.end_headers()
        with contextlib.suppress(OSError):
            while True:
                handler.wfile.write(b"x" * 65_536)
                sent.append(65_536)

    receiver.answer = endless
    with pytest.raises(DeliveryInterrupted):
        sender.send(delivery, channel)
    assert sum(sent) < 20_000_000


def test_a_message_that_was_taken_is_delivered_however_long_the_answer_goes_on(
    sender, delivery, channel, receiver
):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        with contextlib.suppress(OSError):
            while True:
                handler.wfile.write(b"x" * 65_536)

    receiver.answer = endless
    assert sender.send(delivery, channel).status == 200


def test_headers_that_drip_byte_by_byte_end_at_the_whole_time(delivery, channel, receiver):
    def drip(handler):
        with contextlib.suppress(OSError):
            for _ in range(200):
                handler.wfile.write(b"H")
                time.sleep(0.05)

    receiver.answer = drip
    sender = make_sender(limits=PostLimits(whole_seconds=0.4))
    with pytest.raises(DeliveryInterrupted, match="no answer within"):
        sender.send(delivery, channel)


def test_a_target_that_hangs_up_interrupts(sender, delivery, channel, receiver):
    receiver.answer = lambda handler: handler.connection.close()
    with pytest.raises(DeliveryInterrupted) as raised:
        sender.send(delivery, channel)
    assert raised.value.status is None


def test_a_port_where_nobody_listens_interrupts(sender, delivery, channel):
    closed = dataclasses.replace(channel, url="http://127.0.0.1:1/hook")
    with pytest.raises(DeliveryInterrupted, match="ConnectError"):
        sender.send(delivery, closed)


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 70 + ".example"])
def test_a_name_that_does_not_resolve_interrupts(host, sender, delivery, channel):
    unknown = dataclasses.replace(channel, url=f"https://{host}/hook")
    with pytest.raises(DeliveryInterrupted, match="cannot be resolved"):
        sender.send(delivery, unknown)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254"])
def test_a_private_address_is_refused_and_not_connected_to(host, sender, delivery, channel, receiver):
    private = dataclasses.replace(
        channel, url=f"http://{host}:{receiver.port}/hook", allow_private_addresses=False
    )
    with pytest.raises(DeliveryRejected, match="no public address"):
        sender.send(delivery, private)
    assert receiver.requests == []


def test_the_guard_is_asked_about_the_address_that_is_then_connected_to(delivery, channel, receiver):
    asked = []

    def guard(address):
        asked.append(address)
        return address == "127.0.0.1"

    named = dataclasses.replace(
        channel, url=f"http://localhost:{receiver.port}/hook", allow_private_addresses=False
    )
    make_sender(is_public=guard).send(delivery, named)
    assert "127.0.0.1" in asked
    assert receiver.requests[0][0]["host"] == f"localhost:{receiver.port}"


def test_a_proxy_in_the_environment_is_not_used(sender, delivery, channel, receiver, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert sender.send(delivery, channel).status == 204


@pytest.mark.parametrize(
    "secret",
    ["", "whsec_", "whsec_short", "whsec_!!!", base64.b64encode(b"k" * 32).decode(), "whsec_" + "QUFB" * 30],
)
def test_a_secret_that_is_not_one_is_told_without_being_shown(secret, channel):
    with pytest.raises(ConfigurationError, match="channel desk") as raised:
        signing_keys(dataclasses.replace(channel, secrets=(secret,)))
    assert len(secret) < 7 or secret not in str(raised.value)


def test_a_webhook_without_a_secret_is_a_configuration_error(channel):
    with pytest.raises(ConfigurationError, match="needs a secret"):
        signing_keys(dataclasses.replace(channel, secrets=()))


@pytest.mark.parametrize("url", ["", "ftp://host/", "javascript:1", "https://", "host/path"])
def test_a_url_that_is_no_webhook_is_a_configuration_error(url):
    with pytest.raises(ConfigurationError):
        address_of(Channel(name="desk", url=url).url, Channel(name="desk", url=url))


def test_no_error_shows_the_path_or_the_query_of_the_address(sender, delivery, channel, receiver):
    receiver.answers(500)
    with pytest.raises(DeliveryInterrupted) as raised:
        sender.send(delivery, channel)
    assert "hook" not in str(raised.value)
    assert "for=us" not in str(raised.value)


def test_secrets_are_not_in_the_representation_of_a_channel(channel):
    assert channel.secrets[0] not in repr(channel)
