"""The figure of a theme distribution, plotted in a process that gets ready while another one labels."""

from pathlib import Path
from typing import TYPE_CHECKING

from research.codebook import Codebook

if TYPE_CHECKING:
    from research.arrays import Array
    from research.report.shares import PlottedShares


def import_plotting() -> None:
    """Import what `plot_distribution` needs, and read the font: it takes longer than to plot."""
    from research.report.figures import load_font
    from research.report.share_dots import plot_shares  # noqa: F401

    load_font()


def plot_distribution(
    folder: Path, shares: "PlottedShares", documents: "Array | None", codebook: Codebook, method: str, language: str
) -> None:
    """Plot a theme distribution and write it to the files ``distribution.png`` and ``.svg``.

    Parameters
    ----------
    folder
        To write to.
    shares, documents, codebook, language
        As `research.report.share_dots.plot_shares` takes them.
    method
        How shares were estimated, for the footnote.
    """
    from research.report.captions import describe_estimate
    from research.report.figures import write_print_figure
    from research.report.share_dots import plot_shares

    note = describe_estimate(method, language)
    ax = plot_shares(shares, codebook=codebook, language=language, documents=documents, note=note)
    write_print_figure(folder, "distribution", ax)
