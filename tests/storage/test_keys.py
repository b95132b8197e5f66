"""Every key that is written is one that is documented, and every script tells its keys."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from redis import Redis

from model.articles import ArticleRef, Look
from model.sources import FetchRecord
from storage import keys

NAMES = {
    "PARTITION": r"[\w-]+",
    "STAGE": r"\w+",
    "MONTH": r"\d{4}-\d{2}",
    "DATE": r"\d{4}-\d{2}-\d{2}",
    "NAME": r"\S+",
    "DIGEST": r"[0-9a-f]{16}",
    "BUCKET": r"[0-9a-f]{2}",
    "TERM": r"\S+",
    "DAY": r"\d{2}",
    "HOST": r"[^}]+",
    "ORIGIN": r"[^}]+",
    "XX": r"[0-9a-f]{2}",
    "X": r"[0-9a-f]",
}


def pattern_of(kind):
    escaped = re.escape(kind.pattern)
    names = "|".join(sorted(NAMES, key=len, reverse=True))
    return re.compile(re.sub(names, lambda match: NAMES[match[0]], escaped))


def test_every_key_is_of_a_documented_kind_and_type(redis: Redis, store, newsroom, clock, statements):
    store.refs.add([ArticleRef(url="https://news.example/a", source="a")])
    newsroom.publish(
        newsroom.article(), statements.ranking(previous=5), statements.percentage(), statements.partnership()
    )
    clock.pass_seconds(60)
    newsroom.publish(newsroom.article(text="2"), statements.ranking(position=3, previous=5))
    store.hosts.enter("a.example", "one", places=1, hold_seconds=60, delay_seconds=1, limit_seconds=60)
    store.hosts.keep_robots("https://a.example:443", "", 60)
    store.schedule.hold("a", 60)
    store.events.append(
        event for book in store.work.overdue("relay", clock(), 9, 9) for event in store.events.pending(book)
    )
    store.looks.plan("a0b1c2d3e4f50617", Look(url="https://news.example/a", dated_at=clock()), clock())
    store.sources.count({"agency": {"read": 1}}, clock())
    store.fetches.note(
        [FetchRecord(at=clock(), stage="read", source="a", url="https://news.example/a", outcome="new")]
    )
    found = {key.decode(): redis.type(key).decode() for key in redis.scan_iter()}
    for key, kind_of_value in found.items():
        fitting = [kind for kind in keys.KINDS if pattern_of(kind).fullmatch(key)]
        assert [kind.type for kind in fitting] == [kind_of_value], key


@pytest.mark.parametrize(
    ("stage", "item", "partition"),
    [
        ("read", "a0b1c2d3e4f50617", "ref-a"),
        ("extract", "2026-02.9f86d081884c7d65@0123456789abcdef", "2026-02"),
        ("fold", "2026-02.9f86d081884c7d65", "2026-02"),
        ("relay", "7f86d081884c7d65", "book-3f"),
        ("deliver", "msg_1", "deliveries"),
    ],
)
def test_an_item_leads_to_its_partition(stage, item, partition):
    assert keys.partition_of(stage, item) == partition


def scripts():
    return sorted(path.name for path in files("storage.scripts").iterdir() if path.name.endswith(".lua"))


@pytest.mark.parametrize("name", scripts())
def test_a_script_tells_its_keys_and_spells_none(name):
    text = files("storage.scripts").joinpath(name).read_text(encoding="utf-8")
    head = "".join(line for line in text.splitlines(keepends=True) if line.startswith("--"))
    assert re.search(r"KEYS\[1(\.\.)?\]", head)
    assert "ARGV" in head
    assert "Returns" in head
    assert "svodka" not in text
