"""Labelling on Spark: the labels of the local path, whatever way the rows lie."""

import csv
import os
import random
import shutil
import sys
from dataclasses import replace
from importlib.util import find_spec
from itertools import groupby, islice

import numpy as np
import pytest

from research.codebook import read_codebook
from research.errors import InputError
from research.labelling.batch import COLUMNS, label_batch
from research.model.storage import Model, read_model, write_model
from research.run import read_run_model
from research.shipped import shipped_path
from research.spark import label_dataframe, tabulate_distribution
from research.text.documents import Document

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]

CODEBOOK = read_codebook()
ROOT = shipped_path("codebook.toml").parent.parent
TEXTS = [name for name in COLUMNS[:12] if "probability" not in name]
NOTICE = "更多范文请加QQ群：123456\n版权所有 范文网"


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    lacking = [name for name in ("pyspark", "pyarrow") if find_spec(name) is None]
    lacking += [] if shutil.which("java") or os.environ.get("JAVA_HOME") else ["Java"]
    if lacking:
        message = f"{' and '.join(lacking)} not here"
        if os.environ.get("NEEDS_SPARK"):
            pytest.fail(message)
        pytest.skip(message)
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executorEnv.PYTHONPATH": str(ROOT),
        "spark.local.dir": str(folder / "local"),
        "spark.sql.shuffle.partitions": "3",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.execution.arrow.maxRecordsPerBatch": "4",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.master("local[2]").appName("tests")
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def documents():
    """The texts of twenty documents of the shipped corpus, one that is all boilerplate, and one without text."""
    with shipped_path("corpus/sentences.csv").open(encoding="utf-8-sig", newline="") as file:
        sentences = groupby(csv.DictReader(file), key=lambda row: row["document_id"])
        found = [Document(name, "\n".join(row["text"] for row in rows)) for name, rows in islice(sentences, 20)]
    return [*found, Document("notice", NOTICE), Document("empty", "")]


@pytest.fixture(scope="module")
def local(documents, run):
    return label_batch(documents, read_run_model(run))


@pytest.fixture(scope="module")
def labelled(spark, documents, run):
    """The documents, labelled with all probabilities."""
    df = spark.createDataFrame(as_rows(documents), "text string, document_id string").repartition(3)
    found = label_dataframe(df, run, probabilities=True).cache()
    yield found
    found.unpersist()


def as_rows(documents):
    return [(document.text, document.id) for document in documents]


def collect(df):
    """Return the rows of each document in order, without probabilities, and these by themselves."""
    rows = sorted(df.collect(), key=lambda row: (row["document_id"], row["sentence_id"]))
    texts = [tuple(value for name, value in zip(df.columns, row, strict=True) if name in TEXTS) for row in rows]
    numbers = [[row["probability"], row["second_probability"]] for row in rows]
    return texts, np.array(numbers, dtype=float)


def collect_local(documents):
    rows = sorted((row for document in documents for row in document.rows), key=lambda row: row[:2])
    named = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    texts = [tuple((row[name] or None) if "domain" in name else row[name] for name in TEXTS) for row in named]
    return texts, np.array([[row["probability"], row["second_probability"]] for row in named], dtype=float)


def assert_same(found, expected):
    assert found[0] == expected[0]
    assert np.allclose(found[1], expected[1], atol=1e-6, equal_nan=True)


def test_workers_import_this_package(spark):
    def find(batches):
        import pyarrow as pa

        import research

        for _ in batches:
            yield pa.RecordBatch.from_pydict({"python": [sys.executable], "place": [research.__file__]})

    row = spark.range(1).mapInArrow(find, "python string, place string").first()
    assert (row["python"], row["place"]) == (sys.executable, str(ROOT / "research" / "__init__.py"))


def test_labels_are_those_of_the_local_path(labelled, local):
    assert tuple(labelled.columns) == (*COLUMNS[:12], "probabilities")
    assert_same(collect(labelled), collect_local(local))


def test_scattered_lines_of_documents_are_put_together_again(spark, documents, local, run):
    lines = [
        (number, line, document.id)
        for document in documents
        for number, line in enumerate(document.text.split("\n"), 95)  # as text 100 would come before 95
    ]
    random.Random(0).shuffle(lines)
    df = spark.createDataFrame(lines, "page int, content string, name string").repartition(5)
    found = label_dataframe(df, run, text_column="content", document_column="name", order_column="page")
    assert tuple(found.columns) == COLUMNS[:12]
    assert_same(collect(found), collect_local(local))


