"""The work of `research label`: documents are read, labelled and written batch by batch, then figures and pages."""

import contextlib
import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from research.cli import CODEBOOK, SKIPPED, STANDARD_INPUT, Finished, print_message
from research.codebook import Codebook, read_codebook
from research.default_run import find_run
from research.errors import InputError
from research.label_settings import LabelConfig
from research.labelling.batch import UNCERTAIN, choose_jobs, make_batches, open_pool, run_batches
from research.labelling.choices import CROSSWALK, FROM_CODEBOOK, PARQUET, SHARES
from research.labelling.estimation import Estimation
from research.labelling.output_tables import ALL, INTERMEDIATE, DocumentCounts, format_batch, make_headers
from research.labelling.resumable import PartialFolder, open_partial
from research.labelling.table_formats import check_format, widen_distribution, write_parquet
from research.measure.abstention import ABSTENTION, Thresholds
from research.measure.choices import HELD_OUT
from research.messages import translate
from research.model.storage import MODEL, Model, write_model
from research.output import open_folder, write_table
from research.plurals import count_noun
from research.report.labelled_documents import Labelling, write_labelled
from research.report.plotter import Plotter
from research.run import choose_method, find_thresholds, read_run_model
from research.text.documents import Document, iterate_documents, read_text_document
from research.text.file_kinds import ARCHIVES
from research.text.files import show_line
from research.text.limits import Limits
from research.text.table_sheets import TABLES

if TYPE_CHECKING:
    import pandas as pd

FAR = 0.1  # real reports of other places and years have 1 to 4 % words that neither corpus nor vectors know
_ESTIMATION = ("method", "target", "weight", "cluster")  # follow from labels, so that they may change between runs
_TABLES = ("format", "wide", "crosswalk")
_STDIN = "stdin"


def label_inputs(config: LabelConfig, plotter: Plotter) -> Finished:
    """Do what `research.label.label` says, after it has looked at the paths.

    Parameters
    ----------
    config
        What was asked for.
    plotter
        Plots all documents together.
    """
    check_format(config.format)
    text = _read_standard_input(config)
    run = find_run(config.run, print_message) if config.study is None else find_study_run(config.study, config.run)
    config = replace(config, run=run)
    model = read_run_model(config.run)
    codebook = model.codebook
    crosswalk = _read_crosswalk(config.crosswalk, codebook)
    thresholds = None
    if config.min_precision is not None:
        thresholds = find_thresholds(config.run, config.min_precision, codebook.ids)
    limits = thresholds.probabilities if thresholds else {}
    method, held_out = choose_method(config.run, config.method, codebook)
    if method != config.method:
        print_message(
            f"warning: {config.run}: no {HELD_OUT} there, which {config.method} needs, so labels are counted; "
            "train the run again, or give --method count"
        )
    if held_out is None:
        fix = "train a run" if config.run.name == FROM_CODEBOOK else "train the run again"
        print_message(
            f"warning: {config.run}: no {HELD_OUT} there, so the error of classification is not known and shares have "
            f"no intervals; {fix} to have them"
        )
    if config.study is not None:
        _warn_of_other_domains(config.run, config.study, codebook)
    estimation = Estimation(method, held_out, config.target, config.weight, config.cluster)
    skipped: list[InputError] = []
    with open_partial(config.output, _describe_work(config, limits, text), overwrite=config.overwrite) as partial:
        done = int(partial.state.get("documents", 0))
        waiting = islice(_read_all(config, skipped) if text is None else [text], done, None)
        n_jobs, batches = choose_jobs(config.jobs, make_batches(waiting))
        with open_pool(n_jobs, config.run, limits) as pool:
            _label_all(config, codebook, partial, run_batches(batches, format_batch, model, limits, pool))
            del model  # its memory goes to the figures
            labelling = Labelling(
                config.run, estimation, limits, thresholds, config.language, config.figures,
                named=os.path.relpath(config.run, config.output) if config.study else "", unread=len(skipped),
                crosswalk=config.crosswalk,
            )  # fmt: skip
            documents, notes = write_labelled(partial.path, codebook, labelling, pool, plotter)
        if config.wide:
            widen_distribution(partial.path, codebook.ids)
        if crosswalk is not None:
            notes.append(_write_crosswalk(partial.path, config, crosswalk))
        if config.format == PARQUET:
            write_parquet(partial.path)
        partial.forget(*INTERMEDIATE)  # only now: a labelling that is killed while it plots goes on after its documents
    for note in notes:
        print_message(note)
    _report(config, documents, thresholds, len(skipped))
    page = config.output / "report.html"
    without_body = any(not document.body for document in documents)
    return Finished(page if page.exists() else config.output / SHARES, SKIPPED if skipped or without_body else 0)


