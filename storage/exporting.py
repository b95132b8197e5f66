"""All that is stored as a stream of JSON records, and back.

Articles with their claims are what facts, ledgers and indexes are made of, so these are not in the
stream: they are made anew. Beside them stand what people decided and asked for, and what was told to
whom. What holds a secret (keys of the web service, subscriptions at WebSub hubs) is only in it where that
is asked for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from model.articles import Article
from model.claims import Claim
from model.errors import InvalidImport
from model.ledger import Event
from model.statements import Partnership, Percentage, Ranking
from model.wire import rfc3339
from storage import keys
from storage.articles import Articles
from storage.claims import Claims
from storage.events import Events
from storage.loading import Loading, Version, Versions
from storage.moments import from_ms
from storage.packing import pack_json, unpack_json
from storage.reviewing import Reviewing
from storage.server import Server, Value

FORM = "svodka-export"
FORM_VERSION = 1
EVENTS_AT_ONCE = 500
_ARTICLE = TypeAdapter(Article)
_CLAIM = TypeAdapter(Claim)
_EVENT = TypeAdapter(Event)
_STATEMENTS: dict[str, TypeAdapter[Any]] = {
    "ranking": TypeAdapter(Ranking),
    "percentage": TypeAdapter(Percentage),
    "partnership": TypeAdapter(Partnership),
}
_KINDS = {Ranking: "ranking", Percentage: "percentage", Partnership: "partnership"}
_MOMENT = TypeAdapter(datetime)

Table = Literal["hash", "packed", "zset"]
TABLES: dict[str, Table] = {
    keys.SOURCES: "hash",
    keys.DECISIONS: "hash",
    keys.QUERIES: "hash",
    keys.SUBSCRIPTIONS: "hash",
    keys.SUBSCRIPTION_TERMS: "zset",
    keys.SILENCES: "hash",
    keys.DELIVERIES: "packed",
    keys.DELIVERIES_BY_TIME: "zset",
    keys.FILED: "zset",
    keys.COUNTERS: "hash",
    **{keys.refs(shard): "hash" for shard in keys.REF_SHARDS},
    **{keys.looks(shard): "hash" for shard in keys.REF_SHARDS},
    **{keys.due(shard, "look"): "zset" for shard in keys.REF_SHARDS},
}
"""What is taken as it is: hashes of text, hashes of packed JSON, sorted sets."""
SECRETS: dict[str, Table] = {
    keys.PUSHES: "hash",
    keys.PUSH_TOKENS: "hash",
    keys.API_KEYS: "hash",
    keys.API_SECRETS: "hash",
    keys.QUERY_TOKENS: "hash",
}
"""The same of what somebody could use against us."""
_ALL = {**TABLES, **SECRETS}
DECIDED_FIRST = (keys.DECISIONS,)

Record = dict[str, Any]


class Exporting:
    """The stream of all that is stored, in and out."""

    def __init__(
        self,
        server: Server,
        *,
        articles: Articles,
        claims: Claims,
        events: Events,
        loading: Loading,
        reviewing: Reviewing,
        clock: Callable[[], datetime],
    ) -> None:
        self._server = server
        self._articles = articles
        self._claims = claims
        self._events = events
        self._loading = loading
        self._reviewing = reviewing
        self._clock = clock

    def records(self, *, secrets: bool = False) -> Iterator[Record]:
        """Everything, in constant memory but for a month's list of articles and the stream of events.

        What holds a secret only with `secrets`. The last record counts the others.
        """
        counts: Counter[str] = Counter()
        yield {"record": FORM, "version": FORM_VERSION, "exported_at": rfc3339(self._clock())}
        for record in self._every(TABLES | SECRETS if secrets else TABLES):
            counts[record["record"]] += 1
            yield record
        yield {"record": "end", "counts": dict(sorted(counts.items()))}

    def load(self, records: Iterable[Record], *, told: Callable[[int], None] | None = None) -> Counter[str]:
        """Bring records in: how many of each kind. `told` hears how many articles are in.

        What is there already stays; doing it again changes nothing. Raises InvalidImport for what is no
        export of ours, or is not all of one; what came before that is in.
        """
        counts: Counter[str] = Counter()
        gone: dict[str, datetime] = {}
        self._loading.load(self._articles_in(records, counts, gone), told=told)
        for url, at in gone.items():
            # An article that was there has the id that it has here.
            article_id = self._articles.by_url(url)
            if article_id is not None:
                self._articles.note_gone(article_id, at)
        self._reviewing.finish()
        return counts

    def _every(self, tables: Iterable[str]) -> Iterator[Record]:
        for key in (*DECIDED_FIRST, *(key for key in tables if key not in DECIDED_FIRST)):
            for member, value in self._rows(key):
                yield {"record": "row", "key": key, "member": member, "value": value}
        for month in sorted(self._articles.months()):
            for article_id in self._articles.ids(month):
                yield self._article(article_id)
        for event in reversed(list(self._events.every())):
            yield {"record": "event", "event": _EVENT.dump_python(event, mode="json", exclude_defaults=True)}

    def _rows(self, key: str) -> Iterator[tuple[str, Any]]:
        match _ALL[key]:
            case "zset":
                for member, score in self._server.scan_zset(key):
                    yield member.decode(), score
            case "packed":
                for field, record in self._server.scan_hash(key):
                    yield field.decode(), unpack_json(record)
            case _:
                for field, record in self._server.scan_hash(key):
                    yield field.decode(), record.decode()

    def _article(self, article_id: str) -> Record:
        sightings = self._articles.sightings(article_id)
        bodies = self._articles.bodies(article_id, [seen.revision for seen in sightings])
        said = {one.revision: one.claims for one in self._claims.said(article_id)}
        gone_at = self._articles.gone_at(article_id)
        return {
            "record": "article",
            "id": article_id,
            **({"gone_at": gone_at.isoformat()} if gone_at is not None else {}),
            "revisions": [
                {
                    "first_at": from_ms(seen.first_ms).isoformat(),
                    "last_at": from_ms(seen.last_ms).isoformat(),
                    "article": _ARTICLE.dump_python(body, mode="json", exclude_defaults=True),
                    "claims": [_claim_wire(claim) for claim in said[seen.revision]]
                    if seen.revision in said
                    else None,
                }
                for seen, body in zip(sightings, bodies, strict=True)
                if body is not None
            ],
        }

    def _articles_in(
        self, records: Iterable[Record], counts: Counter[str], gone: dict[str, datetime]
    ) -> Iterator[Versions]:
        """The articles among the records; the others are put in on the way, `gone` gets pages that are."""
        events: list[Event] = []
        ended = False
        for line, record in enumerate(records, 1):
            try:
                kind = record["record"]
                if line == 1:
                    _check_head(record)
                    continue
                ended = kind == "end"
                match kind:
                    case "article":
                        counts[kind] += 1
                        yield _versions(record, gone)
                    case "row":
                        counts[kind] += 1
                        self._put(record)
                    case "event":
                        counts[kind] += 1
                        events.append(_EVENT.validate_python(record["event"]))
                    case "end":
                        _check_end(record, counts, line)
                    case _:
                        raise InvalidImport(f"line {line}: an unknown record {kind!r}", line=line)
            except (KeyError, TypeError, ValidationError, ValueError) as error:
                raise InvalidImport(f"line {line}: no record of an export: {error}", line=line) from error
        for start in range(0, len(events), EVENTS_AT_ONCE):
            self._events.append(events[start : start + EVENTS_AT_ONCE])
        if not ended:
            raise InvalidImport("the export breaks off: its last line is missing; make it anew", line=0)

    def _put(self, record: Record) -> None:
        key, member, value = record["key"], record["member"], record["value"]
        command: tuple[Value, ...]
        match _ALL[key]:
            case "zset":
                command = ("ZADD", key, "NX", float(value), member)
            case "packed":
                command = ("HSETNX", key, member, pack_json(value))
            case _:
                command = ("HSETNX", key, member, str(value))
        self._server.call(*command)


def _check_head(record: Record) -> None:
    if record["record"] != FORM or record["version"] != FORM_VERSION:
        raise InvalidImport(
            f"line 1: no export that this version can read: {json.dumps(record)[:80]}; "
            f"it reads {FORM} version {FORM_VERSION}",
            line=1,
        )


def _check_end(record: Record, counts: Counter[str], line: int) -> None:
    if record["counts"] != dict(counts):
        raise InvalidImport(
            f"line {line}: the export should have {record['counts']}, but has {dict(counts)}; make it anew",
            line=line,
        )


def _claim_wire(claim: Claim) -> Record:
    kind = _KINDS[type(claim.statement)]
    told: Record = _CLAIM.dump_python(claim, mode="json", exclude_defaults=True)
    return {**told, "kind": kind}


def _versions(record: Record, gone: dict[str, datetime]) -> Versions:
    """An article's revisions; its address is put into `gone` where its page is."""
    versions = [_version(one) for one in record["revisions"]]
    if record.get("gone_at") is not None:
        gone[versions[-1].article.url] = _MOMENT.validate_python(record["gone_at"])
    return versions


def _version(told: Record) -> Version:
    claims = told["claims"]
    return Version(
        article=_ARTICLE.validate_python(told["article"]),
        first_at=_MOMENT.validate_python(told["first_at"]),
        last_at=_MOMENT.validate_python(told["last_at"]),
        claims=tuple(map(_claim, claims)) if claims is not None else None,
    )


def _claim(told: Record) -> Claim:
    kind = told["kind"]
    statement = _STATEMENTS[kind].validate_python(told["statement"])
    rest = {name: value for name, value in told.items() if name not in ("kind", "statement")}
    moments = {
        name: _MOMENT.validate_python(rest[name])
        for name in ("published_at", "seen_at", "withdrawn_at")
        if rest.get(name) is not None
    }
    return Claim(**{**rest, **moments, "statement": statement})
