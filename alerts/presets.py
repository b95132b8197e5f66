"""Ready-made subscriptions: what most people want to be told of a region, a rating, competitors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.errors import ConfigurationError

PRESETS: Mapping[str, Mapping[str, Any]] = {
    "my-region": {
        "kinds": ("place_changed", "new_leader", "sources_disagree", "partner_appeared"),
        "max_age_days": 30,
    },
    "this-rating": {
        "kinds": ("edition_appeared", "new_leader", "edition_missing"),
        "max_age_days": 30,
    },
    "our-competitors": {
        "kinds": ("place_changed", "new_leader"),
        "max_age_days": 30,
        "digest": "daily",
    },
}
"""Fields of a subscription by the preset's name; what is told besides wins."""

NEEDS = {"my-region": "regions", "this-rating": "ratings", "our-competitors": "regions"}
"""The field that a preset cannot do without."""


def with_preset(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A subscription's fields with those of the preset that it names, if it names one.

    Raises ConfigurationError for a preset that there is not, or one without what it is about.
    """
    told = dict(entry)
    name = told.pop("preset", None)
    if name is None:
        return told
    if name not in PRESETS:
        raise ConfigurationError(f"no preset {name!r}; there are {', '.join(PRESETS)}")
    if not told.get(NEEDS[name]):
        raise ConfigurationError(f"the preset {name} needs {NEEDS[name]}")
    return {**PRESETS[name], **told}
