"""The channels, one module each: what they have in common, and the list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from alerts.channels.apprise import AppriseSender
from alerts.channels.chat import ChatSender
from alerts.channels.email import EmailSender
from alerts.channels.file import FileSender
from alerts.channels.mattermost import Mattermost
from alerts.channels.max_bot import Max
from alerts.channels.slack import Slack
from alerts.channels.telegram import Telegram
from alerts.channels.vk_teams import VkTeams
from alerts.channels.webhook import WebhookSender
from alerts.posting import Poster
from model.subscriptions import Attempt, Channel, ChannelKind, Delivery


class Sender(Protocol):
    """A kind of channel. `interval_seconds` is the least time between two messages to a channel."""

    @property
    def interval_seconds(self) -> float:
        """Seconds; 0 where the receiver is one's own."""

    def check(self, channel: Channel) -> None:
        """Raises ConfigurationError for a channel that cannot be used."""

    def send(self, delivery: Delivery, channel: Channel) -> Attempt:
        """One try. Gives the attempt only if the receiver took the message.

        Raises DeliveryRejected when trying again is of no use, DeliveryInterrupted when it may work
        later, ConfigurationError for a channel that cannot be used.
        """


Senders = Mapping[ChannelKind, Sender]


def senders(poster: Poster, *, clock: Callable[[], datetime]) -> Senders:
    """Every kind of channel that there is."""
    return {
        "webhook": WebhookSender(poster, clock=clock),
        "email": EmailSender(clock=clock),
        "telegram": ChatSender(Telegram(), poster, clock=clock),
        "vk_teams": ChatSender(VkTeams(), poster, clock=clock),
        "max": ChatSender(Max(), poster, clock=clock),
        "slack": ChatSender(Slack(), poster, clock=clock),
        "mattermost": ChatSender(Mattermost(), poster, clock=clock),
        "apprise": AppriseSender(clock=clock),
        "file": FileSender(clock=clock),
    }


def interval_of(channel: Channel, sender: Sender) -> float:
    """The least seconds between two messages to a channel: its own rate, or that of its kind."""
    return 60 / channel.per_minute if channel.per_minute is not None else sender.interval_seconds
