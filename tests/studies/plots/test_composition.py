"""The figure of the composition of a corpus."""

import pandas as pd

from research.studies.plots.composition import plot_composition
from tests.studies.plots.findings import assert_states

COMPOSITION = pd.DataFrame(
    [
        ("type", "notice", 5),
        ("level", "county", 7),
        ("years", "1990-1994", 7),
        ("domain", "health", 3),
        ("domain", "general", 9),
    ],
    columns=["by", "value", "sentences"],
)


def test_the_smallest_and_the_largest_domain_are_named():
    assert_states(plot_composition, COMPOSITION, "语料12句，每个领域3至9句")
