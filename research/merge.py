"""Merge coded files into a corpus and list the sentences to settle.

Example: research merge coding/anna.csv coding/bob.json coding/settled.csv -o my/corpus
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from research.cli import CODEBOOK, SKIPPED, Finished, print_message, run_command
from research.codebook import Codebook, read_codebook
from research.corpus.codings import Codings, Key, find_files, order_key, read_codings
from research.corpus.task_records import SUFFIXES
from research.corpus.tasks import (
    TO_SETTLE,
    UNCODED,
    Task,
    describe_blindness,
    join_blindness,
    read_names,
    write_tasks,
)
from research.csv_cells import format_rows, read_table
from research.errors import InputError
from research.output import open_folder
from research.parser import OVERWRITE, STUDY, flag
from research.plurals import count_noun
from research.status import SETTLING, check_settled, say_next
from research.text.kinds import HEADING

_CODINGS = (
    "document_id", "sentence_id", "text", "coder", "domain", "secondary", "kind", "headings", "context", "round",
    "blind",
)  # fmt: skip
_SENTENCES = (
    "document_id", "sentence_id", "paragraph", "kind", "headings", "text", "domain", "secondary", "coders", "strategy",
    "inclusion", "round", "blind",
)  # fmt: skip


@dataclass(frozen=True)
class MergeConfig:
    """All settings of a merge; they are the flags of the command."""

    inputs: tuple[Path, ...] = flag(
        (),
        "labelled sentences (.xlsx .xls .csv .json .jsonl), or folders; labels in settled* stand above all others",
        study="coding",
        positional="*",
        metavar="FILE",
    )
    study: Path | None = flag(None, STUDY, type=Path)
    codebook: Path | None = flag(None, "a codebook.toml (default: the shipped one)", study=CODEBOOK, type=Path)
    columns: tuple[str, ...] = flag(
        (),
        "what columns or fields of other tools are called, as domain=category text=content coder=annotator",
        metavar="OURS=THEIRS",
    )
    output: Path = flag(Path("results/corpus"), "the corpus folder to write", study="corpus", group="output")
    overwrite: bool = flag(False, OVERWRITE, group="output")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 for what the user can fix."""
    return run_command(merge, MergeConfig, "research merge", __doc__, arguments, after=say_next)


def merge(config: MergeConfig) -> Finished:
    """Read all labels, decide on each sentence and write the corpus."""
    codebook = read_codebook(config.codebook)
    files, left_out = find_files(config.inputs)
    codings = read_codings(files, codebook, read_names(config.columns))
    former = _read_former(config, files, codings, codebook)
    decided = {key: codings.decide(key) for key in codings.list_keys()}
    labelled = {key: found for key, found in decided.items() if found is not None}
    to_settle = [_describe(codings.by_sentence[key], codebook) for key, found in decided.items() if found is None]
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        _write(folder / "sentences.csv", _SENTENCES, _list_sentences(codings, labelled))
        documents = _list_documents(codings, former)
        if any(len(row) > 1 for row in documents):
            columns = list(dict.fromkeys(column for row in documents for column in row))
            _write(folder / "documents.csv", columns, [dict.fromkeys(columns, "") | row for row in documents])
        _write(folder / "codings.csv", _CODINGS, list(_list_codings(codings)))
        if to_settle:
            write_tasks(folder / TO_SETTLE, to_settle, codebook)
        if codings.uncoded:
            uncoded = [replace(task, coder="") for _, task in sorted(codings.uncoded.items(), key=_order_item)]
            write_tasks(folder / UNCODED, uncoded, codebook)
    coders = {coder for found in codings.by_sentence.values() for coder in found}
    print_message(
        f"{count_noun(len(labelled), 'sentence')} of "
        f"{count_noun(len({document for document, _ in labelled}), 'document')}, {count_noun(len(coders), 'coder')}, "
        f"{codings.count_settled()} settled, {len(to_settle)} to settle"
        + (
            f": label {config.output / TO_SETTLE} and save it as settled.csv with the coders' files"
            if to_settle and config.study is None
            else ""
        )
    )
    blindness = [task.blindness for found in codings.by_sentence.values() for task in found.values()]
    if blindness:
        print_message(describe_blindness(blindness))
    _report_gaps(config, codings)
    if unused := [domain for domain in codebook.ids if domain not in {label for label, _ in labelled.values()}]:
        print_message(
            f"warning: {len(unused)} of {len(codebook)} domains have no label yet: {', '.join(unused)}; no model can "
            "learn what nobody coded"
        )
    for file in left_out:
        print_message(
            f"left out: {file} (no file of coders: expected {', '.join(SUFFIXES)}); if somebody coded "
            "there, save it as .xlsx"
        )
    page = config.output / (TO_SETTLE if to_settle else "sentences.csv")
    return Finished(page, SKIPPED if left_out else 0)


def _report_gaps(config: MergeConfig, codings: Codings) -> None:
    """Say what was labelled twice, and what was not labelled."""
    if codings.uncoded:
        print_message(
            f"{count_noun(len(codings.uncoded), 'sentence of the files has', 'sentences of the files have')} "
            "no label yet; see "
            f"{config.output / UNCODED}, which `research estimate` counts as unknown"
        )
    for repeat, count in sorted(codings.repeated.items()):
        changed = f", {codings.changed[repeat]} of them otherwise" if codings.changed[repeat] else ""
        if repeat.first == repeat.second:
            print_message(
                f"warning: {repeat.coder} labelled {count_noun(count, 'sentence')} twice in {repeat.first}{changed}: "
                "the last counts; delete the rows, or the sheet, that are not wanted"
            )
            continue
        print_message(
            f"warning: {repeat.coder} labelled {count_noun(count, 'sentence')} in {repeat.first} and "
            f"again in {repeat.second}"
            f"{changed}: the second counts; delete the file that is not wanted, or, if it is another person's, write "
            "their name into its column coder"
        )
    if codings.blank:
        print_message(f"warning: {', '.join(map(str, codings.blank))}: no sentence has a label there yet")


