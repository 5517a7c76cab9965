"""Shares of the categories of another scheme, which are weighted sums of the shares of domains, with their errors."""

from dataclasses import replace

import numpy as np

from research.arrays import Array
from research.measure.held_out import HeldOut, measure_scale
from research.measure.intervals import Shares


def combine_shares(shares: Shares, parts: Array, classification: Array | None = None) -> Shares:
    """Return the shares of categories, the sums of the shares of domains by the parts that are in each category.

    What a unit adds to a share of a domain it adds by the same parts to the sums, so that the variance of a sum takes
    in how the shares of its domains vary together. The result is that of sentences that are labelled with categories.

    Parameters
    ----------
    shares
        The estimated shares of domains.
    parts
        The part of each domain that is in each category, rows summing to 1, shape (n_domains, n_categories).
    classification
        The standard error of each category's share from the errors of the classifier, shape (n_categories,); None
        where it is not known.

    Examples
    --------
    >>> shares = Shares(np.array([0.5, 0.3, 0.2]), np.array([[0.1, -0.1, 0.0], [-0.1, 0.1, 0.0]]), 2, 20.0)
    >>> joined = combine_shares(shares, np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    >>> joined.estimate.tolist(), joined.error.tolist()
    ([0.8, 0.2], [0.0, 0.0])
    """
    return replace(
        shares,
        estimate=shares.estimate @ parts,
        influence=shares.influence @ parts,
        classification=classification,
    )


def measure_variances(probabilities: Array, parts: Array) -> Array:
    """Return the variance of what a sentence adds to each category, if its domain has these probabilities.

    Parameters
    ----------
    probabilities
        Shape (n_sentences, n_domains).
    parts
        As `combine_shares` takes them. Of domains that are whole in a category the variance is p (1 - p), where p is
        the probability of the category.

    Examples
    --------
    >>> measure_variances(np.array([[0.5, 0.3, 0.2]]), np.array([[1.0, 0.0], [1.0, 0.0], [0.5, 0.5]])).round(3).tolist()
    [[0.04, 0.04]]
    """
    found: Array = probabilities @ parts**2 - (probabilities @ parts) ** 2
    return np.maximum(found, 0)


def combine_held_out(held_out: HeldOut, parts: Array) -> HeldOut:
    """Return the held-out errors of a classifier in the categories of another scheme.

    The errors of a document are sums of its errors by domain. Their scale takes in that sentences which may be of one
    domain or another of the same category are no error: how much that is, in all documents together, is seen in the
    probabilities that sentences of one domain have of another.

    Parameters
    ----------
    held_out
        The errors by domain.
    parts
        As `combine_shares` takes them.

    Examples
    --------
    Every third sentence of the first domain is taken for the second, which is of the same category:

    >>> counted = np.tile(np.array([[20.0, 10.0, 0.0], [0.0, 30.0, 0.0], [0.0, 0.0, 30.0]]), (6, 1, 1))
    >>> joined = combine_held_out(HeldOut(counted, counted, np.ones((6, 3))), np.eye(2)[[0, 0, 1]])
    >>> joined.counted[0].tolist(), joined.count_ratio.tolist()
    ([[60.0, 0.0], [0.0, 30.0]], [0.0, 0.0])
    """
    counted, summed = (parts.T @ sums @ parts for sums in (held_out.counted, held_out.summed))
    sizes = held_out.counted.sum(axis=(1, 2))
    separate = held_out.variances @ parts**2
    together = held_out.summed.sum(axis=0)  # of calibrated probabilities: the sums of the products of two of them
    np.fill_diagonal(together, 0)
    shared = np.einsum("dc,de,ec->c", parts, together, parts)
    total = separate.sum(axis=0)
    left = np.clip(1 - np.divide(shared, total, out=np.zeros_like(total), where=total > 0), 0, 1)
    return HeldOut(counted, summed, measure_scale(left * separate, sizes, sizes) ** 2)
