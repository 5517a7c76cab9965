"""Label the documents of a Spark DataFrame, and count their theme distribution; pyspark is in the extra `spark`.

    run = Path("results/baseline")
    labelled = label_dataframe(spark.read.parquet("reports"), run, document_column="id")
    labelled.write.parquet("labelled")
    print(tabulate_distribution(spark.read.parquet("labelled"), read_run_model(run).codebook))

The labels are those of `research.label`: the same model reads the same whole documents. Write the labelled sentences
before counting them twice: Spark labels anew for each action.

The driver sends the model's file to every node (`SparkSession.addArtifacts`), and each Python worker opens it once.
The package itself must be where the workers run, with its compiled dependencies, so ``--py-files`` is not enough:

- YARN: pack an environment with ``venv-pack -o research.tar.gz`` (or conda-pack), then ``spark-submit --master yarn
  --archives research.tar.gz#environment --conf spark.pyspark.python=./environment/bin/python script.py``.
  With ``--deploy-mode cluster`` the driver needs the run's folder too: put it on a shared path, or add ``run.zip#run``
  to ``--archives`` and give ``Path("run")``.
- Kubernetes: install the package with ``pip install '.[spark]'`` in the image that ``spark.kubernetes.container.image``
  names, and copy or mount the run's folder for the driver.

Settings:

- A Python worker (one for each core of an executor) takes about 350 MB beside the executor's heap: give half a gigabyte
  of ``spark.executor.memoryOverhead`` for each core. ``spark.executor.pyspark.memory`` limits addresses instead of
  memory, of which a worker takes 1.7 GB; leave it out.
- ``spark.sql.execution.arrow.maxRecordsPerBatch`` is how many documents come to a worker at once, 10,000 by default;
  where they are long (books, yearbooks) take 500. A worker labels them in portions of about 400,000 characters, or
  10,000 sentences, whatever comes at once.
- Work is shared out by partition: with fewer than two or three for each core, ``df.repartition`` first.
"""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from research.codebook import Codebook
from research.decoding import clean_text
from research.errors import InputError
from research.labelling.batch import COLUMNS, make_batches
from research.model.storage import MODEL, Model, read_model
from research.run import read_run_model
from research.text.documents import Document
from research.text.kinds import BODY, LABELLED_KINDS
from research.text.sentences import Sentence, join_headings, split_sentences

if TYPE_CHECKING:
    import pandas as pd
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame, SparkSession

_TYPES = ("string", "int", "int", "int", "int", *["string"] * 4, "double", "string", "double")
_SCHEMA = ", ".join(f"`{name}` {kind}" for name, kind in zip(COLUMNS, _TYPES, strict=False))
_PROBABILITIES = "probabilities"
_folders: dict[str, TemporaryDirectory[str]] = {}


