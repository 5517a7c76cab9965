"""What several coders said of the same sentences."""

from itertools import permutations

import pytest

from research.codebook import read_codebook
from research.corpus.codings import choose_label, find_files, read_codings
from research.corpus.tasks import Task, write_settling
from research.errors import InputError

CODEBOOK = read_codebook()
HEADER = "document_id,sentence_id,text,domain,secondary,coder\n"


def read(tmp_path, **tables):
    for name, rows in tables.items():
        (tmp_path / f"{name}.csv").write_text(HEADER + rows, "utf-8")
    return read_codings(find_files([tmp_path]).files, CODEBOOK)


@pytest.mark.parametrize(
    ("labels", "chosen"),
    [
        (["health"], "health"),
        (["health", "health"], "health"),
        (["health", "education"], None),
        (["health", "education", "health"], "health"),
        (["health", "education", "welfare"], None),
        (["health", "education", "health", "welfare"], None),
        (["health", "education", "health", "welfare", "health"], "health"),
    ],
)
def test_only_more_than_half_of_the_coders_decide_in_whatever_order(labels, chosen):
    for order in permutations(labels):
        found = choose_label([Task("a", "0", "x", domain=label) for label in order])
        assert (found[0] if found else None) == chosen


def test_a_secondary_label_needs_more_than_half_of_those_who_gave_the_domain():
    task = Task("a", "0", "x", domain="health", secondary="welfare")
    other = Task("a", "0", "x", domain="health")
    against = Task("a", "0", "x", domain="education", secondary="welfare")
    assert choose_label([task, task, other, against, other, task]) == ("health", "welfare")
    assert choose_label([task, other, against, task, other, against, other]) == ("health", "")


def test_a_coder_is_called_as_the_column_says_or_else_as_the_file(tmp_path):
    found = read(tmp_path, anna="a,0,修路。,health,,\na,1,办学。,health,, bob \na,2,好。,,,\n")
    assert {key: list(coders) for key, coders in found.by_sentence.items()} == {
        ("a", "0"): ["anna"],
        ("a", "1"): ["bob"],
    }


def test_the_later_label_of_a_coder_stands_and_is_counted(tmp_path):
    first = "a,0,修路。,health,,anna\na,1,办学。,health,,anna\n"
    found = read(tmp_path, round_2="a,0,修路。,welfare,,anna\n", round_1=first)
    assert {key: task["anna"].domain for key, task in found.by_sentence.items()} == {
        ("a", "0"): "welfare",
        ("a", "1"): "health",
    }
    (repeat,) = found.repeated
    assert (repeat.coder, repeat.first.stem, repeat.second.stem) == ("anna", "round_1", "round_2")
    assert (found.repeated[repeat], found.changed[repeat]) == (1, 1)


@pytest.mark.parametrize("name", ["settled", "settled-2", "to_settle"])
def test_what_was_settled_stands_above_all(tmp_path, name):
    found = read(tmp_path, a="a,0,修路。,health,,\n", b="a,0,修路。,health,,\n", **{name: "a,0,修路。,welfare,,\n"})
    assert found.decide(("a", "0")) == ("welfare", "")
    assert set(found.by_sentence["a", "0"]) == {"a", "b"}


def test_only_what_coders_differ_on_counts_as_settled(tmp_path):
    same, differs = "a,0,修路。,health,,\n", "a,1,办学。,{},,\n"
    first, second = same + differs.format("health"), same + differs.format("education")
    assert read(tmp_path, a=first, b=second, settled=second + "a,2,好。,general,,\n").count_settled() == 1


def test_sentences_stand_by_document_and_number(tmp_path):
    rows = [("b", "0"), ("a", "10"), ("a", "x"), ("a", "9")]
    found = read(tmp_path, anna="".join(f"{document},{number},修路。,health,,\n" for document, number in rows))
    assert found.list_keys() == [("a", "9"), ("a", "10"), ("a", "x"), ("b", "0")]


