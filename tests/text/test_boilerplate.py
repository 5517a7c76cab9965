"""Lines that are no text of a document."""

from research.text.boilerplate import (
    advertises,
    is_attachment_label,
    is_contact,
    is_contents_entry,
    is_contents_title,
    is_editors_note,
    is_furniture,
    is_glossary_title,
    is_note_of_editor,
    is_page_head,
    is_remark,
)
from tests.text.line_cases import each_line

CASES = [
    (is_furniture, ["责任编辑：某某", "分享到：微信", "相关解读", "抄送：市委办公室", "白川市人民政府办公室 2024年3月1日印发"], ["一、打印机采购", "推进教育公平"]),
    (is_contents_title, ["目录", "目　次", "【目录】", "CONTENTS："], ["目录清单", "权责目录"]),
    (is_contents_entry, ["一、发展基础........3", "第一章 总则	1"], ["增长3.5%", "完成投资12亿元"]),
    (
        advertises,
        [
            "QQ：123456", "点击下载", "全文免费下载", "更多精彩范文", "上一篇：工作总结", "责任编辑：某某", "转载请注明", "您现在的位置：首页", "会员登录", "加入收藏", "https://a.b",
            "http://a.b/c", "请看 www.a.b", "字体：大", "字体【小】", "打印本页", "关闭窗口", "分享到", "浏览次数：12", "阅读量：3", "返回顶部", "返回列表", "技术支持：某公司", "公文写作网",
            "范文网 首页", "政府网站标识码", "主办单位：市政府", "网站地图", "联系我们", "免责声明", "仅供学习", "加群主", "原文链接", "信息来源：某网", "如有侵权", "会员上传", "请勿外传", "禁止转载", "法宝引证码",
            "点击上方“白川发布”关注我们", "听全文约3分钟", "以上内容由AI生成", "本站使用Cookie以提升体验，继续浏览即表示同意。",
        ],
        ["狠抓落实。", "字体规范", "阅读推广活动次数", "网站建设", "编辑部工作", "图片由人工智能生成时，应当添加标识。", "如有需要，请联系经办人。"],
    ),
    (is_editors_note, ["编者按：", "【编者的话】", "编辑按：某某", "按语：", "导读", "（导语）", "核心提示：", "内容提要", "内容摘要：", "温馨提示："], ["导读会在县图书馆召开", "推出核心提示服务", "按语言分类"]),
    (is_note_of_editor, ["（编者注：数据截至年底。）", "编者按：本报开设专栏", "【编后】"], ["导读：三项任务", "编者按语言分类", "（编制说明）"]),
    (is_page_head, ["[1] [2] [3]", "【1】【2】下一页", "— 12 —", "-3-", "PART 01", "Part.3", "PART TWO"], ["[1]", "[1] 注释", "PARTNER 1", "PART 01 建设背景"]),
    (
        is_remark,
        [
            "会商会现场（周某 摄）", "（下转第3版）", "（原载2024年5月8日《白川日报》）", "［09:02］", "（2024-05-10 09:02:11）", "图片", "（文/李某 图/王某）", "▲会议现场", "（摄影报道：冯某）",
        ],
        ["▲加强现场管理", "图片展", "（9时）", "（文件/资料齐全。）"],
    ),
    (is_attachment_label, ["附：", "附件2"], ["附议", "附：名单"]),
    (is_contact, ["送：县委办公室，县政协办公室。", "发：各乡镇"], []),
]  # fmt: skip


@each_line(CASES)
def test_a_line_that_is_no_text_is_told_by_its_form(tell, line, expected):
    assert tell(line) is expected


def test_the_title_of_a_glossary_has_at_most_40_characters():
    assert is_glossary_title("名词解释" + "※" * 36)
    assert not is_glossary_title("名词解释" + "※" * 37)


def test_who_the_author_is_stands_in_a_remark():
    assert is_remark("（作者系县委党校教师）")
    assert not is_remark("（作者单位和联系方式须如实填写，由县科协汇总）")
