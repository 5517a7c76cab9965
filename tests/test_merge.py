"""A corpus out of what coders labelled."""

import csv
import shutil
from pathlib import Path

import pytest

from research import merge
from research.codebook import read_codebook
from research.corpus.labelled import read_corpus
from research.corpus.tasks import Task, read_tasks, write_tasks
from research.shipped import shipped_path

CODEBOOK = read_codebook()
HEAD = Task("b", "0", "一、医疗", kind="heading", context="一、医疗", year="2020", strategy="random", inclusion=1e-9)
FIRST = Task("b", "2", "建医院，", context="建医院，办学校。", year="2020", strategy="uncertain")
SECOND = Task("b", "10", "办学校。", context="建医院，办学校。", year="2020")
OTHER = Task("a", "0", "'=1+1", note="=x")
SAID = {
    "anna": {HEAD: "health", FIRST: "health", SECOND: "education", OTHER: "general"},
    "bob": {HEAD: "health", FIRST: "health", SECOND: "culture_tourism"},
    "cai": {HEAD: "health", FIRST: "welfare"},
}


def label(task, **labels):
    return Task(**{name: getattr(task, name) for name in Task.__slots__} | labels)


@pytest.fixture
def study(tmp_path) -> Path:
    shutil.copy(shipped_path("codebook.toml"), tmp_path)
    (tmp_path / "coding").mkdir()
    forms = {"anna": ("csv", "csv"), "bob": ("jsonl", "doccano"), "cai": ("json", "label-studio")}
    for coder, (suffix, form) in forms.items():
        tasks = [label(task, domain=domain) for task, domain in SAID[coder].items()]
        write_tasks(tmp_path / "coding" / f"{coder}.{suffix}", tasks, CODEBOOK, form)
    write_tasks(tmp_path / "coding" / "round-02.csv", [label(OTHER, sentence_id="7")], CODEBOOK)
    return tmp_path


def run(study, *more):
    return merge.main(["--study", str(study), *map(str, more)])


def read_table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_corpus_holds_what_the_coders_agree_on(study, capsys):
    assert run(study) == 0
    assert capsys.readouterr().err.startswith("3 sentences of 2 documents, 3 coders, 0 settled, 1 to settle\n")
    corpus = read_corpus(study / "corpus", CODEBOOK)
    assert [
        (s.document_id, s.text, s.kind, domain) for s, domain in zip(corpus.sentences, corpus.labels, strict=True)
    ] == [
        ("a", "'=1+1", "body", "general"),
        ("b", "一、医疗", "heading", "health"),
        ("b", "建医院，", "body", "health"),
    ]
    assert corpus.documents["b"]["year"] == "2020"
    rows = read_table(study / "corpus" / "sentences.csv")
    assert [
        (row["sentence_id"], row["paragraph"], row["coders"], row["strategy"], row["inclusion"]) for row in rows
    ] == [
        ("0", "", "1", "", ""),
        ("0", "0", "3", "random", "1e-09"),
        ("2", "1", "3", "uncertain", ""),
    ]


def test_sentences_that_nobody_labelled_are_listed_and_labels_say_whether_they_were_blind(study, capsys):
    blind = label(FIRST, domain="health", blind="yes")
    open_one = label(FIRST, sentence_id="9", text="修路。", strategy="random", inclusion=0.5, round="2")
    write_tasks(study / "coding" / "dan.csv", [blind, open_one], CODEBOOK)
    run(study)
    assert "2 sentences of the files have no label yet" in capsys.readouterr().err
    row = next(row for row in read_table(study / "corpus" / "uncoded.csv") if row["sentence_id"] == "9")
    assert row["document_id"] == "b"
    assert (row["sentence_id"], row["inclusion"], row["round"], row["coder"]) == ("9", "0.5", "2", "")
    rows = read_table(study / "corpus" / "sentences.csv")
    assert {row["blind"] for row in rows} == {"unknown"}  # one coder of the sentence is not known to have been blind
    found = {row["blind"] for row in read_table(study / "corpus" / "codings.csv") if row["coder"] == "dan"}
    assert found == {"yes"}


def test_the_headings_above_a_drawn_sentence_are_learned_from(study):
    write_tasks(
        study / "coding" / "dan.csv", [label(FIRST, domain="health", headings="一、医疗 > （一）建设")], CODEBOOK
    )
    run(study)
    corpus = read_corpus(study / "corpus", CODEBOOK)
    assert [s.headings for s in corpus.sentences] == [(), (), ("一、医疗", "（一）建设")]


def test_how_a_sentence_was_drawn_at_random_stands_before_how_it_was_picked(study):
    again = label(FIRST, domain="health", strategy="random", inclusion=0.25)
    write_tasks(study / "coding" / "dan.csv", [again], CODEBOOK)
    run(study)
    row = read_table(study / "corpus" / "sentences.csv")[2]
    assert (row["text"], row["strategy"], row["inclusion"]) == ("建医院，", "random", "0.25")


def test_every_coding_is_kept_for_the_measurement_of_agreement(study):
    run(study)
    rows = read_table(study / "corpus" / "codings.csv")
    found = {(row["document_id"], row["sentence_id"], row["coder"]): row["domain"] for row in rows}
    assert found == {
        (task.document_id, task.sentence_id, coder): domain
        for coder, said in SAID.items()
        for task, domain in said.items()
    }
    assert [row["coder"] for row in rows] == ["anna", "anna", "bob", "cai", "anna", "bob", "cai", "anna", "bob"]


