"""Labelled documents are read back as they were written."""

import pandas as pd
import pytest

import research


def test_what_was_written_is_read_back(labelled, tmp_path):
    labelled.write(tmp_path / "out")
    back = research.read_labelled(str(tmp_path / "out"))
    pd.testing.assert_frame_equal(back.prevalence(), labelled.prevalence(), atol=1e-5)
    assert back.codebook == labelled.codebook


def test_a_missing_folder_is_an_input_error_of_one_line():
    with pytest.raises(research.InputError, match=r"^nowhere: not the output of research label.*$"):
        research.read_labelled("nowhere")
