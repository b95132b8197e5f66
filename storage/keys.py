"""Every Redis key that svodka writes, spelled here alone.

The part in braces is the hash tag: keys with the same tag share a slot of Redis Cluster, and
each atomic step stays inside one tag. The tags:

    {2026-02}     a month of publication: articles, claims, the indexes of facts, work on them
    {ref-a}       references and addresses, by the first digit of the reference's id
    {book-2f}     books (the ledger of a rating, the figures of a region) by their digest
    {deliveries}  messages to recipients, and work on them
    {events}      the stream of events
    {decisions}   what people decided about ratings
    {schema}         the version of the form of all this
    {sources} {schedule} {counters} {access} {host:...}

A book's tag is a shard and not the book itself, so that waiting work is found by asking 64
places and not one for every book there ever was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.articles import digest, month_of_article

Stage = Literal["crawl", "read", "look", "extract", "fold", "relay", "deliver"]
REF_SHARDS = tuple(f"ref-{digit:x}" for digit in range(16))
BOOK_SHARDS = tuple(f"book-{number:02x}" for number in range(64))
BOOK_FORM = "svodka:{book-%02x}:book:%s"
"""The key of a book by the number of its shard and its digest, for scripts too."""
CODES, OWN = "codes", "term:"
"""How two kinds of keys go on behind the tag of a month, for scripts too: its codes, and a frequent term."""

MONTHS = "svodka:months"
SOURCES = "svodka:{sources}:states"
FETCHES = "svodka:{sources}:fetches"
PUSHES = "svodka:{sources}:pushes"
PUSH_TOKENS = "svodka:{sources}:push_tokens"
SCHEDULE = "svodka:{schedule}:holder"
PROBE = "svodka:{schedule}:probe"
"""Never there: what is tried at the start to see whether we may write."""
BEATS = "svodka:{schedule}:beats"
COUNTERS = "svodka:{counters}:totals"
API_KEYS = "svodka:{access}:keys"
API_SECRETS = "svodka:{access}:secrets"
STREAM = "svodka:{events}:stream"
STREAMED = "svodka:{events}:streamed"
DELIVERIES = "svodka:{deliveries}:records"
DELIVERIES_BY_TIME = "svodka:{deliveries}:by_time"
FILED = "svodka:{deliveries}:filed"
CLAIMS = "svodka:{deliveries}:claims"
SLOTS = "svodka:{deliveries}:slots"
PACES = "svodka:{deliveries}:paces"
SUBSCRIPTIONS = "svodka:{subscriptions}:records"
SUBSCRIPTION_TERMS = "svodka:{subscriptions}:terms"
SILENCES = "svodka:{silences}:records"
DECISIONS = "svodka:{decisions}:records"
QUERIES = "svodka:{queries}:records"
SCHEMA = "svodka:{schema}:version"
QUERY_TOKENS = "svodka:{queries}:tokens"


def source_day(day: str, name: str) -> str:
    """What a day brought of a source."""
    return f"svodka:{{sources}}:day:{day}:{name}"


def done_lately(task: str) -> str:
    """Whether a task of the schedule was done lately."""
    return f"svodka:{{schedule}}:done:{task}"


def standing(look: str) -> str:
    """Conditions that a look at the service found, and that still hold."""
    return f"svodka:{{schedule}}:standing:{look}"


def month_partition(identifier: str) -> str:
    """The partition of an article, or of a work item that begins with an article's id."""
    return month_of_article(identifier)


def ref_partition(ref_id: str) -> str:
    """The partition of a reference."""
    return f"ref-{ref_id[0]}"


def book_partition(book_digest: str) -> str:
    """The partition of a book."""
    return BOOK_SHARDS[_shard(book_digest)]


def _shard(book_digest: str) -> int:
    return int(book_digest[:2], 16) % len(BOOK_SHARDS)


def partition_of(stage: Stage, item: str) -> str:
    """Where the due item of a stage stands."""
    match stage:
        case "read" | "look":
            return ref_partition(item)
        case "extract" | "fold":
            return month_partition(item)
        case "relay":
            return book_partition(book_digest_of(item))
        case "deliver":
            return "deliveries"
        case "crawl":
            return "sources"


def due(partition: str, stage: Stage) -> str:
    """Work of a stage, scored by when it is due or its lease ends."""
    return f"svodka:{{{partition}}}:due:{stage}"


def tries(partition: str, stage: Stage) -> str:
    """How often work on an item began and did not end."""
    return f"svodka:{{{partition}}}:tries:{stage}"


