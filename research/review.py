"""Sample sentences for hand coding.

Example: research review --study my-study --number 100 --coders anna bob
"""

import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from tqdm import tqdm

from research.cli import CODEBOOK, SKIPPED, Finished, print_message, read_readable, run_command
from research.codebook import Codebook, read_codebook
from research.corpus.labelled import read_corpus
from research.corpus.sampling import STRATEGIES
from research.corpus.task_records import SUFFIXES
from research.corpus.tasks import FORMS, Task, read_files, read_tasks, write_tasks
from research.csv_cells import read_table
from research.default_run import DEFAULT_RUN
from research.errors import InputError
from research.labelling.proposals import Pool, Round, make_tasks, sample_sentences
from research.messages import translate
from research.model.storage import MODEL, Model, read_model
from research.model.zero_shot import fit_from_codebook
from research.parser import DOCUMENT_COLUMN, DOCUMENTS, STUDY, TEXT_COLUMN, flag
from research.plurals import count_noun
from research.run import predict_document
from research.status import read_coding, say_next
from research.text.documents import Document
from research.text.kinds import BODY, HEADING, LABELLED_KINDS
from research.text.sentences import Sentence, split_sentences

_ENDINGS = {"csv": ".csv", "xlsx": ".xlsx", "cap": ".csv", "label-studio": ".json", "doccano": ".jsonl"}
_ROUND = re.compile(r"round-(\d+).*")
_UNFIT = re.compile(r'[\\/:*?"<>|\s,，、;；]|^\.|^$')
_BETWEEN = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True)
class ReviewConfig:
    """All settings of a sample for coding; they are the flags of the command."""

    inputs: tuple[Path, ...] = flag((), DOCUMENTS, study="documents", positional="*", metavar="INPUT")
    study: Path | None = flag(None, STUDY, type=Path)
    codebook: Path | None = flag(
        None, "a codebook.toml (default: that of the run, or the shipped one)", study=CODEBOOK, type=Path
    )
    labelled: Path | None = flag(
        None,
        "sentences that are not sampled again: a folder of sampled or labelled files, one of them, or a corpus",
        study="coding",
        type=Path,
    )
    corpus: Path | None = flag(None, "a corpus whose sentences are not sampled again either", study="corpus", type=Path)
    metadata: Path | None = flag(
        None, "a CSV with document_id and year of the documents", study="documents.csv", type=Path
    )
    text_column: Sequence[str] | None = flag(None, TEXT_COLUMN, nargs="+")
    document_column: Sequence[str] | None = flag(None, DOCUMENT_COLUMN, nargs="+")
    number: int = flag(100, "number of sentences", group="sample", minimum=1)
    strategy: str = flag(
        "random",
        "random samples with known probabilities, for estimating prevalence and testing a model; uncertain, diverse "
        "and mixed choose the sentences from which a model learns most",
        group="sample",
        choices=STRATEGIES,
    )
    headings: bool = flag(False, "sample headings, too", group="sample")
    seed: int = flag(0, "seed of the random numbers", group="sample", minimum=0)
    run: Path = flag(
        DEFAULT_RUN,
        "the trained run whose model chooses sentences and proposes labels; where there is none, the codebook's words "
        "do",
        study="results/baseline",
        group="proposals",
    )
    proposals: bool = flag(
        False,
        "show the coders what the model proposes; it saves time, but coders give way to what they see, so such labels "
        "measure neither agreement nor a model",
        group="proposals",
    )
    again: Path | None = flag(
        None,
        "a file that was sampled before: its sentences (--number of them) are given to further --coders, without its "
        "labels",
        group="sample",
        type=Path,
    )
    coders: tuple[str, ...] = flag(
        ("",), "names of coders, one file with the same sentences each (default: one file)", group="output"
    )
    form: str = flag("csv", "the format of the file", group="output", choices=FORMS)
    output: Path = flag(
        Path("to-label.csv"),
        "the file to write, or a folder for round-01, round-02 and so on",
        study="coding",
        group="output",
    )
    overwrite: bool = flag(False, "replace the file if it exists", group="output")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 for what the user can fix."""
    return run_command(review, ReviewConfig, "research review", __doc__, arguments, after=say_next)


def review(config: ReviewConfig) -> Finished:
    """Sample sentences and write them for each coder.

    Raises
    ------
    InputError
        If an input, the run or the output is not as it should be, or no sentence is left; nothing is written.
    """
    if config.again is not None:
        return give_again(config, config.again)
    files = place_files(config.output, config.form, config.coders, overwrite=config.overwrite)
    unseen = config.strategy == "random" and not config.proposals  # what the model says is used for nothing
    codebook, model = find_model(config.run, config.codebook, tell=not unseen)
    labelled: Counter[tuple[str, str]] = Counter()
    earlier = [_get_given(config, "labelled"), _get_given(config, "corpus")]
    for path in earlier:
        labelled |= Counter(read_labelled(path, codebook) if path else ())
    years = read_years(_get_given(config, "metadata"))
    documents, n_skipped = read_readable(config.inputs, config.text_column, config.document_column)
    pool = make_pool(documents, model, (BODY, HEADING) if config.headings else (BODY,), labelled)
    known = [text for _, text in labelled]
    sample, n_near_duplicates = sample_sentences(pool, known, config.strategy, config.number, config.seed)
    named = _ROUND.fullmatch(files[0].name)
    number = int(named[1]) if named else number_round(earlier, codebook)
    about = Round(config.strategy, str(number))
    tasks = make_tasks(pool, sample, model if config.proposals else None, about, years)
    write_files(files, config.coders, tasks, codebook, config.form)
    size = len(pool.candidates)
    whole = (
        count_noun(size, "sentence or heading", "sentences and headings")
        if config.headings
        else count_noun(size, "body sentence")
    )
    print_message(
        f"{', '.join(map(str, files))}: {len(tasks)} of {whole} of "
        f"{count_noun(len(documents), 'document')} sampled ({config.strategy}); "
        f"{count_noun(n_near_duplicates, 'near-duplicate')} left out, "
        f"{labelled.total()} sampled or labelled before; "
        + ("the coders see what the model proposes" if config.proposals else "blind: no proposals in the file")
    )
    n_headings = sum(one.kind == HEADING for found in pool.sentences.values() for one in found)
    if n_headings and not config.headings:
        print_message(
            f"{count_noun(n_headings, 'heading is', 'headings are')} not sampled, and shares count none; --headings "
            "samples them, too"
        )
    _warn_of_namesakes(codebook)
    if config.study is not None:
        _warn_of_unfilled(config.study, files, codebook)
    return Finished(files[0], SKIPPED if n_skipped else 0)


def give_again(config: ReviewConfig, path: Path) -> Finished:
    """Write the sentences of a file that was sampled before for further coders, without its labels.

    Raises
    ------
    InputError
        If no coder is named, the file cannot be read, or a file is there and is not to be replaced.
    """
    if not any(config.coders):
        raise InputError("--again: got no coder, expected the further ones: --coders NAME")
    codebook = read_codebook(config.codebook)
    blank = (replace(task, domain="", secondary="", note="", coder="") for task in read_tasks(path, codebook))
    tasks = list(dict.fromkeys(blank))
    rows = np.sort(np.random.default_rng(config.seed).permutation(len(tasks))[: config.number])
    named = _ROUND.fullmatch(path.name)
    folder = config.output.parent if config.output.suffix else config.output
    base = folder / f"{f'round-{named[1]}' if named else path.stem}{_ENDINGS[config.form]}"
    files = place_files(base, config.form, config.coders, overwrite=config.overwrite)
    write_files(files, config.coders, [tasks[row] for row in rows], codebook, config.form)
    print_message(
        f"{', '.join(map(str, files))}: {len(rows)} of {count_noun(len(tasks), 'sentence')} of {path}, without labels"
    )
    return Finished(files[0])


def _warn_of_namesakes(codebook: Codebook) -> None:
    """Warn of domains that a list of names cannot tell apart."""
    for name, count in Counter(domain.name_zh.strip() for domain in codebook.domains).items():
        if count > 1:
            ids = ", ".join(domain.id for domain in codebook.domains if domain.name_zh.strip() == name)
            print_message(
                f"warning: the domains {ids} are all called {name!r}, so coders choose them by id; give each its own "
                "name_zh in the codebook"
            )


def _warn_of_unfilled(study: Path, files: Sequence[Path], codebook: Codebook) -> None:
    """Warn of files of earlier samples in which nobody has coded anything yet."""
    coding = read_coding(study, codebook)
    empty = sorted(({str(found.file) for found in coding.tasks} - {str(file) for file in files}) - coding.coded_files)
    if empty:
        print_message(
            f"warning: {', '.join(empty)}: nobody has coded there yet; if the new sample is in its place, delete it: "
            "sentences that are sampled and not coded widen the intervals"
        )


def place_files(output: Path, form: str, coders: Sequence[str], *, overwrite: bool) -> list[Path]:
    """Return the file of each coder: the one that was asked for, or in a folder the next round.

    Raises
    ------
    InputError
        If a name cannot stand in a file's name, stands twice, or a file is there and is not to be replaced.
    """
    names = [coder for coder in coders if coder]
    for name in names:
        if _UNFIT.search(name) or [other.casefold() for other in names].count(name.casefold()) > 1:
            parts = [_UNFIT.sub("-", part) for word in names for part in _BETWEEN.split(word) if part]
            apart = list({part.casefold(): part for part in reversed(parts)}.values())[::-1]
            raise InputError(
                f'--coders: got {name!r}, expected different names without commas, blanks and \\ / : * ? " < > |, as '
                f"--coders {' '.join(apart)}"
            )
    ending = _ENDINGS[form]
    if output.suffix and not output.is_dir() and output.suffix.lower() not in SUFFIXES:
        raise InputError(f"--output: got {output}, expected a folder, or a file as {output.with_suffix(ending)}")
    if output.is_dir() or not output.suffix:
        found = [_ROUND.fullmatch(path.name) for path in output.iterdir()] if output.is_dir() else []
        last = max((int(match[1]) for match in found if match), default=0)
        base = output / f"round-{last + 1:02d}{ending}"
    else:
        base = output.with_suffix(ending)
    files = [base.with_name(f"{base.stem}-{name}{ending}") for name in names] or [base]
    for file in files:
        if file.exists() and not overwrite:
            raise InputError(f"{file}: exists already; give another --output, or --overwrite to replace it")
    return files


def find_model(run: Path, path: Path | None, *, tell: bool = True) -> tuple[Codebook, Model]:
    """Return the codebook and the model of the run, else one of the codebook's own words, and tell which."""
    trained = read_model(run / MODEL) if (run / MODEL).exists() else None
    codebook = read_codebook(path) if path or not trained else trained.codebook
    if trained and set(trained.codebook.ids) == set(codebook.ids):
        return codebook, Model(trained.predictor, codebook)
    why = f"{run}: its model has other domains than {path}" if trained else f"{run}: no {MODEL} there"
    if tell:
        print_message(f"{why}: labels are proposed from the codebook's own words")
    return codebook, Model(fit_from_codebook(codebook), codebook)


