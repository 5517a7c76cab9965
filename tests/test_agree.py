"""The agreement of two coders, from their files."""

import pandas as pd

from research import agree

FIRST = "document_id,sentence_id,text,domain\na,0,同志们：,general\na,1,建医院。,health\na,2,同志们：,general\nb,0,修路。,industry\n"
SECOND = (
    "document_id,sentence_id,text,domain\na,1,建医院。,health\na,2,同志们：,general\nb,0,修路。,urban_infrastructure\n"
)


def test_sentences_are_matched_and_disagreements_counted(tmp_path, capsys):
    (tmp_path / "first.csv").write_text(FIRST)
    (tmp_path / "second.csv").write_text(SECOND)
    arguments = ["--first", tmp_path / "first.csv", "--second", tmp_path / "second.csv", "--output", tmp_path / "out"]
    assert agree.main([str(argument) for argument in arguments]) == 0
    assert "3 sentences of 2 documents: agreement 0.667" in capsys.readouterr().out
    table = pd.read_csv(tmp_path / "out" / "disagreements.csv")
    assert table.to_numpy().tolist() == [["industry", "urban_infrastructure", 1]]


def test_it_is_counted_whose_label_stands(tmp_path):
    (tmp_path / "first.csv").write_text(FIRST)
    (tmp_path / "second.csv").write_text(SECOND)
    (tmp_path / "settled.csv").write_text(FIRST.replace("industry", "urban_infrastructure"))
    files = {name: tmp_path / f"{name}.csv" for name in ("first", "second", "settled")}
    arguments = [str(part) for name, path in files.items() for part in (f"--{name}", path)]
    assert agree.main([*arguments, "--output", str(tmp_path / "out")]) == 0
    table = pd.read_csv(tmp_path / "out" / "settled.csv")
    assert table.to_numpy().tolist() == [["first", 0], ["second", 1], ["neither", 0]]


def test_files_without_a_common_sentence_are_refused(tmp_path, capsys):
    (tmp_path / "first.csv").write_text(FIRST)
    (tmp_path / "second.csv").write_text("document_id,text,domain\nz,种树。,ecology\n")
    assert agree.main(["--first", str(tmp_path / "first.csv"), "--second", str(tmp_path / "second.csv")]) == 2
    assert "must agree" in capsys.readouterr().err
