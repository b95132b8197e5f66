"""A job in whose middle Redis was started anew is done again: what it wrote before may be gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from runtime.service import Service
from storage.connection import connect
from tests.chaos.fleet import free_ports
from tests.chaos.redis_server import RedisServer
from tests.workers.conftest import NewsSite
from tests.workers.test_road import add, start_worker, wait_for
from workers.sweeping import sweep

LEASE_SECONDS = 2


def test_a_page_that_was_being_read_is_read_again(
    make_service: Callable[..., Service], news_site: NewsSite, redis_program: Path, tmp_path: Path
) -> None:
    server = RedisServer(redis_program, tmp_path, free_ports(1)[0])
    server.start()
    service = make_service()
    service.redis = service.queue_redis = connect(server.url)
    service.settings = service.settings.model_copy(update={"lease_seconds": LEASE_SECONDS})
    news_site.held.add("/1")
    url = news_site.publish("/1", "Рейтинг центров поддержки экспорта")
    add(service, url)
    worker = start_worker("read", service)
    try:
        wait_for(lambda: "/1" in news_site.asked)
        server.kill()
        server.start()
        news_site.release.set()
        wait_for(lambda: bool(sweep(service) or True) and service.store.articles.by_url(url) is not None)
        assert news_site.asked.count("/1") == 2
    finally:
        news_site.release.set()
        worker.kill()
        worker.join()
        service.redis.close()
        server.stop()
