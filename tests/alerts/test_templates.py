from __future__ import annotations

import time

import pytest

from alerts.messages import sample_fields
from alerts.templates import check_template, render
from model.errors import ConfigurationError

FIELDS = sample_fields()

ATTACKS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ subject.__class__ }}{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% set a = 1 %}",
    "{% macro a() %}{% endmacro %}",
    "{{ 'a' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ range(1000000000) }}",
    "{{ subject.format() }}",
    "{{ subject|replace('', subject) }}",
    "{{ subject|center(1000000000) }}",
    "{{ witnesses|map(attribute='x') }}",
    "{% for a in overtook %}{% for b in overtook %}{% endfor %}{% endfor %}",
    "{% for a in overtook recursive %}{{ loop(a) }}{% endfor %}",
    "{{ nobody }}",
    "{{ subject ",
    "{{ " + "(" * 1500 + "1" + ")" * 1500 + " }}",
    "{{ " + "not " * 900 + "1 }}",
    "x" * 4001,
    "{{ lipsum() }}",
    "{{ subject[0:1] }}",
    "{% filter upper %}x{% endfilter %}",
    "{% call subject() %}{% endcall %}",
]


@pytest.mark.parametrize("source", ATTACKS)
def test_a_template_that_could_do_harm_is_refused_at_once(source):
    before = time.monotonic()
    with pytest.raises(ConfigurationError):
        check_template(source, FIELDS)
    assert time.monotonic() - before < 5


def test_an_attribute_that_leads_into_code_shows_nothing():
    assert "class" not in render("{{ subject.__class__ }}", FIELDS)


def test_a_template_shows_fields_chooses_and_goes_through_lists():
    source = "{{ subject|upper }}{% if moved %} +{{ moved }}{% endif %}:"
    source += "{% for one in overtook %} {{ one }}{% endfor %}"
    assert render(source, FIELDS) == "ТУЛЬСКАЯ ОБЛАСТЬ +3: RU-KLU"


def test_news_text_is_no_template():
    assert render("{{ sentence }}", {**FIELDS, "sentence": "{{ 7 * 7 }}"}) == "{{ 7 * 7 }}"


def test_a_text_that_grows_too_long_is_stopped():
    with pytest.raises(ConfigurationError, match="longer than"):
        render(
            "{% for one in overtook %}{{ sentence }}{% endfor %}",
            {**FIELDS, "overtook": ["x"] * 9, "sentence": "я" * 9_000},
        )
