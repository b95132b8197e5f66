"""Options of a select are spelled once, and one of them is chosen."""

from __future__ import annotations

import pytest

from web.pages.options import Options

OFFERED = Options.of([("a", "one"), ('"><b>', "<i>")])


def test_values_and_words_are_escaped():
    assert OFFERED.chosen(None) == (
        '<option value="a">one</option><option value="&#34;&gt;&lt;b&gt;">&lt;i&gt;</option>'
    )


@pytest.mark.parametrize(
    ("value", "times"), [("a", 1), ('"><b>', 1), ("b", 0), ('" selected x="', 0), ("", 0)]
)
def test_what_is_offered_can_be_chosen(value, times):
    assert OFFERED.chosen(value).count(" selected>") == times


def test_what_is_not_offered_can_be_chosen_by_its_name():
    html = OFFERED.chosen("<c>", "a & b")
    assert html.startswith('<option value="&lt;c&gt;" selected>a &amp; b</option>')
    assert html.endswith(OFFERED.html)
    assert OFFERED.chosen("a", "one") == OFFERED.chosen("a")
