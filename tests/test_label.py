"""The labelling script."""

import csv
import json
import os
import shutil
import subprocess
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from research import label, label_work, train
from research.cli import SKIPPED, STOPPED
from research.codebook import read_codebook
from research.corpus.labelled import read_corpus
from research.decoding import clean_text
from research.label_settings import LabelConfig
from research.labelling import batch, resumable
from research.labelling.batch import COLUMNS
from research.labelling.read_back import read_sentences
from research.model.storage import read_model
from research.report import labelled_documents
from tests.letters import LETTERS

SPEECH = """在全县经济工作会议上的讲话
（2019年12月30日）
同志们：
一、抓好医疗卫生
县人民医院新院区建成投用，新增床位300张，家庭医生签约服务覆盖率达到76%。
二、抓好农业生产
粮食播种面积稳定在40万亩，新建高标准农田3万亩；生猪存栏恢复到12万头。
更多范文请加QQ群：123456
"""


def call(*arguments):
    return label.main([str(argument) for argument in arguments])


@pytest.fixture
def speech(tmp_path):
    path = tmp_path / "speech.txt"
    path.write_text(SPEECH, encoding="gb18030")
    return path


def test_a_speech_is_labelled_sentence_by_sentence(speech, run, tmp_path):
    assert call(speech, "--run", run, "--output", tmp_path / "out") == 0
    table = pd.read_csv(tmp_path / "out" / "sentences.csv", keep_default_na=False)
    assert tuple(table.columns) == COLUMNS
    assert set(table["document_id"]) == {"speech"}
    for row in table.itertuples():
        assert SPEECH[row.start : row.end] == row.text
    assert table["kind"].value_counts().to_dict() == {"body": 4, "heading": 3, "boilerplate": 2}
    assert (table.loc[table["kind"] == "boilerplate", "domain"] == "").all()
    body = table[table["kind"] == "body"].set_index("text")
    assert body.loc["粮食播种面积稳定在40万亩，新建高标准农田3万亩；", "domain"] == "agriculture"
    assert body.loc["生猪存栏恢复到12万头。", "headings"] == "在全县经济工作会议上的讲话 > 二、抓好农业生产"


@pytest.mark.slow
def test_the_distribution_has_every_domain_for_each_document_and_for_all(speech, run, tmp_path):
    (tmp_path / "other.txt").write_text("今年全县财政收入增长5%，税收收入占比提高。")
    assert call(speech, tmp_path / "other.txt", "--run", run, "--output", tmp_path / "out") == 0
    table = pd.read_csv(tmp_path / "out" / "distribution.csv")
    for name, group in table.groupby("document_id"):
        assert tuple(group["domain"]) == read_codebook().ids, name
        assert np.isclose(group["prevalence"].sum(), 1)
    assert set(table["document_id"]) == {"*", "speech", "other"}


@pytest.mark.slow
def test_shares_are_also_written_in_another_scheme_with_bounds(speech, run, tmp_path, capsys):
    (tmp_path / "other.txt").write_text("今年全县财政收入增长5%，税收收入占比提高。")  # economy, which is in two topics
    assert call(speech, tmp_path / "other.txt", "--run", run, "--output", tmp_path / "out", "--crosswalk", "cap") == 0
    table = pd.read_csv(tmp_path / "out" / "crosswalk.csv", dtype={"category": str})
    whole = table[table["document_id"] == "*"]
    assert np.isclose(whole["prevalence"].sum(), 1, atol=1e-5)
    assert (whole["least"] <= whole["prevalence"] + 1e-6).all()
    assert (whole["prevalence"] <= whole["most"] + 1e-6).all()
    shares = pd.read_csv(tmp_path / "out" / "distribution.csv").set_index(["document_id", "domain"])["prevalence"]
    assert np.isclose(whole.set_index("category").loc["3", "prevalence"], shares["*", "health"], atol=2e-6)
    said = next(line for line in capsys.readouterr().err.splitlines() if "crosswalk.csv" in line)
    assert f"shares of {len(whole)} categories (cap); the weights of domains that are in several are assumed" in said
    assert json.loads((tmp_path / "out" / "label.json").read_text("utf-8"))["crosswalk"] == "cap"
    for page in ("methods.md", "report.html"):
        assert "对照表：cap" in (tmp_path / "out" / page).read_text("utf-8")


