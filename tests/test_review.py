"""The script that draws sentences to label."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from research import review
from research.codebook import make_codebook, read_codebook
from research.corpus.tasks import read_tasks
from research.labelling.batch import COLUMNS, label_batch
from research.run import read_run_model
from research.text.documents import read_document

HEALTH = """一、抓好医疗卫生
县人民医院新院区建成投用，新增床位300张。家庭医生签约服务覆盖率达到76%。
疾病预防控制中心完成改造；基层卫生院配齐全科医生。
"""
FARMS = """一、抓好农业生产
粮食播种面积稳定在40万亩，新建高标准农田3万亩。生猪存栏恢复到12万头。
县人民医院新院区建成投用，新增床位280张。
"""
NAMES_ONLY = (
    '[[domain]]\nid = "care"\nname_zh = "甲"\nname_en = "A"\n[[domain]]\nid = "farms"\nname_zh = "乙"\nname_en = "B"\n'
)
WORDS = NAMES_ONLY.replace('"A"', '"A"\nkeywords = ["医院", "医生", "疾病"]').replace(
    '"B"', '"B"\nkeywords = ["粮食", "农田", "生猪"]'
)


def read(path):
    return read_tasks(path, make_codebook(["care", "farms", *read_codebook().ids]))


def call(*arguments):
    return review.main([str(argument) for argument in arguments])


@pytest.fixture
def study(tmp_path):
    root = tmp_path / "study"
    (root / "documents").mkdir(parents=True)
    (root / "coding").mkdir()
    (root / "documents" / "farms.txt").write_text(FARMS, "utf-8")
    (root / "documents" / "health.txt").write_text(HEALTH, "utf-8")
    (root / "codebook.toml").write_text(WORDS, "utf-8")
    return root


def test_a_task_has_what_a_coder_and_an_estimate_need(study, run, tmp_path):
    (tmp_path / "years.csv").write_text("document_id,year\nhealth,2021\n", "utf-8")
    out = tmp_path / "out.csv"
    assert call(study / "documents", "--run", run, "--number", 7, "--strategy", "random", "--output", out,
                "--metadata", tmp_path / "years.csv", "--proposals") == 0  # fmt: skip
    tasks = read(out)
    assert [(task.document_id, task.sentence_id) for task in tasks] == [
        ("farms", "1"), ("farms", "2"), ("farms", "3"), ("health", "1"), ("health", "2"), ("health", "3"), ("health", "4"),
    ]  # fmt: skip
    second = tasks[4]
    assert second.text == "家庭医生签约服务覆盖率达到76%。"
    assert second.context == "县人民医院新院区建成投用，新增床位300张。家庭医生签约服务覆盖率达到76%。"
    assert (second.headings, second.kind, second.year) == ("一、抓好医疗卫生", "body", "2021")
    assert (second.proposal, second.strategy, second.inclusion) == ("health", "random", 1.0)
    assert 0.3 < second.probability <= 1
    assert "医生" in second.terms
    assert (second.domain, second.coder, tasks[0].year) == ("", "", "")


def test_of_near_duplicates_one_is_drawn_unless_shares_are_to_be_estimated(study, tmp_path, capsys):
    for strategy, n_drawn in [("mixed", 6), ("diverse", 6), ("uncertain", 6), ("random", 7)]:
        out = tmp_path / f"{strategy}.csv"
        assert call("--study", study, "--strategy", strategy, "--output", out) == 0
        tasks = read(out)
        assert (len(tasks), {task.strategy for task in tasks}) == (n_drawn, {strategy})
        assert f"{n_drawn} of 7 body sentences of 2 documents" in capsys.readouterr().err
        assert all((task.inclusion is None) == (n_drawn == 6) for task in tasks)


def test_random_drawing_records_the_probability_and_takes_from_each_document_its_part(study, tmp_path):
    assert call("--study", study, "--strategy", "random", "--number", 3, "--output", tmp_path / "a.csv") == 0
    tasks = read(tmp_path / "a.csv")
    assert [task.inclusion for task in tasks] == pytest.approx([3 / 7] * 3)
    assert {task.document_id for task in tasks} == {"farms", "health"}


def test_a_round_draws_nothing_that_an_earlier_round_drew_or_nearly_repeats(study, capsys):
    assert call("--study", study, "--number", 2, "--strategy", "random") == 0
    assert call("--study", study, "--number", 9, "--strategy", "random") == 0
    assert "5 of 5 body sentences of 2 documents sampled (random)" in capsys.readouterr().err
    first, second = (read(study / "coding" / f"round-0{number}.csv") for number in (1, 2))
    drawn = [(task.document_id, task.sentence_id) for task in (*first, *second)]
    assert (len(first), len(drawn), len(set(drawn))) == (2, 7, 7)
    assert call("--study", study) == 2
    assert "all are labelled or sampled already" in capsys.readouterr().err
    assert len(list((study / "coding").iterdir())) == 2


def test_what_nearly_repeats_a_labelled_sentence_is_set_aside(study, tmp_path, capsys):
    labelled = tmp_path / "labelled.csv"
    labelled.write_text("text,domain\n县人民医院新院区建成投用，新增床位999张。,care\n", "utf-8")
    assert call("--study", study, "--labelled", labelled, "--strategy", "mixed", "--output", tmp_path / "a.csv") == 0
    assert not [task for task in read(tmp_path / "a.csv") if "新院区" in task.text]
    assert "5 of 7 body sentences of 2 documents sampled (mixed); 2 near-duplicates" in capsys.readouterr().err


def test_sentences_of_the_corpus_are_not_drawn_again(study):
    (study / "corpus").mkdir()
    (study / "corpus" / "sentences.csv").write_text(
        "document_id,text,domain\nfarms,生猪存栏恢复到12万头。,farms\n", "utf-8"
    )
    assert call("--study", study, "--strategy", "random") == 0
    assert "生猪存栏恢复到12万头。" not in [task.text for task in read(study / "coding" / "round-01.csv")]


def test_each_coder_gets_the_same_sentences_under_the_own_name(study):
    assert call("--study", study, "--number", 3, "--coders", "anna", "博") == 0
    mine, theirs = (read(study / "coding" / f"round-01-{name}.csv") for name in ("anna", "博"))
    assert {task.coder for task in mine} == {"anna"}
    assert [replace(task, coder="anna") for task in theirs] == mine
    assert sorted(path.name for path in (study / "coding").iterdir()) == ["round-01-anna.csv", "round-01-博.csv"]
    assert call("--study", study, "--number", 3, "--coders", "anna", "--form", "doccano") == 0
    assert (study / "coding" / "round-02-anna.jsonl").exists()


@pytest.mark.parametrize("names", [["a/b"], ["a", "A"], ["a b"], ["..\\a"]])
def test_names_that_cannot_be_files_are_refused(study, names, capsys):
    assert call("--study", study, "--coders", *names) == 2
    assert "--coders" in capsys.readouterr().err
    assert not list((study / "coding").iterdir())


def test_without_a_run_the_words_of_the_codebook_propose(study, capsys):
    assert call("--study", study, "--proposals") == 0
    assert "labels are proposed from the codebook's own words" in capsys.readouterr().err
    found = {task.text[:4]: task.proposal for task in read(study / "coding" / "round-01.csv")}
    assert (found["粮食播种"], found["生猪存栏"], found["家庭医生"]) == ("farms", "farms", "care")


def test_a_run_of_another_codebook_proposes_nothing(study, run, capsys):
    assert call("--study", study, "--run", run, "--proposals") == 0
    assert "its model has other domains" in capsys.readouterr().err
    assert {task.proposal for task in read(study / "coding" / "round-01.csv")} == {"care", "farms"}


def test_coders_are_blind_unless_proposals_are_asked_for(study, run, tmp_path, capsys):
    assert call(study / "documents", "--run", run, "--strategy", "mixed", "--output", tmp_path / "a.csv") == 0
    assert "blind: no proposals in the file" in capsys.readouterr().err
    tasks = read(tmp_path / "a.csv")
    assert {(task.proposal, task.probability, task.terms, task.strategy) for task in tasks} == {("", None, "", "mixed")}
    assert {task.blindness for task in tasks} == {"yes"}
    assert call(study / "documents", "--run", run, "--proposals", "--output", tmp_path / "b.csv") == 0
    assert "the coders see what the model proposes" in capsys.readouterr().err
    assert {(task.blindness, bool(task.proposal)) for task in read(tmp_path / "b.csv")} == {("no", True)}


def test_samples_are_numbered_in_the_order_in_which_they_are_taken(study):
    for strategy in ("uncertain", "random"):
        assert call("--study", study, "--number", 2, "--strategy", strategy) == 0
    rounds = [{task.round for task in read(study / "coding" / f"round-0{number}.csv")} for number in (1, 2)]
    assert rounds == [{"1"}, {"2"}]


def test_headings_are_drawn_only_if_asked(study):
    assert call("--study", study, "--headings", "--strategy", "random") == 0
    kinds = [task.kind for task in read(study / "coding" / "round-01.csv")]
    assert (kinds.count("heading"), kinds.count("body")) == (2, 7)


def test_an_existing_file_is_kept_unless_asked(study, tmp_path, capsys):
    out = tmp_path / "mine.csv"
    out.write_text("labels of weeks")
    assert call("--study", study, "--output", out) == 2
    assert "exists already" in capsys.readouterr().err
    assert out.read_text() == "labels of weeks"
    assert call("--study", study, "--output", out, "--overwrite") == 0
    assert read(out)


def test_the_same_command_twice_gives_the_same_bytes(study, run, tmp_path):
    for name in ("a.csv", "b.csv"):
        assert call(study / "documents", "--run", run, "--number", 3, "--output", tmp_path / name) == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--number", "0"], "--number: must be at least 1, got 0"),
        (["--labelled", "gone"], "gone: not there"),
        (["--metadata", "gone.csv"], "gone.csv: cannot be read"),
    ],
)
def test_what_the_user_can_fix_ends_in_one_line_and_leaves_nothing(study, arguments, message, capsys):
    assert call("--study", study, *arguments) == 2
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert message in errors[0]
    assert not list((study / "coding").iterdir())


def test_a_stopped_run_leaves_no_half_written_file(study, monkeypatch):
    def fail(path, *_):
        path.write_text("half")
        raise RuntimeError

    monkeypatch.setattr(review, "write_tasks", fail)
    with pytest.raises(RuntimeError):
        call("--study", study)
    assert not list((study / "coding").iterdir())


def test_proposals_are_those_that_the_labelling_script_would_give(study, run, tmp_path):
    out = tmp_path / "a.csv"
    assert call(study / "documents", "--run", run, "--proposals", "--output", out) == 0
    (document,) = label_batch([read_document(study / "documents" / "health.txt")], read_run_model(run))
    expected = (
        pd.DataFrame(document.rows, columns=list(COLUMNS))
        .set_index("text")
        .loc[[t.text for t in read(out) if t.document_id == "health"]]
    )
    found = [task for task in read(out) if task.document_id == "health"]
    assert [task.proposal for task in found] == expected["domain"].tolist()
    assert np.allclose([task.probability for task in found], expected["probability"])
    assert [task.terms for task in found] == expected["terms"].tolist()
    assert set(expected["domain"]) <= set(read_codebook().ids)


@pytest.mark.parametrize(
    ("form", "name"), [("label-studio", "round-01.json"), ("doccano", "round-01.jsonl"), ("cap", "round-01.csv")]
)
def test_what_was_drawn_in_any_form_is_not_drawn_again(study, form, name):
    assert call("--study", study, "--form", form, "--number", 4, "--strategy", "random") == 0
    assert len(read(study / "coding" / name)) == 4
    assert call("--study", study, "--strategy", "random") == 0
    assert len(read(study / "coding" / "round-02.csv")) == 3


def test_headings_that_are_left_out_are_counted(study, capsys):
    assert call("--study", study) == 0
    assert "2 headings are not sampled, and shares count none; --headings samples them, too" in capsys.readouterr().err
    assert call("--study", study, "--headings", "--output", study / "coding" / "all.csv") == 0
    assert "not sampled" not in capsys.readouterr().err


def test_a_random_sample_without_proposals_says_nothing_of_a_model(study, capsys):
    assert call("--study", study) == 0
    assert "proposed" not in capsys.readouterr().err


def test_domains_of_one_name_are_told_before_anybody_codes(study, capsys):
    (study / "codebook.toml").write_text(WORDS.replace('"乙"', '"甲"'), "utf-8")
    assert call("--study", study) == 0
    said = (
        "warning: the domains care, farms are all called '甲', so coders choose them by id; give each its own name_zh"
    )
    assert said in capsys.readouterr().err


def test_a_file_of_no_form_is_refused(study, tmp_path, capsys):
    assert call("--study", study, "--output", tmp_path / "a.docx") == 2
    assert f"expected a folder, or a file as {tmp_path / 'a.csv'}" in capsys.readouterr().err


@pytest.mark.parametrize(("names", "advised"), [("a/b c", "a-b c"), ("Anna anna", "Anna"), ("anna、bob", "anna bob")])
def test_the_names_of_coders_that_are_advised_work(study, names, advised, capsys):
    assert call("--study", study, "--coders", *names.split()) == 2
    assert capsys.readouterr().err.endswith(f", as --coders {advised}\n")
    assert call("--study", study, "--coders", *advised.split()) == 0
