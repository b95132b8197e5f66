"""Asking the hubs of feeds to post to us what is new."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import structlog

from crawler.fetching import Fetcher
from crawler.websub import PUSHED_INTERVAL_SECONDS, is_live, push_to_ask, subscription_form
from model.errors import FetchError, SvodkaError
from model.sources import Source, SourceState
from runtime.service import Service

logger = structlog.get_logger()


def subscribe_if_due(service: Service, fetcher: Fetcher, source: Source, state: SourceState) -> None:
    """Ask the source's hub for a subscription, or its renewal, where that is to be done now.

    Does nothing unless the world can reach us. A hub that fails is asked again later.
    """
    public_url = service.settings.public_url
    if public_url is None or source.kind != "feed":
        return
    push = push_to_ask(source.name, state, service.store.pushes.get(source.name), service.clock())
    if push is None:
        return
    # Before the hub is asked: it may ask back at once.
    service.store.pushes.save(push)
    callback = f"{public_url.rstrip('/')}/push/{push.token}"
    try:
        fetcher.post_form(push.hub, subscription_form(push, callback))
    except FetchError as error:
        _note_failure(service, source, error)
    else:
        logger.info("push.asked", source=source.name, hub=push.hub)


def _note_failure(service: Service, source: Source, error: SvodkaError) -> None:
    logger.warning("push.failed", source=source.name, error=str(error))
    push = service.store.pushes.get(source.name)
    if push is not None:
        service.store.pushes.save(replace(push, reason=str(error)[:500]))


def slowed_while_pushed(service: Service, source: Source, state: SourceState) -> SourceState:
    """The state with a later next time, if the source's hub posts what is new anyway."""
    now = service.clock()
    if state.next_at is None or state.last_error is not None:
        return state
    if not is_live(service.store.pushes.get(source.name), now):
        return state
    seconds = max((state.next_at - now).total_seconds(), PUSHED_INTERVAL_SECONDS)
    return replace(state, next_at=now + timedelta(seconds=seconds))
