"""How records are packed: Zstandard with dictionaries of our own, Russian letters in one byte each.

A record begins with the byte of its packing, so that a later packing can stand beside these: a
dictionary is never changed, a better one takes another byte.
"""

from __future__ import annotations

import json
import threading
from codecs import charmap_decode
from encodings.cp1251 import decoding_table
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal, NamedTuple, get_args

import orjson
import zstandard

Vocabulary = Literal["bodies", "records"]
VOCABULARIES: tuple[Vocabulary, ...] = get_args(Vocabulary)
LEVEL = 9
"""Above it a record takes twice the time for one byte in a hundred."""
MOST_BYTES = 64 * 2**20
"""No record is larger when unpacked: one that claims to be is damaged."""


Charset = Literal["cp1251", "utf-8"]


class Content(NamedTuple):
    """A value as JSON, in the narrower of the two charsets that holds it: what a record packs."""

    charset: Charset
    data: bytes


class _Packing(NamedTuple):
    vocabulary: Vocabulary
    charset: Charset
    is_marked: bool
    """Whether the frame begins with the mark of Zstandard, four bytes that say nothing to us."""


PACKINGS: dict[int, _Packing] = {
    2: _Packing("bodies", "cp1251", True),
    3: _Packing("bodies", "utf-8", True),
    4: _Packing("records", "cp1251", True),
    5: _Packing("records", "utf-8", True),
    6: _Packing("bodies", "cp1251", False),
    7: _Packing("bodies", "utf-8", False),
    8: _Packing("records", "cp1251", False),
    9: _Packing("records", "utf-8", False),
}
"""By the first byte of a record. Windows-1251 has all letters of Russian news in one byte; what it
does not have is packed as UTF-8. Marked ones are read, no longer written."""
_BYTES = {packing: bytes([byte]) for byte, packing in PACKINGS.items()}


class _Engines(threading.local):
    """Compressors are no two threads' at a time, so each thread has its own, made when first used."""

    @cached_property
    def pack(self) -> dict[Vocabulary, zstandard.ZstdCompressor]:
        return {name: _compressor(name) for name in VOCABULARIES}

    @cached_property
    def unpack(self) -> dict[int, zstandard.ZstdDecompressor]:
        """By the first byte of a record."""
        readers = {
            (name, is_marked): _decompressor(name, is_marked)
            for name in VOCABULARIES
            for is_marked in (False, True)
        }
        return {byte: readers[one.vocabulary, one.is_marked] for byte, one in PACKINGS.items()}


def _compressor(name: Vocabulary) -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters.from_level(
            LEVEL,
            format=zstandard.FORMAT_ZSTD1_MAGICLESS,
            write_content_size=True,
            write_checksum=False,
            write_dict_id=False,
        ),
        dict_data=_dictionary(name),
    )


def _decompressor(name: Vocabulary, is_marked: bool) -> zstandard.ZstdDecompressor:
    form = zstandard.FORMAT_ZSTD1 if is_marked else zstandard.FORMAT_ZSTD1_MAGICLESS
    return zstandard.ZstdDecompressor(dict_data=_dictionary(name), format=form)


@cache
def _dictionary(name: str) -> zstandard.ZstdCompressionDict:
    """Trained by `make dictionaries`."""
    content = files(__package__).joinpath("dictionaries", f"{name}.zdict").read_bytes()
    dictionary = zstandard.ZstdCompressionDict(content)
    dictionary.precompute_compress(level=LEVEL)
    return dictionary


_engines = _Engines()


def content_of(value: object) -> Content:
    """A value of JSON as a record packs it: equal contents are equal values."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return Content("cp1251", text.encode("cp1251"))
    except UnicodeEncodeError:
        return Content("utf-8", text.encode())


def parsed(charset: Charset, data: bytes) -> Any:
    """The value of a content, or of a part of it. Raises ValueError for what is none."""
    if charset == "utf-8":
        return orjson.loads(data)
    # The codec's own way goes through two Python calls more.
    return orjson.loads(charmap_decode(data, "strict", decoding_table)[0])


def pack(content: Content, vocabulary: Vocabulary = "records") -> bytes:
    """A content as it is stored."""
    packing = _Packing(vocabulary, content.charset, is_marked=False)
    return _BYTES[packing] + _engines.pack[vocabulary].compress(content.data)


def unpack(record: bytes) -> Content:
    """The content of a record. Raises ValueError for an unknown packing, and for damage."""
    packing = PACKINGS.get(record[0]) if record else None
    if packing is None:
        raise ValueError(f"a record with the unknown packing {record[:1]!r}; a newer svodka wrote it")
    try:
        data = _engines.unpack[record[0]].decompress(record[1:], max_output_size=MOST_BYTES)
    except zstandard.ZstdError as error:
        raise ValueError(f"a damaged record: {error}") from error
    return Content(packing.charset, data)


def pack_json(value: object, vocabulary: Vocabulary = "records") -> bytes:
    """A value of JSON, packed."""
    return pack(content_of(value), vocabulary)


def unpack_json(record: bytes) -> Any:
    """The value again. Raises as `unpack` and `parsed`."""
    return parsed(*unpack(record))
