"""documents.csv: what is known of each labelled document, and how much of it there is."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from research.csv_cells import write_rows
from research.text.dates import read_bare_date
from research.text.documents import Document
from research.text.front_matter import FrontMatter, read_front_matter
from research.text.kinds import KINDS
from research.text.sentences import Sentence

DOCUMENTS = "documents.csv"
FRONT_MATTER = tuple("document_number" if one.name == "number" else one.name for one in fields(FrontMatter))
_IDENTITY = ("document_id", "file")
_SIZES = ("characters", *(f"{kind}_sentences" for kind in KINDS), "words", "unknown_words")
_COPIES = ("sha256", "duplicate_of")
TABLE_COLUMNS = (*_IDENTITY, *FRONT_MATTER, *_SIZES, *_COPIES)
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?=(?:0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)|(?!\d))"
)  # in the name of a file: 2024, 20240612
_YEAR_OF_CELL = re.compile(r"((?:19|20)\d\d)\s*年度?")
# What tables and web pages call the columns; the first that has a value gives it where the text does not.
_OTHER_NAMES = {
    "title": ("标题", "名称", "题目"),
    "date": ("成文日期", "发文日期", "发布日期", "发布时间", "公开日期", "生成日期", "日期", "发送日期"),
    "year": ("年份", "年度", "年"),
    "issuer": ("发文机关", "发布机构", "发文单位", "制发机关"),
    "document_number": ("发文字号", "文号", "文件编号"),
    "level": ("层级", "级别"),
    "place": ("地区", "省份", "省", "市", "地方"),
}


def describe_document(document: Document, sentences: Sequence[Sentence]) -> dict[str, str]:
    r"""Collect what the text, its file and the columns of its table say of a document.

    Parameters
    ----------
    document
        As read.
    sentences
        All of it, as `split_sentences` gives them.

    Returns
    -------
    dict
        The columns of documents.csv but for the numbers of words, then the user's own columns. A column of the user
        that is called as one of them goes before what the text says.

    Examples
    --------
    >>> from research.text.sentences import split_sentences
    >>> text = "甲县政府工作报告\n各位代表：\n新修公路三公里。"
    >>> document = Document("甲县", text, metadata={"年份": "2024", "page": "3"})
    >>> found = describe_document(document, split_sentences(document))
    >>> found["title"], found["year"], found["body_sentences"], found["page"]
    ('甲县政府工作报告', '2024', '2', '3')
    """
    said = read_front_matter(sentences)
    found = {name: getattr(said, "number" if name == "document_number" else name) for name in FRONT_MATTER}
    for name in FRONT_MATTER:
        others = (_read_cell(name, document.metadata.get(other, "")) for other in _OTHER_NAMES.get(name, ()))
        found[name] = document.metadata.get(name) or found[name] or next(filter(None, others), "")
    named = _YEAR.search(document.id)
    dated = read_bare_date(found["date"]) or found["date"]
    found["year"] = found["year"] or (dated[:4] if dated[:4].isdecimal() else "") or (named[1] if named else "")
    kinds = Counter(sentence.kind for sentence in sentences)
    sizes = {"characters": str(len(document.text))} | {f"{kind}_sentences": str(kinds[kind]) for kind in KINDS}
    about = {"document_id": document.id, "file": document.file} | found | sizes
    about |= {"sha256": document.sha256, "duplicate_of": document.duplicate_of}
    return about | {name: value for name, value in document.metadata.items() if name not in TABLE_COLUMNS}


def _read_cell(name: str, cell: str) -> str:
    """Return what a cell says, a date and a year as the table writes them: 2023年5月8日 is 2023-05-08."""
    if name == "date":
        return read_bare_date(cell) or cell
    year = _YEAR_OF_CELL.fullmatch(cell) if name == "year" else None
    return year[1] if year else cell


def select_known(about: Mapping[str, str]) -> dict[str, str]:
    """Return what is known of a document, without its sizes.

    Examples
    --------
    >>> select_known({"document_id": "甲县", "year": "2024", "characters": "31", "page": "3"})
    {'year': '2024', 'page': '3'}
    """
    return {name: value for name, value in about.items() if name in FRONT_MATTER or name not in TABLE_COLUMNS}


def write_document_table(folder: Path, about: Path, sizes: Iterable[tuple[int, int]]) -> None:
    """Write documents.csv, one document after the other: its columns are known once all have been looked at.

    Parameters
    ----------
    folder
        Where it is written.
    about
        The file with what `describe_document` found, a JSON object for each document.
    sizes
        The numbers of words and of unknown words of each.
    """
    with about.open(encoding="utf-8") as lines:
        own = dict.fromkeys(name for line in lines for name in json.loads(line) if name not in TABLE_COLUMNS)
    empty = dict.fromkeys((*TABLE_COLUMNS, *own), "")
    with (
        about.open(encoding="utf-8") as lines,
        (folder / DOCUMENTS).open("w", encoding="utf-8-sig", newline="") as file,
    ):
        rows = (
            empty | json.loads(line) | {"words": words, "unknown_words": unknown}
            for line, (words, unknown) in zip(lines, sizes, strict=True)
        )
        write_rows(file, list(empty), rows)
