"""Label the sentences of documents and write their theme distribution.

Example: python -m research.label speech.docx reports/ --output results/speeches
"""

import contextlib
import os
import stat
import sys
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from research.cli import OVERWRITE, STUDY, flag, run_command
from research.errors import InputError
from research.labelling.batch import UNCERTAIN
from research.labelling.distribution import DocumentCounts
from research.labelling.output_tables import ON_THE_WAY, make_headers
from research.labelling.resumable import PartialFolder, open_partial
from research.labelling.workers import format_batch, make_batches, open_pool, run_batches
from research.measure.abstention import Threshold
from research.measure.prevalence import DEFAULT_METHOD, METHODS
from research.model.storage import MODEL, Model
from research.run import choose_method, find_threshold, read_run_model
from research.text.documents import iterate_documents
from research.text.files import show_line, show_path, unreadable
from research.text.limits import Limits

FAR = 0.1  # real reports of other places and years have 1 to 4 % words that neither corpus nor vectors know
SKIPPED = 3
DEFAULT_RUN = Path("results/baseline")


@dataclass(frozen=True)
class LabelConfig:
    """All settings of a labelling run; they are the script's flags."""

    study: Path | None = flag(None, STUDY, type=Path)
    inputs: tuple[Path, ...] = flag(
        (),
        "documents (.txt .md .docx .pdf .html), folders, tables (.csv .jsonl .parquet)",
        study="documents",
        positional=True,
        metavar="INPUT",
    )
    run: Path = flag(
        DEFAULT_RUN, "the trained run; the default one is trained first if missing", study="results/baseline"
    )
    output: Path = flag(Path("results/labelled"), "the folder to write", study="results/labelled")
    text_column: str = flag("text", "of a table")
    document_column: str | None = flag(None, "of a table (default: each row is a document)")
    min_precision: float | None = flag(
        None, "mark labels as uncertain so that this share of the others is right on held-out documents", type=float
    )
    method: str = flag(DEFAULT_METHOD, "how shares are estimated", choices=METHODS)
    language: str = flag("zh", "what figures call the domains", choices=["zh", "en", "id"])
    jobs: int = flag(1, "processes side by side; each holds the model")
    max_megabytes: int = flag(Limits.max_megabytes, "of one document's file; larger ones are skipped")
    max_expanded: int = flag(Limits.max_expanded, "megabytes that a packed file may grow to")
    max_ratio: int = flag(Limits.max_ratio, "times that a packed file may grow")
    max_pages: int = flag(Limits.max_pages, "of a PDF")
    max_characters: int = flag(Limits.max_characters, "of one document")
    overwrite: bool = flag(False, OVERWRITE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, 2 for what the user can fix, or 3 if documents were skipped."""
    return run_command(label, LabelConfig, "research.label", __doc__, arguments)


def label(config: LabelConfig) -> int:
    """Label documents and write sentences.csv, distribution.csv and the figures.

    Documents are read, labelled and written batch by batch. If the work is stopped, the same command goes on after
    the last batch. Documents that cannot be read are named and left out.

    Returns
    -------
    int
        0, or 3 if documents were left out.

    Raises
    ------
    InputError
        If an input is missing, no document can be read, or the run or the output folder is not as it should be.
    """
    for path in config.inputs:
        try:
            path.stat()
        except (OSError, ValueError) as error:
            raise unreadable(show_path(path), error) from None
    model = load_model(config.run)
    threshold = find_threshold(config.run, config.min_precision) if config.min_precision is not None else None
    least = threshold.probability if threshold else 0.0
    method, held_out = choose_method(config.run, config.method, model.codebook)
    if method != config.method:
        print(
            f"warning: {config.run}: no held_out.npz there, so shares are counted, not corrected; train it again",
            file=sys.stderr,
        )
    skipped: list[InputError] = []
    work = _describe_work(config, least)
    with (
        open_partial(config.output, work, overwrite=config.overwrite) as partial,
        open_pool(config.jobs, config.run, least) as pool,
    ):
        _label_all(config, model, least, partial, skipped, pool)
        from research.report.labelled_documents import Labelling, write_labelled  # matplotlib: labels need not wait

        labelling = Labelling(config.run, method, held_out, least, threshold, config.language)
        run_all = map if pool is None else pool.map
        documents, notes = write_labelled(partial.path, model.codebook, labelling, run_all)
        partial.forget(*ON_THE_WAY)  # only now: a labelling that is killed while it draws goes on after its documents
    print(*notes, sep="\n", end="\n" * bool(notes))
    _report(config, documents, threshold, len(skipped))
    return SKIPPED if skipped else 0


def load_model(run: Path) -> Model:
    """Read the model of a run; where the default run is missing, train it first and say so."""
    if run.resolve() == DEFAULT_RUN.resolve() and not (run / MODEL).exists():
        from research.train import TrainConfig, train  # only here, as labelling alone needs no scikit-learn

        print(f"{run}: no trained run yet, training the default one first", file=sys.stderr)
        train(TrainConfig(overwrite=True))
    return read_run_model(run)


def _describe_work(config: LabelConfig, least: float) -> dict[str, Any]:
    """Return what tells one labelling from another: only the same one may go on with what another began."""
    found = {declared.name: getattr(config, declared.name) for declared in fields(config)}
    for name in ("study", "inputs", "output", "overwrite", "jobs", "language", "method"):
        del found[name]
    files = [file for path in config.inputs for file in ([path] if not path.is_dir() else sorted(path.rglob("*")))]
    stats = [(str(file), about.st_size, about.st_mtime_ns) for file in files if (about := _find_file(file))]
    digest = (config.run / f"{MODEL}.sha256").read_text().split()[0]
    return {key: str(value) for key, value in found.items()} | {"files": stats, "model": digest, "least": least}


def _find_file(path: Path) -> os.stat_result | None:
    with contextlib.suppress(OSError, ValueError):  # it vanished, or may not be looked at: reading it will say so
        found = path.stat()
        return found if stat.S_ISREG(found.st_mode) else None
    return None


def _label_all(
    config: LabelConfig,
    model: Model,
    least: float,
    partial: PartialFolder,
    skipped: list[InputError],
    pool: Executor | None,
) -> None:
    done = int(partial.state.get("documents", 0))
    if done:
        print(f"{config.output}: going on after {done} documents", file=sys.stderr)
    if "documents" not in partial.state:  # they may be there, and no document yet
        partial.append(make_headers(model.codebook.ids), {"documents": 0})

    def skip(error: InputError) -> None:
        skipped.append(error)
        tqdm.write(f"skipped: {show_line(str(error))}", file=sys.stderr)

    limits = Limits(**{declared.name: getattr(config, declared.name) for declared in fields(Limits)})
    try:
        documents = iterate_documents(
            config.inputs, config.text_column, config.document_column, limits=limits, skip=skip
        )
        waiting = islice(documents, done, None)
        with tqdm(desc="documents", unit="", initial=done, total=_count_inputs(config), disable=None) as bar:
            for parts, count in run_batches(make_batches(waiting), format_batch, model, least, pool, config.jobs):
                done += count
                partial.append(parts, {"documents": done})
                bar.update(count)
    except InputError:
        if len(skipped) == 1:  # of a single document its own fault says more
            raise skipped[0] from None
        raise


def _count_inputs(config: LabelConfig) -> int | None:
    """Return how many documents there are, where the files tell without being read."""
    whole = [path for path in config.inputs if path.is_file()]
    tables = {".csv", ".jsonl", ".ndjson", ".parquet"}
    return len(whole) if len(whole) == len(config.inputs) and not {p.suffix.lower() for p in whole} & tables else None


def _report(
    config: LabelConfig, documents: Sequence[DocumentCounts], threshold: Threshold | None, skipped: int
) -> None:
    body = sum(document.body for document in documents)
    print(f"{config.output}: {body} body sentences of {len(documents)} documents labelled")
    if threshold:
        kept = 1 - sum(document.marked for document in documents) / max(body, 1)
        print(
            f"{kept:.1%} have a probability of {threshold.probability:.3f} or more, the others are marked {UNCERTAIN}; "
            f"on held-out documents of the run {threshold.precision:.1%} of such labels are right, "
            f"{threshold.coverage:.1%} of all"
        )
    for document in documents:
        share = document.unknown / max(document.words, 1)
        if share > FAR:
            name = show_line(document.id)
            print(
                f"warning: {name}: {share:.0%} of its words are unknown to the model (reports have 1 to 4 %); "
                "read some of its labels before you use them",
                file=sys.stderr,
            )
    if skipped:
        print(f"{skipped} documents could not be read and were skipped; see above", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
