"""The public functions: documents in, labelled sentences and theme distributions out, as DataFrames."""

import json
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from research.cli import count_jobs
from research.codebook import Codebook, make_codebook, read_codebook
from research.corpus.labelled import Corpus
from research.corpus.review_session import ReviewSession
from research.default_run import DEFAULT_RUN, find_run
from research.errors import InputError
from research.labelling.batch import (
    COLUMNS,
    LabelledDocument,
    LabelledSentence,
    label_batch,
    make_batches,
    open_pool,
    run_batches,
)
from research.labelling.contrasts import (
    Contrast,
    contrast_groups,
    describe_untested,
    estimate_trend,
    fit_shares,
    tabulate_differences,
    tabulate_distances,
)
from research.labelling.correction import correct_labels, read_coded
from research.labelling.document_table import DOCUMENTS, FRONT_MATTER, TABLE_COLUMNS
from research.labelling.estimation import SENTENCE, WEIGHTS, Estimation
from research.labelling.groups import (
    DOCUMENT,
    Estimator,
    Group,
    estimate_groups,
    find_values,
    read_metadata,
    tabulate_groups,
)
from research.labelling.output_tables import INTERMEDIATE, format_documents, make_headers
from research.labelling.predictions import read_predictions
from research.labelling.read_back import LabelledSentences, read_tables
from research.measure.abstention import Threshold
from research.measure.intervals import LIKE, THESE
from research.measure.prevalence import COUNT, DEFAULT_METHOD, PROBABILISTIC
from research.model.encoding import encode_labels
from research.model.explanation import explain_predictions
from research.model.predictor import SOFTMAX, LinearPredictor
from research.output import open_folder
from research.report.labelled_documents import DEFAULT_FIGURES, Labelling, write_labelled
from research.run import Run, choose_method, find_threshold, read_run, resolve_run
from research.text.documents import Document, iterate_documents
from research.text.sentences import LABELLED_KINDS, Sentence, split_sentences
from research.text.tables import find_text_column

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from research.report.reviewer import Reviewer

Pathlike: TypeAlias = str | os.PathLike[str]
Documents: TypeAlias = "Pathlike | pd.DataFrame | pd.Series[str] | Sequence[Pathlike | Document]"


