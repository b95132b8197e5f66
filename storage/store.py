"""Everything that is stored, by subject."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storage.api_keys import ApiKeys
from storage.articles import Articles
from storage.books import Books
from storage.channels import Channels
from storage.checking import Check
from storage.claims import Claims
from storage.counters import Counters
from storage.deliveries import Deliveries
from storage.events import Events
from storage.facts import Facts
from storage.fetches import Fetches
from storage.hosts import Hosts
from storage.looks import Looks
from storage.pushes import Pushes
from storage.ratings import Ratings
from storage.refs import Refs
from storage.saved_queries import SavedQueries
from storage.schedule import Schedule
from storage.server import Client, Server
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
    """

    def __init__(
        self,
        client: Client,
        *,
        clock: Callable[[], datetime],
        host_clock: Callable[[], datetime] | None = None,
        max_tries: int = MAX_TRIES,
    ) -> None:
        server = Server(client)
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
        self.books = Books(server, self.claims, clock=clock)
        self.check = Check(
            server,
            articles=self.articles,
            claims=self.claims,
            books=self.books,
            work=self.work,
            clock=clock,
        )
        self.facts = Facts(server)
        self.ratings = Ratings(server)
        self.events = Events(server, clock=clock)
        self.deliveries = Deliveries(server, clock=clock)
        self.channels = Channels(server, clock=clock)
        self.counters = Counters(server)
        self.api_keys = ApiKeys(server, clock=clock)
        self.subscriptions = Subscriptions(server)
        self.silences = Silences(server, clock=clock)
        self.saved_queries = SavedQueries(server, clock=clock)
        self.hosts = Hosts(server, clock=host_clock)
