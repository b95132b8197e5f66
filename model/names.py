"""How names and words are compared, wherever they are stored or asked for."""

from __future__ import annotations


def folded(text: str) -> str:
    """A text without what does not tell two apart: letter case, and ё, which most news write as е."""
    return text.casefold().replace("ё", "е")