@dataclass(frozen=True, eq=False)
class Labelled:
    """Sentences with their predicted domains, and what is known of their documents.

    Attributes
    ----------
    sentences
        One row a sentence, the columns of ``sentences.csv``; boilerplate and tables keep their rows without a domain.
    probabilities
        One column a domain, in codebook order, the same index; 0 for boilerplate and tables.
    documents
        One row a document, index ``document_id``; what is known of it.
    codebook
        The domains.
    run
        The folder of the run that labelled the sentences; None where their labels come from elsewhere.
    method
        How shares are estimated; see `research.measure.prevalence.estimate_shares`.
    min_probability, threshold
        Labels with a lower probability are marked as ``uncertain``; and where that probability comes from.
    skipped
        What could not be read, one line each.
    gold
        Whether the labels are gold labels, which have no errors of classification.
    described
        The rows of ``documents.csv`` by the id of the document, but for the numbers of words.

    Examples
    --------
    >>> import research
    >>> labelled = research.Labelled.from_corpus(research.read_corpus())
    >>> labelled.prevalence()[["domain", "prevalence"]].round(3).head(2).to_numpy().tolist()
    [['economy', 0.059], ['industry', 0.043]]
    """

    sentences: pd.DataFrame
    probabilities: pd.DataFrame
    documents: pd.DataFrame
    codebook: Codebook
    run: Path | None = None
    method: str = COUNT
    min_probability: float = 0.0
    threshold: Threshold | None = None
    skipped: tuple[str, ...] = ()
    gold: bool = False
    described: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    @classmethod
    def from_corpus(cls, corpus: Corpus) -> "Labelled":
        """Take the gold labels of a corpus for labels, each certain."""
        sentences = corpus.to_frame()
        codebook = corpus.codebook or make_codebook(corpus.labels)
        gold = np.eye(len(codebook))[encode_labels(corpus.labels, codebook.ids)]
        sentences = sentences.assign(
            probability=1.0, second_domain="", second_probability=0.0, terms="", words=0, unknown_words=0, mark=""
        )
        known = pd.DataFrame.from_dict(dict(corpus.documents), orient="index").drop(columns=DOCUMENT, errors="ignore")
        known.index.name = DOCUMENT
        return cls(sentences, pd.DataFrame(gold, columns=list(codebook.ids)), known, codebook, gold=True)

    def prevalence(
        self,
        by: str | Sequence[str] | None = None,
        *,
        weight: str = SENTENCE,
        target: str = THESE,
        cluster: str | None = None,
    ) -> pd.DataFrame:
        """Estimate the share of each domain over body sentences, with 95 % intervals.

        By default the intervals are for these documents: all of them were read, so that only errors of classification
        count. For documents like these, of which these are a random sample, sampling counts too.

        Parameters
        ----------
        by
            A column of `documents`, or several, whose values make groups; ``document_id`` for each document apart.
            ``year`` is read from the document's id where no column says it. Documents without a value are left out.
        weight
            ``sentence`` counts each sentence once (mentions), ``character`` by its number of characters (salience, the
            share of text), and ``document`` gives each document the same weight; or a column of `documents` that
            holds design weights.
        target
            ``these`` or ``like``: what the intervals are for.
        cluster
            A column of `documents`, as the place or the author, whose documents are not independent of each other; it
            widens intervals for documents like these.

        Returns
        -------
        DataFrame
            The columns of `by`, then ``domain``, ``prevalence`` (0 to 1), ``low``, ``high``, ``sentences`` (counted by
            the most probable domain), ``documents`` and ``target``. Ends of intervals are nan for documents like a
            single one, and for these documents where the run has no held-out errors.

        Raises
        ------
        InputError
            If a column is missing or no document has a value, or there are no body sentences.
        """
        groups, columns = self._group(by, weight, cluster, target)
        return tabulate_groups(groups, columns)

    def join(self, metadata: pd.DataFrame | Pathlike) -> "Labelled":
        """Add what is known of the documents.

        Parameters
        ----------
        metadata
            A DataFrame, or the path of a CSV file, with a column ``document_id``. Columns that are there already are
            replaced. A warning counts the documents without a row.

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
        missing = self.documents.index.difference(table.index)
        if len(missing) == len(self.documents):
            raise InputError(
                f"{place}: no document_id is that of a labelled document; they are called {missing[0]!r} and so on"
            )
        if len(missing):
            warnings.warn(f"{place}: no row for {len(missing)} documents, {missing[0]} first", stacklevel=2)
        kept = self.documents.drop(columns=[name for name in table if name in self.documents])
        return replace(self, documents=kept.join(table))

    def panel(self) -> pd.DataFrame:
        """Return one row a document, ready for a regression.

        Returns
        -------
        DataFrame
            Index ``document_id``; the columns of `documents`, ``sentences`` (number of body sentences), and the share
            of each domain by its id. Documents without body sentences are left out.
        """
        long = self.prevalence(by=DOCUMENT)
        wide = long.pivot_table(index=DOCUMENT, columns="domain", values="prevalence")[list(self.codebook.ids)]
        wide.columns.name = None
        sizes = long.groupby(DOCUMENT)["sentences"].sum()
        order = [name for name in self.documents.index if name in wide.index]
        return self.documents.assign(sentences=sizes).loc[order].join(wide).astype({"sentences": int})

    def correct(self, coded: Pathlike) -> "Labelled":
        """Correct the labels with a random sample of hand-coded sentences.

        Each body sentence gets its pseudo-outcome in place of its probabilities (Egami et al. 2024); shares,
        comparisons, trends and regressions of them are unbiased, whatever the errors of the classifier, and their
        intervals take in the sampling. The classifier must not have learned from the sample.

        Parameters
        ----------
        coded
            The corpus of the coded sentences, as ``research merge`` writes it.

        Raises
        ------
        InputError
            If there is no random sample in it, or a coded sentence is not among the labelled ones.
        """
        table = LabelledSentences(self.sentences, self.probabilities.to_numpy())
        found = read_coded(Path(coded), self.codebook, len(table.find_body()))
        values = correct_labels(table, found, self.codebook.ids).probabilities
        corrected = pd.DataFrame(values, index=self.probabilities.index, columns=self.probabilities.columns)
        return replace(self, probabilities=corrected, method=PROBABILISTIC, run=None)

    def predict_from(self, path: Pathlike) -> "Labelled":
        """Take the predictions of another classifier, such as a large language model, in place of those of the run.

        Parameters
        ----------
        path
            A CSV with ``document_id``, ``sentence_id`` and the labels (``domain``) or probabilities (a column a domain)
            of every body sentence.

        Raises
        ------
        InputError
            If a body sentence has no row, or the file cannot be used.
        """
        table = LabelledSentences(self.sentences, self.probabilities.to_numpy())
        values = read_predictions(Path(path), self.codebook).replace_in(table).probabilities
        found = pd.DataFrame(values, index=self.probabilities.index, columns=self.probabilities.columns)
        rows = table.find_body()
        domains = self.sentences["domain"].copy()
        domains.iloc[rows] = np.array(self.codebook.ids, dtype=object)[values[rows].argmax(axis=1)]
        sentences = self.sentences.assign(domain=domains)
        return replace(self, sentences=sentences, probabilities=found, method=COUNT, run=None)

    def plot(self, *, ax: "Axes | None" = None, language: str = "zh", title: str | None = None) -> "Axes":
        """Plot the theme distribution of all documents; see `research.plot_prevalence`."""
        from research.report.distribution import plot_prevalence  # matplotlib, which labels need not wait for

        return plot_prevalence(self.prevalence(), ax=ax, codebook=self.codebook, language=language, title=title)

    def write(
        self, folder: Pathlike, *, overwrite: bool = False, language: str = "zh", figures: str = DEFAULT_FIGURES
    ) -> Path:
        """Write the files that the command ``research label`` writes, and return the folder.

        Parameters
        ----------
        folder
            A new folder, or one to replace.
        overwrite
            Whether an existing folder is replaced.
        language
            Of figures: ``zh``, ``en``, or ``id`` for English with the ids of domains.
        figures
            The figures to write: ``none``; ``all``, the theme distribution of all documents together; or
            ``documents``, also the sections and the course of each document.

        Raises
        ------
        InputError
            If the folder exists and is not to be replaced, cannot be written, the labels come from no run, or
            `figures` is none of these.
        """
        if self.run is None:
            raise InputError("labels that no run predicted are not written; save the DataFrames instead")
        path = Path(folder)
        with open_folder(path, overwrite=overwrite) as temporary:
            parts = [make_headers(self.codebook.ids), format_documents(self._list_documents(), self.codebook.ids)]
            for part in parts:
                for name, content in part.items():
                    with temporary.joinpath(name).open("ab") as file:
                        file.write(content)
            method, held_out = choose_method(self.run, self.method, self.codebook)
            labelling = Labelling(
                self.run, Estimation(method, held_out), self.min_probability, self.threshold, language, figures
            )
            write_labelled(temporary, self.codebook, labelling)
            for name in INTERMEDIATE:
                (temporary / name).unlink()
        return path

    def _group(
        self, by: str | Sequence[str] | None, weight: str, cluster: str | None, target: str
    ) -> tuple[list[Group], list[str]]:
        columns = [by] if isinstance(by, str) else list(by or ())
        table = LabelledSentences(self.sentences, self.probabilities.to_numpy())
        if not len(table.find_body()):
            raise InputError("no body sentence was labelled, so there is nothing to take shares of")
        estimator = self._make_estimator(weight, cluster, target)
        if columns:
            values = find_values(table, columns, self._describe_documents(columns), "the documents' metadata")
            return estimate_groups(table, values, estimator), columns
        together = pd.DataFrame({"all": "all"}, index=list(table.document_ids))
        (group,) = estimate_groups(table, together, estimator)
        return [replace(group, values=())], []

    def _find_column(self, column: str, purpose: str) -> pd.Series:
        """Return what a column of the documents' metadata says of each document, as text."""
        table = LabelledSentences(self.sentences, self.probabilities.to_numpy())
        found = find_values(table, [column], self._describe_documents([column]), "the documents' metadata")[column]
        missing = [name for name in table.document_ids if name not in found.index]
        if missing:
            raise InputError(f"{purpose} {column!r}: document {missing[0]!r} has no value; give each document one")
        return found

    def _describe_documents(self, columns: Sequence[str]) -> pd.DataFrame | None:
        """Return the documents' metadata as text; none where it does not have the columns and their ids may."""
        if not set(columns) <= {DOCUMENT, *self.documents.columns}:
            return None if set(columns) <= {DOCUMENT, "year", *self.sentences.columns} else self.documents.reset_index()
        return self.documents.reset_index().map(lambda cell: "" if pd.isna(cell) else str(cell))

    def _make_estimator(self, weight: str = SENTENCE, cluster: str | None = None, target: str = LIKE) -> Estimator:
        method, held_out = (self.method, None)
        if self.run is not None:
            method, held_out = choose_method(self.run, self.method, self.codebook)
        design = None if weight in WEIGHTS else self._find_column(weight, "weight")
        clusters = None if cluster is None else self._find_column(cluster, "cluster")
        return Estimator(self.codebook.ids, method, held_out, weight, target, design, clusters, self.gold)

    def _list_documents(self) -> list[LabelledDocument]:
        table = self.sentences[list(COLUMNS)].astype(object)
        table = table.where(table.notna(), None)
        found = []
        for name, part in table.groupby(DOCUMENT, sort=False):
            labelled = part.index[part["kind"].isin(LABELLED_KINDS)]
            rows = [LabelledSentence(*row) for row in part.itertuples(index=False, name=None)]
            about = dict(self.described.get(str(name), {DOCUMENT: str(name)}))
            if name in self.documents.index:
                known = self.documents.loc[name].items()
                about |= {str(key): "" if pd.isna(value) else str(value) for key, value in known}
            found.append(LabelledDocument(str(name), rows, self.probabilities.loc[labelled].to_numpy(), about))
        return found


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
    """Label the sentences of documents.

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
    >>> labelled = label_documents(["新建小学两所，教师全部到岗。"])  # doctest: +SKIP
    >>> labelled.sentences["domain"].tolist()  # doctest: +SKIP
    ['education']
    """
    found = run if isinstance(run, Run) else load_run(run)
    threshold = find_threshold(found.path, min_precision) if min_precision is not None else None
    min_probability = threshold.probability if threshold else 0.0
    skipped: list[InputError] = []
    described_by = None if metadata is None or isinstance(metadata, pd.DataFrame) else Path(metadata)
    read = list(_iterate(documents, text_column, document_column, skipped, described_by))
    labelled: list[LabelledDocument] = []
    jobs = count_jobs(n_jobs or 1)
    with open_pool(jobs, found.path, min_probability) as pool:
        for part in run_batches(make_batches(read), label_batch, found.model, min_probability, pool, jobs):
            labelled += part
    sentences = pd.DataFrame([row for document in labelled for row in document.rows], columns=list(COLUMNS))
    for name in ("probability", "second_probability"):
        sentences[name] = sentences[name].astype(float)
    probabilities = np.zeros((len(sentences), len(found.codebook)))
    kept = np.flatnonzero(sentences["kind"].isin(LABELLED_KINDS))
    if len(kept):
        probabilities[kept] = np.vstack([document.probabilities for document in labelled])
    known = pd.DataFrame([_select_known(document.about) for document in labelled], index=[one.id for one in labelled])
    known = known.loc[:, (known.fillna("") != "").any()]
    known.index.name = DOCUMENT
    method, _ = choose_method(found.path, DEFAULT_METHOD, found.codebook)
    result = Labelled(
        sentences, pd.DataFrame(probabilities, columns=list(found.codebook.ids)), known, found.codebook,
        run=found.path, method=method, min_probability=min_probability, threshold=threshold,
        skipped=tuple(map(str, skipped)), described={document.id: document.about for document in labelled},
    )  # fmt: skip
    if skipped:
        warnings.warn(f"{len(skipped)} documents were left out, {skipped[0]}; see .skipped", stacklevel=2)
    return result if metadata is None else result.join(metadata)


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
    return _read_paths(given, text_column, document_column, skipped)


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
    """
    if path is not None:
        return read_run(Path(path))
    return read_run(find_run(DEFAULT_RUN, lambda line: warnings.warn(line, stacklevel=4), report_kept=False))


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
    """
    path = Path(folder)
    try:
        about = json.loads((path / "label.json").read_text("utf-8"))
        run, method, least = resolve_run(path, str(about["run"])), str(about["method"]), float(about["min_probability"])
        header = pd.read_csv(path / "probabilities.csv", nrows=0, encoding="utf-8-sig").columns[2:].tolist()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: not the output of research label ({error!r}); give its output folder") from None
    codebook = _find_codebook(run, header)
    tables = read_tables(path, codebook.ids)
    probabilities = pd.DataFrame(tables.probabilities, columns=list(codebook.ids))
    known = pd.DataFrame(index=pd.Index(tables.document_ids, name=DOCUMENT))
    if (path / DOCUMENTS).exists():
        table = read_metadata(path / DOCUMENTS).drop_duplicates(DOCUMENT)
        rows = table.loc[:, (table != "").any()].to_dict("records")
        found = {row[DOCUMENT]: _select_known({str(key): str(row[key]) for key in row}) for row in rows}
        known = known.join(pd.DataFrame.from_dict(found, orient="index")) if found else known
        known.index.name = DOCUMENT
    return Labelled(tables.sentences, probabilities, known, codebook, run=run, method=method, min_probability=least)


