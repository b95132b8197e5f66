"""Getting to a Redis that can be trusted with the data."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.cluster import RedisCluster
from redis.exceptions import RedisError
from redis.retry import Retry

from model.errors import UnusableStore
from storage.server import Client, translate

LEAST_VERSION = (6, 2)
"""SMISMEMBER, ZRANGE with BYSCORE and the default of replicating a script's effects need it."""
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
TRIES_AFTER_A_LOST_REPLY = 3


def connect(
    url: str,
    *,
    connect_seconds: float = CONNECT_SECONDS,
    answer_seconds: float = ANSWER_SECONDS,
) -> Redis:
    """A client for `redis://`, `rediss://` or `unix://`; nothing is sent yet.

    A command whose reply is lost is sent again: everything we send can be repeated.
    Raises UnusableStore for an address that is none.
    """
    try:
        return Redis.from_url(
            url,
            socket_connect_timeout=connect_seconds,
            socket_timeout=answer_seconds,
            health_check_interval=30,
            retry=Retry(ExponentialBackoff(cap=1, base=0.05), TRIES_AFTER_A_LOST_REPLY),
        )
    except ValueError as error:
        raise UnusableStore(f"not a Redis address: {shown_url(url)}: {error}") from error


def connect_cluster(
    url: str,
    *,
    connect_seconds: float = CONNECT_SECONDS,
    answer_seconds: float = ANSWER_SECONDS,
) -> RedisCluster:
    """A client for the Redis Cluster that the node at `redis://` or `rediss://` belongs to.

    It asks the node for the others at once. Raises StoreUnavailable when it does not answer,
    UnusableStore for an address that is none.
    """
    try:
        return RedisCluster.from_url(
            url, socket_connect_timeout=connect_seconds, socket_timeout=answer_seconds
        )
    except RedisError as error:
        translate(error)
    except ValueError as error:
        raise UnusableStore(f"not a Redis address: {shown_url(url)}: {error}") from error


def check_server(client: Client) -> None:
    """Make sure that the server is new enough and will not throw data away.

    Raises StoreUnavailable when it does not answer, UnusableStore when it is older than 6.2
    or evicts keys. A server that hides its policy from us is believed.
    """
    try:
        info: Any = client.info()
    except RedisError as error:
        translate(error)
    for name, node in _nodes(info).items():
        _check_version(name, node)
        _check_policy(name, node)


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
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}"


def answers(client: Client) -> bool:
    """Whether the server answers now: for readiness, not before every command."""
    try:
        client.ping()
    except RedisError:
        return False
    return True
