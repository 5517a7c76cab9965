"""Hand coding in a notebook."""

from pathlib import Path
from typing import TYPE_CHECKING

from research.api.documents import Pathlike
from research.codebook import Codebook, read_codebook
from research.corpus.review_session import ReviewSession
from research.errors import InputError

if TYPE_CHECKING:
    from research.report.reviewer import Reviewer


def review_sentences(
    path: Pathlike,
    coder: str,
    codebook: Codebook | Pathlike | None = None,
    language: str = "zh",
    *,
    blind: bool = True,
) -> "Reviewer":
    """Label the sentences of a file in a notebook; make this call the last line of a cell.

    Every answer is saved at once. After the kernel stopped, run the cell again: it continues where it stopped.

    Parameters
    ----------
    path
        A file that ``research review`` wrote, in its form ``csv``.
    coder
        Your name or sign, written beside each label.
    codebook
        The domains, or the path of their file; the shipped codebook by default. The first 31 domains have keys.
    language
        The language of the names of domains and of buttons: ``zh``, ``en``, or ``id`` (English with ids).
    blind
        Whether what the model proposes is hidden. People tend to agree with what they are shown, so only labels that
        were given blind measure the agreement of coders or a model. The file says of each label how it was given.

    Raises
    ------
    InputError
        If the file cannot be read or is not of that form, or ipywidgets is not installed.

    Examples
    --------
    >>> import research
    >>> research.review_sentences("round-01.csv", "anna")  # doctest: +SKIP
    >>> research.review_sentences("nowhere.csv", "anna")
    Traceback (most recent call last):
        ...
    research.errors.InputError: ...nowhere.csv: cannot be read (...); give a file of tasks
    """
    try:
        from research.report.reviewer import Reviewer  # its library is in the extra `jupyter`
    except ModuleNotFoundError as error:
        raise InputError(f"the reviewer needs {error.name}, which is not installed: pip install ipywidgets") from None
    domains = (
        codebook if isinstance(codebook, Codebook) else read_codebook(None if codebook is None else Path(codebook))
    )
    return Reviewer(ReviewSession(Path(path), coder, domains, blind=blind), language)