def _select_known(about: Mapping[str, str]) -> dict[str, str]:
    """Return what is known of a document, without its sizes."""
    return {name: value for name, value in about.items() if name in FRONT_MATTER or name not in TABLE_COLUMNS}


def explain_sentences(sentences: Sequence[Sentence | str] | str, run: "Run | Pathlike | None" = None) -> pd.DataFrame:
    """Tell what each part of the input contributes to the predicted label of each sentence.

    The classifier is linear before decoding, so that the contributions add up: for each sentence their sum is the log
    probability of its label less the mean log probability of all labels.

    Parameters
    ----------
    sentences
        Sentences from `split_sentences`, those of a document together and in order; texts of single sentences; or the
        text of a whole document.
    run
        As `label_documents` takes it.

    Returns
    -------
    DataFrame
        One row a contribution: ``sentence`` (number, from 0), ``text``, ``label``, ``part`` (``term``, ``headings``,
        ``neighbours``, ``base`` or ``decoding``), ``term`` (of a term) and ``contribution``.

    Raises
    ------
    InputError
        If the run's classifier is not linear with a softmax (``full`` and ``logistic`` are).
    """
    found = run if isinstance(run, Run) else load_run(run)
    predictor = found.classifier
    if not isinstance(predictor, LinearPredictor) or predictor.link != SOFTMAX:
        raise InputError(f"{found.path}: its classifier cannot be explained; train full, logistic or bayes")
    given: Sequence[Sentence | str] = split_sentences(sentences) if isinstance(sentences, str) else sentences
    kept = [one for one in given if isinstance(one, str) or one.kind in LABELLED_KINDS]
    _, explanations = explain_predictions(predictor, kept)
    rows: list[tuple[int, str, str, str, str, float]] = []
    for number, (sentence, found_parts) in enumerate(zip(kept, explanations, strict=True)):
        text = sentence if isinstance(sentence, str) else sentence.text
        start = (number, text, found_parts.label)
        rows += [(*start, "term", term, added) for term, added in found_parts.terms]
        for part in ("headings", "neighbours", "base", "decoding"):
            rows.append((*start, part, "", float(getattr(found_parts, part))))
    return pd.DataFrame(rows, columns=["sentence", "text", "label", "part", "term", "contribution"])


