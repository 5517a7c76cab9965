"""The documents that the public functions take: paths, texts, tables of them, documents read; what is known of them."""

import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from research.errors import InputError
from research.labelling.groups import DOCUMENT, read_metadata
from research.plurals import count_noun
from research.text.documents import Document, iterate_documents
from research.text.table_columns import find_text_column

_SAMPLED_ROWS = 20  # by which the column of texts is found where no name says it
Pathlike: TypeAlias = str | os.PathLike[str]
Documents: TypeAlias = "Pathlike | pd.DataFrame | pd.Series[str] | Sequence[Pathlike | Document]"


def read_documents(
    paths: "Pathlike | Sequence[Pathlike]",
    *,
    text_column: str | None = None,
    document_column: str | None = None,
    skipped: list[InputError] | None = None,
) -> list[Document]:
    """Read documents, folders of them, and tables of texts.

    Parameters
    ----------
    paths
        One path or several.
    text_column, document_column
        The columns of a table that hold the text and the name of the document.
    skipped
        A list that takes the error of each document that cannot be read; without it the first error is raised.

    Raises
    ------
    InputError
        If there is nothing to read, or a document cannot be read and `skipped` is not given.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "notice.txt").write_text("新建小学两所。", encoding="gb18030")
    ...     read_documents(folder)
    [Document(id='notice', text='新建小学两所。')]
    """
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    if "" in given:
        raise InputError("a path is empty; give the name of a file or a folder")
    return _read_paths(given, text_column, document_column, skipped)


def _read_paths(
    paths: Sequence[Pathlike],
    text_column: str | None,
    document_column: str | None,
    skipped: list[InputError] | None,
    exclude: Path | None = None,
) -> list[Document]:
    columns = (text_column, document_column)
    skip = None if skipped is None else skipped.append
    return list(iterate_documents([Path(path) for path in paths], *columns, skip=skip, exclude=exclude))


def iterate_given(
    documents: Documents,
    text_column: str | None,
    document_column: str | None,
    skipped: list[InputError],
    described_by: Path | None,
) -> Iterator[Document]:
    """Yield the documents that a call was given.

    Parameters
    ----------
    documents
        As `research.label_documents` takes them.
    text_column, document_column
        The columns of a table or DataFrame that hold the text and the name of the document.
    skipped
        Takes the error of each document that cannot be read.
    described_by
        The file of metadata among them, which is not a document.

    Raises
    ------
    InputError
        If there is nothing to read, or what is given is not a document.
    """
    if isinstance(documents, pd.DataFrame):
        yield from _iterate_rows(documents, text_column, document_column)
        return
    given = [documents] if isinstance(documents, (str, os.PathLike)) else list(documents)
    if not given or given == [""]:  # an empty path would be the folder where one is
        raise InputError("no documents; give a path, a list of texts, or a DataFrame")
    if isinstance(documents, (str, os.PathLike)) or _are_paths(given):
        paths = [path for path in given if isinstance(path, (str, os.PathLike))]
        yield from _read_paths(paths, text_column, document_column, skipped, described_by)
        return
    width = len(str(len(given)))
    for number, one in enumerate(given, 1):
        if isinstance(one, Document):
            yield one
        elif not isinstance(one, str):
            raise InputError(f"document {number}: expected a text, a path or a Document, got {type(one).__name__}")
        elif one.strip():
            yield Document(f"text-{number:0{width}d}", one)
        else:
            skipped.append(InputError(f"document {number}: it has no text"))


def _are_paths(given: Sequence[object]) -> bool:
    """Tell whether a list holds paths: path objects, or short strings of which the first names a file or folder."""
    if any(isinstance(one, os.PathLike) for one in given):
        return True
    strings = [one for one in given if isinstance(one, str)]
    return len(strings) == len(given) and any(_exists(one) for one in strings)


def _exists(text: str) -> bool:
    try:
        return "\n" not in text and Path(text).exists()
    except (OSError, ValueError):  # too long for a path, or a NUL character in it
        return False


def _find_texts(table: pd.DataFrame) -> str:
    rows = [{str(key): value for key, value in row.items()} for row in table.head(_SAMPLED_ROWS).to_dict("records")]
    return find_text_column("the DataFrame", list(map(str, table.columns)), rows)


def _iterate_rows(table: pd.DataFrame, text_column: str | None, document_column: str | None) -> Iterator[Document]:
    text = text_column or _find_texts(table)
    name = document_column or (DOCUMENT if DOCUMENT in table else None)
    for column in [text, *([] if name is None else [name])]:
        if column not in table:
            raise InputError(f"the DataFrame: no column {column!r}; it has {', '.join(map(str, table.columns))}")
    names = [f"row-{label}" for label in table.index] if name is None else table[name].astype(str).tolist()
    if len(set(names)) < len(names):
        twice = next(one for one in names if names.count(one) > 1)
        raise InputError(f"the DataFrame: document {twice!r} stands twice; give each document one row")
    rest = table.drop(columns=[text, *([] if name is None else [name])])
    for one, content, values in zip(names, table[text], rest.to_dict("records"), strict=True):
        known = {str(key): "" if pd.isna(value) else str(value) for key, value in values.items()}
        yield Document(one, "" if pd.isna(content) else str(content), metadata=known)


def join_metadata(documents: pd.DataFrame, metadata: pd.DataFrame | Pathlike) -> pd.DataFrame:
    """Return what is known of documents, with the columns of further metadata, which replace those of the same name.

    Parameters
    ----------
    documents
        One row a document, index ``document_id``.
    metadata
        A DataFrame, or the path of a CSV file, with a column ``document_id``. A warning counts the documents without a
        row.

    Raises
    ------
    InputError
        If there is no such column, an id stands twice, or no id is that of a document.
    """
    table, place = _read_metadata(metadata)
    if table[DOCUMENT].duplicated().any():
        twice = table[DOCUMENT][table[DOCUMENT].duplicated()].iloc[0]
        raise InputError(f"{place}: document_id {twice!r} stands twice; give each document one row")
    table = table.set_index(DOCUMENT)
    missing = documents.index.difference(table.index)
    if len(missing) == len(documents):
        raise InputError(
            f"{place}: no document_id is that of a labelled document; they are called {missing[0]!r} and so on"
        )
    if len(missing):
        said = f"{place}: no row for {count_noun(len(missing), 'document')}, {missing[0]} first"
        warnings.warn(said, stacklevel=3)  # the line that calls `research.Labelled.join`
    kept = documents.drop(columns=[name for name in table if name in documents])
    return kept.join(table)


def _read_metadata(metadata: pd.DataFrame | Pathlike) -> tuple[pd.DataFrame, str]:
    if not isinstance(metadata, pd.DataFrame):
        return read_metadata(Path(metadata)), str(metadata)
    table = metadata.reset_index() if metadata.index.name == DOCUMENT else metadata
    if DOCUMENT not in table:
        raise InputError(f"the metadata: no column {DOCUMENT!r}; it has {', '.join(map(str, table.columns))}")
    return table.assign(**{DOCUMENT: table[DOCUMENT].astype(str)}), "the metadata"
