"""The labels of documents: the object that most public functions return or take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from research.api.documents import Pathlike, join_metadata
from research.api.estimation import estimate_prevalence, make_estimator, make_panel, to_table
from research.api.folder import list_documents, write_folder
from research.codebook import Codebook, make_codebook
from research.corpus.labelled import Corpus
from research.errors import InputError
from research.labelling.choices import DEFAULT_FIGURES, SENTENCE
from research.labelling.correction import correct_labels, read_coded
from research.labelling.estimation import Estimation
from research.labelling.groups import DOCUMENT
from research.labelling.panel import write_panel
from research.labelling.predictions import read_predictions
from research.measure.abstention import Thresholds
from research.measure.choices import COUNT, PROBABILISTIC, THESE
from research.model.encoding import encode_labels
from research.report.labelled_documents import Labelling
from research.run import choose_method

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
    min_probability, thresholds
        The minimum probability of each domain, labels below which are marked as ``uncertain``; and how it was chosen.
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
    min_probability: Mapping[str, float] = field(default_factory=dict)
    thresholds: Thresholds | None = None
    skipped: tuple[str, ...] = ()
    gold: bool = False
    described: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    @classmethod
    def from_corpus(cls, corpus: Corpus) -> "Labelled":
        """Take the gold labels of a corpus for labels, each certain.

        Parameters
        ----------
        corpus
            From `research.read_corpus`. What it knows of its documents is kept.

        Examples
        --------
        >>> import research
        >>> labelled = research.Labelled.from_corpus(research.read_corpus())
        >>> labelled.gold, labelled.documents.columns.tolist()
        (True, ['title', 'type', 'level', 'place', 'year'])
        """
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
        crosswalk: pd.DataFrame | Pathlike | None = None,
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
        crosswalk
            Another scheme whose categories have the shares in place of the domains: ``cap`` or ``state_council``, as
            the codebook has them, or a table with the columns domain, category and weight, or its path. A share is the
            sum of those of domains, and its interval that of the sum, by the same method.

        Returns
        -------
        DataFrame
            The columns of `by`, then ``domain``, ``prevalence`` (0 to 1), ``low``, ``high``, ``sentences`` (counted by
            the most probable domain), ``documents`` and ``target``. Ends of intervals are nan for documents like a
            single one, and for these documents where the run has no held-out errors. With a crosswalk, ``category``
            (and ``name``, where the crosswalk has it) in place of ``domain``, and ``least`` and ``most``, which bound
            the share whatever the weights are, in place of ``sentences``.

        Raises
        ------
        InputError
            If a column is missing or no document has a value, there are no body sentences, or the crosswalk is not as
            it should be.

        Examples
        --------
        >>> import research
        >>> corpus = research.read_corpus()
        >>> reports = {name for name, about in corpus.documents.items() if about["type"] == "work_report"}
        >>> labelled = research.Labelled.from_corpus(corpus.select(reports))
        >>> table = labelled.prevalence(by="level", target="like")
        >>> health = table[table["domain"] == "health"].set_index("level")
        >>> health.loc["county", ["prevalence", "low", "high"]].astype(float).round(2).tolist()
        [0.04, 0.03, 0.05]

        The same in major topics of the Comparative Agendas Project:

        >>> table = labelled.prevalence(by="level", target="like", crosswalk="cap")
        >>> county = table[(table["level"] == "county") & (table["category"] == "3")].iloc[0]
        >>> county["name"], county[["prevalence", "low", "high"]].astype(float).round(2).tolist()
        ('Health', [0.04, 0.03, 0.05])
        """
        columns = [by] if isinstance(by, str) else list(by or ())
        return estimate_prevalence(self, columns, make_estimator(self, weight, cluster, target), crosswalk)

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

        Examples
        --------
        >>> import research
        >>> corpus = research.read_corpus()
        >>> answers = {name for name, about in corpus.documents.items() if about["type"] == "answer"}
        >>> labelled = research.Labelled.from_corpus(corpus.select(answers))
        >>> decades = labelled.documents[["year"]].assign(decade=lambda table: table["year"].str[:3] + "0")
        >>> labelled.join(decades).documents["decade"].value_counts().to_dict()
        {'2020': 11, '2010': 4}
        """
        return replace(self, documents=join_metadata(self.documents, metadata))

    def panel(self, *, weight: str = SENTENCE) -> pd.DataFrame:
        """Return one row a document, ready for a regression.

        Parameters
        ----------
        weight
            What counts the same within and between documents, as for `prevalence`: ``sentence``, ``character``,
            ``document``, or a column of `documents` with design weights.

        Returns
        -------
        DataFrame
            Index ``document_id``; the columns of `documents`, ``sentences`` (number of body sentences), ``weight``,
            and the share of each domain by its id. The means of the shares, weighted by ``weight``, are the shares of
            all documents together. Documents without body sentences are left out.

        Raises
        ------
        InputError
            If there is no such weight.

        Examples
        --------
        The labels of the answers to proposals, as the corpus has them:

        >>> import research
        >>> corpus = research.read_corpus()
        >>> answers = {name for name, about in corpus.documents.items() if about["type"] == "answer"}
        >>> labelled = research.Labelled.from_corpus(corpus.select(answers))
        >>> panel = labelled.panel(weight="document")
        >>> panel["weight"].round(6).unique().tolist()
        [1.0]
        >>> together = labelled.prevalence(weight="document").set_index("domain")
        >>> bool(np.isclose(panel["health"].mean(), together.loc["health", "prevalence"]))
        True
        """
        return make_panel(self, make_estimator(self, weight, target=THESE))

    def write_panel(self, path: Pathlike, *, weight: str = SENTENCE, language: str = "zh") -> Path:
        """Write the panel for Stata, Excel or any other program, and return the path.

        Parameters
        ----------
        path
            The file to write. Its ending says the format: ``.dta`` (Stata 14 and later, also read by R's haven), with
            the names of domains as labels of the variables and texts that documents share, such as places, as labelled
            numbers; ``.xlsx``, with the names on a second sheet; or ``.csv``.
        weight
            As for `panel`.
        language
            Of the labels: ``zh`` or ``en``.

        Raises
        ------
        InputError
            If there is no such weight, the ending is none of these, or the file cannot be written.

        Examples
        --------
        In Stata, ``use panel`` and ``regress health i.level c.year [aweight=weight], vce(cluster place)`` go on from
        here.

        >>> import research
        >>> from tempfile import TemporaryDirectory
        >>> corpus = research.read_corpus()
        >>> answers = {name for name, about in corpus.documents.items() if about["type"] == "answer"}
        >>> labelled = research.Labelled.from_corpus(corpus.select(answers))
        >>> with TemporaryDirectory() as folder:
        ...     path = labelled.write_panel(Path(folder, "panel.dta"), language="en")
        ...     with pd.io.stata.StataReader(path) as reader:
        ...         names, labels = reader.variable_labels(), reader.value_labels()
        >>> names["health"], names["weight"]
        ('Health and epidemic control: share', 'Weight; weighted means are the shares of all documents')
        >>> sorted(labels["level"].values())
        ['city', 'county', 'department', 'province']
        """
        write_panel(Path(path), self.panel(weight=weight), self.codebook, language)
        return Path(path)

    def correct(self, coded: Pathlike) -> "Labelled":
        """Correct the labels with a random sample of hand-coded sentences.

        Each body sentence gets its pseudo-outcome in place of its probabilities (Egami et al. 2024); shares,
        comparisons, trends and regressions of them are unbiased, whatever the errors of the classifier, and their
        intervals for documents like these take in the sampling; for these documents, the default of `prevalence`, they
        have none (``research estimate`` has). A share of few sentences may lie below 0 or above 1. The classifier must
        not have learned from the sample.

        Parameters
        ----------
        coded
            The corpus of the coded sentences, as ``research merge`` writes it.

        Raises
        ------
        InputError
            If there is no random sample in it, or a coded sentence is not among the labelled ones.

        Examples
        --------
        One of four sentences is labelled as health. Of the two that were sampled, with the probability 1 / 2 each, the
        coder found another one, which stands for two:

        >>> import research
        >>> from tempfile import TemporaryDirectory
        >>> table = pd.DataFrame({"text": ["修路。", "架桥。", "看病。", "打针。"], "document_id": "speech"})
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "sentences.csv")
        ...     table.assign(domain=["roads", "roads", "roads", "health"]).to_csv(path, index=False)
        ...     labelled = research.Labelled.from_corpus(research.read_corpus(path))
        ...     sample = labelled.sentences.loc[[1, 2], ["document_id", "sentence_id", "text"]]
        ...     sample.assign(domain=["roads", "health"], inclusion=0.5).to_csv(path, index=False)
        ...     corrected = labelled.correct(path)
        >>> corrected.prevalence().set_index("domain")["prevalence"].to_dict()
        {'health': 0.75, 'roads': 0.25}
        """
        table = to_table(self)
        found = read_coded(Path(coded), self.codebook, len(table.find_body()))
        values = correct_labels(table, found, self.codebook.ids).probabilities
        corrected = pd.DataFrame(values, index=self.probabilities.index, columns=self.probabilities.columns)
        return replace(self, probabilities=corrected, method=PROBABILISTIC, run=None, gold=False)

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

        Examples
        --------
        >>> import research
        >>> corpus = research.read_corpus()
        >>> answers = {name for name, about in corpus.documents.items() if about["type"] == "answer"}
        >>> labelled = research.Labelled.from_corpus(corpus.select(answers))
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "predictions.csv")
        ...     table = labelled.sentences[["document_id", "sentence_id"]].assign(domain="education")
        ...     table.to_csv(path, index=False)
        ...     predicted = labelled.predict_from(path)
        >>> predicted.prevalence().set_index("domain").loc["education", "prevalence"]
        np.float64(1.0)
        """
        table = to_table(self)
        values = read_predictions(Path(path), self.codebook).replace_in(table).probabilities
        found = pd.DataFrame(values, index=self.probabilities.index, columns=self.probabilities.columns)
        rows = table.find_body()
        domains = self.sentences["domain"].copy()
        domains.iloc[rows] = np.array(self.codebook.ids, dtype=object)[values[rows].argmax(axis=1)]
        sentences = self.sentences.assign(domain=domains)
        return replace(self, sentences=sentences, probabilities=found, method=COUNT, run=None, gold=False)

    def plot(self, *, ax: "Axes | None" = None, language: str = "zh", title: str | None = None) -> "Axes":
        """Plot the theme distribution of all documents.

        Parameters
        ----------
        ax, language, title
            As `research.plot_prevalence` takes them.

        Returns
        -------
        Axes

        Examples
        --------
        >>> import research
        >>> labelled = research.Labelled.from_corpus(research.read_corpus().select({"city_answer_2013_001"}))
        >>> labelled.plot(language="en", title="An answer to a proposal").figure.get_suptitle()
        'An answer to a proposal'
        """
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

        Examples
        --------
        >>> import research
        >>> from tempfile import TemporaryDirectory
        >>> from research.model.baselines import make_predictor
        >>> from research.model.storage import Model, write_model
        >>> codebook = research.read_codebook()
        >>> keywords = research.make_classifier("keywords", codebook).fit(["召开会议。"], ["general"])
        >>> with TemporaryDirectory() as folder:
        ...     _ = write_model(Path(folder, "model.npz"), Model(make_predictor(keywords), codebook))
        ...     labelled = research.label_documents(["新建小学两所。"], folder)
        ...     written = labelled.write(Path(folder, "speeches"), figures="none")
        ...     sorted(path.name for path in written.glob("*.csv"))
        ...     research.read_labelled(written).sentences["domain"].tolist()
        ['distribution.csv', 'documents.csv', 'probabilities.csv', 'sentences.csv']
        ['education']
        """
        if self.run is None:
            raise InputError("labels that no run predicted are not written; save the DataFrames instead")
        method, held_out = choose_method(self.run, self.method, self.codebook)
        labelling = Labelling(
            self.run,
            Estimation(method, held_out),
            self.min_probability,
            self.thresholds,
            language,
            figures,
            unread=len(self.skipped),
        )
        documents = list_documents(self.sentences, self.probabilities, self.documents, self.described)
        return write_folder(Path(folder), documents, self.codebook, labelling, overwrite=overwrite)
