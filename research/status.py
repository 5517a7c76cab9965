"""Say how far a study is: what was sampled, coded and settled, how good it is, and what to do next.

Example: research status --study my-study
"""

import hashlib
import json
import shlex
import sys
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile
from pathlib import Path
from typing import Any, NamedTuple

from research.cli import CODEBOOK, COMMANDS, Finished, print_message, quote_path, run_command
from research.codebook import Codebook, read_codebook
from research.corpus.codings import Codings, Key, collect_codings, find_files, find_round
from research.corpus.tasks import LocatedTask, locate_tasks, read_files, read_names
from research.csv_cells import read_table
from research.errors import InputError, ReadingWarning
from research.labelling.choices import FROM_CODEBOOK
from research.parser import STUDY, flag
from research.plurals import count_noun

SETTLING = "to_settle.xlsx"  # of a measurement of agreement: the workbook in which differences are settled
_README = "README.txt"  # of the folder of documents, which is no document
_RELIABLE = 0.667  # Krippendorff (2004, p. 241): below it, conclusions are not even tentative
_MIN_SCORED = 30  # sentences of a domain, from which its score says something
_MIN_DOMAINS = 2
_SHOWN = 3  # domains of low scores
_LAST = (
    ("labelled", "label", "label all sentences of the documents"),
    ("estimate", "estimate", "estimate the shares from the coded sample"),
    ("plan", "plan", "see how many more labels narrow the intervals"),
)


@dataclass(frozen=True)
class StatusConfig:
    """What to look at; it is the command line."""

    study: Path = flag(Path(), STUDY, type=Path)


class Step(NamedTuple):
    """What to do next in a study, in words, and the command that does it, if one does."""

    words: str
    command: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 for what the user can fix."""
    return run_command(show, StatusConfig, "research status", __doc__, arguments)


def show(config: StatusConfig) -> Finished:
    """Print how far the study is and what comes next.

    Raises
    ------
    InputError
        If the folder is no study, or a file in it cannot be read.
    """
    codebook = read_codebook(config.study / CODEBOOK)
    coding = read_coding(config.study, codebook)
    for line in describe_study(config.study, codebook, coding):
        print_message(line)
    step = find_next_step(config.study, codebook, coding)
    print_message(_say_step(step))
    return Finished(config.study / "README.md")


def say_next(config: Any) -> None:  # noqa: ANN401 - the settings of any command with a study
    """Print what comes next in the study of a command that has ended; nothing where the study cannot be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReadingWarning)  # the command has shown what it read
        try:
            codebook = read_codebook(config.study / CODEBOOK)
            coding = read_coding(config.study, codebook)
            if coding.problem:
                print_message(f"coding: cannot be read: {coding.problem}")
            print_message(_say_step(find_next_step(config.study, codebook, coding)))
        except InputError as error:
            print_message(f"research status: {error}")


class Coding(NamedTuple):
    """What stands in the coding folder of a study.

    Attributes
    ----------
    tasks
        All sampled sentences, as each coder has them.
    codings
        The labels of the coders; None before there is one.
    problem
        Why a file cannot be read; then the others are those of the last merge.
    """

    tasks: list[LocatedTask]
    codings: Codings | None
    problem: str = ""

    @property
    def sampled(self) -> dict[Key, str]:
        """The round of each sampled sentence."""
        return {
            (found.task.document_id, found.task.sentence_id): find_round(found.task, found.file) for found in self.tasks
        }

    @property
    def coded_files(self) -> set[str]:
        """The files that have a label."""
        return {str(found.file) for found in self.tasks if found.task.domain}

    @property
    def decided(self) -> dict[Key, str]:
        """The domain of each sentence that is settled, or that most of its coders agree on."""
        if self.codings is None:
            return {}
        found = ((key, self.codings.decide(key)) for key in self.codings.list_keys())
        return {key: label[0] for key, label in found if label is not None}

    @property
    def unsettled(self) -> set[Key]:
        """The sentences whose labels have no majority."""
        return set() if self.codings is None else set(self.codings.list_keys()) - set(self.decided)

    def count_differences(self) -> Counter[frozenset[str]]:
        """Return how often two coders gave a sentence different domains, by the pair of domains."""
        found = [] if self.codings is None else list(self.codings.by_sentence.values())
        pairs = (pair for coders in found for pair in combinations((task.domain for task in coders.values()), 2))
        return Counter(frozenset(pair) for pair in pairs if len(set(pair)) > 1)

    def count_shared(self) -> int:
        """Return how many sentences have labels of two coders or more."""
        return 0 if self.codings is None else sum(len(coders) > 1 for coders in self.codings.by_sentence.values())

    def count_unsettled(self) -> int:
        """Return how many sentences have labels without a majority."""
        return len(self.unsettled)