def read_labelled(path: Path, codebook: Codebook) -> list[tuple[str, str]]:
    """Read the document and text of sentences that were sampled or labelled, each as often as it stands in a document.

    Parameters
    ----------
    path
        A folder of files that `research.corpus.tasks` reads, one of them, or a corpus.
    codebook
        Of the labels.

    Raises
    ------
    InputError
        If it is missing or cannot be read.
    """
    if not path.exists():
        raise InputError(f"{path}: not there; give a corpus, or a folder or file of labelled sentences")
    if (path / "sentences.csv").exists() or (path.suffix == ".csv" and not _has_numbers(path)):
        return [(sentence.document_id, sentence.text) for sentence in read_corpus(path).sentences]
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    known = [file for file in files if file.suffix.lower() in SUFFIXES and not file.name.startswith((".", "~"))]
    tasks = [found.task for found in read_files(known, codebook, known_only=True)]
    return [(name, text) for name, _, text in dict.fromkeys((t.document_id, t.sentence_id, t.text) for t in tasks)]


def number_round(paths: Sequence[Path | None], codebook: Codebook) -> int:
    """Return the number of the next sample: one more than the highest in files that were sampled or labelled before."""
    said: list[str] = []
    for path in paths:
        files = [] if path is None else sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.suffix.lower() not in SUFFIXES or file.name.startswith((".", "~")):
                continue
            if file.suffix.lower() == ".csv":
                said += [row.get("round", "") for _, row in read_table(file).rows]
            else:
                said += [found.task.round for found in read_files([file], codebook, known_only=True)]
    return max((int(number) for number in said if number.isdecimal()), default=0) + 1


