"""News pages to measure and to mutate: in the manner of big sites, made from a seed.

Most of the bytes are scripts, icons, menus and teasers; the article has nine paragraphs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Protocol

WORDS = (
    "регион экспорт центр поддержка рейтинг место область компания рынок договор поставка завод губернатор"
    " предприятие министерство результат развитие торговля продукция показатель выставка партнёр услуга"
).split()
PARAGRAPHS = 9
LISTED = 8


class Told(Protocol):
    """A story to put on a page."""

    @property
    def title(self) -> str:
        """Its headline."""

    @property
    def paragraphs(self) -> Sequence[str]:
        """Its text."""

    @property
    def published_at(self) -> datetime:
        """When it came out."""


def page(size_kb: int, kind: str, seed: int, *, story: Told | None = None) -> bytes:
    """A page of about that size; `kind` is "json-ld", "selectors" or "bare".

    It tells the story that is given, or one that is nothing but words.
    """
    dice = Random(seed)  # noqa: S311 - the same page for the same seed, nothing secret
    text = list(story.paragraphs) if story is not None else _paragraphs(dice, PARAGRAPHS)
    title = story.title if story is not None else "Заголовок"
    published = story.published_at.isoformat() if story is not None else "2026-03-12T14:05:00+03:00"
    items = "".join(f"<li>{dice.choice(WORDS)} {number}</li>" for number in range(LISTED))
    head = _described(title, published, text) if kind == "json-ld" else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text[:5])
    body += f"<ol>{items}</ol>" if kind == "selectors" else ""
    body += "".join(f"<p>{paragraph}</p>" for paragraph in text[5:])
    article = f'<div class="story"><h1>{title}</h1><div class="story__text">{body}</div></div>'
    filler = _filler(dice, size_kb * 1024 - len(article.encode()) - len(head.encode()))
    before = len(filler) // 3
    return (
        f"<!DOCTYPE html><html lang='ru'><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        "<body>"
        f"<nav>{''.join(filler[:before])}</nav><main>{article}</main>"
        f"<aside>{''.join(filler[before:])}</aside></body></html>"
    ).encode()


def _described(title: str, published: str, text: list[str]) -> str:
    described = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": published,
        "articleBody": " ".join(text),
    }
    return f'<script type="application/ld+json">{json.dumps(described, ensure_ascii=False)}</script>'


def _filler(dice: Random, size: int) -> list[str]:
    filler: list[str] = []
    while size > 0:
        number = len(filler) + 1
        script = f'<script>window.q=window.q||[];q.push({{"id":{number},"v":"{"x" * 1_200}"}});</script>'
        filler.append(_teaser(dice, number) + (script if number % 3 == 0 else ""))
        size -= len(filler[-1].encode())
    return filler


def _teaser(dice: Random, number: int) -> str:
    return (
        f'<div class="list-item" data-id="{number}"><a class="list-item__link" href="/{number}.html">'
        f'<svg class="icon" viewBox="0 0 16 16"><path d="M0 {number % 16}L8 8"/></svg>'
        f'<span class="list-item__title">{_sentence(dice)}</span></a>'
        f'<div class="list-item__info"><span class="list-item__date">12:{number % 60:02d}</span></div></div>'
    )


def _paragraphs(dice: Random, count: int) -> list[str]:
    return [" ".join(_sentence(dice) for _ in range(dice.randint(2, 4))) for _ in range(count)]


def _sentence(dice: Random) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(dice.randint(8, 18))).capitalize() + "."
