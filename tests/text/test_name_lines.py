"""Lines that name people and organisations."""

from research.text.name_lines import is_name, is_organisation, is_speaker, is_speaker_label, is_stamp
from tests.text.line_cases import each_line

CASES = [
    (is_speaker, ["白川省省长 许某某", "自治区主席 艾某·某某某孜", "县　长　许某某", "市 长 周某"], ["市长接待日办理来信一千二百件"]),
    (is_organisation, ["安委办", "综合科", "县图书馆"], []),
    (is_stamp, ["00:01:05 钱某：", "钱某(00:01:05)", "发言人1 00:12", "[10:15] 主持人："], ["8:30 开幕式", "签到 8:30", "时间：8:30", "00:01:05 各位代表，现在开会"]),
    (is_speaker_label, ["县人社局局长 安某某：", "晚报记者：", "毕某：", "［主持人］", "主持人："], ["方案：", "许市长：", "各位代表：", "记者站：", "县长 许某", "任务："]),
    (is_name, [], ["今年目标", "工作回顾", "主要任务"]),
]  # fmt: skip


@each_line(CASES)
def test_names_of_people_and_organisations_are_told_by_their_form(tell, line, expected):
    assert tell(line) is expected
