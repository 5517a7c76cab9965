"""Labelling as a notebook calls it."""

import shutil
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import research
from research import label
from tests.api.speeches import METADATA, TEXTS


@pytest.mark.slow
def test_a_folder_becomes_tables_with_the_columns_of_the_files(labelled, folder, run, tmp_path):
    assert label.main([str(folder), "--run", str(run), "--output", str(tmp_path / "out")]) == 0
    written = pd.read_csv(tmp_path / "out" / "sentences.csv", keep_default_na=False)
    assert list(labelled.sentences) == list(written)
    assert labelled.sentences["domain"].tolist() == written["domain"].tolist()
    probabilities = pd.read_csv(tmp_path / "out" / "probabilities.csv")
    assert list(labelled.probabilities) == list(probabilities)[2:]
    assert np.allclose(labelled.probabilities, probabilities.iloc[:, 2:], atol=1e-6)


def test_metadata_among_the_documents_are_not_read_as_a_document(folder, run, tmp_path):
    shutil.copytree(folder, tmp_path / "speeches")
    METADATA.to_csv(tmp_path / "speeches" / "documents.csv", index=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = research.label_documents(tmp_path / "speeches", run, metadata=tmp_path / "speeches" / "documents.csv")
    assert found.documents["level"].tolist() == ["city", "city", "county", "county"]


@pytest.mark.slow
def test_two_processes_give_the_same_tables(folder, run, labelled):
    again = research.label_documents(folder, run, n_jobs=2)
    pd.testing.assert_frame_equal(again.sentences, labelled.sentences)


def test_labels_below_a_precision_are_marked(folder, run):
    found = research.label_documents(folder, run, min_precision=0.95)
    limits = found.sentences["domain"].map(found.min_probability)
    sure = found.sentences["probability"] >= limits
    assert len(set(limits)) > 1
    assert (found.sentences["mark"] == np.where(sure, "", "uncertain")).all()


def test_documents_that_cannot_be_read_are_named(run, tmp_path):
    (tmp_path / "good.txt").write_text(TEXTS["city_2018"], encoding="utf-8")
    (tmp_path / "broken.docx").write_bytes(b"no Word file")
    with pytest.warns(UserWarning, match=r"1 document was left out, .*broken\.docx"):
        found = research.label_documents(tmp_path, run)
    assert found.documents.index.tolist() == ["good"]
    assert "broken.docx" in found.skipped[0]


def test_no_warning_is_given_for_what_is_in_order(folder, run):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        research.label_documents(Path(folder), run)


def test_a_folder_without_a_run_is_refused():
    with pytest.raises(research.InputError, match=r"^nowhere: no trained run there.*$"):
        research.load_run("nowhere")
