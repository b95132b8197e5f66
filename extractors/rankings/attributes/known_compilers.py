"""Names of compilers that the registry has, by the beginnings of their words in any case."""

from __future__ import annotations

from extractors.data_files import made_once
from extractors.morphology import fold
from extractors.registries import ratings
from extractors.tokens import Annotated, Token

STEM = 5
_CUT = 3
"""Letters at the end of a longer word that its case may change."""
_DOMAINS = frozenset(["ru", "рф", "com", "org"])


@made_once
def publisher_index() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Known publishers by the first stem of each of their names, the longest names first."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for entry in ratings():
        if entry.publisher is None:
            continue
        for name in (entry.publisher, *entry.publisher_aliases):
            stems = tuple(map(_stem, name.replace("«", " ").replace("»", " ").split()))
            index.setdefault(stems[0][:STEM], []).append((stems, name))
    for names in index.values():
        names.sort(key=lambda named: -len(named[0]))
    return index


def _stem(part: str) -> str:
    """What all case forms of a word of a name begin with."""
    folded = fold(part)
    return folded[: max(STEM, len(folded) - _CUT)]


def known_at(tokens: list[Token], at: int, limit: int) -> tuple[int, str] | None:
    """Past the known name that begins at a token, and the name; None where none does."""
    for stems, name in publisher_index().get(tokens[at].lower[:STEM], ()):
        end = at
        for stem in stems:
            while end < limit and tokens[end].text in '«»"':
                end += 1
            if end >= limit or not _same(tokens[end], stem, name):
                break
            end += 1
        else:
            site = past_domain(tokens, end, limit)
            if site > end:
                return site, "".join(token.text for token in tokens[at:site])
            return _past_quote(tokens, at, end, limit), name
    return None


def is_known(text: Annotated, at: int) -> bool:
    """Whether the name of a compiler that the registry has begins at a token."""
    return known_at(text.tokens, at, len(text.tokens)) is not None


def past_domain(tokens: list[Token], end: int, limit: int) -> int:
    """Past ".ru" of a name that is its site's."""
    if end + 1 < limit and tokens[end].text == "." and tokens[end + 1].lower in _DOMAINS:
        return end + 2
    return end


def _same(token: Token, stem: str, name: str) -> bool:
    if not token.capitalised and token.text not in name:
        # "центр" inside a name is written small; a name's first word never is.
        return token.lower.startswith(stem) and len(stem) >= STEM and not name.isupper()
    return token.lower == stem if len(stem) < STEM else token.lower.startswith(stem)


def _past_quote(tokens: list[Token], start: int, end: int, limit: int) -> int:
    opened = sum((token.text == "«") - (token.text == "»") for token in tokens[start:end])
    return end + 1 if opened > 0 and end < limit and tokens[end].text == "»" else end
