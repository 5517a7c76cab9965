"""A study of seven domains, from a folder to a report by its five commands."""

import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from research import agree, label, merge, project, review, train
from research.codebook import read_codebook
from research.corpus.tasks import read_tasks, write_tasks
from tests.letters import LETTERS, read_coded


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("studies") / "letters"
    assert project.main(["new", str(folder)]) == 0
    shutil.copy(LETTERS / "codebook.toml", folder)
    shutil.copy(LETTERS / "documents" / "letters.csv", folder / "documents")
    return folder


def call(script, study, *arguments):
    assert script.main(["--study", str(study), *arguments]) == 0


def code(study, coder, slips):
    """Fill in what the shipped corpus says, with a slip here and there."""
    codebook = read_codebook(study / "codebook.toml")
    path = study / "coding" / f"round-01-{coder}.csv"
    tasks = read_coded(path, codebook)
    for place in range(0, len(tasks), slips):
        tasks[place] = replace(tasks[place], domain=codebook.ids[0])
    write_tasks(path, tasks, codebook)
    return tasks


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_five_commands_lead_from_a_folder_to_a_report(study, capsys):
    assert len(read_codebook(study / "codebook.toml")) == 7
    call(review, study, "--number", "200", "--coders", "anna", "bob")
    tasks = code(study, "anna", 1000)
    code(study, "bob", 40)
    call(merge, study)
    call(agree, study)
    call(train, study, "--classifier", "full", "--folds", "3", "--jobs", "1")
    call(label, study)
    said = capsys.readouterr().err
    assert "200 sentences" in said
    agreement = pd.read_csv(study / "results" / "agreement" / "agreement.csv", index_col=0)
    assert 0.9 < agreement.loc["*", "alpha"] < 1
    labelled = pd.read_csv(study / "results" / "labelled" / "sentences.csv", keep_default_na=False)
    assert labelled["document_id"].nunique() >= 150
    shares = pd.read_csv(study / "results" / "labelled" / "distribution.csv")
    whole = shares[shares["document_id"] == "*"]
    assert whole["domain"].tolist() == list(read_codebook(study / "codebook.toml").ids)
    assert np.isclose(whole["prevalence"].sum(), 1)
    assert (study / "results" / "labelled" / "report.html").exists()
    assert all(task.inclusion is not None for task in tasks)
    call(review, study, "--number", "20")  # a second round: other sentences, with the model's proposals
    codebook = read_codebook(study / "codebook.toml")
    first = {(t.document_id, t.sentence_id) for t in read_tasks(study / "coding" / "round-01-anna.csv", codebook)}
    second = read_tasks(study / "coding" / "round-02.csv", codebook)
    assert not first & {(task.document_id, task.sentence_id) for task in second}
    assert {task.blindness for task in second} == {"yes"}
