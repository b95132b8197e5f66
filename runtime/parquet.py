"""Rows as Parquet, through pyarrow, which is an extra: `pip install 'svodka[parquet]'`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any

from model.errors import ConfigurationError

ROWS_AT_ONCE = 10_000
"""Rows of a row group, which is what is held in memory."""
_WHOLE = frozenset(
    "position position_to previous change total previous_told previous_stored change_told".split()
)
_FIGURES = frozenset({"score", "value", "value_to"})


def write_parquet(rows: Iterable[dict[str, Any]], columns: Sequence[str], out: IO[bytes]) -> None:
    """Write the columns of rows as they come. Raises ConfigurationError without pyarrow."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ConfigurationError(
            "Parquet needs the package pyarrow: pip install 'svodka[parquet]'"
        ) from error
    kinds = {name: _kind(pyarrow, name) for name in columns}
    schema = pyarrow.schema(list(kinds.items()))
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for group in _groups(rows):
            lines = [{name: row.get(name) for name in columns} for row in group]
            writer.write_table(pyarrow.Table.from_pylist(lines, schema=schema))


def _kind(pyarrow: Any, name: str) -> Any:
    if name in _WHOLE:
        return pyarrow.int32()
    return pyarrow.float64() if name in _FIGURES else pyarrow.string()


def _groups(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    waiting = iter(rows)
    while group := list(islice(waiting, ROWS_AT_ONCE)):
        yield group
