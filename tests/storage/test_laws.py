"""Whatever the order of articles, revisions and reprints, wherever a process dies, and however
often a step is done: in the end the facts and the ledger are those of a simple model.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from redis import Redis
from redis.cluster import RedisCluster

from model.articles import Article, article_id, digest, revision_of
from model.claims import claims_of
from model.errors import InvalidDecision
from model.statements import Evidence, Ranking
from storage import indexing
from storage.facts import FactQuery
from storage.server import Client, Server
from storage.store import Store

START = datetime(2026, 1, 20, tzinfo=UTC)
SUBJECTS = ("RU-SMO", "RU-MOW")
PERIODS = ("2023", "2024", "2025", None)
RATINGS = ("~one", "two", "three")


class Killed(Exception):
    """The process died."""


@dataclass
class Mortal:
    """A client that dies at its nth command: before Redis has it, or after, its reply unread."""

    client: Client
    commands_left: int | None = None
    after: bool = False

    @property
    def __class__(self) -> type:
        """What storage goes by: on a cluster it has other ways than on one server."""
        return RedisCluster if isinstance(self.client, RedisCluster) else Mortal

    def execute_command(self, *command: Any) -> Any:
        if self.commands_left is None:
            return self.client.execute_command(*command)
        self.commands_left -= 1
        if self.commands_left > 0:
            return self.client.execute_command(*command)
        if self.after:
            self.client.execute_command(*command)
        raise Killed

    def pipeline(self, *, transaction: bool) -> Any:
        return self.client.pipeline(transaction=transaction)


@dataclass(frozen=True)
class Told:
    """What a text says of a subject."""

    subject: str
    period: str | None
    place: int
    rating: str


Text = tuple[Told, ...]
texts = st.lists(
    st.builds(
        Told, st.sampled_from(SUBJECTS), st.sampled_from(PERIODS), st.integers(1, 3), st.sampled_from(RATINGS)
    ),
    max_size=3,
    unique_by=lambda told: (told.subject, told.period, told.rating),
).map(tuple)


@dataclass
class Revision:
    text: Text
    first: int
    last: int


@dataclass
class News:
    """An article of the model: the revisions that were the current one at some time."""

    published_at: datetime
    revisions: dict[str, Revision] = field(default_factory=dict)
    current: str | None = None
    extracted: set[str] = field(default_factory=set)

    def save(self, revision: str, text: Text, fetched: int) -> None:
        kept = self.revisions.setdefault(revision, Revision(text, fetched, fetched))
        kept.last = max(kept.last, fetched)
        newest = self.revisions[self.current].last if self.current else -1
        if self.current is None or (kept.last, revision) > (newest, self.current):
            self.current = revision
            self.extracted.add(revision)

    def said(self) -> dict[Told, bool]:
        """What it ever said, and whether it still says it."""
        order = sorted(self.extracted, key=lambda name: (self.revisions[name].last, name))
        return {told: name == order[-1] for name in order for told in self.revisions[name].text}


def statement(told: Told) -> Ranking:
    sentence = f"{told.subject} {told.place}"
    return Ranking(
        evidence=Evidence(
            field="text", start=0, end=len(sentence), sentence=sentence, rule="rankings/ordinal"
        ),
        region=told.subject,
        subject=told.subject,
        subject_kind="region",
        subject_id=told.subject,
        position=told.place,
        period=told.period,
        rating=f"Рейтинг {told.rating}",
        rating_id=told.rating,
        basis="explicit",
    )


class Road(RuleBasedStateMachine):
    """Articles come in, and due work is done in any order, by processes that may die."""

    redis: Redis
    contents_from = 0
    """Of every rating only the editions concerned are read."""

    def __init__(self) -> None:
        super().__init__()
        self.redis.flushall()
        self.client = Mortal(self.redis)
        self.store = Store(  # type: ignore[arg-type]
            self.client, clock=lambda: START, contents_from=self.contents_from
        )
        self.news: dict[int, News] = {}
        self.texts: dict[str, Text] = {}

    @rule(
        number=st.integers(0, 3),
        text=texts,
        day=st.integers(0, 60),
        fetched=st.integers(0, 9),
        dies=st.none() | st.tuples(st.integers(1, 6), st.booleans()),
    )
    def save_article(self, number, text, day, fetched, dies):
        news = self.news.setdefault(number, News(START + timedelta(days=day)))
        article = self.article(number, text, fetched)
        self.texts[article.revision] = text
        news.save(article.revision, text, fetched)
        # The work of reading is still due when its process dies: it is done again.
        self.mortally(lambda: self.store.articles.save(article), dies)
        self.store.articles.save(article)

    @rule(
        stage=st.sampled_from(["extract", "fold", "relay"]),
        which=st.integers(0, 5),
        dies=st.none() | st.tuples(st.integers(1, 20), st.booleans()),
    )
    def do_due_work(self, stage, which, dies):
        due = self.due(stage)
        if due:
            self.mortally(lambda: self.work(stage, due[which % len(due)]), dies)

    @rule(dies=st.none() | st.tuples(st.integers(1, 20), st.booleans()))
    def fold_all_that_is_due(self, dies):
        due = self.due("fold")
        self.mortally(lambda: self.store.books.fold_many(due), dies)

    @rule(stage=st.sampled_from(["extract", "fold", "relay"]), which=st.integers(0, 5))
    def do_due_work_twice(self, stage, which):
        due = self.due(stage)
        for _ in range(2):
            if due:
                self.work(stage, due[which % len(due)])

    @rule(
        rating=st.sampled_from(RATINGS),
        into=st.sampled_from(RATINGS),
        dies=st.none() | st.tuples(st.integers(1, 30), st.booleans()),
    )
    def merge_ratings(self, rating, into, dies):
        self.mortally(lambda: self.decide(lambda: self.store.reviewing.merge(rating, into)), dies)

    @rule(which=st.integers(0, 5), dies=st.none() | st.tuples(st.integers(1, 30), st.booleans()))
    def undo_a_merge(self, which, dies):
        made = self.store.reviewing.decisions()
        if made:
            undone = made[which % len(made)].id
            self.mortally(lambda: self.decide(lambda: self.store.reviewing.undo(undone)), dies)

    def decide(self, decision) -> None:
        """Decide what can be decided: unknown ratings and circles are refused."""
        with suppress(InvalidDecision):
            decision()

    def belongs(self, rating: str) -> str:
        """The rating that claims of one are counted for: by the merges that stand."""
        merged = {one.rating: one.into for one in self.store.reviewing.decisions() if one.undone_at is None}
        for _ in RATINGS:
            rating = merged.get(rating, rating)
        return rating

    @invariant()
    def no_event_is_lost_or_doubled(self):
        told = [event.id for event in self.store.events.newest(limit=1000)]
        assert len(told) == len(set(told))

    def teardown(self) -> None:
        self.store.reviewing.finish()
        while any(self.settle(stage) for stage in ("extract", "fold", "relay")):
            pass
        assert self.stored_facts() == self.expected_facts()
        assert self.stored_ledger() == self.expected_ledger()
        self.check_indexes()
        before = self.redis.dbsize(), self.stored_facts()
        for month in self.store.articles.months():
            for identifier in self.store.articles.ids(month):
                self.store.books.fold(identifier)
        assert (self.redis.dbsize(), self.stored_facts()) == before

    def settle(self, stage: str) -> bool:
        due = self.due(stage)
        for item in due:
            self.work(stage, item)
        return bool(due)

    def due(self, stage: str) -> tuple[str, ...]:
        return self.store.work.overdue(stage, START + timedelta(days=1), 100, -86_400)

    def work(self, stage: str, item: str) -> None:
        if stage == "extract":
            identifier, revision = item.split("@")
            article = self.store.articles.get(identifier, revision)
            said = tuple(statement(told) for told in self.texts[revision])
            self.store.claims.save(article, claims_of(article, said))
        elif stage == "fold":
            self.store.books.fold(item)
        else:
            self.store.events.relayed(item, self.store.events.pending(item))

    def mortally(self, step, dies) -> None:
        if dies is not None:
            self.client.commands_left, self.client.after = dies
        try:
            step()
        except Killed:
            pass
        finally:
            self.client.commands_left = None

    def article(self, number: int, text: Text, fetched: int) -> Article:
        url = f"https://news.example/{number}"
        published_at = self.news[number].published_at
        told = repr(text)
        return Article(
            id=article_id(url, published_at),
            url=url,
            source="news",
            revision=revision_of(None, told),
            title=None,
            text=told,
            published_at=published_at,
            fetched_at=START + timedelta(hours=fetched),
            # The same text at two addresses is a reprint.
            signature=digest(told),
        )

    def stored_facts(self) -> dict[Any, Any]:
        return {
            (fact.key.rating, fact.key.subject, fact.period): (
                fact.status,
                fact.statement.position if fact.status != "withdrawn" else None,
                frozenset(
                    (claim.url, claim.statement.position, claim.withdrawn_at is None) for claim in fact.claims
                ),
                "previous_differs" in fact.flags,
            )
            for fact in self.store.facts.find(FactQuery(limit=1000)).facts
        }

    def stored_ledger(self) -> dict[Any, Any]:
        return {
            (rating, edition.period, place.subject_id): (place.position, place.previous_stored)
            for rating in RATINGS
            for edition in self.store.ratings.editions(rating)
            for place in edition.places
        }

    def expected_facts(self) -> dict[Any, Any]:
        return {key: self.expected_fact(claims) for key, claims in self.expected_claims().items()}

    def expected_claims(self) -> dict[Any, list[tuple[int, Told, bool]]]:
        """All that was said, by subject and edition: told, or the only one near, or the month."""
        said = [
            (number, told, live) for number, news in self.news.items() for told, live in news.said().items()
        ]
        facts = defaultdict(list)
        belongs = {rating: self.belongs(rating) for rating in RATINGS}
        for number, told, live in said:
            day = self.news[number].published_at
            near = {
                other.period
                for other_number, other, other_live in said
                if other.period
                and other_live
                and belongs[other.rating] == belongs[told.rating]
                and abs(self.news[other_number].published_at - day) <= timedelta(days=31)
            }
            period = told.period or (near.pop() if len(near) == 1 else f"~{day:%Y-%m}")
            facts[belongs[told.rating], told.subject, period].append((number, told, live))
        return facts

    def expected_fact(self, claims: list[tuple[int, Told, bool]]) -> Any:
        members = frozenset(
            (f"https://news.example/{number}", told.place, live) for number, told, live in claims
        )
        shown, heard, corrected = self.heard(claims)
        if not heard:
            return "withdrawn", None, members, False
        families = self.families(claims)
        agreeing = {families[number, told] for number, told in heard if told.place == shown}
        if len({told.place for _, told in heard}) > 1:
            status = "conflicting"
        elif len(agreeing) > 1:
            status = "corroborated"
        else:
            status = "corrected" if corrected else "single_source"
        return status, shown, members, False

    def heard(self, claims):
        """The place that is shown, the live claims that count, and whether one was corrected."""
        families = self.families(claims)
        live = [(number, told) for number, told, is_live in claims if is_live]
        wrong = {
            (families[number, told], told.place)
            for number, told, is_live in claims
            if not is_live and any(other == number and saying.place != told.place for other, saying in live)
        }
        heard = []
        for family in {families[one] for one in live}:
            members = [one for one in live if families[one] == family]
            heard += [one for one in members if (family, one[1].place) not in wrong] or members
        newest = max(heard, key=lambda one: self.order(*one), default=None)
        return (newest[1].place if newest else None), heard, bool(wrong)

    def order(self, number: int, told: Told) -> Any:
        """Newest published, then newest seen; equals are told apart as the ids of claims tell them."""
        news = self.news[number]
        seen = min(news.revisions[name].first for name in news.extracted if told in news.revisions[name].text)
        url = f"https://news.example/{number}"
        article = self.article(number, (), 0)
        claim = claims_of(article, (statement(told),))[0]
        assert claim.url == url
        return news.published_at, seen, tuple(-ord(letter) for letter in claim.id)

    def families(self, claims) -> dict[Any, int]:
        """Claims of one text or one article, whatever leads from one to the other, are one family."""
        known = [(number, told) for number, told, _ in claims]
        families = {one: index for index, one in enumerate(known)}
        for one in known:
            for other in known:
                if one[0] == other[0] or self.text_of(*one) == self.text_of(*other):
                    left, right = families[one], families[other]
                    families = {key: left if value == right else value for key, value in families.items()}
        return families

    def text_of(self, number: int, told: Told) -> Text:
        """The text of the latest revision that says it."""
        news = self.news[number]
        saying = [name for name in news.extracted if told in news.revisions[name].text]
        latest = max(saying, key=lambda name: (news.revisions[name].last, name))
        return news.revisions[latest].text

    def expected_ledger(self) -> dict[Any, Any]:
        places = {key: fact[1] for key, fact in self.expected_facts().items() if fact[0] != "withdrawn"}
        before = {}
        for rating in RATINGS:
            years = sorted({year for one, _, year in places if one == rating and "~" not in year})
            before |= {(rating, year): earlier for year, earlier in zip(years[1:], years, strict=False)}
        return {
            (rating, period, subject): (place, places.get((rating, subject, before.get((rating, period)))))
            for (rating, subject, period), place in places.items()
        }

    def check_indexes(self) -> None:
        """Every fact is entered once, under the terms that fit it, and nothing else is."""
        facts = self.store.facts.find(FactQuery(limit=1000)).facts
        entered = [
            indexing.entered(entry).fact_id
            for month in self.store.articles.months()
            for _, entry in indexing.Indexes(Server(self.redis)).entries(month)
        ]
        assert sorted(entered) == sorted(fact.id for fact in facts)
        for fact in facts:
            query = FactQuery(
                period=fact.period, region=fact.key.subject, status=fact.status, rating=fact.key.rating
            )
            assert self.store.facts.find(query).facts == (fact,)


class WholeBooks(Road):
    """The same for ratings that are small, and read as a whole."""

    contents_from = 1_000


@pytest.mark.parametrize("road", [Road, WholeBooks])
@pytest.mark.parametrize("examples", [60])
def test_any_order_any_crash_and_every_step_twice_end_in_the_same_facts(redis, road, examples):
    Road.redis = redis
    run_state_machine_as_test(
        road,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
