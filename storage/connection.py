"""Getting to a Redis that can be trusted with the data."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.cluster import RedisCluster
from redis.exceptions import NoPermissionError, RedisError
from redis.retry import Retry
from redis.sentinel import Sentinel

from model.errors import UnusableStore
from storage import keys
from storage.server import Client, translate

LEAST_VERSION = (6, 2)
"""SMISMEMBER, ZRANGE with BYSCORE and the default of replicating a script's effects need it."""
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
TRIES_AFTER_A_LOST_REPLY = 3
TRIES_WHILE_A_MASTER_IS_REPLACED = 8
"""With the pauses growing to a second, some five seconds: a job that waits longer is done again later."""
QUEUE_PROBE = "rq:queue:svodka-probe"
SENTINEL_SCHEMES = ("redis+sentinel", "rediss+sentinel")
CLUSTER_SCHEMES = ("redis+cluster", "rediss+cluster")


def connect(
    url: str,
    *,
    connect_seconds: float = CONNECT_SECONDS,
    answer_seconds: float = ANSWER_SECONDS,
) -> Redis:
    """A client for `redis://`, `rediss://`, `unix://`, or the master that Sentinels name.

    `redis+sentinel://user:password@host:26379,host:26379/MASTER/0` asks the Sentinels each time that it
    connects (`rediss+sentinel://`: over TLS, the Sentinels too). Nothing is sent yet. A command whose
    reply is lost is sent again: everything we send can be repeated. Raises UnusableStore for an address
    that is none.
    """
    options: dict[str, Any] = {
        "socket_connect_timeout": connect_seconds,
        "socket_timeout": answer_seconds,
        "health_check_interval": 30,
        "retry": Retry(ExponentialBackoff(cap=1, base=0.05), TRIES_AFTER_A_LOST_REPLY),
    }
    try:
        if is_sentinel(url):
            return _master(url, options)
        return Redis.from_url(url, **options)
    except ValueError as error:
        raise UnusableStore(f"not a Redis address: {shown_url(url)}: {error}") from error


def is_sentinel(url: str) -> bool:
    """Whether an address names Sentinels."""
    return urlsplit(url).scheme in SENTINEL_SCHEMES


def is_cluster(url: str) -> bool:
    """Whether an address names a node of a cluster: `redis+cluster://` or `rediss+cluster://`."""
    return urlsplit(url).scheme in CLUSTER_SCHEMES


def _master(url: str, options: dict[str, Any]) -> Redis:
    parts = urlsplit(url)
    name, _, database = parts.path.strip("/").partition("/")
    if not name:
        raise ValueError("the name of the master is missing: redis+sentinel://host:26379/mymaster")
    secure = {"ssl": parts.scheme.startswith("rediss"), **dict(parse_qsl(parts.query))}
    secure = secure if secure["ssl"] else {}
    user = {"username": parts.username, "password": parts.password} if parts.password else {}
    sentinels = [_host_and_port(one) for one in parts.netloc.rpartition("@")[2].split(",")]
    # Sentinels have no users of ours; how long to wait for one is how long to wait for a connection.
    asking = {
        "socket_timeout": options["socket_connect_timeout"],
        "socket_connect_timeout": options["socket_connect_timeout"],
        **secure,
    }
    asker = Sentinel(sentinels, sentinel_kwargs=asking)  # type: ignore[no-untyped-call]
    given = {name: unquote(value) for name, value in user.items() if value is not None}
    connection = {"db": int(database or 0), **options, **given, **secure}
    master: Redis = asker.master_for(name, **connection)  # type: ignore[no-untyped-call]
    return master


def _host_and_port(told: str) -> tuple[str, int]:
    host, _, port = told.rpartition(":") if ":" in told else (told, "", "26379")
    return host.strip("[]"), int(port)


