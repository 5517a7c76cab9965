"""Regressions of shares on what is known of documents, with errors that respect clusters and with predicted labels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from research.arrays import Array
from research.errors import InputError
from research.measure.bootstrap import number_documents
from research.measure.contrast import adjust_p_values
from research.measure.sample_size import check_inclusion

_MIN_EIGENVALUE = 1e-8  # of a cluster's part of I - H; smaller ones are directions that the model fits exactly
_ROUNDING = 1e-13  # of a coefficient and its error, beside the largest that the outcomes allow
_YEARS = 10  # of a decade


@dataclass(frozen=True, eq=False)
class ClusteredFit:
    """Coefficients of weighted least squares with cluster-robust errors.

    Attributes
    ----------
    estimate, error
        The coefficients and their standard errors, shape (n_terms, n_outcomes).
    freedom
        The degrees of freedom of each coefficient's error, shape (n_terms,).
    """

    estimate: Array
    error: Array
    freedom: Array


def fit_clustered(outcomes: Array, design: Array, weights: Array, clusters: Sequence[object]) -> ClusteredFit:
    """Fit weighted least squares with cluster-robust errors that hold with few clusters.

    The errors are the bias-reduced ones of Bell and McCaffrey (2002, CR2), with the degrees of freedom of
    Satterthwaite for each coefficient (Pustejovsky and Tipton 2018, equations 5 and 10), under a working model in which
    a row's variance is the inverse of its weight.

    Parameters
    ----------
    outcomes
        One column an outcome, shape (n_rows, n_outcomes).
    design
        One column a term, the constant included, shape (n_rows, n_terms).
    weights
        The weight of each row, greater than 0, shape (n_rows,).
    clusters
        The cluster of each row: rows of different clusters are independent.

    Returns
    -------
    ClusteredFit
        Errors are nan for a coefficient that the clusters do not identify (fewer than two have a part in it).

    Examples
    --------
    >>> outcomes, design = np.array([[1.0], [3.0], [2.0], [6.0]]), np.ones((4, 1))
    >>> fit = fit_clustered(outcomes, design, np.ones(4), list("abcd"))
    >>> fit.estimate.tolist(), (fit.error**2 * 4).round(3).tolist(), fit.freedom.round(3).tolist()
    ([[3.0]], [[4.667]], [3.0])
    """
    numbers, n_clusters = number_documents(clusters)
    root = np.sqrt(weights)[:, None]
    x, y = design * root, outcomes * root
    lengths = np.linalg.norm(x, axis=0)  # units of a term, as yuan for billions, are to change its coefficient alone
    lengths[lengths == 0] = 1
    x /= lengths
    inverse = np.linalg.pinv(x.T @ x)
    estimate = inverse @ (x.T @ y)
    residuals = y - x @ estimate
    n_terms = design.shape[1]
    variance, sizes = np.zeros(estimate.shape), np.zeros((n_clusters, n_terms))
    projections = np.zeros((n_clusters, n_terms, n_terms))  # of each cluster and coefficient, on the design
    order = np.argsort(numbers, kind="stable")
    for cluster, rows in enumerate(np.split(order, np.cumsum(np.bincount(numbers, minlength=n_clusters))[:-1])):
        part = x[rows]
        values, vectors = np.linalg.eigh(np.eye(len(rows)) - part @ inverse @ part.T)
        kept = values > _MIN_EIGENVALUE
        adjustment = (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T
        influence = adjustment @ part @ inverse
        variance += (influence.T @ residuals[rows]) ** 2
        sizes[cluster] = (influence**2).sum(axis=0)
        projections[cluster] = influence.T @ part
    freedom = np.full(n_terms, np.nan)
    for term in range(n_terms):
        projected = projections[:, term]
        inner = (projected @ inverse * projected).sum(axis=1)
        trace = (sizes[:, term] - inner).sum()
        whole = inverse @ (projected.T @ projected)
        squares = (sizes[:, term] ** 2).sum() - 2 * (sizes[:, term] * inner).sum() + np.trace(whole @ whole)
        if trace > 1e-12 and squares > 0:
            freedom[term] = trace**2 / squares
    error = np.sqrt(variance)
    rounding = _ROUNDING * np.diag(inverse)[:, None] * np.linalg.norm(y, axis=0)
    estimate[np.abs(estimate) <= rounding] = 0
    error[error <= rounding] = 0
    error[np.isnan(freedom)] = np.nan
    return ClusteredFit(estimate / lengths[:, None], error / lengths[:, None], freedom)


def make_pseudo_outcomes(predicted: Array, rows: Sequence[int], labels: Array, inclusion: Array) -> Array:
    """Correct predictions with a random sample of hand-coded sentences, so that their mean is that of the true labels.

    The pseudo-outcome of a sentence is its prediction, plus, for a sentence of the sample, the difference between label
    and prediction divided by its inclusion probability (design-based supervised learning: Egami, Hinck, Stewart and
    Wei 2024, equation 4). Its expectation over samples is the true label, however wrong the predictions are. A mean, a
    difference or a regression of pseudo-outcomes is therefore unbiased, and its usual errors, by cluster, are valid.

    Parameters
    ----------
    predicted
        The label of each sentence as 0 and 1, or its probabilities, by a classifier that did not learn from the sample
        (or only from other folds of it), shape (n_sentences, n_domains).
    rows
        The rows of the sample.
    labels
        The labels of the sample as 0 and 1, shape (n_sample, n_domains).
    inclusion
        The probability with which each sentence of the sample was sampled, shape (n_sample,).

    Returns
    -------
    array, shape (n_sentences, n_domains)
        Single values lie outside of 0 to 1.

    Raises
    ------
    InputError
        If an inclusion probability is not greater than 0 and at most 1.

    Examples
    --------
    A classifier calls every other sentence of the city "economy" although none of them is, and none of the county. The
    naive difference is .5. The truth, which ten labels of each twenty sentences show, is 0.

    >>> city = np.repeat([1.0, 0.0], 20)
    >>> predicted = np.where(city == 1, np.arange(40) % 2, 0)[:, None]
    >>> coded = np.r_[0:10, 20:30]
    >>> outcomes = make_pseudo_outcomes(predicted, coded, np.zeros((20, 1)), np.full(20, 0.5))
    >>> design, documents = np.column_stack((np.ones(40), city)), np.arange(40) // 5
    >>> fits = [fit_clustered(y, design, np.ones(40), documents.tolist()) for y in (predicted, outcomes)]
    >>> [abs(round(float(fit.estimate[1, 0]), 6)) for fit in fits]
    [0.5, 0.0]
    """
    chance = check_inclusion(inclusion)
    outcomes = np.array(predicted, dtype=np.float64)
    outcomes[rows] += (labels - outcomes[rows]) / chance[:, None]
    return outcomes


def make_design(covariates: pd.DataFrame) -> pd.DataFrame:
    """Make the columns of a regression from covariates: numbers stay numbers, of texts each value but the first is one.

    Parameters
    ----------
    covariates
        One row a document; texts that are numbers count as numbers.

    Returns
    -------
    DataFrame
        The column ``(constant)``, then a column for each number and ``name=value`` for each value of a text. Columns
        that repeat others are left out.

    Raises
    ------
    InputError
        If a covariate has a single value.

    Examples
    --------
    >>> make_design(pd.DataFrame({"year": ["2001", "2003"], "level": ["city", "county"]})).to_dict("list")
    {'(constant)': [1.0, 1.0], 'year': [2001.0, 2003.0]}
    """
    found = pd.DataFrame({"(constant)": 1.0}, index=covariates.index)
    for name, column in covariates.items():
        if column.nunique() < 2:
            raise InputError(f"{name}: has the single value {column.iloc[0]!r}; leave it out of the covariates")
        numbers = pd.to_numeric(column, errors="coerce")
        if numbers.notna().all():
            found[str(name)] = numbers.astype(float)
            continue
        for value in sorted(column.unique())[1:]:
            found[f"{name}={value}"] = (column == value).astype(float)
    kept: list[int] = []
    values = found.to_numpy()
    values = values / np.maximum(np.abs(values).max(axis=0), 1e-12)
    for place in range(values.shape[1]):
        if np.linalg.matrix_rank(values[:, [*kept, place]]) > len(kept):
            kept.append(place)
    return found.iloc[:, kept]


def tabulate_fit(
    fit: ClusteredFit, terms: Sequence[str], domains: Sequence[str], confidence_level: float = 0.95
) -> pd.DataFrame:
    """Return the coefficients with their intervals, one row a domain and term.

    Returns
    -------
    DataFrame
        Columns ``domain``, ``term``, ``estimate``, ``standard_error``, ``low``, ``high``, ``freedom``, ``p`` and
        ``p_adjusted`` (over all rows but those of the constant; Benjamini and Hochberg 1995).
    """
    freedom = fit.freedom[:, None]
    half_width = stats.t.ppf((1 + confidence_level) / 2, freedom) * fit.error
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.where((fit.estimate == 0) & (fit.error == 0), 0, np.abs(fit.estimate) / fit.error)
    p = 2 * stats.t.sf(statistic, freedom)
    adjusted = np.full(p.shape, np.nan)
    tested = np.array([term != "(constant)" for term in terms])
    adjusted[tested] = adjust_p_values(p[tested].ravel()).reshape(p[tested].shape)
    columns = {
        "estimate": fit.estimate, "standard_error": fit.error, "low": fit.estimate - half_width,
        "high": fit.estimate + half_width, "freedom": np.broadcast_to(freedom, p.shape), "p": p, "p_adjusted": adjusted,
    }  # fmt: skip
    index = pd.MultiIndex.from_product([list(domains), list(terms)], names=["domain", "term"])
    return pd.DataFrame({name: value.T.ravel() for name, value in columns.items()}, index=index).reset_index()


def fit_trend_line(
    shares: Array,
    sizes: Array,
    years: Array,
    domains: Sequence[str],
    *,
    clusters: Sequence[object] | None = None,
    covariates: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Fit a linear trend to the shares of documents over years, with cluster-robust errors; see `fit_clustered`.

    Parameters
    ----------
    shares
        The shares of each document, shape (n_documents, n_domains).
    sizes
        The weight of each document, for example its number of sentences, shape (n_documents,).
    years
        The year of each document, shape (n_documents,).
    domains
        All domains in order.
    clusters
        The place or author of each document; documents of one cluster are dependent. By default each document is a
        cluster.
    covariates
        What else is held constant, one row a document; see `make_design`.

    Returns
    -------
    DataFrame
        Index ``domain``; columns ``per_decade`` (change of the share in ten years), ``low``, ``high``, ``p`` and
        ``p_adjusted`` (adjusted for multiple comparisons over the domains, Benjamini and Hochberg 1995); nan where
        there are fewer than three clusters or a single year, or the covariates leave no change over years.

    Examples
    --------
    >>> shares = np.array([[0.1, 0.9], [0.2, 0.8], [0.3, 0.7], [0.4, 0.6]])
    >>> years = np.array([2000.0, 2010.0, 2020.0, 2030.0])
    >>> fit_trend_line(shares, np.full(4, 50.0), years, ["a", "b"])["per_decade"].round(3).tolist()
    [0.1, -0.1]
    """
    units = list(range(len(years))) if clusters is None else list(clusters)
    names = ["estimate", "low", "high", "p", "p_adjusted"]
    found = pd.DataFrame(np.nan, index=pd.Index(domains, name="domain"), columns=names)
    if len(set(units)) >= 3 and len(set(years.tolist())) > 1:
        others = pd.DataFrame({"(constant)": 1.0}, index=range(len(years)))
        if covariates is not None:
            others = make_design(covariates.reset_index(drop=True))
        time = (years - years.mean()) / _YEARS
        design = np.column_stack((time, others.to_numpy()))
        if np.linalg.matrix_rank(design) > others.shape[1]:
            fit = fit_clustered(shares, design, sizes / sizes.mean(), units)
            whole = tabulate_fit(fit, ["time", *("(constant)" for _ in others)], domains)
            found = whole[whole["term"] == "time"].set_index("domain")[names]
    return found.rename(columns={"estimate": "per_decade"})
