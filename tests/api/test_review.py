"""Labelling by hand in a notebook."""

import sys

import pytest

import research
from research.corpus.tasks import Task, write_tasks
from research.shipped import shipped_path


def test_the_reviewer_takes_paths_and_says_what_to_install(tmp_path, monkeypatch):
    tasks = tmp_path / "tasks.csv"
    write_tasks(tasks, [Task("云溪县", "1", "新建学校3所。")], research.read_codebook())
    for codebook in (None, str(shipped_path("codebook.toml")), research.read_codebook()):
        assert research.review_sentences(str(tasks), "甲", codebook).session.current.text == "新建学校3所。"
    monkeypatch.delitem(sys.modules, "research.report.reviewer")
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(research.InputError, match="needs ipywidgets, which is not installed: pip install ipywidgets"):
        research.review_sentences(tasks, "甲")
