"""Issuers: which place the name of an organisation begins with, and how high it stands in the administration."""

import re

from research.text.line_forms import MAX_NOTICE, squeeze
from research.text.name_lines import is_organisation
from research.text.patterns import compile_on_use
from research.text.simplified import simplify

# Words that end as the names of places do.
_NO_PLACE = (
    r"(?!城市|都市|城乡|城镇|乡镇|村镇|集镇|乡村|农牧区|牧区|地区|社区|街道|区县|市县|县乡|园区|校区|灾区|(?:革命)?老区|山区|景区|库区|辖区|军区|战区|片区|市区"
    r"|林区|同盟|联盟|自治[区州县旗]|直辖市|本|全[省市县区州旗镇乡国]|各|我[省市县区州旗镇乡]|该|原[省市县区])(?![省市县区州盟旗])(?![镇乡](?:人民|政府|党|委))"
)
_SUFFIX = (
    r"特别行政区|自治区|自治州|自治县|自治旗|地区|林区|生产建设兵团(?:第[一二三四五六七八九十\d]{1,3}师)?"
    r"|省|市|州|盟|县|旗|区|镇|乡|街道|苏木"
)
_ENDS_PLACE = compile_on_use("[省市州盟县旗区镇乡道团师木]")  # with one of these each ends
_CHARACTER = r"(?!人民|政府|关于|行政公署)[\u4e00-\u9fffXx×ＸＸ○〇*A-Z](?<![局委厅署司办])"
_UNIT = rf"{_NO_PLACE}(?:{_CHARACTER}){{1,10}}?(?:{_SUFFIX})"
_BODY = (
    r"(?!市(?![场政容])|县(?!域)|区(?![域划块])|[州盟旗])(?:人民|政府|党|委|纪|人大|政协|政务|行政公署|行署|革命委员会|管理委员会|管委会|工委|公安|中级|高级|检察|监察"
    r"|第.{1,4}届|常委|[\u4e00-\u9fff]{1,16}?(?:局|委|厅|部|办|会|院|署|室|中心|组|公司|集团|大学|学院|学校|中学|小学|站|所|队|社|处|银行|场|馆))"
    r"|(?:(?<=省)省|(?<=市)市|(?<=县)县|(?<=区)区|(?<=镇)镇|(?<=乡)乡)(?:委|政府|人大|政协|纪委)"
)
_PLACE = compile_on_use(rf"((?:{_UNIT}){{1,4}})(?={_BODY}|[（(、]|$)")
_PLACE_OF_OFFICE = compile_on_use(rf"((?:{_UNIT}){{1,4}})(?={_BODY}|[副代省市县区州盟旗镇乡])")
_ONE_UNIT = compile_on_use(rf"{_UNIT}")
_BRANCH_OF = compile_on_use(r"国家[^省市县区州盟旗]{2,8}?局")  # 国家税务总局青溪县税务局
_INSIDE = compile_on_use("[市县区州盟旗镇乡]")
_MAX_UNIT = 8
_PARTY = compile_on_use(r"(?:中国)?(?:共产党|国民党革命委员会|民主同盟)|中共|政协|共青团(?:中国)?")
_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
_NATIONAL = compile_on_use(
    r"中华人民共和国(?!.{2,8}(?:海关|海事局))|国务院|中共中央|中国共产党中央|中央(?!.{0,4}(?:大学|学院|公司|企业|集团))|全国|国家(?!.{0,20}(?:公司|集团|大学|实验室|公园))|第?[一二三四五六七八九十]{1,3}届(?:全国|中央)|最高人民(?:法院|检察院)"
    r"|(?:外交|国防|教育|科学技术|科技|工业和信息化|公安|民政|司法|财政|人力资源和?社会保障|劳动和社会保障|人事|劳动|自然资源|国土资源|生态环境|环境保护|住房和?城乡建设|建设"
    r"|交通运输|交通|铁道|水利|农业农村|农业|林业|商务|对外贸易经济合作|文化和旅游|文化|卫生|退役军人事务|应急管理|信息产业|监察|邮电|电力工业|煤炭工业|机械工业|冶金工业|化学工业)部(?![门队长])"
    r"|海关总署|审计署|中国(?:证券监督|银行业?监督|银行保险监督|保险监督).{0,6}委员会|中国(?:气象|地震|民用航空)局"
    r"|(?:税务|市场监督管理|市场监管|广播电视|新闻出版|体育|质量监督检验检疫|工商行政管理|安全生产监督管理)(?:广电)?总局"
)
_GENERIC = compile_on_use(
    r"(?!市[场容]|县域|区[域块划]|乡[村镇]|镇村|省[际级])(自治区|[省市县区州盟旗镇乡])(?=(?:委|人民政府|政府|人大|政协|纪委|人民法院|人民检察院|(?:中级|高级)人民法院)|[\u4e00-\u9fff]{2,16}(?:局|厅|委员会|办公室|支队|大队)$)"
    r"(?<!区)|自治区(?=党委|人民政府|政府)|区(?=委|人民政府|政府|人民法院|人民检察院)"
)
_GENERIC_LEVELS = {
    "自治区": "province", "省": "province", "市": "city", "州": "city", "盟": "city", "县": "county", "区": "county", "旗": "county",
    "镇": "township", "乡": "township",
}  # fmt: skip
_FUNCTIONAL = compile_on_use(
    r"(?:开发|高新|新|园|合作|示范|保税|试验|管理|度假|名胜|风景|保护|产业|工业|功能|集聚|集中|经开|经济|港|技术|综改|先行|先导|物流)区$"
)
_NO_AUTHORITY = compile_on_use(
    r"公司|集团|大学|学院|学校|中学|小学|幼儿园|医院|协会|学会|商会|银行|研究[院所]|设计院|实验室|杂志社|报社|电视台|合作社|[村居]民委员会|社区"
)
_LEVELS = (
    (compile_on_use(r"(?:特别行政区|自治区|省|生产建设兵团)$"), "province"),
    (compile_on_use(r"(?:师|自治州|[州盟]|地区)$"), "city"),
    (compile_on_use(r"(?:[县旗]|林区)$"), "county"),
    (compile_on_use(r"(?:镇|乡|街道|苏木)$"), "township"),
)
_ENDS_NAME = compile_on_use(
    r"(?:[司府]|大学|集团|协会|学会|联合会|中学|小学|商会|[所站段团党行]|政协|人大|法院|检察院|[县市省区州]委|兵团(?:第.{1,3}师)?)(?:（[^（）]{1,8}）)?$"
)
_SEALED = compile_on_use(r"[（(](?:盖章|公章|印章|章|印)[）)]$")


