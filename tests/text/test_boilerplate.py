"""What is set aside, line by line."""

import pytest

from research.text.layout import find_boilerplate

BODY = [
    "同志们：",
    "今天召开全县经济工作会议，主要任务是总结去年工作，部署今年任务，动员全县上下抓好落实，推动各项工作再上新台阶。",
] * 4

EDGES = [
    "首页 > 领导讲话 > 正文", "来源：县政府办公室", "发布时间：2020-01-05", "作者：佚名", "当前位置：首页", "上一篇：工作总结",
    "点击下载Word版", "更多范文请登录 www.example.com", "QQ交流群：123456789", "版权所有 违者必究", "字体：大 中 小", "扫一扫关注微信公众号",
    "更多讲话稿请加QQ群。", "欢迎关注微信公众号：笔杆驿站。", "一、加入公文写作QQ群", "扫描下方二维码",
]  # fmt: skip


@pytest.mark.parametrize("line", EDGES)
def test_what_surrounds_a_text_is_found_above_and_below_it(line):
    assert find_boilerplate([line, *BODY]) == [True] + [False] * len(BODY)
    assert find_boilerplate([*BODY, line]) == [False] * len(BODY) + [True]


def test_date_speaker_and_occasion_are_found_under_the_title():
    lines = [
        "政府工作报告",
        "——2013年3月8日在青岭县第十六届人民代表大会第二次会议上",
        "青岭县人民政府县长",
        "徐 某",
        *BODY,
    ]
    assert find_boilerplate(lines)[:5] == [False, True, True, True, False]


def test_signature_and_date_are_found_at_the_end():
    lines = [*BODY, "青岭县人民政府办公室", "2014年11月3日"]
    assert find_boilerplate(lines)[-3:] == [False, True, True]


def test_a_glossary_at_the_end_is_set_aside_from_its_title_on():
    glossary = ["名词解释", "1.三长制：指河长、林长、田长。", "2.一网通办：指网上办理。", "3.双随机：指随机抽查。"]
    assert find_boilerplate([*BODY, *glossary]) == [False] * len(BODY) + [True] * 4


@pytest.mark.parametrize(
    "line",
    [
        "推进政务服务网上办理，群众登录平台即可查询，全年办件12万件，满意率达到99%，办理时限压缩一半以上。",
        "2013年3月，我县召开第十六届人民代表大会第二次会议，选举产生新一届县政府领导班子，各项工作平稳交接。",
        "加强微信公众号等新媒体平台管理，清理整合僵尸账号56个，压实主管主办单位责任，提升网上政务服务能力，更好回应群众关切。同时健全信息发布审核制度，落实三审三校，严防泄密失密，年内开展两轮全覆盖检查，发现问题限期整改到位，对整改不力的严肃追责问责并予以通报。",
        "书记抓、抓书记",
        "二要用好微信公众号、QQ群等载体，把政策送到群众手中。",
        "全县门诊推行扫一扫结算；",
        "（四）办好微信公众号，讲好青岭故事",
    ],
)
def test_text_of_the_document_is_left_alone(line):
    assert find_boilerplate([*BODY, line, *BODY])[len(BODY)] is False
