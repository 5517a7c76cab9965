"""Plots: tables of numbers -> axes, in Chinese or English.

Every function takes a table with the columns of the package's files, and these keyword arguments:

ax
    The axes to plot into, which get the title only. By default the function makes a figure with a title, a subtitle,
    a legend and a footnote, which ``ax.figure`` of the result gives.
codebook
    The names and colors of the domains. By default those of the shipped codebook, and the id of a domain that it does
    not have.
language
    ``zh``, ``en``, or ``id`` (English, with ids instead of names).
title
    By default the finding, as far as the intervals or tests of the table carry one; ``""`` for none.
width
    Of the figure in inches, at least 3: `ONE_COLUMN` and `TWO_COLUMNS` are those of a journal. With `ax` it is not
    used.

Each function raises `InputError` if the table lacks a column or has no rows, a column of numbers holds text, a
prevalence is above 1, or `language` is none of the three.
"""

from research.report.confusion import plot_confusion
from research.report.course import plot_ribbon, plot_sections
from research.report.differences import plot_differences
from research.report.distribution import plot_prevalence
from research.report.evaluation import plot_agreement, plot_scores
from research.report.groups import plot_groups
from research.report.layout import ONE_COLUMN, TWO_COLUMNS
from research.report.reliability import plot_calibration
from research.report.terms import plot_plan, plot_terms
from research.report.trends import plot_trends

__all__ = [
    "ONE_COLUMN",
    "TWO_COLUMNS",
    "plot_agreement",
    "plot_calibration",
    "plot_confusion",
    "plot_differences",
    "plot_groups",
    "plot_plan",
    "plot_prevalence",
    "plot_ribbon",
    "plot_scores",
    "plot_sections",
    "plot_terms",
    "plot_trends",
]
