"""Fields of the catalogue of a document."""

import pytest

from research.text.catalogue import DATES, ISSUERS, NUMBERS, find_field, is_glued_field, read_catalogue
from research.text.field_lines import is_field


def test_fields_are_read_from_cells_with_and_without_colons():
    rows = ["索引号\tA-1\t发文机关\t白川县水利局", "成 文 日 期：\t2021年3月1日\t文号：白水发〔2021〕3号\t有效性：有效"]
    fields = read_catalogue([], rows)
    assert (fields["发文机关"], fields["成文日期"], fields["文号"]) == (
        "白川县水利局",
        "2021年3月1日",
        "白水发〔2021〕3号",
    )


def test_what_says_nothing_is_no_field():
    assert read_catalogue(["文号：无", "发文机关：——", "成文日期：", "有效性：有效"], ["文号\t/"]) == {"有效性": "有效"}


def test_a_value_may_stand_on_the_next_line():
    assert find_field(read_catalogue(["发布机构：", "白川县水利局"], []), ISSUERS) == "白川县水利局"


def test_labels_may_be_traditional_or_in_brackets():
    fields = read_catalogue(["發文機關：白川縣水利局", "【成文日期】2021-03-01"], [])
    assert (find_field(fields, ISSUERS), find_field(fields, DATES)) == ("白川縣水利局", "2021-03-01")


def test_a_field_may_lack_a_sign_between_label_and_value():
    fields = read_catalogue(["发文机关白川县人民政府", "成文日期2021年3月4日", "文号白政发〔2021〕7号"], [])
    assert fields == {"发文机关": "白川县人民政府", "成文日期": "2021年3月4日", "文号": "白政发〔2021〕7号"}
    assert not any(map(is_glued_field, ("发文机关要求", "成文日期待定", "文号管理", "标题党")))


@pytest.mark.parametrize("label", [*ISSUERS, *DATES, *NUMBERS])
def test_every_label_that_is_read_is_a_field_that_is_set_aside(label):
    assert is_field(f"{label}：某县水利局")
