"""Why a fact has its subject, rating and period: which words, in which sentence."""

from __future__ import annotations

import pytest

from extractors.pipeline import Extractor
from extractors.rules.reasons import Reason, Reasons
from model.statements import Document, Statement

CLIMATE = "Рейтинг инвестиционного климата составило Агентство стратегических инициатив по итогам 2025 года."


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def explained(
    extractor: Extractor, text: str, title: str | None = None
) -> tuple[Reasons, tuple[Statement, ...]]:
    document = Document(id="a", text=text, title=title)
    extraction = extractor.extract(document)
    assert extraction.statements
    return Reasons(document, extraction.mentions, extractor.sentences(document)), extraction.statements


def reasons(extractor: Extractor, text: str, title: str | None = None) -> dict[str, Reason]:
    of_document, statements = explained(extractor, text, title)
    return {reason.attribute: reason for reason in of_document.of(statements[-1])}


def test_a_subject_that_is_named(extractor: Extractor) -> None:
    found = reasons(extractor, "Тульская область заняла четвёртое место в рейтинге дорог.")

    assert found["subject"].value == "RU-TUL Тульская область"
    assert found["subject"].why == "named by «Тульская область» in the sentence (text 0-16)"
    assert found["place"].why == "told by «четвёртое место» in the sentence (text 24-39)"


def test_a_word_that_stands_for_a_subject_named_before(extractor: Extractor) -> None:
    found = reasons(extractor, f"{CLIMATE} Тульская область строит парки. Регион занял четвёртое место.")

    assert "«Регион» in the sentence" in found["subject"].why
    assert "stands for «Тульская область» a sentence before" in found["subject"].why


def test_a_rating_a_publisher_and_a_period_named_sentences_before(extractor: Extractor) -> None:
    found = reasons(extractor, f"{CLIMATE} Оценили всех. Тульская область заняла четвёртое место.")

    assert found["rating"].why.startswith("named by «Рейтинг инвестиционного климата» 2 sentences before")
    assert found["rating"].why.endswith("; in the registry asi-investment-climate")
    assert "«Агентство стратегических инициатив» 2 sentences before" in found["publisher"].why
    assert found["period"].value == "2025"
    assert "2 sentences before" in found["period"].why


def test_a_rating_named_in_the_title(extractor: Extractor) -> None:
    found = reasons(extractor, "Тульская область заняла четвёртое место.", title="Рейтинг чистых дворов")

    assert "«Рейтинг чистых дворов» in the title" in found["rating"].why
    assert "in no registry, known here as ~" in found["rating"].why


def test_what_the_text_does_not_tell_is_said_so(extractor: Extractor) -> None:
    found = reasons(extractor, "Тульская область заняла четвёртое место в рейтинге дорог.")

    assert (found["publisher"].value, found["period"].value) == (None, None)
    assert found["period"].why == "the text tells none for this rating"


@pytest.mark.parametrize(
    ("text", "attribute", "value", "why"),
    [
        ("Тульская область вошла в топ-10 рейтинга.", "place", "1..10", "only a group is told"),
        (
            "Рейтинг возглавила Москва, следом — Тульская область.",
            "place",
            "2",
            "by its turn in an enumeration",
        ),
        (
            "Тульская область поднялась в рейтинге на три места.",
            "change",
            "+3",
            "a movement, no place is told",
        ),
        (
            "Тульская область в рейтинге четвёртая, набрав 71,5 балла.",
            "score",
            "71.5",
            "told by «71,5 балла»",
        ),
    ],
)
def test_how_a_place_is_told(extractor: Extractor, text: str, attribute: str, value: str, why: str) -> None:
    found = reasons(extractor, text)[attribute]

    assert found.value == value
    assert found.why.startswith(why)


def test_a_figures_region_named_before(extractor: Extractor) -> None:
    found = reasons(extractor, "Тульская область подвела итоги. Экспорт вырос на 14%.")

    assert found["figure"].why == "told by «14%» in the sentence (text 49-52)"
    assert found["region"].why.startswith("named by «Тульская область» a sentence before")


def test_a_partner_of_russia_as_a_whole(extractor: Extractor) -> None:
    found = reasons(extractor, "Россия поставляет зерно в Египет.")

    assert found["country"].why.startswith("told by «Египет»")
    assert found["region"].why.startswith("Russia as a whole")


def test_sentences_that_hold_spans_are_shown_in_order(extractor: Extractor) -> None:
    text = f"{CLIMATE} Ничего нового. Тульская область заняла четвёртое место."
    of_document, (statement,) = explained(extractor, text)

    shown = of_document.shown(statement.evidence)

    assert [text[start:end] for _, start, end in shown] == [
        CLIMATE,
        "Тульская область заняла четвёртое место.",
    ]