def test_boilerplate_keeps_its_rows_and_no_text_has_none(spark, labelled, run):
    rows = labelled.where("document_id = 'notice'").collect()
    assert [row["kind"] for row in rows] == ["boilerplate"] * 2
    assert {row[name] for row in rows for name in (*COLUMNS[8:12], "probabilities")} == {None}
    assert labelled.where("document_id = 'empty'").count() == 0
    nothing = spark.createDataFrame([(None, "a"), ("", "b"), (" \n", "c")], "text string, document_id string")
    assert label_dataframe(nothing, run).count() == 0


def test_two_documents_of_one_name_are_not_read_as_one(spark, documents, run):
    first, second = documents[:2]
    model = read_run_model(run)
    apart = [row[9] for document in (first, second) for row in label_batch([document], model)[0].rows]
    together = as_rows([Document("same", first.text), Document("same", second.text)])
    df = spark.createDataFrame(together, "text string, document_id string").coalesce(1)
    found = [row["probability"] for row in label_dataframe(df, run).collect()]
    assert np.allclose(np.array(found, dtype=float), np.array(apart, dtype=float), atol=1e-6, equal_nan=True)


def test_the_probabilities_are_of_every_domain(labelled):
    rows = labelled.where("domain is not null").collect()
    values = np.array([row["probabilities"] for row in rows])
    assert values.shape == (len(rows), len(CODEBOOK))
    assert [CODEBOOK.ids[column] for column in values.argmax(axis=1)] == [row["domain"] for row in rows]
    assert np.allclose(values.max(axis=1), [row["probability"] for row in rows])


def test_the_distribution_counts_body_sentences_in_codebook_order(labelled, local):
    table = tabulate_distribution(labelled, CODEBOOK)
    body = [row[8] for document in local for row in document.rows if row[5] == "body"]
    values = np.vstack([document.probabilities[document.find_body()] for document in local])
    assert list(table.columns) == ["domain", "sentences", "prevalence", "mean_probability"]
    assert tuple(table["domain"]) == CODEBOOK.ids
    assert table["sentences"].tolist() == [body.count(domain) for domain in CODEBOOK.ids]
    assert np.allclose(table["prevalence"], table["sentences"] / len(body))
    assert np.allclose(table["mean_probability"], values.mean(axis=0), atol=1e-6)


def test_the_distribution_of_each_group_sums_to_1(labelled, local):
    table = tabulate_distribution(labelled.drop("probabilities"), CODEBOOK, ["document_id"])
    counted = sorted(document.id for document in local if len(document.find_body()))
    assert table["document_id"].tolist() == [name for name in counted for _ in CODEBOOK.ids]
    assert list(table.columns) == ["document_id", "domain", "sentences", "prevalence"]
    for _, group in table.groupby("document_id"):
        assert tuple(group["domain"]) == CODEBOOK.ids
        assert np.isclose(group["prevalence"].sum(), 1)
    assert len(tabulate_distribution(labelled.where("kind = 'heading'"), CODEBOOK)) == 0


def test_each_run_labels_with_its_own_model(spark, documents, run, tmp_path):
    model = read_model(run / "model.npz")
    df = spark.createDataFrame(as_rows(documents[:2]), "text string, document_id string")
    for place in (0, 1):
        intercepts = model.predictor.intercepts.copy()
        intercepts[place] += 1e3
        (tmp_path / str(place)).mkdir()
        changed = Model(replace(model.predictor, intercepts=intercepts), model.codebook)
        write_model(tmp_path / str(place) / "model.npz", changed)
        rows = label_dataframe(df, tmp_path / str(place)).where("kind = 'body'").collect()
        assert {row["domain"] for row in rows} == {model.predictor.classes[place]}


def test_what_cannot_be_labelled_is_refused_before_a_job_starts(spark, run, tmp_path):
    df = spark.createDataFrame([("修路。", "a", "1")], "text string, document_id string, line string")
    with pytest.raises(InputError, match="no column 'body' in the DataFrame; it has text, document_id, line"):
        label_dataframe(df, run, text_column="body")
    with pytest.raises(InputError, match="'line' holds text, in which 10 comes before 9"):
        label_dataframe(df, run, order_column="line")
    with pytest.raises(InputError, match="no trained run there"):
        label_dataframe(df, tmp_path)
    with pytest.raises(InputError, match="no column 'kind' in the labelled sentences"):
        tabulate_distribution(df, CODEBOOK)


def test_a_row_without_a_document_name_ends_the_job(spark, run):
    from pyspark.errors import PythonException

    df = spark.createDataFrame([("修路。", None)], "text string, document_id string")
    with pytest.raises(PythonException, match="column 'document_id': got null"):
        label_dataframe(df, run).collect()
