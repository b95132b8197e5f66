"""A book of which only some editions are read comes to what folding all its claims comes to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.contents import Chapter, Contents, Naming, contents_from, contents_of, contents_record
from storage.folding import fold
from storage.movements import movements
from storage.packing import pack_json
from storage.refolding import refold

DAY = timedelta(days=1)
BOOK = "export-centres"
SUBJECTS = ("RU-SMO", "RU-MOW", "RU-TVE")
PERIODS = ("2022", "2023", "2024", "2024-Q1", "2024-Q2", "2024-Q3", None, None)


@dataclass
class Library:
    """A book in memory: facts, what the ledger has of them, and the editions that were asked for."""

    facts: dict = field(default_factory=dict)
    previous: dict = field(default_factory=dict)
    announced: dict = field(default_factory=dict)
    contents: Contents = field(default_factory=Contents)
    known: frozenset = frozenset()
    asked: list = field(default_factory=list)

    def fold(self, own, earlier, now):
        """Put articles' claims in; gives the events."""
        reading = refold(BOOK, self.contents, own, earlier)
        read = []
        refolded = self.run(reading, read)
        told = movements(
            refolded.lines,
            concerned=refolded.concerned,
            periods=refolded.contents.live,
            known=self.known,
            announced=self.announced_in(refolded.of_concern),
            now=now,
            former={fact.id: fact for fact in read},
        )
        for identifier in refolded.removed:
            for kept in (self.facts, self.previous, self.announced):
                kept.pop(identifier, None)
        for line in refolded.of_concern:
            self.facts[line.fact.id] = line.fact
            self.previous[line.fact.id] = line.previous_stored
        self.announced |= told.announced
        self.contents, self.known = refolded.contents, self.known | refolded.contents.live
        return told.events

    def run(self, reading, read):
        self.asked, found = [], None
        while True:
            try:
                periods = reading.send(found)
            except StopIteration as ended:
                return ended.value
            self.asked += periods
            found = [fact for fact in self.facts.values() if fact.period in periods]
            read += found

    def announced_in(self, lines):
        """What is told of facts, or of those that their claims were in."""
        return announced_by(self.facts, self.announced, lines)


def announced_by(facts, announced, lines):
    by_claim = {claim.id: announced[one] for one in announced for claim in facts[one].claims}
    told = {}
    for line in lines:
        moved = [by_claim[claim.id] for claim in line.fact.claims if claim.id in by_claim]
        if line.fact.id in announced:
            told[line.fact.id] = announced[line.fact.id]
        elif line.fact.id not in facts and moved:
            told[line.fact.id] = moved[0]
    return told


def said(statements, data, name, day):
    """What an article says by now, on some day, as one of its revisions, or several, put it."""
    drawn = data.draw(
        st.sets(
            st.tuples(
                st.sampled_from(SUBJECTS),
                st.sampled_from(PERIODS),
                st.integers(1, 3),
                st.none() | st.integers(1, 3),
                st.booleans(),
                st.sampled_from(["Рейтинг", "Другое имя", None]),
            ),
            max_size=3,
        )
    )
    claims = [
        statements.claim(
            statements.ranking(
                subject, place, period=period, previous=previous, rating=rating, rating_id=BOOK
            ),
            name,
            published_at=statements.noon + day * DAY,
            withdrawn_at=statements.noon + 400 * DAY if withdrawn else None,
        )
        for subject, period, place, previous, withdrawn, rating in sorted(drawn, key=str)
    ]
    # It says each thing once, be it withdrawn or not.
    return list({claim.id: claim for claim in claims}.values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(data=st.data())
def test_reading_the_editions_concerned_comes_to_folding_all(statements, data):
    book, whole = Library(), Library()
    articles = {}
    for step in range(data.draw(st.integers(1, 12))):
        names = data.draw(st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=2))
        before = [claim for name in sorted(names) for claim in articles.get(name, [])]
        for name in sorted(names):
            articles[name] = said(statements, data, name, data.draw(st.integers(0, 25)) * 7)
        own = {statements.claim(statements.ranking(), name).article_id: articles[name] for name in names}
        now = statements.noon + step * DAY
        events = book.fold(own, [*before, *(claim for claims in own.values() for claim in claims)], now)

        lines = fold(claim for claims in articles.values() for claim in claims)
        live = {line.fact.period for line in lines if line.fact.status != "withdrawn"}
        told = movements(
            lines,
            concerned={line.fact.id for line in lines},
            periods=live,
            known=whole.known,
            announced=announced_by(whole.facts, whole.announced, lines),
            now=now,
            former=whole.facts,
        )
        whole.facts = {line.fact.id: line.fact for line in lines}
        whole.previous = {line.fact.id: line.previous_stored for line in lines}
        whole.announced, whole.known = dict(told.announced), whole.known | live
        assert book.facts == whole.facts
        assert book.previous == whole.previous
        assert book.announced == whole.announced
        assert book.known == whole.known
        assert events == told.events
        assert without_months(book.contents) == contents_of((line.fact, "") for line in lines)