def test_a_crosswalk_that_is_not_there_is_refused_before_anything_is_labelled(speech, run, tmp_path, capsys):
    assert call(speech, "--run", run, "--output", tmp_path / "out", "--crosswalk", "mine.csv") == 2
    assert "error: --crosswalk: got 'mine.csv', expected cap, state_council or a table" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ((), {"distribution"}),
        (("--figures", "none"), set()),
        (("--figures", "documents"), {"distribution", "sections-01", "ribbon-01"}),
    ],
)
def test_figures_are_written_where_they_are_asked_for(speech, run, tmp_path, figures, expected):
    assert call(speech, "--run", run, "--output", tmp_path / "out", *figures) == 0
    for ending in ("png", "svg"):
        assert {path.stem for path in (tmp_path / "out").glob(f"*.{ending}")} == expected


@pytest.mark.usefixtures("blank_figures")
def test_other_formats_of_the_tables_stand_beside_the_csv(speech, run, tmp_path):
    pytest.importorskip("pyarrow")
    (tmp_path / "other.txt").write_text("今年全县财政收入增长5%，税收收入占比提高。", encoding="utf-8")
    inputs = (speech, tmp_path / "other.txt", "--run", run, "--output")
    assert call(*inputs, tmp_path / "plain") == 0
    assert call(*inputs, tmp_path / "out", "--format", "parquet", "--wide") == 0
    plain, out = ({path.name: path for path in (tmp_path / name).iterdir()} for name in ("plain", "out"))
    added = {"sentences.parquet", "probabilities.parquet", "distribution.parquet"}
    assert set(out) - set(plain) == added | {"distribution_wide.csv", "distribution_wide.parquet"}
    assert [name for name in plain if plain[name].read_bytes() != out[name].read_bytes()] == ["distribution.csv"]
    long = pd.read_csv(plain["distribution.csv"]).pivot_table(
        index="document_id", columns="domain", values="prevalence"
    )
    wide = pd.read_csv(out["distribution_wide.csv"], index_col="document_id")
    assert wide.loc["speech", long.columns].tolist() == long.loc["speech"].tolist()
    assert set(wide.index) == {"speech", "other"}


def test_a_document_of_boilerplate_only_keeps_its_rows(run, tmp_path):
    (tmp_path / "notice.txt").write_text("更多范文请加QQ群：123456\n版权所有 范文网")
    assert call(tmp_path / "notice.txt", "--run", run, "--output", tmp_path / "out") == 3
    assert len(pd.read_csv(tmp_path / "out" / "sentences.csv")) == 2


def test_documents_with_the_text_of_another_are_named_and_left_out_where_asked(speech, run, tmp_path, capsys):
    (tmp_path / "twin.txt").write_bytes(speech.read_bytes())
    arguments = (speech, tmp_path / "twin.txt", "--run", run, "--figures", "none", "--output")
    assert call(*arguments, tmp_path / "all") == 0
    assert "1 document holds the text of another, twin that of speech first" in capsys.readouterr().err
    assert call(*arguments, tmp_path / "one", "--drop-duplicates") == 0
    assert "hold the text of another" not in capsys.readouterr().err
    named = [set(pd.read_csv(tmp_path / name / "sentences.csv")["document_id"]) for name in ("all", "one")]
    assert named == [{"speech", "twin"}, {"speech"}]


def test_bad_input_ends_in_one_line_and_leaves_nothing(speech, run, tmp_path, capsys):
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf")
    for bad, message in [((speech, "gone.txt"), "there is no such file"), (("old.doc",), "save it as .docx")]:
        assert call(*(tmp_path / name for name in bad), "--run", run, "--output", tmp_path / "out") == 2
        error = capsys.readouterr().err.splitlines()
        assert message in error[-1]
        assert error[-1].startswith("error: ")
        assert not [line for line in error if line.startswith("skipped: ")]  # it would say the same
        assert not list(tmp_path.glob("*out*"))


