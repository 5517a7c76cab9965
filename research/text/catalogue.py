"""The catalogue of a document: the fields that sites and databases print above its text, as lines or as a table."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from research.text.dates import read_bare_date
from research.text.field_lines import split_fields
from research.text.issuers import is_signature
from research.text.line_forms import squeeze
from research.text.patterns import compile_on_use
from research.text.simplified import simplify

NUMBER = compile_on_use(
    r"([\u4e00-\u9fffXx×]{1,16})\s*[〔\[［(（【﹝]\s*([\d０-９OolI]{4})\s*[〕\]］)）】﹞]\s*(?:第\s*)?([\d０-９]{1,5}|[Xx×]{1,3})\s*[号號]"
)
_FIELD = compile_on_use(
    r"[【\[（(]?([\u4e00-\u9fff]{2,6})[】\]）)]?\s*[：:｜丨]\s*(.*)|【([\u4e00-\u9fff]{2,6})】\s*(\S.*)"
)
_SIGN = compile_on_use("[：:｜丨】]")  # in every field
_EMPTY = compile_on_use(r"(?:无|暂无|空|没有|未知|[-—–/／_＿\s]*)[。]?")
ISSUERS = (
    "发文机关", "发文单位", "发文机构", "制发机关", "印发机关", "发布机构", "发布机关", "发布单位", "颁布机关", "颁布单位", "制定机关", "制定单位", "公布机关", "发布部门", "颁布部门",
)  # fmt: skip
DATES = ("成文日期", "成文时间", "发文日期", "发文时间", "公布日期", "印发日期", "颁布日期", "颁布时间", "签发日期")
DATES_OF_PAGE = ("生成日期", "发布日期", "发布时间", "公开日期", "公开时间")
TITLES = ("标题", "名称", "文件名称", "信息名称", "题名", "法规标题", "法规名称", "主题")  # where the text has none
NUMBERS = ("发文字号", "文号", "发布文号", "公文字号", "批准文号", "文件编号", "发文文号", "文件字号")
_LABELS = (*ISSUERS, *DATES, *DATES_OF_PAGE, *TITLES, *NUMBERS)
_MIN_ISSUER = 4


def read_catalogue(lines: Iterable[str], rows: Iterable[str]) -> dict[str, str]:
    r"""Return the fields of a catalogue, by their labels in simplified characters; those that say nothing are left out.

    Parameters
    ----------
    lines
        What is set aside.
    rows
        Of the tables above the text, cells joined by tabs.

    Examples
    --------
    >>> read_catalogue(["成文日期：2021年3月1日  有效性：有效", "文号：无"], ["发文機關\t青禾縣人民政府"])
    {'成文日期': '2021年3月1日', '有效性': '有效', '发文机关': '青禾縣人民政府'}
    """
    stated = [squeeze(field) for line in lines for field in split_fields(line)]
    return _read_lines(stated) | _read_cells([cell for row in rows for cell in row.split("\t")])


def find_field(fields: Mapping[str, str], labels: Sequence[str]) -> str:
    """Return the first field that has one of the labels, empty where none has.

    Examples
    --------
    >>> find_field({"文号": "青政发〔2021〕3号"}, NUMBERS)
    '青政发〔2021〕3号'
    """
    return next((fields[label] for label in labels if fields.get(label)), "")


def is_glued_field(line: str) -> bool:
    """Tell whether a line is a field without a sign between label and value: 成文日期2021年3月4日.

    Examples
    --------
    >>> is_glued_field("成文日期2021年3月4日"), is_glued_field("文号青政发〔2021〕3号"), is_glued_field("标题党")
    (True, True, False)
    """
    return bool(_read_glued(line)[0])


def _match_field(line: str) -> re.Match[str] | None:
    return _FIELD.match(simplify(line)) if _SIGN.search(line) else None


def _read_lines(lines: Sequence[str]) -> dict[str, str]:
    """Return the fields of a catalogue: label and value on one line, or on two."""
    fields: dict[str, str] = {}
    for line, following in pairwise([*lines, ""]):
        found = _match_field(line)
        glued = _read_glued(line) if not found else ("", "")
        if glued[0]:
            fields.setdefault(*glued)
        if found:
            group = 2 if found[1] else 4
            value = line[found.start(group) : found.end(group)].strip()
            value = value or ("" if _match_field(following) else following)
            if not _EMPTY.fullmatch(value):
                fields.setdefault(found[1] or found[3], value)
    return fields


def _read_cells(cells: Sequence[str]) -> dict[str, str]:
    """Return the fields of a catalogue that is a table: label and value in one cell, or in two."""
    fields: dict[str, str] = {}
    for cell, following in pairwise([*cells, ""]):
        label, value = "".join(simplify(cell).split()).strip("：:【】[]"), following
        if label not in _LABELS:
            label, value = next(iter(_read_lines([squeeze(cell)]).items()), ("", ""))
        if label in _LABELS and not _EMPTY.fullmatch(value.strip()):
            fields.setdefault(label, squeeze(value.strip()))
    return fields


def _read_glued(line: str) -> tuple[str, str]:
    """Return a field without a sign between label and value, as lists of a page have it: 成文日期2021年3月4日."""
    plain = simplify(line)
    label = next((label for label in _LABELS if plain.startswith(label)), "") if plain.startswith(_LABELS) else ""
    value = line[len(label) :].strip()
    if label in NUMBERS:
        return (label, value) if NUMBER.fullmatch(value) else ("", "")
    if label in (*DATES, *DATES_OF_PAGE):
        return (label, value) if value[:1].strip() and read_bare_date(value) else ("", "")
    return (label, value) if label in ISSUERS and len(value) >= _MIN_ISSUER and is_signature(value) else ("", "")
