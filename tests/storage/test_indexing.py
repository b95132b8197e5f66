"""Postings, as facts change under them."""

from __future__ import annotations

import pytest

from storage.indexing import Indexes
from storage.questions import FactQuery
from storage.server import Server
from storage.terms import word_term
from storage.wording import stem_of

MONTH = "2026-02"
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
