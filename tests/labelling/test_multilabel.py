"""Sets of domains on disk."""

import json

import numpy as np
import pandas as pd
import pytest

from research.errors import InputError
from research.labelling.batch import LabelledDocument, LabelledSentence
from research.labelling.multilabel import (
    list_sets,
    read_min_probability,
    tabulate_mentions,
    write_label_sets,
    write_set_scores,
)
from research.labelling.output_tables import ALL, format_documents, make_headers
from research.labelling.read_back import LabelledSentences

DOMAINS = ("farms", "health", "roads")


@pytest.fixture
def labelled():
    """Two documents; boilerplate stands between."""
    table = pd.DataFrame(
        {
            "document_id": ["x", "x", "x", "x", "y"],
            "sentence_id": [0, 1, 2, 3, 0],
            "paragraph": [0, 1, 2, 3, 0],
            "kind": ["heading", "body", "boilerplate", "body", "body"],
        }
    )
    rows = [[0.1, 0.2, 0.7], [0.35, 0.6, 0.05], [0, 0, 0], [0.9, 0.1, 0.0], [0.0, 0.45, 0.55]]
    return LabelledSentences(table, np.array(rows))


def test_domains_stand_in_order_of_probability_and_boilerplate_has_no_row(labelled):
    found = list_sets(labelled, DOMAINS, 0.3)
    assert found["domains"].tolist() == ["roads", "health;farms", "farms", "roads;health"]
    assert found["sentence_id"].tolist() == [0, 1, 3, 0]


def test_mentions_are_of_body_sentences_in_each_document_and_in_all(labelled):
    table = tabulate_mentions(labelled, DOMAINS, 0.3)
    shares = table.pivot_table(index="document_id", columns="domain", values="share")
    assert shares.loc[ALL].to_numpy() == pytest.approx([2 / 3, 2 / 3, 1 / 3])
    assert shares.loc["x"].to_numpy() == pytest.approx([1.0, 0.5, 0.0])
    assert shares.loc["y"].to_numpy() == pytest.approx([0.0, 1.0, 1.0])
    assert table.loc[table["document_id"] != ALL, ["low", "high"]].isna().all(axis=None)  # a single document
    ends = table[table["document_id"] == ALL]
    assert ((ends["low"] < ends["share"]) & (ends["share"] < ends["high"])).all()
    assert set(table["target"]) == {"documents like these"}
    assert tuple(table.loc[table["document_id"] == "x", "domain"]) == DOMAINS


def test_documents_without_body_sentences_have_no_mentions(labelled):
    empty = LabelledSentences(labelled.sentences.iloc[[2]].reset_index(drop=True), np.zeros((1, 3)))
    assert not len(tabulate_mentions(empty, DOMAINS, 0.3))
    assert not len(list_sets(empty, DOMAINS, 0.3))


def test_a_run_that_is_not_multilabel_writes_nothing(tmp_path):
    (tmp_path / "run").mkdir()
    write_label_sets(tmp_path, tmp_path / "run", DOMAINS)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_scores_that_do_not_say_the_probability_are_refused(tmp_path):
    (tmp_path / "multilabel.json").write_text("{}")
    with pytest.raises(InputError, match=r"multilabel\.json: not the scores of a run"):
        read_min_probability(tmp_path)


def test_the_scores_tell_sets_and_one_domain_apart(tmp_path):
    probabilities = np.tile([[0.6, 0.4, 0.0], [0.1, 0.0, 0.9]], (4, 1))
    gold = np.tile(np.array([[1, 1, 0], [0, 0, 1]], dtype=bool), (4, 1))
    folds = [(np.arange(4, 8), np.arange(4)), (np.arange(4), np.arange(4, 8))]
    said = write_set_scores(tmp_path, probabilities, gold, list("aabbccdd"), DOMAINS, folds)
    scores = json.loads((tmp_path / "multilabel.json").read_text())
    assert scores["min_probability"] == read_min_probability(tmp_path) == 0.4
    assert scores["sets"]["exact_match"]["estimate"] == 1
    assert scores["one_domain"]["exact_match"]["estimate"] == 0.5
    assert scores["one_domain"]["micro_f1"]["estimate"] == pytest.approx(2 * 8 / (8 + 12))
    assert scores["domains_per_sentence"] == {"gold": 1.5, "sets": 1.5}
    assert scores["multilabel_sentences"] == 4
    assert "of at least 0.40: micro-F1 1.000 [1.000, 1.000], with one domain for each sentence 0.800" in said
    assert pd.read_csv(tmp_path / "multilabel_domains.csv")["domain"].tolist() == list(DOMAINS)


def test_label_sets_and_mentions_of_a_multilabel_run_are_written(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "multilabel.json").write_text('{"min_probability": 0.3}')
    place = ("x", 0, 0, 2, 0, "body", "", "一句。")
    documents = [LabelledDocument("x", [LabelledSentence(*place, "health", 0.6, "farms", 0.35, "", 1, 0)],
                                  np.array([[0.35, 0.6, 0.05]]))]  # fmt: skip
    for part in (make_headers(DOMAINS), format_documents(documents, DOMAINS)):
        for name, content in part.items():
            with (tmp_path / name).open("ab") as file:
                file.write(content)
    write_label_sets(tmp_path, tmp_path / "run", DOMAINS)
    sets = pd.read_csv(tmp_path / "label_sets.csv")
    assert sets.to_dict("list") == {"document_id": ["x"], "sentence_id": [0], "domains": ["health;farms"]}
    assert pd.read_csv(tmp_path / "mentions.csv").groupby("domain")["share"].first().to_dict() == {
        "farms": 1.0, "health": 1.0, "roads": 0.0,
    }  # fmt: skip


def test_equally_probable_domains_stand_in_codebook_order():
    domains = tuple(f"d{number:02}" for number in range(20))
    table = pd.DataFrame({"document_id": ["x"], "sentence_id": [0], "paragraph": [0], "kind": ["body"]})
    found = list_sets(LabelledSentences(table, np.full((1, 20), 0.05)), domains, 0.05)
    assert found["domains"].tolist() == [";".join(domains)]


def test_domains_of_one_probability_stand_in_the_order_of_the_codebook():
    names = [f"d{number}" for number in range(100)]
    table = pd.DataFrame({"document_id": ["x"], "sentence_id": [0], "paragraph": [0], "kind": ["body"]})
    values = np.tile([0.008, 0.012], 50)[None]
    (found,) = list_sets(LabelledSentences(table, values), names, 0.001)["domains"]
    assert found.split(";") == names[1::2] + names[::2]


def test_documents_keep_their_order_in_the_mentions_after_all_together():
    table = pd.DataFrame({"document_id": ["b", "a", "b"], "sentence_id": [0, 0, 1], "paragraph": 0, "kind": "body"})
    found = tabulate_mentions(LabelledSentences(table, np.eye(3)), DOMAINS, 0.3)
    assert found["document_id"].drop_duplicates().tolist() == [ALL, "b", "a"]
