"""Measure the agreement of coders and find the domains that they confuse.

Example: research agree anna.csv bob.csv -o results/agreement
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from research.cli import CODEBOOK, Finished, print_message, run_command
from research.codebook import Codebook, read_codebook
from research.corpus.codings import choose_label, find_round, name_coder
from research.corpus.label_names import fold_name
from research.corpus.tasks import (
    NOT_BLIND,
    Task,
    describe_blindness,
    find_table,
    join_blindness,
    read_files,
    read_tasks,
    write_settling,
)
from research.errors import InputError
from research.measure.agreement import find_confusable_pairs, measure_agreement, measure_pairs
from research.output import open_folder, write_table
from research.parser import OVERWRITE, STUDY, flag, language_flag
from research.plurals import count_noun
from research.report.captions import choose
from research.report.evaluation import plot_agreement
from research.report.figures import write_figure
from research.status import SETTLING, check_settled, name_settled, say_next

_FEW = 30  # sentences, from which an interval is rough
_SHOWN, _EXEMPLIFIED, _EXAMPLES = 3, 10, 3  # pairs in the message, pairs with examples, examples of each
Key = tuple[str, ...]


@dataclass(frozen=True)
class AgreeConfig:
    """All settings of the measurement; they are the flags of the command."""

    codings: tuple[Path, ...] = flag(
        (),
        "labelled sentences: a file for each coder, or files with a column coder",
        study="corpus/codings.csv",
        made_by="merge",
        positional="*",
        metavar="CODING",
    )
    study: Path | None = flag(None, STUDY, type=Path)
    settled: Path | None = flag(
        None,
        "the settled labels of the same sentences, to count whose label was kept: a file or a corpus",
        study="corpus",
        type=Path,
    )
    codebook: Path | None = flag(None, "a codebook.toml (default: the shipped one)", study=CODEBOOK, type=Path)
    output: Path = flag(Path("results/agreement"), "the folder to write", study="results/agreement", group="output")
    overwrite: bool = flag(False, OVERWRITE, group="output")
    language: str = language_flag("the figure")


@dataclass(frozen=True, eq=False)
class Codings:
    """What coders gave to the sentences that at least two of them labelled.

    Attributes
    ----------
    coders
        Their names.
    tasks
        One of each sentence's.
    numbers
        The number of the domain, -1 where a coder gave none, shape (n_sentences, n_coders).
    rounds
        The round of review that each sentence is of, or an empty text.
    blindness
        Of each label, whether it was given blind: ``yes``, ``no`` or ``unknown``.
    """

    coders: list[str]
    tasks: list[Task]
    numbers: NDArray[np.int64]
    rounds: list[str]
    blindness: list[str]

    def list_given(self, codebook: Codebook) -> list[dict[str, str]]:
        """Return the domain id that each coder gave each sentence, by the coder's name."""
        rows = self.numbers.tolist()
        return [{c: codebook.ids[n] for c, n in zip(self.coders, row, strict=True) if n >= 0} for row in rows]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 for what the user can fix."""
    return run_command(agree, AgreeConfig, "research agree", __doc__, arguments, after=say_next)


class _Agreement(NamedTuple):
    """What was found: the coefficients, the confusable pairs with examples, the rounds, and what is left to settle."""

    codings: Codings
    table: pd.DataFrame
    confusable: pd.DataFrame
    examples: pd.DataFrame
    rounds: pd.DataFrame
    given: list[dict[str, str]]
    settled: list[str | None]
    to_settle: list[int]

    @property
    def document_ids(self) -> list[str]:
        return [task.document_id for task in self.codings.tasks]

    @property
    def settled_keys(self) -> set[tuple[str, str]]:
        pairs = zip(self.codings.tasks, self.settled, strict=True)
        return {(task.document_id, task.sentence_id) for task, label in pairs if label is not None}


def agree(config: AgreeConfig) -> Finished:
    """Measure the agreement on the sentences that at least two coders labelled and write it."""
    codebook = read_codebook(config.codebook)
    found = _measure(config, codebook)
    if config.overwrite:
        check_settled(config.output / SETTLING, found.settled_keys, config.study, codebook)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        _write_tables(folder, config, codebook, found)
        note = choose(
            config.language,
            "每个领域的kappa都是该领域与其余领域之分；区间按文档重抽样。",
            "The kappa of a domain is that of the domain against all others; intervals resample documents.",
        )
        ax = plot_agreement(select_given(found.table), codebook=codebook, language=config.language, note=note)
        write_figure(folder / "agreement.png", ax)
    _report(found)
    if not found.to_settle:
        return Finished(config.output / "confusable_examples.csv")
    place = str(config.study / "coding") if config.study else "the coders' files"
    settled = name_settled(config.study)
    print_message(
        f"{count_noun(len(found.to_settle), 'sentence')} to settle: choose their domains in "
        f"{config.output / SETTLING}, save it as "
        f"{settled.name} in {place}, and merge again"
    )
    return Finished(config.output / SETTLING)


def _measure(config: AgreeConfig, codebook: Codebook) -> _Agreement:
    codings = read_codings(config.codings, codebook)
    documents = [task.document_id for task in codings.tasks]
    table = measure_agreement(codings.numbers, documents, codebook.ids)
    table.insert(0, "documents", len(set(documents)))
    table["blind"] = join_blindness(codings.blindness)
    confusable = find_confusable_pairs(codings.numbers, codebook.ids)
    examples = list_examples(codings, confusable.head(_EXEMPLIFIED), codebook)
    given = codings.list_given(codebook)
    settled = read_settled(codings, config.settled, codebook)
    to_settle = [
        row
        for row, one in enumerate(given)
        if settled[row] is None and choose_label([Task("", "", "", domain=label) for label in one.values()]) is None
    ]
    rounds = measure_rounds(codings, codebook)
    return _Agreement(codings, table, confusable, examples, rounds, given, settled, to_settle)


def _write_tables(folder: Path, config: AgreeConfig, codebook: Codebook, found: _Agreement) -> None:
    codings, given = found.codings, found.given
    write_table(folder / "agreement.csv", found.table)
    pairs = measure_pairs(codings.numbers, codings.coders, found.document_ids, codebook.ids)
    write_table(folder / "pairs.csv", pairs, index=False)
    write_table(folder / "confusable_pairs.csv", found.confusable, index=False)
    write_table(folder / "confusable_examples.csv", found.examples, index=False)
    write_table(folder / "disagreements.csv", _count_disagreements(codings, codebook), index=False)
    if len(found.rounds) > 1:
        write_table(folder / "rounds.csv", found.rounds, index=False)
    if config.settled is not None:
        write_table(folder / "settled.csv", count_settled(codings.coders, given, found.settled), index=False)
    if found.to_settle:
        blank = [replace(codings.tasks[row], domain="", secondary="", coder="", note="") for row in found.to_settle]
        write_settling(folder / SETTLING, blank, [given[row] for row in found.to_settle], codebook)


def _report(found: _Agreement) -> None:
    documents, examples = found.document_ids, found.examples
    row = found.table.loc["*"]
    measured = (
        f"kappa {row['kappa']:.3f} [{row['kappa_low']:.3f}, {row['kappa_high']:.3f}], "
        f"alpha {row['alpha']:.3f} [{row['alpha_low']:.3f}, {row['alpha_high']:.3f}]"
    )
    print_message(
        f"{count_noun(len(documents), 'sentence')} of {count_noun(len(set(documents)), 'document')}: "
        f"agreement {row['agreement']:.3f}, "
        + ("kappa and alpha have no value" if np.isnan(row["alpha"]) else measured)
    )
    print_message(describe_blindness(found.codings.blindness))
    if NOT_BLIND in found.codings.blindness:
        print_message("warning: coders who see the same proposals agree more than coders who see none")
    for pair in found.confusable.head(_SHOWN).itertuples():
        example = examples[(examples["first"] == pair.first) & (examples["second"] == pair.second)].iloc[0]
        print_message(
            f"confused: {pair.first} / {pair.second}, {pair.confused} of "
            f"{count_noun(int(str(pair.either)), 'sentence')}, for example: "
            f"{example['text']}"
        )
    for note in describe_limits(found.table, found.rounds):
        print_message(note)


def select_given(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the domains that a coder gave, with the domain as a column, as the figure takes them."""
    return table[table["sentences"] > 0].rename_axis("domain").reset_index()


