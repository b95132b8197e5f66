"""Content codings undone with a cap: 444 bytes of gzip in gzip can stand for gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from model.errors import FetchInterrupted, FetchTooLarge

ACCEPT_ENCODING = "gzip, deflate"
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_RAW = -zlib.MAX_WBITS
_STEP_BYTES = 65_536


def decoded_body(
    chunks: Iterable[bytes], *, coding: str, limit_bytes: int, url: str, cut: bool = False
) -> bytes:
    """The body without its content coding (the value of Content-Encoding).

    With `cut`, a body over `limit_bytes` ends there; else it raises FetchTooLarge, as does a
    coding in a coding. Raises FetchInterrupted for a coding that was not asked for, or a body
    that is damaged or ends too early.
    """
    names = [name for name in coding.lower().replace(" ", "").split(",") if name not in ("", "identity")]
    if len(names) > 1:
        raise FetchTooLarge(f"a body coded more than once: {coding[:80]!r}", url=url)
    if names and names[0] not in ("gzip", "x-gzip", "deflate"):
        raise FetchInterrupted(f"the body is coded as {names[0][:40]!r}, which was not asked for", url=url)
    pieces = _inflated(chunks, url=url) if names else chunks
    return _joined(pieces, limit_bytes=limit_bytes, url=url, cut=cut)


def gunzipped(data: bytes, *, limit_bytes: int, url: str) -> bytes:
    """A body that is itself a gzip file (sitemap.xml.gz) unpacked; any other as it is."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    return decoded_body((data,), coding="gzip", limit_bytes=limit_bytes, url=url)


def _joined(pieces: Iterable[bytes], *, limit_bytes: int, url: str, cut: bool) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limit_bytes:
            if cut:
                return bytes(body[:limit_bytes])
            raise FetchTooLarge(f"a body over the limit of {limit_bytes} bytes", url=url)
    return bytes(body)


def _inflated(chunks: Iterable[bytes], *, url: str) -> Iterator[bytes]:
    inflater = _Inflater()
    try:
        for chunk in chunks:
            yield from inflater.feed(chunk)
    except zlib.error as error:
        raise FetchInterrupted(f"a damaged compressed body: {error}", url=url) from None
    if not inflater.complete:
        raise FetchInterrupted("a compressed body that ends too early", url=url)


class _Inflater:
    """Undoes gzip (also of several members), zlib and raw deflate, a bounded step at a time."""

    def __init__(self) -> None:
        self._engine = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._begun = False
        self._trailing = False

    @property
    def complete(self) -> bool:
        """Whether the body may end here."""
        return self._trailing or self._engine.eof or not self._begun

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._trailing:
            step = self._step(data)
            if step:
                yield step
            if self._engine.eof:
                data = self._engine.unused_data
                # Servers append padding to gzip; only a new header begins another member.
                self._trailing = bool(data) and not data.startswith(b"\x1f\x8b")
                if data and not self._trailing:
                    self._engine = zlib.decompressobj(_GZIP_OR_ZLIB)
            else:
                data = self._engine.unconsumed_tail

    def _step(self, data: bytes) -> bytes:
        try:
            step = self._engine.decompress(data, _STEP_BYTES)
        except zlib.error:
            if self._begun:
                raise
            # "deflate" ought to be zlib (RFC 9110, 8.4.1.2), but some servers send it raw.
            self._engine = zlib.decompressobj(_RAW)
            step = self._engine.decompress(data, _STEP_BYTES)
        self._begun = True
        return step
