"""What the plots of the studies call things."""

import pytest

from research.studies.plots.style import name_variant


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        ("county", "县级", "Counties"),  # a level, as in the figures of groups
        ("without headings", "去掉标题", "without headings"),
        ("never_heard_of", "never_heard_of", "never heard of"),
    ],
)
def test_a_name_is_that_of_groups_then_that_of_studies_then_itself(value, chinese, english):
    assert (name_variant(value, "zh"), name_variant(value, "en")) == (chinese, english)
