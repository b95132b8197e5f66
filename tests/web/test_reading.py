"""An article's text in pieces, and two revisions compared."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from model.statements import Evidence, Span
from web.pages.reading import differences, marked_field

TEXT = "Тула третья. Рязань вторая."


def evidence(start, end, *spans):
    return Evidence(
        field="text",
        start=start,
        end=end,
        sentence=TEXT[start:end],
        rule="rankings/told",
        spans=tuple(Span(role=role, field="text", start=first, end=last) for role, first, last in spans),
    )


def test_claims_stand_at_their_spans():
    pieces = marked_field(TEXT, "text", [evidence(0, 12, ("subject", 0, 4), ("position", 5, 11))])
    assert [(piece.text, piece.parts) for piece in pieces] == [
        ("Тула", ("subject",)),
        (" ", ()),
        ("третья", ("position",)),
        (".", ()),
        (" Рязань вторая.", ()),
    ]
    assert pieces[0].begins == (1,)
    assert pieces[3].ends == (1,)
    assert pieces[4].sentence_of == ()


def test_several_claims_of_one_sentence_are_all_there():
    pieces = marked_field(TEXT, "text", [evidence(0, 12), evidence(0, 12), evidence(13, 27)])
    assert [piece.begins for piece in pieces if piece.begins] == [(1, 2), (3,)]


def test_offsets_outside_the_text_are_left_out():
    assert marked_field("Тула", "text", [evidence(13, 27)])[0].sentence_of == ()


spans = st.tuples(st.integers(0, 26), st.integers(1, 27)).filter(lambda pair: pair[0] < pair[1])


@given(st.lists(spans, max_size=8))
def test_the_pieces_together_are_the_text(places):
    pieces = marked_field(TEXT, "text", [evidence(0, 27, ("subject", *place)) for place in places])
    assert "".join(piece.text for piece in pieces) == TEXT


def test_what_changed_is_told_word_by_word():
    changes = differences("Тула на втором месте.", "Тула на третьем месте.")
    assert [(change.kind, change.text) for change in changes] == [
        ("same", "Тула на "),
        ("removed", "втором"),
        ("added", "третьем"),
        ("same", " месте."),
    ]


texts = st.text(alphabet="аб \n.", max_size=60)


@given(texts, texts)
def test_both_texts_can_be_read_out_of_a_comparison(before, after):
    changes = differences(before, after)
    assert "".join(change.text for change in changes if change.kind != "removed") == after
    removed = "".join(change.text for change in changes if change.kind != "added")
    assert "".join(removed.split()) == "".join(before.split())
