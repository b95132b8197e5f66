"""How channels are doing: whether their receivers take what comes, rest, or are gone for good."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from model.subscriptions import Channel
from storage import keys
from storage.moments import from_ms, to_ms
from storage.server import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """Failed tries in a row, until when the channel rests, and since when its receiver is gone (410)."""

    failures: int = 0
    rests_until: datetime | None = None
    ended_at: datetime | None = None

    @property
    def word(self) -> Literal["works", "rests", "ended"]:
        """How it does, in a word."""
        return "ended" if self.ended_at else "rests" if self.rests_until else "works"


class Channels:
    """The state of channels; `storage.deliveries` writes most of it with the outcome of a try."""

    def __init__(self, server: Server, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._clock = clock

    def states(self, channels: Iterable[Channel]) -> tuple[ChannelState, ...]:
        """The states of channels, in their order. A rest that is over is none."""
        asked = tuple(channels)
        fields = [f"{part}:{one.name}" for one in asked for part in ("failures", "rest", "ended")]
        values = iter(self._server.call("HMGET", keys.PACES, *fields) if fields else ())
        return tuple(
            self._state(one, *told)
            for one, told in zip(asked, zip(values, values, values, strict=True), strict=True)
        )

    def resume(self, channel: Channel) -> bool:
        """Let a channel that ended, or rests, be tried again at once; whether it did either."""
        fields = (f"{part}:{channel.name}" for part in ("failures", "rest", "ended"))
        return bool(self._server.call("HDEL", keys.PACES, *fields))

    def _state(
        self, channel: Channel, failures: bytes | None, rest: bytes | None, ended: bytes | None
    ) -> ChannelState:
        rests_until = from_ms(int(rest)) if rest else None
        at, _, target = (ended or b"").partition(b" ")
        return ChannelState(
            failures=int(failures or 0),
            rests_until=rests_until if rests_until and rests_until > self._clock() else None,
            ended_at=from_ms(int(at)) if at and target.decode() == channel.target else None,
        )


def ended_mark(channel: Channel, now: datetime) -> str:
    """How it is written down that a channel's receiver is gone: it holds for that receiver alone."""
    return f"{to_ms(now)} {channel.target}"
