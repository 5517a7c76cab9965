"""Places and levels of organisations by their names."""

import pytest

from research.text.issuers import (
    find_place,
    find_place_of_office,
    find_place_of_rules,
    is_signature,
    list_issuers,
    tell_level,
    tell_level_of_place,
)


@pytest.mark.parametrize(
    ("name", "place", "level"),
    [
        ("蠡县人民政府", "蠡县", "county"), ("白川县县委", "白川县", "county"), ("青岭回族自治区人民政府", "青岭回族自治区", "province"),
        ("青岭壮族自治区白州市教育局", "青岭壮族自治区白州市", "city"), ("白川藏族自治州青溪市人民政府", "白川藏族自治州青溪市", "county"),
        ("青岭苗族自治县人民代表大会常务委员会", "青岭苗族自治县", "county"), ("青川盟行政公署", "青川盟", "city"), ("青川右旗人民政府", "青川右旗", "county"),
        ("青川鄂温克族自治旗人民政府", "青川鄂温克族自治旗", "county"), ("青木林区人民政府", "青木林区", "county"), ("青岭地区行政公署", "青岭地区", "city"),
        ("青疆生产建设兵团", "青疆生产建设兵团", "province"), ("青疆生产建设兵团第三师", "青疆生产建设兵团第三师", "city"),
        ("上海市浦东新区人民政府", "上海市浦东新区", "county"), ("青禾新区管理委员会", "青禾新区", ""), ("白川高新技术产业开发区管委会", "白川高新技术产业开发区", ""),
        ("徐州市教育局", "徐州市", "city"), ("红旗区人民政府", "红旗区", "county"), ("沙市区人民政府", "沙市区", "county"), ("镇江市人民政府", "镇江市", "city"),
        ("青岛市市北区人民政府", "青岛市市北区", "county"), ("白川市市场监督管理局", "白川市", "city"), ("白川市城市管理局", "白川市", "city"),
        ("白川县乡村振兴局", "白川县", "county"), ("白川市林业和草原局", "白川市", "city"), ("白川市城关街道办事处", "白川市城关街道", "township"),
        ("白川省高级人民法院", "白川省", "province"), ("白川市中级人民法院", "白川市", "city"), ("白川市第一中学", "白川市", ""), ("青禾大学", "", ""),
        ("青禾能源集团有限公司", "", ""), ("白川县柳河村村民委员会", "白川县", ""), ("X县人民政府", "X县", "county"), ("白川縣人民政府辦公室", "白川縣", "county"),
        ("中国共产党白川县委员会", "白川县", "county"), ("政协白川县委员会", "白川县", "county"), ("国家税务总局白川县税务局", "白川县", "county"),
        ("国家税务总局", "", "national"), ("教育部办公厅", "", "national"), ("县委组织部", "", "county"), ("组织部", "", ""), ("市场监督管理局", "", ""),
        ("城市管理局", "", ""), ("省人民政府办公厅", "", "province"), ("自治区党委办公厅", "", "province"), ("市水利局", "", "city"), ("乡镇人民政府", "", ""),
        ("全国人民代表大会常务委员会", "", "national"), ("第十八届中央委员会", "", "national"), ("中央民族大学", "", ""), ("中共中央办公厅", "", "national"),
    ],
)  # fmt: skip
def test_a_name_says_place_and_level(name, place, level):
    assert (find_place(name), tell_level(name)) == (place, level)


@pytest.mark.parametrize(
    ("place", "level"),
    [("白川省白州市", "city"), ("白州市青溪市", "county"), ("白川盟青溪市", "county"), ("天津市", "province"), ("白川特别行政区", "province"), ("白川经济开发区", "")],
)  # fmt: skip
def test_a_place_has_a_level(place, level):
    assert tell_level_of_place(place) == level


def test_the_place_of_an_office_and_of_rules_is_read():
    assert (find_place_of_office("白川省代省长许某"), find_place_of_office("县长许某")) == ("白川省", "")
    assert find_place_of_rules("白川市养犬管理条例") == "白川市"
    assert find_place_of_rules("白川市青溪区养犬管理条例") == ""


def test_joint_issuers_are_listed_and_spaced_characters_are_one_name():
    assert list_issuers("白川县教育局　白川县财政局（盖章）") == ["白川县教育局", "白川县财政局"]
    assert list_issuers("科 技 部") == ["科技部"]


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("白川县人民政府", True), ("青禾大学", True), ("青疆生产建设兵团第三师", True), ("科技部高新技术司", True), ("白川縣人民政府辦公室", True),
        ("联系人：许某", False), ("关于修路的局", False), ("第3组", False), ("局", False), ("做好工作，办好会", False),
    ],
)  # fmt: skip
def test_a_signature_is_the_name_of_an_organisation(line, signed):
    assert is_signature(line) is signed
