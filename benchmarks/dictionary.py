"""Make the dictionaries that storage packs records with: `make dictionaries`.

They are trained on our own annotated documents, as articles and as the claims and facts that we read
in them. A record names its packing in its first byte, so that a new dictionary needs a byte of its own
(`storage/packing.py`): what was written with an older one must stay readable.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import zstandard

from extractors.pipeline import Extractor
from model.articles import Article, article_id, digest, revision_of
from model.claims import Claim, claims_of
from model.statements import Document
from storage.codec import article_array, claim_array
from storage.folding import fold
from storage.kept import kept_array
from storage.packing import content_of

SIZE_BYTES = {"bodies": 64 * 1024, "records": 48 * 1024}
SITES = {
    "tass": "https://tass.ru/ekonomika/{}",
    "ria": "https://ria.ru/{:%Y%m%d}/{}.html",
    "interfax": "https://www.interfax.ru/russia/{}",
    "rbc": "https://www.rbc.ru/rbcfreenews/{}",
    "kommersant": "https://www.kommersant.ru/doc/{}",
    "regnum": "https://regnum.ru/news/{}",
    "rg": "https://rg.ru/{:%Y/%m/%d}/{}.html",
}
READERS = ("structured", "markup", "feed")


def articles(path: Path) -> list[Article]:
    """The annotated documents as if they had been read on some site, two in five of them reprinted."""
    random = Random(1)  # noqa: S311 - it is to be repeatable
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        day = datetime.fromisoformat(told.get("published") or "2026-02-08").replace(tzinfo=UTC)
        found += [_article(told, day, random) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    return found


def _article(told: dict[str, str], day: datetime, random: Random) -> Article:
    at = day + timedelta(seconds=random.randrange(86_400))
    source, form = random.choice(list(SITES.items()))
    url = form.format(*([at] if "{:" in form else []), random.randrange(10**6, 10**8))
    title, text = told.get("title"), told["text"]
    return Article(
        id=article_id(url, at),
        url=url,
        source=source,
        revision=revision_of(title, text),
        title=title,
        text=text,
        published_at=at,
        published_precision=random.choice(("second", "minute")),
        published_from=random.choice(("json-ld", "meta", "feed")),
        fetched_at=at + timedelta(minutes=random.randrange(5, 90)),
        reader=random.choice(READERS),
        signature=digest(text),
    )


def samples(found: list[Article]) -> dict[str, list[bytes]]:
    """What storage keeps of them, before packing."""
    extractor = Extractor()
    books: dict[str, list[Claim]] = defaultdict(list)
    kept: dict[str, list[bytes]] = {"bodies": [], "records": []}
    for article in found:
        said = extractor.extract(
            Document(
                id=article.id, title=article.title, text=article.text, published_on=article.id[:7] + "-15"
            )
        )
        claims = claims_of(article, said.statements)
        for claim in claims:
            books[claim.key.book].append(claim)
        kept["bodies"].append(content_of(article_array(article)).data)
        revision = [article.revision, 0, 0, [claim_array(claim, article=article) for claim in claims]]
        kept["records"].append(content_of([revision]).data)
    for claims_of_book in books.values():
        for line in fold(claims_of_book):
            slot = (line.fact.claims[0].article_id[:7], len(kept["records"]))
            kept["records"].append(content_of(kept_array(line.fact, slot, None, line.previous_stored)).data)
    return kept


def main() -> None:
    """Train the dictionaries and write them where storage looks for them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=Path, default=Path("tests/gold/tune.jsonl"))
    parser.add_argument("--into", type=Path, default=Path("storage/dictionaries"))
    arguments = parser.parse_args()
    for name, given in samples(articles(arguments.documents)).items():
        trained = zstandard.train_dictionary(SIZE_BYTES[name], given, level=19)
        (arguments.into / f"{name}.zdict").write_bytes(trained.as_bytes())


if __name__ == "__main__":
    main()
