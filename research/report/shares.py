"""Shares as figures take them, and the rows of figures: domains in order, and the place of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from research.arrays import Array
from research.codebook import Codebook
from research.report.captions import order_domains
from research.report.palette import DomainStyle, style_domains


@dataclass(frozen=True, eq=False)
class PlottedShares:
    """The share of each domain, as plain arrays: to import pandas takes longer than to plot.

    Attributes
    ----------
    domains
        Ids, all different.
    prevalence, low, high
        The share of each domain and the ends of its interval, 0 to 1, shape (n_domains,); nan where unknown.
    targets
        What the intervals are of, as `research.report.captions.describe_targets` takes it.
    sentences, documents
        The number of sentences and of documents that the shares are of, where it is known.
    """

    domains: Sequence[str]
    prevalence: Array
    low: Array
    high: Array
    targets: Sequence[str] = ()
    sentences: int | None = None
    documents: int | None = None


def rank_domains(
    ids: Iterable[object], values: Iterable[float], codebook: Codebook | None
) -> tuple[list[str], dict[str, DomainStyle], list[float]]:
    """Put domains in the order of their values from the largest, residual ones last.

    Returns
    -------
    domains, styles, places
        The ids, how each looks, and the row of each, with half a row free before the residual ones.

    Examples
    --------
    >>> domains, _, places = rank_domains(["general", "health", "economy"], [0.5, 0.2, 0.3], None)
    >>> domains, places
    (['economy', 'health', 'general'], [0.0, 1.0, 2.5])
    """
    found = zip(ids, values, strict=True)
    sizes = {str(name): 0.0 if np.isnan(value) else float(value) for name, value in found}
    styles = style_domains(sizes, codebook, sizes)
    ranked = sorted(sizes, key=lambda name: (styles[name].residual, -sizes[name]))
    return ranked, styles, place_rows([styles[name].residual for name in ranked], 0.5)


def group_by_family(
    found: Sequence[str], codebook: Codebook | None, *, only_found: bool = True
) -> tuple[list[str], dict[str, DomainStyle], list[float]]:
    """Put domains in codebook order; families stay together, and there is room between them.

    Returns
    -------
    As `rank_domains`.
    """
    domains = order_domains(found, codebook, only_found=only_found)
    styles = style_domains(domains, codebook)
    families = list(dict.fromkeys(style.family for style in styles.values()))
    domains.sort(key=lambda name: (styles[name].residual, families.index(styles[name].family)))
    return domains, styles, place_rows([(styles[name].family, styles[name].residual) for name in domains], 0.35)


def place_rows(kinds: Sequence[object], gap: float) -> list[float]:
    """Return places of rows, one apart, with a gap wherever the kind of row changes.

    Examples
    --------
    >>> place_rows(["a", "a", "b"], 0.5)
    [0.0, 1.0, 2.5]
    """
    places, place = [], 0.0
    for number, kind in enumerate(kinds):
        place += (0.0 if number == 0 else 1.0) + (gap if number and kind != kinds[number - 1] else 0.0)
        places.append(place)
    return places
