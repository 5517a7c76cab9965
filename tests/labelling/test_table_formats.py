"""Tables of labelled documents as Parquet and with a column for each domain, beside what the CSV says."""

import csv
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from research.errors import InputError
from research.labelling.batch import LabelledDocument, LabelledSentence
from research.labelling.choices import CSV, PARQUET, PROBABILITIES, SENTENCES, SHARES, WIDE
from research.labelling.estimation import Estimation
from research.labelling.output_tables import format_documents, make_headers, write_shares
from research.labelling.table_formats import check_format, widen_distribution, write_parquet

DOMAINS = ("roads", "health")
needs_pyarrow = pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow not here")


def make_document(name, *probabilities):
    """A document of a sentence of boilerplate and of body sentences with these probabilities of roads."""
    rows = [LabelledSentence(name, 0, 0, 2, 0, "boilerplate", "", "=1+1")]
    for number, value in enumerate(probabilities, 1):
        best, second = ("roads", "health") if value >= 0.5 else ("health", "roads")
        place = (name, number, 0, 2, number, "body", "一、交通 > （一）路", '修"路"，\n通车。')
        rows.append(
            LabelledSentence(*place, best, max(value, 1 - value), second, min(value, 1 - value), "路", 4, 1, "")
        )
    return LabelledDocument(name, rows, np.array([[value, 1 - value] for value in probabilities]).reshape(-1, 2))


@pytest.fixture
def folder(tmp_path):
    """The tables of two documents, of which the first is called as a formula, and of one without body sentences."""
    documents = [make_document("=a", 1.0, 1.0, 0.25), make_document("007", 0.75), make_document("none")]
    for part in (make_headers(DOMAINS), format_documents(documents, DOMAINS)):
        for name, content in part.items():
            with (tmp_path / name).open("ab") as file:
                file.write(content)
    write_shares(tmp_path, DOMAINS, Estimation("count"))
    return tmp_path


def read_rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_wide_distribution_has_a_row_for_each_document_and_a_column_for_each_domain(folder):
    before = read_rows(folder / SHARES)
    widen_distribution(folder, DOMAINS)
    assert read_rows(folder / WIDE) == [
        ["document_id", "sentences", "roads", "health"],
        ["'=a", "3", "0.666667", "0.333333"],
        ["007", "1", "1.000000", "0.000000"],
    ]
    assert (folder / WIDE).read_bytes().startswith(b"\xef\xbb\xbf")
    assert read_rows(folder / SHARES) == before[:3]  # the header, and the domains of all documents
    assert {row[0] for row in before[1:3]} == {"*"}
    assert (folder / SHARES).read_bytes().startswith(b"\xef\xbb\xbf")


def test_documents_without_body_sentences_give_an_empty_wide_distribution(tmp_path):
    for part in (make_headers(DOMAINS), format_documents([make_document("none")], DOMAINS)):
        for name, content in part.items():
            with (tmp_path / name).open("ab") as file:
                file.write(content)
    write_shares(tmp_path, DOMAINS, Estimation("count"))
    widen_distribution(tmp_path, DOMAINS)
    assert [len(read_rows(tmp_path / name)) for name in (SHARES, WIDE)] == [1, 1]


@needs_pyarrow
def test_parquet_holds_what_the_csv_holds_with_types_and_texts_as_they_were(folder):
    widen_distribution(folder, DOMAINS)
    write_parquet(folder)
    sentences = pd.read_parquet(folder / "sentences.parquet")
    assert list(sentences) == read_rows(folder / SENTENCES)[0]
    assert sentences["document_id"].tolist() == ["=a"] * 4 + ["007"] * 2 + ["none"]
    assert sentences["text"].tolist()[:2] == ["=1+1", '修"路"，\n通车。']
    assert sentences["domain"].tolist()[:4] == ["", "roads", "roads", "health"]
    assert sentences["probability"].isna().tolist() == [True, False, False, False, True, False, True]
    assert sentences["sentence_id"].dtype == np.int64
    probabilities = pd.read_parquet(folder / "probabilities.parquet")
    assert probabilities["roads"].tolist() == [1, 1, 0.25, 0.75]
    assert list(probabilities) == read_rows(folder / PROBABILITIES)[0]
    wide = pd.read_parquet(folder / "distribution_wide.parquet")
    assert wide.set_index("document_id")["roads"].to_dict() == {"=a": pytest.approx(2 / 3, abs=1e-6), "007": 1}
    shares = pd.read_parquet(folder / "distribution.parquet")
    assert shares["prevalence"].sum() == pytest.approx(1)
    assert shares["unknown_words"].tolist() == [0.25, 0.25]  # a share here, a number in the sentences


@needs_pyarrow
@pytest.mark.parametrize("text", ["a\x00b", "'=x", "\u2028\x85\x0b,;", "长" * 200_000, '"'])
def test_parquet_holds_any_text_whole(tmp_path, text):
    (row,) = make_document("a", 1.0).rows[1:]
    document = LabelledDocument("a", [row._replace(text=text)], np.array([[1.0, 0.0]]))
    (tmp_path / SENTENCES).write_bytes(
        make_headers(DOMAINS)[SENTENCES] + format_documents([document], DOMAINS)[SENTENCES]
    )
    write_parquet(tmp_path)
    assert pd.read_parquet(tmp_path / "sentences.parquet")["text"].tolist() == [text]


@needs_pyarrow
def test_parquet_of_the_same_tables_is_the_same_and_of_several_blocks_too(folder, monkeypatch):
    write_parquet(folder)
    first = {path.name: path.read_bytes() for path in folder.glob("*.parquet")}
    assert set(first) == {"sentences.parquet", "probabilities.parquet", "distribution.parquet"}
    write_parquet(folder)
    assert {path.name: path.read_bytes() for path in folder.glob("*.parquet")} == first
    whole = pd.read_parquet(folder / "sentences.parquet")
    monkeypatch.setattr("research.labelling.table_formats._BLOCK_SIZE", 2)
    write_parquet(folder)
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "sentences.parquet"), whole)


def test_parquet_without_its_library_is_refused_with_the_extra_to_install(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    check_format(CSV)
    for call in (lambda: check_format(PARQUET), lambda: write_parquet(folder)):
        with pytest.raises(
            InputError, match=r"^--format parquet: .*; run pip install pyarrow \(the extra parquet\), or"
        ):
            call()
    assert not list(folder.glob("*.parquet"))


def test_the_extra_that_the_message_names_brings_the_library():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["name"] == "policy-domains"
    assert [need.split(">")[0] for need in project["optional-dependencies"][PARQUET]] == ["pyarrow"]