def quarantine(partition: str, stage: Stage) -> str:
    """Items whose work died too often."""
    return f"svodka:{{{partition}}}:quarantine:{stage}"


def faults(partition: str, stage: Stage) -> str:
    """Why work on items did not end."""
    return f"svodka:{{{partition}}}:faults:{stage}"


def refs(partition: str) -> str:
    """References that sources named."""
    return f"svodka:{{{partition}}}:refs"


def looks(partition: str) -> str:
    """What the last look at a page told."""
    return f"svodka:{{{partition}}}:looks"


def addresses(own: str) -> str:
    """The months of articles at some addresses, those of one beginning of the digest."""
    return f"svodka:{{{ref_partition(own)}}}:addresses:{own[1:3]}"


def all_addresses(own: str) -> str:
    """All addresses of a partition, as schema 3 had them."""
    return f"svodka:{{{ref_partition(own)}}}:addresses"


def all_states(month: str) -> str:
    """The articles of a month, as schema 3 had them."""
    return f"svodka:{{{month}}}:articles"


def state(article_id: str) -> str:
    """An article among some of its month: their dates and the revisions that were seen."""
    number = next(iter(article_field(article_id)), 0) % 64
    return f"svodka:{{{month_partition(article_id)}}}:articles:{number:02x}"


def states(month: str) -> list[str]:
    """All articles of a month."""
    return [f"svodka:{{{month}}}:articles:{number:02x}" for number in range(64)]


def bodies(month: str) -> str:
    """What the revisions of a month's articles say, word by word."""
    return f"svodka:{{{month}}}:bodies"


def claims(month: str) -> str:
    """What the articles of a month claim."""
    return f"svodka:{{{month}}}:claims"


def gone(month: str) -> str:
    """Since when the pages of a month's articles are gone, where they are."""
    return f"svodka:{{{month}}}:gone"


def article_field(article_id: str) -> bytes:
    """An article's field in the hashes of its month: the digest of its address in 8 bytes."""
    return _bytes_of(article_id[8:])


def body_field(article_id: str, revision: str) -> bytes:
    """The field of one revision in the bodies of its month."""
    return _bytes_of(article_id[8:] + revision)


def _bytes_of(digits: str) -> bytes:
    """Digests in half their length. What is none is asked for too, and is not there."""
    try:
        return bytes.fromhex(digits)
    except ValueError:
        return digits.encode(errors="replace")


def entries(month: str) -> str:
    """What the month's indexes say of each fact, in blocks."""
    return f"svodka:{{{month}}}:facts"


def fact_numbers(month: str) -> str:
    """The counter that numbers the month's facts."""
    return f"svodka:{{{month}}}:numbers"


def term_codes(month: str) -> str:
    """The month's short names for regions, countries, publishers and periods."""
    return f"svodka:{{{month}}}:{CODES}"


def postings(month: str, bucket: int) -> str:
    """The numbers of the month's facts that a term fits: of rare terms, many a key."""
    return f"svodka:{{{month}}}:{few(bucket)}"


def few(bucket: int) -> str:
    """How such a key goes on behind the tag of the month."""
    return f"terms:{bucket:02x}"


def posting(month: str, term: str) -> str:
    """The numbers of the month's facts that one frequent term fits: listed, or as a bitmap."""
    return f"svodka:{{{month}}}:{OWN}{term}"


def book_digest(book: str) -> str:
    """The short name of a book in keys, in the ids of its facts and as the item of its relay."""
    return digest(book)


def book_digest_of(fact_id: str) -> str:
    """The book that a fact's id leads to."""
    return fact_id.partition(".")[0]


def book(book_digest: str) -> str:
    """A book's facts with their claims."""
    return BOOK_FORM % (_shard(book_digest), book_digest)


ANY_BOOK = "svodka:{book-*}:book:*"
"""What the keys of all books are like."""


def ledger(book_digest: str) -> str:
    """The editions of a rating."""
    return f"svodka:{{{book_partition(book_digest)}}}:ledger:{book_digest}"


def contents(book_digest: str) -> str:
    """What stands in a large book, by edition."""
    return f"svodka:{{{book_partition(book_digest)}}}:contents:{book_digest}"


def outbox(book_digest: str) -> str:
    """Events of a book that wait to be relayed."""
    return f"svodka:{{{book_partition(book_digest)}}}:outbox:{book_digest}"


def ratings(partition: str) -> str:
    """The ratings of a shard."""
    return f"svodka:{{{partition}}}:ratings"


def turn(host: str) -> str:
    """When the next request to a host may go out."""
    return f"svodka:{{host:{host}}}:turn"


