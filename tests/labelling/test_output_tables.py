"""Tables of labelled documents on disk, and shares that follow from counts by hand."""

import csv
import math

import numpy as np
import pytest

from research.codebook import Codebook, Domain
from research.errors import InputError
from research.labelling import output_tables
from research.labelling.batch import COLUMNS, UNCERTAIN, LabelledDocument, LabelledSentence
from research.labelling.choices import CROSSWALK, PROBABILITIES, SENTENCES, SHARES
from research.labelling.estimation import Estimation
from research.labelling.output_tables import (
    ALL,
    INTERMEDIATE,
    DocumentCounts,
    Share,
    format_batch,
    format_documents,
    format_rows,
    list_shares,
    make_headers,
    measure_uncertainty,
    write_shares,
)
from research.measure.gold_labels import GoldLabels
from research.measure.held_out import sum_held_out
from research.model.predictor import KeywordPredictor
from research.model.storage import Model
from research.text.documents import Document

DOMAINS = ("roads", "health")


def make_document(name, kinds, probabilities, paragraphs=None):
    """A document whose sentences have these kinds; probabilities are of those that are labelled."""
    rows = []
    values = iter(probabilities)
    for number, kind in enumerate(kinds):
        place = (name, number, 0, 2, paragraphs[number] if paragraphs else number, kind, "", "一句。")
        if kind == "boilerplate":
            rows.append(LabelledSentence(*place))
        else:
            best = max(next(values))
            rows.append(LabelledSentence(*place, "roads", best, "health", 1 - best, "", 4, 1, UNCERTAIN * (best < 0.7)))
    return LabelledDocument(name, rows, np.array(probabilities).reshape(-1, 2))


FIRST = make_document("first", ["boilerplate", "heading", "body", "body"], [[0.5, 0.5], [0.9, 0.1], [0.4, 0.6]])
SECOND = make_document("=second%", ["body"], [[1.0, 0.0]])
THIRD = make_document("third", ["heading"], [[0.3, 0.7]])


@pytest.fixture
def folder(tmp_path):
    parts = [make_headers(DOMAINS), format_documents([FIRST, SECOND], DOMAINS), format_documents([THIRD], DOMAINS)]
    for part in parts:
        for name, content in part.items():
            with (tmp_path / name).open("ab") as file:
                file.write(content)
    return tmp_path


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_sentences_have_a_row_each_of_all_batches_with_one_header(folder):
    rows = read(folder / SENTENCES)
    assert (folder / SENTENCES).read_bytes().startswith("\ufeffdocument_id,".encode())
    assert list(rows[0]) == list(COLUMNS)
    assert [row["document_id"] for row in rows] == ["first"] * 4 + ["'=second%", "third"]
    assert [row["probability"] for row in rows] == ["", "0.500000", "0.900000", "0.600000", "1.000000", "0.700000"]


def test_probabilities_have_a_row_for_each_labelled_sentence(folder):
    rows = read(folder / PROBABILITIES)
    assert [(row["document_id"], row["sentence_id"], row["roads"]) for row in rows] == [
        ("first", "1", "0.500000"), ("first", "2", "0.900000"), ("first", "3", "0.400000"),
        ("'=second%", "0", "1.000000"), ("third", "0", "0.300000"),
    ]  # fmt: skip


def test_shares_count_body_sentences_of_all_and_of_each_document_that_has_some(folder):
    documents = write_shares(folder, DOMAINS, Estimation("count"))
    assert documents == [
        DocumentCounts("first", 4, 2, 1, 8, 2), DocumentCounts("=second%", 1, 1, 0, 4, 1),
        DocumentCounts("third", 1, 0, 0, 0, 0),
    ]  # fmt: skip
    rows = read(folder / SHARES)
    assert list(rows[0]) == list(Share._fields)
    assert [(row["document_id"], row["domain"], row["prevalence"], row["sentences"]) for row in rows] == [
        (ALL, "roads", "0.666667", "2"), (ALL, "health", "0.333333", "1"),
        ("first", "roads", "0.500000", "1"), ("first", "health", "0.500000", "1"),
        ("'=second%", "roads", "1.000000", "1"), ("'=second%", "health", "0.000000", "0"),
    ]  # fmt: skip
    assert {row["unknown_words"] for row in rows} == {"0.250000"}
    assert {row["method"] for row in rows} == {"count"}


