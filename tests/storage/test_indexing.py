"""Postings, as facts change under them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from storage import keys
from storage.form import BITMAPS
from storage.indexing import Indexes, is_bitmap
from storage.questions import FactQuery
from storage.scripts import Script
from storage.server import Server
from storage.store import Store
from storage.terms import bucket_of, word_term
from storage.wording import stem_of

MONTH = "2026-02"
DENSE, THIN = "r:RU-DENSE", "r:RU-THIN"
QUESTIONS = [
    FactQuery(limit=limit, **told)
    for limit in (1, 30, 500)
    for told in (
        {"region": "RU-1"},
        {"region": "RU-3"},
        {"period": "2025"},
        {"period": "2025", "region": "RU-1"},
        {"text": "занимает"},
        {"text": "занимает место"},
        {"text": "занимает", "region": "RU-1"},
        {"text": "занимает", "region": "RU-1", "period": "2025", "position_to": 150},
        {"publisher": "РЭЦ", "region": "RU-2"},
        {},
    )
]
FORMER, LATTER = "Регион поднялся в таблице.", "Регион опустился в таблице."


@pytest.fixture
def led(redis):
    """How many facts a word leads to."""

    def count(word: str) -> int:
        return len(Indexes(Server(redis)).postings(MONTH, [word_term(stem_of(word))])[0])

    return count


def told(newsroom, statements, number, sentence, text):
    """The news of a region's place; another text is a correction."""
    newsroom.clock.pass_seconds(60)
    newsroom.publish(
        newsroom.article(f"n{number}", text),
        statements.ranking(f"RU-{number}", 5, evidence=statements.evidence(sentence)),
    )


@pytest.mark.parametrize("others", [0, 1, 19, 20, 21, 40])
def test_the_words_of_a_sentence_that_gave_way_lead_to_the_fact_no_longer(
    store, newsroom, statements, led, others
):
    """Alone in its posting, among few, in a posting with a key of its own."""
    for number in range(others + 1):
        told(newsroom, statements, number, FORMER, "Первый текст.")
    assert led("поднялся") == others + 1
    told(newsroom, statements, 0, LATTER, "Другой текст.")
    assert (led("поднялся"), led("опустился"), led("таблице")) == (others, 1, others + 1)
    assert len(store.facts.find(FactQuery(text="опустился")).facts) == 1
    assert len(list(store.facts.every(FactQuery(text="поднялся")))) == others
    assert not list(store.check.findings())


def test_a_sentence_that_comes_back_leads_again(store, newsroom, statements, led):
    for sentence, text in ((FORMER, "1"), (LATTER, "2"), (FORMER, "3")):
        told(newsroom, statements, 0, sentence, text)
    assert (led("поднялся"), led("опустился"), led("регион")) == (1, 0, 1)
    assert len(store.facts.find(FactQuery(text="поднялся")).facts) == 1


def bitmaps(redis, *terms):
    """Which of some terms with keys of their own have bitmaps."""
    assert all(redis.hget(keys.postings(MONTH, bucket_of(term)), term) == b"" for term in terms)
    return [is_bitmap(redis.get(keys.posting(MONTH, term))) for term in terms]


@pytest.fixture
def busy(newsroom, statements):
    """A month of three hundred facts of one day, most of one region, each of a rating of its own."""
    told = [
        statements.ranking(
            f"RU-{1 if number % 5 else 2 + number % 2}", number + 1, rating_id=f"rating-{number}"
        )
        for number in range(300)
    ]
    newsroom.publish(newsroom.article("one"), told[6])
    newsroom.publish(newsroom.article("many"), *told[:6], *told[7:])


def test_a_posting_that_takes_less_as_a_bitmap_is_one(redis, store):
    indexes = Indexes(Server(redis))
    # So many blocks of entries tell how many numbers the month has.
    redis.hset(keys.entries(MONTH), mapping=dict.fromkeys(range(40), b""))
    even, rare = list(range(2, 1200, 2)), list(range(3, 1200, 40))
    for numbers, term in ((even, DENSE), (rare, THIN)):
        for number in numbers:
            indexes.enter(MONTH, number, [term], in_bits=True)
            indexes.enter(MONTH, number, [term], in_bits=True)
        assert indexes.postings(MONTH, [term]) == [numbers]
    assert bitmaps(redis, DENSE, THIN) == [True, False]
    assert redis.strlen(keys.posting(MONTH, DENSE)) <= 1200 // 8 + 34
    indexes.enter(MONTH, 70_000, [DENSE, THIN])
    assert indexes.postings(MONTH, [DENSE, THIN]) == [[*even, 70_000], [*rare, 70_000]]


