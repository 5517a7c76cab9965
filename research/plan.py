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

from research.cli import (
    CODEBOOK,
    OVERWRITE,
    STUDY,
    Finished,
    count_jobs,
    flag,
    jobs_flag,
    print_message,
    run_command,
)
from research.codebook import Codebook
from research.corpus.labelled import Corpus, split_by_document
from research.errors import InputError
from research.measure.evaluation import predict_out_of_fold
from research.measure.sample_size import (
    COUNTED,
    SIZES,
    WITH_MODEL,
    CodedSample,
    describe_population,
    find_size,
    plan_labels,
)
from research.model.baselines import make_classifier
from research.model.encoding import encode_labels
from research.output import open_folder, write_table
from research.report.captions import choose
from research.report.figures import write_figure
from research.report.plots import plot_plan
from research.run import read_run_config
from research.status import say_next
from research.text.documents import Document, iterate_documents
from research.text.sentences import BODY, split_sentences
from research.train import read_inputs


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
        Path("results/baseline"),
        "the trained run whose classifier and folds are used",
        study="results/baseline",
        group="model",
    )
    output: Path = flag(Path("results/plan"), "the folder to write", study="results/plan", group="output")
    overwrite: bool = flag(False, OVERWRITE, group="output")
    language: str = flag("zh", "the language of the figure", group="output", choices=["zh", "en"])
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
    codebook, corpus = read_inputs(config.corpus, config.codebook)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        n_body = np.inf
        if config.documents is not None:
            documents = list(iterate_documents([config.documents]))
            n_body, corpus = count_body(documents), corpus.place_in(documents)
        table, sentences, n_documents = compute_widths(config, codebook, corpus, n_body)
        write_table(folder / "plan.csv", table, index=False)
        means = average_domains(table)
        note = choose(
            config.language,
            f"现有{sentences}句，{n_documents}篇。",
            f"Labelled today: {sentences} sentences of {n_documents} documents.",
        )
        ax = plot_plan(means, language=config.language, note=note)
        write_figure(folder / "plan.png", ax)
    print_message(f"{config.output}: {sentences} labelled body sentences in {n_documents} documents")
    whole = "a very large collection" if n_body == np.inf else f"these {n_body:.0f} body sentences"
    print_message(
        f"the shares are those of {whole}, from a random sample of sentences, as `research estimate` has them"
    )
    print_message(describe_plan(means))
    return Finished(config.output / "plan.png")


def count_body(documents: Sequence[Document]) -> int:
    """Return the number of body sentences of documents."""
    return sum(sentence.kind == BODY for found in documents for sentence in split_sentences(found))


def compute_widths(
    config: PlanConfig, codebook: Codebook, corpus: Corpus, n_body: float = np.inf
) -> tuple[pd.DataFrame, int, int]:
    """Return the half-widths by size and domain, with the number of labelled body sentences and documents."""
    name, folds, seed = read_run_config(config.run)
    split = split_by_document(corpus.sentences, corpus.labels, folds, seed)
    with tqdm(total=len(split), desc="cross-validation", disable=None) as bar:
        probabilities = predict_out_of_fold(
            make_classifier(name, codebook, random_state=seed),
            corpus,
            split,
            codebook.ids,
            n_jobs=count_jobs(config.jobs),
            callback=bar.update,
        )
    body = corpus.find_body()
    documents = [corpus.document_ids[row] for row in body]
    if len(body) >= n_body:
        raise InputError(f"{config.documents}: all {len(body)} body sentences are labelled; nothing is left to plan")
    planned = {times: max(round(times * len(body)), 2) for times in SIZES}
    planned = {times: size for times, size in planned.items() if size < n_body}
    sample = CodedSample(
        np.eye(len(codebook))[encode_labels([corpus.labels[row] for row in body], codebook.ids)],
        probabilities[body],
        np.ones(len(body)),
    )
    table = plan_labels(sample, describe_population(probabilities[body], n_body), list(planned.values()), codebook.ids)
    table.insert(0, "times", [times for times in planned for _ in codebook.ids])
    return table, len(body), len(set(documents))


def average_domains(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean half-width over all domains, one row a size: times, size, counted, with_model."""
    return table.groupby(["times", "size"], sort=False)[[COUNTED, WITH_MODEL]].mean().reset_index()


def describe_plan(means: pd.DataFrame) -> str:
    """Say today's mean half-width and the sizes that halve it, by counting and with the model."""
    today = means[means["times"] == 1].iloc[0]
    counted, with_model = float(today[COUNTED]), float(today[WITH_MODEL])
    by_both = f"±{100 * counted:.2f} points by counting labels, ±{100 * with_model:.2f} with the model"
    lines = [f"today's 95 % intervals, mean over domains: {by_both}"]
    for target, column, name in (
        (counted / 2, COUNTED, "by counting labels"),
        (counted / 2, WITH_MODEL, "with the model"),
        (with_model / 2, WITH_MODEL, "with the model"),
    ):
        size = find_size(means["size"].to_numpy(), means[column].to_numpy(), target)
        lines.append(f"±{100 * target:.2f} points {name}: {_say_size(size, means)} labelled sentences")
    return "\n".join(lines)


def _say_size(size: float, means: pd.DataFrame) -> str:
    least, most = means["size"].min(), means["size"].max()
    if size > most:
        return f"more than {most:.0f}"
    return f"{least:.0f} or fewer" if size <= least else f"about {size:.0f}"


if __name__ == "__main__":
    sys.exit(main())