def find_place(name: str) -> str:
    """Return the place with which the name of an organisation begins, empty where it names none.

    Examples
    --------
    >>> [find_place(name) for name in ("中共青溪县委办公室", "白川省青溪市水利局", "市城市管理局", "国务院")]
    ['青溪县', '白川省青溪市', '', '']
    """
    return _find(_PLACE, name)


def find_place_of_office(line: str) -> str:
    """Return the place of an office: 青溪市代市长 许某.

    Examples
    --------
    >>> find_place_of_office("白川省青溪市代市长 许某"), find_place_of_office("市长 许某")
    ('白川省青溪市', '')
    """
    return _find(_PLACE_OF_OFFICE, line)


def find_place_of_rules(title: str) -> str:
    """Return the place whose rules have a title, empty where another place may stand behind the first.

    Examples
    --------
    >>> find_place_of_rules("白川省湿地保护条例"), find_place_of_rules("白川省青溪市湿地保护条例"), find_place_of_rules("湿地条例")
    ('白川省', '', '')
    """
    plain = simplify(title)
    found = _ONE_UNIT.match(plain)
    if not found or _INSIDE.search(plain[found.end() : found.end() + _MAX_UNIT]):
        return ""
    return title[: found.end()]


def tell_level(name: str) -> str:
    """Return the level of an organisation by its name, empty where the name does not say it.

    Examples
    --------
    >>> [tell_level(name) for name in ("教育部办公厅", "白川省水利厅", "青川盟行政公署", "易县人民政府", "青溪乡人民政府")]
    ['national', 'province', 'city', 'county', 'township']
    >>> tell_level("县农业农村局"), tell_level("青溪大学"), tell_level("青溪高新技术产业开发区管理委员会")
    ('county', '', '')
    """
    if not name:
        return ""
    plain = _strip_party(simplify(name))
    place = find_place(plain)
    rest = plain[len(place) :]
    if _NO_AUTHORITY.search(rest):
        return ""
    if place:
        return tell_level_of_place(place, governed=rest.startswith("人民"))
    if _NATIONAL.match(plain):
        return "national"
    found = _GENERIC.match(plain)
    return _GENERIC_LEVELS[found[0]] if found else ""


