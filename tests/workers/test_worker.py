"""A worker runs what is in its table, and nothing else that somebody wrote into the queue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rq import Queue
from rq.job import Callback
from rq.serializers import JSONSerializer

from runtime.queues import rq_name
from runtime.service import Service
from workers.worker import work


def test_a_job_that_names_a_foreign_function_is_refused(
    make_service: Callable[..., Service], tmp_path: Path
) -> None:
    service = make_service()
    queue = Queue(rq_name("fold"), connection=service.redis, serializer=JSONSerializer)
    target = tmp_path / "written"
    job = queue.enqueue("pathlib.Path.touch", str(target))

    work("fold", service, burst=True)

    assert not target.exists()
    assert job.get_status() == "failed"


def test_callbacks_are_not_run(make_service: Callable[..., Service], tmp_path: Path) -> None:
    service = make_service()
    queue = Queue(rq_name("fold"), connection=service.redis, serializer=JSONSerializer)
    job = queue.enqueue("fold", [], on_success=Callback("os.abort"), result_ttl=60)

    work("fold", service, burst=True)

    assert job.get_status() == "finished"
