"""What the corpus is made of."""

import pandas as pd
import pytest

from research.codebook import read_codebook
from research.corpus.labelled import read_corpus
from research.studies import corpus_composition


@pytest.mark.slow
def test_every_part_counts_all_sentences(tmp_path):
    assert corpus_composition.main(["--output", str(tmp_path / "out")]) == 0
    table = pd.read_csv(tmp_path / "out" / "composition.csv")
    corpus = read_corpus()
    assert set(table.groupby("by")["sentences"].sum()) == {len(corpus.labels)}
    assert set(table[table["by"] != "domain"].groupby("by")["documents"].sum()) == {len(corpus.documents)}
    assert tuple(table.loc[table["by"] == "domain", "value"]) == read_codebook().ids