@pytest.mark.slow
def test_a_document_that_cannot_be_read_is_skipped_and_the_others_are_done(speech, run, tmp_path, capsys):
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf")
    assert call(tmp_path / "old.doc", speech, "--run", run, "--output", tmp_path / "out") == SKIPPED
    error = capsys.readouterr().err
    assert "skipped: " in error
    assert "1 document could not be read" in error
    assert set(pd.read_csv(tmp_path / "out" / "sentences.csv")["document_id"]) == {"speech"}


@pytest.mark.slow
def test_an_existing_output_is_not_overwritten_unless_asked(speech, run, tmp_path, capsys):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("keep")
    assert call(speech, "--run", run, "--output", tmp_path / "out") == 2
    assert "exists already" in capsys.readouterr().err
    assert (tmp_path / "out" / "mine.txt").read_text() == "keep"
    assert call(speech, "--run", run, "--output", tmp_path / "out", "--overwrite") == 0


def test_a_run_that_is_not_there_is_refused(speech, tmp_path, capsys):
    assert call(speech, "--run", tmp_path / "none", "--output", tmp_path / "out") == 2
    assert "no trained run there" in capsys.readouterr().err


def test_a_changed_model_is_refused(speech, run, tmp_path, capsys):
    shutil.copytree(run, tmp_path / "run")
    data = bytearray((tmp_path / "run" / "model.npz").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "run" / "model.npz").write_bytes(bytes(data))
    assert call(speech, "--run", tmp_path / "run", "--output", tmp_path / "out") == 2
    assert "SHA-256 differs" in capsys.readouterr().err


@pytest.mark.slow
def test_real_documents_are_labelled_whole(shared, run, tmp_path):
    paths = sorted((shared / "eval" / "documents").glob("*.txt"))
    assert call(*paths, "--run", run, "--output", tmp_path / "out") == 0
    table = read_sentences(tmp_path / "out" / "sentences.csv")
    assert set(table["document_id"]) == {path.stem for path in paths}
    for path in paths:
        text = clean_text(path.read_bytes().decode("utf-8"))  # without characters of no width
        assert "".join(table.loc[table["document_id"] == path.stem, "text"].str.split().str.join("")) == "".join(
            text.split()
        )


def test_labels_say_what_words_spoke_for_them(speech, run, tmp_path):
    assert call(speech, "--run", run, "--output", tmp_path / "out") == 0
    table = pd.read_csv(tmp_path / "out" / "sentences.csv", keep_default_na=False).set_index("text")
    assert "粮食" in table.loc["粮食播种面积稳定在40万亩，新建高标准农田3万亩；", "terms"].split()
    assert (table["unknown_words"] <= table["words"]).all()
    assert (table["mark"] == "").all()


@pytest.mark.slow
def test_labels_that_are_not_sure_enough_are_marked(speech, run, tmp_path, capsys):
    assert call(speech, "--run", run, "--output", tmp_path / "out", "--min-precision", "0.95") == 0
    said = capsys.readouterr().err
    limits = pd.read_csv(tmp_path / "out" / "abstention.csv").set_index("domain")
    table = pd.read_csv(tmp_path / "out" / "sentences.csv", keep_default_na=False)
    labelled = table[table["domain"] != ""]
    below = labelled["probability"].astype(float) < labelled["domain"].map(limits["probability"])
    assert (below == (labelled["mark"] == "uncertain")).all()
    held_out = pd.read_csv(run / "predictions.csv")
    kept = held_out[held_out["probability"] >= held_out["predicted"].map(limits["probability"])]
    right = (kept["gold"] == kept["predicted"]).groupby(kept["predicted"]).mean()
    assert (right[limits.index[limits["own"] & (limits["coverage"] > 0)]] >= 0.95).all()
    assert f"{len(kept) / len(held_out):.1%} of all" in said


