"""The agreement of two coders, from their files."""

import pandas as pd
import pytest

from research import agree
from research.codebook import read_codebook
from research.report.evaluation import plot_agreement
from tests.report.rendering import find_faults

pytestmark = pytest.mark.usefixtures("blank_figures")
FIRST = "document_id,sentence_id,text,domain\na,0,同志们：,general\na,1,建医院。,health\na,2,同志们：,general\nb,0,修路。,industry\n"
SECOND = (
    "document_id,sentence_id,text,domain\na,1,建医院。,health\na,2,同志们：,general\nb,0,修路。,urban_infrastructure\n"
)


@pytest.mark.slow
def test_sentences_are_matched_and_disagreements_counted(tmp_path, capsys):
    (tmp_path / "first.csv").write_text(FIRST)
    (tmp_path / "second.csv").write_text(SECOND)
    arguments = [tmp_path / "first.csv", tmp_path / "second.csv", "--output", tmp_path / "out"]
    assert agree.main([str(argument) for argument in arguments]) == 0
    assert "3 sentences of 2 documents: agreement 0.667" in capsys.readouterr().err
    table = pd.read_csv(tmp_path / "out" / "disagreements.csv")
    assert table.to_numpy().tolist() == [["industry", "urban_infrastructure", 1]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "title"), [("zh", "编码员之间的kappa为0.57"), ("id", "Coders agree with kappa 0.57")]
)
def test_the_figure_shows_the_domains_that_were_given(tmp_path, language, title):
    (tmp_path / "first.csv").write_text(FIRST)
    (tmp_path / "second.csv").write_text(SECOND)
    arguments = [str(tmp_path / "first.csv"), str(tmp_path / "second.csv"), "--language", language]
    assert agree.main([*arguments, "--output", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "agreement.png").read_bytes().startswith(b"\x89PNG")
    table = pd.read_csv(tmp_path / "out" / "agreement.csv", index_col="domain")
    ax = plot_agreement(agree.select_given(table), codebook=read_codebook(), language=language)
    assert ax.figure.get_suptitle().startswith(title)
    assert len(ax.get_yticklabels()) == 4  # health, general, industry, urban_infrastructure
    assert find_faults(ax) == []


@pytest.mark.slow
def test_it_is_counted_whose_label_stands(tmp_path):
    (tmp_path / "first.csv").write_text(FIRST)
    (tmp_path / "second.csv").write_text(SECOND)
    (tmp_path / "settled.csv").write_text(FIRST.replace("industry", "urban_infrastructure"))
    arguments = [str(tmp_path / "first.csv"), str(tmp_path / "second.csv"), "--settled", str(tmp_path / "settled.csv")]
    assert agree.main([*arguments, "--output", str(tmp_path / "out")]) == 0
    table = pd.read_csv(tmp_path / "out" / "settled.csv")
    assert table.to_numpy().tolist() == [["first", 0], ["second", 1], ["neither", 0]]


def test_files_without_a_common_sentence_are_refused(tmp_path, capsys):
    (tmp_path / "first.csv").write_text(FIRST)
    (tmp_path / "second.csv").write_text("document_id,sentence_id,text,domain\nz,0,种树。,ecology\n")
    assert agree.main([str(tmp_path / "first.csv"), str(tmp_path / "second.csv")]) == 2
    assert "must agree" in capsys.readouterr().err


def test_three_coders_with_gaps_in_one_file(tmp_path, capsys):
    rows = [
        ("1", "anna", "health"), ("1", "bob", "health"), ("1", "cleo", "health"),
        ("2", "anna", "health"), ("2", "bob", "welfare"),
        ("3", "bob", "economy"), ("3", "cleo", "economy"),
        ("4", "cleo", "economy"),
    ]  # fmt: skip
    lines = [f"d,{number},第{number}句。,{coder},{domain}" for number, coder, domain in rows]
    (tmp_path / "codings.csv").write_text("\n".join(["document_id,sentence_id,text,coder,domain", *lines]), "utf-8")
    assert agree.main([str(tmp_path / "codings.csv"), "--output", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().err
    assert "3 sentences of 1 document: agreement 0.800" in said  # of 5 pairs of labels 4 are equal
    assert "confused: health / welfare, 1 of 2 sentences, for example: 第2句。" in said
    pairs = pd.read_csv(tmp_path / "out" / "pairs.csv")
    assert pairs[["first", "second", "sentences"]].to_numpy().tolist() == [
        ["anna", "bob", 2], ["anna", "cleo", 1], ["bob", "cleo", 2],
    ]  # fmt: skip
    examples = pd.read_csv(tmp_path / "out" / "confusable_examples.csv")
    assert examples["said"].tolist() == ["anna: health; bob: welfare"]


def test_it_is_said_whether_labels_were_given_blind(tmp_path, capsys):
    for name, blind in (("first", "yes"), ("second", "no")):
        content = "document_id,sentence_id,text,domain,blind\n" + f"a,1,建医院。,health,{blind}\n"
        (tmp_path / f"{name}.csv").write_text(content)
    files = [str(tmp_path / f"{name}.csv") for name in ("first", "second")]
    assert agree.main([*files, "--output", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().err
    assert "labels given blind: 1, with the proposals of a model in view: 1" in said
    assert "coders who see the same proposals agree more" in said
    assert set(pd.read_csv(tmp_path / "out" / "agreement.csv")["blind"]) == {"no"}
