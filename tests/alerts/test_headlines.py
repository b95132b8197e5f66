"""What each kind of event is called, in both languages."""

from __future__ import annotations

from typing import get_args

import pytest

from alerts.messages import headline, text
from model.ledger import EventKind, Witness
from runtime.names import name_of

WITNESS = Witness(source="paper", url="https://paper.example/1", told="3", agrees=False)
ECHO = Witness(source="agency", url="https://agency.example/1", told="2", agrees=True)
FIGURE = {
    "subject": "",
    "rating": "экспорт",
    "position": None,
    "previous": None,
    "value": 14.5,
    "unit": "percent",
}
TABLE = [
    (
        {"kind": "new_leader", "subject": "Москва", "former": "Тула"},
        "Москва: новый лидер (прежде Тула)",
        "Москва: the new leader (before Тула)",
    ),
    (
        {"kind": "sources_disagree", "subject": "Тула", "witnesses": (WITNESS, ECHO)},
        "Тула: источники расходятся: 2-е место или 3",
        "Тула: sources disagree: 2nd place or 3",
    ),
    (
        {"kind": "fact_corrected", "subject": "Тула", "previous": 2, "position": 3},
        "Тула: исправлено: 3-е место, а не 2-е",
        "Тула: corrected: 3rd place, not 2nd",
    ),
    (
        {"kind": "fact_corrected", **FIGURE, "previous_value": 15.0, "direction": "up"},
        "Смоленская область, экспорт: исправлено: рост на 14,5 %, а не 15 %",
        "Smolensk oblast, экспорт: corrected: up 14.5%, not 15%",
    ),
    (
        {"kind": "fact_withdrawn", "subject": "Тула", "previous": 2, "position": None},
        "Тула: сообщение отозвано: 2-е место",
        "Тула: the report was withdrawn: 2nd place",
    ),
    (
        {"kind": "partner_appeared", "subject": "", "country": "CN"},
        "Смоленская область: новая страна-партнёр — Китай",
        "Smolensk oblast: a new partner country — China",
    ),
    (
        {"kind": "figure_told", **FIGURE, "direction": "down"},
        "Смоленская область, экспорт: снижение на 14,5 %",
        "Smolensk oblast, экспорт: down 14.5%",
    ),
    (
        {"kind": "edition_missing", "rating": "Рейтинг", "period": "2025-Q3"},
        "Издание не вышло в срок: Рейтинг, III квартал 2025 года",
        "An edition is overdue: Рейтинг, Q3 2025",
    ),
    ({"kind": "source_silent", "subject": "paper"}, "Источник молчит: paper", "A source is silent: paper"),
]


@pytest.mark.parametrize(("told", "russian", "english"), TABLE, ids=lambda value: str(value)[:30])
def test_headlines(told, russian, english, make_event):
    event = make_event(**told)
    assert headline(event, "ru", name_of=name_of) == russian
    assert headline(event, "en", name_of=name_of).casefold() == english.casefold()


@pytest.mark.parametrize("kind", get_args(EventKind))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_kind_has_words_even_when_little_is_known(kind, language, make_event):
    event = make_event(kind=kind, subject="", rating="", region=None, position=None, previous=None)
    assert text(event, language, name_of=name_of)


def test_a_message_says_what_it_means_beside_others_and_who_agrees(make_event):
    event = make_event(record="best", overtook=("RU-MOW", "RU-TUL"), witnesses=(WITNESS, ECHO))
    lines = text(event, "ru", name_of=name_of).splitlines()
    assert "Лучшее место за всю историю." in lines
    assert "Впереди теперь этих: Москва, Тульская область." in lines
    assert "Иначе сообщает paper (3-е место): https://paper.example/1" in lines
    assert "То же сообщает agency: https://agency.example/1" in lines
