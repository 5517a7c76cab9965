"""Which line breaks end a line."""

from hypothesis import given
from hypothesis import strategies as st

from research.text.lines import find_lines, join_wrapped_lines, remove_breaks

WHITE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\ufeff\u200b"
PARAGRAPH = "全面推进乡村振兴加快农业农村现代化建设步伐稳住粮食生产保障重要农产品供给" * 6


def wrap(text, width):
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def lines_of(text):
    return [remove_breaks(text[start:end]) for start, end in find_lines(text)]


def test_a_paragraph_broken_by_the_paper_is_one_line():
    assert lines_of(wrap(PARAGRAPH, 25)) == [PARAGRAPH]


def test_lines_of_unequal_length_stay_apart():
    lines = ["一、农业", "二、工业发展和项目建设", "三、教育", "四、卫生健康事业", "五、交通"]
    assert lines_of("\n".join(lines)) == lines


def test_a_list_mark_starts_a_line_even_after_a_full_one():
    text = wrap(PARAGRAPH[:100], 25) + "\n（二）" + wrap(PARAGRAPH[:97], 25)
    assert lines_of(text)[1].startswith("（二）")


def test_a_printed_text_is_joined_however_few_its_full_lines():
    assert (
        join_wrapped_lines(f"一、农业\n{wrap(PARAGRAPH[:40], 25)}\n二、工业") == f"一、农业\n{PARAGRAPH[:40]}\n二、工业"
    )


def test_offsets_leave_white_space_out():
    text = "\ufeff　　报告 \r\n\r\n\x0c正文\t"
    assert [text[start:end] for start, end in find_lines(text)] == ["报告", "正文"]


@given(
    st.text(max_size=80) | st.text("字一、（）1.。\n\r\v\x85\u2028 \u3000\ufeff\0\ud800ab", max_size=80), st.booleans()
)
def test_the_lines_of_any_text_stand_in_order_and_hold_all_but_white_space(text, printed):
    position = 0
    for start, end in find_lines(text, printed=printed):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip(WHITE)
        position = end
    assert not text[position:].strip(WHITE)
    join_wrapped_lines(text)
