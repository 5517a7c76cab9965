"""The figure of the composition of a corpus."""

import pandas as pd

from research.corpus.labelled import read_corpus
from research.studies.plots.composition import plot_composition
from research.studies.plots.style import name_variant
from tests.report.rendering import read_texts
from tests.report.tables_to_plot import has_chinese
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


def test_levels_stand_from_the_state_to_the_township_and_types_are_no_levels():
    rows = [("level", name, 5) for name in ("city", "national", "province")] + [("type", "department", 9)]
    table = pd.concat([COMPOSITION, pd.DataFrame(rows, columns=COMPOSITION.columns)])
    texts = read_texts(plot_composition(table)).split("\n")
    assert [name for name in texts if name in {"全国", "省级", "市级", "县级"}] == ["全国", "省级", "市级", "县级"]
    assert "部门文件" in texts
    assert "1990—1994" in texts


def test_numbers_are_written_alike_in_title_and_bars():
    table = COMPOSITION.assign(sentences=[5000, 7000, 7000, 3000, 9000])
    texts = read_texts(plot_composition(table))
    assert "语料12 000句，每个领域3 000至9 000句" in texts
    assert "7 000" in texts
    assert "7,000" not in texts
    assert "7,000" in read_texts(plot_composition(table, language="en"))


def test_every_type_of_the_shipped_corpus_has_a_chinese_name():
    types = {about.get("type", "") for about in read_corpus().documents.values()}
    assert [name for name in sorted(types) if not has_chinese(name_variant(name, "zh"))] == []
