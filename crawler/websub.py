"""WebSub (W3C Recommendation of 2018): hubs that post what is new, so that we need not ask.

We subscribe where a feed names a hub and the world can reach us, prove to the hub that it was us
who asked, renew before the lease ends, and believe what is posted only if it is signed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.addresses import absolute_url
from model.sources import Push, SourceState

LEASE_SECONDS = 7 * 86_400
"""What we ask for; the hub decides."""
LONGEST_LEASE_SECONDS = 90 * 86_400
LEAST_LEASE_SECONDS = 60
RENEWED_BEFORE = timedelta(days=1)
"""A lease is renewed so long before its end, or when a fifth is left of a shorter one."""
ASKED_AGAIN_AFTER = timedelta(hours=6)
"""A hub that did not ask back, or that refused, is asked again so much later."""
LIVE_AFTER_PUSH = timedelta(days=1)
PUSHED_INTERVAL_SECONDS = 1_800
"""How often a feed is polled all the same while its hub posts: hubs lose things."""

_DIGESTS = ("sha512", "sha384", "sha256", "sha1")
"""What a hub may sign with (section 7.1.1)."""


def hub_links(headers: Mapping[str, str], url: str) -> tuple[str | None, str | None]:
    """The hub and the topic in the Link header of an answer from `url` (RFC 8288)."""
    found: dict[str, str | None] = {}
    for part in headers.get("link", "")[:8_000].split(","):
        target, _, parameters = part.strip().partition(">")
        if not target.startswith("<"):
            continue
        for parameter in parameters.split(";"):
            name, _, value = parameter.strip().partition("=")
            if name.strip().lower() == "rel":
                for relation in value.strip().strip('"').lower().split():
                    found.setdefault(relation, absolute_url(url, target[1:], keep_query=True))
    return found.get("hub"), found.get("self")


def push_to_ask(source: str, state: SourceState, known: Push | None, now: datetime) -> Push | None:
    """The subscription to ask the source's hub for; None where there is nothing to ask for now.

    A renewal keeps address and secret, so that no post is lost on the way.
    """
    if state.hub is None or state.topic is None:
        return None
    if known is None or (known.hub, known.topic) != (state.hub, state.topic):
        return Push(
            source=source,
            hub=state.hub,
            topic=state.topic,
            token=secrets.token_urlsafe(24),
            secret=secrets.token_hex(32),
            asked_at=now,
        )
    if now - known.asked_at < ASKED_AGAIN_AFTER and not _is_short(known):
        return None
    return replace(known, asked_at=now) if _is_ending(known, now) else None


def _is_ending(push: Push, now: datetime) -> bool:
    if push.status != "verified" or push.lease_until is None:
        return True
    spare = min(RENEWED_BEFORE, (push.lease_until - push.asked_at) / 5)
    return now >= push.lease_until - spare


def _is_short(push: Push) -> bool:
    """Whether the hub gives leases that end before it may be asked again."""
    return push.lease_until is not None and push.lease_until - push.asked_at < ASKED_AGAIN_AFTER


def subscription_form(push: Push, callback: str) -> dict[str, str]:
    """What is posted to the hub (section 5.1)."""
    return {
        "hub.mode": "subscribe",
        "hub.topic": push.topic,
        "hub.callback": callback,
        "hub.secret": push.secret,
        "hub.lease_seconds": str(LEASE_SECONDS),
    }


def verified(push: Push, topic: str, lease_seconds: str | None, now: datetime) -> Push | None:
    """The subscription as the hub has confirmed it; None where it asks about what we did not ask for."""
    if not hmac.compare_digest(topic.encode(), push.topic.encode()):
        return None
    told = int(lease_seconds[:9]) if lease_seconds and lease_seconds.isdecimal() else LEASE_SECONDS
    seconds = min(max(told, LEAST_LEASE_SECONDS), LONGEST_LEASE_SECONDS)
    return replace(push, status="verified", lease_until=now + timedelta(seconds=seconds), reason=None)


def is_genuine(push: Push, signature: str, body: bytes) -> bool:
    """Whether a post carries the signature of who knows the secret ("sha256=...")."""
    method, _, told = signature.strip().partition("=")
    if method.lower() not in _DIGESTS:
        return False
    expected = hmac.new(push.secret.encode(), body, getattr(hashlib, method.lower())).hexdigest()
    return hmac.compare_digest(expected.encode(), told.strip().lower().encode())


def is_live(push: Push | None, now: datetime) -> bool:
    """Whether the hub really posts: a lease that holds, and a post of late."""
    if push is None or push.status != "verified" or push.lease_until is None or push.pushed_at is None:
        return False
    return now < push.lease_until and now - push.pushed_at < LIVE_AFTER_PUSH
