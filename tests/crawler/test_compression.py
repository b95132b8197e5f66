"""Content codings undone."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from crawler.compression import gunzipped
from model.errors import FetchTooLarge

MEBIBYTE = 1024 * 1024


def test_a_bomb_that_came_whole_is_unpacked_no_further_than_its_limit():
    bomb = gzip.compress(bytes(64 * MEBIBYTE), compresslevel=1)
    tracemalloc.start()
    try:
        with pytest.raises(FetchTooLarge):
            gunzipped(bomb, limit_bytes=MEBIBYTE, url="https://news.example/sitemap.xml.gz")
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak_bytes < 8 * MEBIBYTE
