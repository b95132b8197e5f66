"""Hooks of MkDocs.

Links out of docs/ lead nowhere in the built pages, so they become paths to read. Code that is wider than
a phone scrolls in its frame, which the keyboard has to reach.
"""

from __future__ import annotations

import re
from typing import Any

_OUTSIDE = re.compile(r"\[([^\]]*)\]\(\.\./([^)\s]+)\)")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """[text](../deploy/redis.conf) becomes text (`deploy/redis.conf`)."""
    return _OUTSIDE.sub(lambda link: _plain(link[1], link[2]), markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Blocks of code can be focused, and so scrolled by keys."""
    return html.replace("<pre>", '<pre tabindex="0">')


def _plain(text: str, path: str) -> str:
    return f"`{path}`" if path in text else f"{text} (`{path}`)"