def _read_former(
    config: MergeConfig, files: Sequence[Path], codings: Codings, codebook: Codebook
) -> dict[str, dict[str, str]]:
    """Return what the corpus that is replaced knows of its documents; refuse to replace what stands nowhere else."""
    output = config.output
    for file in files:
        if output.resolve() in file.resolve().parents:
            raise InputError(f"{file}: lies in the output folder {output}, which is replaced; move it elsewhere")
    if not config.overwrite:
        return {}
    lists = [output / TO_SETTLE, *([config.study / "results" / "agreement" / SETTLING] if config.study else [])]
    for path in lists:
        check_settled(path, codings.settled, config.study, codebook)
    if (output / "sentences.csv").exists():
        keys = {(row["document_id"], row["sentence_id"]) for _, row in read_table(output / "sentences.csv").rows}
        lost = sorted(keys - set(codings.list_keys()), key=order_key)
        if lost:
            raise InputError(
                f"{output / 'sentences.csv'}: {len(lost)} of its sentences stand in no FILE, first {lost[0][1]!r} of "
                f"{lost[0][0]!r}; copy it to the coders' files, or give another --output"
            )
    about = output / "documents.csv"
    rows = read_table(about).rows if about.exists() else []
    return {row["document_id"]: row for _, row in rows if row.get("document_id")}


def _describe(coders: Mapping[str, Task], codebook: Codebook) -> Task:
    """Return the task without a label, and in its note who gave which."""
    said = []
    for coder, task in sorted(coders.items()):
        labels = [f"{label} {codebook[label].name_zh}" for label in (task.domain, task.secondary) if label]
        said.append(f"{coder}: {' / '.join(labels)}" + (f" ({task.note})" if task.note else ""))
    first = next(iter(coders.values()))
    return replace(first, domain="", secondary="", coder="", note=" | ".join(said))


def _list_sentences(codings: Codings, labelled: Mapping[Key, tuple[str, str]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for key, (domain, secondary) in labelled.items():
        tasks = codings.list_tasks(key)
        sampled = max(tasks, key=lambda task: (task.inclusion is not None, task.strategy != ""))
        rows.append({
            "document_id": key[0], "sentence_id": key[1], "kind": tasks[0].kind,
            "headings": next((task.headings for task in tasks if task.headings), ""), "text": tasks[0].text,
            "domain": domain, "secondary": secondary, "coders": max(len(codings.by_sentence.get(key, {})), 1),
            "strategy": sampled.strategy, "inclusion": sampled.inclusion,
            "round": sampled.round,
            "blind": join_blindness(
                task.blindness for task in codings.by_sentence.get(key, {"": codings.list_tasks(key)[0]}).values()
            ),
            "context": next((task.context for task in tasks if task.context), ""),
        })  # fmt: skip
    _number_paragraphs(rows)
    return rows


def _number_paragraphs(rows: Sequence[dict[str, object]]) -> None:
    """Give each sentence its paragraph where the context of all of its document is known, else nothing."""
    unknown = {row["document_id"] for row in rows if not row["context"]}
    previous: dict[str, object] = {}
    for row in rows:
        number = 0
        if previous and previous["document_id"] == row["document_id"] and row["document_id"] not in unknown:
            same = row["context"] == previous["context"] and HEADING not in (row["kind"], previous["kind"])
            number = int(str(previous["paragraph"])) + (not same)
        row["paragraph"] = "" if row["document_id"] in unknown else number
        previous = row


def _list_documents(codings: Codings, former: Mapping[str, Mapping[str, str]]) -> list[dict[str, object]]:
    years: dict[str, set[str]] = {}
    for key in codings.list_keys():
        years.setdefault(key[0], set()).update(
            task.year.strip() for task in codings.list_tasks(key) if task.year.strip()
        )
    for document, found in years.items():
        if len(found) > 1:
            raise InputError(
                f"document {document!r}: years {', '.join(sorted(found))} differ; give it one year everywhere"
            )
    rows: list[dict[str, object]] = []
    for document, found in years.items():
        row: dict[str, object] = {"document_id": document, **former.get(document, {})}
        if found:
            row["year"] = found.pop()
        rows.append(row)
    return rows


def _list_codings(codings: Codings) -> Iterable[dict[str, object]]:
    for key in codings.list_keys():
        for coder, task in sorted(codings.by_sentence.get(key, {}).items()):
            about = next((one for one in codings.list_tasks(key) if one.context), task)
            known = {"headings": about.headings, "context": about.context}
            yield {name: getattr(task, name) for name in _CODINGS} | known | {"coder": coder, "blind": task.blindness}


def _order_item(item: tuple[Key, Task]) -> tuple[str, int, int, str]:
    return order_key(item[0])


def _write(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> None:
    path.write_text(format_rows(columns, rows), "utf-8-sig", newline="")


if __name__ == "__main__":
    sys.exit(main())