def _read_crosswalk(given: str, codebook: Codebook) -> "pd.DataFrame | None":
    if not given:
        return None
    from research.labelling.crosswalk import read_crosswalk  # with pandas, which labelling alone does not need

    return read_crosswalk(given, codebook)


def _write_crosswalk(folder: Path, config: LabelConfig, crosswalk: "pd.DataFrame") -> str:
    """Write the shares in the categories of another scheme; say what they are, and how wide the bounds."""
    from research.labelling.crosswalk import cross_distribution, describe_bounds
    from research.labelling.read_back import read_distribution

    table = cross_distribution(read_distribution(folder), crosswalk)
    write_table(folder / CROSSWALK, table, index=False)
    bounds = describe_bounds(table[table["document_id"] == ALL], config.crosswalk)
    return f"{config.output / CROSSWALK}: {bounds}"


def _warn_of_other_domains(run: Path, study: Path, learned: Codebook) -> None:
    """Warn of domains of a study that the run has not learned, and of those that the study does not have any more."""
    codebook = read_codebook(study / CODEBOOK)
    changed = [domain for domain in (*codebook.ids, *learned.ids) if (domain in codebook) != (domain in learned)]
    if changed:
        print_message(
            f"warning: {run}: learned before the codebook changed ({', '.join(changed)}), and labels with the domains "
            "of then; merge and train again"
        )


def find_study_run(study: Path, run: Path) -> Path:
    """Return the run of a study; before one is trained, a model of the codebook's own words, which is written first."""
    if (run / MODEL).exists() or run != study / "results" / "baseline":
        return run
    from research.model.zero_shot import fit_from_codebook  # scikit-learn, which labelling alone does not need

    folder = study / "results" / FROM_CODEBOOK
    codebook = read_codebook(study / CODEBOOK)
    with open_folder(folder, overwrite=True) as temporary:
        write_model(temporary / MODEL, Model(fit_from_codebook(codebook), codebook))
    print_message(
        f"warning: {run}: no trained run there, so labels are given from the words of {study / CODEBOOK} alone; read "
        "some before you use them, and label again once a run is trained"
    )
    return folder


def _read_standard_input(config: LabelConfig) -> Document | None:
    """Read the document from standard input, if it was asked for."""
    if STANDARD_INPUT not in config.inputs:
        return None
    if len(config.inputs) > 1:
        raise InputError(f"INPUT: got - and {len(config.inputs) - 1} more; give - alone, or files without it")
    limits = _get_limits(config)
    data = sys.stdin.buffer.read(limits.max_megabytes * 1_000_000 + 1)  # one more, so that the limit is seen
    return read_text_document(_STDIN, data, limits=limits)


def _get_limits(config: LabelConfig) -> Limits:
    return Limits(**{declared.name: getattr(config, declared.name) for declared in fields(Limits)})


def _describe_work(config: LabelConfig, limits: Mapping[str, float], text: Document | None) -> dict[str, Any]:
    """Return what tells one labelling from another: only the same one may go on with what another began."""
    found = {declared.name: getattr(config, declared.name) for declared in fields(config)}
    for name in ("study", "inputs", "output", "overwrite", "jobs", "language", "figures", *_TABLES, *_ESTIMATION):
        del found[name]
    files = [file for path in config.inputs for file in ([path] if not path.is_dir() else sorted(path.rglob("*")))]
    stats: list[object] = [
        (str(file), about.st_size, about.st_mtime_ns) for file in files if (about := _find_file(file))
    ]
    if text is not None:
        stats = [hashlib.sha256(text.text.encode()).hexdigest()]
    digest = (config.run / f"{MODEL}.sha256").read_text().split()[0]
    return {key: str(value) for key, value in found.items()} | {"files": stats, "model": digest, "limits": str(limits)}


def _find_file(path: Path) -> os.stat_result | None:
    with contextlib.suppress(OSError, ValueError):  # it vanished, or may not be looked at: reading it will say so
        found = path.stat()
        return found if stat.S_ISREG(found.st_mode) else None
    return None


