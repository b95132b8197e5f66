"""What the scripts of a page say in JSON-LD, as values.

JSON-LD comes in several scripts, in lists, with raw line breaks, HTML comments or a trailing
comma in it; one broken script does not spoil the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

LIMIT_SCRIPTS = 30
LIMIT_SCRIPT_CHARACTERS = 2_000_000

_TYPED_SCRIPTS = etree.XPath("//script[@type]")
_WRAPPING = re.compile(r"\s*(?:<!--|(?://\s*)?<!\[CDATA\[)")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_VALUE_START = re.compile(r"[{\[]")


def described_values(root: Any) -> tuple[Any, ...]:
    """The JSON values in the JSON-LD scripts of a parsed page, in document order."""
    scripts = (script for script in _TYPED_SCRIPTS(root) if "ld+json" in script.get("type").lower())
    return tuple(value for script in islice(scripts, LIMIT_SCRIPTS) for value in _values(script.text or ""))


def _values(text: str) -> Iterator[Any]:
    """What a script holds: one JSON value, or several behind one another."""
    text = text[:LIMIT_SCRIPT_CHARACTERS]
    wrapping = _WRAPPING.match(text)
    at = wrapping.end() if wrapping else 0
    decoder = json.JSONDecoder(strict=False)
    mended = False
    while start := _VALUE_START.search(text, at):
        try:
            value, at = decoder.raw_decode(text, start.start())
        except RecursionError:
            return
        except ValueError:
            if mended:
                return
            text, at, mended = _TRAILING_COMMA.sub(r"\1", text[start.start() :]), 0, True
            continue
        yield value
