"""Commands that go on until they are stopped, or that keep the service going."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Annotated

import structlog
import typer

from cli.opening import APPEND_ONLY_ADVICE, CLOCK_ADVICE, opened, skewed_seconds
from runtime.configuration import with_secrets
from runtime.queues import QUEUE_NAMES, QueueName
from runtime.service import Service
from storage.connection import check_queue_access, may_read_queues, without_append_only

logger = structlog.get_logger()
SWITCH_SECONDS = 0.0005


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("run")(run)
    app.command("worker")(worker)
    app.command("schedule")(schedule)
    app.command("sweep")(sweep)
    app.command("serve")(serve)
    app.command("check-config")(check_config)


def run() -> None:
    """Everything in one command: workers, scheduler, sweeper and web page, until Ctrl-C."""
    from workers.processes import supervise
    from workers.stopping import stop_on_signal

    with opened(quiet=False) as service:
        check_queue_access(service.queue_redis)
        # What extraction needs is loaded by its worker alone: it would make each job of all others begin
        # with the copying of its tables, 10 to 30 ms of a processor.
        service.preload_for_all()
        supervise(roles_of(service), stop_on_signal())


def roles_of(service: Service) -> dict[str, Callable[[], None]]:
    """The processes of `svodka run`. Each is forked: connections are made anew in the child."""
    from workers.worker import work

    def worker_of(queue: QueueName) -> Callable[[], None]:
        return lambda: work(queue, service)

    workers = {f"worker-{queue}": worker_of(queue) for queue in QUEUE_NAMES}
    return {**workers, "schedule": lambda: _schedule(service), "web": lambda: _serve(service)}


def worker(
    queue: Annotated[str, typer.Argument(help=f"Which stage to work for: {', '.join(QUEUE_NAMES)}.")],
    burst: Annotated[bool, typer.Option("--burst", help="Stop when the queue is empty.")] = False,
) -> None:
    """Work for one stage until stopped. Start as many as the machine bears."""
    from workers.worker import work

    if queue not in QUEUE_NAMES:
        raise typer.BadParameter(f"no stage {queue!r}; there are {', '.join(QUEUE_NAMES)}")
    with opened(quiet=False) as service:
        check_queue_access(service.queue_redis)
        work(queue, service, burst=burst)


def schedule() -> None:
    """Crawl due sources and sweep up overdue work, until stopped. Two may run: one stands by."""
    with opened(quiet=False) as service:
        check_queue_access(service.queue_redis)
        _schedule(service)


def _schedule(service: Service) -> None:
    from workers.scheduling import schedule as run_schedule
    from workers.stopping import stop_on_signal

    run_schedule(service, stop_on_signal())


def sweep() -> None:
    """Enqueue overdue work once, and tell how many items there were."""
    from workers.sweeping import sweep as run_sweep

    with opened() as service:
        sys.stdout.write(f"{run_sweep(service)} items enqueued\n")


def serve() -> None:
    """Serve the web page and the HTTP API."""
    with opened(quiet=False) as service:
        _serve(service)


def _serve(service: Service) -> None:
    import uvicorn

    from web.app import create_app

    settings = service.settings
    # What is loaded stays: a collection that goes over it holds an answer up.
    gc.collect()
    gc.freeze()
    # Who answers waits for who makes pages, at each of its steps: five milliseconds if not told otherwise.
    sys.setswitchinterval(SWITCH_SECONDS)
    logger.info("web.started", host=settings.web_host, port=settings.web_port)
    uvicorn.run(
        create_app(
            service.store,
            registries=service.registries,
            configuration=service.configuration,
            clock=service.clock,
            access=settings.web_access,
            queue_redis=service.queue_redis if may_read_queues(service.queue_redis) else None,
            requests_per_minute=settings.web_requests_per_minute,
            pages_kept_seconds=settings.web_pages_kept_seconds,
        ),
        host=settings.web_host,
        port=settings.web_port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def check_config(
    secrets: Annotated[
        bool,
        typer.Option(
            help="Check the channels with their secrets, which only the alert worker needs to read."
        ),
    ] = True,
) -> None:
    """Check settings, configuration file, rules and Redis; exit status 2 if one cannot be used."""
    with opened() as service:
        configuration = service.configuration
        service.preload()
        for subscription in configuration.subscriptions:
            service.watches.check_codes(subscription)
        for channel in configuration.channels if secrets else ():
            service.senders[channel.kind].check(with_secrets(channel))
        told = (
            f"sources: {len(configuration.sources)}",
            f"channels: {len(configuration.channels)}",
            f"subscriptions: {len(configuration.subscriptions)}",
            f"rules: {service.settings.rules_dir or 'the shipped ones'}",
            f"redis: {service.redis.info('server')['redis_version']}",
            *(
                f"warning: {server} keeps no append-only file: {APPEND_ONLY_ADVICE}"
                for server in without_append_only(service.redis)
            ),
            *(
                [f"warning: the clock is {skew} s ahead of Redis': {CLOCK_ADVICE}"]
                if (skew := skewed_seconds(service)) is not None
                else []
            ),
        )
        sys.stdout.write("\n".join(told) + "\nall can be used\n")