def test_a_precision_that_is_no_share_is_refused(speech, run, tmp_path, capsys):
    assert call(speech, "--run", run, "--output", tmp_path / "out", "--min-precision", "90") == 2
    assert "between 0 and 1" in capsys.readouterr().err


@pytest.mark.slow
def test_a_document_far_from_what_was_learned_is_named(run, tmp_path, capsys):
    (tmp_path / "classic.txt").write_text(
        "其为人也孝弟，而好犯上者，鲜矣；不好犯上，而好作乱者，未之有也。", encoding="utf-8"
    )
    (tmp_path / "plain.txt").write_text("推进乡村振兴，加强医疗卫生服务体系建设，完善社会保障制度。", encoding="utf-8")
    assert call(tmp_path / "classic.txt", tmp_path / "plain.txt", "--run", run, "--output", tmp_path / "out") == 0
    warned = capsys.readouterr().err
    assert "classic" in warned
    assert "plain" not in warned


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_a_run_of_another_classifier_labels_without_reasons(speech, tmp_path):
    arguments = ["--corpus", LETTERS / "corpus", "--classifier", "svm", "--folds", "2", "--jobs", "1"]
    assert train.main([*map(str, arguments), "--output", str(tmp_path / "svm")]) == 0
    assert call(speech, "--run", tmp_path / "svm", "--output", tmp_path / "out") == 0
    table = pd.read_csv(tmp_path / "out" / "sentences.csv", keep_default_na=False)
    assert (table["terms"] == "").all()
    assert table["words"].sum() > 0


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_a_run_of_several_domains_lists_them_and_their_mentions(speech, tmp_path):
    text = (LETTERS / "codebook.toml").read_text("utf-8")
    (tmp_path / "codebook.toml").write_text("multilabel = true\n" + text, encoding="utf-8")
    arguments = ["--corpus", LETTERS / "corpus", "--codebook", tmp_path / "codebook.toml", "--output", tmp_path / "run"]
    arguments += ["--classifier", "bayes", "--folds", "2", "--jobs", "1"]
    assert train.main([str(argument) for argument in arguments]) == 0
    assert read_model(tmp_path / "run" / "model.npz").codebook.multilabel
    assert call(speech, "--run", tmp_path / "run", "--output", tmp_path / "out") == 0
    one = pd.read_csv(tmp_path / "out" / "sentences.csv", keep_default_na=False)
    one = one[one["domain"] != ""].reset_index(drop=True)
    sets = pd.read_csv(tmp_path / "out" / "label_sets.csv")
    assert sets["sentence_id"].tolist() == one["sentence_id"].tolist()
    assert sets["domains"].str.split(";").str[0].tolist() == one["domain"].tolist()
    mentions = pd.read_csv(tmp_path / "out" / "mentions.csv").set_index(["document_id", "domain"])
    body = sets[one["kind"] == "body"]
    said = body["domains"].str.split(";").explode().value_counts() / len(body)
    assert mentions.loc["*", "share"][said.index].tolist() == pytest.approx(said.tolist(), abs=1e-6)


@pytest.mark.slow
def test_a_run_of_one_domain_a_sentence_lists_no_sets(speech, run, tmp_path):
    assert call(speech, "--run", run, "--output", tmp_path / "out") == 0
    assert not {"label_sets.csv", "mentions.csv"} & {path.name for path in (tmp_path / "out").iterdir()}


@pytest.fixture
def letters(tmp_path):
    rows = [f"d{number},第{number}号来信反映道路破损，盼望修好。医院排队太长。" for number in range(300)]
    (tmp_path / "letters.csv").write_text("\n".join(["id,text", *rows]), encoding="utf-8")
    return tmp_path / "letters.csv"


def read_all(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in {".csv", ".html", ".png"}}


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(batch, "_BATCH", 1000)
    monkeypatch.setattr(batch, "count_jobs", lambda _: 1)  # as on one core: a process that is started takes seconds


