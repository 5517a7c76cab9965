"""The theme distribution: what share of the text each domain holds."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from research.measure.bootstrap import bootstrap_documents, sum_by_document
from research.measure.evaluation import encode_labels


def estimate_distribution(
    labels: Sequence[str],
    units: Sequence[str],
    domains: Sequence[str],
    *,
    weights: NDArray[np.float64] | None = None,
    repeats: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Count predicted labels (classify and count) and give each share an interval.

    The interval resamples units: documents for a set of documents, paragraphs for a single one. It knows nothing of
    the classifier's own errors.

    Parameters
    ----------
    labels
        The domain of each sentence.
    units
        The document (or paragraph) of each sentence.
    domains
        All domains in order; one without sentences keeps its row, at 0.
    weights
        What a sentence counts, for example its characters; 1 by default.
    repeats, seed
        Of the bootstrap.

    Returns
    -------
    DataFrame
        Index ``domain``; columns ``prevalence`` (summing to 1), ``low``, ``high`` (95 %) and ``sentences``.

    Examples
    --------
    >>> estimate_distribution(["a", "a", "b", "a"], ["x", "x", "y", "z"], ["a", "b", "c"])["prevalence"].tolist()
    [0.75, 0.25, 0.0]
    """
    columns = encode_labels(labels, domains)
    totals = sum_by_document(units, columns, len(domains), weights)
    interval = bootstrap_documents(totals, lambda total: total / max(total.sum(), 1e-12), repeats=repeats, seed=seed)
    return pd.DataFrame(
        {
            "prevalence": interval.estimate,
            "low": interval.low,
            "high": interval.high,
            "sentences": np.bincount(columns, minlength=len(domains)),
        },
        index=pd.Index(domains, name="domain"),
    )
