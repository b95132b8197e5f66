"""Reprints are known by their signature; news that only look alike are not."""

from __future__ import annotations

import pytest

from crawler.signatures import distance_bits, signature

BODY = """Смоленская область заняла второе место в общем рейтинге региональных центров поддержки экспорта за
2025 год, опередив Тульскую область. Об этом рассказали в министерстве инвестиционного развития региона.

По данным ведомства, за год центр помог заключить договоры ста двадцати предприятиям, а объём поддержанного
вывоза превысил четыре миллиарда рублей. Главными покупателями остаются Белоруссия, Казахстан и Китай.

В следующем году регион намерен открыть две новые торговые площадки и расширить обучение предпринимателей."""
OTHER = BODY.replace("Смоленская", "Рязанская").replace("второе", "седьмое").replace("четыре", "два")


@pytest.mark.parametrize(
    "reprint",
    [
        f"СМОЛЕНСК, 8 фев - РИА Новости. {BODY}",
        f"СМОЛЕНСК, 8 февраля. /ТАСС/. {BODY}",
        f"Смоленск. 8 февраля. ИНТЕРФАКС - {BODY}",
        f"Москва. 8 февраля 2026 года. Интерфакс - {BODY}",
        f"МОСКВА, 8 февраля — ПРАЙМ. {BODY}",
        f"{BODY}\n\nИсточник: РИА Новости",
        f"{BODY}\n\nhttps://news.example/1",
        BODY.replace("\n\n", "\n").upper(),
        BODY.replace("объём", "объем").replace(" ", "  "),
        BODY.replace("покупателями остаются", "покупателями, сообщает ТАСС, остаются"),
    ],
)
def test_a_reprint_has_the_same_signature(reprint):
    assert signature(reprint) == signature(BODY)


@pytest.mark.parametrize(
    "edited",
    [
        BODY.replace("намерен", "планирует"),
        f"Новый рейтинг опубликован в Москве накануне вечером.\n\n{BODY}",
        BODY.rsplit("\n\n", 1)[0],
    ],
    ids=["a word put right", "a lead in front", "the end cut"],
)
def test_an_edited_reprint_stays_near(edited):
    assert 0 < distance_bits(signature(BODY), signature(edited)) <= 10


def test_the_same_template_for_another_region_is_another_text():
    assert signature(BODY) != signature(OTHER)


def test_another_news_is_far():
    other = "Банк России сохранил ключевую ставку, сообщила пресс-служба регулятора после заседания совета."
    assert distance_bits(signature(BODY), signature(other)) > 16


def test_a_text_without_words_has_no_signature():
    assert signature(" \n - ") == ""
    assert distance_bits("", signature(BODY)) == 64


def test_a_signature_is_16_hexadecimal_digits():
    assert len(signature(BODY)) == len(signature("слово")) == 16
    assert int(signature(BODY), 16) >= 0