def _read_all(config: LabelConfig, skipped: list[InputError]) -> Iterator[Document]:
    """Read the documents; add the errors of those that cannot be read to `skipped`."""
    waiting: list[InputError] = []  # the first: where nothing else is found, the command ends with what it says

    def tell(error: InputError) -> None:
        tqdm.write(translate(f"skipped: {show_line(str(error))}"), file=sys.stderr)

    def tell_waiting() -> None:
        while waiting:
            tell(waiting.pop())

    def skip(error: InputError) -> None:
        skipped.append(error)
        if len(skipped) == 1:
            waiting.append(error)
            return
        tell_waiting()
        tell(error)

    columns = (config.text_column, config.document_column)
    repeated: list[str] = []
    for document in iterate_documents(config.inputs, *columns, limits=_get_limits(config), skip=skip):
        tell_waiting()
        if document.duplicate_of:
            if config.drop_duplicates:
                continue
            repeated.append(f"{show_line(document.id)} that of {show_line(document.duplicate_of)}")
        yield replace(document, file=_name_in_study(document.file, config.study))
    if repeated:
        tqdm.write(
            translate(
                f"warning: {count_noun(len(repeated), 'document holds', 'documents hold')} the text of "
                f"another, {repeated[0]} first; documents.csv "
                "names them, --drop-duplicates leaves them out"
            ),
            file=sys.stderr,
        )


def _name_in_study(file: str, study: Path | None) -> str:
    """Return the path of a file from the study's folder on, so that the study can lie anywhere; others as they are."""
    if study is None or not file or study.resolve() not in Path(file).resolve().parents:
        return file
    return Path(file).resolve().relative_to(study.resolve()).as_posix()


def _label_all(
    config: LabelConfig,
    codebook: Codebook,
    partial: PartialFolder,
    formatted: Iterable[tuple[Mapping[str, bytes], int]],
) -> None:
    """Append what batches of documents add to each file, from `format_batch`."""
    done = int(partial.state.get("documents", 0))
    if done:
        print_message(f"{config.output}: going on after {count_noun(done, 'document')}")
    if "documents" not in partial.state:  # they may be there, and no document yet
        partial.append(make_headers(codebook.ids), {"documents": 0})
    with tqdm(desc=translate("documents"), unit="", initial=done, total=_count_inputs(config), disable=None) as bar:
        for parts, count in formatted:
            done += count
            partial.append(parts, {"documents": done})
            bar.update(count)


def _count_inputs(config: LabelConfig) -> int | None:
    """Return how many documents there are, where the files tell without being read."""
    whole = [path for path in config.inputs if path.is_file()]
    several = {*TABLES, *ARCHIVES}
    return len(whole) if len(whole) == len(config.inputs) and not {p.suffix.lower() for p in whole} & several else None


def _count_all(documents: Sequence[DocumentCounts]) -> str:
    """Name the first of some documents and count the others."""
    others = f" (and {count_noun(len(documents) - 1, 'more document')})" if len(documents) > 1 else ""
    return show_line(documents[0].id) + others


def _report(
    config: LabelConfig, documents: Sequence[DocumentCounts], thresholds: Thresholds | None, skipped: int
) -> None:
    body = sum(document.body for document in documents)
    print_message(
        f"{config.output}: {count_noun(body, 'body sentence')} of {count_noun(len(documents), 'document')} labelled"
    )
    if thresholds:
        kept = 1 - sum(document.marked for document in documents) / max(body, 1)
        print_message(
            f"{kept:.1%} reach the minimum probability of their domain ({ABSTENTION}), the others are marked "
            f"{UNCERTAIN}; on held-out documents of the run {thresholds.kept.precision:.1%} of such labels are right, "
            f"{thresholds.kept.coverage:.1%} of all"
        )
        for warning in thresholds.list_warnings():
            print_message(f"warning: {warning}")
    far = [document for document in documents if document.unknown > FAR * max(document.words, 1)]
    if far:
        share = far[0].unknown / max(far[0].words, 1)
        print_message(
            f"warning: {_count_all(far)}: {share:.0%} of its words are unknown to the model (reports have 1 to 4 %); "
            f"read some of its labels before you use them{'; documents.csv counts the words of all' * (len(far) > 1)}"
        )
    if empty := [document for document in documents if not document.body]:
        print_message(
            f"warning: {_count_all(empty)}: no body sentence, only headings, rows of figures or boilerplate, so "
            "there are no shares; if its text is missing there, save it as plain text and label that"
        )
    if skipped:
        said = count_noun(skipped, "document could not be read and was", "documents could not be read and were")
        print_message(f"{said} left out; see above")