@pytest.mark.slow
def test_no_file_is_open_when_the_folder_takes_its_place(letters, run, tmp_path, monkeypatch):
    if not Path("/proc/self/maps").exists():
        pytest.skip("nothing tells which files are open")

    def swap(temporary, output):  # Windows would refuse, if one were
        opened = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
        seen.append([path for path in [*opened, Path("/proc/self/maps").read_text()] if str(temporary) in path])
        swapped(temporary, output)

    seen: list[list[str]] = []
    swapped = resumable.swap_folder
    monkeypatch.setattr(resumable, "swap_folder", swap)
    assert call(letters, "--document-column", "id", "--run", run, "--output", tmp_path / "out") == 0
    assert seen == [[]]


@pytest.mark.slow
@pytest.mark.usefixtures("small_batches", "blank_figures")
def test_two_processes_write_the_bytes_of_one(letters, run, tmp_path):
    for jobs in "12":
        assert call(letters, "--document-column", "id", "--run", run, "--output", tmp_path / jobs, "--jobs", jobs) == 0
    assert read_all(tmp_path / "1") == read_all(tmp_path / "2")


@pytest.mark.slow
@pytest.mark.usefixtures("small_batches", "blank_figures")
def test_a_labelling_that_was_stopped_goes_on_and_gives_the_same_bytes(letters, run, tmp_path, monkeypatch, capsys):
    arguments = [letters, "--document-column", "id", "--run", run, "--output"]
    assert call(*arguments, tmp_path / "whole") == 0
    formatted = label_work.format_batch
    labelled = []

    def fail_once(batch, model, least):
        if len(labelled) > 150:
            raise KeyboardInterrupt
        labelled.extend(document.id for document in batch)
        return formatted(batch, model, least)

    monkeypatch.setattr(label_work, "format_batch", fail_once)
    assert call(*arguments, tmp_path / "torn") == STOPPED
    assert not (tmp_path / "torn").exists()
    sentences = tmp_path / ".torn-partial" / "sentences.csv"
    sentences.write_bytes(sentences.read_bytes() + b"half a row")  # what a killed process may leave
    again = []

    def note(batch, model, least):
        again.extend(document.id for document in batch)
        return formatted(batch, model, least)

    monkeypatch.setattr(label_work, "format_batch", note)
    assert call(*arguments, tmp_path / "torn") == 0
    assert "going on after" in capsys.readouterr().err
    assert labelled + again == [f"d{number}" for number in range(300)]
    assert read_all(tmp_path / "torn") == read_all(tmp_path / "whole")
    assert not list(tmp_path.glob(".torn*"))