@pytest.mark.usefixtures("busy")
def test_a_bitmap_answers_as_the_numbers_do(redis, clock):
    store = Store(redis, clock=clock)
    assert bitmaps(redis, "r:RU-1", "p:2025", "d:08", "r:RU-2") == [True, True, True, False]
    everything = store.facts.find(FactQuery(limit=500)).facts
    assert len(everything) == 300
    for query in QUESTIONS:
        words = (query.text or "").split()
        fitting = [
            fact
            for fact in everything
            if query.region in (None, fact.statement.region)
            and all(word in fact.statement.evidence.sentence for word in words)
            and (query.position_to is None or fact.statement.position <= query.position_to)
        ]
        assert list(store.facts.find(query).facts) == fitting[: query.limit]
        assert dict(store.facts.counts(query, "region")) == {
            region: sum(fact.statement.region == region for fact in fitting)
            for region in {fact.statement.region for fact in fitting}
        }
    assert not list(store.check.findings())


def test_bitmaps_are_made_of_what_there_was_and_read_meanwhile(redis, store, request):
    redis.set(keys.SCHEMA, BITMAPS - 1)
    request.getfixturevalue("busy")
    frequent = ("r:RU-1", "p:2025", "d:08", word_term(stem_of("занимает")))
    assert not any(bitmaps(redis, *frequent))
    before = [store.facts.find(query) for query in QUESTIONS]
    done: list[str] = []

    def read(*_):
        done.append("")
        assert [store.facts.find(query) for query in QUESTIONS] == before

    assert store.migrating.run(told=read) == len(done) > len(frequent)
    assert all(bitmaps(redis, *frequent))
    assert [store.facts.find(query) for query in QUESTIONS] == before
    assert not list(store.check.findings())
    redis.set(keys.SCHEMA, BITMAPS - 1)
    assert store.migrating.run() == 0


@pytest.mark.usefixtures("busy")
def test_what_leaves_a_bitmap_is_not_led_to(store, newsroom, statements, led):
    assert led("занимает") == 300
    newsroom.clock.pass_seconds(60)
    newsroom.publish(
        newsroom.article("one", "Другой текст."),
        statements.ranking("RU-1", 7, rating_id="rating-6", evidence=statements.evidence("Она седьмая.")),
    )
    assert (led("занимает"), led("седьмая")) == (299, 1)
    assert not list(store.check.findings())


@pytest.mark.usefixtures("busy")
def test_bitmaps_go_with_their_month(redis, store):
    store.pruning.prune(MONTH)
    assert not list(redis.scan_iter(f"svodka:{{{MONTH}}}:*"))


@pytest.mark.parametrize(("dense_bytes", "share"), [(0, 1e9), (150, 0.75), (1, 0.0)])
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    # To make a failure smaller would take minutes.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(
        st.tuples(st.integers(1, 700), st.booleans(), st.sampled_from("abc")), min_size=150, max_size=400
    ),
    blocks=st.integers(1, 25),
)
def test_whatever_comes_and_goes_a_posting_holds_what_is_there(redis, dense_bytes, share, steps, blocks):
    """In small hashes, as numbers and as bits: the same as sets of numbers."""
    redis.flushdb()
    redis.hset(keys.entries(MONTH), mapping=dict.fromkeys(range(blocks), b""))
    server = Server(redis)
    held: dict[str, set[int]] = {}
    for number, comes, term in steps:
        posting = [keys.postings(MONTH, bucket_of(term)), keys.posting(MONTH, term)]
        change = [1, term, 2, 0] if comes else [0, 1, term, 2]
        server.run(
            Script("index_facts"),
            [keys.entries(MONTH), *posting],
            [dense_bytes, share, number, "", "", 1, *change],
        )
        numbers = held.setdefault(term, set())
        numbers.add(number) if comes else numbers.discard(number)
    found = Indexes(server).postings(MONTH, sorted(held))
    assert [sorted(numbers) for numbers in found] == [sorted(held[term]) for term in sorted(held)]
    assert all(len(numbers) == len(set(numbers)) for numbers in found)
