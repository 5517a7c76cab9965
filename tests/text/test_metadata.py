"""Tables in a folder of documents that say what is known of them."""

import zipfile

import pytest

from research.errors import InputError, ReadingWarning
from research.text.documents import iterate_documents
from research.text.metadata import find_descriptions


@pytest.fixture
def folder(tmp_path):
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.txt").write_text(f"{name}县修路。", "utf-8")
    return tmp_path


def read(folder, **columns):
    return {document.id: dict(document.metadata) for document in iterate_documents([folder], **columns)}


@pytest.mark.parametrize("name", ["documents.csv", "Metadata.csv", "元数据.csv", "文档信息.csv", "documents.tsv"])
def test_a_table_beside_documents_is_their_metadata(folder, name):
    sign = "\t" if name.endswith(".tsv") else ";"
    (folder / name).write_text("文档编号;年份;省份\n甲;2020;东省\n乙;;西省\n".replace(";", sign), "gbk")
    assert read(folder) == {"甲": {"year": "2020", "省份": "东省"}, "乙": {"省份": "西省"}}


def test_ids_may_have_the_endings_of_files(folder):
    (folder / "documents.csv").write_text("document_id,year\n甲.txt,2020\n乙.txt,2021\n", "utf-8")
    assert read(folder) == {"甲": {"year": "2020"}, "乙": {"year": "2021"}}


def test_rows_of_no_document_are_counted(folder):
    (folder / "documents.csv").write_text("document_id,year\n甲,2020\n丙,2021\n丁,2022\n", "utf-8")
    with pytest.warns(ReadingWarning, match=r"documents.csv: 2 of 3 rows are of no document here, first '丙'; write"):
        assert read(folder) == {"甲": {"year": "2020"}, "乙": {}}


def test_a_table_with_texts_holds_documents(folder):
    (folder / "documents.csv").write_text("document_id,text\nx,治水。\n", "utf-8")
    assert set(read(folder)) == {"甲", "乙", "documents-1"}
    (folder / "documents.csv").write_text("document_id,留言\nx,治水。\n", "utf-8")
    assert find_descriptions([folder / "甲.txt", folder / "documents.csv"], ["留言"]) == []


def test_alone_it_is_refused_as_a_table_without_texts(tmp_path):
    (tmp_path / "documents.csv").write_text("document_id,year\n甲,2020\n", "utf-8")
    with pytest.raises(InputError, match="name the one that holds the texts with --text-column"):
        read(tmp_path)


def test_a_table_of_another_form_is_read_as_before(folder):
    (folder / "documents.csv").write_text("name,year\n甲,2020\n", "utf-8")
    with pytest.raises(InputError, match="no column is called"):
        read(folder)


def test_a_table_of_another_name_may_hold_documents_in_a_column_to_be_named(folder):
    (folder / "letters.csv").write_text("document_id,留言\nx,治水。\n", "utf-8")
    with pytest.raises(InputError, match="it has document_id, 留言; name the one that holds the texts"):
        read(folder)


def test_a_table_in_a_zip_file_describes_the_files_in_it(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("材料/2023/甲县.txt", "修路。")
        packed.writestr("材料/2024/甲县.txt", "治水。")
        packed.writestr(
            "材料/documents.csv", "document_id,year\n2023/甲县,2023\n材料/2024/甲县.txt,2024\n2025/甲县,2025\n"
        )
    with pytest.warns(
        ReadingWarning, match=r"a\.zip/材料/documents\.csv: 1 of 3 rows are of no document here, first '2025/甲县'"
    ):
        documents = list(iterate_documents([tmp_path / "a.zip"]))
    assert [(d.id, d.metadata) for d in documents] == [
        ("a/材料/2023/甲县", {"year": "2023"}), ("a/材料/2024/甲县", {"year": "2024"}),
    ]  # fmt: skip


def test_a_table_of_texts_in_a_zip_file_is_read_whatever_its_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("甲县.txt", "修路。")
        packed.writestr("metadata.csv", "document_id,text\n乙县,治水。\n")
        packed.writestr("documents.csv", "题目,文号\n甲,乙\n")
    errors: list[InputError] = []
    assert [d.text for d in iterate_documents([tmp_path / "a.zip"], skip=errors.append)] == ["治水。", "修路。"]
    assert "documents.csv: no column is called" in str(errors[0])


def test_a_table_that_describes_nothing_does_not_stand_in_the_way_of_another(folder):
    (folder / "documents.csv").write_text("name,year\n甲,2020\n", "utf-8")
    (folder / "metadata.csv").write_text("document_id,year\n甲,2020\n", "utf-8")
    (found,) = find_descriptions([folder / "documents.csv", folder / "metadata.csv"])
    assert (found.path.name, found.rows) == ("metadata.csv", {"甲": {"year": "2020"}})
