"""Which characters the bytes of a page stand for.

What a server declares is a hint: Russian sites serve windows-1251 as utf-8 and the other way
round. So: a byte order mark decides; bytes that are valid UTF-8 are UTF-8, since Cyrillic text
in an 8-bit set is not by chance; else the declared set and the Cyrillic ones are tried, and
the one whose letters are most like Russian wins, the declared one ahead on a tie.
"""

from __future__ import annotations

import codecs
import re

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC_SETS = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_HEAD_BYTES = 4_096
_SAMPLE_BYTES = 20_000
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]+")
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32)])
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_NO_CONTROLS = dict.fromkeys(_CONTROLS)
_DIRTY_SHARE = 0.05
"""A page of UTF-8 cut inside a character, or with a few stray bytes, is still UTF-8."""

# Shares in Russian text, in hundredths (the frequency table of the National Corpus of Russian).
_SHARES = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (
            *(11.0, 8.5, 8.0, 7.4, 6.7, 6.3, 5.5, 4.7, 4.5, 4.4, 3.5, 3.2, 3.0, 2.8, 2.6, 2.0, 1.9),
            *(1.7, 1.7, 1.6, 1.6, 1.4, 1.2, 1.0, 0.9, 0.7, 0.6, 0.5, 0.4, 0.3, 0.3, 0.1, 0.1),
        ),
        strict=True,
    )
)
_TYPOGRAPHY = frozenset("«»—–№…“”„’\u00a0\u00ad©•·")


def decoded(body: bytes, content_type: str = "") -> str:
    """The text of a page or feed, without NUL and other characters that no text has.

    `content_type` is the header's value. Never fails: what cannot be read becomes U+FFFD.
    """
    return _read(body, content_type)[0]


def charset_of(body: bytes, content_type: str = "") -> str:
    """The name of the set that `decoded` reads the bytes by."""
    return _read(body, content_type)[1]


def _read(body: bytes, content_type: str) -> tuple[str, str]:
    """The text and the set that it was read by."""
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace").translate(_NO_CONTROLS), name
    if body.count(0) * 4 > len(body):
        declared = _declared_sets(body, content_type)
        wide = next((name for name in declared if name.startswith(("utf-16", "utf-32"))), None)
        if wide:
            return body.decode(wide, "replace").translate(_NO_CONTROLS), wide
    plain = body.translate(None, _CONTROLS)
    try:
        return plain.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        name = _plausible_set(plain, _declared_sets(body, content_type))
        return plain.decode(name, "replace"), name


def printable(text: str) -> str:
    """The text without control characters and halves of surrogate pairs, which JSON can spell."""
    return _UNPRINTABLE.sub("", text)


def _plausible_set(body: bytes, declared: list[str]) -> str:
    sample = _high_sample(body)
    if _nearly_utf8(sample):
        return "utf-8"
    eight_bit = [name for name in declared if not name.startswith("utf")]
    if eight_bit and not _like_cyrillic(sample):
        return eight_bit[0]
    candidates = dict.fromkeys([*eight_bit, *_CYRILLIC_SETS])
    return max(candidates, key=lambda name: _likeness(sample.decode(name, "replace")))


def _declared_sets(body: bytes, content_type: str) -> list[str]:
    found = [
        *_DECLARED.findall(content_type.encode("ascii", "ignore")),
        *_DECLARED.findall(body[:_HEAD_BYTES]),
    ]
    names = []
    for spelling in found:
        try:
            name = codecs.lookup(spelling.decode()).name
            b"a".decode(name)  # "hex" and "rot13" are codecs, but no character sets
        except (LookupError, UnicodeError):
            continue
        names.append(name)
    return names


def _high_sample(body: bytes) -> bytes:
    """Text around the non-ASCII bytes of a page, tags left out, as far as needed for counting."""
    first = _HIGH.search(body)
    start = max(0, first.start() - 200) if first else 0
    return _TAG.sub(b" ", body[start : start + 10 * _SAMPLE_BYTES])[: 2 * _SAMPLE_BYTES]


def _nearly_utf8(sample: bytes) -> bool:
    high = sum(len(run) for run in _HIGH.findall(sample))
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    return high > 0 and broken <= max(1, _DIRTY_SHARE * high)


def _like_cyrillic(sample: bytes) -> bool:
    """Whether the high bytes stand in rows, as letters of whole words do; accents stand alone."""
    high = sum(len(run) for run in _HIGH.findall(sample))
    rows = sum(len(run) for run in _HIGH_RUN.findall(sample))
    return rows * 2 > high


def _likeness(text: str) -> float:
    """How much the non-ASCII characters are like those of Russian text; a wrong one costs."""
    score = 0.0
    count = 0
    for character in text[:_SAMPLE_BYTES]:
        if character.isascii():
            continue
        count += 1
        share = _SHARES.get(character)
        if share is not None:
            score += share
        elif character.lower() in _SHARES:
            score += 0.25 * _SHARES[character.lower()]
        elif character not in _TYPOGRAPHY:
            score -= 10.0
    return score / count if count else 0.0
