"""Every error that svodka raises on purpose.

    SvodkaError
    ├── ConfigurationError          a setting or file is wrong; exit status 2
    ├── UnusableStore               the Redis at hand cannot hold our data; exit status 2
    ├── StoreUnavailable            Redis did not answer            (transient)
    ├── FetchError                  a page or feed could not be had
    │   ├── FetchRefused            we must not fetch it: robots, private address, scheme
    │   ├── FetchTooLarge           over a limit of bytes, redirects or time
    │   ├── FetchFailed             the server said no for good (4xx)
    │   └── FetchInterrupted        it may work later: 5xx, 429, network, time-out (transient)
    ├── UnreadablePage              fetched, but no article in it
    ├── UnreadableFeed              fetched, but no feed in it
    ├── InvalidDocument             a document handed in is not one
    ├── InvalidQuery                a question that cannot be asked, with the offending part
    ├── InvalidDecision             what was decided about a rating cannot be
    ├── InvalidImport               a line that is handed in is no export of ours
    ├── InvalidBackup               a file is no backup, or cannot be restored here
    ├── RuleError                   a rule failed on a text; the other rules went on
    └── DeliveryError               a channel could not hand a message over
        ├── DeliveryRejected        the target said no for good
        └── DeliveryInterrupted     it may work later                (transient)

`transient` says whether doing the same again later can succeed. Only
`workers/retry.py` asks.
"""

from __future__ import annotations


class SvodkaError(Exception):
    """Base of all our errors. The message says what happened, with which value, and what to do."""

    transient = False


class ConfigurationError(SvodkaError):
    """A setting or a configuration file cannot be used."""


class UnusableStore(SvodkaError):
    """The Redis at hand is too old, would lose data, or is not allowed to us."""


class StoreUnavailable(SvodkaError):
    """Redis did not answer in time."""

    transient = True


class FetchError(SvodkaError):
    """A page or feed could not be had.

    `url` is the address without credentials.
    """

    def __init__(self, message: str, *, url: str) -> None:
        super().__init__(message)
        self.url = url


class FetchRefused(FetchError):
    """We must not fetch this: robots.txt, a private address, a scheme that is not HTTP(S)."""


class FetchTooLarge(FetchError):
    """The answer went over a limit of bytes, redirects or time as a whole."""


class FetchFailed(FetchError):
    """The server refused for good. `status` is the HTTP status."""

    def __init__(self, message: str, *, url: str, status: int) -> None:
        super().__init__(message, url=url)
        self.status = status


class FetchInterrupted(FetchError):
    """It may work later. `retry_after_seconds` is what the server asked for, if it did."""

    transient = True

    def __init__(self, message: str, *, url: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message, url=url)
        self.retry_after_seconds = retry_after_seconds


class UnreadablePage(SvodkaError):
    """A page was fetched, but holds no article text."""


class UnreadableFeed(SvodkaError):
    """Something was fetched, but it is no feed."""


class InvalidDocument(SvodkaError):
    """A document handed in does not have the form that FACTS describes."""


class InvalidQuery(SvodkaError):
    """A question that cannot be asked. `part` is the offending part as given.

    Of a typed question, `question` is the whole and `at` where the part begins, counted from 1; `reason`
    is a word for what is wrong with it and `values` what belongs there, for other languages to say it in.
    """

    def __init__(
        self,
        message: str,
        *,
        part: str,
        question: str = "",
        at: int = 0,
        reason: str = "",
        values: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.part = part
        self.question = question
        self.at = at
        self.reason = reason
        self.values = values or {}


class InvalidDecision(SvodkaError):
    """What was decided about a rating cannot be. `rating` is its id."""

    def __init__(self, message: str, *, rating: str) -> None:
        super().__init__(message)
        self.rating = rating


class InvalidImport(SvodkaError):
    """Something that is handed in for import is no export of ours. `line` is counted from 1."""

    def __init__(self, message: str, *, line: int) -> None:
        super().__init__(message)
        self.line = line


class InvalidBackup(SvodkaError):
    """A file is no backup of ours, is damaged, or cannot be restored into this Redis."""


class RuleError(SvodkaError):
    """One extraction rule failed on one text. `rule` is its id; the others went on."""

    def __init__(self, message: str, *, rule: str) -> None:
        super().__init__(message)
        self.rule = rule


class DeliveryError(SvodkaError):
    """A channel could not hand a message over. `status` is the target's answer, if it gave one."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class DeliveryRejected(DeliveryError):
    """The target said no for good: it is gone, or the message is not wanted."""


class DeliveryInterrupted(DeliveryError):
    """It may work later. `retry_after_seconds` is what the target asked for, if it did.

    `parts` is how many pieces of a long message it took before.
    """

    transient = True

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        retry_after_seconds: float | None = None,
        parts: int = 0,
    ) -> None:
        super().__init__(message, status=status)
        self.retry_after_seconds = retry_after_seconds
        self.parts = parts
