"""Tell how many more labelled sentences halve the width of the intervals of prevalence.

Example: research plan --study my-study
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from research.arrays import Array
from research.cli import CODEBOOK, SKIPPED, Finished, print_message, read_readable, run_command
from research.codebook import Codebook, read_codebook
from research.corpus.labelled import Corpus, split_by_document
from research.default_run import DEFAULT_RUN, is_untrained
from research.errors import InputError
from research.measure.evaluation import predict_out_of_fold
from research.measure.sample_size import (
    COUNTED,
    FEW_LABELS,
    SIZES,
    WITH_MODEL,
    CodedSample,
    describe_population,
    find_size,
    plan_by_assumption,
    plan_labels,
)
from research.messages import translate
from research.model.baselines import make_classifier
from research.model.encoding import encode_labels
from research.output import open_folder, write_table
from research.parser import OVERWRITE, STUDY, count_jobs, flag, jobs_flag, language_flag
from research.plurals import count_noun
from research.report.captions import choose
from research.report.figures import write_figure
from research.report.plots import plot_plan
from research.run import read_run_config
from research.status import say_next
from research.text.documents import Document
from research.text.kinds import BODY
from research.text.sentences import split_sentences
from research.train import read_inputs

_ASSUMED_SIZES = (50, 100, 200, 400, 800, 1600, 3200)  # of a plan without labels
_PARTS = (0.5, 0.75, 0.9)  # of all sentences, for which a plan is made where a multiple of the labels is more than all


@dataclass(frozen=True)
class PlanConfig:
    """All settings of the plan; they are the flags of the command."""

    study: Path | None = flag(None, STUDY, type=Path)
    corpus: Path | None = flag(
        None, "labelled sentences, as for `research train` (default: the shipped corpus)", study="corpus", type=Path
    )
    codebook: Path | None = flag(
        None, "a codebook.toml, as for `research train` (default: the labels of the corpus)", study=CODEBOOK, type=Path
    )
    documents: Path | None = flag(
        None,
        "the documents that are sampled from: a file, a folder or a table, as for `research label` (default: a very "
        "large collection)",
        study="documents",
        type=Path,
    )
    run: Path = flag(
        DEFAULT_RUN,
        "the trained run whose classifier and folds are used",
        study="results/baseline",
        group="model",
    )
    output: Path = flag(Path("results/plan"), "the folder to write", study="results/plan", group="output")
    overwrite: bool = flag(False, OVERWRITE, group="output")
    language: str = language_flag("the figure")
    jobs: int = jobs_flag(-1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 for what the user can fix."""
    return run_command(plan, PlanConfig, "research plan", __doc__, arguments, after=say_next)


def plan(config: PlanConfig) -> Finished:
    """Compute the half-widths at several sizes, write plan.csv and plan.png, print the sizes that halve them.

    Raises
    ------
    InputError
        If the corpus, the codebook or the run is not as it should be; nothing is written.
    """
    if not _has_labels(config):
        return plan_without_labels(config)
    codebook, corpus = read_inputs(config.corpus, config.codebook)
    counting = is_untrained(config.run, config.study)
    if counting:
        print_message(f"{config.run}: no trained run there, so the plan is that of counting labels alone")
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        n_body, n_skipped = np.inf, 0
        if config.documents is not None:
            documents, n_skipped = read_readable([config.documents])
            n_body, corpus = count_body(documents), corpus.place_in(documents)
        table, sentences, n_documents = compute_widths(config, codebook, corpus, n_body)
        write_table(folder / "plan.csv", table, index=False)
        means = average_domains(table)
        note = choose(
            config.language,
            f"现有{sentences}句，{n_documents}篇。",
            f"Labelled today: {count_noun(sentences, 'sentence')} of {count_noun(n_documents, 'document')}.",
        )
        write_figure(folder / "plan.png", plot_plan(means, language=config.language, note=note))
    print_message(
        f"{config.output}: {count_noun(sentences, 'labelled body sentence')} in {count_noun(n_documents, 'document')}"
    )
    _say_population(n_body)
    for limit in describe_limits(corpus):
        print_message(f"warning: {limit}")
    for line in describe_plan(means, n_body):
        print_message(line)
    return Finished(config.output / "plan.png", SKIPPED if n_skipped else 0)


def _has_labels(config: PlanConfig) -> bool:
    """Tell whether there is a corpus: the shipped one where no codebook was given, or that of the study once merged."""
    if config.corpus is None:
        return config.codebook is None
    return config.corpus.exists() or config.study is None or config.corpus != config.study / "corpus"