def test_documents_without_body_sentences_have_a_header_alone(tmp_path):
    for name, content in format_documents([THIRD], DOMAINS).items():
        (tmp_path / name).write_bytes(content)
    assert [document.id for document in write_shares(tmp_path, DOMAINS, Estimation("count"))] == ["third"]
    assert read(tmp_path / SHARES) == []


def test_the_intermediate_files_hold_body_sentences_only(folder):
    body, characters, counts, _ = (folder / name for name in INTERMEDIATE)
    assert np.fromfile(body, dtype="<f8").reshape(-1, 2).tolist() == [[0.9, 0.1], [0.4, 0.6], [1.0, 0.0]]
    assert np.fromfile(characters, dtype="<i4").tolist() == [3, 3, 3]
    assert len(counts.read_text("utf-8").splitlines()) == 3


def estimate(rows, sizes, estimation, about=None):
    """Shares of documents of some sizes, whose sentences have these domains and 3 characters each."""
    counts = [DocumentCounts(f"d{number}", size, size, 0, 0, 0) for number, size in enumerate(sizes)]
    about = about or [{}] * len(counts)
    lengths = np.full(len(rows), 3, dtype=np.int32)
    return list(list_shares(counts, np.eye(2)[rows], lengths, about, DOMAINS, estimation))


HELD_OUT = sum_held_out(GoldLabels(["roads", "health"] * 4, [*"wwxxyyzz"], DOMAINS), np.tile([[0.6, 0.4]], (8, 1)))


def test_a_single_document_has_an_interval_as_one_of_these_and_none_as_one_of_many():
    these = estimate([0, 1, 0, 0], [4], Estimation("count", HELD_OUT))
    like = estimate([0, 1, 0, 0], [4], Estimation("count", HELD_OUT, "like"))
    assert [share.prevalence for share in these] == [0.75, 0.25] * 2
    assert all(share.low < share.prevalence < share.high for share in these)
    assert all(math.isnan(share.low) for share in like)
    assert {share.target for share in these} == {"these documents"}
    assert {share.target for share in like} == {"documents like these"}


def test_documents_are_counted_that_have_a_sentence_of_the_domain():
    shares = estimate([0, 0, 1, 0], [2, 1, 1], Estimation())
    assert [(share.document_id, share.documents) for share in shares] == [
        (ALL, 2), (ALL, 1), ("d0", 1), ("d0", 0), ("d1", 0), ("d1", 1), ("d2", 1), ("d2", 0),
    ]  # fmt: skip


def test_each_document_or_its_design_weight_can_count_the_same():
    """Two sentences of roads in one document, one of health in the other."""
    about = [{"document_id": "d0", "weight": "1"}, {"document_id": "d1", "weight": "6"}]
    for weight, expected in (("sentence", 2 / 3), ("document", 1 / 2), ("weight", 2 / 8)):
        shares = estimate([0, 0, 1], [2, 1], Estimation(weight=weight), about)
        assert shares[0].prevalence == pytest.approx(expected)
        assert shares[0].weight == weight


def test_documents_of_a_cluster_are_one_unit():
    about = [{"document_id": name, "place": place} for name, place in zip("abcd", "xxyy", strict=True)]
    alone, joined = (
        estimate([0, 0, 1, 1], [1] * 4, Estimation(target="like", cluster=cluster), about)[0]
        for cluster in ("", "place")
    )
    assert joined.high - joined.low > alone.high - alone.low
    assert joined.prevalence == alone.prevalence


