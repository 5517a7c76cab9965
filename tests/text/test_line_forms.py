"""What the form of a line says."""

from research.text.line_forms import count_figures, is_wordless
from tests.text.line_cases import each_line

CASES = [
    (is_wordless, ["186.2", "— 3 —", "4.9%"], ["（二）", "注：", "合计"]),
]  # fmt: skip


@each_line(CASES)
def test_a_line_is_told_by_its_form(tell, line, expected):
    assert tell(line) is expected


def test_figures_are_counted_among_cells():
    assert count_figures("就业 人 4300 4.9%") == (4, 2)
