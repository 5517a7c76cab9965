"""Exchange: sentences to label, and labels that people gave, in the forms that coding tools read and write."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pandas as pd

from research.codebook import Codebook
from research.errors import DataError


@dataclass(frozen=True, slots=True)
class Task:
    """A sentence to label, or one that a coder labelled.

    Attributes
    ----------
    document_id, sentence_id
        Its document and its running number in it; together they name the sentence.
    text
        As it stands in the document.
    kind
        ``body`` or ``heading``.
    headings
        The headings above it, outermost first, joined by `` > ``.
    context
        The whole paragraph that it stands in.
    year
        Of the document, where it is known.
    proposal, probability, terms
        The domain that the model proposes, its probability, and the words that spoke for it; empty without a model.
    strategy, inclusion
        How it was drawn, and for a random drawing the probability with which it was (empty otherwise).
    domain, secondary
        The labels; empty until somebody gave them.
    coder, note
        Who gave them, and what they wrote beside it.
    """

    document_id: str
    sentence_id: str
    text: str
    kind: str = "body"
    headings: str = ""
    context: str = ""
    year: str = ""
    proposal: str = ""
    probability: float | None = None
    terms: str = ""
    strategy: str = ""
    inclusion: float | None = None
    domain: str = ""
    secondary: str = ""
    coder: str = ""
    note: str = ""


COLUMNS = tuple(field.name for field in fields(Task))
FORMS = ("csv", "label-studio", "doccano", "cap")


def write_tasks(path: Path, tasks: Sequence[Task], codebook: Codebook, form: str = "csv") -> None:  # noqa: ARG001
    """Write tasks in one of `FORMS`."""
    if form != "csv":
        raise NotImplementedError
    table = pd.DataFrame([asdict(task) for task in tasks], columns=list(COLUMNS))
    table.to_csv(path, index=False, encoding="utf-8-sig", float_format="%.6f", lineterminator="\n")


def read_tasks(path: Path, codebook: Codebook) -> list[Task]:
    """Read tasks of any of `FORMS`; a label that the codebook does not have is an error with its line.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, or has an unknown label.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); give a .csv file") from None
    tasks = []
    for line, row in enumerate(table.to_dict("records"), 2):
        numbers = {name: float(row[name]) if row.get(name) else None for name in ("probability", "inclusion")}
        for label in filter(None, (row["domain"], row.get("secondary", ""))):
            codebook.check_label(label, f"{path}, line {line}")
        tasks.append(Task(**{name: row.get(name, "") for name in COLUMNS} | numbers))
    return tasks
