"""The folder that labels are written to from Python, with the files of the command ``research label``."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from research.codebook import Codebook
from research.labelling.batch import COLUMNS, LabelledDocument, LabelledSentence
from research.labelling.groups import DOCUMENT
from research.labelling.output_tables import INTERMEDIATE, format_documents, make_headers
from research.output import open_folder
from research.report.labelled_documents import Labelling, write_labelled
from research.text.kinds import LABELLED_KINDS


def list_documents(
    sentences: pd.DataFrame,
    probabilities: pd.DataFrame,
    documents: pd.DataFrame,
    described: Mapping[str, Mapping[str, str]],
) -> list[LabelledDocument]:
    """Return the documents of labelled sentences, as labelling itself returns them.

    Parameters
    ----------
    sentences, probabilities, documents, described
        As `research.Labelled` has them.
    """
    table = sentences[list(COLUMNS)].astype(object)
    table = table.where(table.notna(), None)
    found = []
    for name, part in table.groupby(DOCUMENT, sort=False):
        labelled = part.index[part["kind"].isin(LABELLED_KINDS)]
        rows = [LabelledSentence(*row) for row in part.itertuples(index=False, name=None)]
        about = dict(described.get(str(name), {DOCUMENT: str(name)}))
        if name in documents.index:
            known = documents.loc[name].items()
            about |= {str(key): "" if pd.isna(value) else str(value) for key, value in known}
        found.append(LabelledDocument(str(name), rows, probabilities.loc[labelled].to_numpy(), about))
    return found


def write_folder(
    folder: Path, documents: Sequence[LabelledDocument], codebook: Codebook, labelling: Labelling, *, overwrite: bool
) -> Path:
    """Write the tables, the figures and the page of labelled documents, and return the folder.

    Parameters
    ----------
    folder
        A new folder, or one to replace.
    documents
        From `list_documents`.
    codebook
        The domains.
    labelling
        How the documents were labelled.
    overwrite
        Whether an existing folder is replaced.

    Raises
    ------
    InputError
        If the folder exists and is not to be replaced, or cannot be written.
    """
    with open_folder(folder, overwrite=overwrite) as temporary:
        for part in (make_headers(codebook.ids), format_documents(documents, codebook.ids)):
            for name, content in part.items():
                with temporary.joinpath(name).open("ab") as file:
                    file.write(content)
        write_labelled(temporary, codebook, labelling)
        for name in INTERMEDIATE:
            (temporary / name).unlink()
    return folder