def start_local_session(cores: int = 2) -> "SparkSession":
    """Start Spark on this machine alone, quietly, with this Python; on a cluster the session is there already."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", "false")
    session: SparkSession = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


def label_dataframe(
    df: "DataFrame",
    run: Path,
    *,
    text_column: str = "text",
    document_column: str = "document_id",
    order_column: str | None = None,
    probabilities: bool = False,
) -> "DataFrame":
    """Label every sentence of the documents in a DataFrame.

    Every document is labelled whole, as what a sentence is about depends on the sentences around it. Other columns
    are left behind: join them by the document.

    Parameters
    ----------
    df
        One row a document; with `order_column` one row a line, paragraph or page of a document.
    run
        The folder of a trained run, where the driver reads it.
    text_column
        The text; where it is null, it is taken as empty. Sentences' offsets count its characters.
    document_column
        What names the document, which every row needs. Spark has no lasting row numbers: where there is no name, make
        one of the content, for example ``df.withColumn("document_id", functions.sha2("text", 256))``.
    order_column
        A number or date by which the rows of a document are joined by line ends; this needs a shuffle. Without it
        each row is a whole document, and rows stay where they are.
    probabilities
        Whether to add a column ``probabilities``, of every domain in codebook order; null for boilerplate and tables.

    Returns
    -------
    pyspark.sql.DataFrame
        One row a sentence: document_id, sentence_id, start, end, paragraph, kind, headings, text, domain,
        probability, second_domain, second_probability. Boilerplate keeps its row without domains; a document
        without text has no row.

    Raises
    ------
    InputError
        If there is no such run or column, the model cannot be used, or `order_column` holds text. A row without a
        document name is found when the job runs, and ends it.
    """
    for column in (text_column, document_column, *([order_column] if order_column is not None else [])):
        if column not in df.columns:
            raise InputError(f"no column {column!r} in the DataFrame; it has {', '.join(df.columns)}")
    documents = _select_documents(df, text_column, document_column, order_column)
    name = _send_model(df, run)

    def label(batches: Iterable["RecordBatch"]) -> Iterator["RecordBatch"]:
        return _label_batches(batches, name, document_column, probabilities)

    schema = _SCHEMA + (f", {_PROBABILITIES} array<double>" if probabilities else "")
    labelled: DataFrame = documents.mapInArrow(label, schema)
    return labelled


def tabulate_distribution(labelled: "DataFrame", codebook: Codebook, by: Sequence[str] = ()) -> "pd.DataFrame":
    """Count the theme distribution over body sentences, of all or of each group.

    The shares are not corrected for the classifier's errors and have no intervals: `research.studies.coverage` measures
    how far that leads astray, and `estimate_shares` corrects a part small enough to be collected.

    Parameters
    ----------
    labelled
        From `label_dataframe`, perhaps joined with more columns and filtered.
    codebook
        That of the run.
    by
        Columns that make the groups, for example ``["year"]``.

    Returns
    -------
    pandas.DataFrame
        The columns of `by`, in order, then domain (in codebook order), sentences, prevalence, and, where `labelled`
        has the probabilities, mean_probability. The last two sum to 1 in each group; groups without body sentences
        have no rows.

    Raises
    ------
    InputError
        If there is no such column.
    """
    import pandas as pd
    from pyspark.sql import functions

    missing = [column for column in ("kind", "domain", *by) if column not in labelled.columns]
    if missing:
        raise InputError(f"no column {missing[0]!r} in the labelled sentences; they have {', '.join(labelled.columns)}")
    domains = codebook.ids
    sums = [functions.count_if(functions.col("domain") == domain) for domain in domains]
    has_probabilities = _PROBABILITIES in labelled.columns
    if has_probabilities:
        sums += [functions.sum(functions.col(_PROBABILITIES)[number]) for number in range(len(domains))]
    body = labelled.where(functions.col("kind") == BODY)
    groups = body.groupBy(*by).agg(functions.count("*"), *sums)
    tables = []
    for group in (groups.orderBy(*by) if by else groups).collect():
        total, values = group[len(by)], group[len(by) + 1 :]
        if not total:
            continue
        counts = np.array(values[: len(domains)])
        columns = dict(zip(by, group, strict=False)) | {"domain": domains, "sentences": counts}
        columns["prevalence"] = counts / total
        if has_probabilities:
            columns["mean_probability"] = np.array(values[len(domains) :]) / total
        tables.append(pd.DataFrame(columns))
    names = [*by, "domain", "sentences", "prevalence"] + ["mean_probability"] * has_probabilities
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=names)


def _select_documents(df: "DataFrame", text_column: str, document_column: str, order_column: str | None) -> "DataFrame":
    from pyspark.sql import functions

    name = functions.col(document_column).cast("string").alias("name")
    text = functions.coalesce(functions.col(text_column), functions.lit("")).alias("text")
    if order_column is None:
        return df.select(name, text)
    if df.schema[order_column].dataType.typeName() == "string":
        raise InputError(
            f"column {order_column!r} holds text, in which 10 comes before 9; make it a number: "
            f'df.withColumn("{order_column}", functions.col("{order_column}").cast("int"))'
        )
    row = functions.struct(functions.col(order_column).alias("place"), text)
    rows = functions.sort_array(functions.collect_list(row))
    return df.groupBy(name).agg(functions.array_join(rows["text"], "\n").alias("text"))


def _send_model(df: "DataFrame", run: Path) -> str:
    """Send the model and its SHA-256 to all nodes under a name that no other model has, and return the name."""
    read_run_model(run)
    digest = (run / f"{MODEL}.sha256").read_text().split()[0]
    name = f"research-{digest}.npz"
    if digest not in _folders:  # Spark takes a name from one path only, for as long as the driver lives
        folder = TemporaryDirectory(prefix="research-")
        shutil.copyfile(run / MODEL, Path(folder.name, name))
        shutil.copyfile(run / f"{MODEL}.sha256", Path(folder.name, f"{name}.sha256"))
        _folders[digest] = folder
    for file in (name, f"{name}.sha256"):
        df.sparkSession.addArtifacts(str(Path(_folders[digest].name, file)), file=True)
    return name


@lru_cache(maxsize=2)
def _open_model(name: str) -> Model:
    from pyspark import SparkFiles

    return read_model(Path(SparkFiles.get(name)))


def _label_batches(
    batches: Iterable["RecordBatch"], name: str, document_column: str, probabilities: bool
) -> Iterator["RecordBatch"]:
    for documents in make_batches(_read_documents(batches, document_column)):
        yield _label_documents(documents, _open_model(name), probabilities)


def _read_documents(batches: Iterable["RecordBatch"], document_column: str) -> Iterator[Document]:
    for batch in batches:
        for name, text in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if name is None:
                raise InputError(f"column {document_column!r}: got null, expected the name of a document in every row")
            yield Document(name, clean_text(text))


def _label_documents(documents: Sequence[Document], model: Model, with_probabilities: bool) -> "RecordBatch":
    import pyarrow as pa

    # Where a name stands twice, numbers keep the two documents apart.
    split = [split_sentences(Document(str(number), document.text)) for number, document in enumerate(documents)]
    sentences = [sentence for found in split for sentence in found]
    labelled = [sentence.kind in LABELLED_KINDS for sentence in sentences]
    domains = model.codebook.ids
    probabilities = _predict([sentence for sentence in sentences if sentence.kind in LABELLED_KINDS], model)
    order = np.argsort(-probabilities, axis=1, kind="stable")
    values: list[tuple[Any, Any]] = [
        ([document.id for document, found in zip(documents, split, strict=True) for _ in found], pa.string()),
        ([sentence.number for sentence in sentences], pa.int32()),
        ([sentence.start for sentence in sentences], pa.int32()),
        ([sentence.end for sentence in sentences], pa.int32()),
        ([sentence.paragraph for sentence in sentences], pa.int32()),
        ([sentence.kind for sentence in sentences], pa.string()),
        ([join_headings(sentence.headings) for sentence in sentences], pa.string()),
        ([sentence.text for sentence in sentences], pa.string()),
    ]
    for rank in (0, 1):
        best = np.take_along_axis(probabilities, order[:, [rank]], axis=1)[:, 0]
        values.append((_spread([domains[column] for column in order[:, rank]], labelled), pa.string()))
        values.append((_spread(best.tolist(), labelled), pa.float64()))
    names = list(COLUMNS[: len(values)])
    if with_probabilities:
        values.append((_spread(list(probabilities), labelled), pa.list_(pa.float64())))
        names.append(_PROBABILITIES)
    return pa.RecordBatch.from_arrays([pa.array(column, kind) for column, kind in values], names)


def _predict(sentences: Sequence[Sentence], model: Model) -> NDArray[np.float64]:
    if not sentences:
        return np.zeros((0, len(model.codebook)))
    return model.predictor.predict_proba(sentences)


def _spread(values: Iterable[Any], wanted: Iterable[bool]) -> list[Any]:
    """Return the values in order where they are wanted, None elsewhere."""
    waiting = iter(values)
    return [next(waiting) if here else None for here in wanted]
