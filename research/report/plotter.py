"""The figure of a theme distribution, plotted in a process that gets ready while another one labels."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from research.codebook import Codebook

_CATEGORIES = {"document_id": "category", "domain": "category"}  # each name kept once


def import_plotting() -> None:
    """Import what `plot_distribution` needs, and read the font: it takes longer than to plot."""
    from research.report.distribution import plot_prevalence  # noqa: F401
    from research.report.figures import load_font

    load_font()


def plot_distribution(
    folder: Path,
    pooled: Mapping[str, Sequence[object]],
    documents: Mapping[str, Sequence[object]] | None,
    codebook: Codebook,
    method: str,
    language: str,
) -> None:
    """Plot a theme distribution and write it to the files ``distribution.png`` and ``.svg``.

    Parameters
    ----------
    folder
        To write to.
    pooled, documents
        The columns of what `research.report.distribution.plot_prevalence` takes as ``data`` and ``documents``: a
        process that has no tables need not import pandas.
    codebook, language
        As it takes them.
    method
        How shares were estimated, for the footnote.
    """
    import pandas as pd

    from research.report.captions import describe_estimate
    from research.report.distribution import plot_prevalence
    from research.report.figures import write_print_figure

    note = describe_estimate(method, language)
    compared = None if documents is None else pd.DataFrame(documents).astype(_CATEGORIES)
    ax = plot_prevalence(pd.DataFrame(pooled), codebook=codebook, language=language, documents=compared, note=note)
    write_print_figure(folder, "distribution", ax)
