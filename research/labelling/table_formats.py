"""Other formats of the tables of labelled documents: Parquet, and shares with a column for each domain."""

import csv
import importlib
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

from research.csv_cells import iterate_written, restore
from research.errors import InputError
from research.labelling.choices import PARQUET, PROBABILITIES, SENTENCES, SHARES, WIDE
from research.labelling.output_tables import ALL

_TEXTS = frozenset((
    "document_id", "kind", "headings", "text", "domain", "second_domain", "terms", "mark", "method", "target", "weight",
))  # fmt: skip
_WHOLE_NUMBERS = frozenset(
    ("sentence_id", "start", "end", "paragraph", "words", "unknown_words", "sentences", "documents")
)
_PARTS = {SHARES: frozenset(("unknown_words",))}  # a number of sentences.csv, but a share of distribution.csv
_BLOCK_SIZE = 1 << 16  # rows in memory at once


def check_format(table_format: str) -> None:
    """Raise `InputError` if the library that writes that format of the tables is not installed."""
    if table_format == PARQUET:
        try:
            importlib.import_module("pyarrow")
        except ImportError:
            raise InputError(
                "--format parquet: pyarrow is not installed; run pip install pyarrow (the extra parquet), or give "
                "--format csv"
            ) from None


def write_parquet(folder: Path) -> None:
    """Write each table of labelled documents once more as Parquet, beside its CSV.

    Texts are as they were before cells were neutralised, since no spreadsheet runs them there; empty numbers are null.

    Parameters
    ----------
    folder
        Holds the tables.

    Raises
    ------
    InputError
        If pyarrow is not installed.
    """
    check_format(PARQUET)
    for name in (SENTENCES, PROBABILITIES, SHARES, WIDE):
        if (folder / name).exists():
            _convert(folder / name)


def widen_distribution(folder: Path, domains: Sequence[str]) -> None:
    """Move the shares of single documents to a table with one row a document and one column a domain.

    distribution.csv keeps the shares of all documents together, with their intervals; those of single documents have
    none in the wide table.

    Parameters
    ----------
    folder
        Holds distribution.csv, which has one row for each document and domain.
    domains
        The ids of all domains in order.
    """
    pooled = folder / f"{SHARES}.pooled"
    with ExitStack() as stack:
        rows = iterate_written(stack.enter_context((folder / SHARES).open(encoding="utf-8-sig", newline="")))
        kept, wide = (
            csv.writer(stack.enter_context(path.open("w", encoding="utf-8-sig", newline="")), lineterminator="\n")
            for path in (pooled, folder / WIDE)
        )
        header = next(rows)
        share, count = header.index("prevalence"), header.index("sentences")
        kept.writerow(header)
        wide.writerow(("document_id", "sentences", *domains))
        for name, group in groupby(rows, key=itemgetter(0)):
            part = list(group)
            if name == ALL:
                kept.writerows(part)
            else:
                wide.writerow((name, sum(int(row[count]) for row in part), *(row[share] for row in part)))
    pooled.replace(folder / SHARES)


def _convert(path: Path) -> None:
    arrow, parquet = (importlib.import_module(name) for name in ("pyarrow", "pyarrow.parquet"))
    whole = _WHOLE_NUMBERS - _PARTS.get(path.name, frozenset())
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = iterate_written(file)
        names = next(rows)
        kinds = [str if name in _TEXTS else int if name in whole else float for name in names]
        types = {str: arrow.string(), int: arrow.int64(), float: arrow.float64()}
        schema = arrow.schema([(name, types[kind]) for name, kind in zip(names, kinds, strict=True)])
        with parquet.ParquetWriter(path.with_suffix(".parquet"), schema, compression="zstd") as writer:
            while part := list(islice(rows, _BLOCK_SIZE)):
                cells = (_read_cells(column, kind) for column, kind in zip(zip(*part, strict=True), kinds, strict=True))
                columns = [arrow.array(found, one.type) for found, one in zip(cells, schema, strict=True)]
                writer.write_batch(arrow.RecordBatch.from_arrays(columns, schema=schema))


def _read_cells(cells: Sequence[str], kind: type) -> list[object]:
    return [restore(cell) for cell in cells] if kind is str else [kind(cell) if cell else None for cell in cells]
