"""The training script."""

import filecmp
import html
import json
import random
import re
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from research import merge, review, train
from research.codebook import read_codebook
from research.corpus.labelled import read_corpus
from research.corpus.tasks import write_tasks
from research.errors import InputError
from research.model.baselines import CLASSIFIERS
from research.run import read_run_model
from research.shipped import shipped_path
from tests.letters import LETTERS, read_coded
from tests.report.tables_to_plot import has_chinese

WORDS = {"health": "医院医生病床疫苗", "roads": "公路桥梁铁路隧道", "farms": "粮食农田水稻小麦"}


def call(*arguments):
    return train.main([str(argument) for argument in arguments])


def write_corpus(path, rows=240, seed=0, shuffled=False):
    """Sentences of three classes, each row a document."""
    generator = random.Random(seed)
    lines = []
    for number in range(rows):
        label = list(WORDS)[number % 3]
        text = "".join(generator.sample(WORDS[label], 6)) + chr(0x4E00 + generator.randrange(3000))
        lines.append((text, generator.choice(list(WORDS)) if shuffled else label))
    pd.DataFrame(lines, columns=["text", "domain"]).to_csv(path, index=False)
    return path


def test_a_run_holds_everything_that_is_needed_to_judge_and_repeat_it(run):
    names = {path.name for path in run.iterdir()}
    assert names >= {
        "config.json", "environment.json", "metrics.json", "domains.csv", "confusion.csv", "calibration.csv", "terms.csv",
        "predictions.csv", "distribution.csv", "report.html", "model.npz", "model.npz.sha256", "domains.png",
        "confusion.png", "calibration.png", "distribution.png", "terms.png",
    }  # fmt: skip
    assert pd.read_csv(run / "domains.csv")["domain"].iloc[0] == "economy"


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_of_all_classifiers_the_best_is_kept(tmp_path):
    corpus = write_corpus(tmp_path / "mine.csv", rows=120)
    assert call("--corpus", corpus, "--folds", 2, "--jobs", 1, "--output", tmp_path / "run") == 0
    metrics = json.loads((tmp_path / "run" / "metrics.json").read_text())
    assert set(metrics["classifiers"]) == set(CLASSIFIERS)
    best = min(metrics["classifiers"], key=lambda name: metrics["classifiers"][name]["log_loss"])
    assert metrics["kept"] == best != CLASSIFIERS[-1]


def train_on_letters(output, *arguments):
    study = ("--corpus", LETTERS / "corpus", "--codebook", LETTERS / "codebook.toml")
    assert call(*study, "--folds", 2, "--jobs", 1, "--classifier", "bayes", "--output", output, *arguments) == 0
    return output


@pytest.fixture(scope="module")
def letters_run(tmp_path_factory):
    """A run on the example study of letters, with its figures."""
    return train_on_letters(tmp_path_factory.mktemp("one") / "run")


@pytest.mark.slow
def test_two_runs_give_the_same_bytes(letters_run, tmp_path):
    again = train_on_letters(tmp_path / "run")
    same = {"config.json"}  # it names the folder
    names = [path.name for path in letters_run.iterdir() if path.name not in same]
    assert filecmp.cmpfiles(letters_run, again, names, shallow=False)[0] == names


@pytest.mark.slow
def test_the_report_is_in_one_language(letters_run, tmp_path):
    in_english = train_on_letters(tmp_path / "my-run", "--language", "en")
    chinese, english = (
        re.sub(r"<style>.*?</style>|base64,[^\"]*", "", (folder / "report.html").read_text("utf-8"), flags=re.DOTALL)
        for folder in (letters_run, in_english)
    )
    codebook = read_codebook(LETTERS / "codebook.toml")
    assert "<h1>训练报告：run</h1>" in chinese
    assert all(f"<td>{name}</td>" in chinese for name in codebook.names("zh"))
    assert not re.search("accuracy|intervals|matrix|Training|precision|sentences", chinese)
    assert "<h1>Training report: my-run</h1>" in english
    assert all(f"<td>{html.escape(name)}</td>" in english for name in codebook.names("en"))
    assert not has_chinese(english)
    assert '<html lang="en">' in english


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_a_corpus_without_codebook_or_documents_takes_its_own_labels(tmp_path, capsys):
    corpus = write_corpus(tmp_path / "mine.csv")
    assert (
        call("--corpus", corpus, "--classifier", "svm", "--jobs", 1, "--output", tmp_path / "run", "--test", corpus)
        == 0
    )
    assert pd.read_csv(tmp_path / "run" / "domains.csv")["domain"].tolist() == ["farms", "health", "roads"]
    assert "accuracy 1.000" in capsys.readouterr().err
    assert json.loads((tmp_path / "run" / "test.json").read_text())["accuracy"]["estimate"] == 1


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
@pytest.mark.parametrize("classifier", ["full", "svm"])
def test_shuffled_labels_score_no_better_than_chance(tmp_path, classifier):
    corpus = write_corpus(tmp_path / "noise.csv", shuffled=True)
    assert call("--corpus", corpus, "--classifier", classifier, "--jobs", 1, "--output", tmp_path / "run") == 0
    metrics = json.loads((tmp_path / "run" / "metrics.json").read_text())
    assert abs(metrics["classifiers"][classifier]["accuracy"]["estimate"] - 1 / 3) < 0.12


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_an_existing_run_is_not_overwritten_unless_asked(tmp_path, capsys):
    corpus = write_corpus(tmp_path / "mine.csv")
    arguments = ("--corpus", corpus, "--classifier", "bayes", "--jobs", 1, "--output", tmp_path / "run")
    assert call(*arguments) == 0
    before = (tmp_path / "run" / "metrics.json").read_bytes()
    assert call(*arguments) == 2
    assert "exists already" in capsys.readouterr().err
    assert (tmp_path / "run" / "metrics.json").read_bytes() == before
    assert call(*arguments, "--overwrite") == 0


