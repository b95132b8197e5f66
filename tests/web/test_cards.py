from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.registries.loading import shipped_registries
from model.statements import Evidence, Percentage, Ranking, Span
from storage.facts import FactQuery
from web.catalogue import words
from web.names import names_of
from web.pages.cards import cards, site_of
from web.pages.marking import marked_sentence
from web.pages.phrases import figure_badge, figure_words, place_badge, told_move

RUSSIAN, ENGLISH = words("ru"), words("en")
NAMES = names_of(shipped_registries())
EVIDENCE = Evidence(field="text", start=0, end=1, sentence="x", rule="a/b")


def place(position=None, position_to=None, **told):
    values = {
        "evidence": EVIDENCE,
        "region": None,
        "subject": "x",
        "subject_kind": "other",
        "subject_id": "-",
    }
    return Ranking(
        **{**values, "position": position, "position_to": position_to, "basis": "explicit", **told}
    )


def figure(value, unit, direction="level", **told):
    return Percentage(evidence=EVIDENCE, value=value, unit=unit, direction=direction, **told)


BADGES = [
    (place(2), "2", "место", "place"),
    (place(5, 7), "5–7", "места", "places"),
    (place(1, 10, basis="group"), "топ-10", "в группе", "in a group"),
    (place(basis="group"), "—", "в группе", "in a group"),
    (place(change=3), "—", "не названо", "not told"),
]
MOVES = [
    (place(2, previous=5), "up", "вверх на\u00a03 позиции, с\u00a05\u2011го на\u00a02\u2011е место"),
    (place(3, change=-1), "down", "вниз на\u00a01 позицию"),
    (place(3, previous=3, change=0), "level", "без изменений"),
    (place(change=8), "up", "вверх на\u00a08 позиций"),
]
FIGURES = [
    (figure(14.5, "percent", "up"), "рост на 14,5\u00a0%", "up 14.5%"),
    (figure(8, "times", "up", approx="over"), "рост более чем в 8\u00a0раз", "up more than 8-fold"),
    (figure(2.5, "times", "down"), "снижение в 2,5\u00a0раза", "down 2.5-fold"),
    (figure(2, "times"), "в 2\u00a0раза", "2\u00a0times"),
    (
        figure(5, "percent", "down", value_to=7, approx="about"),
        "снижение примерно на 5–7\u00a0%",
        "down about 5–7%",
    ),
    (figure(30, "percent", approx="under"), "менее 30\u00a0%", "less than 30%"),
    (figure(3, "points", "up"), "рост на 3\u00a0п. п.", "up 3\u00a0pp"),
]


@pytest.mark.parametrize(("ranking", "figure_told", "russian", "english"), BADGES)
def test_a_place_as_a_badge(ranking, figure_told, russian, english):
    badge = place_badge(ranking, RUSSIAN)
    assert (badge.figure, badge.words) == (figure_told, russian)
    assert place_badge(ranking, ENGLISH).words == english


@pytest.mark.parametrize(("ranking", "direction", "told"), MOVES)
def test_a_movement_as_told(ranking, direction, told):
    move = told_move(ranking, RUSSIAN)
    assert move is not None
    assert (move.direction, move.words) == (direction, told)


def test_no_movement_is_invented():
    assert told_move(place(2), RUSSIAN) is None


@pytest.mark.parametrize(("told", "russian", "english"), FIGURES)
def test_a_figure_in_words(told, russian, english):
    assert (figure_words(told, RUSSIAN), figure_words(told, ENGLISH)) == (russian, english)


@pytest.mark.parametrize(
    ("told", "shown", "russian", "english"),
    [
        (figure(4, "times"), "4", "раза", "times"),
        (figure(8, "times"), "8", "раз", "times"),
        (figure(14.5, "percent"), "14,5", "%", "%"),
        (figure(5, "points", value_to=7), "5–7", "п. п.", "pp"),
    ],
)
def test_a_figure_as_a_badge(told, shown, russian, english):
    badge = figure_badge(told, RUSSIAN)
    assert (badge.figure, badge.words) == (shown, russian)
    assert figure_badge(told, ENGLISH).words == english


def test_facts_of_one_article_are_one_card_with_a_block_a_sentence(told):
    shown = cards(told.facts.find(FactQuery(region="RU-SMO", period="2025")).facts, NAMES, RUSSIAN)
    by_url = {card.url: card for card in shown}
    card = by_url["https://agency.example/2026/export"]
    assert [block.heading for block in card.blocks] == ["Цифры"]
    everything = cards(told.facts.find(FactQuery()).facts, NAMES, RUSSIAN)
    whole = next(card for card in everything if card.url == "https://agency.example/2026/export")
    assert [len(block.rows) for block in whole.blocks] == [1, 2, 1, 1, 1]


def test_partners_that_one_sentence_names_are_one_row(told):
    (card,) = cards(told.facts.find(FactQuery(kind="partnership")).facts, NAMES, ENGLISH)
    (row,) = card.blocks[0].rows
    assert row.subject == "Smolensk Oblast"
    assert {partner.name for partner in row.partners} == {"Belarus", "Egypt"}


def test_a_rating_that_the_registry_knows_has_its_name_in_the_language_of_the_page(told):
    facts = told.facts.find(FactQuery(rating="rec-export-centres", period="2024")).facts
    (russian,), (english,) = cards(facts, NAMES, RUSSIAN), cards(facts, NAMES, ENGLISH)
    entry = NAMES.ratings["rec-export-centres"]
    assert russian.blocks[0].heading.casefold() == entry.name.casefold()
    assert english.blocks[0].heading == entry.name_en


def sentence_with(*spans):
    text = "На втором месте Томск."
    marks = tuple(Span(role="subject", field="text", start=start, end=end) for start, end in spans)
    return Evidence(field="text", start=10, end=10 + len(text), sentence=text, rule="a/b", spans=marks)


def test_the_text_that_made_the_fact_is_marked():
    pieces = marked_sentence([sentence_with((13, 19), (26, 31))])
    assert [(piece.text, piece.marked) for piece in pieces] == [
        ("На ", False),
        ("втором", True),
        (" месте ", False),
        ("Томск", True),
        (".", False),
    ]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda pair: (pair[0], sum(pair)))))
def test_marking_never_changes_the_sentence(spans):
    found = sentence_with(*spans)
    assert "".join(piece.text for piece in marked_sentence([found, found])) == found.sentence


def test_spans_of_another_field_are_not_marked():
    found = sentence_with((13, 19))
    title = tuple(dataclasses.replace(span, field="title") for span in found.spans)
    assert not any(piece.marked for piece in marked_sentence([dataclasses.replace(found, spans=title)]))


@pytest.mark.parametrize(
    ("url", "site"), [("https://www.ria.ru/1", "ria.ru"), ("javascript:1", ""), ("http://[1", ""), ("", "")]
)
def test_the_site_of_an_address(url, site):
    assert site_of(url) == site
