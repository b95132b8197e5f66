"""What is an event besides a movement: leaders, records, disputes, what is taken back, partners, figures."""

from __future__ import annotations

import pytest

from storage.facts import FactQuery

HOUR = 3600


@pytest.fixture
def news(newsroom, store, clock):
    """Publishes an article an hour after the one before; gives the events that it made, by kind."""

    def publish(name, *told, text="Текст."):
        clock.pass_seconds(HOUR)
        newsroom.publish(newsroom.article(name, text), *told)
        events = {}
        for book in store.work.overdue("relay", clock(), 64, 0):
            pending = store.events.pending(book)
            events.update((event.kind, event) for event in pending)
            store.events.relayed(book, pending)
        return events

    return publish


@pytest.fixture
def two_editions(news, statements):
    """Smolensk rises from 5 to 2 past Moscow and Tula; Bryansk leads instead of Tula."""
    news(
        "old",
        *(
            statements.ranking(region, place, period="2024")
            for region, place in (("RU-TUL", 1), ("RU-BRY", 2), ("RU-MOW", 4), ("RU-SMO", 5))
        ),
    )
    return news(
        "new",
        *(
            statements.ranking(region, place)
            for region, place in (("RU-BRY", 1), ("RU-SMO", 2), ("RU-MOW", 4), ("RU-TUL", 5))
        ),
    )


def test_a_new_leader_is_told_with_the_one_before(two_editions):
    event = two_editions["new_leader"]
    assert (event.region, event.former, event.previous_period) == ("RU-BRY", "Регион RU-TUL", "2024")


def test_the_same_leader_is_no_news(news, statements):
    news("old", statements.ranking(position=1, period="2024"))
    assert "new_leader" not in news("new", statements.ranking(position=1))


def test_a_leader_that_is_told_again_is_no_news(news, statements, two_editions):
    assert "new_leader" not in news("more", statements.ranking("RU-BRY", 1))


def test_who_was_overtaken_is_told_nearest_first(news, statements):
    news(
        "old",
        *(statements.ranking(f"RU-{name}", place, period="2024") for place, name in enumerate("ABCD", 1)),
    )
    told = news("new", *(statements.ranking(f"RU-{name}", place) for place, name in enumerate("DABC", 1)))
    event = told["place_changed"]
    assert event.region in {"RU-A", "RU-B", "RU-C", "RU-D"}
    passed = {"RU-D": (("RU-A", "RU-B", "RU-C"), ()), "RU-A": ((), ("RU-D",))}
    wanted = passed.get(event.region, ((), ("RU-D",)))
    assert (event.overtook, event.overtaken_by) == wanted


@pytest.mark.parametrize(("place", "record"), [(2, "best"), (3, None), (5, None), (8, "worst")])
def test_a_record_is_beyond_all_that_is_known(news, statements, place, record):
    news("a", statements.ranking(position=7, period="2023"))
    news("b", statements.ranking(position=3, period="2022"), statements.ranking(position=4, period="2024"))
    assert news("c", statements.ranking(position=place))["place_changed"].record == record


def test_of_two_editions_no_place_is_a_record(news, statements):
    news("a", statements.ranking(position=7, period="2024"))
    assert news("b", statements.ranking(position=1))["place_changed"].record is None


def test_a_dispute_names_both_sides_once(news, statements):
    news("a/1", statements.ranking(position=2, previous=5))
    event = news("b/1", statements.ranking(position=3))["sources_disagree"]
    assert event.position == 3
    assert [(witness.source, witness.told, witness.agrees) for witness in event.witnesses] == [
        ("a", "2", False)
    ]
    assert news("c/1", statements.ranking(position=2)) == {}


def test_an_article_that_takes_its_only_word_back_withdraws_the_fact(news, statements):
    news("a", statements.ranking(position=2, previous=5))
    event = news("a", text="Без места.")["fact_withdrawn"]
    assert (event.previous, event.position, event.region) == (2, None, "RU-SMO")


