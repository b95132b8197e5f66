from __future__ import annotations

import re
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest

import web
from alerts.wording import plural
from web.catalogue import chosen_language, words

WEB = Path(web.__file__).parent
RUSSIAN, ENGLISH = words("ru"), words("en")


def placeholders(entry):
    texts = entry if isinstance(entry, list) else [entry]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_entries():
    assert RUSSIAN.entries.keys() == ENGLISH.entries.keys()


@pytest.mark.parametrize("key", RUSSIAN.entries)
def test_an_entry_has_the_same_placeholders_in_both_languages(key):
    russian, english = RUSSIAN.entries[key], ENGLISH.entries[key]
    assert isinstance(russian, list) == isinstance(english, list)
    assert placeholders(russian) == placeholders(english)


def test_every_entry_that_a_template_names_is_there():
    named = set()
    for template in (WEB / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        named |= set(re.findall(r'\bt(?:\.counted)?\("([a-z_0-9]+)"(?! ~)', text))
    assert named
    assert named <= RUSSIAN.entries.keys()


COMPOSED = (
    "kind_",
    "status_",
    "relation_",
    "filter_",
    "error_",
    "part_",
    "health_",
    "source_",
    "stage_",
    "delivery_",
    "reason_",
    "worker_",
    "preset_",
    "digest_",
    "event_",
    "undecided_",
    "decision_",
    "question_",
)
"""Beginnings of keys that the code puts together from a value."""


def test_no_entry_is_left_over():
    files = [*WEB.rglob("*.html"), *WEB.rglob("*.py")]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    assert [key for key in RUSSIAN.entries if f'"{key}"' not in text and not key.startswith(COMPOSED)] == []


@pytest.mark.parametrize(
    ("number", "told"), [(1, "1 новость"), (2, "2 новости"), (5, "5 новостей"), (21, "21 новость")]
)
def test_russian_counts_have_three_forms(number, told):
    assert RUSSIAN.counted("articles_count", number) == told
    assert plural(number, "новость", "новости", "новостей") in told


@pytest.mark.parametrize(("number", "told"), [(1, "1 article"), (2, "2 articles"), (21, "21 articles")])
def test_english_counts_have_two_forms(number, told):
    assert ENGLISH.counted("articles_count", number) == told


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [(14.5, "14,5", "14.5"), (8.0, "8", "8"), (1234, "1\u202f234", "1,234"), (0.61, "0,61", "0.61")],
)
def test_numbers_are_written_as_the_language_does(value, russian, english):
    assert (RUSSIAN.number(value), ENGLISH.number(value)) == (russian, english)


def test_a_day_is_the_one_in_moscow():
    late = datetime(2026, 2, 7, 22, 30, tzinfo=UTC)
    assert (RUSSIAN.day(late), ENGLISH.day(late)) == ("8 февраля 2026", "8 February 2026")


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        (None, "", "ru"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        (None, "de,en;q=0.7,ru;q=0.3", "en"),
        (None, "de", "ru"),
        (None, "en, ru", "en"),
        (None, "en;q=0, ru;q=0.1", "ru"),
        (None, "en;q=abc", "ru"),
        ("en", "ru", "en"),
        ("ru", "en", "ru"),
        ("xx", "en", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_one_preferred(asked, accepted, language):
    assert chosen_language(asked, accepted) == language
