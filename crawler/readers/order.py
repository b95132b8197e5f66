"""The readers, in the order in which they are believed."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.coded import coded_parts, coded_text
from crawler.pages import Page, Parts
from crawler.readers.dense import dense_text
from crawler.readers.described import heading_parts, open_graph_parts
from crawler.readers.fallback import trafilatura_text
from crawler.readers.selected import selected_body, selected_parts
from crawler.readers.structured import json_ld_parts, json_ld_text, microdata_parts, microdata_text
from crawler.telegram import post_parts, post_text
from model.sources import Source

Readings = tuple[tuple[str, Parts], ...]
"""What each reader found beside the text, with its name."""


def readings_of(page: Page, source: Source | None) -> Readings:
    """What each reader found beside the text."""
    if source is not None and source.kind == "telegram":
        return (("telegram", post_parts(page)),)
    found = (
        ("code", coded_parts(page, source)),
        ("json-ld", json_ld_parts(page)),
        ("microdata", microdata_parts(page)),
        ("meta", open_graph_parts(page)),
        ("selectors", selected_parts(page, source.selectors if source else {})),
        ("heading", heading_parts(page)),
    )
    return tuple((name, parts) for name, parts in found if parts is not None)


def texts_of(page: Page, source: Source | None) -> Iterator[tuple[str, str | None]]:
    """What each reader gives for the text, with its name; one that is not asked for costs nothing."""
    if source is not None and source.kind == "telegram":
        yield "telegram", post_text(page)
        return
    yield "code", coded_text(page, source)
    yield "json-ld", json_ld_text(page)
    yield "microdata", microdata_text(page)
    yield "selectors", selected_body(page, source.selectors if source else {})
    yield "paragraphs", dense_text(page)
    yield "trafilatura", trafilatura_text(page)
