"""How far a study is, and what comes next, from an empty folder to a coded one."""

import shutil
from dataclasses import replace

import pytest

from research import agree, merge, project, review, status
from research.codebook import read_codebook
from research.corpus.tasks import read_tasks, write_tasks

WATER = "自来水管网改造完成，水质达标。老旧小区二次供水设施更新。停水要提前通知居民。"
CARE = "养老院新增床位三百张。社区食堂为老人送餐。高龄津贴按月发放。"


@pytest.fixture
def study(tmp_path):
    root = tmp_path / "towns"
    assert project.main(["new", str(root), "--domains", "water=供水", "care=养老"]) == 0
    return root


def add_documents(study):
    (study / "documents" / "甲.txt").write_text(WATER, "utf-8")
    (study / "documents" / "乙.txt").write_text(CARE, "utf-8")


def sample(study, *coders):
    assert review.main(["--study", str(study), "--form", "xlsx", "--coders", *coders]) == 0


def code(study, coder, slips=()):
    path = study / "coding" / f"round-01-{coder}.xlsx"
    codebook = read_codebook(study / "codebook.toml")
    tasks = [replace(t, domain="water" if t.text in WATER else "care") for t in read_tasks(path, codebook)]
    for place in slips:
        tasks[place] = replace(tasks[place], domain="care" if tasks[place].domain == "water" else "water")
    write_tasks(path, tasks, codebook, "xlsx")


def ask(study, capsys):
    capsys.readouterr()
    assert status.main(["--study", str(study)]) == 0
    return capsys.readouterr().err.splitlines()


def test_an_empty_study_asks_for_documents(study, capsys):
    assert ask(study, capsys)[-1] == f"next: put the documents that you study into {study / 'documents'}"


def test_documents_ask_for_a_sample_and_a_sample_for_coding(study, capsys):
    add_documents(study)
    assert ask(study, capsys)[-1].startswith("next: sample sentences to code: research review --study")
    sample(study, "anna")
    lines = ask(study, capsys)
    assert "sampled: 4 sentences (round 1: 4)" in lines
    assert lines[-1].startswith("next: fill the column domain of ")


@pytest.mark.slow
def test_the_advice_leads_from_coding_to_a_corpus_without_differences(study, capsys):
    add_documents(study)
    sample(study, "anna", "bob")
    code(study, "anna")
    code(study, "bob", slips=[1])
    lines = ask(study, capsys)
    assert "coded: anna 4, bob 4; 1 without a majority, to be settled" in lines
    assert lines[-1] == f"next: read the coding back: research merge --study {study}"
    assert merge.main(["--study", str(study)]) == 0
    assert f"next: measure the agreement on the 4 sentences of several coders: research agree --study {study}" in (
        ask(study, capsys)
    )
    assert agree.main(["--study", str(study)]) == 0
    lines = ask(study, capsys)
    assert any(line.startswith("agreement: alpha 0.") for line in lines)
    assert lines[-1].startswith("next: settle 1 sentence: fill ")
    settled = study / "coding" / "settled.xlsx"
    shutil.copy(study / "results" / "agreement" / "to_settle.xlsx", settled)
    codebook = read_codebook(study / "codebook.toml")
    write_tasks(settled, [replace(t, domain="water") for t in read_tasks(settled, codebook)], codebook, "xlsx")
    assert merge.main(["--study", str(study), "--overwrite"]) == 0
    assert ask(study, capsys)[-1] == f"next: train on the coded sentences: research train --study {study}"


def test_every_command_of_a_study_ends_with_what_comes_next_and_is_recorded(study, capsys):
    add_documents(study)
    capsys.readouterr()
    sample(study, "anna")
    assert "next: fill the column domain of " in capsys.readouterr().err
    assert (study / "commands.txt").read_text("utf-8") == "research review --study . --form xlsx --coders anna\n"


def test_a_domain_that_nobody_coded_is_named(study, capsys):
    add_documents(study)
    sample(study, "anna")
    path = study / "coding" / "round-01-anna.xlsx"
    codebook = read_codebook(study / "codebook.toml")
    write_tasks(path, [replace(t, domain="water") for t in read_tasks(path, codebook)], codebook, "xlsx")
    assert "never coded: care" in ask(study, capsys)
    assert merge.main(["--study", str(study)]) == 0
    said = capsys.readouterr().err
    assert "1 of 2 domains have no label yet: care" in said
    assert "next: code sentences of a second domain: sample more" in said


def test_what_is_no_study_is_refused_with_how_to_make_one(tmp_path, capsys):
    assert status.main(["--study", str(tmp_path)]) == 2
    assert "make one: research project new DIR" in capsys.readouterr().err


def test_a_coding_that_cannot_be_read_is_told_and_no_new_sample_advised(study, capsys):
    add_documents(study)
    sample(study, "anna")
    file = study / "coding" / "round-01-anna.xlsx"
    file.write_bytes(b"")
    lines = ask(study, capsys)
    assert f"coding: cannot be read: {file}: the file is empty" in "\n".join(lines)
    assert lines[-1].startswith("next: mend what is said above of the coding, then read it back: research merge")


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_labels_that_changed_after_the_agreement_was_measured_ask_to_measure_again(study, capsys):
    add_documents(study)
    sample(study, "anna", "bob")
    code(study, "anna")
    code(study, "bob", slips=[0])
    assert merge.main(["--study", str(study)]) == 0
    assert agree.main(["--study", str(study)]) == 0
    assert "next: settle 1 sentence: " in ask(study, capsys)[-1]
    code(study, "bob", slips=[1])
    assert merge.main(["--study", str(study), "--overwrite"]) == 0
    assert ask(study, capsys)[-1].endswith(f"research agree --study {study} --overwrite")


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_what_was_settled_is_not_written_over_by_the_next_round(study, capsys):
    add_documents(study)
    sample(study, "anna", "bob")
    code(study, "anna")
    code(study, "bob", slips=[0, -1])  # a sentence of each domain, so that the pair stands in both orders
    assert merge.main(["--study", str(study)]) == 0
    assert agree.main(["--study", str(study)]) == 0
    assert f"save it as {study / 'coding' / 'settled.xlsx'}" in ask(study, capsys)[-1]
    codebook = read_codebook(study / "codebook.toml")
    listed = read_tasks(study / "results" / "agreement" / "to_settle.xlsx", codebook)
    first = [replace(listed[0], domain="water"), *listed[1:]]
    write_tasks(study / "coding" / "settled.xlsx", first, codebook, "xlsx")
    assert merge.main(["--study", str(study), "--overwrite"]) == 0
    assert f"save it as {study / 'coding' / 'settled-2.xlsx'}" in ask(study, capsys)[-1]


@pytest.mark.slow
def test_columns_of_another_tool_are_remembered_from_the_last_merge(study, capsys):
    add_documents(study)
    sample(study, "anna")
    code(study, "anna")
    codebook = read_codebook(study / "codebook.toml")
    tasks = read_tasks(study / "coding" / "round-01-anna.xlsx", codebook)
    (study / "coding" / "round-01-anna.xlsx").unlink()
    rows = [f"{t.document_id},{t.sentence_id},{t.text},{t.domain}" for t in tasks]
    table = "\n".join(["document_id,sentence_id,text,类别", *rows])
    (study / "coding" / "anna.csv").write_text(table, "utf-8")
    assert "coding: cannot be read" in "\n".join(ask(study, capsys))
    assert merge.main(["--study", str(study), "--columns", "domain=类别"]) == 0
    assert f"coded: anna {len(tasks)}; 0 without a majority, to be settled" in ask(study, capsys)
