"""The order in which people read characters on a page."""

from collections.abc import Sequence

from research.text.pdf_layout import Page, _is_vertical, read_layout
from research.text.pdf_rows import Character


def set_line(text: str, left: float, bottom: float, size: float = 10, step: float | None = None) -> list[Character]:
    return [
        Character(sign, left + n * (step or size), bottom, left + n * (step or size) + size, bottom + size)
        for n, sign in enumerate(text)
    ]


def read(*pages: Sequence[list[Character]]) -> list[str]:
    lines, _ = read_layout([Page(600, 800, [one for line in page for one in line]) for page in pages])
    return [line.text for line in lines]


def test_rows_are_read_from_above_whatever_their_order_in_the_file():
    assert read([set_line("下文。", 50, 500), set_line("上文。", 50, 600)]) == ["上文。", "下文。"]


def test_upright_forms_of_vertical_text_are_the_usual_signs():
    column = [Character(sign, 500, 700 - 12 * n, 510, 710 - 12 * n) for n, sign in enumerate("修路︐治水︒")]
    assert read([column]) == ["修路，治水。"]


def test_no_page_and_an_empty_page_give_nothing():
    assert read() == []
    assert read([]) == []


def test_four_characters_below_each_other_are_a_column_and_three_are_lines():
    column = [Character(sign, 500, 700 - 12 * n, 510, 710 - 12 * n) for n, sign in enumerate("修路治水")]
    assert _is_vertical(column)
    assert not _is_vertical(column[:3])
    assert not _is_vertical([*column, *set_line("都修好了。", 50, 500)])  # four beside each other
