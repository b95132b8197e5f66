"""The Redis server or cluster that storage talks to: every command goes through here.

So the client's errors are translated in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from redis import Redis
from redis.cluster import RedisCluster
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    ClusterError,
    ConnectionError,  # noqa: A004 - the client's own name for it
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

Value = str | bytes | int | float
Client = Redis | RedisCluster

REFUSED = (AuthenticationError, AuthorizationError, NoPermissionError)
UNAVAILABLE = (ConnectionError, TimeoutError, ClusterError)
UNABLE = (OutOfMemoryError, ReadOnlyError)
PASSING_ANSWERS = ("LOADING", "MISCONF", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY")
"""Error answers that an operator or a moment's wait mends; the same command can then succeed."""


class Server:
    """Runs commands and scripts, and raises our errors instead of the client's."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._taught: set[str] = set()
        self._execute: Callable[..., Any] = client.execute_command

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

    def run(self, script: Script, keys: Sequence[str], arguments: Sequence[Value] = ()) -> Any:
        """The answer of a Lua script; a server that does not know it is taught it."""
        try:
            return self._execute("EVALSHA", script.sha, len(keys), *keys, *arguments)
        except NoScriptError:
            return self.call("EVAL", script.text, len(keys), *keys, *arguments)
        except RedisError as error:
            translate(error)

    def run_each(self, script: Script, steps: Sequence[tuple[Sequence[str], Sequence[Value]]]) -> list[Any]:
        """The answers of a script run over and over with other keys and arguments, in order.

        Each run is atomic, not all of them together. On one server they are sent together; on
        a cluster, whose client sends no scripts so, one by one.
        """
        if len(steps) > 1 and isinstance(self._client, Redis):
            runs = [("EVALSHA", script.sha, len(keys), *keys, *arguments) for keys, arguments in steps]
            if script.sha in self._taught:
                # Unless the server was restarted since.
                with suppress(NoScriptError):
                    return self.batch(runs)
            answers = self.batch([("SCRIPT LOAD", script.text), *runs])[1:]
            self._taught.add(script.sha)
            return answers
        return [self.run(script, keys, arguments) for keys, arguments in steps]


def translate(error: RedisError) -> NoReturn:
    """Raise our error for the client's; a mistake of ours in a command stays what it is."""
    if isinstance(error, REFUSED):
        raise UnusableStore(f"Redis does not let us in: {error}; check user, password and ACL") from error
    if isinstance(error, UNAVAILABLE):
        raise StoreUnavailable(
            f"Redis does not answer: {error}; check that it runs and its address"
        ) from error
    passing = isinstance(error, ResponseError) and str(error).startswith(PASSING_ANSWERS)
    if passing or isinstance(error, UNABLE):
        raise StoreUnavailable(f"Redis cannot serve us now: {error}") from error
    raise error