BAD = {
    "missing": (None, "cannot be read"),
    "empty": ("", "empty"),
    "one label": ("text,domain\n" + "建医院。,a\n" * 9, "expected two or more different labels"),
    "one document": ("document_id,text,domain\n" + "d,建医院。,a\nd,修路。,b\n", "one document only"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_a_bad_corpus_ends_in_one_line_and_leaves_nothing(tmp_path, capsys, content, message):
    if content is not None:
        (tmp_path / "mine.csv").write_text(content)
    assert call("--corpus", tmp_path / "mine.csv", "--output", tmp_path / "run") == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert message in error
    assert {path.name for path in tmp_path.iterdir()} <= {"mine.csv"}


def test_a_label_that_the_codebook_lacks_is_named_by_line(tmp_path, capsys):
    (tmp_path / "mine.csv").write_text("text,domain\n建医院。,health\n修路。,rodes\n")
    assert call("--corpus", tmp_path / "mine.csv", "--codebook", shipped_path("codebook.toml")) == 2
    assert "mine.csv, line 3: domain 'rodes'" in capsys.readouterr().err


def test_the_cards_tell_the_run_s_own_numbers(run):
    metrics = json.loads((run / "metrics.json").read_text("utf-8"))
    kept = metrics["classifiers"][metrics["kept"]]
    card = (run / "model_card.md").read_text("utf-8")
    assert f"| macro-F1 | {kept['macro_f1']['estimate']:.3f} |" in card
    assert f"{kept['sentences']} sentences of {kept['documents']} documents" in card
    sheet = (run / "reforms.md").read_text("utf-8")
    assert json.loads((run / "environment.json").read_text("utf-8"))["sha256"]["corpus"] in sheet
    assert all(line.count("|") == 4 for line in sheet.splitlines() if line.startswith("|"))


@pytest.mark.usefixtures("blank_figures")
def test_one_domain_a_sentence_is_not_compared_with_several(tmp_path, capsys):
    corpus = write_corpus(tmp_path / "mine.csv", rows=60)
    assert (
        call("--corpus", corpus, "--classifier", "bayes", "--folds", 2, "--jobs", 1, "--output", tmp_path / "run") == 0
    )
    assert "one domain for each sentence" not in capsys.readouterr().err


@pytest.mark.slow
def test_several_domains_a_sentence_add_files_and_change_no_other(letters_run, tmp_path, capsys):
    one, several = letters_run, train_on_letters(tmp_path / "run", "--several")
    assert "one domain for each sentence" in capsys.readouterr().err
    names = {path.name for path in one.iterdir()}
    assert {path.name for path in several.iterdir()} - names == {"multilabel.json", "multilabel_domains.csv"}
    settings = {"config.json", "model.npz", "model.npz.sha256", "reforms.md", "model_card.md"}
    same = sorted(names - settings)
    assert filecmp.cmpfiles(one, several, same, shallow=False)[0] == same
    assert "several" not in json.loads((one / "config.json").read_text())
    scores = json.loads((several / "multilabel.json").read_text())
    assert 0 < scores["multilabel_sentences"] < scores["sentences"]


def test_several_domains_of_a_corpus_without_second_labels_are_refused(tmp_path, capsys):
    corpus = write_corpus(tmp_path / "mine.csv")
    assert call("--corpus", corpus, "--several", "--output", tmp_path / "run") == 2
    assert "mine.csv: expected secondary labels for multilabel sentences, got none" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def write_rare(path, documents, sentences=1):
    """The sentences of `write_corpus`, of which those of one domain stand in few documents."""
    write_corpus(path)
    table = pd.read_csv(path)
    table["document_id"] = [f"d{number}" for number in range(len(table))]
    rare = table.index[table["domain"] == "farms"]
    table = table.drop(rare[documents * sentences :])
    kept = rare[: documents * sentences]
    table.loc[kept, "document_id"] = [f"rare{number % documents}" for number in range(len(kept))]
    table.to_csv(path, index=False)
    return path


def read_advice(capsys):
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    return errors[0]


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
@pytest.mark.parametrize(("documents", "sentences"), [(2, 1), (1, 6)])
@pytest.mark.parametrize("classifier", ["full", "bayes"])
def test_a_rare_domain_is_never_refused(tmp_path, classifier, documents, sentences):
    corpus = write_rare(tmp_path / "mine.csv", documents=documents, sentences=sentences)
    arguments = ("--corpus", corpus, "--classifier", classifier, "--jobs", 1, "--output", tmp_path / "run")
    assert call(*arguments) == 0
    domains = pd.read_csv(tmp_path / "run" / "domains.csv").set_index("domain")
    assert domains.loc["farms", "support"] == documents * sentences


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_too_few_sentences_for_a_support_vector_machine_are_refused_with_advice_that_works(tmp_path, capsys):
    corpus = write_rare(tmp_path / "mine.csv", documents=2)
    arguments = ("--corpus", corpus, "--folds", 2, "--jobs", 1, "--output", tmp_path / "run")
    assert call(*arguments, "--classifier", "svm") == 2
    error = read_advice(capsys)
    assert "svm needs 3 sentences of each domain to train on, and in one fold there is 1 of 'farms'" in error
    advice = re.search(r"give (--classifier) (\w+)", error)
    assert call(*arguments, *advice.groups()) == 0


@pytest.fixture(scope="module")
def sampled_letters(tmp_path_factory):
    """A study of the letters in which a random sample of 150 sentences is coded, and the labels of all sentences."""
    study = tmp_path_factory.mktemp("sampled") / "letters"
    shutil.copytree(LETTERS / "documents", study / "documents")
    shutil.copy(LETTERS / "codebook.toml", study)
    codebook = read_codebook(study / "codebook.toml")
    assert review.main(["--study", str(study), "--number", "150"]) == 0
    file = study / "coding" / "round-01.csv"
    write_tasks(file, read_coded(file, codebook), codebook)
    assert merge.main(["--study", str(study)]) == 0
    return study


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_scores_of_a_scattered_sample_are_those_of_the_classifier_that_labels(sampled_letters, capsys):
    study = sampled_letters
    arguments = ("--study", study, "--classifier", "full", "--jobs", 1)
    assert call(*arguments) == 0
    assert "context" not in capsys.readouterr().err
    assert json.loads((study / "results/baseline/config.json").read_text())["documents"] == "documents"
    inside = json.loads((study / "results/baseline/metrics.json").read_text())["classifiers"]["full"]["accuracy"]

    (study / "nothing").mkdir(exist_ok=True)
    (study / "nothing" / "other.txt").write_text("这里是另一篇文章。", "utf-8")
    assert call(*arguments, "--documents", study / "nothing", "--output", study / "alone") == 0
    assert "scored without their context" in capsys.readouterr().err
    alone = json.loads((study / "alone/metrics.json").read_text())["classifiers"]["full"]["accuracy"]
    assert (study / "alone/model.npz").read_bytes() == (study / "results/baseline/model.npz").read_bytes()

    gold = read_corpus(LETTERS / "corpus")
    coded = set(read_corpus(study / "corpus").document_ids)
    rows = [row for row, name in enumerate(gold.document_ids) if name not in coded]
    said = read_run_model(study / "results/baseline").predictor.predict([gold.sentences[row] for row in rows])
    undrawn = np.mean(said == np.array([gold.labels[row] for row in rows]))
    assert len(rows) > 100
    assert inside["low"] < undrawn < inside["high"]
    assert alone["high"] < undrawn


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_scattered_sentences_without_their_documents_are_told_of(sampled_letters, tmp_path, capsys):
    corpus = sampled_letters / "corpus"
    assert call("--corpus", corpus, "--classifier", "keywords", "--output", tmp_path / "run") == 0
    assert "give --documents to score them as they will be labelled" in capsys.readouterr().err
    given = ("--documents", sampled_letters / "documents", "--overwrite")
    assert call("--corpus", corpus, "--classifier", "keywords", "--output", tmp_path / "run", *given) == 0
    assert "context" not in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_documents_that_are_not_there_are_refused_unless_they_are_those_of_the_study(sampled_letters, tmp_path, capsys):
    study = shutil.copytree(sampled_letters, tmp_path / "study")
    assert call("--corpus", study / "corpus", "--documents", tmp_path / "none", "--output", tmp_path / "run") == 2
    assert "none" in capsys.readouterr().err
    shutil.rmtree(study / "documents")
    assert call("--study", study, "--classifier", "keywords", "--overwrite") == 0
    assert "scored without their context" in capsys.readouterr().err


def test_what_a_corpus_is_too_small_for_is_said():
    corpus = read_corpus()
    codebook = read_codebook()
    assert train.describe_limits(train.TrainConfig(), codebook, corpus) == []
    few = replace(corpus, sentences=corpus.sentences[:4], labels=("health", "health", "economy", "economy"))
    unseen, small = train.describe_limits(train.TrainConfig(), codebook, few)
    assert unseen.startswith("no sentence is coded industry, innovation,")
    assert small.startswith("4 labelled sentences of 1 document are few")
    with pytest.raises(InputError, match="all labels of 4 sentences are 'health', expected two domains or more"):
        train.describe_limits(train.TrainConfig(), codebook, replace(few, labels=("health",) * 4))
