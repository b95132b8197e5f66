from __future__ import annotations

import json

import pytest

from alerts.messages import link, payload, text


def test_the_body_has_the_form_of_standard_webhooks(make_event, make_subscription):
    body = json.loads(payload(make_event(), make_subscription()))
    assert set(body) == {"type", "timestamp", "data"}
    assert body["type"] == "ranking.place_changed"
    assert body["timestamp"] == "2026-11-22T09:00:00Z"


def test_the_data_tells_who_moved_from_where_to_where(make_event, make_subscription):
    data = json.loads(payload(make_event(), make_subscription()))["data"]
    told = {
        name: data[name] for name in ("region", "previous", "position", "moved", "period", "previous_period")
    }
    assert told == {
        "region": "RU-SMO",
        "previous": 5,
        "position": 2,
        "moved": 3,
        "period": "2025",
        "previous_period": "2024",
    }
    assert data["published_at"] == "2026-11-22T08:00:00Z"


def test_the_russian_text(make_event):
    assert text(make_event(), "ru").splitlines() == [
        "Центр поддержки экспорта Смоленской области: с 5-го на 2-е место, вверх на 3 позиции.",
        "Рейтинг центров поддержки экспорта, 2025 год. Сравнение: 2024 год.",
        "«Вторую строчку занял Центр поддержки экспорта Смоленской области.»",
        "Смоленский центр стал вторым",
        "https://news.example/2026/02/08/export",
    ]


def test_the_english_text(make_event):
    event = make_event(previous=2, position=3, previous_period=None, scope="ЦФО")
    assert text(event, "en").splitlines()[:3] == [
        "Центр поддержки экспорта Смоленской области: from 2nd to 3rd place, down 1 place.",
        "Рейтинг центров поддержки экспорта, 2025. Compared with: the place before is told by the news.",
        "Ranked within: ЦФО.",
    ]


def test_a_new_edition_names_its_leader(make_event):
    event = make_event(kind="edition_appeared", previous=None, position=1, subject="Москва")
    assert text(event, "ru").splitlines()[:2] == [
        "Новое издание рейтинга: Рейтинг центров поддержки экспорта — Москва, впереди.",
        "Рейтинг центров поддержки экспорта, 2025 год.",
    ]


def test_a_title_that_is_itself_the_sentence_is_not_repeated(make_event):
    event = make_event(sentence="Томск стал вторым", title="Томск стал вторым")
    assert text(event, "ru").splitlines()[2:] == [
        "«Томск стал вторым»",
        "https://news.example/2026/02/08/export",
    ]


def test_a_rating_without_a_name_is_called_that(make_event):
    assert "Рейтинг без названия, 2025 год" in text(make_event(rating=""), "ru")


def test_news_cannot_forge_lines_of_the_message(make_event):
    event = make_event(
        sentence="Первое.\nhttps://evil.example\r\nВторое.", title="a\n\nb", subject="Томск\u202e"
    )
    assert len(text(event, "ru").splitlines()) == 5


def test_the_sentence_in_the_data_is_as_given(make_event, make_subscription):
    sentence = 'Он сказал: "первые"</script>\u2028 и \\ ещё'
    assert (
        json.loads(payload(make_event(sentence=sentence), make_subscription()))["data"]["sentence"]
        == sentence
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host",
        "https://",
        "https://a b",
        "http://[",
        "file:///a",
        "",
    ],
)
def test_an_address_that_is_not_for_browsers_is_no_link(url, make_event, make_subscription):
    assert link(url) is None
    assert json.loads(payload(make_event(url=url), make_subscription()))["data"]["url"] is None


def test_an_http_address_is_a_link():
    assert link("https://news.example/a?b=c#d") == "https://news.example/a?b=c#d"


def test_a_correction_is_no_movement(make_event, make_subscription):
    event = make_event(kind="fact_corrected", previous=2, position=3, previous_period="2025")
    assert text(event, "ru").splitlines()[:2] == [
        "Центр поддержки экспорта Смоленской области: исправлено: 3-е место, а не 2-е.",
        "Рейтинг центров поддержки экспорта, 2025 год.",
    ]
    assert "corrected: 3rd place, not 2nd." in text(event, "en")
    data = json.loads(payload(event, make_subscription()))["data"]
    assert (data["is_correction"], data["moved"]) == (True, None)


def test_the_code_of_a_scope_is_told_by_its_name(make_event):
    names = {"CFO": "Центральный федеральный округ"}
    told = text(make_event(scope="CFO"), "ru", name_of=lambda scope, _: names[scope])
    assert "Зачёт: Центральный федеральный округ." in told