def compare_prevalence(
    labelled: Labelled, by: str | Sequence[str], *, weight: str = SENTENCE, cluster: str | None = None
) -> pd.DataFrame:
    """Compare the share of each domain between groups of documents.

    Parameters
    ----------
    labelled
        The sentences and what is known of their documents.
    by
        A column, or several, whose values make the groups.
    weight
        As `Labelled.prevalence` takes it.
    cluster
        The column whose values are the independent units, such as the place or the author; by default each document is
        one.

    Returns
    -------
    DataFrame
        The difference of each later group to the first, by domain: ``first``, ``second``, ``domain``, ``difference``
        (0 to 1), ``low``, ``high``, ``p`` (permutation of documents or clusters) and ``p_adjusted`` (over everything
        that is compared; Benjamini and Hochberg 1995). Of more than two groups, the first rows, with ``*`` in place
        of the groups, test each domain over all groups.

    Raises
    ------
    InputError
        If there are fewer than two groups.

    Warns
    -----
    UserWarning
        If a group has fewer than five documents or clusters; it has no test.
    """
    return tabulate_differences(_compare(labelled, by, weight, cluster))


def fit_trend(
    labelled: Labelled,
    time: str = "year",
    *,
    cluster: str | None = None,
    covariates: str | Sequence[str] = (),
    weight: str = SENTENCE,
) -> pd.DataFrame:
    """Fit the change of each domain's share over time, by a line through the documents.

    Parameters
    ----------
    labelled
        The sentences and what is known of their documents.
    time
        The column that holds the time, in years.
    cluster
        The column whose values are the independent units: give the place where a place reports every year. By default
        each document is one.
    covariates
        Columns that are held constant, such as the level or the place.
    weight
        As `Labelled.prevalence` takes it.

    Returns
    -------
    DataFrame
        Index ``domain``; columns ``per_decade`` (change of the share in ten years), ``low``, ``high``, ``p`` and
        ``p_adjusted``.

    Raises
    ------
    InputError
        If a value is not a number, or there are fewer than three different ones.
    """
    table = LabelledSentences(labelled.sentences, labelled.probabilities.to_numpy())
    values = _find_columns(labelled, [time])
    names = [covariates] if isinstance(covariates, str) else list(covariates)
    found = estimate_trend(
        table,
        values[time],
        labelled._make_estimator(weight),
        clusters=None if cluster is None else _find_columns(labelled, [cluster])[cluster],
        covariates=_find_columns(labelled, names) if names else None,
    )
    if found is None:
        raise InputError(f"{time}: there must be at least 3 different numbers, got {sorted(set(values[time]))[:5]}")
    return found