def places(host: str) -> str:
    """Who is being served by a host just now."""
    return f"svodka:{{host:{host}}}:places"


def robots(origin: str) -> str:
    """The robots.txt of a site."""
    return f"svodka:{{host:{origin}}}:robots"


def api_requests(caller: str, minute: int) -> str:
    """How many requests a caller of the web service made in a minute (since 1970)."""
    return f"svodka:{{access:{caller}}}:requests:{minute}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyKind:
    """One kind of key as the documentation tells it."""

    pattern: str
    type: Literal["string", "hash", "set", "zset", "stream"]
    member: str
    score: str = ""
    life: str
    writer: str
    reader: str


_KEPT = "kept"
_MONTH = "until the month is pruned"
_LOG = "SVODKA_DELIVERY_LOG_DAYS, once it is done"

KINDS: tuple[KeyKind, ...] = (
    KeyKind(
        pattern=MONTHS,
        type="zset",
        member="a month that has data, 2026-02",
        score="the month as a number, 202602",
        life=_KEPT,
        writer="articles, books; before the first write to the month",
        reader="work, facts",
    ),
    KeyKind(
        pattern=SOURCES,
        type="hash",
        member="source name -> its state (JSON)",
        life=_KEPT,
        writer="sources",
        reader="sources",
    ),
    KeyKind(
        pattern="svodka:{sources}:day:DATE:NAME",
        type="hash",
        member="what (listed, read, untimed, claims, ...) -> how many on that day",
        life="40 days",
        writer="sources",
        reader="sources",
    ),
    KeyKind(
        pattern=FETCHES,
        type="stream",
        member="a look at a source or page, and what came of it (JSON)",
        life="some 10,000, the newest",
        writer="fetches",
        reader="fetches",
    ),
    KeyKind(
        pattern=PUSHES,
        type="hash",
        member="source name -> its subscription at a WebSub hub (JSON)",
        life=_KEPT,
        writer="pushes",
        reader="pushes",
    ),
    KeyKind(
        pattern=PUSH_TOKENS,
        type="hash",
        member="token in the address that a hub posts to -> source name",
        life=_KEPT,
        writer="pushes",
        reader="pushes",
    ),
    KeyKind(
        pattern=SCHEDULE,
        type="string",
        member="the scheduler that holds the lease",
        life="the lease",
        writer="schedule",
        reader="schedule",
    ),
    KeyKind(
        pattern=BEATS,
        type="string",
        member="how often a scheduler ticked: a smaller number than before means lost writes",
        life=_KEPT,
        writer="schedule",
        reader="schedule",
    ),
    KeyKind(
        pattern=COUNTERS,
        type="hash",
        member="stage, a space, outcome -> how many items ended so",
        life=_KEPT,
        writer="counters",
        reader="counters",
    ),
    KeyKind(
        pattern="svodka:{schedule}:done:TASK",
        type="string",
        member="1",
        life="as long as the task is not to be done again",
        writer="schedule",
        reader="schedule",
    ),
    KeyKind(
        pattern="svodka:{schedule}:standing:LOOK",
        type="set",
        member="digest of a condition that was told and still holds: what is missing, silent or drifting",
        life="until it is over",
        writer="standing",
        reader="standing",
    ),
    KeyKind(
        pattern="svodka:{PARTITION}:due:STAGE",
        type="zset",
        member="an item of the stage's work",
        score="milliseconds since 1970 when it is due or its lease ends",
        life="until the work is done",
        writer="the step that makes the work due; work",
        reader="work",
    ),
    KeyKind(
        pattern="svodka:{PARTITION}:tries:STAGE",
        type="hash",
        member="item -> twice the tries that did not end, plus 1 while one is under way",
        life="until the work is done",
        writer="work",
        reader="work",
    ),
    KeyKind(
        pattern="svodka:{PARTITION}:quarantine:STAGE",
        type="zset",
        member="an item whose work died too often",
        score="milliseconds since 1970 when it was set aside",
        life="until it is given out again",
        writer="work",
        reader="work",
    ),
    KeyKind(
        pattern="svodka:{PARTITION}:faults:STAGE",
        type="hash",
        member="item -> why work on it did not end the last time",
        life="30 days after the last",
        writer="work",
        reader="work",
    ),
    KeyKind(
        pattern="svodka:{ref-X}:refs",
        type="hash",
        member="reference id -> milliseconds of its update, a space, the reference (JSON)",
        life=_KEPT,
        writer="refs",
        reader="refs",
    ),
    KeyKind(
        pattern="svodka:{ref-X}:looks",
        type="hash",
        member="reference id -> what the last look at its page told (JSON)",
        life="until the page is not looked at again",
        writer="looks",
        reader="looks",
    ),
    KeyKind(
        pattern="svodka:{ref-X}:addresses:XX",
        type="hash",
        member="digest of a canonical address -> the month of its article; the first writer wins",
        life=_KEPT,
        writer="addresses",
        reader="addresses",
    ),
    KeyKind(
        pattern="svodka:{MONTH}:articles:XX",
        type="hash",
        member="digest of an address -> date, then each revision with the first and last time it was seen"
        " (binary, ms)",
        life=_MONTH,
        writer="articles, loading",
        reader="articles, claims",
    ),
    KeyKind(
        pattern="svodka:{MONTH}:bodies",
        type="hash",
        member="digest of an address, revision -> the article (packed)",
        life=_MONTH,
        writer="articles",
        reader="articles, claims",
    ),
    KeyKind(
        pattern="svodka:{MONTH}:claims",
        type="hash",
        member="digest of an address -> version (4 bytes), what each revision claims, facts that rules let go"
        " (packed)",
        life=_MONTH,
        writer="claims",
        reader="claims, books",
    ),
    KeyKind(
        pattern="svodka:{MONTH}:gone",
        type="hash",
        member="digest of an address -> since when its page is gone (ms)",
        life="until the page is there again, or the month is pruned",
        writer="articles",
        reader="articles",
    ),
    KeyKind(
        pattern="svodka:{MONTH}:facts",
        type="hash",
        member="block of 32 numbers -> for each an entry of 42 bytes: fact, date, version, kind, status,"
        " codes, number",
        life=_MONTH,
        writer="books",
        reader="facts",
    ),
    KeyKind(
        pattern="svodka:{MONTH}:numbers",
        type="string",
        member="the last number given to a fact of the month",
        life=_MONTH,
        writer="books",
        reader="books",
    ),
    KeyKind(
        pattern="svodka:{MONTH}:codes",
        type="hash",
        member="term -> its code in the month's entries: r:REGION, p:PERIOD, c:COUNTRY, u:PUBLISHER",
        life=_MONTH,
        writer="books",
        reader="facts",
    ),
    KeyKind(
        pattern="svodka:{MONTH}:terms:BUCKET",
        type="hash",
        member="term -> numbers of the facts that it leads to, three bytes each; empty where it has its own"
        " key. Besides those with a code: g:BOOK, s:STATUS, o:SOURCE, d:DAY, and w with the digest of a word",
        life=_MONTH,
        writer="books",
        reader="facts",
    ),
    KeyKind(
        pattern="svodka:{MONTH}:term:TERM",
        type="string",
        member="numbers of the facts that a frequent term leads to, three bytes each; or, of a length of one"
        " byte more than threes, a bit for each number of the month",
        life=_MONTH,
        writer="books",
        reader="facts",
    ),
    KeyKind(
        pattern="svodka:{book-XX}:book:DIGEST",
        type="hash",
        member="v -> version; meta -> name, known editions, what is still to be indexed; "
        "digest of a fact (8 bytes) -> the fact with its claims (packed)",
        life=_KEPT,
        writer="books",
        reader="books, facts",
    ),
    KeyKind(
        pattern="svodka:{book-XX}:ledger:DIGEST",
        type="hash",
        member="period -> the edition's places (packed)",
        life=_KEPT,
        writer="books",
        reader="ratings",
    ),
    KeyKind(
        pattern="svodka:{book-XX}:contents:DIGEST",
        type="string",
        member="of a large rating, by edition: when it was told and how many facts it has, so that folding "
        "reads no others (packed); for the version of the book that it tells",
        life=_KEPT,
        writer="books",
        reader="books",
    ),
    KeyKind(
        pattern="svodka:{book-XX}:outbox:DIGEST",
        type="hash",
        member="event id -> the event (packed)",
        life="until it is relayed",
        writer="books",
        reader="events",
    ),
    KeyKind(
        pattern="svodka:{book-XX}:ratings",
        type="hash",
        member="digest of a book -> the rating (JSON)",
        life=_KEPT,
        writer="books",
        reader="ratings",
    ),
    KeyKind(
        pattern=STREAM,
        type="stream",
        member="event (packed)",
        life="the newest 20,000",
        writer="events",
        reader="events",
    ),
    KeyKind(
        pattern=STREAMED,
        type="zset",
        member="id of an event in the stream",
        score="milliseconds since 1970 when it was put there",
        life="the newest 20,000",
        writer="events",
        reader="events",
    ),
    KeyKind(
        pattern=DELIVERIES,
        type="hash",
        member="delivery id -> the delivery (packed)",
        life=_LOG,
        writer="deliveries",
        reader="deliveries",
    ),
    KeyKind(
        pattern=DELIVERIES_BY_TIME,
        type="zset",
        member="delivery id",
        score="milliseconds since 1970 of its creation",
        life=_LOG,
        writer="deliveries",
        reader="deliveries",
    ),
    KeyKind(
        pattern=FILED,
        type="zset",
        member="TOPIC DELIVERY: event:ID, fact:ID, story:ID, told:DELIVERY (the message it went out in), "
        "or a bundle",
        score="0",
        life="as the delivery; a bundle until it goes out",
        writer="deliveries",
        reader="deliveries",
    ),
    KeyKind(
        pattern=CLAIMS,
        type="hash",
        member="delivery id -> milliseconds since 1970 until when a try may last",
        life="the try",
        writer="deliveries",
        reader="deliveries",
    ),
    KeyKind(
        pattern=SLOTS,
        type="hash",
        member="delivery id -> milliseconds since 1970 of its turn",
        life="until the turn",
        writer="deliveries",
        reader="deliveries",
    ),
    KeyKind(
        pattern=PACES,
        type="hash",
        member="next:CHANNEL, rest:CHANNEL -> milliseconds since 1970; failures:CHANNEL -> how many "
        "in a row; ended:CHANNEL -> milliseconds since 1970 when its target said that it is gone, a blank, "
        "which target",
        life=_KEPT,
        writer="deliveries, channels",
        reader="deliveries, channels",
    ),
    KeyKind(
        pattern=SUBSCRIPTIONS,
        type="hash",
        member="name -> the subscription (JSON)",
        life=_KEPT,
        writer="subscriptions",
        reader="subscriptions",
    ),
    KeyKind(
        pattern=SUBSCRIPTION_TERMS,
        type="zset",
        member="TERM, a line end, the subscription's name: rg:REGION:RATING, r:REGION, g:RATING, k:KIND",
        score="0",
        life=_KEPT,
        writer="subscriptions",
        reader="subscriptions",
    ),
    KeyKind(
        pattern=SILENCES,
        type="hash",
        member="id -> the silence (JSON)",
        life=_LOG,
        writer="silences",
        reader="silences",
    ),
    KeyKind(
        pattern=QUERIES,
        type="hash",
        member="name -> the saved query with the digest of its token (JSON)",
        life=_KEPT,
        writer="saved_queries",
        reader="saved_queries",
    ),
    KeyKind(
        pattern=QUERY_TOKENS,
        type="hash",
        member="id of a token -> name of the saved query that it is for",
        life="until the token is taken back",
        writer="saved_queries",
        reader="saved_queries",
    ),
    KeyKind(
        pattern=DECISIONS,
        type="hash",
        member="id -> what was decided about a rating (JSON)",
        life=_KEPT,
        writer="reviewing",
        reader="books, reviewing",
    ),
    KeyKind(
        pattern=SCHEMA,
        type="string",
        member="the version of the form of all that is stored",
        life=_KEPT,
        writer="migrating",
        reader="migrating",
    ),
    KeyKind(
        pattern="svodka:{host:HOST}:turn",
        type="string",
        member="milliseconds since 1970 when the next request may go out",
        life="a minute after that moment",
        writer="hosts",
        reader="hosts",
    ),
    KeyKind(
        pattern="svodka:{host:HOST}:places",
        type="zset",
        member="a request that is under way or waits for its turn",
        score="milliseconds since 1970 when it counts as given up",
        life="nine seconds without one that is prolonged",
        writer="hosts",
        reader="hosts",
    ),
    KeyKind(
        pattern="svodka:{host:ORIGIN}:robots",
        type="string",
        member="the robots.txt",
        life="as its writer says, a day at the most",
        writer="hosts",
        reader="hosts",
    ),
    KeyKind(
        pattern=API_KEYS,
        type="hash",
        member="key id -> the key with the digest of its secret (JSON)",
        life=_KEPT,
        writer="api_keys",
        reader="api_keys",
    ),
    KeyKind(
        pattern=API_SECRETS,
        type="hash",
        member="sessions -> what cookies are signed with",
        life=_KEPT,
        writer="api_keys",
        reader="api_keys",
    ),
    KeyKind(
        pattern="svodka:{access:CALLER}:requests:MINUTE",
        type="string",
        member="requests of the caller in the minute",
        life="two minutes",
        writer="api_keys",
        reader="api_keys",
    ),
)