def plan_without_labels(config: PlanConfig) -> Finished:
    """Compute the half-widths of counting if all domains were equally frequent; write plan.csv and plan.png.

    Raises
    ------
    InputError
        If the codebook or the documents are not as they should be; nothing is written.
    """
    codebook = read_codebook(config.codebook)
    share = 1 / len(codebook)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        n_body, n_skipped = np.inf, 0
        if config.documents is not None:
            documents, n_skipped = read_readable([config.documents])
            n_body = count_body(documents)
        sizes = [size for size in _ASSUMED_SIZES if size < n_body] or [max(int(n_body) // 2, 1)]
        table = plan_by_assumption(np.full(len(codebook), share), sizes, n_body, codebook.ids)
        write_table(folder / "plan.csv", table, index=False)
        widths = table.groupby("size", sort=False)[COUNTED].mean().reset_index()
        note = choose(
            config.language,
            f"尚无标签；假定{len(codebook)}个领域占比相同。",
            f"No labels yet; the {len(codebook)} domains are assumed to be equally frequent.",
        )
        write_figure(folder / "plan.png", plot_plan(widths, language=config.language, note=note))
    print_message(
        f"{config.output}: no labels yet, so the plan assumes that the {len(codebook)} domains are equally frequent "
        f"({share:.1%} each)"
    )
    _say_population(n_body)
    said = ", ".join(
        f"±{100 * width:.1f} points from {count_noun(size, 'label')}"
        for size, width in zip(widths["size"], widths[COUNTED], strict=True)
    )
    print_message(f"95 % intervals, mean over domains, by counting labels: {said}")
    return Finished(config.output / "plan.png", SKIPPED if n_skipped else 0)


def _say_population(n_body: float) -> None:
    whole = "a very large collection" if n_body == np.inf else f"these {count_noun(int(n_body), 'body sentence')}"
    print_message(
        f"the shares are those of {whole}, from a random sample of sentences, as `research estimate` has them"
    )


def describe_limits(corpus: Corpus) -> list[str]:
    """Say where a plan means little: few labels, or labels of one domain only."""
    labels = [corpus.labels[row] for row in corpus.find_body()]
    notes = []
    if len(labels) < FEW_LABELS:
        notes.append(
            f"{count_noun(len(labels), 'label is', 'labels are')} few (below {FEW_LABELS}): the plan "
            "is rough; plan again with more"
        )
    if len(set(labels)) == 1:
        notes.append(f"all labels are {labels[0]}, so nothing varies: the plan holds only if other domains are as rare")
    return notes


def count_body(documents: Sequence[Document]) -> int:
    """Return the number of body sentences of documents."""
    return sum(sentence.kind == BODY for found in documents for sentence in split_sentences(found))


def compute_widths(
    config: PlanConfig, codebook: Codebook, corpus: Corpus, n_body: float = np.inf
) -> tuple[pd.DataFrame, int, int]:
    """Return the half-widths by size and domain, with the number of labelled body sentences and documents."""
    counting = is_untrained(config.run, config.study)
    probabilities = _predict_evenly(corpus, codebook) if counting else _predict(config, codebook, corpus)
    body = corpus.find_body()
    documents = [corpus.document_ids[row] for row in body]
    if len(body) >= n_body:
        raise InputError(
            f"{config.documents}: all body sentences are labelled; nothing is left to plan: add documents, "
            "or count the shares with research estimate"
        )
    planned = {times: max(round(times * len(body)), 2) for times in SIZES}
    if max(planned.values()) >= n_body:  # up to nearly all of the sentences, of which the last shows nothing new
        sizes = [int(part * n_body) for part in _PARTS] + [int(n_body) - 1]
        planned |= {size / len(body): size for size in sizes if size > len(body)}
    planned = {times: size for times, size in sorted(planned.items()) if size < n_body}
    sample = CodedSample(
        np.eye(len(codebook))[encode_labels([corpus.labels[row] for row in body], codebook.ids)],
        probabilities[body],
        np.ones(len(body)),
    )
    table = plan_labels(sample, describe_population(probabilities[body], n_body), list(planned.values()), codebook.ids)
    table.insert(0, "times", [times for times in planned for _ in codebook.ids])
    return table.drop(columns=[WITH_MODEL] if counting else []), len(body), len(set(documents))


def _predict(config: PlanConfig, codebook: Codebook, corpus: Corpus) -> Array:
    """Predict the labelled sentences by models of the run's kind that did not learn from their documents."""
    name, folds, seed = read_run_config(config.run)
    split = split_by_document(corpus.sentences, corpus.labels, folds, seed)
    with tqdm(total=len(split), desc=translate("cross-validation"), disable=None) as bar:
        return predict_out_of_fold(
            make_classifier(name, codebook, random_state=seed),
            corpus,
            split,
            codebook.ids,
            n_jobs=count_jobs(config.jobs),
            callback=bar.update,
        )


def _predict_evenly(corpus: Corpus, codebook: Codebook) -> Array:
    """Return equal probabilities, of which counting takes no part."""
    return np.full((len(corpus.labels), len(codebook)), 1 / len(codebook))


def average_domains(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean half-width over all domains, one row a size: times, size, counted, with_model."""
    methods = [name for name in (COUNTED, WITH_MODEL) if name in table]
    return table.groupby(["times", "size"], sort=False)[methods].mean().reset_index()


def describe_plan(means: pd.DataFrame, n_body: float = np.inf) -> list[str]:
    """Say today's mean half-width and the sizes that halve it, by counting and, where there is one, with the model.

    Parameters
    ----------
    means
        As from `average_domains`.
    n_body
        The number of body sentences that are sampled from.
    """
    today = means[means["times"] == 1].iloc[0]
    names = {COUNTED: "by counting labels", WITH_MODEL: "with the model"}
    halves = {name: float(today[name]) / 2 for name in names if name in means}
    said = f"±{200 * halves[COUNTED]:.2f} points by counting labels"
    said += f", ±{200 * halves[WITH_MODEL]:.2f} with the model" if WITH_MODEL in halves else ""
    lines = [f"today's 95 % intervals, mean over domains: {said}"]
    targets = [(halves[COUNTED], name) for name in halves]
    for target, name in [*targets, *((half, name) for name, half in halves.items() if name != COUNTED)]:
        size = find_size(means["size"].to_numpy(), means[name].to_numpy(), target)
        lines.append(f"±{100 * target:.2f} points {names[name]}: {_say_size(size, means, n_body)} labelled sentences")
    return lines


def _say_size(size: float, means: pd.DataFrame, n_body: float) -> str:
    least, most = means["size"].min(), means["size"].max()
    if size > most:
        return f"nearly all of the {n_body:.0f}" if most == n_body - 1 else f"more than {most:.0f}"
    return f"{least:.0f} or fewer" if size <= least else f"about {size:.0f}"


if __name__ == "__main__":
    sys.exit(main())
