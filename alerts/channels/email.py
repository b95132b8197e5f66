"""The e-mail channel: SMTP with TLS, text and HTML, one thread a rating.

`url` is smtp://host:587 (STARTTLS, RFC 3207) or smtps://host:465 (TLS from the start, RFC 8314): a
server that offers no TLS gets no message.
"""

from __future__ import annotations

import html
import smtplib
import socket
import ssl
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from threading import Timer
from urllib.parse import urlsplit

from alerts.letters import Letter, letter_of
from alerts.posting import SAID_CHARACTERS, masked, tls_context
from alerts.wording import plain_line
from model.errors import ConfigurationError, DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Attempt, Channel, Delivery

PORTS = {"smtp": 587, "smtps": 465}
"""RFC 6409 and RFC 8314: submission with STARTTLS, and with TLS from the start."""

STEP_SECONDS = 15.0
WHOLE_SECONDS = 45.0
"""smtplib's time-out is a step's: a server that sends a byte now and then would go on for ever."""

SUBJECT_CHARACTERS = 200
"""A subject is one line to be read in a list; the whole of it stands at the top of the text."""

INTERVAL_SECONDS = 1.0
"""A pace that common providers bear from one sender; `per_minute` sets another."""


class EmailSender:
    """Hands messages over to an SMTP server; `user` and the channel's secret are the login."""

    interval_seconds = INTERVAL_SECONDS

    def __init__(self, *, clock: Callable[[], datetime], whole_seconds: float = WHOLE_SECONDS) -> None:
        self._clock = clock
        self._whole_seconds = whole_seconds

    def check(self, channel: Channel) -> None:
        """Raises ConfigurationError for a channel that cannot be used."""
        _server(channel)
        for address in (channel.sender, *recipients(channel)):
            if "@" not in parseaddr(address)[1] or plain_line(address) != address:
                raise ConfigurationError(f"channel {channel.name}: {address!r} is no e-mail address")
        if not recipients(channel):
            raise ConfigurationError(f"channel {channel.name}: `to` says which addresses")

    def send(self, delivery: Delivery, channel: Channel) -> Attempt:
        """One try. A 4xx answer is worth another, a 5xx is not (RFC 5321, 4.2.1)."""
        self.check(channel)
        now = self._clock()
        message = mail(delivery, channel, now=now)
        deadline = Deadline(self._whole_seconds)
        try:
            with deadline:
                refused = _handed_over(message, channel, deadline)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            if deadline.is_over:
                told = f"channel {channel.name}: not done within {self._whole_seconds:g} s"
                raise DeliveryInterrupted(told) from error
            raise _failure(error, channel) from error
        note = f"not taken for {len(refused)} of the addresses" if refused else None
        return Attempt(at=now, status=250, error=note)


def _handed_over(message: EmailMessage, channel: Channel, deadline: Deadline) -> Collection[str]:
    """Hand a mail to the server; the addresses that it was not taken for."""
    server = _connected(channel, deadline)
    try:
        if channel.user:
            server.login(channel.user, channel.secrets[0] if channel.secrets else "")
        return server.send_message(message)
    finally:
        # What goes wrong in parting changes nothing: the mail was taken, or there is an error already.
        with suppress(smtplib.SMTPException, OSError, ValueError):
            server.quit()
        server.close()


