"""Labelled documents read back from the folder that they were written to."""

import json
from collections.abc import Sequence
from math import inf
from pathlib import Path

import pandas as pd

from research.api.documents import Pathlike
from research.api.labelled import Labelled
from research.codebook import Codebook, make_codebook, read_codebook
from research.errors import InputError
from research.labelling.document_table import DOCUMENTS, select_known
from research.labelling.groups import DOCUMENT, read_metadata
from research.labelling.read_back import read_tables
from research.run import read_run, resolve_run


def read_labelled(folder: Pathlike) -> Labelled:
    """Read what ``research label`` or `Labelled.write` wrote.

    Parameters
    ----------
    folder
        The output folder. Sentences that were taken out of sentences.csv since are left out.

    Raises
    ------
    InputError
        If a file is missing or is not of that form.

    Examples
    --------
    `Labelled.write` shows how what was written is read back.

    >>> import research
    >>> labelled = research.read_labelled("results/speeches")  # doctest: +SKIP
    >>> research.read_labelled("nowhere")
    Traceback (most recent call last):
        ...
    research.errors.InputError: nowhere: not the output of research label (...); give its output folder
    """
    path = Path(folder)
    try:
        about = json.loads((path / "label.json").read_text("utf-8"))
        run, method = resolve_run(path, str(about["run"])), str(about["method"])
        given = about["min_probability"] or {}
        limits = {name: inf if value is None else float(value) for name, value in given.items()}
        header = pd.read_csv(path / "probabilities.csv", nrows=0, encoding="utf-8-sig").columns[2:].tolist()
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: not the output of research label ({error!r}); give its output folder") from None
    codebook = _find_codebook(run, header)
    tables = read_tables(path, codebook.ids)
    probabilities = pd.DataFrame(tables.probabilities, columns=list(codebook.ids))
    known = pd.DataFrame(index=pd.Index(tables.document_ids, name=DOCUMENT))
    if (path / DOCUMENTS).exists():
        table = read_metadata(path / DOCUMENTS).drop_duplicates(DOCUMENT)
        rows = table.loc[:, (table != "").any()].to_dict("records")
        found = {row[DOCUMENT]: select_known({str(key): str(row[key]) for key in row}) for row in rows}
        known = known.join(pd.DataFrame.from_dict(found, orient="index")) if found else known
        known.index.name = DOCUMENT
    return Labelled(tables.sentences, probabilities, known, codebook, run=run, method=method, min_probability=limits)


def _find_codebook(run: Path, domains: Sequence[str]) -> Codebook:
    """Return the run's codebook where the run is still there, else one of these domains."""
    shipped = read_codebook()
    if tuple(domains) == shipped.ids:
        return shipped
    try:
        return read_run(run).codebook
    except InputError:
        return make_codebook(domains)
