"""Lines and files become documents, or a complaint that says which and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.documents import BadDocument, documents_of_files, documents_of_lines
from model.statements import Document


def line(**row: object) -> bytes:
    return json.dumps(row, ensure_ascii=True).encode() + b"\n"


def test_a_line_is_a_document() -> None:
    lines = [line(id="a", text="Текст", title="Заголовок", published_at="2026-02-08T10:00:00+03:00", more=1)]

    assert list(documents_of_lines(lines)) == [
        Document(id="a", text="Текст", title="Заголовок", published_on="2026-02-08")
    ]


def test_blank_lines_are_passed_over() -> None:
    assert [document.id for document in documents_of_lines([b"\n", line(id="a", text=""), b"  \n"])] == ["a"]


@pytest.mark.parametrize(
    ("raw", "identifier", "told"),
    [
        (b"{", None, "line 1: not JSON"),
        (b"\xff\xfe", None, "line 1: not JSON"),
        (b"[" * 200_000, None, "line 1: not JSON"),
        (b"[1]", None, "expected an object"),
        (line(text="x"), None, "id is missing"),
        (line(id=7, text="x"), None, "id is not a string"),
        (line(id="a"), "a", "text is missing"),
        (line(id="a", text=None), "a", "text is missing"),
        (line(id="a", text=["x"]), "a", "text is not a string"),
        (line(id="a", text="x", title=5), "a", "title is not a string"),
        (b'{"id": "a", "text": "\\ud800"}', "a", "surrogate"),
    ],
)
def test_a_line_that_is_no_document_is_told(raw: bytes, identifier: str | None, told: str) -> None:
    (bad,) = documents_of_lines([raw])

    assert isinstance(bad, BadDocument)
    assert bad.id == identifier
    assert told in bad.error


def test_a_bad_line_leaves_the_others_alone() -> None:
    found = list(documents_of_lines([line(id="a", text="x"), b"{", line(id="c", text="y")]))

    assert [type(document).__name__ for document in found] == ["Document", "BadDocument", "Document"]


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    marked, plain = tmp_path / "marked.txt", tmp_path / "plain.txt"
    marked.write_bytes("\ufeffТекст".encode())
    plain.write_bytes("Текст".encode())

    assert [document.text for document in documents_of_files([str(marked), str(plain)])] == ["Текст"] * 2  # type: ignore[union-attr]


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    binary = tmp_path / "binary.txt"
    binary.write_bytes(b"\xff\xfe\x00")

    missing, unreadable = documents_of_files([str(tmp_path / "none.txt"), str(binary)])

    assert isinstance(missing, BadDocument)
    assert "cannot read" in missing.error
    assert isinstance(unreadable, BadDocument)
    assert "not UTF-8" in unreadable.error
