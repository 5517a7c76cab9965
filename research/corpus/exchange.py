"""Exchange: sentences to label, and labels that people gave, in the forms that coding tools read and write."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from research.codebook import Codebook


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


def write_tasks(path: Path, tasks: Sequence[Task], codebook: Codebook, form: str = "csv") -> None:
    """Write tasks in one of `FORMS`."""
    raise NotImplementedError


def read_tasks(path: Path, codebook: Codebook) -> list[Task]:
    """Read tasks of any of `FORMS`; a label that the codebook does not have is an error with its line.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, or has an unknown label.
    """
    raise NotImplementedError
