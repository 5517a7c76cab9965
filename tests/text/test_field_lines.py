"""Lines that are fields."""

import pytest

from research.text.field_lines import begins_field, is_field, is_form, is_label, is_letter_field, is_path
from tests.text.line_cases import each_line

CASES = [
    (
        is_field,
        [
            "索 引 号：BC-1", "主题分类：", "首页 > 公开 > 文件", "【大 中 小】", "成文日期：2024年1月2日", "记者 孙某", "（本报记者 孙某 通讯员 李某）", "通讯员　欧阳某", "来源 | 白川发布", "编辑｜小周",
            "文/王某某", "（整理：县委办；时间：7月15日）", "【颁布单位】市人大", "【时效性】有效", "【全文】", "白川日报评论员", "■ 本报记者 王某某", "列席：吴某　冯某某　韩某（县委办）", "记录员：苏某", "主题：转发修路的函",
        ],
        ["一、总体要求", "各位代表：", "记者：去年就业怎么样", "答记者问", "记者 走访了三个村庄", "来源广泛", "文化/旅游", "【惠民】全县新增学位", "培养评论员队伍"],
    ),
    (is_label, ["发文机关：", "索 引 号："], ["来源：县水利局", "字体：大 中 小 分享："]),
    (is_letter_field, ["留言网友：匿名", "办理状态：已办结", "答复内容：", "来电人：辛某（女士）", "诉求标题：供水水压不足", "回访结果：满意"], ["答复内容：已责成施工单位整改。", "办理流程：", "咨询服务：持续优化"]),
    (is_form, ["学校：＿＿＿＿　班级：＿＿＿＿", "姓名：____"], ["姓名：许某", "投资__亿元。"]),
    (is_path, ["首页 >> 基层党建 >> 正文", "当前位置：网站首页 > 新闻"], ["首页", "首页改版"]),
]  # fmt: skip


@each_line(CASES)
def test_a_field_is_told_by_its_label(tell, line, expected):
    assert tell(line) is expected


@pytest.mark.parametrize("line", ["□ 李某某", "◎王某　赵某"])
def test_a_name_behind_a_box_is_a_byline(line):
    assert is_field(line)
    assert not is_field(f"{line[0]}下一步打算")


@pytest.mark.parametrize(
    "line", ["索引号：BC-1", "题名：水利志", "信息提供：县农业局", "发文字号：白政发〔2024〕1号", "上传时间：昨天", "有效性：有效", "附件下载：任务表", "数据来源：统计局"]
)  # fmt: skip
def test_a_label_of_a_catalogue_with_its_value_is_a_field(line):
    assert is_field(line)


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("【全文】：", True), ("【全文】印发", True), ("（全文）", False), ("标题丨修路", True), ("标题", True), ("标题党", False), ("（发文机关）：县政府", True), ("图/ 王某", True),
        ("（图）/王某", False), ("网友/王某", False), ("来信人：", True),
    ],
)  # fmt: skip
def test_a_label_counts_with_its_sign_alone_or_in_brackets(line, begins):
    assert begins_field(line) is begins
