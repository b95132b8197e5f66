"""A Redis that cannot be trusted with the data is refused in one line."""

from __future__ import annotations

import pytest
from redis import Redis
from redis import exceptions as client
from redis.cluster import RedisCluster

from model.errors import StoreUnavailable, UnusableStore
from storage.connection import answers, check_server, connect, without_append_only
from storage.server import Server, translate


def test_a_server_that_loses_nothing_is_good(redis):
    check_server(redis)
    assert answers(redis)


def test_a_server_that_evicts_is_refused(redis: Redis):
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        with pytest.raises(UnusableStore, match=r"allkeys-lru.*noeviction") as caught:
            check_server(redis)
    finally:
        redis.config_set("maxmemory-policy", "noeviction")
    assert "\n" not in str(caught.value)


class Answering:
    """A server that tells of itself what it is given."""

    def __init__(self, **told):
        self.told = told

    def info(self):
        return self.told


@pytest.mark.parametrize("version", ["6.2.0", "7.4.1", "8.0.0", "255.255.255"])
def test_new_enough_servers_are_good(version):
    check_server(Answering(redis_version=version, maxmemory_policy="noeviction"))


@pytest.mark.parametrize("version", ["6.0.16", "5.0.14", "2.8.4"])
def test_a_server_that_is_too_old_is_refused(version):
    with pytest.raises(UnusableStore, match=f"{version}.*6.2"):
        check_server(Answering(redis_version=version, maxmemory_policy="noeviction"))


def test_every_node_of_a_cluster_is_looked_at():
    good = {"redis_version": "7.2.0", "maxmemory_policy": "noeviction"}
    with pytest.raises(UnusableStore, match="n2"):
        check_server(Answering(n1=good, n2={**good, "maxmemory_policy": "volatile-lru"}))


def test_a_server_that_is_not_there_is_told_in_one_line(tmp_path):
    with connect(f"unix://{tmp_path}/none.sock", connect_seconds=0.2) as client:
        with pytest.raises(StoreUnavailable) as caught:
            check_server(client)
        assert not answers(client)
    assert "\n" not in str(caught.value)


def test_an_address_that_is_none_is_told_without_its_password():
    with pytest.raises(UnusableStore) as caught:
        connect("http://user:secret@host/0")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (client.ConnectionError("gone"), StoreUnavailable),
        (client.TimeoutError("late"), StoreUnavailable),
        (client.BusyLoadingError("loading"), StoreUnavailable),
        (client.ReadOnlyError("replica"), StoreUnavailable),
        (client.OutOfMemoryError("full"), StoreUnavailable),
        (client.ResponseError("MISCONF disk is full"), StoreUnavailable),
        (client.ResponseError("NOREPLICAS Not enough good replicas to write."), StoreUnavailable),
        (
            client.ResponseError(
                "Error running script (call to f_8a36): @user_script:1: @user_script: 1: "
                "-NOREPLICAS Not enough good replicas to write."
            ),
            StoreUnavailable,
        ),
        (client.ResponseError("CLUSTERDOWN down"), StoreUnavailable),
        (client.AuthenticationError("who"), UnusableStore),
        (client.NoPermissionError("no"), UnusableStore),
        (client.ResponseError("ERR wrong number of arguments"), client.ResponseError),
        (client.DataError("a mistake"), client.DataError),
    ],
)
def test_errors_of_the_client_become_ours_but_for_our_own_mistakes(error, ours):
    with pytest.raises(ours):
        translate(error)


def test_a_script_that_the_server_forgot_is_taught_again(redis: Redis, store):
    assert store.schedule.hold("a", 60)
    redis.script_flush()
    assert store.schedule.hold("a", 60)


def test_commands_go_through_and_come_back(redis):
    server = Server(redis)
    assert server.batch([("SET", "a", 1), ("GET", "a")])[1] == b"1"
    assert server.batch([]) == []


def test_a_server_without_an_append_only_file_is_named(redis: Redis):
    assert without_append_only(redis) == ("Redis",)
    redis.config_set("appendonly", "yes")
    try:
        assert without_append_only(redis) == ()
    finally:
        redis.config_set("appendonly", "no")


def test_a_server_that_does_not_tell_is_believed_to_append():
    assert without_append_only(Answering(redis_version="7.4.1")) == ()


def test_a_master_without_the_replicas_that_it_is_to_have_is_waited_for(redis, store, statements, newsroom):
    """With min-replicas-to-write, as the manual recommends: nothing is wrong with what is written."""
    everywhere = {"target_nodes": RedisCluster.PRIMARIES} if isinstance(redis, RedisCluster) else {}
    redis.config_set("min-replicas-to-write", 1, **everywhere)
    server = Server(redis)
    try:
        with pytest.raises(StoreUnavailable, match="NOREPLICAS"):
            newsroom.publish(newsroom.article(), statements.ranking())
        with pytest.raises(StoreUnavailable, match="NOREPLICAS"):
            server.call("SET", "svodka:a", 1)
        with pytest.raises(StoreUnavailable, match="NOREPLICAS"):
            server.batch([("SET", "svodka:a", 1), ("SET", "svodka:b", 1)])
    finally:
        redis.config_set("min-replicas-to-write", 0, **everywhere)
