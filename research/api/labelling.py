"""Documents in, labelled sentences out."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from research.api.documents import Documents, Pathlike, iterate_given
from research.api.labelled import Labelled
from research.default_run import DEFAULT_RUN, find_run
from research.errors import InputError
from research.labelling.batch import COLUMNS, LabelledDocument, label_batch, make_batches, open_pool, run_batches
from research.labelling.document_table import select_known
from research.labelling.groups import DOCUMENT
from research.measure.choices import DEFAULT_METHOD
from research.parser import count_jobs
from research.plurals import count_noun
from research.run import Run, choose_method, find_thresholds, read_run
from research.text.kinds import LABELLED_KINDS


def label_documents(
    documents: Documents,
    run: "Run | Pathlike | None" = None,
    *,
    metadata: pd.DataFrame | Pathlike | None = None,
    min_precision: float | None = None,
    n_jobs: int | None = None,
    text_column: str | None = None,
    document_column: str | None = None,
) -> Labelled:
    r"""Label the sentences of documents.

    Parameters
    ----------
    documents
        The path of a document, a folder or a table; a list of such paths; a list or Series of texts, or of documents
        from `read_documents`; or a DataFrame with one row a document.
    run
        A trained run, or its folder; by default ``results/baseline``, and where it is missing the default model, which
        is fitted once and kept in the user's cache folder.
    metadata
        What is known of the documents; see `Labelled.join`. A file among the documents is not read as one of them.
    min_precision
        Marks labels as ``uncertain`` so that this share of the others is right on held-out documents of the run.
    n_jobs
        Number of processes; None for one, -1 for as many as there are cores.
    text_column, document_column
        The columns of a table or DataFrame that hold the text and the name of the document; found by their names where
        they are not given.

    Returns
    -------
    Labelled

    Raises
    ------
    InputError
        If there is nothing to label, no document can be read, or the run cannot be used.

    Warns
    -----
    UserWarning
        If documents were left out; `Labelled.skipped` names them.

    Examples
    --------
    With the default model, which the first call fits in about a minute:

    >>> import research
    >>> labelled = research.label_documents(["新建小学两所，教师全部到岗。"])  # doctest: +SKIP

    With a run of one's own, here of the dictionary method and in memory; the folder that ``research train`` wrote is
    given in the same way:

    >>> from research.model.baselines import make_predictor
    >>> from research.model.storage import Model
    >>> codebook = research.read_codebook()
    >>> keywords = research.make_classifier("keywords", codebook).fit(["召开会议。"], ["general"])
    >>> run = research.Run(Path("keywords"), Model(make_predictor(keywords), codebook), {}, None)
    >>> labelled = research.label_documents(["新建小学两所，教师全部到岗。\n公路通车。"], run)
    >>> labelled.sentences[["text", "domain"]].to_numpy().tolist()
    [['新建小学两所，教师全部到岗。', 'education'], ['公路通车。', 'urban_infrastructure']]
    """
    found = run if isinstance(run, Run) else load_run(run)
    thresholds = None if min_precision is None else find_thresholds(found.path, min_precision, found.codebook.ids)
    min_probability = thresholds.probabilities if thresholds else {}
    skipped: list[InputError] = []
    described_by = None if metadata is None or isinstance(metadata, pd.DataFrame) else Path(metadata)
    read = list(iterate_given(documents, text_column, document_column, skipped, described_by))
    labelled: list[LabelledDocument] = []
    with open_pool(count_jobs(n_jobs or 1), found.path, min_probability) as pool:
        for part in run_batches(make_batches(read), label_batch, found.model, min_probability, pool):
            labelled += part
    sentences = pd.DataFrame([row for document in labelled for row in document.rows], columns=list(COLUMNS))
    for name in ("probability", "second_probability"):
        sentences[name] = sentences[name].astype(float)
    probabilities = np.zeros((len(sentences), len(found.codebook)))
    kept = np.flatnonzero(sentences["kind"].isin(LABELLED_KINDS))
    if len(kept):
        probabilities[kept] = np.vstack([document.probabilities for document in labelled])
    known = pd.DataFrame([select_known(document.about) for document in labelled], index=[one.id for one in labelled])
    known = known.loc[:, (known.fillna("") != "").any()]
    known.index.name = DOCUMENT
    method, _ = choose_method(found.path, DEFAULT_METHOD, found.codebook)
    result = Labelled(
        sentences, pd.DataFrame(probabilities, columns=list(found.codebook.ids)), known, found.codebook,
        run=found.path, method=method, min_probability=min_probability, thresholds=thresholds,
        skipped=tuple(map(str, skipped)), described={document.id: document.about for document in labelled},
    )  # fmt: skip
    if skipped:
        warnings.warn(
            f"{count_noun(len(skipped), 'document was', 'documents were')} left out, {skipped[0]}; see .skipped",
            stacklevel=2,
        )
    return result if metadata is None else result.join(metadata)


def load_run(path: Pathlike | None = None) -> Run:
    """Read a trained run.

    Parameters
    ----------
    path
        The run's folder; by default ``results/baseline``, and where it is missing the default model, which is fitted
        once and kept in the user's cache folder.

    Raises
    ------
    InputError
        If there is no run, or it cannot be used.

    Examples
    --------
    >>> import research
    >>> run = research.load_run("results/baseline")  # doctest: +SKIP

    A run needs no more than a model; ``research train`` writes the scores beside it:

    >>> from tempfile import TemporaryDirectory
    >>> from research.model.baselines import make_predictor
    >>> from research.model.storage import Model, write_model
    >>> codebook = research.read_codebook()
    >>> keywords = research.make_classifier("keywords", codebook).fit(["召开会议。"], ["general"])
    >>> with TemporaryDirectory() as folder:
    ...     _ = write_model(Path(folder, "model.npz"), Model(make_predictor(keywords), codebook))
    ...     run = research.load_run(folder)
    >>> len(run.codebook), dict(run.metrics)
    (21, {})
    """
    if path is not None:
        return read_run(Path(path))
    return read_run(find_run(DEFAULT_RUN, lambda line: warnings.warn(line, stacklevel=4), report_kept=False))
