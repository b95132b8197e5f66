"""Pages a second, beside trafilatura in the same run.

Run it as `python tests/crawler/bench_reading.py [pages]`. The pages are made here, in the
manner of big news sites: most of the bytes are scripts, styles, menus and teasers.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import trafilatura

from crawler.reading import article_from_page
from model.sources import Source

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
WORDS = (
    "регион экспорт центр поддержка рейтинг место область компания рынок договор поставка завод губернатор"
    " предприятие министерство результат развитие торговля продукция показатель выставка партнёр услуга"
).split()
SIZES_KB = (50, 170, 450)


def sentence(dice: random.Random) -> str:
    words = [dice.choice(WORDS) for _ in range(dice.randint(8, 18))]
    return " ".join(words).capitalize() + "."


def paragraphs(dice: random.Random, count: int) -> list[str]:
    return [" ".join(sentence(dice) for _ in range(dice.randint(2, 4))) for _ in range(count)]


def teaser(dice: random.Random, number: int) -> str:
    return (
        f'<div class="list-item" data-id="{number}"><a class="list-item__link" href="/{number}.html">'
        f'<svg class="icon" viewBox="0 0 16 16"><path d="M0 {number % 16}L8 8"/></svg>'
        f'<span class="list-item__title">{sentence(dice)}</span></a>'
        f'<div class="list-item__info"><span class="list-item__date">12:{number % 60:02d}</span></div></div>'
    )


def page(size_kb: int, kind: str, seed: int) -> bytes:
    """A page of about that size; `kind` is "json-ld", "selectors" or "bare"."""
    dice = random.Random(seed)
    text = paragraphs(dice, 9)
    items = "".join(f"<li>{dice.choice(WORDS)} {n}</li>" for n in range(8))
    described = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": "Заголовок",
            "datePublished": "2026-03-12T14:05:00+03:00",
            "articleBody": " ".join(text),
        },
        ensure_ascii=False,
    )
    head = f'<script type="application/ld+json">{described}</script>' if kind == "json-ld" else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text[:5])
    body += f"<ol>{items}</ol>" if kind == "selectors" else ""
    body += "".join(f"<p>{paragraph}</p>" for paragraph in text[5:])
    article = f'<div class="story"><h1>Заголовок</h1><div class="story__text">{body}</div></div>'
    filler, number = [], 0
    size = len(article.encode()) + len(head.encode())
    while size < size_kb * 1024:
        number += 1
        script = f'<script>window.q=window.q||[];q.push({{"id":{number},"v":"{"x" * 1_200}"}});</script>'
        piece = teaser(dice, number) + (script if number % 3 == 0 else "")
        filler.append(piece)
        size += len(piece.encode())
    half = len(filler) // 3
    return (
        f"<!DOCTYPE html><html lang='ru'><head><meta charset='utf-8'><title>Заголовок</title>{head}</head>"
        "<body>"
        f"<nav>{''.join(filler[:half])}</nav><main>{article}</main>"
        f"<aside>{''.join(filler[half:])}</aside></body></html>"
    ).encode()


def pages_a_second(read: Callable[[bytes], object], pages: list[bytes]) -> float:
    read(pages[0])
    began = time.process_time()
    for one in pages:
        read(one)
    return len(pages) / (time.process_time() - began)


def ours(source: Source | None) -> Callable[[bytes], object]:
    return lambda body: article_from_page(
        body, url="https://news.example/1", content_type="text/html", ref=None, source=source, now=NOW
    )


def theirs(body: bytes) -> object:
    return trafilatura.bare_extraction(body, with_metadata=True, include_comments=False)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    known = Source(
        name="agency", url="https://news.example/rss", selectors={"text": ".story__text", "title": "h1"}
    )
    rows = [("json-ld", "json-ld", None), ("selectors", "selectors", known), ("bare", "bare", None)]
    sys.stdout.write("KB    page        svodka/s  trafilatura/s  times\n")
    for size_kb in SIZES_KB:
        for name, kind, source in rows:
            pages = [page(size_kb, kind, seed) for seed in range(count)]
            mine, other = pages_a_second(ours(source), pages), pages_a_second(theirs, pages)
            sys.stdout.write(f"{size_kb:<5} {name:<11} {mine:>8.1f} {other:>14.1f} {mine / other:>6.1f}\n")


if __name__ == "__main__":
    main()
