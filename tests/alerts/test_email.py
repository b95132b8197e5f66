"""Mail to a real SMTP server on loopback, which takes nothing without STARTTLS."""

from __future__ import annotations

import email
import json
import socket
import ssl
import subprocess
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from threading import Event, Thread

import pytest

from alerts.channels.email import EmailSender, as_html, mail
from alerts.letters import letter_of
from model.errors import ConfigurationError, DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Channel

controllers = pytest.importorskip("aiosmtpd.controller", reason="aiosmtpd is not installed")
smtp = pytest.importorskip("aiosmtpd.smtp")

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass
class Mailbox:
    """Takes mail. `answer` is what it says instead of taking one."""

    mails: list[EmailMessage] = field(default_factory=list)
    answer: str = "250 OK"
    farewell: str = "221 Bye"
    tls: list[bool] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (the name is aiosmtpd's)
        self.tls.append(session.ssl is not None)
        if self.answer.startswith("250"):
            self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return self.answer

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802
        return self.farewell

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("nobody"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def let_in(server, session, envelope, mechanism, data):
    return smtp.AuthResult(success=data.login == b"bot" and data.password == b"pa55word")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
    )
    subprocess.run(
        [*command.split(), "-addext", "subjectAltName=DNS:localhost"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def channel(mailbox, certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    controller = controllers.Controller(
        mailbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        authenticator=let_in,
        auth_required=True,
    )
    controller.start()
    yield Channel(
        name="mail",
        kind="email",
        url=f"smtp://localhost:{controller.port}",
        sender="Сводка <svodka@example.org>",
        to="anna@example.org, boris@example.org",
        user="bot",
        secrets=("pa55word",),
        ca_file=str(certificate / "cert.pem"),
    )
    controller.stop()


@pytest.fixture
def sender():
    return EmailSender(clock=lambda: NOW)


@pytest.fixture
def letter(delivery):
    def write(headline="Тула: с 7-го на 4-е место", text=None, thread="export", **changes):
        data = {
            "subscription": "a",
            "headline": headline,
            "text": text or f"{headline}.\nhttps://news.example/1",
            "thread": thread,
            "url": "https://news.example/1",
        }
        payload = json.dumps({"type": "ranking.place_changed", "data": data})
        return replace(delivery, payload=payload, **changes)

    return write


def test_a_mail_arrives_over_tls_as_text_and_html(sender, channel, mailbox, letter):
    attempt = sender.send(letter(), channel)
    (arrived,) = mailbox.mails
    assert (attempt.status, mailbox.tls) == (250, [True])
    assert arrived["Subject"] == "Тула: с 7-го на 4-е место"
    assert arrived["From"] == "Сводка <svodka@example.org>"
    text, page = arrived.iter_parts()
    assert text.get_content().splitlines() == ["Тула: с 7-го на 4-е место.", "https://news.example/1"]
    assert '<a href="https://news.example/1">' in page.get_content()


def test_mails_of_one_rating_are_one_thread(sender, channel, mailbox, letter):
    for identifier, thread in (("msg_1", "export"), ("msg_2", "export"), ("msg_3", "climate")):
        sender.send(letter(id=identifier, thread=thread), channel)
    one, same, other = mailbox.mails
    assert one["References"] == same["References"] == one["In-Reply-To"] != other["References"]
    assert len({arrived["Message-ID"] for arrived in mailbox.mails}) == 3


def test_every_try_has_the_same_message_id(channel, letter):
    first, again = (mail(letter(), channel, now=NOW) for _ in range(2))
    assert first["Message-ID"] == again["Message-ID"]


def test_news_cannot_add_headers_or_markup(sender, channel, mailbox, letter):
    hostile = "Тула\r\nBcc: everybody@example.org\r\n\r\n<script>alert(1)</script>"
    sender.send(letter(headline=hostile, text=hostile), channel)
    (arrived,) = mailbox.mails
    assert arrived["Bcc"] is None
    assert arrived["Subject"].startswith("Тула Bcc:")
    assert "<script>" not in list(arrived.iter_parts())[1].get_content()


def test_only_the_articles_own_address_is_a_link(letter):
    page = as_html(letter_of(letter(text="https://evil.example/\nhttps://news.example/1")))
    assert page.count("<a ") == 1


def test_a_server_that_is_busy_is_tried_again(sender, channel, mailbox, letter):
    mailbox.answer = "451 4.7.1 greylisted"
    with pytest.raises(DeliveryInterrupted) as raised:
        sender.send(letter(), channel)
    assert raised.value.status == 451


def test_a_server_that_will_not_have_it_is_not(sender, channel, mailbox, letter):
    mailbox.answer = "554 5.7.1 we think this is spam"
    with pytest.raises(DeliveryRejected, match="we think this is spam") as raised:
        sender.send(letter(), channel)
    assert raised.value.status == 554


def test_when_nobody_is_there_it_is_refused(sender, channel, letter):
    with pytest.raises(DeliveryRejected, match="no such user"):
        sender.send(letter(), replace(channel, to="nobody@example.org"))


def test_one_wrong_address_of_two_is_told_and_the_other_gets_it(sender, channel, mailbox, letter):
    attempt = sender.send(letter(), replace(channel, to="anna@example.org, nobody@example.org"))
    assert len(mailbox.mails) == 1
    assert attempt.error == "not taken for 1 of the addresses"


def test_a_wrong_password_loses_nothing_and_shows_nothing(sender, channel, letter):
    with pytest.raises(DeliveryInterrupted) as raised:
        sender.send(letter(), replace(channel, secrets=("wr0ng",)))
    assert "wr0ng" not in str(raised.value)


def test_a_certificate_that_nobody_trusts_gets_no_mail(sender, channel, mailbox, letter):
    with pytest.raises(DeliveryInterrupted, match="CERTIFICATE_VERIFY_FAILED"):
        sender.send(letter(), replace(channel, ca_file=""))
    assert mailbox.mails == []


def test_a_server_without_tls_gets_no_mail(sender, channel, mailbox, letter):
    plain = controllers.Controller(mailbox, hostname="127.0.0.1", port=free_port())
    plain.start()
    try:
        with pytest.raises(DeliveryInterrupted, match="no TLS"):
            sender.send(letter(), replace(channel, url=f"smtp://localhost:{plain.port}"))
    finally:
        plain.stop()
    assert mailbox.mails == []


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "https://mail.example"},
        {"to": ""},
        {"sender": "nobody"},
        {"to": "a@b.example\nBcc: c@d.example"},
    ],
)
def test_a_channel_that_cannot_be_is_refused(changes, sender, channel):
    with pytest.raises(ConfigurationError):
        sender.check(replace(channel, **changes))


def test_a_server_that_says_a_byte_now_and_then_is_left_in_time(channel, letter):
    """Each byte comes within the time-out of a step; the whole has a time of its own."""
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip():
            connection, _ = listener.accept()
            with connection:
                while not over.wait(0.1):
                    connection.sendall(b"2")

        Thread(target=drip, daemon=True).start()
        dripping = replace(channel, url=f"smtp://127.0.0.1:{listener.getsockname()[1]}")
        began = time.monotonic()
        try:
            with pytest.raises(DeliveryInterrupted, match="not done within 1 s"):
                EmailSender(clock=lambda: NOW, whole_seconds=1.0).send(letter(), dripping)
        finally:
            over.set()
    assert time.monotonic() - began < 10


def test_a_mail_that_was_taken_is_not_sent_again_for_a_rude_farewell(sender, channel, mailbox, letter):
    mailbox.farewell = "421 we are closing"
    assert sender.send(letter(), channel).status == 250
    assert len(mailbox.mails) == 1
