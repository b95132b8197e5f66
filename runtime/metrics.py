"""Counters that the service keeps, under Prometheus names with bounded labels."""

from __future__ import annotations

from prometheus_client import Counter

items_total = Counter(
    "svodka_items_total", "Items of work that ended, by stage and outcome.", ["stage", "outcome"]
)
