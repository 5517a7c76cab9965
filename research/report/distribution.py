"""The plot of a theme distribution: the share of each domain as a dot with its interval."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from research.arrays import Array
from research.codebook import Codebook
from research.report.captions import TARGET
from research.report.share_dots import plot_shares
from research.report.shares import PlottedShares
from research.report.tables import count_of, index_by_domain


def plot_prevalence(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
    documents: pd.DataFrame | None = None,
    headings: bool = False,
    note: str = "",
    width: float | None = None,
) -> Axes:
    """Plot a theme distribution as dots with intervals, from the largest share to the smallest.

    A residual domain, as ``general`` of the shipped codebook, stands last and outside the ranking.

    Parameters
    ----------
    data
        A row for each domain, as `Labelled.prevalence` returns it: ``domain`` (a column or the index), ``prevalence``,
        ``low`` and ``high`` (0 to 1). Ends of intervals that are nan are left out.
    ax, codebook, language, title
        See `research.report.plots`.
    documents
        The shares of single documents, as ``prevalence(by="document_id")`` returns them; they are shown behind the
        dots.
    headings
        Whether the shares are of body sentences and headings, as the subtitle then says.
    note
        What the footnote begins with.
    width
        Of the figure in inches; 3.5 for one column of a journal.

    Raises
    ------
    InputError
        If a column is missing or a domain has more than one row.

    Examples
    --------
    >>> table = pd.DataFrame({"domain": ["health", "education"], "prevalence": [0.25, 0.75]})
    >>> ax = plot_prevalence(table.assign(low=[0.1, 0.6], high=[0.4, 0.9]), language="en")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Education', 'Health & epidemics']
    >>> ax.figure.get_suptitle()
    'Education clearly leads with 75%'
    """
    shares = _take_shares(index_by_domain(data, ["prevalence", "low", "high"]))
    single = None if documents is None else _take_documents(documents, shares.domains)
    return plot_shares(
        shares,
        ax=ax,
        codebook=codebook,
        language=language,
        title=title,
        documents=single,
        headings=headings,
        note=note,
        width=width,
    )


def _take_shares(table: pd.DataFrame) -> PlottedShares:
    prevalence, low, high = (table[column].to_numpy(dtype=np.float64) for column in ("prevalence", "low", "high"))
    targets = list(dict.fromkeys(map(str, table[TARGET].dropna()))) if TARGET in table else []
    domains = [str(domain) for domain in table.index]
    sentences, documents = count_of(table, "sentences"), count_of(table, "documents")
    return PlottedShares(domains, prevalence, low, high, targets, sentences, documents)


def _take_documents(table: pd.DataFrame, domains: Sequence[str]) -> Array:
    wide = table.pivot_table(index="document_id", columns="domain", values="prevalence", fill_value=0.0)
    return wide.reindex(columns=list(domains), fill_value=0.0).to_numpy(dtype=np.float64)
