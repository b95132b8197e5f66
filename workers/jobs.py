"""The jobs by name. The names and the form of their argument, a list of ids, are a wire format:
workers of two versions run side by side during an upgrade.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from runtime.queues import JobName
from runtime.service import Service
from workers.stages.crawling import crawl_sources
from workers.stages.delivering import deliver_again, deliver_messages
from workers.stages.extracting import extract_articles
from workers.stages.folding import fold_claims
from workers.stages.looking import look_again
from workers.stages.reading import read_articles
from workers.stages.relaying import relay_events

Job = Callable[[Sequence[str]], None]

_JOBS: Mapping[JobName, Callable[[Service, Sequence[str]], None]] = {
    "crawl": crawl_sources,
    "read": read_articles,
    "look": look_again,
    "extract": extract_articles,
    "fold": fold_claims,
    "relay": relay_events,
    "deliver": deliver_messages,
    "deliver_again": deliver_again,
}


def jobs_of(service: Service) -> Mapping[str, Job]:
    """What each job's name means, for a worker of this service."""
    return {name: partial(run, service) for name, run in _JOBS.items()}
