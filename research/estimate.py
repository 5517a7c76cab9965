"""Estimate the prevalence of domains from a random sample coded by hand, with the model's help.

Example: research estimate --study my-study
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from research.arrays import Array, Integers
from research.cli import (
    CODEBOOK,
    DOCUMENT_COLUMN,
    OVERWRITE,
    STUDY,
    TEXT_COLUMN,
    Finished,
    flag,
    print_message,
    run_command,
)
from research.codebook import Codebook
from research.corpus.labelled import Corpus, split_by_document
from research.corpus.tasks import Task, read_tasks
from research.errors import InputError
from research.measure.intervals import find_interval
from research.measure.sample_size import COUNTED, WITH_MODEL, estimate_from_sample
from research.model.baselines import make_classifier, make_predictor
from research.output import open_folder, write_table
from research.report.captions import choose
from research.report.figures import write_figure
from research.report.plots import plot_prevalence
from research.run import read_run_config
from research.status import say_next
from research.text.documents import iterate_documents
from research.text.sentences import BODY, LABELLED_KINDS, Sentence, split_sentences
from research.train import read_inputs


@dataclass(frozen=True)
class EstimateConfig:
    """All settings of the estimate; they are the flags of the command."""

    inputs: tuple[Path, ...] = flag(
        (), "the documents that `research review` sampled from", study="documents", positional="*", metavar="INPUT"
    )
    study: Path | None = flag(None, STUDY, type=Path)
    corpus: Path = flag(Path("results/corpus"), "a corpus that `research merge` wrote", study="corpus")
    codebook: Path | None = flag(
        None, "a codebook.toml, as for `research train` (default: the labels of the corpus)", study=CODEBOOK, type=Path
    )
    text_column: Sequence[str] | None = flag(None, TEXT_COLUMN, nargs="+")
    document_column: Sequence[str] | None = flag(None, DOCUMENT_COLUMN, nargs="+")
    run: Path = flag(
        Path("results/baseline"),
        "the trained run whose classifier and folds are used",
        study="results/baseline",
        group="model",
    )
    output: Path = flag(Path("results/estimate"), "the folder to write", study="results/estimate", group="output")
    overwrite: bool = flag(False, OVERWRITE, group="output")
    language: str = flag(
        "zh",
        "the language of figures; id: English, with the ids of domains",
        group="output",
        choices=["zh", "en", "id"],
    )


@dataclass(frozen=True, eq=False)
class Sample:
    """Labelled body sentences, sampled with known probabilities.

    Attributes
    ----------
    labels
        Of each sentence.
    inclusion
        The probability with which it was sampled, shape (n_sample,).
    places
        Its row among all body sentences, shape (n_sample,).
    folds
        The fold of the corpus that its document is in, shape (n_sample,).
    """

    labels: list[str]
    inclusion: Array
    places: Integers
    folds: Integers


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 for what the user can fix."""
    return run_command(estimate, EstimateConfig, "research estimate", __doc__, arguments, after=say_next)


def estimate(config: EstimateConfig) -> Finished:
    """Estimate the shares by counting the sampled labels and with the model, and write shares.csv and shares.png.

    Raises
    ------
    InputError
        If an input is not as it should be, or no sentence was sampled with a known probability; nothing is written.
    """
    codebook, corpus = read_inputs(config.corpus, config.codebook)
    name, n_folds, seed = read_run_config(config.run)
    tasks = read_tasks(find_table(config.corpus), codebook)
    sampled = [task for task in tasks if task.inclusion is not None and task.kind == BODY]
    if len(sampled) < 2:
        raise InputError(
            f"{config.corpus}: {len(sampled)} body sentences with a known inclusion probability; expected 2 or more: "
            "sample them with `research review --strategy random`"
        )
    documents = list(iterate_documents(config.inputs, config.text_column, config.document_column))
    split = [[one for one in split_sentences(found) if one.kind in LABELLED_KINDS] for found in documents]
    folds = split_by_document(corpus.sentences, corpus.labels, n_folds, seed)
    sample = place_sample(sampled, split, corpus, [test for _, test in folds])
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        said, mean = predict_sample_out_of_fold(name, seed, codebook, corpus, folds, split, sample)
        table = make_table(sample, said, mean, sum(one.kind == BODY for found in split for one in found), codebook.ids)
        write_table(folder / "shares.csv", table, index=False)
        shown = table[table["method"] == WITH_MODEL].drop(columns=["sentences"], errors="ignore")
        note = choose(
            config.language,
            f"由{len(documents)}篇中随机抽取并标注的{len(sampled)}句和模型估计。",
            f"Estimated from the model and {len(sampled)} sentences of {len(documents)} documents, sampled at "
            "random and coded.",
        )
        ax = plot_prevalence(shown, codebook=codebook, language=config.language, note=note)
        write_figure(folder / "shares.png", ax)
    halves = (table["high"] - table["low"]).groupby(table["method"]).mean() * 50
    print_message(
        f"{config.output}: shares of {table['population'].iloc[0]} body sentences of {len(documents)} documents from "
        f"{len(sampled)} sampled and coded; mean half-width of the 95 % intervals {halves[COUNTED]:.1f} points by "
        f"counting, {halves[WITH_MODEL]:.1f} with the model"
    )
    picked = sum(task.inclusion is None and task.kind == BODY for task in tasks)
    if picked:
        print_message(
            f"{picked} labelled sentences were not sampled at random: they train the model and are not counted"
        )
    return Finished(config.output / "shares.png")