def without_months(contents):
    return replace(
        contents, chapters={one: replace(chapter, months=("",)) for one, chapter in contents.chapters.items()}
    )


def a_history(statements, years, *, before=None):
    """A book of some editions, each told in its year."""
    book = Library()
    for year in years:
        name = f"{year}"
        claim = statements.claim(
            statements.ranking("RU-SMO", 2, period=str(year)),
            name,
            published_at=statements.noon + (year - 2000) * 365 * DAY,
        )
        book.fold({claim.article_id: [claim]}, [claim], statements.noon)
    return book


def test_of_a_long_history_the_edition_and_the_one_before_are_read(statements):
    book = a_history(statements, range(2000, 2020))
    claim = statements.claim(
        statements.ranking("RU-MOW", 1, period="2019"), "new", published_at=statements.noon + 19 * 365 * DAY
    )
    book.fold({claim.article_id: [claim]}, [claim], statements.noon)
    assert sorted(book.asked) == ["2018", "2019"]


def test_an_edition_that_arrives_late_reads_the_one_that_is_compared_with_it(statements):
    book = a_history(statements, [*range(2000, 2010), *range(2011, 2020)])
    claim = statements.claim(
        statements.ranking("RU-SMO", 7, period="2010"), "late", published_at=statements.noon + 20 * 365 * DAY
    )
    book.fold({claim.article_id: [claim]}, [claim], statements.noon)
    assert sorted(book.asked) == ["2009", "2011"]
    after = {fact.period: book.previous[one] for one, fact in book.facts.items()}
    assert after["2011"] == 7


def test_everything_is_read_where_it_is_not_known_what_an_article_said(statements):
    book = a_history(statements, range(2000, 2010))
    claim = statements.claim(statements.ranking("RU-SMO", 2, period="2001"), "2001")
    book.fold({claim.article_id: []}, None, statements.noon)
    assert sorted(book.asked) == [str(year) for year in range(2000, 2010)]
    assert "2001" not in book.contents.chapters


SPANS = st.tuples(st.integers(0, 2**41), st.integers(0, 2**33)).map(lambda told: (told[0], sum(told)))
CHAPTERS = st.builds(
    Chapter,
    told=st.lists(SPANS, max_size=2).map(tuple),
    untold=st.none() | SPANS,
    live=st.integers(0, 90),
    withdrawn=st.lists(st.just("00aa00aa00aa00aa"), max_size=2).map(tuple),
    months=st.lists(st.sampled_from(["2025-12", "2026-01"]), max_size=2, unique=True).map(tuple),
)
NAMINGS = st.none() | st.builds(Naming, st.booleans(), st.integers(0, 2**41), st.text(), st.text())


@given(
    chapters=st.dictionaries(st.sampled_from(["2024", "2025", "2025-Q1", "~2026-01"]), CHAPTERS),
    name=NAMINGS,
    publisher=NAMINGS,
)
def test_contents_come_back_for_the_version_of_the_book_that_they_are_of(chapters, name, publisher):
    contents = Contents(chapters=chapters, name=name, publisher=publisher)
    record = contents_record(contents, 7)
    assert contents_from(record, 7) == contents
    assert contents_from(record, 8) is None


def test_contents_of_another_form_are_none():
    assert contents_from(pack_json([7, None, None, []]), 7) is None