def describe_limits(table: pd.DataFrame, rounds: pd.DataFrame) -> list[str]:
    """Say where a measure means little: few sentences, labels of one domain only, agreement that fell from a round on.

    Parameters
    ----------
    table
        As from `measure_agreement`.
    rounds
        As from `measure_rounds`.
    """
    notes = []
    n_sentences = int(table["sentences"]["*"])
    if n_sentences < _FEW:
        notes.append(
            f"warning: {count_noun(n_sentences, 'sentence is', 'sentences are')} few (below {_FEW}): intervals are "
            "rough"
        )
    if np.isnan(table["alpha"]["*"]):
        notes.append(
            "warning: all labels are of one domain, so nothing varies and kappa and alpha have no value; code "
            "sentences of other domains"
        )
    if len(rounds) > 1:
        found = zip(rounds["round"], rounds["alpha"], strict=True)
        notes.append("alpha by round: " + ", ".join(f"{number} {alpha:.3f}" for number, alpha in found))
        first, last = rounds.iloc[0], rounds.iloc[-1]
        if last["alpha_high"] < first["alpha_low"]:
            notes.append(
                f"warning: agreement fell from round {first['round']} to {last['round']}: a coder may apply the "
                "codebook differently by now; compare the labels of both rounds"
            )
    return notes


