"""Telegram, VK Teams, MAX, Slack and Mattermost: what their users see, and what answers mean."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from alerts.channels import senders
from alerts.posting import Poster
from model.errors import ConfigurationError, DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Attempt, Channel
from tests.alerts.stand_ins import (
    TOKEN,
    HookStandIn,
    MaxStandIn,
    TelegramStandIn,
    VkTeamsStandIn,
    serving,
)

HEADLINE = "Тульская область: с 7-го на 4-е место"
HOSTILE = (
    "<b>Первые</b> & <script>alert(1)</script> *звезда* _низ_ [ссылка](javascript:1) @all <!channel> `x` 🚀"
)
SERVICES = {
    "telegram": (TelegramStandIn, {"to": "-1001234567890"}),
    "vk_teams": (VkTeamsStandIn, {"to": "681869378@chat.agent"}),
    "max": (MaxStandIn, {"to": "-71234"}),
}
WRONG = {
    "telegram": (400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}),
    "vk_teams": (200, {"ok": False, "description": "Invalid chatId"}),
    "max": (403, {"code": "chat.denied", "message": "No access"}),
}
BUSY = {
    "telegram": (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests",
            "parameters": {"retry_after": 7},
        },
        {},
    ),
    "vk_teams": (429, b"", {"Retry-After": "7"}),
    "max": (429, {"code": "too.many.requests", "message": "Too many"}, {"Retry-After": "7"}),
}


@pytest.fixture(params=SERVICES)
def kind(request):
    return request.param


@pytest.fixture
def service(kind):
    with serving(SERVICES[kind][0]()) as state:
        yield state


@pytest.fixture
def channel(kind, service):
    url = f"{service.url}/bot/v1" if kind == "vk_teams" else service.url
    told = SERVICES[kind][1]
    return Channel(name="chat", kind=kind, url=url, secrets=(TOKEN,), allow_private_addresses=True, **told)


@pytest.fixture
def sender(kind):
    return all_senders()[kind]


def all_senders():
    def clock():
        return datetime.now(UTC)

    return senders(Poster(is_public=lambda _: False, clock=clock), clock=clock)


@pytest.fixture
def letter(delivery):
    def write(text):
        data = {"subscription": "a", "headline": HEADLINE, "text": f"{HEADLINE}.\n{text}", "thread": "t"}
        return replace(delivery, payload=json.dumps({"type": "ranking.place_changed", "data": data}))

    return write


def test_news_is_shown_as_it_is_written_and_the_headline_in_bold(sender, channel, service, letter):
    attempt = sender.send(letter(HOSTILE), channel)
    assert [text.replace("@\u200b", "@") for text in service.texts] == [f"{HEADLINE}.\n{HOSTILE}"]
    assert "@all" not in service.texts[0]  # nobody is called
    assert service.bold == [HEADLINE]
    assert (attempt.status, attempt.parts) == (200, 1)


def test_a_long_text_comes_in_pieces_and_nothing_is_lost(sender, channel, service, letter):
    text = " ".join(f"слово{number}🚀" for number in range(1_500))
    attempt = sender.send(letter(text), channel)
    assert len(service.texts) == attempt.parts > 1
    assert " ".join(service.texts).split() == f"{HEADLINE}.\n{text}".split()


def test_a_text_that_broke_off_goes_on_behind_the_pieces_that_were_taken(sender, channel, service, letter):
    long = letter("слово " * 2_500)
    kept = list(service.faults)
    whole = all_pieces(sender, channel, service, long)
    service.texts.clear()
    service.faults = kept
    original = service.answer

    def second_time_busy(*arguments):
        if len(service.texts) == 1:
            return 503, b""
        return original(*arguments)

    service.answer = second_time_busy
    with pytest.raises(DeliveryInterrupted) as raised:
        sender.send(long, channel)
    assert raised.value.parts == 1
    service.answer = original
    tried = Attempt(at=datetime.now(UTC), status=503, parts=raised.value.parts)
    sender.send(replace(long, attempts=(tried,)), channel)
    assert service.texts == whole


def all_pieces(sender, channel, service, delivery):
    sender.send(delivery, channel)
    return list(service.texts)


def test_a_refusal_says_what_the_service_said(kind, sender, channel, service, letter):
    status, content = WRONG[kind]
    service.faults.append((status, content, {}))
    with pytest.raises(DeliveryRejected) as raised:
        sender.send(letter("x"), channel)
    assert (content.get("description") or content["message"]) in str(raised.value)


def test_a_busy_service_is_given_the_time_that_it_asks_for(kind, sender, channel, service, letter):
    service.faults.append(BUSY[kind])
    with pytest.raises(DeliveryInterrupted) as raised:
        sender.send(letter("x"), channel)
    assert raised.value.retry_after_seconds == 7


def test_a_page_of_somebody_elses_is_not_taken_for_a_yes(sender, channel, service, letter):
    service.faults.append((200, b"<html>Welcome to the hotel</html>", {}))
    with pytest.raises(DeliveryInterrupted):
        sender.send(letter("x"), channel)


def test_no_error_shows_the_token(sender, channel, service, letter):
    service.faults.append((400, f"wrong token {TOKEN}".encode(), {}))
    with pytest.raises(DeliveryRejected) as raised:
        sender.send(letter("x"), channel)
    assert TOKEN not in str(raised.value)
    assert TOKEN not in repr(channel)


def test_a_chat_channel_is_looked_at_by_the_same_guard_as_webhooks(sender, channel, letter):
    with pytest.raises(DeliveryRejected, match="no public address"):
        sender.send(letter("x"), replace(channel, allow_private_addresses=False))


@pytest.mark.parametrize("missing", [{"secrets": ()}, {"to": ""}])
def test_a_channel_without_what_it_needs_is_refused(missing, sender, channel, letter):
    with pytest.raises(ConfigurationError):
        sender.send(letter("x"), replace(channel, **missing))


@pytest.mark.parametrize("kind", ["max"])
def test_max_can_write_to_one_person(sender, channel, service, letter):
    sender.send(letter("x"), replace(channel, to="user:77"))
    assert service.seen[0]["user_id"] == "77"


@pytest.mark.parametrize(
    ("hook", "shown"),
    [
        ("slack", "&lt;b&gt;Первые&lt;/b&gt; &amp; &lt;script&gt;"),
        ("mattermost", r"\<b\>Первые\</b\> & \<script\>"),
    ],
)
def test_news_has_no_markup_in_incoming_webhooks(hook, shown, letter):
    with serving(HookStandIn()) as service:
        secret = f"{service.url}/services/T0/B0/secret"
        channel = Channel(name="chat", kind=hook, secrets=(secret,), allow_private_addresses=True)
        all_senders()[hook].send(letter(HOSTILE), channel)
        assert shown in service.texts[0]
        assert "<!channel>" not in service.texts[0]
        gone = replace(channel, secrets=(f"{service.url}/services/other",))
        with pytest.raises(DeliveryRejected, match="no_service"):
            all_senders()[hook].send(letter("x"), gone)


def test_mattermost_keeps_addresses_and_calls_nobody(letter):
    with serving(HookStandIn()) as service:
        secret = f"{service.url}/services/T0/B0/secret"
        channel = Channel(name="chat", kind="mattermost", secrets=(secret,), allow_private_addresses=True)
        all_senders()["mattermost"].send(letter("@all https://a.example/x_y_z?b=*1*"), channel)
    assert "https://a.example/x_y_z?b=*1*" in service.texts[0]
    assert "@all" not in service.texts[0]
