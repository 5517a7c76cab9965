"""The figure of a theme distribution, plotted in a process that gets ready while another one labels."""

from pathlib import Path
from typing import TYPE_CHECKING

from research.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd


def import_plotting() -> None:
    """Import what `plot_distribution` needs, and read the font: it takes longer than to plot."""
    from research.report.distribution import plot_prevalence  # noqa: F401
    from research.report.figures import load_font

    load_font()


def plot_distribution(
    folder: Path,
    pooled: "pd.DataFrame",
    documents: "pd.DataFrame | None",
    codebook: Codebook,
    method: str,
    language: str,
) -> None:
    """Plot a theme distribution and write it to the files ``distribution.png`` and ``.svg``.

    Parameters
    ----------
    folder
        To write to.
    pooled, documents, codebook, language
        See `research.report.distribution.plot_prevalence`.
    method
        How shares were estimated, for the footnote.
    """
    from research.report.captions import describe_estimate
    from research.report.distribution import plot_prevalence
    from research.report.figures import write_print_figure

    note = describe_estimate(method, language)
    ax = plot_prevalence(pooled, codebook=codebook, language=language, documents=documents, note=note)
    write_print_figure(folder, "distribution", ax)
