"""The news items of the demo, written for it: every event and figure in them is invented.

One YAML file an item, named by its slug; the places, figures and partners that each tells are
in `expected.json` beside this package. A reprint names the item that it repeats and brings a
dateline of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from typing import Any, Literal

import yaml

SiteName = Literal["agency", "observer"]
Layout = Literal["story", "brief", "archive", "post"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What the editors change while the demo runs: `was` becomes `now`, once, at `at`."""

    at: datetime
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A news item as its site shows it. `related` holds slugs, `encoding` is the page's charset."""

    slug: str
    site: SiteName
    path: str
    layout: Layout
    title: str
    paragraphs: tuple[str, ...]
    published_at: datetime
    updated_at: datetime
    encoding: str = "utf-8"
    caption: str | None = None
    related: tuple[str, ...] = ()
    edit: Edit | None = None

    @property
    def text(self) -> str:
        """What a reader reads under the title: paragraphs apart by an empty line."""
        return "\n\n".join(self.paragraphs)


def load_stories() -> tuple[Story, ...]:
    """All items, newest first."""
    given = {name.removesuffix(".yaml"): values for name, values in _files()}
    stories = (_story(slug, values, given) for slug, values in given.items())
    return tuple(sorted(stories, key=lambda story: story.published_at, reverse=True))


def edited(story: Story) -> Story:
    """The item after its edit."""
    change = story.edit
    if change is None:
        raise ValueError(f"{story.slug} is not edited in the demo")
    return replace(
        story,
        paragraphs=tuple(paragraph.replace(change.was, change.now) for paragraph in story.paragraphs),
        updated_at=change.at,
        edit=None,
    )


def _files() -> list[tuple[str, dict[str, Any]]]:
    files = (file for file in resources.files(__name__).iterdir() if file.name.endswith(".yaml"))
    return [(file.name, yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files]


def _story(slug: str, values: dict[str, Any], given: dict[str, dict[str, Any]]) -> Story:
    own = dict(values)
    original = own.pop("reprint_of", None)
    dateline = own.pop("dateline", "")
    if original is not None:
        first, *rest = given[original]["paragraphs"]
        own["paragraphs"] = [f"{dateline} {_without_dateline(first)}", *rest]
    edit = own.pop("edit", None)
    paragraphs, related = tuple(own.pop("paragraphs")), tuple(own.pop("related", ()))
    return Story(
        slug=slug,
        updated_at=own["published_at"],
        paragraphs=paragraphs,
        related=related,
        edit=Edit(**edit) if edit else None,
        **own,
    )


def _without_dateline(paragraph: str) -> str:
    return paragraph.split(". ", 1)[1]