def measure_rounds(codings: Codings, codebook: Codebook) -> pd.DataFrame:
    """Return the agreement in each round of review: round, documents, sentences, agreement, alpha and its interval."""
    rows = []
    ids = np.array([task.document_id for task in codings.tasks], dtype=object)
    of_sentence = np.array(codings.rounds, dtype=object)
    for number in sorted(set(codings.rounds)):
        inside = of_sentence == number
        table = measure_agreement(codings.numbers[inside], ids[inside].tolist(), codebook.ids)
        row = table.loc["*", ["sentences", "agreement", "alpha", "alpha_low", "alpha_high"]].to_dict()
        row["sentences"] = int(inside.sum())
        rows.append({"round": number, "documents": len(set(ids[inside])), **row})
    return pd.DataFrame(rows)


def read_codings(paths: Sequence[Path], codebook: Codebook) -> Codings:
    """Read the labels of coders and match their sentences.

    Sentences are the same if document and sentence id are; where a file has no sentence ids, if document and text are,
    in order of appearance.

    Raises
    ------
    InputError
        If a file cannot be read, or no sentence has labels of two coders.
    """
    given: dict[str, list[Task]] = defaultdict(list)
    round_of: dict[int, str] = {}
    spelled: dict[str, str] = {}
    for path, _, task, _ in read_files(paths, codebook):
        round_of[id(task)] = find_round(task, path)
        coder = name_coder(task, path)
        given[spelled.setdefault(fold_name(coder), coder)].append(task)
    by_id = all(task.sentence_id for tasks in given.values() for task in tasks)
    keyed = {coder: _key_tasks(tasks, by_id=by_id) for coder, tasks in given.items()}
    place = {domain: number for number, domain in enumerate(codebook.ids)}
    labelled = {c: {key: task for key, task in found.items() if task.domain} for c, found in keyed.items()}
    labelled = {coder: found for coder, found in labelled.items() if found}
    times = Counter(key for found in labelled.values() for key in found)
    keys = [key for key in dict.fromkeys(key for found in labelled.values() for key in found) if times[key] > 1]
    if not keys:
        names = ", ".join(map(str, paths))
        if len(labelled) == 1:
            raise InputError(
                f"{names}: got the labels of one coder, {next(iter(labelled))}, expected two or more; give the same "
                "sentences to another: research review --again FILE --coders NAME"
            )
        raise InputError(f"{names}: no sentence has labels of two coders; document_id and sentence_id must agree")
    numbers = np.full((len(keys), len(labelled)), -1)
    tasks: dict[Key, Task] = {}
    blindness: list[str] = []
    for column, found in enumerate(labelled.values()):
        for row, key in enumerate(keys):
            if key in found:
                numbers[row, column] = place[found[key].domain]
                tasks.setdefault(key, found[key])
                blindness.append(found[key].blindness)
    rounds = [round_of[id(tasks[key])] for key in keys]
    return Codings(list(labelled), [tasks[key] for key in keys], numbers, rounds, blindness)


