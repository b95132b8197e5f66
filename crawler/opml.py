"""Sources as OPML 2.0, the form in which feed readers exchange lists of feeds.

A feed is an outline of type "rss" as every reader knows it; any other kind is one of type
"link". What OPML has no word for (kind, interval, zone, selectors) stands in attributes of a
namespace of our own, which other readers leave alone, as the specification has it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, get_args

from lxml import etree  # type: ignore[import-untyped]

from crawler.addresses import canonical_url, host_of
from crawler.pages import Element, one_line
from model.errors import ConfigurationError
from model.sources import Layout, Source, SourceKind

NAMESPACE = "urn:svodka:opml:1"
LIMIT_OPML_BYTES = 10 * 1024 * 1024
LIMIT_OUTLINES = 10_000
_SPELLED_OTHERWISE = frozenset({"name", "url"})
_OWN = frozenset({"code"})
"""What no document from elsewhere may bring: a path here, and what it runs."""


def opml_of(sources: tuple[Source, ...], *, title: str) -> bytes:
    """The sources as a document, in their order, as UTF-8."""
    root = etree.Element("opml", version="2.0", nsmap={"svodka": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for source in sources:
        kind, address = ("rss", "xmlUrl") if source.kind == "feed" else ("link", "url")
        told = {"text": source.name, "title": source.name, "type": kind, address: source.url}
        outline = etree.SubElement(body, "outline", told)
        for name, value in _own_fields(source):
            outline.set(_own(name), value)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def sources_of(document: bytes) -> tuple[Source, ...]:
    """The sources in a document, in its order, out of whatever folders they stand in.

    A name that comes twice gets a number. Raises ConfigurationError for what is no OPML, or
    for an outline that makes no source.
    """
    if len(document) > LIMIT_OPML_BYTES:
        raise ConfigurationError(f"an OPML file of {len(document)} bytes; {LIMIT_OPML_BYTES} is the limit")
    taken: set[str] = set()
    return tuple(_source(outline, taken) for outline in _outlines(_root(document)))


def _root(document: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(document, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ConfigurationError(f"no OPML file that can be read: {error}") from None
    if root.tag != "opml":
        raise ConfigurationError(f"no OPML file: its root is <{root.tag}>, not <opml>")
    return root


def _outlines(root: Element) -> Iterator[Element]:
    """The outlines that stand for sources; folders have no address."""
    for number, outline in enumerate(root.iter("outline")):
        if number >= LIMIT_OUTLINES:
            raise ConfigurationError(f"an OPML file of more than {LIMIT_OUTLINES} outlines")
        if outline.get("xmlUrl") or (outline.get("url") and outline.get(_own("kind"))):
            yield outline


def _source(outline: Element, taken: set[str]) -> Source:
    address = outline.get("xmlUrl") or outline.get("url")
    try:
        url = canonical_url(address, keep_query=True)
        name = one_line(outline.get("text") or outline.get("title") or "") or host_of(url)
        told = {one.name: outline.get(_own(one.name)) for one in fields(Source) if one.name not in _OWN}
        given = {field: _value(field, value) for field, value in told.items() if value is not None}
        source = Source(**{**given, "name": _free(name, taken), "url": url})
    except (ValueError, TypeError, KeyError) as error:
        label = one_line(outline.get("text") or address)[:100]
        raise ConfigurationError(f"OPML outline {label!r}: {error}") from None
    taken.add(source.name)
    return source


def _own_fields(source: Source) -> Iterator[tuple[str, str]]:
    """The fields that OPML has no word for, where they are not what an entry has anyway."""
    for field in fields(source):
        value = getattr(source, field.name)
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        if field.name not in _SPELLED_OTHERWISE | _OWN and value != default:
            yield field.name, value if isinstance(value, str) else _written(value)


def _written(value: Any) -> str:
    """A value as JSON; layouts with their days spelled as ISO 8601."""
    if isinstance(value, tuple):
        value = [{"until": layout.until.isoformat(), "selectors": layout.selectors} for layout in value]
    return json.dumps(value, ensure_ascii=False)


def _value(field: str, text: str) -> Any:
    """The value of one of our attributes. Raises ValueError for one that the field cannot have."""
    match field:
        case "kind":
            if text not in get_args(SourceKind):
                raise ValueError(f"{text!r} is no kind of source")
            return text
        case "timezone" | "archive":
            return text
        case "selectors":
            return _selectors(json.loads(text))
        case "layouts":
            return tuple(
                Layout(until=date.fromisoformat(told["until"]), selectors=_selectors(told["selectors"]))
                for told in _json(field, text, list)
            )
        case "enabled":
            return _json(field, text, bool)
        case _:
            return _json(field, text, int)


def _selectors(told: Any) -> dict[str, str]:
    if not isinstance(told, dict) or not all(isinstance(each, str) for each in told.values()):
        raise ValueError(f"selectors are parts with a selector each, not {str(told)[:60]!r}")
    return told


def _json(field: str, text: str, kind: type) -> Any:
    value = json.loads(text)
    if type(value) is not kind:
        raise ValueError(f"{field} cannot be {text[:60]!r}")
    return value


def _free(name: str, taken: set[str]) -> str:
    """The name, with the first number behind it that makes it a new one."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _own(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