def test_what_is_to_settle_says_who_gave_which_label_and_settles_once_filled(study, capsys):
    run(study)
    (task,) = read_tasks(study / "corpus" / "to_settle.csv", CODEBOOK)
    assert (task.text, task.domain, task.coder) == ("办学校。", "", "")
    assert task.note == "anna: education 教育 | bob: culture_tourism 文化、旅游与体育"
    write_tasks(study / "coding" / "settled.csv", [label(task, domain="education")], CODEBOOK)
    capsys.readouterr()
    assert run(study, "--overwrite") == 0
    said = capsys.readouterr().err
    assert said.startswith("4 sentences of 2 documents, 3 coders, 1 settled, 0 to settle\n")
    assert "labels not known how: 9\n" in said
    assert not (study / "corpus" / "to_settle.csv").exists()
    row = read_table(study / "corpus" / "sentences.csv")[-1]
    assert (row["domain"], row["coders"], row["paragraph"]) == ("education", "2", "1")


def test_labels_that_a_coder_gave_twice_are_counted(study, capsys):
    write_tasks(study / "coding" / "later.csv", [label(FIRST, domain="health", coder="anna")], CODEBOOK)
    run(study)
    said = capsys.readouterr().err
    assert f"anna labelled 1 sentence in {study / 'coding' / 'anna.csv'} and again in " in said
    assert "later.csv: the second counts" in said


def test_the_same_files_give_the_same_bytes(study):
    run(study)
    first = {file.name: file.read_bytes() for file in (study / "corpus").iterdir()}
    assert run(study, "--overwrite") == 0
    assert {file.name: file.read_bytes() for file in (study / "corpus").iterdir()} == first


def test_a_corpus_is_replaced_only_where_asked(study, capsys):
    run(study)
    assert run(study) == 2
    assert "exists already" in capsys.readouterr().err


def test_sentences_that_stand_in_the_former_corpus_only_are_not_lost(study, capsys):
    run(study)
    (study / "coding" / "anna.csv").unlink()
    assert run(study, "--overwrite") == 2
    assert "sentences.csv: 1 of its sentences stand in no FILE, first '0' of 'a'" in capsys.readouterr().err
    assert len(read_table(study / "corpus" / "sentences.csv")) == 3


def test_what_was_settled_inside_the_corpus_folder_is_not_lost(study, capsys):
    run(study)
    path = study / "corpus" / "to_settle.csv"
    (task,) = read_tasks(path, CODEBOOK)
    write_tasks(path, [label(task, domain="education")], CODEBOOK)
    assert run(study, "--overwrite") == 2
    assert "line 2: settled here, but in no FILE; copy " in capsys.readouterr().err


def test_files_in_the_folder_that_is_replaced_are_refused(study, capsys):
    run(study)
    assert run(study, study / "corpus" / "sentences.csv", "--overwrite") == 2
    assert "lies in the output folder" in capsys.readouterr().err
    assert (study / "corpus" / "sentences.csv").exists()


def test_what_was_known_of_the_documents_stays(study):
    run(study)
    (study / "corpus" / "documents.csv").write_text("document_id,title,year\na,报告,\nb,计划,2019\n", "utf-8")
    assert run(study, "--overwrite") == 0
    assert read_table(study / "corpus" / "documents.csv") == [
        {"document_id": "a", "title": "报告", "year": ""},
        {"document_id": "b", "title": "计划", "year": "2020"},
    ]


def test_a_document_of_two_years_is_refused(study, capsys):
    write_tasks(study / "coding" / "dan.csv", [label(FIRST, domain="health", year="2021")], CODEBOOK)
    assert run(study) == 2
    assert "document 'b': years 2020, 2021 differ" in capsys.readouterr().err
    assert not (study / "corpus").exists()


def test_a_sentence_twice_in_one_file_and_a_blank_file_are_told(study, capsys):
    tasks = [label(OTHER, domain="general"), label(OTHER, domain="health")]
    write_tasks(study / "coding" / "dora.csv", tasks, CODEBOOK)
    assert run(study) == 0
    said = capsys.readouterr().err
    assert (
        f"warning: dora labelled 1 sentence twice in {study / 'coding' / 'dora.csv'}, 1 of them otherwise: the last counts; "
        "delete the rows, or the sheet, that are not wanted"
    ) in said.splitlines()
    assert f"warning: {study / 'coding' / 'round-02.csv'}: no sentence has a label there yet" in said.splitlines()


def test_after_a_domain_was_taken_out_of_the_codebook_and_the_files_it_merges_again(study, capsys):
    assert run(study) == 0
    path = study / "codebook.toml"
    kept = [part for part in path.read_text("utf-8").split("[[domain]]\n") if 'id = "health"' not in part]
    path.write_text("[[domain]]\n".join(kept), "utf-8")
    assert run(study, "--overwrite") == 2
    assert "domain 'health' is not in the codebook" in capsys.readouterr().err
    for file in (study / "coding").iterdir():
        file.write_text(
            file.read_text("utf-8-sig").replace('"health"', '"welfare"').replace(",health,", ",welfare,"), "utf-8"
        )
    assert run(study, "--overwrite") == 0
    assert "welfare" in {row["domain"] for row in read_table(study / "corpus" / "sentences.csv")}