def read_settled(codings: Codings, settled: Path | None, codebook: Codebook) -> list[str | None]:
    """Return the settled domain of each sentence; None where there is none."""
    if settled is None:
        return [None] * len(codings.tasks)
    tasks = read_tasks(find_table(settled), codebook)
    by_id = all(task.sentence_id for task in (*tasks, *codings.tasks))
    final = {key: task.domain for key, task in _key_tasks(tasks, by_id=by_id).items()}
    return [final.get(key) for key in _key_tasks(codings.tasks, by_id=by_id)]


def count_settled(
    coders: Sequence[str], given: Sequence[Mapping[str, str]], settled: Sequence[str | None]
) -> pd.DataFrame:
    """Count whose label stands where coders differed; ``neither`` where nobody's does.

    Examples
    --------
    >>> count_settled(["x", "y"], [{"x": "a", "y": "b"}, {"x": "a", "y": "a"}], ["b", "a"]).to_numpy().tolist()
    [['x', 0], ['y', 1], ['neither', 0]]
    """
    counts = dict.fromkeys((*coders, "neither"), 0)
    for labels, final in zip(given, settled, strict=True):
        if final is not None and len(set(labels.values())) > 1:
            standing = [coder for coder, label in labels.items() if label == final]
            for name in standing or ["neither"]:
                counts[name] += 1
    return pd.DataFrame({"stands": list(counts), "sentences": list(counts.values())})


def list_examples(codings: Codings, confusable: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return sentences of each pair of domains that coders confused, with the labels of the coders."""
    rows = []
    for pair in confusable.itertuples():
        both = {codebook.ids.index(pair.first), codebook.ids.index(pair.second)}
        found = [row for row, numbers in enumerate(codings.numbers) if both <= set(numbers.tolist())]
        for row in found[:_EXAMPLES]:
            said = zip(codings.coders, codings.numbers[row].tolist(), strict=True)
            task = codings.tasks[row]
            rows.append(
                (pair.first, pair.second, task.document_id, task.sentence_id, task.text,
                 "; ".join(f"{coder}: {codebook.ids[number]}" for coder, number in said if number >= 0))
            )  # fmt: skip
    return pd.DataFrame(rows, columns=["first", "second", "document_id", "sentence_id", "text", "said"])


def _key_tasks(tasks: Sequence[Task], *, by_id: bool) -> Mapping[Key, Task]:
    seen: Counter[Key] = Counter()
    keyed: dict[Key, Task] = {}
    for task in tasks:
        key: Key = (task.document_id, task.sentence_id)
        if not by_id:
            seen[task.document_id, task.text] += 1
            key = (task.document_id, task.text, str(seen[task.document_id, task.text]))
        keyed[key] = task
    return keyed


def _count_disagreements(codings: Codings, codebook: Codebook) -> pd.DataFrame:
    counts: Counter[tuple[int, int]] = Counter()
    for row in codings.numbers.tolist():
        given = [number for number in row if number >= 0]
        counts.update((a, b) for place, a in enumerate(given) for b in given[place + 1 :] if a != b)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = [(codebook.ids[a], codebook.ids[b], count) for (a, b), count in ordered]
    return pd.DataFrame(rows, columns=["first", "second", "sentences"])


if __name__ == "__main__":
    sys.exit(main())