def find_table(corpus: Path) -> Path:
    """Return the table of sentences of a corpus that is a folder or the file itself."""
    return corpus / "sentences.csv" if corpus.is_dir() else corpus


def place_sample(
    sampled: Sequence[Task],
    split: Sequence[Sequence[Sentence]],
    corpus: Corpus,
    tests: Sequence[Integers],
) -> Sample:
    """Find the sampled sentences among those of the documents, and the folds that their documents are in.

    Raises
    ------
    InputError
        If one is not there: the sample was taken from other documents.
    """
    body = (sentence for found in split for sentence in found if sentence.kind == BODY)
    places = {(sentence.document_id, str(sentence.number), sentence.text): place for place, sentence in enumerate(body)}
    keys = [(task.document_id, task.sentence_id, task.text) for task in sampled]
    lost = [key for key in keys if key not in places]
    if lost:
        raise InputError(
            f"{len(lost)} of {len(keys)} sampled sentences are not in the documents, first {lost[0][1]!r} of "
            f"{lost[0][0]!r}; give the documents that they were sampled from"
        )
    ids = corpus.document_ids
    fold_of = {ids[row]: fold for fold, test in enumerate(tests) for row in test}
    return Sample(
        [task.domain for task in sampled],
        np.array([task.inclusion for task in sampled], dtype=np.float64),
        np.array([places[key] for key in keys]),
        np.array([fold_of[task.document_id] for task in sampled]),
    )


def predict_sample_out_of_fold(
    name: str,
    seed: int,
    codebook: Codebook,
    corpus: Corpus,
    folds: Sequence[tuple[Integers, Integers]],
    split: Sequence[Sequence[Sentence]],
    sample: Sample,
) -> tuple[Array, Array]:
    """Predict all sentences by a model for each fold, which did not learn from the fold's documents.

    Returns
    -------
    probabilities, mean
        Of the sample by the model of its own fold, shape (n_sample, n_domains); the mean over all body sentences and
        all models, shape (n_domains,) (cross-prediction: Zrnic and Candès 2024).
    """
    found = np.zeros((len(sample.labels), len(codebook)))
    means = []
    for fold, (train, _) in enumerate(tqdm(folds, desc="cross-prediction", disable=None)):
        estimator = make_classifier(name, codebook, random_state=seed)
        estimator.fit([corpus.sentences[row] for row in train], [corpus.labels[row] for row in train])
        predictor = make_predictor(estimator)
        parts = []
        for batch in _batch(split):
            body = [row for row, sentence in enumerate(batch) if sentence.kind == BODY]
            said = predictor.predict_proba(batch)
            parts.append(said[body])
        everywhere = np.concatenate(parts)
        own = sample.folds == fold
        found[own] = everywhere[sample.places[own]]
        means.append(everywhere.mean(axis=0))
    return found, np.mean(means, axis=0)


def make_table(
    sample: Sample, probabilities: Array, mean: Array, population: int, domains: Sequence[str]
) -> pd.DataFrame:
    """Return shares with intervals by counting the sampled labels and with the model, one row a domain.

    Examples
    --------
    >>> sample = Sample(list("aabb"), np.full(4, 0.1), np.arange(4), np.zeros(4, dtype=np.int64))
    >>> table = make_table(sample, np.full((4, 2), 0.5), np.array([0.5, 0.5]), 40, ["a", "b"])
    >>> table[["method", "domain", "prevalence", "sampled"]].values.tolist()[0]
    ['counted', 'a', 0.5, 2]
    """
    flat = np.full_like(probabilities, 1 / len(domains))
    parts = []
    for method, said, known in ((COUNTED, flat, flat[0]), (WITH_MODEL, probabilities, mean)):
        shares = estimate_from_sample(sample.labels, said, sample.inclusion, population, known, domains)
        low, high = find_interval(shares)
        columns = {"method": method, "domain": list(domains), "prevalence": shares.estimate, "low": low, "high": high}
        counts = [sample.labels.count(domain) for domain in domains]
        parts.append(pd.DataFrame(columns | {"sampled": counts, "population": population}))
    return pd.concat(parts, ignore_index=True)


def _batch(split: Sequence[Sequence[Sentence]], most: int = 10_000) -> Iterator[list[Sentence]]:
    batch: list[Sentence] = []
    for found in split:
        batch += found
        if len(batch) >= most:
            yield batch
            batch = []
    if batch:
        yield batch


if __name__ == "__main__":
    sys.exit(main())
