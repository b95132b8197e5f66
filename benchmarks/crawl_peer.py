"""The pipeline that a user would write instead of svodka, for `make bench-crawl`.

Scrapy fetches, trafilatura reads, Natasha finds the names, patterns make facts of the sentences
that hold one, redis-py stores them.

    python crawl_peer.py REDIS_URL PLACES FEED...

Prints a line of JSON when Natasha is loaded, waits for a line on standard input, crawls, and
prints another with what it stored.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import scrapy  # type: ignore[import-not-found]
import trafilatura
from natasha import (  # type: ignore[import-not-found]
    Doc,
    MorphVocab,
    NewsEmbedding,
    NewsMorphTagger,
    NewsNERTagger,
    Segmenter,
)
from redis import Redis
from scrapy.crawler import CrawlerProcess  # type: ignore[import-not-found]

PLACE = re.compile(r"(\d{1,3})-е место в (рейтинге [а-яё ]+?) за (\d{4}) год")
SHARE = re.compile(r"(?:вырос|выросла|снизился|снизилась) на (\d+(?:,\d+)?)%")


class Facts:
    """Names and facts of a text."""

    def __init__(self) -> None:
        self._segmenter, self._vocabulary, embedding = Segmenter(), MorphVocab(), NewsEmbedding()
        self._morphology, self._names = NewsMorphTagger(embedding), NewsNERTagger(embedding)

    def of(self, title: str | None, text: str) -> list[dict[str, str]]:
        """The facts of an article."""
        document = Doc("\n".join(filter(None, (title, text))))
        document.segment(self._segmenter)
        document.tag_morph(self._morphology)
        document.tag_ner(self._names)
        for span in document.spans:
            span.normalize(self._vocabulary)
        facts = []
        for sentence in document.sents:
            places = [span.normal for span in sentence.spans if span.type == "LOC"]
            for place, rating, year in PLACE.findall(sentence.text):
                facts.append(
                    {
                        "kind": "ranking",
                        "region": places[0] if places else "",
                        "place": place,
                        "rating": rating,
                        "year": year,
                        "sentence": sentence.text,
                    }
                )
            facts += [
                {"kind": "percentage", "value": value, "sentence": sentence.text}
                for value in SHARE.findall(sentence.text)
            ]
        return facts


class News(scrapy.Spider):  # type: ignore[misc]
    """Feeds, and the articles that they list."""

    name = "news"

    def __init__(self, feeds: list[str], facts: Facts, redis: Redis, **given: Any) -> None:
        super().__init__(**given)
        self.start_urls = feeds
        self._facts = facts
        self._redis = redis

    def parse(self, response: Any) -> Any:
        """A feed."""
        for link in response.xpath("//item/link/text()").getall():
            yield response.follow(link, self.parse_article)

    def parse_article(self, response: Any) -> None:
        """An article."""
        document = trafilatura.bare_extraction(response.body, with_metadata=True, include_comments=False)
        if document is None:
            return
        facts = self._facts.of(document.title, document.text)
        pipeline = self._redis.pipeline()
        pipeline.hset(
            f"article:{response.url}",
            mapping={"title": document.title or "", "date": document.date or "", "text": document.text},
        )
        for number, fact in enumerate(facts):
            pipeline.hset(f"fact:{response.url}:{number}", mapping=fact)
            pipeline.zadd(f"facts:{fact['kind']}", {f"{response.url}:{number}": 0})
        pipeline.execute()


def main() -> None:
    """Load, wait, crawl."""
    redis_url, places, feeds = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    facts, redis = Facts(), Redis.from_url(redis_url)
    facts.of("Тест", "Тульская область заняла 2-е место в рейтинге дорог за 2025 год.")
    _tell({"ready": True})
    sys.stdin.readline()
    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": places,
            "CONCURRENT_REQUESTS": 32,
            "TELNETCONSOLE_ENABLED": False,
            "LOG_LEVEL": "ERROR",
        }
    )
    process.crawl(News, feeds=feeds, facts=facts, redis=redis)
    process.start()
    _tell({"articles": len(redis.keys("article:*")), "facts": len(redis.keys("fact:*"))})


def _tell(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
