"""Laws of extraction: offsets slice, a batch changes nothing, an appended paragraph takes nothing away.

Also what must never happen on any text: a crash.
"""

import functools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.pipeline import Extractor
from model.statements import Document, Extraction
from model.wire import extraction_wire

SENTENCES = (
    "Тульская область заняла 7-е место в рейтинге дорог за 2024 год.",
    "Годом ранее она была одиннадцатой.",
    "Возглавили список Москва, Югра и Кубань.",
    "Далее следуют Омская и Томская области, а также Крым.",
    "В хвосте рейтинга — Тыва и Ингушетия.",
    "Экспорт региона вырос на 14,5%, поставки идут в Китай и Турцию.",
    "Псковская область поднялась на три строчки.",
    "Замкнула пятёрку Республика Алтай (61,3 балла).",
    "Рыбы в озере стало вдвое больше.",
)
UNRELATED = st.sampled_from(
    [
        "Погода в выходные ожидается тёплая, без осадков. Ветер слабый.",
        "Пирог поделили поровну, и все остались довольны.",
        "— Приходите ещё! — сказала хозяйка кафе. (Она печёт с детства.)",
        "«Сад» • «Огород» • «Дача»",
    ]
)


@functools.cache
def extractor() -> Extractor:
    return Extractor()


def extracted(text: str, title: str | None = None, name: str = "x") -> Extraction:
    return extractor().extract(Document(id=name, text=text, title=title))


texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6).map(" ".join)
DISGUISES = st.sampled_from(
    [
        lambda text: text,
        lambda text: text.replace("е", "е\u0301", 2),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("ё", "е"),
        lambda text: text.replace("—", "-"),
        lambda text: text.upper(),
        lambda text: text.replace("об", "об\u00ad"),
        lambda text: "\u200f" + text + "\u202c",
    ]
)


@settings(max_examples=60, deadline=None)
@given(texts, DISGUISES)
def test_offsets_slice_the_given_text(text, disguise):
    given_text = disguise(text)
    extraction = extracted(given_text)
    for mention in extraction.mentions:
        assert given_text[mention.start : mention.end] == mention.text
    for statement in extraction.statements:
        evidence = statement.evidence
        assert given_text[evidence.start : evidence.end] == evidence.sentence
        for span in evidence.spans:
            assert 0 <= span.start < span.end <= len(given_text)


@settings(max_examples=25, deadline=None)
@given(st.lists(texts, min_size=1, max_size=5), st.integers(1, 4), st.randoms(use_true_random=False))
def test_a_document_is_read_the_same_alone_and_in_a_batch_of_any_order(many, batch_size, random):
    documents = [Document(id=str(number), text=text) for number, text in enumerate(many)]
    alone = {document.id: extractor().extract(document) for document in documents}
    random.shuffle(documents)
    together = list(extractor().extract_all(documents, batch_size=batch_size))
    assert together == [alone[document.id] for document in documents]


@settings(max_examples=40, deadline=None)
@given(texts, UNRELATED)
def test_an_unrelated_paragraph_takes_nothing_away(text, unrelated):
    facts = extraction_wire(extracted(text))["facts"]
    assert extraction_wire(extracted(f"{text}\n\n{unrelated}"))["facts"][: len(facts)] == facts


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_survived(text):
    assert extracted(text, title=text[:40]).failures == ()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"«»().,;:—-–№%→\n", "1", "2-е", "место", "Москва", "из", "с", "по"]), max_size=60
    )
)
@example(["1", "место", "Москва", "«"])
@example(["Рейтинг регионов", "\n", "–"])
@example(["по", ":", "как", "всего", "2-е"])
@example(["составил", "»", "замыкает", ","])
def test_any_row_of_signs_and_numbers_is_survived(pieces):
    assert extracted(" ".join(pieces)).failures == ()


@pytest.mark.parametrize(
    "piece",
    [
        "Москва заняла 2-е место в рейтинге, ",
        "12-е место, ",
        "«",
        "(",
        "Омская область, ",
        "• Крым — 5\n",
        "7 ",
        "\u202e2-е ",
    ],
)
def test_a_long_text_without_an_end_is_survived(piece):
    assert extracted(piece * 5_000).failures == ()
