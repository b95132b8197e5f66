"""A dossier tells all that is known, cites every line, and runs nothing that strangers wrote."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest

from model.articles import Article, article_id, revision_of
from model.claims import claims_of
from model.dossiers import Citation, Dossier, Row, Table
from model.errors import InvalidQuery
from model.statements import Evidence, Partnership, Percentage, Ranking
from runtime.dossier_files import markdown, write_xlsx
from runtime.dossiers import rating_dossier, region_dossier
from storage.store import Store

NOON = datetime(2026, 2, 8, 12, tzinfo=UTC)


def evidence(sentence):
    return Evidence(field="text", start=0, end=len(sentence), sentence=sentence, rule="ranking/ordinal")


@pytest.fixture
def store(redis):
    store = Store(redis, clock=lambda: NOON)
    text = "Регион занял второе место."
    article = Article(
        id=article_id("https://news.example/1", NOON),
        url="https://news.example/1",
        source="news",
        revision=revision_of(None, text),
        title="Заголовок",
        text=text,
        published_at=NOON,
        fetched_at=NOON,
    )
    said = (
        Ranking(
            evidence=evidence(text),
            region="RU-SMO",
            subject="Смоленская область",
            subject_kind="region",
            subject_id="RU-SMO",
            position=2,
            previous=5,
            total=4,
            period="2025",
            rating="Рейтинг",
            rating_id="rating",
            basis="explicit",
        ),
        Percentage(
            evidence=evidence("Рост 5 %."),
            value=5.0,
            unit="percent",
            direction="up",
            approx="over",
            region="RU-SMO",
            metric="экспорт",
            period="2025",
        ),
        Partnership(evidence=evidence("Китай."), region="RU-SMO", country="CN", relation="trade"),
    )
    item = store.articles.save(article).item
    store.claims.save(article, claims_of(article, said))
    store.books.fold(item)
    return store


def test_a_region(store):
    dossier = region_dossier(store, "RU-SMO", now=NOON)
    assert dossier.title == "Смоленская область"
    places, figures, partners = dossier.tables
    assert places.rows == (Row(cells=("Рейтинг", "2025", 2, 5, 4, None, "один источник"), citations=(1,)),)
    assert figures.rows[0].cells == ("экспорт", "2025", "рост на более 5 %", "один источник")
    assert partners.rows[0].cells[:2] == ("Китай", "торговля")
    assert dossier.citations[0].sentence == "Регион занял второе место."


def test_a_rating(store):
    dossier = rating_dossier(store, "rating", now=NOON, language="en")
    (table,) = dossier.tables
    assert table.rows[0].cells == (2, "Смоленская область", 5, 3, None, "single source")
    assert table.note == "Places that nobody told: 1, 3, 4"


def test_before_anything_was_known(store):
    assert region_dossier(store, "RU-SMO", now=NOON, as_of=date(2026, 2, 7)).tables == ()


def test_an_unknown_rating(store):
    with pytest.raises(InvalidQuery, match="svodka ratings"):
        rating_dossier(store, "nothing", now=NOON)


HOSTILE = Dossier(
    title="=1+1 | <b>",
    made_at=NOON,
    as_of=None,
    language="en",
    tables=(
        Table(
            title="a/b?*[c]: and so on, longer than Excel takes",
            columns=("one",),
            rows=(Row(cells=('=HYPERLINK("http://evil.example")',), citations=(1,)),),
        ),
    ),
    citations=(
        Citation(
            number=1,
            source="x",
            url="javascript:alert(1)",
            title="[a](http://evil.example)\n# b",
            published_at=NOON,
            sentence="<script>|",
        ),
    ),
)


def test_markdown_shows_what_strangers_wrote_as_it_is():
    text = markdown(HOSTILE)
    assert "\\<script\\>\\|" in text
    assert "\\[a\\](http://evil.example) \\# b" in text
    assert "<javascript:" not in text


def test_a_workbook_runs_nothing_that_strangers_wrote():
    out = io.BytesIO()
    write_xlsx(HOSTILE, out)
    with zipfile.ZipFile(out) as book:
        content = b"".join(book.read(name) for name in book.namelist())
    assert b"<f>" not in content
    assert b"<hyperlink" not in content
    assert b"evil.example" in content
