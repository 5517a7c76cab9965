"""Plots of the studies show what their tables say, and have room for it in both languages."""

import pandas as pd
import pytest

from research.studies import plots
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import has_chinese

ABLATION = pd.DataFrame({
    "name": ["full", "without headings", "tokens", "use"], "kind": ["full", "without", "alone", "peer"],
    "measured_on": "corpus", "macro_f1": [0.86, 0.84, 0.8, 0.7], "macro_f1_low": [0.8, 0.8, 0.7, 0.6],
    "macro_f1_high": [0.9, 0.9, 0.85, 0.75], "macro_f1_difference": [0, -0.02, -0.06, -0.16],
    "macro_f1_difference_high": [0, -0.01, -0.05, -0.1], "sentences": 13000,
})  # fmt: skip
METHODS = pd.DataFrame([
    {"sample": sample, "method": method, "error": error, "error_low": error - 0.001, "error_high": error + 0.001}
    for sample in ("one type: documents", "one type: groups") for method, error in (("count", 0.005), ("em", 0.008))
])  # fmt: skip
COVERAGE = pd.DataFrame([
    {"population": population, "target": target, "documents": size, "coverage": covered}
    for population, covered in (("all types", 0.95), ("one type, not learned from", 0.91))
    for target in ("these documents", "documents like these") for size in (1, 3, 5, 7, 10, 20, 40, 100)
])  # fmt: skip
TIMES = pd.DataFrame({
    "pipeline": ["full", "usual: jieba, TfidfVectorizer, LinearSVC"], "microseconds": [21.0, 4000.0],
    "least": [19.0, 3000.0], "most": [22.0, 5000.0], "times_as_fast": [6.4, 1.0],
})  # fmt: skip
CURVE = pd.DataFrame({
    "classifier": ["svm", "full"] * 3, "sentences": [800, 800, 3000, 3000, 9000, 9000],
    "macro_f1": [0.5, 0.8, 0.6, 0.87, 0.7, 0.88], "macro_f1_low": 0.4, "macro_f1_high": 0.95,
})  # fmt: skip
REPLAY = pd.DataFrame([
    {"classifier": "full", "strategy": strategy, "labels": labels, "macro_f1": 0.5 + labels / 1000 + repeat / 500}
    for strategy in ("random", "uncertain") for labels in (0, 100) for repeat in range(3)
])  # fmt: skip
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
CASES = {
    "ablation": (plots.plot_ablation, ABLATION, "去掉标题损失最大，宏F1降2.0点"),
    "methods": (plots.plot_methods, METHODS, "2类样本中有2类，直接计数的误差最小"),
    "coverage": (plots.plot_coverage, COVERAGE, "95%区间的平均覆盖率在91%至95%之间"),
    "times": (plots.plot_times, TIMES, "完整模型每句21微秒，是常用做法的6.4倍快"),
    "curve": (plots.plot_learning_curve, CURVE, "full学习3 000句后，宏F1离最高不到0.02"),
    "replay": (plots.plot_active_learning, REPLAY, "先标哪些句子，差别不大"),
    "composition": (plots.plot_composition, COMPOSITION, "语料12句，每个领域3至9句"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_title_is_the_finding_and_texts_have_room(name):
    plot, table, title = CASES[name]
    figure = plot(table, note="脚注。")
    assert figure.get_suptitle() == title
    assert find_faults(figure) == []
    english = plot(table, language="en")
    assert not has_chinese(read_texts(english))
    assert find_faults(english) == []


def test_nothing_is_said_to_be_missed_where_no_interval_says_so():
    table = ABLATION.assign(macro_f1_difference_high=0.01)
    assert plots.plot_ablation(table).get_suptitle() == "去掉任何一部分，宏F1都没有明显下降"


def test_variants_stand_in_order_with_a_line_at_the_full_model():
    [ax] = plots.plot_ablation(ABLATION, language="en").axes
    assert [text.get_text() for text in ax.get_yticklabels()] == [
        "full model",
        "without headings",
        "tokens",
        "universal sentence encoder",
    ]
    assert any(line.get_xdata()[0] == 0.86 and line.get_linewidth() == 1 for line in ax.get_lines())


def test_times_stand_on_a_scale_of_plain_numbers():
    [ax] = plots.plot_times(TIMES).axes
    assert [text.get_text() for text in ax.get_xticklabels()] == ["10", "100", "1,000", "10,000"]