def read_years(path: Path | None) -> dict[str, str]:
    """Read the year of each document.

    Raises
    ------
    InputError
        If the file is missing or lacks a column.
    """
    if path is None:
        return {}
    return {row["document_id"]: row["year"] for _, row in read_table(path, ["document_id", "year"]).rows}


def make_pool(
    documents: Sequence[Document], model: Model, kinds: Sequence[str], labelled: Counter[tuple[str, str]]
) -> Pool:
    """Split documents, predict their sentences, and leave out those that are labelled.

    Raises
    ------
    InputError
        If no sentence is left.
    """
    left = labelled.copy()
    sentences: dict[str, list[Sentence]] = {}
    candidates: list[Sentence] = []
    parts = []
    for document in tqdm(documents, desc=translate("documents"), disable=None):
        counted = [sentence for sentence in split_sentences(document) if sentence.kind in LABELLED_KINDS]
        sentences[document.id] = counted
        rows = []
        for row, sentence in enumerate(counted):
            if left[document.id, sentence.text] > 0:
                left[document.id, sentence.text] -= 1
            elif sentence.kind in kinds:
                rows.append(row)
        candidates += [counted[row] for row in rows]
        if rows:
            parts.append(predict_document(counted, model)[rows])
    if not candidates:
        raise InputError(
            "no sentence is left: all are labelled or sampled already; add documents, delete files of samples that "
            "nobody coded, or sample --headings too"
        )
    return Pool({d.id: d for d in documents}, sentences, candidates, np.concatenate(parts))


def write_files(
    files: Sequence[Path], coders: Sequence[str], tasks: Sequence[Task], codebook: Codebook, form: str
) -> None:
    """Write the tasks for each coder into a temporary folder, then move all files to their places.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    folder = files[0].parent
    names = [coder for coder in coders if coder] or [""]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".review-", dir=folder) as temporary:
            for file, name in zip(files, names, strict=True):
                write_tasks(Path(temporary, file.name), [replace(t, coder=name) for t in tasks], codebook, form)
            for made in sorted(Path(temporary).iterdir()):
                made.replace(folder / made.name)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); give another --output") from None


def _get_given(config: ReviewConfig, name: str) -> Path | None:
    """Return the path of a setting; nothing where it is the study's own and is not there yet."""
    path: Path | None = getattr(config, name)
    inside = next(declared.metadata["study"] for declared in fields(config) if declared.name == name)
    return None if path and config.study and path == config.study / inside and not path.exists() else path


def _has_numbers(path: Path) -> bool:
    columns = read_table(path).columns
    return "sentence_id" in columns or "id" in columns


if __name__ == "__main__":
    sys.exit(main())
