"""Lines of the head of a document."""

from research.text.title_lines import is_number, is_salutation, is_title
from tests.text.line_cases import each_line

CASES = [
    (is_title, ["政府工作报告", "关于加强供水的通知", "在全县大会上的讲话", "白川市防汛应急预案（试行）", "关 于 禁 止 燃 放 烟 花 的 通 告"], ["狠抓落实。", "通知公告", "标题：关于修路的通知", "下午2:30 分组审议政府工作报告"]),
    (is_salutation, ["各位代表：", "同志们！", "各乡镇人民政府，县直各部门：", "尊敬的各位来宾，朋友们：", "周科长，您好：", "大家好！"], ["当前位置：", "发文机关：", "主要做法："]),
    (
        is_number,
        [
            "白政办发〔2024〕21号", "（白政发〔2023〕8号）", "A类", "（B类）", "〔九届〕第8号", "（招标编号：BC-2024-05）", "（2024年第4号）", "第3期（总第87期）", "（2023）某0123行初45号",
        ],
        ["第21号台风", "A类企业", "甲类", "2024年第4季度", "（2023）号召全县学习"],
    ),
]  # fmt: skip


@each_line(CASES)
def test_lines_of_the_head_are_told_by_their_form(tell, line, expected):
    assert tell(line) is expected
