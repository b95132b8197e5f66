"""The page of RQ's queues reads them and changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from runtime.queues import Dispatcher, rq_name
from web.app import create_app


@pytest.fixture
def client(make_client, store, redis):
    return make_client(create_app(store, queue_redis=redis))


def test_what_waits_is_counted(client, redis: Redis):
    Dispatcher(redis=redis, batch_size=2, job_seconds=60).enqueue(
        "read", ["a", "b", "c"], now=datetime(2026, 2, 9, tzinfo=UTC)
    )
    before = redis.dbsize()
    page = client.get("/queue?lang=en").text
    assert "<code>read</code>" in page
    assert '<td class="number">2</td>' in page
    assert redis.dbsize() == before


def test_a_job_that_failed_is_named(client, redis: Redis):
    queue = Queue(rq_name("read"), connection=redis, serializer=JSONSerializer)
    job = queue.enqueue_call("read", args=([],), failure_ttl=60)
    queue.failed_job_registry.add(job, ttl=60, exc_string="")
    assert job.id in client.get("/queue").text


def test_a_service_without_queues_has_no_such_page(make_client, store):
    client = make_client(create_app(store))
    assert client.get("/queue").status_code == 404
    assert "/queue" not in client.get("/service").text
