"""A study that two coders coded in spreadsheets and one in Label Studio, from its domains to a bundle that reruns."""

import base64
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from research import agree, bundle, compare, estimate, label, merge, plan, project, review, status, train
from research.bundle import find_outside, list_commands, list_files, measure, write_codebook_page
from research.codebook import read_codebook
from research.corpus.tasks import read_tasks, write_tasks
from research.report.fonts import subset_font
from tests.letters import LETTERS, read_coded

pytestmark = pytest.mark.slow

SLIPS = 7  # one label in seven differs: 14 %


def call(command, study, *arguments):
    assert command.main(["--study", str(study), *arguments]) == 0


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """The whole study, as its commands make it."""
    root = tmp_path_factory.mktemp("studies") / "letters"
    codebook = read_codebook(LETTERS / "codebook.toml")
    names = [f"{one.id}={one.name_zh}" for one in codebook.domains]
    assert project.main(["new", str(root), "--domains", *names]) == 0
    shutil.copy(LETTERS / "codebook.toml", root)  # the same domains, with definitions
    shutil.copy(LETTERS / "documents" / "letters.csv", root / "documents")
    call(review, root, "--number", "150", "--form", "xlsx", "--coders", "anna", "bob")
    for coder in ("anna", "bob"):
        path = root / "coding" / f"round-01-{coder}.xlsx"
        tasks = read_coded(path, codebook)
        if coder == "bob":
            for place in range(0, len(tasks), SLIPS):
                tasks[place] = replace(tasks[place], domain=_differ(tasks[place].domain, codebook))
        write_tasks(path, tasks, codebook, "xlsx")
    choices = [
        {"from_name": "domain", "to_name": "text", "type": "choices", "value": {"choices": [task.domain]}}
        for task in tasks
    ]
    export = [
        {"data": {"text": task.text}, "annotations": [{"completed_by": {"email": "cai"}, "result": [choice]}]}
        for task, choice in list(zip(tasks, choices, strict=True))[::SLIPS][:10]
    ]
    (root / "coding" / "export.json").write_text(json.dumps(export), "utf-8")
    call(merge, root)
    call(agree, root)
    settled = root / "coding" / "settled.xlsx"
    shutil.copy(root / "results" / "agreement" / "to_settle.xlsx", settled)
    write_tasks(settled, read_coded(settled, codebook), codebook, "xlsx")
    call(merge, root, "--overwrite")
    call(train, root, "--classifier", "bayes", "--folds", "3", "--jobs", "1")
    call(label, root, "--jobs", "1", "--figures", "none")
    call(estimate, root)
    call(plan, root, "--jobs", "1")
    (root / "documents.csv").write_text(_list_years(root), "utf-8")
    call(compare, root, "--metadata", str(root / "documents.csv"), "--by", "group")
    call(bundle, root)
    return root


def _differ(domain, codebook):
    return codebook.ids[(codebook.ids.index(domain) + 1) % len(codebook)]


def _list_years(root):
    names = pd.read_csv(root / "results" / "labelled" / "documents.csv", dtype=str)["document_id"]
    return "document_id,group\n" + "".join(f"{name},{'ab'[n % 2]}\n" for n, name in enumerate(names))


def test_three_coders_of_two_tools_settle_every_difference(study):
    codings = pd.read_csv(study / "corpus" / "codings.csv", dtype=str)
    assert codings["coder"].value_counts().to_dict() == {"anna": 150, "bob": 150, "cai": 10}
    assert len(pd.read_csv(study / "corpus" / "sentences.csv")) == 150
    assert not (study / "corpus" / "to_settle.csv").exists()


def test_the_status_of_a_whole_study_says_it_all_in_plain_words(study, capsys):
    assert status.main(["--study", str(study)]) == 0
    said = capsys.readouterr().err
    for words in ("sampled: 150 sentences (round 1: 150)", "coded: anna 150, bob 150, cai 10; 0 without a majority",
                  "agreement: alpha 0.", "scores on held-out documents (bayes): accuracy 0.", "lowest F1: ",
                  "mean half-width", "research bundle --study"):  # fmt: skip
        assert words in said


def test_the_bundle_unpacked_elsewhere_reruns_to_the_same_bytes(study, tmp_path):
    elsewhere = tmp_path / "else where"
    shutil.move(shutil.make_archive(tmp_path / "packed", "zip", study / "results" / "replication"), tmp_path / "b.zip")
    shutil.unpack_archive(tmp_path / "b.zip", elsewhere)
    done = subprocess.run(
        [sys.executable, "rerun.py"], cwd=elsewhere, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert " 0 differ" in done.stderr


def test_the_checksums_are_those_of_all_files(study):
    folder = study / "results" / "replication"
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    files = [file for file in list_files(folder) if file.name != "SHA256SUMS"]
    assert lines == [f"{measure(file)}  {file.relative_to(folder).as_posix()}" for file in files]


def test_tables_for_stata_have_the_names_of_the_domains_as_labels(study):
    table = pd.read_stata(study / "results" / "replication" / "tables" / "sentences.dta")
    names = read_codebook(study / "codebook.toml").names("zh")
    assert set(table["domain"].dropna().unique()) <= set(names)
    assert table["text"].str.len().max() > 5
    assert (study / "results" / "replication" / "tables" / "shares.xlsx").exists()


def test_a_study_without_a_record_is_rerun_with_the_flags_that_are_usual(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "results" / "baseline").mkdir(parents=True)
    assert list_commands(tmp_path) == [["research", "merge", "--study", "."], ["research", "train", "--study", "."]]


def test_of_commands_with_one_output_the_last_counts(tmp_path):
    for name in ("corpus", "results/baseline", "results/other"):
        (tmp_path / name).mkdir(parents=True)
    lines = ["train --study . --folds 5", "merge --study .", "train --study . --folds 3 --overwrite",
             "train --study . -o results/other", "review --study ."]  # fmt: skip
    (tmp_path / "commands.txt").write_text("".join(f"research {line}\n" for line in lines), "utf-8")
    assert [" ".join(words[1:]) for words in list_commands(tmp_path)] == [
        "merge --study .", "train --study . --folds 3", "train --study . -o results/other",
    ]  # fmt: skip


def test_what_lies_outside_of_the_study_is_named():
    assert find_outside([["research", "train", "--study", ".", "--test", "../gold.csv", "--folds", "3"]]) == [
        "../gold.csv"
    ]


def test_a_study_that_is_not_merged_says_what_to_do_first(tmp_path, capsys):
    root = tmp_path / "towns"
    assert project.main(["new", str(root), "--domains", "供水", "养老"]) == 0
    assert bundle.main(["--study", str(root)]) == 2
    assert f"first: research merge --study {root}" in capsys.readouterr().err


def test_the_page_of_the_codebook_has_a_font_of_its_characters_and_a_margin_on_a_phone():
    page = write_codebook_page(read_codebook())
    [packed] = re.findall(r"data:font/woff;base64,([^)]+)", page)
    body = page[page.index("<h1>") :]
    assert base64.b64decode(packed) == subset_font("".join(sorted(set(unescape(body[: body.index("</html>")])))))
    assert "padding:2em 1.2em" in page
    assert '"width=device-width"' in page
    assert not re.search(r"(src|href)=", page)


def test_the_page_of_the_codebook_has_every_rule(study):
    codebook = read_codebook(study / "codebook.toml")
    page = write_codebook_page(codebook)
    assert all(text in page for one in codebook.domains for text in (one.name_zh, *one.counts))
    assert read_tasks(study / "coding" / "settled.xlsx", codebook)
