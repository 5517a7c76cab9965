"""What holds for every figure of a study."""

from collections.abc import Callable

import pandas as pd
from matplotlib.figure import Figure

from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import has_chinese


def assert_states(plot: Callable[..., Figure], table: pd.DataFrame, title: str) -> None:
    """Assert that the title is the finding, and that texts have room in both languages, one a figure."""
    figure = plot(table)
    assert figure.get_suptitle() == title
    assert find_faults(figure) == []
    english = plot(table, language="en")
    assert not has_chinese(read_texts(english))
    assert find_faults(english) == []
