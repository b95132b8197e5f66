"""CSS selectors on a page, in C or by BeautifulSoup."""

from __future__ import annotations

import pytest

from crawler.pages import page_of
from crawler.selectors import LIMIT_SOUP_TAGS, check_selector, selected_links, selected_text, selected_words
from model.errors import ConfigurationError, UnreadablePage

PAGE = page_of(
    b"""<html><body><div id="a" class="one two" data-x="xyz"><p class="lead">Lead</p>
    <p>Text <b>bold</b></p></div>
    <time datetime="2026-03-12">12 March</time><div class="onetwo"><p>Other</p></div></body></html>""",
    url="https://news.example/1",
)


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("p.lead", "Lead"),
        ("#a .lead", "Lead"),
        ("div.one.two > p", "Lead"),
        ("body div#a p", "Lead"),
        ("[data-x]", "LeadText bold"),
        ("[data-x='xyz'] b", "bold"),
        ("[data-x^=xy] b", "bold"),
        ('[data-x$="yz"] b', "bold"),
        ("[data-x*=y] b", "bold"),
        ("[class~=two] b", "bold"),
        ("i, b", "bold"),
        ("time", "2026-03-12"),
        ("#a p:nth-of-type(2)", "Text bold"),
        ("p:not(.lead)", "Text bold"),
        ("#a p + p", "Text bold"),
        (".on", None),
        ("p:not(p)", None),
    ],
)
def test_selectors_find_what_css_says(selector, words):
    found = selected_words(PAGE, selector)
    assert (found.replace(" ", "") if found else None) == (words.replace(" ", "") if words else None)


def test_a_text_inside_another_comes_once():
    assert selected_text(PAGE, "#a, #a p") == "Lead\n\nText bold"
    assert selected_links(PAGE, "p") == []


def test_a_selector_that_is_none_is_an_error():
    with pytest.raises(ConfigurationError):
        check_selector("a[")
    with pytest.raises(ConfigurationError):
        selected_words(PAGE, "a:::")


def test_a_plain_selector_makes_no_soup_of_the_page():
    """A page too big for BeautifulSoup is read by it all the same."""
    many = "<i></i>" * LIMIT_SOUP_TAGS
    page = page_of(f"{many}<div class='text'><p>Text</p></div>".encode(), url="https://news.example/1")
    assert selected_text(page, "div.text > p") == "Text"
    with pytest.raises(UnreadablePage, match="too big"):
        selected_text(page, "div.text p:not(.x)")