def fit_regression(
    labelled: Labelled, covariates: str | Sequence[str], *, cluster: str | None = None, weight: str = SENTENCE
) -> pd.DataFrame:
    """Regress the share of each domain in a document on what is known of the document.

    Predicted labels whose errors depend on a covariate bias its coefficient. Labels that were corrected with a random
    sample of hand-coded sentences do not; see `Labelled.correct`.

    Parameters
    ----------
    labelled
        The sentences and what is known of their documents.
    covariates
        Columns of numbers or of texts; documents without a value in each are left out.
    cluster
        The column whose values are the independent units, such as the place; by default each document is one.
    weight
        As `Labelled.prevalence` takes it; a document weighs as much as its sentences.

    Returns
    -------
    DataFrame
        One row a domain and term: ``domain``, ``term``, ``estimate``, ``standard_error`` (cluster-robust, CR2),
        ``low``, ``high``, ``freedom``, ``p`` and ``p_adjusted``.

    Raises
    ------
    InputError
        If a column is missing or has a single value, or there are too few documents.
    """
    names = [covariates] if isinstance(covariates, str) else list(covariates)
    table = LabelledSentences(labelled.sentences, labelled.probabilities.to_numpy())
    clusters = None if cluster is None else _find_columns(labelled, [cluster])[cluster]
    return fit_shares(table, _find_columns(labelled, names), labelled._make_estimator(weight), clusters)


