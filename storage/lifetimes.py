"""A job that lives through a restart of Redis may not go on: what it wrote before may be gone.

A power cut and a failover take the last writes along that were confirmed. A job that wrote an article
before, and notes after it that its work is done, would leave neither the article nor the work.
"""

from __future__ import annotations

import re
from typing import Any

from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from storage.server import Client

_RUN_ID = re.compile(rb"run_id:(\w+)")


class _Lifetime:
    """The life of a server, known by the id that it has from its start to its end."""

    def __init__(self) -> None:
        self._run_id: bytes | None = None

    def greet(self, connection: Any) -> None:
        """Make a new connection ready. Raises the client's ConnectionError where the server is another."""
        connection.on_connect()
        connection.send_command("INFO", "server")
        found = _RUN_ID.search(connection.read_response(disable_decoding=True))
        run_id = found[1] if found else None
        if self._run_id is None:
            self._run_id = run_id
        elif run_id != self._run_id:
            raise RedisConnectionError("Redis was started anew, or is another one, since this job began")


def hold_one_life(client: Client) -> None:
    """Let a client talk to one life of its server only: after a restart or failover it finds none.

    For the process of one job, before its first command. Of a cluster's client nothing is held: its
    masters wait for replicas (`wait_replicas`).
    """
    if isinstance(client, Redis):
        client.connection_pool.connection_kwargs["redis_connect_func"] = _Lifetime().greet
