"""What the public functions take for documents."""

import pandas as pd
import pytest

import research
from research.api.documents import iterate_given, read_documents
from research.errors import InputError
from tests.api.speeches import METADATA, TEXTS


@pytest.mark.parametrize("documents", [list(TEXTS.values()), pd.Series(list(TEXTS.values()))], ids=["list", "series"])
def test_texts_are_labelled_without_files(documents, run, labelled):
    found = research.label_documents(documents, run)
    assert found.documents.index.tolist() == ["text-1", "text-2", "text-3", "text-4"]
    assert sorted(found.sentences["domain"]) == sorted(labelled.sentences["domain"])


def test_a_table_of_texts_keeps_its_other_columns(run):
    table = METADATA.assign(text=list(TEXTS.values()))
    found = research.label_documents(table, run)
    assert found.documents["year"].tolist() == ["2010", "2012", "2018", "2021"]
    assert found.prevalence(by="level")["documents"].unique().tolist() == [2]


def test_paths_in_a_list_are_read(folder, run):
    found = research.label_documents([str(folder / "city_2018.txt"), folder / "city_2021.txt"], run)
    assert found.documents.index.tolist() == ["city_2018", "city_2021"]


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        ("nowhere", "nowhere"),
        ([], "no documents; give a path, a list of texts, or a DataFrame"),
        (pd.DataFrame({"a": ["x"]}), "no column is called 正文, .*it has a"),
        (pd.DataFrame({"text": ["x"] * 2, "document_id": ["a"] * 2}), "document 'a' stands twice"),
        ([1], "document 1: expected a text, a path or a Document, got int"),
    ],
)
def test_what_is_no_document_is_an_input_error_of_one_line(run, documents, message):
    with pytest.raises(research.InputError, match=message) as raised:
        research.label_documents(documents, run)
    assert "\n" not in str(raised.value)


def test_metadata_may_be_a_file(labelled, tmp_path):
    METADATA.to_csv(tmp_path / "documents.csv", index=False, encoding="utf-8-sig")
    joined = labelled.join(str(tmp_path / "documents.csv"))
    assert joined.documents["level"].tolist() == ["city", "city", "county", "county"]


def test_documents_without_a_row_of_metadata_are_counted(labelled):
    with pytest.warns(UserWarning, match="no row for 1 document, city_2021 first"):
        labelled.join(METADATA.iloc[:3])


def test_metadata_of_other_documents_is_refused(labelled):
    with pytest.raises(research.InputError, match="they are called 'city_2018' and so on"):
        labelled.join(METADATA.assign(document_id=["a", "b", "c", "d"]))
    with pytest.raises(research.InputError, match="document_id 'city_2018' stands twice"):
        labelled.join(METADATA.assign(document_id="city_2018"))


def test_an_empty_path_is_refused_and_not_taken_for_the_folder_where_one_is():
    with pytest.raises(InputError, match="a path is empty"):
        read_documents("")
    with pytest.raises(InputError, match="no documents; give a path"):
        list(iterate_given("", None, None, [], None))