def test_a_correction_there_and_back_is_two_events(news, statements):
    news("a", statements.ranking(position=2, previous=5))
    there = news("a", statements.ranking(position=3, previous=5), text="3")["fact_corrected"]
    back = news("a", statements.ranking(position=2, previous=5), text="2")["fact_corrected"]
    assert (there.previous, there.position, back.previous, back.position) == (2, 3, 3, 2)
    again = news("a", statements.ranking(position=3, previous=5), text="опять 3")["fact_corrected"]
    assert len({there.id, back.id, again.id}) == 3


def test_an_edit_that_changes_no_fact_is_no_event(news, statements):
    news("a", statements.ranking(position=2, previous=5))
    assert news("a", statements.ranking(position=2, previous=5), text="Другой текст.") == {}


def test_a_reprint_is_no_event(newsroom, news, statements):
    news("a/1", statements.ranking(position=2, previous=5))
    assert news("b/1", statements.ranking(position=2, previous=5)) == {}


def test_a_partner_appears_once_in_whatever_relation(news, statements):
    event = news("a", statements.partnership("CN"))["partner_appeared"]
    assert (event.region, event.country) == ("RU-SMO", "CN")
    assert news("b", statements.partnership("CN")) == {}


def test_a_figure_is_told_once_and_corrected_once(news, statements):
    event = news("a", statements.percentage(14.5))["figure_told"]
    assert (event.region, event.rating, event.value, event.unit) == ("RU-SMO", "экспорт", 14.5, "percent")
    assert news("a", statements.percentage(14.5), text="Другой текст.") == {}
    events = news("a", statements.percentage(15.5), text="иначе")
    assert list(events) == ["fact_corrected"]
    corrected = events["fact_corrected"]
    assert (corrected.previous_value, corrected.value) == (14.5, 15.5)


def test_a_figure_that_does_not_tell_its_period_is_no_event(news, statements):
    assert news("a", statements.percentage(14.5, period=None)) == {}


def test_reprints_of_a_figure_without_a_period_are_one_fact_and_count_once(news, store, statements):
    sentence = statements.evidence("По итогам года экспорт области вырос на 14,5 процента.")
    for name in ("a/1", "b/1", "c/1"):
        news(name, statements.percentage(14.5, period=None, evidence=sentence), text=f"{name} и другое.")
    (fact,) = store.facts.find(FactQuery()).facts
    assert (fact.status, len(fact.claims)) == ("single_source", 3)


def test_a_reprint_that_is_edited_leaves_the_fact_to_the_others(news, store, statements):
    sentence = statements.evidence("По итогам года экспорт области вырос на 14,5 процента.")
    figure = statements.percentage(14.5, period=None, evidence=sentence)
    news("a/1", figure)
    news("b/1", figure)
    news("b/1", statements.percentage(15, period=None), text="Исправлено.")
    facts = {fact.statement.value: fact for fact in store.facts.find(FactQuery()).facts}
    assert {value: fact.status for value, fact in facts.items()} == {
        14.5: "single_source",
        15: "single_source",
    }
    assert [claim.withdrawn_at is None for claim in facts[14.5].claims] == [True, False]


def test_a_figure_is_told_beside_the_one_of_the_period_before(news, statements):
    news("a", statements.percentage(3, period="2024", direction="down"))
    event = news("b", statements.percentage(14.5, period="2025"))["figure_told"]
    assert (event.previous_value, event.previous_direction, event.previous_period) == (3, "down", "2024")
    assert (event.previous_figure, event.figure) == (-3, 14.5)


@pytest.mark.parametrize("period", ["2023", "2025-Q4"])
def test_a_figure_is_not_told_beside_one_of_another_length_or_of_long_before(news, statements, period):
    news("a", statements.percentage(3, period=period))
    assert news("b", statements.percentage(14.5, period="2025"))["figure_told"].previous_value is None


def test_a_figure_of_an_old_period_that_arrives_late_is_no_event(news, statements):
    news("a", statements.percentage(3, period="2025-Q3"))
    assert news("b", statements.percentage(9, period="2025-Q1")) == {}


def test_a_partner_of_another_relation_is_no_new_partner(news, statements, redis):
    news("a", statements.partnership("CN"))
    redis.delete("svodka:{events}:streamed", "svodka:{events}:stream")
    assert news("b", statements.partnership("CN", relation="import")) == {}