def measure_distances(
    labelled: Labelled, by: str | Sequence[str], *, weight: str = SENTENCE, cluster: str | None = None
) -> pd.DataFrame:
    """Measure how far the theme distributions of groups of documents are apart.

    Parameters
    ----------
    labelled
        The sentences and what is known of their documents.
    by
        A column, or several, whose values make the groups.
    weight
        As `Labelled.prevalence` takes it.
    cluster
        As `compare_prevalence` takes it.

    Returns
    -------
    DataFrame
        One row for each pair of groups: ``first``, ``second``, ``distance`` (Jensen-Shannon, base 2, from 0 to 1),
        ``standard_error``, ``null_mean`` and ``null_high`` (mean and 95 % quantile of the distances between documents
        that are assigned to the groups at random), ``p`` and ``p_adjusted``.

    Raises
    ------
    InputError
        If there are fewer than two groups.
    """
    return tabulate_distances(_compare(labelled, by, weight, cluster))


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
    """
    try:
        from research.report.reviewer import Reviewer  # its library is in the extra `jupyter`
    except ModuleNotFoundError as error:
        raise InputError(f"the reviewer needs {error.name}, which is not installed: pip install ipywidgets") from None
    domains = (
        codebook if isinstance(codebook, Codebook) else read_codebook(None if codebook is None else Path(codebook))
    )
    return Reviewer(ReviewSession(Path(path), coder, domains, blind=blind), language)


def _compare(labelled: Labelled, by: str | Sequence[str], weight: str, cluster: str | None) -> Contrast:
    columns = [by] if isinstance(by, str) else list(by)
    table = LabelledSentences(labelled.sentences, labelled.probabilities.to_numpy())
    clusters = None if cluster is None else _find_columns(labelled, [cluster])[cluster]
    found = contrast_groups(table, _find_columns(labelled, columns), labelled._make_estimator(weight), clusters)
    if len(found.groups) < 2:
        raise InputError(f"by {', '.join(columns)}: there must be at least 2 groups, got {len(found.groups)}")
    if untested := describe_untested(found, "documents" if cluster is None else f"values of {cluster}"):
        warnings.warn(untested, stacklevel=3)
    return found


def _find_columns(labelled: Labelled, columns: Sequence[str]) -> pd.DataFrame:
    table = LabelledSentences(labelled.sentences, labelled.probabilities.to_numpy())
    return find_values(table, columns, labelled._describe_documents(columns), "the documents' metadata")


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


def _iterate(
    documents: Documents,
    text_column: str | None,
    document_column: str | None,
    skipped: list[InputError],
    described_by: Path | None,
) -> Iterator[Document]:
    if isinstance(documents, pd.DataFrame):
        yield from _iterate_rows(documents, text_column, document_column)
        return
    given = [documents] if isinstance(documents, (str, os.PathLike)) else list(documents)
    if not given:
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


def _iterate_rows(table: pd.DataFrame, text_column: str | None, document_column: str | None) -> Iterator[Document]:
    text = text_column or find_text_column("the DataFrame", list(map(str, table.columns)))
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


def _read_metadata(metadata: pd.DataFrame | Pathlike) -> tuple[pd.DataFrame, str]:
    if not isinstance(metadata, pd.DataFrame):
        return read_metadata(Path(metadata)), str(metadata)
    table = metadata.reset_index() if metadata.index.name == DOCUMENT else metadata
    if DOCUMENT not in table:
        raise InputError(f"the metadata: no column {DOCUMENT!r}; it has {', '.join(map(str, table.columns))}")
    return table.assign(**{DOCUMENT: table[DOCUMENT].astype(str)}), "the metadata"


def _find_codebook(run: Path, domains: Sequence[str]) -> Codebook:
    """Return the run's codebook where the run is still there, else one of these domains."""
    shipped = read_codebook()
    if tuple(domains) == shipped.ids:
        return shipped
    try:
        return read_run(run).codebook
    except InputError:
        return make_codebook(domains)
