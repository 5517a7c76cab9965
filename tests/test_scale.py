"""The measurement of large inputs, on small ones."""

import csv

import pytest

from research.corpus.labelled import read_corpus
from tests.scale import CLASSES, run_limited, write_documents, write_short_texts


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_short_texts_are_of_many_classes_and_no_document(tmp_path, small_corpus):
    write_short_texts(tmp_path / "texts.csv", 400, read_corpus(small_corpus))
    rows = read(tmp_path / "texts.csv")
    assert len(rows) == 400
    assert len({row["domain"] for row in rows}) == CLASSES
    assert set(rows[0]) == {"text", "domain"}


@pytest.mark.slow
@pytest.mark.parametrize(("limit", "status"), [(2_000_000_000, 0), (50_000_000, 1)])
def test_labelling_keeps_to_its_limit_of_memory(limit, status, tmp_path, run, small_corpus):
    write_documents(tmp_path / "documents.csv", 50, read_corpus(small_corpus))
    output = tmp_path / "labelled"
    arguments = [tmp_path / "documents.csv", "--run", run, "--document-column", "id", "--output", output]
    found = run_limited(["research.label", *map(str, arguments)], limit)
    assert (found.status != 0) == bool(status)
    assert output.exists() != bool(status)
    if not status:
        assert 50 < found.megabytes < 600
        assert sum(1 for row in read(output / "sentences.csv") if row["text"]) > 400
