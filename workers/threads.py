"""Items of one job that are worked on at the same time: what waits for the net need not wait in line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

MEANWHILE_SECONDS = 1.0


def at_once(
    work: Callable[[str], None], items: Sequence[str], count: int, meanwhile: Callable[[], None]
) -> None:
    """Do `work` for each item, up to `count` of them at the same time.

    `meanwhile` is called in this thread about once a second, and once when all is done. An error
    of either ends it: what has not begun is left. The limit of the job is raised here, in the main
    thread, and the other threads end with the process of the job.
    """
    pool = ThreadPoolExecutor(max_workers=min(count, len(items)) or 1)
    try:
        waiting = {pool.submit(work, item) for item in items}
        while waiting:
            done, waiting = wait(waiting, timeout=MEANWHILE_SECONDS, return_when=FIRST_EXCEPTION)
            for future in done:
                future.result()
            meanwhile()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