def read_coding(study: Path, codebook: Codebook) -> Coding:
    """Read the coding folder of a study; it may be empty."""
    folder = study / "coding"
    if not folder.is_dir() or not any(find_left(folder)):
        return Coding([], None)
    try:
        tasks = read_files(find_files([folder]).files, codebook, find_columns(study), known_only=True)
        return Coding(tasks, collect_codings(tasks) if any(found.task.domain for found in tasks) else None)
    except InputError as error:
        return Coding([], None, str(error))


def find_left(folder: Path) -> Iterator[Path]:
    """Yield the files in a coding folder that may be of coders."""
    return (file for file in folder.rglob("*") if file.is_file() and not file.name.startswith((".", "~")))


def find_columns(study: Path) -> dict[str, str]:
    """Return what columns of other tools are called, as ``--columns`` of the last merge of the study says."""
    record = study / COMMANDS
    lines = [shlex.split(line) for line in record.read_text("utf-8").splitlines()] if record.exists() else []
    words = next((line for line in reversed(lines) if line[1:2] == ["merge"]), [])
    if "--columns" not in words:
        return {}
    given = words[words.index("--columns") + 1 :]
    return read_names(list(takewhile(lambda word: not word.startswith("-"), given)))


def describe_study(study: Path, codebook: Codebook, coding: Coding) -> list[str]:
    """Return what is there in plain words, one line for each stage that has begun.

    Parameters
    ----------
    study
        The folder.
    codebook
        Its domains.
    coding
        From `read_coding`.
    """
    lines = [f"codebook: {len(codebook)} domains, {', '.join(codebook.names('zh'))}"]
    lines.append(f"documents: {count_noun(len(list_documents(study)), 'file')} in {study / 'documents'}")
    if coding.problem:
        return [*lines, f"coding: cannot be read: {coding.problem}", *_describe_results(study)]
    rounds = Counter(coding.sampled.values())
    said = ", ".join(f"round {name or '?'}: {count}" for name, count in sorted(rounds.items()))
    lines.append(f"sampled: {count_noun(len(coding.sampled), 'sentence')}" + (f" ({said})" if said else ""))
    if coding.codings is not None:
        by_coder = Counter(coder for found in coding.codings.by_sentence.values() for coder in found)
        coders = ", ".join(f"{coder} {count}" for coder, count in sorted(by_coder.items()))
        lines.append(f"coded: {coders}; {coding.count_unsettled()} without a majority, to be settled")
        unused = [domain for domain in codebook.ids if domain not in set(coding.decided.values())]
        if unused:
            lines.append(f"never coded: {', '.join(unused)}")
    lines += _describe_results(study)
    return lines


def find_next_step(study: Path, codebook: Codebook, coding: Coding) -> Step:
    """Return the first thing that is left to do.

    Parameters
    ----------
    study
        The folder.
    codebook
        Its domains.
    coding
        From `read_coding`.
    """
    return _find_coding_step(study, coding) or _find_result_step(study, codebook)