def connect_cluster(
    url: str,
    *,
    connect_seconds: float = CONNECT_SECONDS,
    answer_seconds: float = ANSWER_SECONDS,
) -> RedisCluster:
    """A client for the Redis Cluster that a node belongs to: `redis://`, or `redis+cluster://`.

    It asks the node for the others at once, and while a master is being replaced it asks again. Raises
    StoreUnavailable when it does not answer, UnusableStore for an address that is none.
    """
    try:
        return RedisCluster.from_url(
            url.replace("+cluster://", "://", 1),
            socket_connect_timeout=connect_seconds,
            socket_timeout=answer_seconds,
            retry=Retry(ExponentialBackoff(cap=1, base=0.05), TRIES_WHILE_A_MASTER_IS_REPLACED),
        )
    except RedisError as error:
        translate(error)
    except ValueError as error:
        raise UnusableStore(f"not a Redis address: {shown_url(url)}: {error}") from error


def connect_store(url: str) -> Client:
    """A client for the store: one server, the master of Sentinels, or a cluster, by its address."""
    return connect_cluster(url) if is_cluster(url) else connect(url)


def server_time(client: Client) -> tuple[int, int]:
    """Seconds since 1970 and microseconds by the server's clock; of a cluster, by one node's.

    The node is the same for all that ask. Raises RedisError.
    """
    answer: Any = client.time()
    seconds, microseconds = answer[min(answer)] if isinstance(answer, dict) else answer
    return seconds, microseconds


def check_server(client: Client) -> None:
    """Make sure that the server is new enough and will not throw data away.

    Raises StoreUnavailable when it does not answer, UnusableStore when it is older than 6.2, evicts
    keys, or copies another. A server that hides its policy from us is believed.
    """
    try:
        info: Any = client.info()
    except RedisError as error:
        translate(error)
    for name, node in _nodes(info).items():
        _check_version(name, node)
        _check_policy(name, node)
    if info.get("role") == "slave":
        raise UnusableStore(
            f"Redis is a replica of {info.get('master_host')}: name its master, or the Sentinels that know it"
        )


def check_store_access(client: Client) -> None:
    """Make sure that we may write the store's keys, and run its scripts. Nothing is changed.

    Raises UnusableStore with what is not allowed, StoreUnavailable when writes are refused for now.
    """
    _dry(client, "EVAL", "return redis.call('HDEL', KEYS[1], 'nothing')", 1, keys.PROBE)


def check_queue_access(client: Client) -> None:
    """Make sure that we may write RQ's keys. Nothing is changed. Raises as `check_store_access`."""
    _dry(client, "LREM", QUEUE_PROBE, 0, "nothing")


def may_read_queues(client: Client) -> bool:
    """Whether we are let in to RQ's keys; an error that says nothing of that is for later."""
    try:
        client.exists(QUEUE_PROBE)
    except NoPermissionError:
        return False
    except RedisError:
        return True
    return True


def _dry(client: Client, *command: Any) -> None:
    try:
        client.execute_command(*command)  # type: ignore[no-untyped-call]
    except RedisError as error:
        translate(error)


def without_append_only(client: Client) -> tuple[str, ...]:
    """The servers that keep no append-only file: a crash costs them all since their last snapshot.

    A server that does not tell is believed to keep one. Raises StoreUnavailable.
    """
    try:
        info: Any = client.info()
    except RedisError as error:
        translate(error)
    return tuple(name for name, node in _nodes(info).items() if not node.get("aof_enabled", 1))


def _nodes(info: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The information of each server: a cluster answers with one a node."""
    if "redis_version" in info:
        return {"Redis": info}
    return {f"Redis at {name}": node for name, node in info.items()}


def _check_version(name: str, info: dict[str, Any]) -> None:
    # Valkey tells the Redis version that it is compatible with: 7.2.4.
    told = str(info["redis_version"])
    version = tuple(int(part) for part in re.findall(r"\d+", told)[:2])
    if version < LEAST_VERSION:
        raise UnusableStore(f"{name} is version {told}; svodka needs 6.2 or later, or Valkey: upgrade it")


def _check_policy(name: str, info: dict[str, Any]) -> None:
    policy = info.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        raise UnusableStore(
            f"{name} has maxmemory-policy {policy}, which throws data away when memory is short; "
            "set it to noeviction: CONFIG SET maxmemory-policy noeviction"
        )


def shown_url(url: str) -> str:
    """The address without its credentials, fit for a message."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def answers(client: Client) -> bool:
    """Whether the server answers now: for readiness, not before every command."""
    try:
        client.ping()
    except RedisError:
        return False
    return True
