"""Wiring: one service, made from settings and configuration, handed to commands, jobs and pages."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from redis import Redis

from model.errors import ConfigurationError
from runtime.clocks import SharedClock, utc_now
from runtime.configuration import Configuration, load_configuration
from runtime.embedded import embedded_redis
from runtime.queues import STAGES_OF_JOBS, Dispatcher, JobName
from runtime.settings import Settings
from storage.connection import check_server, check_store_access, connect, connect_store, server_time
from storage.server import Client
from storage.store import Store

if TYPE_CHECKING:
    from alerts.channels import Senders
    from crawler.fetching import Fetcher
    from extractors.pipeline import Extractor
    from extractors.registries import Registries
    from runtime.alerting import Alerting
    from runtime.watches import Watches

VERSION = "0.1.0"
JOB_SECONDS = 300
"""The time limit of a job: a batch of pages that each take their whole limit still fits."""


@dataclass(kw_only=True)
class Service:
    """Everything that a command or a job needs, made once a process.

    The extractor and what it loads are made at first use, or ahead of a fork by `preload`.
    `stopping` is set when this process is asked to stop: what was begun is ended, no more.
    """

    settings: Settings
    configuration: Configuration
    redis: Client
    queue_redis: Redis
    clock: Callable[[], datetime] = utc_now
    stopping: Event = field(default_factory=Event)

    @cached_property
    def store(self) -> Store:
        """The stored articles, facts and due work."""
        return Store(
            self.redis,
            clock=self.clock,
            max_tries=self.settings.max_tries,
            wait_replicas=self.settings.redis_wait_replicas,
        )

    @cached_property
    def extractor(self) -> Extractor:
        """The extraction pipeline; loading it takes a second or two."""
        from extractors.pipeline import Extractor

        return Extractor(self.settings.rules_dir)

    @cached_property
    def registries(self) -> Registries:
        """What is known by name: the shipped entries with those of the installation."""
        from extractors.registries import load_registries

        folder = self.settings.rules_dir
        return load_registries(folder / "registries" if folder is not None else None)

    @cached_property
    def dispatcher(self) -> Dispatcher:
        """Hands due work to RQ."""
        return Dispatcher(
            redis=self.queue_redis,
            batch_size=self.settings.batch_size,
            job_seconds=JOB_SECONDS,
        )

    def hand_over(self, job: JobName, items: Sequence[str]) -> None:
        """Enqueue items that were just made due, and lease them to the job.

        Were we to die between the two, the sweeper would find them when the lease is over.
        """
        if items:
            stage = STAGES_OF_JOBS[job] if job == "deliver_again" else job
            self.store.work.lease(stage, items, self.settings.held_seconds)
            self.dispatcher.enqueue(job, items, now=self.clock())

    @cached_property
    def senders(self) -> Senders:
        """The kinds of channels by name."""
        from alerts.channels import senders
        from alerts.posting import Poster
        from crawler.addresses import is_public

        anywhere = self.settings.allow_private_addresses
        guard = (lambda _: True) if anywhere else is_public
        poster = Poster(is_public=guard, clock=self.clock, user_agent=self.user_agent)
        return senders(poster, clock=self.clock)

    @cached_property
    def alerting(self) -> Alerting:
        """Decides on events."""
        from runtime.alerting import Alerting
        from runtime.names import name_of

        return Alerting(store=self.store, configuration=self.configuration, clock=self.clock, name_of=name_of)

    @cached_property
    def watches(self) -> Watches:
        """Subscriptions as people keep them."""
        from runtime.watches import Watches

        return Watches(alerting=self.alerting, codes=self._codes)

    def _codes(self) -> frozenset[str]:
        """The codes of all regions and countries that are known."""
        registries = self.registries
        return frozenset(
            (*(region.code for region in registries.regions), *(one.code for one in registries.countries))
        )

    def preload(self) -> None:
        """Load everything that jobs need, so that forked processes share it."""
        self.extractor.warm()
        self.preload_for_all()

    def preload_for_all(self) -> None:
        """Load what jobs of more than one stage need."""
        self.preload_fetching()
        self.preload_alerts()
        # What is there now stays. The collector need not look at it again, which stops everybody for some
        # 20 ms once in a few hundred answers, nor write to pages of memory that forks share.
        gc.freeze()

    def preload_fetching(self) -> None:
        """Load what fetching needs: the readers of pages, TLS."""
        import crawler.reading  # noqa: F401
        from crawler.connections import ssl_context

        ssl_context()

    def preload_alerts(self) -> None:
        """Load what deciding and delivering need: subscriptions, names, TLS."""
        from alerts.posting import tls_context

        self.senders  # noqa: B018 - for its effect
        self.alerting.preload()
        tls_context("")

    @contextmanager
    def fetcher(self) -> Iterator[Fetcher]:
        """A polite fetcher; its connections are closed at the end."""
        from crawler.fetching import Fetcher, FetchLimits

        with Fetcher(
            user_agent=self.user_agent,
            limits=FetchLimits(host_places=self.settings.host_places),
            gate=self.store.hosts,
            robots=self.store.hosts,
            allow_private_addresses=self.settings.allow_private_addresses,
            host_delay_seconds=self.settings.host_delay_seconds,
        ) as fetcher:
            yield fetcher

    @property
    def user_agent(self) -> str:
        """What we call ourselves, with an address for whoever wants to complain."""
        return user_agent_of(self.settings)


def user_agent_of(settings: Settings) -> str:
    """What svodka calls itself to sites and targets."""
    return f"svodka/{VERSION} (+{settings.contact})"


@contextmanager
def trial_fetcher(settings: Settings) -> Iterator[Fetcher]:
    """A polite fetcher that keeps its manners in this process alone: to try a site without a Redis."""
    from crawler.fetching import Fetcher
    from crawler.politeness import HostsInProcess

    hosts = HostsInProcess()
    with Fetcher(
        user_agent=user_agent_of(settings),
        gate=hosts,
        robots=hosts,
        allow_private_addresses=settings.allow_private_addresses,
        host_delay_seconds=settings.host_delay_seconds,
    ) as fetcher:
        yield fetcher


@contextmanager
def open_service(settings: Settings, *, empty: bool = False) -> Iterator[Service]:
    """A service on the configured Redis, or on our own; our own is let go at the end.

    `empty`: nothing is to be written into the Redis that is empty so far, not even the form of our data.

    Raises ConfigurationError, UnusableStore or StoreUnavailable with one line that says what to do.
    """
    configuration = load_configuration(settings.config)
    with _redis_url(settings) as url:
        redis = connect_store(url)
        check_server(redis)
        check_store_access(redis)
        queue_redis = _queue_redis(settings, redis)
        try:
            service = Service(
                settings=settings,
                configuration=configuration,
                redis=redis,
                queue_redis=queue_redis,
                clock=SharedClock(lambda: server_time(redis)),
            )
            if not empty:
                service.store.migrating.check()
            yield service
        finally:
            redis.close()
            queue_redis.close()


def _queue_redis(settings: Settings, store: Client) -> Redis:
    if settings.queue_redis_url is not None:
        queue = connect(settings.queue_redis_url.get_secret_value())
        check_server(queue)
        return queue
    if isinstance(store, Redis):
        return store
    raise ConfigurationError(
        "RQ does not run on Redis Cluster: name a Redis for the queues in SVODKA_QUEUE_REDIS_URL"
    )


@contextmanager
def _redis_url(settings: Settings) -> Iterator[str]:
    if settings.redis_url is not None:
        yield settings.redis_url.get_secret_value()
        return
    with embedded_redis(Path(settings.data_dir)) as url:
        yield url
