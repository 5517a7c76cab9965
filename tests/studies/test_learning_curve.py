"""The learning curve."""

import pandas as pd
import pytest

from research.corpus.labelled import read_corpus
from research.studies import learning_curve

GOLD = """document,window,text,domain,kind
r,0,县人民医院新院区建成投用，新增床位300张。,health,body
s,1,农村公路改造完工120公里，桥梁全部通车。,urban_infrastructure,body
"""
POLICY = """kind,heading,text,domain,second_coder
title,,关于加强农村公路养护工作的通知,urban_infrastructure,urban_infrastructure
"""


def test_whole_documents_are_sampled_and_the_same_ones_by_the_same_seed():
    corpus = read_corpus()
    part, again = (learning_curve.sample_documents(corpus, 300, random_state=4) for _ in range(2))
    assert part.document_ids == again.document_ids
    assert 300 <= len(part.labels) < 450
    for name in part.documents:
        assert part.document_ids.count(name) == corpus.document_ids.count(name)


@pytest.mark.slow
def test_the_curve_is_measured_at_each_size_and_on_all_in_each_register(tmp_path):
    (tmp_path / "sentences.csv").write_text(GOLD)
    (tmp_path / "policy_documents.csv").write_text(POLICY)
    arguments = [
        "--gold",
        tmp_path,
        "--sizes",
        300,
        "--classifiers",
        "bayes",
        "--repeats",
        2,
        "--output",
        tmp_path / "out",
    ]
    assert learning_curve.main([str(argument) for argument in arguments]) == 0
    table = pd.read_csv(tmp_path / "out" / "curve.csv")
    assert len(table) == 3 * 2
    assert table["measured_on"].tolist() == ["gold", "title"] * 3
    assert table[table["measured_on"] == "title"]["n"].tolist() == [1] * 3
    assert table["sentences"].iloc[-1] == len(read_corpus().labels)
    assert (tmp_path / "out" / "curve.png").exists()
