"""CloudEvents, Apprise, files; what all kinds of channels hold to."""

from __future__ import annotations

import json
import resource
import signal
import socket
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import apprise
import pytest
import standardwebhooks

from alerts.channels import interval_of, senders
from alerts.channels.apprise import AppriseSender
from alerts.posting import Poster, masked
from model.errors import ConfigurationError, DeliveryInterrupted
from model.subscriptions import Channel, ChannelKind


def clock():
    return datetime.now(UTC)


@pytest.fixture
def kinds():
    return senders(Poster(is_public=lambda _: False, clock=clock), clock=clock)


@pytest.fixture
def letter(delivery):
    data = {"subscription": "a", "headline": "Тула", "text": "Тула.\nЧетвёртая.", "language": "ru"}
    body = {"type": "ranking.place_changed", "timestamp": "2026-02-08T09:30:00Z", "data": data}
    return replace(delivery, payload=json.dumps(body))


def test_there_is_a_sender_for_every_kind(kinds):
    assert set(kinds) == set(get_args(ChannelKind))


@pytest.mark.parametrize("kind", get_args(ChannelKind))
def test_an_empty_channel_is_refused_by_every_kind(kind, kinds):
    with pytest.raises(ConfigurationError, match="channel bare"):
        kinds[kind].check(Channel(name="bare", kind=kind))


def test_a_channels_own_rate_counts_before_that_of_its_kind(kinds):
    assert interval_of(Channel(name="a", kind="telegram"), kinds["telegram"]) == 3.0
    assert interval_of(Channel(name="a", kind="telegram", per_minute=120), kinds["telegram"]) == 0.5


def test_a_cloudevent_is_signed_like_any_body(kinds, channel, receiver, letter):
    kinds["webhook"].send(letter, replace(channel, cloudevents=True))
    ((headers, body),) = receiver.requests
    event = standardwebhooks.Webhook(channel.secrets[0]).verify(body, headers)
    assert headers["content-type"] == "application/cloudevents+json"
    assert {name: event[name] for name in ("specversion", "id", "type", "time")} == {
        "specversion": "1.0",
        "id": letter.id,
        "type": "svodka.ranking.place_changed",
        "time": "2026-02-08T09:30:00Z",
    }
    assert event["data"]["headline"] == "Тула"


def test_apprise_hands_over_to_one_target_and_tells_the_truth(kinds, receiver, letter):
    target = Channel(name="a", kind="apprise", secrets=(f"json://127.0.0.1:{receiver.port}/x",))
    receiver.answers(200)
    kinds["apprise"].send(letter, target)
    told = json.loads(receiver.requests[0][1])
    assert (told["title"], told["message"]) == ("Тула", "Четвёртая.")
    receiver.answers(500)
    with pytest.raises(DeliveryInterrupted):
        kinds["apprise"].send(letter, target)


def test_apprise_takes_one_target(kinds):
    two = Channel(name="a", kind="apprise", secrets=("json://localhost/1", "json://localhost/2"))
    with pytest.raises(ConfigurationError):
        kinds["apprise"].check(two)


def test_a_file_gets_a_line_a_message(kinds, letter, tmp_path):
    path = tmp_path / "log.jsonl"
    for _ in range(2):
        kinds["file"].send(letter, Channel(name="f", kind="file", url=str(path)))
    first, second = path.read_text(encoding="utf-8").splitlines()
    assert first == second
    assert json.loads(first)["id"] == letter.id
    assert path.stat().st_mode & 0o077 == 0


def test_standard_output_is_a_file_too(kinds, letter, capsys):
    kinds["file"].send(letter, Channel(name="f", kind="file", url="-"))
    assert json.loads(capsys.readouterr().out)["data"]["headline"] == "Тула"


def test_a_long_text_is_split_by_apprise_and_calls_nobody(kinds, receiver, letter):
    """Discord takes 2,000 characters; as Apprise comes, it would send the rest to its fate."""
    sent = []

    class Listening(apprise.NotifyBase):
        service_name, secure_protocol, body_maxlen, title_maxlen = "listening", "listening", 500, 0

        def url(self, *_, **__):
            return "listening://here"

        def send(self, body, **_):
            sent.append(body)
            return True

    apprise.plugins.N_MGR["listening"] = Listening
    try:
        data = {**json.loads(letter.payload)["data"], "text": "Тула.\n" + "@everyone слово " * 100}
        long = replace(letter, payload=json.dumps({"data": data}))
        target = Channel(name="chat", kind="apprise", secrets=("listening://here",))
        kinds["apprise"].send(long, target)
    finally:
        apprise.plugins.N_MGR.remove("listening")
    assert len(sent) > 1
    assert "".join(sent).count("слово") == 100
    assert "@everyone" not in "".join(sent)


def test_apprise_that_hangs_is_left_in_time(letter):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        target = Channel(name="chat", kind="apprise", secrets=(f"json://127.0.0.1:{port}/?rto=60",))
        with pytest.raises(DeliveryInterrupted, match=r"no answer within 0\.5 s"):
            AppriseSender(clock=clock, whole_seconds=0.5).send(letter, target)


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("001.234:567", "token 001.234:567 is bad"),
        ("001.234:567", "GET /sendText?token=001.234%3A567 failed"),
        ("https://hooks.example/services/T0/B0/abcdef", "no route for /services/T0/B0/abcdef"),
    ],
)
def test_a_secret_is_masked_in_whatever_form_it_comes_back(secret, said):
    told = masked(said, Channel(name="a", secrets=(secret,)))
    assert "***" in told
    assert "567" not in told
    assert "abcdef" not in told


def test_a_full_disk_leaves_no_half_of_a_line(kinds, letter, tmp_path):
    """A limit of the file's size stands in for the disk."""
    path = tmp_path / "log.jsonl"
    target = Channel(name="log", kind="file", url=str(path))
    kinds["file"].send(letter, target)
    whole = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 10, limits[1]))
    try:
        with pytest.raises(DeliveryInterrupted, match="File too large"):
            kinds["file"].send(letter, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert path.read_bytes() == whole
