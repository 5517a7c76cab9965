"""The plan: how many labels for intervals half as wide."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from research import plan
from research.codebook import make_codebook
from research.corpus.labelled import read_corpus
from tests.letters import LETTERS


@pytest.fixture
def arguments(small_corpus, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "metrics.json").write_text(json.dumps({"kept": "bayes"}))
    (tmp_path / "run" / "config.json").write_text(json.dumps({"folds": 2, "seed": 0}))
    given = ["--corpus", small_corpus, "--run", tmp_path / "run", "--jobs", 1]
    return [str(argument) for argument in given]


@pytest.mark.slow
def test_the_plan_is_written_and_said_and_is_the_same_twice(small_corpus, arguments, tmp_path, capsys):
    outputs = [tmp_path / "first", tmp_path / "second"]
    for output in outputs:
        assert plan.main([*arguments, "--output", str(output)]) == 0
    said = capsys.readouterr().err
    body = len(read_corpus(small_corpus).find_body())
    assert f"{body} labelled body sentences" in said
    assert "by counting labels: about" in said
    table = pd.read_csv(outputs[0] / "plan.csv")
    assert list(table.columns) == ["times", "size", "domain", "counted", "with_model"]
    assert table["times"].unique().tolist() == [0.5, 1, 2, 4, 8]
    assert plan.average_domains(table)["counted"].is_monotonic_decreasing
    for name in ("plan.csv", "plan.png"):
        assert (outputs[0] / name).read_bytes() == (outputs[1] / name).read_bytes()


def test_what_is_needed_is_said_for_the_same_width_and_for_half_of_the_models():
    means = pd.DataFrame(
        {
            "times": [0.5, 1, 2, 4, 8],
            "size": [50.0, 100, 200, 400, 800],
            "counted": [0.16, 0.12, 0.08, 0.06, 0.04],
            "with_model": [0.08, 0.06, 0.05, 0.04, 0.035],
        }
    )
    today, counted, aided, own = plan.describe_plan(means)
    assert "±12.00 points by counting labels, ±6.00 with the model" in today
    assert counted == "±6.00 points by counting labels: about 400 labelled sentences"
    assert aided == "±6.00 points with the model: about 100 labelled sentences"
    assert own == "±3.00 points with the model: more than 800 labelled sentences"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("metrics.json", "{", "metrics.json: cannot be read"),
        ("metrics.json", '{"kept": "oracle"}', "got classifier 'oracle'"),
        ("config.json", '{"folds": 2}', "train the run again"),
    ],
)
def test_a_run_that_cannot_be_used_is_named(arguments, tmp_path, capsys, name, content, said):
    (tmp_path / "run" / name).write_text(content)
    assert plan.main([*arguments, "--output", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_without_labels_the_plan_assumes_equal_shares(tmp_path, capsys):
    arguments = ["--codebook", str(LETTERS / "codebook.toml"), "--output", str(tmp_path / "plan")]
    assert plan.main(arguments) == 0
    out, said = capsys.readouterr()
    assert Path(out.strip()).read_bytes().startswith(b"\x89PNG")
    assert "no labels yet, so the plan assumes that the 7 domains are equally frequent (14.3% each)" in said
    table = pd.read_csv(tmp_path / "plan" / "plan.csv")
    assert table["size"].unique().tolist() == [50, 100, 200, 400, 800, 1600, 3200]
    normal = 1.96 * (1 / 7 * 6 / 7 / 3200) ** 0.5  # of many labels the interval is that of the normal distribution
    assert table["counted"].iloc[-1] == pytest.approx(normal, rel=0.01)


def test_a_plan_of_labels_without_a_run_has_its_figure_too(small_corpus, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)  # where no run was trained
    assert plan.main(["--corpus", str(small_corpus), "--output", "plan", "--language", "id"]) == 0
    out, said = capsys.readouterr()
    assert "the plan is that of counting labels alone" in said
    assert Path(out.strip()) == Path("plan/plan.png")
    assert Path("plan/plan.png").read_bytes().startswith(b"\x89PNG")


def test_a_plan_without_a_run_goes_up_to_nearly_all_sentences(small_corpus, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where no run was trained
    corpus = read_corpus(small_corpus)
    few = replace(corpus, sentences=corpus.sentences[:40], labels=tuple("ab" * 20))
    codebook = make_codebook("ab")
    table, n_labels, _ = plan.compute_widths(plan.PlanConfig(run=Path("results/baseline")), codebook, few, 60)
    assert table["size"].max() == 59
    assert list(table.columns) == ["times", "size", "domain", "counted"]
    assert n_labels <= 40


def test_a_plan_of_few_labels_or_one_domain_says_so(small_corpus):
    corpus = read_corpus(small_corpus)
    few = replace(corpus, sentences=corpus.sentences[:20], labels=("health",) * 20)
    assert [note.split(",")[0] for note in plan.describe_limits(few)] == [
        f"{len(few.find_body())} labels are few (below 30): the plan is rough; plan again with more",
        "all labels are health",
    ]
