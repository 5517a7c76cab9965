"""Labelled sentences are found in the documents that they come from."""

from dataclasses import replace

from research.corpus.whole_documents import find_whole_documents
from research.text.documents import Document
from research.text.sentences import split_sentences

FIRST = Document("first", "新建医院。修建公路。扩大校舍。修建公路。")
SECOND = Document("second", "种植水稻。")


def read(document):
    return split_sentences(document)


def test_labelled_sentences_are_placed_in_their_whole_documents():
    _, road, school, _ = read(FIRST)
    found = find_whole_documents([road, school, *read(SECOND)], [SECOND, FIRST])
    placed = found.place([road, school, *read(SECOND)])
    assert placed.sentences == [*read(FIRST), *read(SECOND)]
    assert placed.places == [1, 2, 4]


def test_only_the_documents_of_the_sentences_asked_for_are_placed():
    found = find_whole_documents([read(FIRST)[2], *read(SECOND)], [FIRST, SECOND])
    assert found.place(read(SECOND)) == (read(SECOND), [0])


def test_a_sentence_is_found_by_its_text_where_its_number_is_another():
    hospital, road, _, again = read(FIRST)
    moved = [replace(hospital, number=1), replace(road, number=7), replace(again, number=9)]
    assert find_whole_documents(moved, [FIRST]).place(moved).places == [0, 1, 3]


def test_spaces_that_a_spreadsheet_added_do_not_matter():
    road = replace(read(FIRST)[1], text=" 修建公路。\n")
    assert find_whole_documents([road], [FIRST]).place([road]).places == [1]


def test_a_document_that_lacks_a_labelled_sentence_is_not_used():
    hospital, road, *_ = read(FIRST)
    other = replace(road, text="没有这句。")
    found = find_whole_documents([hospital, other], [FIRST])
    assert found.place([hospital, other]) == ([hospital, other], [0, 1])


def test_documents_are_read_until_all_are_found():
    def yield_documents():
        yield FIRST
        raise AssertionError("one more was read")

    assert set(find_whole_documents(read(FIRST), yield_documents()).sentences) == {"first"}