def _find_coding_step(study: Path, coding: Coding) -> Step | None:
    if not list_documents(study):
        return Step(f"put the documents that you study into {study / 'documents'}")
    if coding.problem:
        return Step("mend what is said above of the coding, then read it back", _name("merge", study, "--overwrite"))
    if not coding.tasks:
        return Step("sample sentences to code", _name("review", study, "--form xlsx --coders NAME NAME"))
    if coding.codings is None:
        files = sorted({str(found.file) for found in coding.tasks})
        return Step(f"fill the column domain of {', '.join(files)}, then read them back", _name("merge", study))
    merged = _read_merged(study)
    if merged != coding.decided:
        return Step("read the coding back", _name("merge", study, "--overwrite" if merged else ""))
    if coding.codings.blank:
        blank = sorted(map(str, coding.codings.blank))
        return Step(
            f"fill the column domain of {', '.join(blank)}, then read them back", _name("merge", study, "--overwrite")
        )
    agreement = study / "results" / "agreement"
    several = coding.count_shared()
    if several and not _is_measured(agreement, coding):
        again = "--overwrite" if agreement.exists() else ""
        return Step(
            f"measure the agreement on the {count_noun(several, 'sentence')} of several coders",
            _name("agree", study, again),
        )
    if coding.unsettled:
        return Step(
            f"settle {count_noun(coding.count_unsettled(), 'sentence')}: fill "
            f"{agreement / 'to_settle.xlsx'}, save it as "
            f"{name_settled(study)}, and merge",
            _name("merge", study, "--overwrite"),
        )
    if len(set(merged.values())) < _MIN_DOMAINS:
        return Step("code sentences of a second domain: sample more", _name("review", study))
    return None


def _is_measured(agreement: Path, coding: Coding) -> bool:
    """Tell whether the agreement was measured on the labels of now, and all that is left to settle is listed."""
    measured = _read_rows(agreement / "agreement.csv")
    differences: Counter[frozenset[str]] = Counter()  # the table has each order of a pair in a row of its own
    for row in _read_rows(agreement / "disagreements.csv"):
        differences[frozenset((row["first"], row["second"]))] += int(row["sentences"])
    if not measured or int(float(measured[0]["sentences"])) != coding.count_shared():
        return False
    if differences != coding.count_differences():
        return False
    listed = {(row.get("document_id", ""), row.get("sentence_id", "")) for row in _read_rows(agreement / SETTLING)}
    return coding.unsettled <= listed


def name_settled(study: Path | None) -> Path:
    """Return the file in which differences are settled next: one that is not there, so that none is written over."""
    folder = Path() if study is None else study / "coding"
    names = ("settled.xlsx", *(f"settled-{number}.xlsx" for number in range(2, 1000)))
    return next(folder / name for name in names if not (folder / name).exists())


def check_settled(path: Path, known: Collection[Key], study: Path | None, codebook: Codebook) -> None:
    """Refuse to replace a list in which differences were settled that no file of the coders has.

    Parameters
    ----------
    path
        The list; one that does not exist holds nothing.
    known
        The keys of the sentences that the coders' files settle.
    study
        The folder of the study, if any; the message says where its coders' files are.
    codebook
        Its domains are the labels.

    Raises
    ------
    InputError
        If there is such a label; the message tells where to copy the list.
    """
    if not path.exists():
        return
    for place, task in locate_tasks(path, codebook):
        if task.domain and (task.document_id, task.sentence_id) not in known:
            folder = str(study / "coding") if study else "the folder of the coders' files"
            name = name_settled(study).with_suffix(path.suffix)
            raise InputError(
                f"{place}: settled here, but in no FILE; copy {path} to {folder} as {name.name}, and merge again"
            )


def _find_result_step(study: Path, codebook: Codebook) -> Step:
    results = study / "results"
    trained_on = _read_json(results / "baseline" / "environment.json").get("sha256", {}).get("corpus")
    if trained_on != hashlib.sha256((study / "corpus" / "sentences.csv").read_bytes()).hexdigest():
        again = "--overwrite" if trained_on else ""
        return Step("train on the coded sentences", _name("train", study, again))
    learned = [row["domain"] for row in _read_rows(results / "baseline" / "domains.csv")]
    if learned != list(codebook.ids):
        return Step("train again, as the codebook changed", _name("train", study, "--overwrite"))
    if Path(_read_json(results / "labelled" / "label.json").get("run", "")).name == FROM_CODEBOOK:
        return Step("label again, with the trained run", _name("label", study, "--overwrite"))
    for folder, command, words in _LAST:
        if not (results / folder).exists():
            return Step(words, _name(command, study))
    return Step(
        "sample more where a score is low or an interval wide, or hand the study on",
        f"{_name('review', study)}, or {_name('bundle', study)}",
    )


def list_documents(study: Path) -> list[Path]:
    """Return the files in the folder of documents, without the note that a new study has there."""
    files = sorted((study / "documents").rglob("*")) if (study / "documents").is_dir() else []
    return [file for file in files if file.is_file() and file.name != _README and not file.name.startswith((".", "~"))]