@pytest.mark.slow
@pytest.mark.usefixtures("small_batches", "blank_figures")
def test_a_labelling_that_was_killed_before_its_first_document_has_one_header(letters, run, tmp_path, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(label_work, "format_batch", stop)
        assert call(letters, "--run", run, "--output", tmp_path / "torn") == STOPPED
    for name in ("torn", "whole"):
        assert call(letters, "--run", run, "--output", tmp_path / name) == 0
    assert read_all(tmp_path / "torn") == read_all(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.usefixtures("small_batches", "blank_figures")
def test_a_labelling_that_is_stopped_while_it_draws_goes_on_after_its_documents(
    letters, run, tmp_path, monkeypatch, capsys
):
    def stop(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(labelled_documents, "show_labelled", stop)
        assert call(letters, "--run", run, "--output", tmp_path / "torn") == STOPPED
    for name in ("torn", "whole"):
        assert call(letters, "--run", run, "--output", tmp_path / name) == 0
    assert "going on after 300 documents" in capsys.readouterr().err
    assert read_all(tmp_path / "torn") == read_all(tmp_path / "whole")


@pytest.mark.usefixtures("small_batches", "blank_figures")
def test_what_another_labelling_began_is_not_gone_on_with(speech, letters, run, tmp_path, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(label_work, "format_batch", stop)
        assert call(letters, "--run", run, "--output", tmp_path / "out") == STOPPED
    assert call(speech, "--run", run, "--output", tmp_path / "out") == 0
    assert set(read_sentences(tmp_path / "out" / "sentences.csv")["document_id"]) == {"speech"}


def test_a_folder_that_another_process_writes_is_refused(speech, run, tmp_path, capsys):
    fcntl = pytest.importorskip("fcntl")
    with (tmp_path / ".out-lock").open("w") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        assert call(speech, "--run", run, "--output", tmp_path / "out") == 2
    assert "another process is writing it" in capsys.readouterr().err


@pytest.mark.slow
def test_cells_that_a_spreadsheet_would_run_are_written_as_text_and_read_back(run, tmp_path):
    text = "=HYPERLINK(1)是什么意思。\r\n+86电话打不通，要修好线路。"
    (tmp_path / "@sum.txt").write_text(text, encoding="utf-8", newline="")
    assert call(tmp_path / "@sum.txt", "--run", run, "--output", tmp_path / "out") == 0
    with (tmp_path / "out" / "sentences.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]
    table = read_sentences(tmp_path / "out" / "sentences.csv")
    assert set(table["document_id"]) == {"@sum"}
    assert [text[row.start : row.end] for row in table.itertuples()] == table["text"].tolist()


@pytest.mark.slow
def test_labels_need_neither_scikit_learn_nor_pandas():
    code = "import sys, research.label_work; print({'sklearn', 'pandas', 'matplotlib', 'jieba'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"


@pytest.mark.slow
def test_without_figures_matplotlib_is_not_imported(speech, run, tmp_path):
    arguments = [str(argument) for argument in (speech, "--run", run, "-o", tmp_path / "out", "--figures", "none")]
    code = f"import sys; from research import label; label.main({arguments}); print('matplotlib' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "False"


@pytest.mark.slow
def test_two_jobs_plot_in_another_process_and_give_the_same_bytes(speech, run, tmp_path):
    for jobs in (1, 2):
        assert call(speech, "--run", run, "--output", tmp_path / f"{jobs}", "--jobs", jobs) == 0
    assert read_all(tmp_path / "1") == read_all(tmp_path / "2")


@pytest.mark.parametrize(("settings", "found"), [({}, True), ({"jobs": 1}, False), ({"figures": "none"}, False)])
def test_a_process_plots_where_there_is_another_core_and_a_figure_is_wanted(settings, found, monkeypatch):
    monkeypatch.setattr(label, "count_jobs", lambda jobs: 2 if jobs == -1 else jobs)
    assert label._plots_elsewhere(LabelConfig(**settings)) is found


@pytest.mark.slow
def test_a_labelling_that_is_killed_goes_on_and_gives_the_same_bytes(run, tmp_path):
    corpus = read_corpus()
    texts = [" ".join(s.text for s in corpus.sentences[start : start + 60]) for start in range(0, 12_000, 60)]
    rows = [json.dumps({"id": f"d{number}", "text": text}) for number, text in enumerate(texts)]
    (tmp_path / "two-hundred.jsonl").write_text("\n".join(rows), encoding="utf-8")
    command = [
        sys.executable, "-m", "research.label", str(tmp_path / "two-hundred.jsonl"), "--document-column", "id",
        "--run", str(run), "--figures", "none", "--output",
    ]  # fmt: skip
    journal = tmp_path / ".killed-partial" / "journal.jsonl"
    with subprocess.Popen([*command, str(tmp_path / "killed")], stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not (journal.exists() and journal.read_text().count("\n") >= 3):
            time.sleep(0.01)
        process.kill()
    assert not (tmp_path / "killed").exists()
    for name in ("killed", "whole"):
        subprocess.run([*command, str(tmp_path / name)], check=True, capture_output=True)
    assert len(pd.read_csv(tmp_path / "killed" / "sentences.csv")["document_id"].unique()) == 200
    assert read_all(tmp_path / "killed") == read_all(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", [os.fsdecode(b"\xff\xfe"), "$\\frac{$", "a\nb", "字" * 80])
def test_a_file_of_any_name_is_labelled(run, tmp_path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{name}.txt").write_text(SPEECH)
    shutil.copytree(run, tmp_path / name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of signs without a glyph
        assert call(f"{name}.txt", "--run", name, "--output", f"out-{name}") == 0


def test_paths_that_cannot_be_are_refused_in_one_line(run, tmp_path, capsys):
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    for name in ("a" * 5000 + ".txt", "a\nb.txt", "loop.txt"):
        assert call(tmp_path / name, "--run", run, "--output", tmp_path / "out") == 2
        assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.slow
def test_other_processes_end_with_the_one_that_started_them(letters, run, tmp_path):
    command = [
        sys.executable,
        "-m",
        "research.label",
        letters,
        "--jobs",
        "2",
        "--run",
        run,
        "--output",
        tmp_path / "out",
    ]
    with subprocess.Popen(list(map(str, command)), stderr=subprocess.DEVNULL) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if not children.exists():
            pytest.skip("this system does not list the children of a process")
        started: list[str] = []
        while process.poll() is None and len(started) < 2:  # the other process, and what tracks its resources
            started = children.read_text().split()
            time.sleep(0.01)
        time.sleep(0.5)
        process.kill()
    end = time.monotonic() + 20
    while time.monotonic() < end and any(is_alive(number) for number in started):
        time.sleep(0.05)
    assert [number for number in started if is_alive(number)] == []


def is_alive(number):
    try:
        return "State:\tZ" not in Path(f"/proc/{number}/status").read_text()
    except OSError:
        return False


def _write_own_words(document, number):
    """Write characters that no other sentence has, so that none repeats another."""
    return "".join(chr(0x5000 + 100 * document + 10 * number + step) for step in range(9))


@pytest.mark.slow
def test_a_codebook_of_numbers_trains_and_labels(tmp_path):
    words = {"3": "医院", "5": "公路", "14": "粮食"}
    domains = (f'[[domain]]\nid = {name}\nname_zh = "{word}"\nname_en = "{name}"\n' for name, word in words.items())
    (tmp_path / "codebook.toml").write_text("".join(domains), encoding="utf-8")
    rows = [
        f"{document:03};{number};{name}{'.0' * (document % 2)};{word}{_write_own_words(document, number)}。"
        for document in range(8)
        for number, (name, word) in enumerate(words.items())
    ]
    (tmp_path / "corpus.csv").write_bytes("\n".join(["文档;句子编号;领域;句子", *rows]).encode("gbk"))
    arguments = ["--corpus", tmp_path / "corpus.csv", "--codebook", tmp_path / "codebook.toml", "--folds", "2"]
    output = ["--output", tmp_path / "run", "--classifier", "bayes"]
    assert train.main([str(argument) for argument in arguments + output]) == 0
    (tmp_path / "speech.txt").write_text("新建医院。\n修建公路。\n粮食丰收。\n", encoding="utf-8")
    assert (
        label.main([str(tmp_path / "speech.txt"), "--run", str(tmp_path / "run"), "--output", str(tmp_path / "out")])
        == 0
    )
    assert read_sentences(tmp_path / "out" / "sentences.csv")["domain"].tolist() == ["3", "5", "14"]


@pytest.mark.slow
def test_a_document_without_a_body_sentence_is_named_and_the_status_says_so(run, tmp_path, capsys):
    (tmp_path / "figures.txt").write_text("指标 2022年 2023年\n财政收入 5.2 5.6\n粮食产量 3.1 3.2\n", encoding="utf-8")
    assert call(tmp_path / "figures.txt", "--run", run, "--output", tmp_path / "out") == 3
    assert "figures: no body sentence, only headings, rows of figures or boilerplate" in capsys.readouterr().err
    (tmp_path / "text.txt").write_text("指标见下。全县财政收入增长6.5%。\n", encoding="utf-8")
    assert call(tmp_path / "text.txt", "--run", run, "--output", tmp_path / "other") == 0
