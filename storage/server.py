"""The Redis server or cluster that storage talks to: every command goes through here.

So the client's errors are translated in one place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from redis import Redis
from redis.cluster import RedisCluster
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    ClusterError,
    ConnectionError,  # noqa: A004 - the client's own name for it
    MovedError,
    NoPermissionError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TimeoutError,  # noqa: A004
)

from model.errors import StoreUnavailable, UnusableStore
from storage.scripts import Script

_FETCH = Script("fetch_fields", reads=True)
WAIT_MS = 2_000
"""So long a replica may take to have a write."""
Value = str | bytes | int | float
Client = Redis | RedisCluster

REFUSED = (AuthenticationError, AuthorizationError, NoPermissionError)
UNAVAILABLE = (ConnectionError, TimeoutError, ClusterError)
UNABLE = (OutOfMemoryError, ReadOnlyError)
PASSING_ANSWERS = re.compile(
    r"(?:Command # .* of pipeline caused error: )?(?:Error running script .*: -)?"
    r"(?:LOADING|MISCONF|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|NOREPLICAS)\b",
    re.DOTALL,
)
"""Error answers that an operator or a moment's wait mends; the same command can then succeed.

The client tells first which command of many it was, and Redis 6.2 in what script it happened.
"""


class Server:
    """Runs commands and scripts, and raises our errors instead of the client's.

    With `wait_replicas` a step that writes has ended only when so many replicas have it: then a master
    that dies takes nothing with it that was confirmed.
    """

    def __init__(self, client: Client, *, wait_replicas: int = 0) -> None:
        self._client = client
        self._wait_replicas = wait_replicas
        self._taught: set[str] = set()
        self._execute: Callable[..., Any] = client.execute_command
        self.is_cluster = isinstance(client, RedisCluster)

    def call(self, *command: Value) -> Any:
        """The answer to one command, as the client parses it.

        Raises StoreUnavailable when Redis does not answer or cannot write now, UnusableStore
        when it does not let us in.
        """
        try:
            return self._execute(*command)
        except RedisError as error:
            translate(error)

    def batch(self, commands: Sequence[Sequence[Value]]) -> list[Any]:
        """The answers to commands that are sent together; together is not at once: no atomicity."""
        if len(commands) <= 1:
            return [self.call(*command) for command in commands]
        try:
            pipeline = self._client.pipeline(transaction=False)
            queue: Callable[..., Any] = pipeline.execute_command
            for command in commands:
                queue(*command)
            return list(pipeline.execute())
        except RedisError as error:
            translate(error)

    def fields(self, asked: Mapping[str, Sequence[Value]]) -> list[Any]:
        """Fields of several hashes, in order; None where there is none. One way to Redis and back."""
        if not asked:
            return []
        if self.is_cluster or len(asked) == 1:
            answers = self.batch([("HMGET", key, *names) for key, names in asked.items()])
            return [value for answer in answers for value in answer]
        arguments = [part for names in asked.values() for part in (len(names), *names)]
        return list(self.ask(_FETCH, list(asked), arguments))

    def keys(self, pattern: str) -> Iterator[str]:
        """The keys that fit a pattern, on all servers, each once, in no order."""
        known: set[bytes] = set()
        try:
            for key in self._client.scan_iter(match=pattern, count=1_000):
                if key not in known:
                    known.add(key)
                    yield key.decode()
        except RedisError as error:
            translate(error)

    def tried(self, commands: Sequence[Sequence[Value]]) -> list[Any]:
        """The answers to commands that are sent together; of one that Redis refuses the error."""
        try:
            pipeline = self._client.pipeline(transaction=False)
            queue: Callable[..., Any] = pipeline.execute_command
            for command in commands:
                queue(*command)
            return list(pipeline.execute(raise_on_error=False))
        except RedisError as error:
            translate(error)

    def scan_hash(self, key: str, count: int = 1_000) -> Iterator[tuple[bytes, bytes]]:
        """The fields of a hash of any size, each once, in no order; those added meanwhile may be left out."""
        cursor: int | str = 0
        known: set[bytes] = set()
        while True:
            cursor, page = self.call("HSCAN", key, cursor, "COUNT", count)
            fresh = page.keys() - known
            known |= fresh
            yield from ((field, page[field]) for field in fresh)
            if int(cursor) == 0:
                return

    def scan_zset(self, key: str, count: int = 1_000) -> Iterator[tuple[bytes, float]]:
        """The members of a sorted set of any size with their scores, by score."""
        start = 0
        while page := self.call("ZRANGE", key, start, start + count - 1, "WITHSCORES"):
            start += len(page)
            yield from ((member, float(score)) for member, score in page)

    def run(self, script: Script, keys: Sequence[str], arguments: Sequence[Value] = ()) -> Any:
        """The answer of a Lua script; a server that does not know it is taught it."""
        if self._wait_replicas and not script.reads:
            return self._replicated(script, keys, arguments)
        try:
            return self._execute("EVALSHA", script.sha, len(keys), *keys, *arguments)
        except NoScriptError:
            return self.call("EVAL", script.text, len(keys), *keys, *arguments)
        except RedisError as error:
            translate(error)

    def ask(self, script: Script, keys: Sequence[str], arguments: Sequence[Value]) -> Any:
        """The answer of a script that reads."""
        return self.ask_beside((), script, keys, arguments)[-1]

    def ask_beside(
        self, command: Sequence[Value], script: Script, keys: Sequence[str], arguments: Sequence[Value]
    ) -> tuple[Any, Any]:
        """The answers to a command that reads, if there is one, and of a script that does.

        On one server they are sent together.
        """
        run = ("EVALSHA", script.sha, len(keys), *keys, *arguments)
        answers = self._swift([command, run] if command else [run])
        if answers is not None:
            return answers[0], answers[-1]
        return self.call(*command) if command else None, self.run(script, keys, arguments)

    def _swift(self, commands: Sequence[Sequence[Value]]) -> list[Any] | None:
        """Answers on a connection of the pool, without what the client does around it.

        That takes three times as long as the rest. None where anything went wrong, or there is no one
        server: the client's own way is tried then, which does again what failed and tells its errors.
        """
        if not isinstance(self._client, Redis):
            return None
        pool: Any = self._client.connection_pool
        try:
            connection = pool.get_connection()
        except RedisError:
            return None
        try:
            connection.send_packed_command(connection.pack_commands(commands))
            return [connection.read_response() for _ in commands]
        except RedisError:
            connection.disconnect()
            return None
        except BaseException:
            # Answers that nobody read are not for whoever has the connection next.
            connection.disconnect()
            raise
        finally:
            pool.release(connection)

    def run_each(self, script: Script, steps: Sequence[tuple[Sequence[str], Sequence[Value]]]) -> list[Any]:
        """The answers of a script that writes, run over and over with other keys and arguments, in order.

        Each run is atomic, not all of them together. On one server they are sent together; on
        a cluster, whose client sends no scripts so, one by one.
        """
        if len(steps) > 1 and isinstance(self._client, Redis) and not self._wait_replicas:
            runs = [("EVALSHA", script.sha, len(keys), *keys, *arguments) for keys, arguments in steps]
            if script.sha in self._taught:
                # Unless the server was restarted since.
                with suppress(NoScriptError):
                    return self.batch(runs)
            answers = self.batch([("SCRIPT LOAD", script.text), *runs])[1:]
            self._taught.add(script.sha)
            return answers
        return [self.run(script, keys, arguments) for keys, arguments in steps]

    def _replicated(self, script: Script, keys: Sequence[str], arguments: Sequence[Value]) -> Any:
        """The answer of a script when replicas have what it wrote. WAIT looks at its own connection."""
        try:
            pipeline = self._client_of(keys[0]).pipeline(transaction=False)
            queue: Callable[..., Any] = pipeline.execute_command
            queue("EVAL", script.text, len(keys), *keys, *arguments)
            queue("WAIT", self._wait_replicas, WAIT_MS)
            answer, count = pipeline.execute()
        except (MovedError, *UNAVAILABLE) as error:
            if isinstance(self._client, RedisCluster):
                with suppress(RedisError):
                    self._client.nodes_manager.initialize()
            raise StoreUnavailable(f"Redis does not answer: {error}; a master is being replaced?") from error
        except RedisError as error:
            translate(error)
        if int(count) < self._wait_replicas:
            raise StoreUnavailable(
                f"{count} replicas have what was written, {self._wait_replicas} are to: check that they run"
            )
        return answer

    def _client_of(self, key: str) -> Redis:
        """The one server that has a key."""
        if not isinstance(self._client, RedisCluster):
            return self._client
        node = self._client.get_node_from_key(key)  # type: ignore[no-untyped-call]
        if node is None:
            raise StoreUnavailable("no server of the cluster has the slot: check that all masters run")
        return self._client.get_redis_connection(node)


def translate(error: RedisError) -> NoReturn:
    """Raise our error for the client's; a mistake of ours in a command stays what it is."""
    if isinstance(error, REFUSED):
        raise UnusableStore(f"Redis does not let us in: {error}; check user, password and ACL") from error
    if isinstance(error, UNAVAILABLE):
        raise StoreUnavailable(
            f"Redis does not answer: {error}; check that it runs and its address"
        ) from error
    passing = isinstance(error, ResponseError) and PASSING_ANSWERS.match(str(error)) is not None
    if passing or isinstance(error, UNABLE):
        raise StoreUnavailable(f"Redis cannot serve us now: {error}") from error
    raise error
