"""Groups of labelled documents, made by what is known of the documents, and the share of each domain in them."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from research.arrays import Array, Integers
from research.csv_cells import name_column, read_frame
from research.errors import InputError, ReadingWarning
from research.labelling.choices import SENTENCE
from research.labelling.estimation import weigh_sentences
from research.labelling.read_back import LabelledSentences
from research.measure.bootstrap import number_documents
from research.measure.categories import combine_held_out, combine_shares
from research.measure.choices import COUNT, LIKE, TARGET_NAMES
from research.measure.held_out import HeldOut
from research.measure.intervals import Shares
from research.measure.prevalence import (
    KIND_ERROR,
    Units,
    estimate_shares,
    find_classification_error,
    find_error_ratio,
    group_units,
    tabulate_shares,
)
from research.plurals import count_noun

DOCUMENT = "document_id"

_YEAR = r"(?<!\d)((?:19|20)\d{2})(?!\d)"


class Estimates(NamedTuple):
    """The shares of the classes of an estimator, and the share of each domain, which are the same without a crosswalk.

    Attributes
    ----------
    shares
        Of the domains, or of the categories of the crosswalk.
    of_domains
        The shares of domains that they are sums of, shape (n_domains,).
    """

    shares: Shares
    of_domains: Array


@dataclass(frozen=True, eq=False)
class Estimator:
    """How shares are estimated from predicted probabilities.

    Attributes
    ----------
    domains
        The ids of all domains, in codebook order.
    method, held_out
        As `estimate_shares` takes them.
    weight
        ``sentence``, ``character`` or ``document``, each of which counts the same, or the name of `design`.
    target
        What intervals are for, as `find_interval` takes it.
    design
        The design weight of each document, index ``document_id``, as text.
    clusters
        The place or author of each document, index ``document_id``; documents of one cluster are dependent. Documents
        without one, and by default all, are clusters of their own.
    gold
        Whether the labels are gold labels, which have no errors of classification.
    crosswalk
        The part of each domain in each category of another scheme, whose shares are estimated in place of those of the
        domains: index domain, one column a category, rows summing to 1; see
        `research.labelling.crosswalk.weigh_categories`.
    """

    domains: tuple[str, ...]
    method: str = COUNT
    held_out: HeldOut | None = None
    weight: str = SENTENCE
    target: str = LIKE
    design: pd.Series | None = None
    clusters: pd.Series | None = None
    gold: bool = False
    crosswalk: pd.DataFrame | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """What shares are estimated of: the domains, or the categories of the crosswalk."""
        return self.domains if self.crosswalk is None else tuple(map(str, self.crosswalk.columns))

    @cached_property
    def parts(self) -> Array:
        """The part of each domain in each of the classes, shape (n_domains, n_classes)."""
        if self.crosswalk is None:
            return np.eye(len(self.domains))
        return self.crosswalk.loc[list(self.domains)].to_numpy(dtype=np.float64)

    @cached_property
    def _held_out(self) -> HeldOut | None:
        """The held-out errors in the categories of the crosswalk."""
        return None if self.held_out is None else combine_held_out(self.held_out, self.parts)

    def estimate(self, probabilities: NDArray[np.float64], sentences: pd.DataFrame) -> Estimates:
        """Estimate the shares of some sentences, of which those of a document, or of a cluster, are dependent.

        Raises
        ------
        InputError
            As `weigh`.
        """
        units = group_units(self.find_units(sentences[DOCUMENT]).tolist(), self.weigh(sentences))
        crossed = self.crosswalk is not None  # the error of classification is then that of its categories
        domains = estimate_shares(
            probabilities,
            units.numbers,
            method=self.method,
            held_out=self.held_out,
            weights=units.weights,
            kind_error=None if crossed else KIND_ERROR,
        )
        shares = domains
        if crossed:
            shares = combine_shares(domains, self.parts, self._find_error_of_categories(probabilities, units))
        if self.gold:
            shares = replace(shares, classification=np.zeros(len(self.classes)))
        return Estimates(shares, domains.estimate)

    def _find_error_of_categories(self, probabilities: NDArray[np.float64], units: Units) -> Array | None:
        if self._held_out is None:
            return None
        ratio = find_error_ratio(self._held_out, self.method)
        return find_classification_error(probabilities, units, ratio, parts=self.parts)

    def find_units(self, documents: "pd.Series | pd.Index") -> pd.Series:
        """Return the independent unit of each document: its cluster, or the document itself."""
        units = pd.Series(documents, dtype=object).astype(str)
        if self.clusters is None:
            return units
        known = self.clusters[self.clusters.notna() & (self.clusters != "")]
        return units.map(known).where(units.isin(known.index), "document " + units)

    def weigh(self, sentences: pd.DataFrame) -> Array:
        """Return the weight of each sentence, shape (n_sentences,).

        Raises
        ------
        InputError
            If there is no such weight, or a design weight is missing or is not a number.
        """
        names = sentences[DOCUMENT].astype(str).tolist()
        numbers, _ = number_documents(names)
        lengths = np.array([len(text) for text in sentences["text"]], dtype=np.float64)
        design = None
        if self.design is not None:
            design = self.design.reindex(list(dict.fromkeys(names))).fillna("").astype(str).tolist()
        weights = weigh_sentences(self.weight, numbers, lengths, design)
        return np.ones(len(sentences)) if weights is None else weights


@dataclass(frozen=True, eq=False)
class Group:
    """Documents that share their values of the grouping columns.

    Attributes
    ----------
    values
        One value a grouping column.
    shares
        Their theme distribution, with what each document adds to it.
    table
        The same as a table, as `tabulate_shares` returns it.
    documents
        Number of documents.
    of_domains
        The share of each domain: with a crosswalk, those that the shares of its categories are sums of.
    target
        What its intervals are for.
    """

    values: tuple[str, ...]
    shares: Shares
    table: pd.DataFrame
    documents: int
    of_domains: Array
    target: str = LIKE

    @property
    def name(self) -> str:
        """The values, joined."""
        return " · ".join(self.values)


def find_values(
    labelled: LabelledSentences, by: Sequence[str], metadata: pd.DataFrame | None = None, place: str = ""
) -> pd.DataFrame:
    """Return the values of the grouping columns for each labelled document that has all of them.

    A column is looked for in the metadata, then in the labelled sentences; ``year`` is read from the document's id
    where neither has it.

    Parameters
    ----------
    labelled
        With a column ``document_id``.
    by
        Names of the grouping columns.
    metadata
        Columns ``document_id`` and what is known of the documents, all as text.
    place
        The metadata's name in messages.

    Returns
    -------
    DataFrame of str
        Index ``document_id`` in the order of the sentences; one column for each of `by`.

    Raises
    ------
    InputError
        If a column is missing, or no document has a value in each.

    Examples
    --------
    >>> sentences = pd.DataFrame({"document_id": ["county_2010", "city_2020"], "kind": ["body", "body"]})
    >>> find_values(LabelledSentences(sentences, np.eye(2)), ["year"])["year"].tolist()
    ['2010', '2020']
    """
    ids = pd.Index(dict.fromkeys(labelled.sentences[DOCUMENT].astype(str)), name=DOCUMENT)
    columns: dict[str, pd.Series] = {}
    known = None if metadata is None else index_documents(metadata, ids)
    for name in by:
        name = name if known is not None and name in known else name_column(name)
        if name == DOCUMENT:
            columns[name] = pd.Series(ids, index=ids)
        elif known is not None and name in known:
            _warn_of_differing(metadata, name, ids, place)
            columns[name] = known[name].reindex(ids)
        elif known is not None:
            raise InputError(f"{place}: no column {name!r}; it has {', '.join(known.reset_index().columns)}")
        elif name in labelled.sentences:
            columns[name] = labelled.sentences.groupby(DOCUMENT, sort=False)[name].first().astype(str)
        elif name == "year":
            columns[name] = pd.Series(ids.str.extract(_YEAR)[0].to_numpy(), index=ids)
        else:
            raise InputError(f"--by {name}: sentences.csv has no such column; give --metadata with it")
    values = pd.DataFrame(columns, index=ids)
    values = values[(values.notna() & (values != "")).all(axis=1)]
    if not len(values):
        joined = ",".join(by)
        if known is None or not len(known):
            fix = f"give --metadata, a table with {DOCUMENT} and {joined}"
        else:
            fix = (
                f"the documents are called as {ids[0]!r}, those of {place} as {known.index[0]!r}: write the same names"
            )
        raise InputError(f"--by {joined}: none of {len(ids)} documents has a value; {fix}")
    return values


def _warn_of_differing(metadata: pd.DataFrame | None, name: str, ids: "pd.Index", place: str) -> None:
    """Warn of documents whose rows of metadata differ: the first is taken."""
    if metadata is None:
        return
    names = metadata[DOCUMENT].map(lambda document: _drop_ending(document, ids))
    counts = metadata.groupby(names.to_numpy(), sort=False)[name].nunique()
    differing = [document for document in counts.index[counts > 1] if document in ids]
    if differing:
        repeated = count_noun(len(differing), "document has several rows", "documents have several rows")
        message = f"{place}: {repeated} that differ in {name}, {differing[0]} first; the first row is taken"
        warnings.warn(message, ReadingWarning, stacklevel=3)


def index_documents(metadata: pd.DataFrame, ids: "pd.Index | Sequence[str]") -> pd.DataFrame:
    """Return the first row of each document, by the id of the document where a table has the name of its file.

    Examples
    --------
    >>> table = pd.DataFrame({"document_id": ["a.txt", "b", "a"], "place": ["east", "west", "north"]})
    >>> index_documents(table, ["a", "b"])["place"].to_dict()
    {'a': 'east', 'b': 'west'}
    """
    known, ids = metadata.set_index(DOCUMENT), pd.Index(ids)
    known = known.rename(index={name: _drop_ending(name, ids) for name in known.index})
    return known[~known.index.duplicated()]


def _drop_ending(name: str, ids: "pd.Index") -> str:
    """Return the id of a document that a table calls by the name of its file."""
    stem = name.rpartition(".")[0]
    return stem if name not in ids and stem in ids else name


def estimate_groups(labelled: LabelledSentences, values: pd.DataFrame, estimator: Estimator) -> list[Group]:
    """Estimate the theme distribution of each group over its body sentences.

    Parameters
    ----------
    labelled
        All sentences.
    values
        The values of each document, as `find_values` returns them; documents without a row are left out.
    estimator
        How shares are estimated.

    Returns
    -------
    list of Group
        In the order of their values.
    """
    body = labelled.find_body()
    sentences = labelled.sentences.iloc[body]
    documents = sentences[DOCUMENT].astype(str)
    keys = list(values.itertuples(index=False, name=None))
    number = {key: place for place, key in enumerate(sorted(set(keys)))}
    group_of = {name: number[key] for name, key in zip(values.index, keys, strict=True)}
    codes = documents.map(group_of).fillna(-1).to_numpy(dtype=np.int64)
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(number) + 1))
    groups = []
    for key, place in number.items():
        rows = order[starts[place] : starts[place + 1]]
        if not len(rows):
            continue
        probabilities = labelled.probabilities[body[rows]]
        shares, of_domains = estimator.estimate(probabilities, sentences.iloc[rows])
        counted: Integers | Array = np.bincount(probabilities.argmax(axis=1), minlength=len(estimator.domains))
        if estimator.crosswalk is not None:
            counted = counted @ estimator.parts
        table = tabulate_shares(shares, estimator.classes, counted, estimator.target)
        groups.append(Group(key, shares, table, documents.iloc[rows].nunique(), of_domains, estimator.target))
    return groups


def tabulate_groups(groups: Sequence[Group], by: Sequence[str]) -> pd.DataFrame:
    """Return the shares of all groups, one row for each group and domain.

    Returns
    -------
    DataFrame
        One column for each of `by`, then ``domain``, ``prevalence``, ``low``, ``high``, ``sentences`` (as counted),
        ``documents`` and ``target``.
    """
    parts = []
    for group in groups:
        table = group.table.reset_index()
        for place, (name, value) in enumerate(zip(by, group.values, strict=True)):
            table.insert(place, name, value)
        parts.append(table.assign(documents=group.documents, target=TARGET_NAMES[group.target]))
    return pd.concat(parts, ignore_index=True)


def join_numbers(values: pd.Series, every: int) -> pd.Series:
    """Name the interval of `every` numbers that each value falls into, as ``2010-2019`` for 2012 and 10.

    Raises
    ------
    InputError
        If a value is not a number.

    Examples
    --------
    >>> join_numbers(pd.Series(["2012", "2020"]), 10).tolist()
    ['2010-2019', '2020-2029']
    """
    if every <= 1:
        return values
    numbers = pd.to_numeric(values, errors="coerce")
    if numbers.isna().any():
        wrong = values[numbers.isna()].iloc[0]
        raise InputError(f"--every {every}: {wrong!r} is not a number; leave --every out")
    starts = numbers.astype(np.int64) // every * every
    return pd.Series([f"{start}-{start + every - 1}" for start in starts], index=values.index, name=values.name)


def read_metadata(path: Path) -> pd.DataFrame:
    """Read what is known of documents from a table with the column ``document_id``, all as text.

    Raises
    ------
    InputError
        If the file cannot be read or has no column ``document_id``.
    """
    return read_frame(path, [DOCUMENT])
