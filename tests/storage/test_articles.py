"""Articles, their revisions, and what the revisions say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from model.articles import ArticleRef
from model.claims import claims_of
from model.sources import SourceState

DAY = timedelta(days=1)


def test_an_article_comes_back_as_it_was(newsroom, store):
    article = newsroom.article()
    saved = store.articles.save(article)
    assert (saved.outcome, saved.item) == ("new", f"{article.id}@{article.revision}")
    assert store.articles.get(article.id) == article
    assert list(store.articles.ids("2026-02")) == [article.id]


def test_the_same_again_changes_nothing(newsroom, store):
    store.articles.save(newsroom.article())
    again = store.articles.save(newsroom.article())
    assert (again.outcome, again.item) == ("unchanged", None)


def test_an_edit_is_a_revision(newsroom, store, clock):
    first = newsroom.article(text="Первый.")
    store.articles.save(first)
    clock.pass_seconds(60)
    second = newsroom.article(text="Второй.")
    assert store.articles.save(second).outcome == "changed"
    assert store.articles.get(first.id) == second
    assert store.articles.get(first.id, first.revision) == first
    assert store.articles.revisions(first.id) == (first.revision, second.revision)


def test_a_revision_fetched_earlier_and_saved_later_is_not_the_current_one(newsroom, store, clock):
    older = newsroom.article(text="Старый.", fetched_at=clock() - DAY)
    newer = newsroom.article(text="Новый.")
    store.articles.save(newer)
    assert store.articles.save(older).item is None
    assert store.articles.get(newer.id) == newer


def test_a_text_that_comes_back_is_current_again(newsroom, store, clock):
    texts = ("Первый.", "Второй.", "Первый.")
    for text in texts:
        clock.pass_seconds(60)
        assert store.articles.save(newsroom.article(text=text)).item is not None
    assert store.articles.get(newsroom.article().id).text == "Первый."


def test_an_edit_with_another_date_keeps_the_article_id(newsroom, store, clock):
    first = newsroom.article()
    store.articles.save(first)
    clock.pass_seconds(60)
    moved = newsroom.article(text="Новый.", published_at=first.published_at + 30 * DAY)
    saved = store.articles.save(moved)
    assert moved.id != first.id
    assert (saved.article_id, saved.outcome) == (first.id, "changed")
    assert store.articles.by_url(first.url) == first.id


def test_an_unknown_article_is_none(store):
    assert store.articles.get("2026-02.0000000000000000") is None
    assert store.articles.by_url("https://news.example/unknown") is None


def test_items_of_work_mean_the_revisions_that_are_current(newsroom, store, clock):
    first, other = newsroom.article(text="Первый."), newsroom.article("b", text="Другой.")
    store.articles.save(first)
    clock.pass_seconds(60)
    second = newsroom.article(text="Второй.")
    items = [store.articles.save(one).item for one in (second, other)]
    unknown = "2026-02.0000000000000000@0000000000000000"
    asked = [f"{first.id}@{first.revision}", *items, unknown]
    assert store.articles.meant_by(asked) == [None, second, other, None]


def test_claims_of_two_revisions_that_are_saved_together_are_both_kept(newsroom, store, clock, statements):
    first, second = newsroom.article(text="1"), newsroom.article(text="2")
    for article in (first, second):
        store.articles.save(article)
    told = [(first, claims_of(first, [statements.partnership("BY")])), (second, ())]
    store.claims.save_many(told)
    assert {said.revision: len(said.claims) for said in store.claims.said(first.id)} == {
        first.revision: 1,
        second.revision: 0,
    }


def test_what_an_edit_no_longer_says_is_withdrawn(newsroom, store, clock, statements):
    newsroom.extract(newsroom.article(text="1"), statements.ranking(), statements.partnership("BY"))
    clock.pass_seconds(60)
    edited = newsroom.extract(newsroom.article(text="2"), statements.ranking())
    claims = {claim.statement: claim for claim in store.claims.get(edited.id).claims}
    assert claims[statements.ranking()].withdrawn_at is None
    assert claims[statements.ranking()].revision == edited.revision
    assert claims[statements.partnership("BY")].withdrawn_at == clock()


def test_what_is_said_again_is_no_longer_withdrawn(newsroom, store, clock, statements):
    for text, said in (("1", [statements.ranking()]), ("2", []), ("1", [statements.ranking()])):
        clock.pass_seconds(60)
        article = newsroom.extract(newsroom.article(text=text), *said)
    (claim,) = store.claims.get(article.id).claims
    assert claim.withdrawn_at is None
    assert claim.seen_at == clock() - timedelta(seconds=120)


def test_a_sentence_of_the_text_comes_back_with_its_offsets(newsroom, store, statements):
    text = "Вступление. Область заняла второе место."
    sentence = "Область заняла второе место."
    told = statements.ranking(evidence=statements.evidence(sentence, start=text.index(sentence)))
    article = newsroom.extract(newsroom.article(text=text), told)
    (claim,) = store.claims.get(article.id).claims
    assert claim.statement == told


def test_references_are_kept_once(store, clock):
    ref = ArticleRef(url="https://news.example/a", source="a", title="Заголовок", published_at=clock())
    assert store.refs.add([ref, ref]) == (ref.id,)
    assert store.refs.get([ref.id, "0" * 16]) == (ref,)


def test_a_reference_that_is_older_is_not_new(store, clock):
    urls = {"url": "https://news.example/a", "source": "a"}
    store.refs.add([ArticleRef(**urls, updated_at=clock())])
    assert store.refs.add([ArticleRef(**urls, updated_at=clock() - DAY)]) == ()


def test_the_state_of_a_source_is_kept(store, clock):
    assert store.sources.state("a") == SourceState()
    state = SourceState(etag='"1"', next_at=clock(), items_found=3, error_weight=0.5)
    store.sources.save_state("a", state)
    assert store.sources.state("a") == state
    store.sources.put_off("a", clock() + DAY)
    assert store.sources.states() == {"a": replace(state, next_at=clock() + DAY)}


@pytest.mark.parametrize("article_id", ["", "none", "2026-02", "2026-02.", "2026-02.zzzz"])
def test_what_is_no_id_is_no_article(store, article_id):
    assert store.articles.get(article_id) is None
    assert store.articles.sightings(article_id) == ()
