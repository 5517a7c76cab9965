"""Headers of mails inside the text of another."""

import pytest

from research.text.layout import find_layout
from research.text.mail_headers import mark_mail_headers
from research.text.marks import ASIDE, TEXT

ANSWER = ["李主任：", "材料已经改好，补充了三个乡的数据，请审阅。"]
FORWARDED = ["各乡镇统计站：", "请于本月20日前报送上半年的经济运行分析，重点写工业和投资。"]


@pytest.mark.parametrize(
    "between",
    [
        ["周某", "-----原始邮件-----", "发件人: 李某 <li@example.org>", "发送时间: 2024年5月6日 14:20", "主题: 材料"],
        ["周某", "发件人: 李某", "主题: 关于报送年报材料的函"],
        ["周某", "统计局", "From: li@example.org", "To: zhou@example.org", "Subject: 材料"],
        ["2024年5月6日，李某 <li@example.org> 写道：", "发件人：李某", "收件人：周某"],
    ],
)
def test_headers_and_the_signature_above_them_are_set_aside_and_both_mails_kept(between):
    roles = find_layout([*ANSWER, *between, *FORWARDED]).roles
    assert roles == [TEXT] * 2 + [ASIDE] * len(between) + [TEXT] * 2


@pytest.mark.parametrize("line", ["主题：深化改革，促进发展", "时间：3月5日上午", "发件人：李某"])
def test_a_line_like_a_header_alone_is_text(line):
    assert find_layout([*ANSWER, line, FORWARDED[1]]).roles == [TEXT] * 4


def test_a_text_may_begin_with_the_headers_of_a_mail():
    roles = [TEXT] * 3
    assert mark_mail_headers(["发件人：李某", "收件人：周某", "请修改材料。"], roles) == 0
    assert roles == [ASIDE, ASIDE, TEXT]