def tell_level_of_place(place: str, *, governed: bool = False) -> str:
    """Return the level of a place.

    Parameters
    ----------
    place
        As `find_place` returns it.
    governed
        Whether it has a government of its own, which of zones only districts have.

    Examples
    --------
    >>> [tell_level_of_place(place) for place in ("北京市", "北京市海淀区", "白川自治州青溪市", "白川盟青溪旗")]
    ['province', 'county', 'county', 'county']
    """
    place = simplify(place)
    if place in _MUNICIPALITIES:
        return "province"
    for pattern, level in _LEVELS:
        if pattern.search(place):
            return level
    if place.endswith("区"):
        return "" if _FUNCTIONAL.search(place) and not governed else "county"
    if not any(sign in place[:-1] for sign in "市州盟区"):
        return "city"
    above = place[: list(_ONE_UNIT.finditer(place))[-1].start()]
    return "county" if above and above[-1] in "市州盟区" and not above.endswith("自治区") else "city"


def is_signature(line: str) -> bool:
    """Tell whether a line may be the name of one or several organisations.

    Examples
    --------
    >>> [is_signature(line) for line in ("青溪县人民政府", "青溪大学", "县水利局、县财政局", "请认真执行。", "联系电话：12")]
    [True, True, True, False, False]
    """
    line = _SEALED.sub("", simplify(squeeze(line)))
    if len(line) < 3 or "：" in line or ":" in line or "关于" in line or re.search(r"[。，；！？《》\d]", line):
        return False
    return is_organisation(line) or (len(line) <= MAX_NOTICE // 3 and _ENDS_NAME.search(line) is not None)


def list_issuers(line: str) -> list[str]:
    """Return the organisations of a line, which blanks may separate.

    Examples
    --------
    >>> list_issuers("青溪县教育局　青溪县财政局"), list_issuers("科 技 部（章）"), list_issuers("县水利局、县财政局")
    (['青溪县教育局', '青溪县财政局'], ['科技部'], ['县水利局、县财政局'])
    """
    line = _SEALED.sub("", line.strip())
    parts = line.split()
    if len(parts) > 1 and all(is_signature(part) for part in parts):
        return parts
    return ["".join(parts) if squeeze(line).isalpha() else squeeze(line)]


def _find(pattern: re.Pattern[str], name: str) -> str:
    plain = simplify(name)
    if not _ENDS_PLACE.search(plain):
        return ""
    start = len(plain) - len(_strip_party(plain))
    found = pattern.match(plain, start)
    return name[found.start() : found.end()] if found else ""


def _strip_party(name: str) -> str:
    if name.startswith(("中国共产党中央", "中共中央")):
        return name
    if found := _PARTY.match(name):
        return name[found.end() :] or name
    found = _BRANCH_OF.match(name)
    return name[found.end() :] if found and _PLACE.match(name, found.end()) else name
