"""The e-mail channel: SMTP with TLS, text and HTML, one thread a rating.

`url` is smtp://host:587 (STARTTLS, RFC 3207) or smtps://host:465 (TLS from the start, RFC 8314): a
server that offers no TLS gets no message.
"""

from __future__ import annotations

import html
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from alerts.letters import Letter, letter_of
from alerts.posting import SAID_CHARACTERS, masked, tls_context
from alerts.wording import plain_line
from model.errors import ConfigurationError, DeliveryInterrupted, DeliveryRejected
from model.subscriptions import Attempt, Channel, Delivery

PORTS = {"smtp": 587, "smtps": 465}
"""RFC 6409 and RFC 8314: submission with STARTTLS, and with TLS from the start."""

STEP_SECONDS = 15.0
SUBJECT_CHARACTERS = 200
"""A subject is one line to be read in a list; the whole of it stands at the top of the text."""

INTERVAL_SECONDS = 1.0
"""A pace that common providers bear from one sender; `per_minute` sets another."""


class EmailSender:
    """Hands messages over to an SMTP server; `user` and the channel's secret are the login."""

    interval_seconds = INTERVAL_SECONDS

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock

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
        try:
            with _connected(channel) as server:
                if channel.user:
                    server.login(channel.user, channel.secrets[0] if channel.secrets else "")
                refused = server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(channel, *next(iter(error.recipients.values()))) from error
        except smtplib.SMTPAuthenticationError as error:
            # A wrong password is mended by a person, who then wants the messages.
            raise DeliveryInterrupted(
                f"channel {channel.name}: the server does not let us in", status=error.smtp_code
            ) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(channel, error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            reason = masked(plain_line(f"{type(error).__name__}: {error}")[:SAID_CHARACTERS], channel)
            raise DeliveryInterrupted(f"channel {channel.name}: {reason}") from error
        note = f"not taken for {len(refused)} of the addresses" if refused else None
        return Attempt(at=now, status=250, error=note)


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


def _connected(channel: Channel) -> smtplib.SMTP:
    scheme, host, port = _server(channel)
    context: ssl.SSLContext = tls_context(channel.ca_file)
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=STEP_SECONDS, context=context)
    server = smtplib.SMTP(host, port, timeout=STEP_SECONDS)
    try:
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