@pytest.mark.parametrize("estimation", [Estimation(weight="weight"), Estimation(cluster="weight")])
def test_a_column_that_a_document_lacks_is_named(estimation):
    with pytest.raises(InputError, match="column 'weight': document 'b' has no value there; give the column"):
        estimate([0, 1], [1, 1], estimation, [{"document_id": "a", "weight": "1"}, {"document_id": "b"}])


def test_a_cell_with_a_return_is_quoted():
    assert format_rows([("a\rb", 1)]) == '"a\rb",1\n'


def test_sentences_and_probabilities_are_formatted_as_other_rows_are():
    place = ("=名,称", 0, 3, 9, 1, "body", '一、"引号" > 二', "第一，\r\n第二。")
    rows = [
        LabelledSentence(*place[:5], "boilerplate", "", "+8,6"),
        LabelledSentence(*place, "roads", 2 / 3, "health", 1 / 3, '+ , "', 4, 1, UNCERTAIN),
        LabelledSentence(*place[:1], 2, *place[2:], "health", 1.0, "roads", 0.0, "", 0, 0),
    ]
    values = [(1 / 3, 2 / 3), (0.0000004, 0.9999996)]
    written = format_documents([LabelledDocument("=名,称", rows, np.array(values))], DOMAINS)
    assert written[SENTENCES].decode() == format_rows(rows)
    assert written[PROBABILITIES].decode() == format_rows(
        [("=名,称", n, *pair) for n, pair in zip((0, 2), values, strict=True)]
    )


def test_a_batch_is_formatted_with_its_number_of_documents():
    codebook = Codebook("own", "1", (Domain("roads", "道路", "roads"), Domain("health", "卫生", "health")))
    model = Model(KeywordPredictor(codebook.ids, (("公路",), ("医院",)), np.full(2, 0.5)), codebook)
    parts, count = format_batch([Document("0", "修建公路。"), Document("1", "修建公路。")], model, {})
    assert count == 2
    assert [line.split(",")[0] for line in parts["probabilities.csv"].decode().splitlines()] == ["0", "1"]


def test_the_uncertainty_of_labels_is_the_mean_of_p_times_1_minus_p_over_body_sentences(folder):
    """Of .9, .4 and 1: (.09 + .24 + 0) / 3, of both domains alike."""
    documents = write_shares(folder, DOMAINS, Estimation("count"))
    assert measure_uncertainty(folder, documents, 2) == pytest.approx([0.11, 0.11])


def test_the_uncertainty_of_more_sentences_than_are_read_at_once_is_that_of_all(folder, monkeypatch):
    monkeypatch.setattr(output_tables, "_BLOCK_SIZE", 2)
    documents = write_shares(folder, DOMAINS, Estimation("count"))
    assert measure_uncertainty(folder, documents, 2) == pytest.approx([0.11, 0.11])


def test_no_body_sentences_have_no_uncertainty(tmp_path):
    for name, content in format_documents([THIRD], DOMAINS).items():
        (tmp_path / name).write_bytes(content)
    documents = write_shares(tmp_path, DOMAINS, Estimation("count"))
    assert measure_uncertainty(tmp_path, documents, 2).tolist() == [0, 0]


def test_files_have_the_names_that_others_look_for():
    assert INTERMEDIATE == ("body.f64", "characters.i32", "documents.jsonl", "about.jsonl")
    assert CROSSWALK == "crosswalk.csv"


@pytest.mark.parametrize("name", ["甲", "=1+1", 'a,"b"', "1\n2"])
@pytest.mark.parametrize("ends", [(0.25, 0.75), (math.nan, math.nan), (-0.0, 1.0)])
def test_a_share_is_written_as_every_row_is(name, ends):
    row = Share(name, "roads", 0.5, *ends, 3, 1, "count", "these documents", "权重,个", 0.0125)
    assert output_tables._format_share(row) == format_rows([row])