def _failure(error: Exception, channel: Channel) -> DeliveryRejected | DeliveryInterrupted:
    """The error of ours for one of smtplib's."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return _refusal(channel, *next(iter(error.recipients.values())))
        case smtplib.SMTPAuthenticationError():
            # A wrong password is mended by a person, who then wants the messages.
            told = f"channel {channel.name}: the server does not let us in"
            return DeliveryInterrupted(told, status=error.smtp_code)
        case smtplib.SMTPResponseException():
            return _refusal(channel, error.smtp_code, error.smtp_error)
    reason = masked(plain_line(f"{type(error).__name__}: {error}")[:SAID_CHARACTERS], channel)
    return DeliveryInterrupted(f"channel {channel.name}: {reason}")


def mail(delivery: Delivery, channel: Channel, *, now: datetime) -> EmailMessage:
    """The mail: the same id at every try, and a reference that all mails of one rating share."""
    letter = letter_of(delivery)
    domain = parseaddr(channel.sender)[1].rpartition("@")[2]
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = channel.sender
    message["To"] = ", ".join(recipients(channel))
    message["Subject"] = plain_line(letter.headline)[:SUBJECT_CHARACTERS]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{delivery.id}@{domain}>"
    thread = f"<rating.{letter.thread}@{domain}>"
    message["References"] = thread
    message["In-Reply-To"] = thread
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(as_html(letter), subtype="html")
    return message


def as_html(letter: Letter) -> str:
    """The letter as a page: escaped text, and no links but to its own articles."""
    paragraphs = []
    for line in letter.text.split("\n"):
        escaped = html.escape(line)
        if line in letter.urls:
            escaped = f'<a href="{escaped}">{escaped}</a>'
        paragraphs.append(f"<p>{escaped}</p>")
    return f"<!doctype html><html><body>{''.join(paragraphs)}</body></html>"


def recipients(channel: Channel) -> tuple[str, ...]:
    """The addresses in `to`, which commas separate."""
    return tuple(filter(None, (address.strip() for address in channel.to.split(","))))


def _server(channel: Channel) -> tuple[str, str, int]:
    """Scheme, host and port."""
    try:
        parts = urlsplit(channel.url)
        port = parts.port
    except ValueError as error:
        raise ConfigurationError(f"channel {channel.name}: its url is no address") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise ConfigurationError(f"channel {channel.name}: its url is smtp://host or smtps://host")
    return parts.scheme, parts.hostname, port or PORTS[parts.scheme]


class Deadline:
    """Breaks a connection off when its time is over, wherever it is by then."""

    def __init__(self, seconds: float) -> None:
        self._timer = Timer(seconds, self._break_off)
        self._timer.daemon = True
        self._server: smtplib.SMTP | None = None
        self.is_over = False

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def holds(self, server: smtplib.SMTP) -> None:
        """This connection is the one to break off."""
        self._server = server

    def _break_off(self) -> None:
        self.is_over = True
        connection = self._server.sock if self._server is not None else None
        if connection is not None:
            with suppress(OSError):
                # Not the method of a TLS socket, which would take the ground from under who reads it.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


class _Connection(smtplib.SMTP):
    """Plain at first; known to its deadline before the first answer."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(timeout=STEP_SECONDS)
        deadline.holds(self)

    def begin(self, host: str, port: int, context: ssl.SSLContext | None) -> None:
        """Connect, with TLS from the start where there is a context, and read the greeting."""
        self._host = host
        raw = socket.create_connection((host, port), STEP_SECONDS)
        self.sock = raw if context is None else context.wrap_socket(raw, server_hostname=host)
        self.file = None
        code, said = self.getreply()
        if code != _READY:
            self.close()
            raise smtplib.SMTPConnectError(code, said)


_READY = 220
"""RFC 5321, 4.3.1: the greeting."""


def _connected(channel: Channel, deadline: Deadline) -> smtplib.SMTP:
    scheme, host, port = _server(channel)
    context = tls_context(channel.ca_file)
    server = _Connection(deadline)
    try:
        server.begin(host, port, context if scheme == "smtps" else None)
        if scheme == "smtp":
            server.starttls(context=context)
    except smtplib.SMTPNotSupportedError as error:
        server.close()
        raise DeliveryInterrupted(f"channel {channel.name}: the server offers no TLS") from error
    except BaseException:
        server.close()
        raise
    return server


def _refusal(channel: Channel, status: int, said: bytes | str) -> DeliveryRejected | DeliveryInterrupted:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    told = masked(plain_line(words)[:SAID_CHARACTERS], channel)
    message = f"channel {channel.name}: the server answered {status}: {told}"
    if status >= 500:
        return DeliveryRejected(message, status=status)
    return DeliveryInterrupted(message, status=status)
