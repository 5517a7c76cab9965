"""What documents are called."""

import pytest

from research.errors import ReadingWarning
from research.text.documents import iterate_documents


def test_files_that_share_a_stem_keep_their_whole_names(tmp_path):
    (tmp_path / "a.txt").write_text("修路。")
    (tmp_path / "a.md").write_text("治水。")
    (tmp_path / "b.txt").write_text("种树。")
    assert [document.id for document in iterate_documents([tmp_path])] == ["a.md", "a.txt", "b"]


def test_a_second_document_of_one_id_is_numbered(tmp_path):
    (tmp_path / "t.csv").write_text("name,text\nx,修路。\ny,治水。\nx,种树。\nx,办学。\n")
    with pytest.warns(ReadingWarning, match=r"1 document has the id of another and is numbered, as 'x \(2\)'"):
        documents = list(iterate_documents([tmp_path / "t.csv"], document_column="name"))
    assert [(d.id, d.text) for d in documents] == [("x", "修路。"), ("y", "治水。"), ("x (2)", "种树。\n办学。")]


def test_the_rows_of_a_document_that_stand_apart_are_one_where_they_are_sorted_as_the_warning_says(tmp_path):
    rows = ["x,修路。\n", "y,治水。\n", "x,种树。\n"]
    (tmp_path / "t.csv").write_text("name,text\n" + "".join(rows))
    with pytest.warns(
        ReadingWarning,
        match=r"'x \(2\)'; sort the rows of a table by these columns where they are parts of one, or name",
    ):
        assert len(list(iterate_documents([tmp_path / "t.csv"], document_column="name"))) == 3
    (tmp_path / "t.csv").write_text("name,text\n" + "".join(sorted(rows)))
    documents = list(iterate_documents([tmp_path / "t.csv"], document_column="name"))
    assert [(d.id, d.text) for d in documents] == [("x", "修路。\n种树。"), ("y", "治水。")]


def test_no_document_is_called_as_all_of_them_are_in_results(tmp_path):
    (tmp_path / "t.csv").write_text("name,text\n*,修路。\nb,治水。\n")
    with pytest.warns(ReadingWarning, match=r"1 document has the id of another and is numbered, as '\* \(2\)'"):
        assert [d.id for d in iterate_documents([tmp_path / "t.csv"], document_column="name")] == ["* (2)", "b"]


def test_ids_are_paths_below_the_folder(tmp_path):
    for name in ("2022/甲县.txt", "2023/甲县.txt", "2023/乙县.txt", "2023/乙县.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{name}修路。")
    ids = [document.id for document in iterate_documents([tmp_path])]
    assert ids == ["2022/甲县", "2023/乙县.md", "2023/乙县.txt", "2023/甲县"]
    files = [document.id for document in iterate_documents([tmp_path / "2022/甲县.txt", tmp_path / "2023/甲县.txt"])]
    assert files == ["2022/甲县", "2023/甲县"]
    folders = [document.id for document in iterate_documents([tmp_path / "2022", tmp_path / "2023"])]
    assert folders == ["2022/甲县", "乙县.md", "乙县.txt", "2023/甲县"]
