"""Readers of files that were damaged anywhere: a document or one clear refusal, and nothing else."""

import io
import tempfile
import warnings
from importlib.util import find_spec
from pathlib import Path

import docx
import pandas as pd
import pytest
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from research.errors import InputError, ReadingWarning
from research.text.documents import Document, iterate_documents
from research.text.limits import Limits
from research.text.sentences import split_sentences

LINES = ("在全县工作会议上的讲话", "一、抓好春耕", "各乡镇要备足种子，确保3.5万亩水稻按时栽插。“早一天是一天”！")
TEXT = "\n".join(LINES)
SMALL = Limits(max_megabytes=1, max_expanded=50, max_pages=20)


def make_docx() -> bytes:
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    document.add_table(1, 2).cell(0, 1).text = "面积"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def make_pdf() -> bytes:
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=12)
    for line in ("Work report", "1. Spring ploughing goes on.", "2. Seeds are ready."):
        document.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    return bytes(document.output())


def make_parquet() -> bytes:
    file = io.BytesIO()
    pd.DataFrame({"id": ["a", "b"], "text": [TEXT, "修路。"]}).to_parquet(file)
    return file.getvalue()


GOOD = {
    ".txt": TEXT.encode("gb18030"),
    ".md": f"# {TEXT}\n\n- **要**修路\n\n|甲|乙|\n|--|--|\n|一|二|\n".encode(),
    ".html": f"<html><head><title>文</title></head><body><p>{TEXT}</p><ul><li>一<li>二</ul><!-- x --></body>".encode(),
    ".csv": f'id,text\na,"{TEXT}"\nb,修路。\n'.encode("utf-8-sig"),
    ".jsonl": f'{{"id": "a", "text": "{LINES[0]}"}}\n{{"id": "b", "text": "\\u4fee\\ud83d"}}\n'.encode(),
    ".docx": make_docx(),
    ".pdf": make_pdf(),
    ".parquet": make_parquet() if find_spec("pyarrow") else b"",
}
without_parquet = pytest.mark.skipif(not GOOD[".parquet"], reason="pyarrow not here")
SUFFIXES = [pytest.param(suffix, marks=without_parquet) if suffix == ".parquet" else suffix for suffix in GOOD]
DAMAGE = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6), st.integers(0, 40)), min_size=1, max_size=6
)


def damage(data: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    """Put bytes in the place of others; a place is a share of the length."""
    for place, new, length in changes:
        start = int(place * len(data))
        data = data[:start] + new + data[start + length :]
    return data


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_not_damaged_is_read(suffix, tmp_path):
    (tmp_path / f"a{suffix}").write_bytes(GOOD[suffix])
    assert "".join(document.text for document in iterate_documents([tmp_path]))


def read(data: bytes, suffix: str) -> tuple[list[Document], list[str]]:
    """Return the documents of a file and what was said of those that were refused; only the file is left behind."""
    refused: list[InputError] = []
    documents: list[Document] = []
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", ReadingWarning)
        path = Path(folder, f"a{suffix}")
        path.write_bytes(data)
        try:
            documents += iterate_documents([path], limits=SMALL, skip=refused.append)
        except InputError as error:
            refused.append(error)
        assert [found.name for found in Path(folder).iterdir()] == [path.name]
    return documents, [str(error) for error in refused]


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != ".pdf"])
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(changes=DAMAGE)
def test_a_damaged_file_is_read_or_refused_in_one_line(suffix, changes):
    check_damaged(suffix, changes)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20, deadline=None)
@given(changes=DAMAGE)
def test_a_damaged_pdf_is_read_or_refused_in_one_line(changes):  # each in a process of its own, so fewer
    check_damaged(".pdf", changes)


def check_damaged(suffix, changes):
    documents, refused = read(damage(GOOD[suffix], changes), suffix)
    assert documents or refused
    assert [said for said in refused if "\n" in said] == []
    for document in documents:
        assert all(document.text[one.start : one.end].strip() for one in split_sentences(document))


@given(st.binary(max_size=300), st.sampled_from(sorted({*GOOD} - {".pdf"})))
def test_any_bytes_under_any_name_are_read_or_refused(data, suffix):
    documents, refused = read(data, suffix)
    assert documents or refused
    assert [said for said in refused if "\n" in said] == []
