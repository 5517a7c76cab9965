"""Labels corrected with hand-coded sentences: unbiased shares of groups, by hand."""

import numpy as np
import pandas as pd
import pytest

from research.codebook import make_codebook
from research.corpus.rounds import divide_rounds
from research.corpus.tasks import Task
from research.errors import InputError
from research.labelling.contrasts import contrast_groups, tabulate_differences
from research.labelling.correction import correct_labels, read_coded, validate_labels
from research.labelling.groups import Estimator
from research.labelling.read_back import LabelledSentences

DOMAINS = ("a", "b")


@pytest.fixture
def labelled():
    """Ten documents of two groups with four sentences each, all b; the classifier calls half of the city a."""
    names = [f"{group}{number}" for group in ("city", "county") for number in range(5)]
    table = pd.DataFrame({
        "document_id": np.repeat(names, 4), "sentence_id": np.tile(np.arange(4), 10), "kind": "body", "text": "句",
        "paragraph": np.tile(np.arange(4), 10),
    })  # fmt: skip
    codes = [0 if name.startswith("city") and number % 2 else 1 for name in names for number in range(4)]
    return LabelledSentences(table, np.eye(2)[codes])


@pytest.fixture
def coded(labelled):
    """The first two sentences of each document, all b."""
    tasks = [
        Task(row.document_id, str(row.sentence_id), row.text, domain="b", strategy="random", inclusion=0.5, round="1")
        for row in labelled.sentences.itertuples()
        if row.sentence_id < 2
    ]
    return divide_rounds(tasks, [], 40)


@pytest.fixture
def values(labelled):
    names = pd.Index(dict.fromkeys(labelled.sentences["document_id"]), name="document_id")
    return pd.DataFrame({"level": names.str.rstrip("0123456789")}, index=names)


def test_a_difference_that_errors_made_is_gone_once_they_are_corrected(labelled, coded, values):
    found = []
    for table, method in ((labelled, "count"), (correct_labels(labelled, coded, DOMAINS), "probabilistic")):
        contrast = contrast_groups(table, values, Estimator(DOMAINS, method))
        found.append(tabulate_differences(contrast).set_index("domain").loc["a", "difference"])
    # in each city document one coded a is wrong and counts -1 for two sentences: (1 - 1) + 1 - 1 of 4
    assert found == pytest.approx([-0.5, 0])


def test_groups_are_validated_on_the_sample(labelled, coded, values):
    table = validate_labels(labelled, coded, values, Estimator(DOMAINS)).set_index(["group", "domain"])
    assert table.loc[("city", "a"), "precision"] == 0
    assert table.loc[("city", "b"), "recall"] == pytest.approx(0.5)
    assert table.loc[("county", "a"), "differential"] == pytest.approx(-0.5)


def test_a_sample_of_other_documents_is_refused(labelled):
    tasks = [Task("elsewhere", str(n), "句", domain="b", strategy="random", inclusion=0.5) for n in range(2)]
    with pytest.raises(InputError, match="2 of 2 coded sentences were not labelled, first '0' of 'elsewhere'"):
        correct_labels(labelled, divide_rounds(tasks, [], 40), DOMAINS)


def test_rarely_sampled_sentences_stand_for_more(labelled, values):
    """One city document was sampled with a probability of 1 / 4, the other four with 1: it counts four times."""
    tasks = [
        Task(row.document_id, str(row.sentence_id), row.text, domain="b", strategy="random", round="1",
             inclusion=0.25 if row.document_id == "city0" else 1.0)
        for row in labelled.sentences.itertuples()
        if row.sentence_id == (0 if row.document_id == "city0" else 1)
    ]  # fmt: skip
    table = validate_labels(labelled, divide_rounds(tasks, [], 40), values, Estimator(DOMAINS))
    recall = table.set_index(["group", "domain"]).loc[("city", "b"), "recall"]
    # sentence 0 of city0 is labelled b and right; sentences 1 of the other four are labelled a
    assert recall == pytest.approx(4 / (4 + 4))


def test_a_sample_is_made_of_body_sentences(tmp_path):
    rows = ["document_id,sentence_id,text,kind,domain,strategy,inclusion"]
    rows += [f"d,{number},句,{kind},a,random,0.5" for number, kind in enumerate(["heading", "body", "body"])]
    path = tmp_path / "sentences.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    coded = read_coded(path, make_codebook(DOMAINS), 40)
    assert [task.sentence_id for task in coded.sample] == ["1", "2"]
    assert [task.sentence_id for task in read_coded(tmp_path, make_codebook(DOMAINS), 40).sample] == ["1", "2"]
    path.write_text("\n".join(rows[:3]) + "\n", "utf-8")
    with pytest.raises(InputError, match="fewer than 2 body sentences with a known inclusion probability"):
        read_coded(path, make_codebook(DOMAINS), 40)
