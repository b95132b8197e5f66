"""Everything that is stored, by subject."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storage.api_keys import ApiKeys
from storage.articles import Articles
from storage.backing_up import BackingUp
from storage.books import Books
from storage.channels import Channels
from storage.checking import Check
from storage.claims import Claims
from storage.counters import Counters
from storage.decisions import Decisions
from storage.deliveries import Deliveries
from storage.events import Events
from storage.exporting import Exporting
from storage.facts import Facts
from storage.fetches import Fetches
from storage.hosts import Hosts
from storage.loading import Loading
from storage.looks import Looks
from storage.migrating import Migrating
from storage.pruning import Pruning
from storage.pushes import Pushes
from storage.ratings import Ratings
from storage.refs import Refs
from storage.reviewing import Reviewing
from storage.saved_queries import SavedQueries
from storage.schedule import Schedule
from storage.server import Client, Server
from storage.shelf import CONTENTS_FROM
from storage.silences import Silences
from storage.sources import Sources
from storage.standing import Standing
from storage.subscriptions import Subscriptions
from storage.work import Work

MAX_TRIES = 5


class Store:
    """The parts of storage on one Redis (or Redis Cluster).

    `clock` tells the time of what is written. `host_clock` is for tests: hosts go by the clock
    of Redis, which all workers share. An item whose work died `max_tries` times is set aside.
    A step that writes ends only when `wait_replicas` replicas have what it wrote. `contents_from` is for
    tests too: so many facts a rating has from which on only some of its editions are read to fold it.
    """

    def __init__(
        self,
        client: Client,
        *,
        clock: Callable[[], datetime],
        host_clock: Callable[[], datetime] | None = None,
        max_tries: int = MAX_TRIES,
        wait_replicas: int = 0,
        contents_from: int = CONTENTS_FROM,
    ) -> None:
        server = Server(client, wait_replicas=wait_replicas)
        self.work = Work(server, clock=clock, max_tries=max_tries)
        self.schedule = Schedule(server)
        self.standing = Standing(server)
        self.sources = Sources(server)
        self.fetches = Fetches(server)
        self.looks = Looks(server, self.work)
        self.pushes = Pushes(server)
        self.refs = Refs(server, clock=clock)
        self.articles = Articles(server, self.work, clock=clock)
        self.claims = Claims(server, clock=clock)
        self.decisions = Decisions(server)
        self.books = Books(server, self.claims, self.decisions, clock=clock, contents_from=contents_from)
        self.check = Check(
            server,
            articles=self.articles,
            claims=self.claims,
            books=self.books,
            decisions=self.decisions,
            work=self.work,
            clock=clock,
        )
        self.facts = Facts(server)
        self.ratings = Ratings(server)
        self.reviewing = Reviewing(
            self.decisions, books=self.books, ratings=self.ratings, work=self.work, clock=clock
        )
        self.events = Events(server, clock=clock)
        self.loading = Loading(
            server, articles=self.articles, claims=self.claims, books=self.books, clock=clock
        )
        self.exporting = Exporting(
            server,
            articles=self.articles,
            claims=self.claims,
            events=self.events,
            loading=self.loading,
            reviewing=self.reviewing,
            clock=clock,
        )
        self.backing_up = BackingUp(server, clock=clock)
        self.migrating = Migrating(server, books=self.books)
        self.pruning = Pruning(server, articles=self.articles, books=self.books)
        self.deliveries = Deliveries(server, clock=clock)
        self.channels = Channels(server, clock=clock)
        self.counters = Counters(server)
        self.api_keys = ApiKeys(server, clock=clock)
        self.subscriptions = Subscriptions(server)
        self.silences = Silences(server, clock=clock)
        self.saved_queries = SavedQueries(server, clock=clock)
        self.hosts = Hosts(server, clock=host_clock)
