"""The default model where no run was trained: fitted once, kept, and loaded the next time."""

import shutil
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from filelock import FileLock

from research import default_run, label
from research.default_run import DEFAULT_RUN, find_cache_folder, find_run
from research.errors import InputError
from research.measure.choices import HELD_OUT
from research.measure.held_out import read_held_out, read_held_out_labels
from research.model.storage import MODEL, read_model
from research.shipped import shipped_path

ROOT = Path(__file__).parent.parent
RUN = ROOT / "results" / "baseline"
LETTER = "县人民医院新院区建成投用，新增床位300张。"


@pytest.fixture
def fitted(run, tmp_path, monkeypatch):
    """An empty folder to work in, an empty cache, and in place of the fit, which takes long, a copy of a small run."""
    done = []

    def fit(folder):
        done.append(folder)
        for name in (MODEL, f"{MODEL}.sha256"):
            shutil.copy(run / name, folder)
        shutil.copy(shipped_path(HELD_OUT), folder / HELD_OUT)

    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, **_: tmp_path / "cache" / name)
    monkeypatch.setattr(default_run, "fit_default_run", fit)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return done


def test_the_default_model_is_fitted_once_and_said_in_one_line(fitted):
    said = []
    first = find_run(DEFAULT_RUN, said.append)
    assert first == find_cache_folder()
    assert {path.name for path in first.iterdir()} == {MODEL, f"{MODEL}.sha256", HELD_OUT}
    assert find_run(DEFAULT_RUN, said.append) == first
    assert len(fitted) == 1
    assert [line.split(";")[1].split(" (")[0].strip() for line in said] == [
        "fitting the default model, once",
        "using the default model",
    ]
    assert find_run(DEFAULT_RUN, said.append, report_kept=False) == first
    assert len(said) == 2
    assert not list(Path.cwd().iterdir())


def test_a_trained_run_is_used_as_it_is(fitted, run, tmp_path):
    said = []
    assert find_run(run, said.append) == run
    assert find_run(tmp_path / "none", said.append) == tmp_path / "none"
    shutil.copytree(run, DEFAULT_RUN)
    assert find_run(DEFAULT_RUN, said.append) == DEFAULT_RUN
    assert (fitted, said) == ([], [])


def test_of_two_processes_the_second_waits_and_fits_nothing(fitted):
    folder = find_cache_folder()
    folder.parent.mkdir(parents=True)
    other = FileLock(folder.with_name(f"{folder.name}.lock"))
    other.acquire()
    said, found, waits = [], [], threading.Event()

    def report(line):
        said.append(line)
        if line.startswith("another process"):
            waits.set()

    second = threading.Thread(target=lambda: found.append(find_run(DEFAULT_RUN, report)))
    second.start()
    assert waits.wait(60)
    folder.mkdir()
    (folder / MODEL).touch()  # what the other process made
    other.release()
    second.join(60)
    assert found == [folder]
    assert fitted == []


