"""The news of one seed, and what a careful reader knows after reading all of it: the model."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

REGIONS = {
    "RU-TUL": "Тульская область",
    "RU-SMO": "Смоленская область",
    "RU-KLU": "Калужская область",
    "RU-BRY": "Брянская область",
    "RU-TVE": "Тверская область",
    "RU-IVA": "Ивановская область",
    "RU-RYA": "Рязанская область",
    "RU-ORL": "Орловская область",
    "RU-LIP": "Липецкая область",
    "RU-TAM": "Тамбовская область",
}
DRILLED = {
    "RU-KOS": "Костромская область",
    "RU-YAR": "Ярославская область",
    "RU-VLA": "Владимирская область",
}
"""Their places of the newer edition are told when the storm is over, one rating a drill."""

RATINGS = {
    "rec-export-centres": "в рейтинге центров поддержки экспорта",
    "asi-investment-climate": "в Национальном рейтинге состояния инвестиционного климата",
    "rating-centre-tourism": "в Национальном туристическом рейтинге",
    "mincifry-digital-maturity": "в рейтинге цифровой зрелости регионов",
    "sober-russia": "в рейтинге трезвости регионов",
}
SITES = ("north", "south", "west")
WORDINGS = (
    "{region} заняла {place}-е место {rating} за {year} год.",
    "По итогам {year} года {region} на {place}-м месте {rating}.",
)
FIRST_DAY = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)

Key = tuple[str, str, str]
"""Rating, period, region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article as its site publishes it; `revision` counts its edits."""

    site: str
    slug: str
    key: Key
    place: int
    wording: int
    published_at: datetime
    revision: int = 0

    @property
    def path(self) -> str:
        return f"/{self.site}/{self.slug}.html"

    @property
    def updated_at(self) -> datetime:
        return self.published_at + timedelta(minutes=self.revision)

    @property
    def title(self) -> str:
        return f"Новости дня {self.slug}"

    @property
    def sentence(self) -> str:
        rating, period, region = self.key
        return WORDINGS[self.wording].format(
            region={**REGIONS, **DRILLED}[region], place=self.place, rating=RATINGS[rating], year=period
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a newsroom does at a moment of the run (seconds from its start)."""

    at: float
    story: Story
    by_hand: bool = False
    """The address is given by a client (`svodka add`), and stands in no feed."""


@dataclass(slots=True, kw_only=True)
class World:
    """`baseline` is published and read before the faults begin, `acts` while they go on."""

    baseline: list[Story] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    places: dict[Key, int] = field(default_factory=dict)
    """What is true in the end."""
    once_told: dict[Key, set[int]] = field(default_factory=dict)
    """Every place that some article told at some time."""
    untold: list[list[Story]] = field(default_factory=list)
    """What is kept for the drills."""

    def tell_another(self) -> list[Act]:
        """One of the editions that were kept, as a newsroom publishes it, and as it is true from now on."""
        acts = [Act(at=0, story=story) for story in self.untold.pop()]
        self.acts += acts
        for story in (act.story for act in acts):
            self.places[story.key] = story.place
            self.once_told[story.key] = {story.place}
        return acts

    def stories(self) -> dict[str, Story]:
        """The articles by path, as they stand in the end."""
        return {story.path: story for story in [*self.baseline, *(act.story for act in self.acts)]}

    def telling(self, key: Key) -> set[str]:
        """Paths of the articles that tell a place in the end."""
        return {path for path, story in self.stories().items() if story.key == key}


def make_world(seed: int, *, seconds: float, ratings: int) -> World:
    """The world of a seed: two editions of some ratings, the newer told while things break."""
    dice = random.Random(seed)
    world = World()
    for rating in dice.sample(sorted(RATINGS), ratings):
        before = dict(zip(REGIONS, _shuffled(dice), strict=True))
        now = _moved(dice, before)
        for region in REGIONS:
            old, new = (rating, "2024", region), (rating, "2025", region)
            world.places |= {old: before[region], new: now[region]}
            world.once_told |= {old: {before[region]}, new: {now[region]}}
            world.baseline.append(_story(dice, old, before[region], f"{rating}-{region}-a"))
            _publish(dice, world, new, before[region], seconds)
    world.acts.sort(key=lambda act: act.at)
    for rating in sorted({rating for rating, _, _ in world.places}):
        _keep_for_a_drill(dice, world, rating)
    return world


def _keep_for_a_drill(dice: random.Random, world: World, rating: str) -> None:
    """Places behind those of all others, so that each of them moves."""
    places = iter(dice.sample(range(41, 80), 2 * len(DRILLED)))
    stories = []
    for region in DRILLED:
        old, new = (rating, "2024", region), (rating, "2025", region)
        world.places[old] = next(places)
        world.once_told[old] = {world.places[old]}
        world.baseline.append(_story(dice, old, world.places[old], f"{rating}-{region}-a"))
        stories.append(_story(dice, new, next(places), f"{rating}-{region}-b"))
    world.untold.append(stories)


def _publish(dice: random.Random, world: World, key: Key, before: int, seconds: float) -> None:
    rating, _, region = key
    at = dice.uniform(0, seconds * 0.7)
    first = _story(dice, key, world.places[key], f"{rating}-{region}-b")
    fate = dice.random()
    if fate < 0.3:
        # Wrong at first, and corrected by its newsroom later.
        wrong = dice.choice([place for place in range(11, 40) if place not in (before, first.place)])
        world.once_told[key].add(wrong)
        world.acts.append(Act(at=at, story=replace(first, place=wrong)))
        world.acts.append(Act(at=at + dice.uniform(2, seconds * 0.25), story=replace(first, revision=1)))
        return
    world.acts.append(Act(at=at, story=first, by_hand=fate > 0.9))
    if fate < 0.6:
        other = replace(_story(dice, key, first.place, f"{rating}-{region}-c"), wording=1 - first.wording)
        world.acts.append(Act(at=at + dice.uniform(0, seconds * 0.25), story=other))


def _story(dice: random.Random, key: Key, place: int, slug: str) -> Story:
    days = dice.randrange(40) + (0 if key[1] == "2024" else 40)
    return Story(
        site=dice.choice(SITES),
        slug=slug.lower(),
        key=key,
        place=place,
        wording=dice.randrange(len(WORDINGS)),
        published_at=FIRST_DAY + timedelta(days=days, minutes=dice.randrange(600)),
    )


def _shuffled(dice: random.Random) -> list[int]:
    return dice.sample(range(1, len(REGIONS) + 1), len(REGIONS))


def _moved(dice: random.Random, before: dict[str, int]) -> dict[str, int]:
    """Other places for everybody: nobody stays, so that each is a movement."""
    while True:
        now = dict(zip(REGIONS, _shuffled(dice), strict=True))
        if all(now[region] != before[region] for region in REGIONS):
            return now