def _describe_results(study: Path) -> list[str]:
    results = study / "results"
    lines = []
    rows = _read_rows(results / "agreement" / "agreement.csv")
    if rows and not rows[0]["alpha"]:
        lines.append("agreement: all labels of several coders are of one domain, so alpha has no value")
    elif rows:
        alpha, low, high = (float(rows[0][name] or "nan") for name in ("alpha", "alpha_low", "alpha_high"))
        rough = ": below 0.667, too low to rely on; settle, and add rules to the codebook" if alpha < _RELIABLE else ""
        lines.append(f"agreement: alpha {alpha:.3f} [{low:.3f}, {high:.3f}]{rough}")
    metrics = _read_json(results / "baseline" / "metrics.json")
    if metrics:
        kept = metrics["kept"]
        scores = metrics["classifiers"][kept]
        accuracy, macro = scores["accuracy"], scores["macro_f1"]
        lines.append(
            f"scores on held-out documents ({kept}): accuracy {accuracy['estimate']:.3f} [{accuracy['low']:.3f}, "
            f"{accuracy['high']:.3f}], macro-F1 {macro['estimate']:.3f}"
        )
        domains = _read_rows(results / "baseline" / "domains.csv")
        weak = sorted(domains, key=lambda row: float(row["f1"] or 0))[:_SHOWN]
        few = [row["domain"] for row in domains if float(row["support"] or 0) < _MIN_SCORED]
        named = ", ".join(f"{row['domain']} {float(row['f1'] or 0):.2f}" for row in weak)
        rough = f"; fewer than {_MIN_SCORED} labels, so scores are rough: {', '.join(few)}" if few else ""
        lines.append(f"lowest F1: {named}{rough}")
    if rows := _read_rows(results / "estimate" / "shares.csv"):
        for method in dict.fromkeys(row["method"] for row in rows):
            widths = [float(row["high"]) - float(row["low"]) for row in rows if row["method"] == method and row["high"]]
            if widths:
                points = 50 * sum(widths) / len(widths)
                lines.append(f"shares from the sample, {method}: mean half-width {points:.1f} points")
    return lines


def describe_needs(domains: Iterable[tuple[str, float, float]], study: Path) -> str:
    """Say which domains of a study need labels most: those with the lowest F1 of the domains with few labels.

    Parameters
    ----------
    domains
        The id, F1 and number of labels of each domain.
    study
        The folder.

    Examples
    --------
    >>> describe_needs([("water", 0.9, 80), ("care", 0.4, 1), ("roads", 0.2, 12)], Path("towns"))
    'labels are needed most of roads (F1 0.20, 12 labels), care (F1 0.40, 1 label): research review --study towns'
    >>> describe_needs([("water", 0.9, 80), ("care", 0.7, 90)], Path("towns"))
    'every domain has 30 labels or more; the lowest F1 is that of care (0.70)'
    """
    found = sorted(domains, key=lambda row: row[1])
    few = [row for row in found if row[2] < _MIN_SCORED]
    if not few:
        return (
            f"every domain has {_MIN_SCORED} labels or more; the lowest F1 is that of {found[0][0]} ({found[0][1]:.2f})"
        )
    named = ", ".join(f"{domain} (F1 {f1:.2f}, {count_noun(int(n), 'label')})" for domain, f1, n in few[:_SHOWN])
    return f"labels are needed most of {named}: {_name('review', study)}"


def _read_merged(study: Path) -> dict[Key, str]:
    """Read the merged labels as they are there: of domains that are in the codebook no more, too."""
    rows = _read_rows(study / "corpus" / "sentences.csv")
    return {(row["document_id"], row["sentence_id"]): row["domain"] for row in rows}


def _read_rows(path: Path) -> list[dict[str, str]]:
    return [row.cells for row in read_table(path).rows] if path.exists() else []


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found


def _name(command: str, study: Path, flags: str = "") -> str:
    return f"research {command} --study {quote_path(study)} {flags}".rstrip()


def _say_step(step: Step) -> str:
    return f"next: {step.words}" + (f": {step.command}" if step.command else "")


if __name__ == "__main__":
    sys.exit(main())