def test_a_fit_that_is_stopped_leaves_no_model(fitted, monkeypatch):
    def stop(folder):
        (folder / MODEL).write_bytes(b"half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(default_run, "fit_default_run", stop)
        with pytest.raises(KeyboardInterrupt):
            find_run(DEFAULT_RUN, print)
    assert not find_cache_folder().exists()
    find_run(DEFAULT_RUN, print)
    assert len(fitted) == 1


@pytest.mark.usefixtures("fitted")
def test_other_data_or_another_version_make_another_model(tmp_path, monkeypatch):
    first = find_cache_folder()
    assert first == find_cache_folder()
    with monkeypatch.context() as patch:
        patch.setattr(default_run, "__version__", "9.9")
        assert find_cache_folder() != first
    shutil.copy(shipped_path("codebook.toml"), tmp_path / "codebook.toml")
    with (tmp_path / "codebook.toml").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")

    def change(name):
        return tmp_path / name if name == "codebook.toml" else shipped_path(name)

    monkeypatch.setattr(default_run, "shipped_path", change)
    assert find_cache_folder() != first


def test_a_cache_folder_that_cannot_be_written_is_told_with_what_helps_instead(fitted, run, tmp_path):
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(InputError, match="train a run in the current folder with `research train`"):
        find_run(DEFAULT_RUN, print)
    shutil.copytree(run, DEFAULT_RUN)  # as `research train` does
    assert find_run(DEFAULT_RUN, print) == DEFAULT_RUN
    assert fitted == []


@pytest.mark.slow
def test_label_has_its_intervals_from_the_shipped_errors_and_names_the_run(fitted, capsys):
    Path("letter.txt").write_text(LETTER, "utf-8")
    assert label.main(["letter.txt", "-o", "out"]) == 0
    said = capsys.readouterr()
    assert said.out == f"{Path('out/report.html')}\n"
    assert "warning" not in said.err
    shares = pd.read_csv("out/distribution.csv")
    assert set(shares["method"]) == {"count"}
    assert (shares["low"] <= shares["prevalence"]).all()
    assert ((shares["prevalence"] < shares["high"]) | (shares["prevalence"] == 1)).all()
    assert str(find_cache_folder()) in Path("out/label.json").read_text("utf-8")
    assert len(fitted) == 1


def test_the_default_run_marks_uncertain_labels_by_the_shipped_labels(fitted):
    """Its minimum probabilities are those that `make train` found, which the committed table has."""
    Path("letter.txt").write_text(LETTER, "utf-8")
    assert label.main(["letter.txt", "-o", "out", "--min-precision", "0.9"]) == 0
    found, committed = (pd.read_csv(Path(folder, "abstention.csv"), encoding="utf-8-sig") for folder in ("out", RUN))
    assert found["domain"].tolist() == committed["domain"].tolist()
    assert np.allclose(found["probability"], committed["probability"], atol=1e-6)
    assert len(fitted) == 1


def test_the_shipped_errors_are_those_of_the_committed_predictions():
    """Counts by document, gold and predicted domain, and the sums of the gold domain's probabilities, are the same."""
    codebook = shipped_path("codebook.toml")
    from research.codebook import read_codebook

    domains = read_codebook(codebook).ids
    held_out = read_held_out(shipped_path(HELD_OUT), len(domains))
    assert held_out is not None
    table = pd.read_csv(RUN / "predictions.csv", encoding="utf-8-sig")
    labels = read_held_out_labels(shipped_path(HELD_OUT), len(domains))
    assert labels is not None
    assert [domains[code] for code in labels.gold] == table["gold"].tolist()
    assert [domains[code] for code in labels.predicted] == table["predicted"].tolist()
    assert np.abs(labels.probability - table["probability"]).max() < 2e-6
    sentences = pd.read_csv(shipped_path("corpus/sentences.csv"), encoding="utf-8-sig", keep_default_na=False)
    kinds = sentences[sentences["kind"] != "boilerplate"]["kind"].to_numpy()
    body = table[kinds == "body"]
    units = pd.Index(body["document_id"].unique())
    place = [units.get_indexer(body["document_id"])]
    place += [pd.Index(domains).get_indexer(body[name]) for name in ("gold", "predicted")]
    counted = np.zeros_like(held_out.counted)
    np.add.at(counted, tuple(place), 1)
    assert (counted == held_out.counted).all()
    of_gold = np.zeros(counted.shape[:2])
    np.add.at(of_gold, tuple(place[:2]), body["gold_probability"].to_numpy())
    found = np.diagonal(held_out.summed, axis1=1, axis2=2)
    assert np.abs(found - of_gold).max() < 1e-4
    assert np.abs(held_out.summed.sum(axis=2) - counted.sum(axis=2)).max() < 1e-2


@pytest.mark.slow
def test_the_default_model_is_the_one_that_training_keeps(tmp_path, monkeypatch, small_corpus, run):
    from research.corpus.labelled import read_corpus
    from research.model.examples import list_terms

    monkeypatch.setattr("research.corpus.labelled.read_corpus", lambda: read_corpus(small_corpus))
    monkeypatch.setattr("research.model.examples.list_examples", list_terms)  # a run of another corpus has no more
    default_run.fit_default_run(tmp_path)
    assert (tmp_path / MODEL).read_bytes() == (run / MODEL).read_bytes()
    assert read_model(tmp_path / MODEL).codebook == read_model(run / MODEL).codebook