def test_locks_and_hidden_files_of_a_folder_are_left_out_and_a_file_is_read_once(tmp_path):
    for name in ("~$a.csv", ".a.csv.part", ".b.csv", "a.csv", "a-label-studio.xml", "in/B.JSON"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = find_files([tmp_path, tmp_path / "a.csv", tmp_path / "in" / ".." / "a.csv"]).files
    assert [file.name for file in found] == ["B.JSON", "a.csv"]


BAD = {
    "text": (
        {"anna": "a,0,修路。,health,,\n", "bob": "\na,0,修桥。,health,,\n"},
        r"bob.csv, line 3: sentence '0' of document 'a' reads '修桥。', but '修路。' in .*anna.csv, line 2",
    ),
    "settled text": (
        {"anna": "a,0,修路。,health,,\n", "settled": "a,0,修桥。,health,,\n"},
        "settled.csv, line 2: sentence '0'",
    ),
    "secondary alone": ({"anna": "a,0,修路。,,health,\n"}, "anna.csv, line 2: a secondary domain 'health' without"),
    "no words": ({"anna": "a,0, ,health,,\n"}, "anna.csv, line 2: a label without text"),
    "no label": ({"anna": "a,0,修路。,,,\n"}, "no sentence has a label yet"),
    "no file": ({}, r"no \.csv, .*\.json or \.jsonl file there"),
}


@pytest.mark.parametrize(("tables", "message"), BAD.values(), ids=BAD)
def test_codings_that_do_not_fit_together_are_refused(tmp_path, tables, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, **tables)


def test_blanks_and_line_ends_that_a_tool_changed_make_no_other_text(tmp_path):
    found = read(tmp_path, anna='a,0,"修路。 \nA B",health,,\n', bob="a,0,修路。 A B ,health,,\n")
    assert found.decide(("a", "0")) == ("health", "")


def test_two_files_of_one_name_that_do_not_say_who_coded_them_are_refused(tmp_path):
    for name in ("anna", "bob"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "round-01.csv").write_text(HEADER + "a,0,修路。,health,,\n", "utf-8")
    with pytest.raises(InputError, match=r"round-01.csv: no coder in it, and .*round-01.csv is called the same"):
        read_codings(find_files([tmp_path]).files, CODEBOOK)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="is not there"):
        find_files([tmp_path / "none"])


def test_a_coder_is_the_same_in_whatever_case_and_with_blanks(tmp_path):
    found = read(
        tmp_path, one="a,0,修路。,industry,,Bob\na,1,建校。,education,,bob \n", two="a,0,修路。,health,,ＢＯＢ\n"
    )
    assert {coder for coders in found.by_sentence.values() for coder in coders} == {"Bob"}


def test_files_without_a_label_are_known(tmp_path):
    found = read(tmp_path, one="a,0,修路。,industry,,\n", two="a,0,修路。,,,\n")
    assert found.blank == [tmp_path / "two.csv"]


def test_differences_settled_in_a_file_of_any_name_stand_above_the_coders(tmp_path):
    task = Task("a", "0", "修路。", domain="welfare")
    write_settling(tmp_path / "结果.xlsx", [task], [{"anna": "health", "bob": "industry"}], CODEBOOK)
    found = read(tmp_path, anna="a,0,修路。,health,,\n", bob="a,0,修路。,industry,,\n")
    assert found.decide(("a", "0")) == ("welfare", "")
    assert sorted(found.by_sentence["a", "0"]) == ["anna", "bob"]


def test_of_texts_that_differ_the_place_is_shown(tmp_path):
    text = "本年度完成农村公路改造二百公里，群众出行更加方便"
    with pytest.raises(InputError, match="reads '…出行更加方便。', but '…出行更加方便！' in"):
        read(tmp_path, one=f"a,0,{text}！,industry,,\n", two=f"a,0,{text}。,industry,,\n")
