"""Counters that the service keeps, under Prometheus names with bounded labels."""

from __future__ import annotations

from prometheus_client import Counter

rule_failures_total = Counter(
    "svodka_rule_failures_total", "Texts on which an extraction rule failed; the other rules went on."
)
items_total = Counter(
    "svodka_items_total", "Items of work that ended, by stage and outcome.", ["stage", "outcome"]
)
