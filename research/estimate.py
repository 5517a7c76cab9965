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
from research.cli import CODEBOOK, SKIPPED, Finished, print_message, read_readable, run_command
from research.codebook import Codebook
from research.corpus.labelled import Corpus, split_by_document
from research.corpus.rounds import Coded, divide_rounds
from research.corpus.tasks import TO_SETTLE, UNCODED, Task, describe_blindness, find_table, read_tasks
from research.default_run import DEFAULT_RUN, is_untrained
from research.errors import InputError
from research.labelling.choices import CROSSWALK, SCHEME_HELP
from research.labelling.crosswalk import describe_bounds, read_crosswalk
from research.labelling.predictions import read_predictions
from research.labelling.sample_shares import (
    PredictedSample,
    describe_limits,
    place_tasks,
    tabulate_categories,
    tabulate_sample,
)
from research.measure.sample_size import COUNTED, WITH_MODEL
from research.messages import translate
from research.model.baselines import make_classifier, make_predictor
from research.output import open_folder, write_table
from research.parser import DOCUMENT_COLUMN, OVERWRITE, STUDY, TEXT_COLUMN, flag, language_flag
from research.plurals import count_noun
from research.report.captions import choose
from research.report.figures import write_figure
from research.report.methods_sheet import (
    MethodsSheet,
    count_ways,
    describe_crosswalk,
    describe_run,
    hash_crosswalk,
    hash_files,
    list_ways,
)
from research.report.plots import plot_prevalence
from research.run import read_run_config
from research.status import say_next
from research.text.kinds import BODY, LABELLED_KINDS
from research.text.sentences import Sentence, split_sentences
from research.train import read_inputs


@dataclass(frozen=True)
class EstimateConfig:
    """All settings of the estimate; they are the flags of the command."""

    inputs: tuple[Path, ...] = flag(
        (), "the documents that `research review` sampled from", study="documents", positional="*", metavar="INPUT"
    )
    study: Path | None = flag(None, STUDY, type=Path)
    corpus: Path = flag(Path("results/corpus"), "a corpus that `research merge` wrote", study="corpus", made_by="merge")
    codebook: Path | None = flag(
        None, "a codebook.toml, as for `research train` (default: the labels of the corpus)", study=CODEBOOK, type=Path
    )
    text_column: Sequence[str] | None = flag(None, TEXT_COLUMN, nargs="+")
    document_column: Sequence[str] | None = flag(None, DOCUMENT_COLUMN, nargs="+")
    predictions: Path | None = flag(
        None,
        "a CSV with document_id, sentence_id and the labels (domain) or probabilities (a column a domain) that another "
        "classifier, such as a large language model, gave to every body sentence; it takes the place of the run",
        group="model",
        type=Path,
    )
    run: Path = flag(
        DEFAULT_RUN,
        "the trained run whose classifier and folds are used",
        study="results/baseline",
        group="model",
    )
    crosswalk: str = flag(
        "",
        f"write the shares in another scheme, too, to {CROSSWALK}, with intervals and bounds: {SCHEME_HELP}",
        group="output",
        metavar="TABLE",
    )
    output: Path = flag(Path("results/estimate"), "the folder to write", study="results/estimate", group="output")
    overwrite: bool = flag(False, OVERWRITE, group="output")
    language: str = language_flag("figures")


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
    crosswalk = read_crosswalk(config.crosswalk, codebook) if config.crosswalk else None
    tasks = _read_labelled(config.corpus, codebook)
    counting = config.predictions is None and is_untrained(config.run, config.study)
    if counting:
        print_message(
            f"{config.run}: no trained run there, so shares are counted from the labels alone; a model narrows the "
            "intervals"
        )
    documents, n_skipped = read_readable(config.inputs, config.text_column, config.document_column)
    split = [[one for one in split_sentences(found) if one.kind in LABELLED_KINDS] for found in documents]
    body = [sentence for found in split for sentence in found if sentence.kind == BODY]
    coded = divide_rounds(tasks, _select_body(_read_missing(config.corpus, codebook)), len(body))
    places = place_tasks([*coded.sample, *coded.known], body)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        if counting:
            said = population = np.full((len(body), len(codebook)), 1 / len(codebook))  # counting takes no part of it
        elif config.predictions is None:
            said, population = predict_out_of_fold(config.run, codebook, corpus, split, places[: len(coded.sample)])
        else:
            said = read_predictions(config.predictions, codebook).locate(body)
            population = said
        sample = PredictedSample(coded, places, said, population, codebook.ids)
        methods = [COUNTED] if counting else [COUNTED, WITH_MODEL]
        table = tabulate_sample(sample)
        table = table[table["method"].isin(methods)]
        write_table(folder / "shares.csv", table, index=False)
        bounds = ""
        if crosswalk is not None:
            crossed = tabulate_categories(sample, crosswalk)
            write_table(folder / CROSSWALK, crossed[crossed["method"].isin(methods)], index=False)
            bounds = describe_bounds(crossed[crossed["method"] == methods[-1]], config.crosswalk)
        make_methods_sheet(config, coded, tasks, table, len(documents), folder).write(folder, config.language)
        note = _describe_sample(config.language, coded, len(documents), model=not counting)
        shown = table[table["method"] == methods[-1]]
        ax = plot_prevalence(shown, codebook=codebook, language=config.language, note=note)
        write_figure(folder / "shares.png", ax)
    _report(config, table, coded, tasks, len(documents))
    if bounds:
        print_message(f"{config.output / CROSSWALK}: {bounds}")
    return Finished(config.output / "shares.png", SKIPPED if n_skipped else 0)


def _describe_sample(language: str, coded: Coded, n_documents: int, *, model: bool) -> str:
    return choose(
        language,
        f"由{n_documents}篇中随机抽取并标注的{len(coded.sample)}句{'和模型' if model else ''}估计。",
        f"Estimated from {'the model and ' if model else ''}{count_noun(len(coded.sample), 'sentence')} of "
        f"{count_noun(n_documents, 'document')}, sampled at random and coded.",
    )


def _read_labelled(corpus: Path, codebook: Codebook) -> list[Task]:
    """Read the labelled body sentences, of which two or more must be a random sample."""
    tasks = _select_body(read_tasks(find_table(corpus), codebook))
    n_random = sum(task.inclusion is not None for task in tasks)
    if n_random < 2:
        raise InputError(
            f"{corpus}: {count_noun(n_random, 'body sentence')} with a known inclusion "
            "probability; expected 2 or more: "
            "sample them with `research review --strategy random`"
        )
    return tasks


def make_methods_sheet(
    config: EstimateConfig, coded: Coded, tasks: Sequence[Task], table: pd.DataFrame, n_documents: int, folder: Path
) -> MethodsSheet:
    """Say what the shares are of and how they were estimated."""
    language, n_sample, n_known = config.language, len(coded.sample), len(coded.known)
    run = describe_run(None if config.predictions else config.run, language)
    population, missing = int(table["population"].iloc[0]), coded.missing_sample + coded.missing_known
    picked = len(tasks) - n_sample - n_known
    counts = {
        (
            f"{picked}个标注句不是随机抽取",
            f"{count_noun(picked, 'labelled sentence that was', 'labelled sentences that were')} not sampled at random",
        ): picked,
        (
            f"{missing}个抽中的句子没有标签，区间已放宽",
            f"{count_noun(missing, 'sampled sentence')} without a label; the intervals hold whatever it is",
        ): missing,
    }
    elsewhere = choose(language, "预测来自其他分类器。", "Predictions of another classifier.")
    return MethodsSheet(
        choose(
            language,
            "方法说明：由抽样估计的占比",
            "Methods: shares from a sample",
        ),
        choose(
            language,
            f"{n_documents}篇文档的{population}个正文句，其中随机抽取并编码{n_sample}句，此前已编码{n_known}句",
            f"{count_noun(population, 'body sentence')} of {count_noun(n_documents, 'document')}; "
            f"{n_sample} sampled at random and coded, "
            f"{n_known} coded before",
        ),
        choose(
            language,
            "这些文档本身：95%区间含抽取句子的抽样误差，有限总体已校正。",
            "These documents: the 95% intervals hold the sampling of sentences, for a finite population.",
        ),
        choose(language, "正文句，权重为入样概率的倒数", "Body sentences by inverse inclusion probability"),
        f"{elsewhere if config.predictions else run.classifier} "
        + choose(
            language,
            "占比：counted为抽中句子的计数（Hájek估计，Wilson区间）；with_model为差值估计量（PPI++），模型的误差由抽中句子校正。",
            "Shares: counted are the labels of the sample (Hájek, Wilson's intervals); with_model is the difference "
            "estimator (PPI++), in which the sample corrects the errors of the model.",
        )
        + choose(language, "", " " * bool(config.crosswalk))
        + describe_crosswalk(config.crosswalk, language),
        choose(language, "计入的标签：", "The labels that are counted: ")
        + list_ways(count_ways([task.blindness for task in (*coded.sample, *coded.known)]), language),
        [choose(language, *texts) for texts, count in counts.items() if count],
        choose(language, f"{run.seeds}；估计本身不含随机数", f"{run.seeds}; the estimate itself is not random").lstrip(
            "；; "
        ),
        dict(run.hashes)
        | hash_files(
            {"corpus": find_table(config.corpus), "shares.csv": folder / "shares.csv"}
            | ({"predictions": config.predictions} if config.predictions else {})
        )
        | hash_crosswalk(config.crosswalk),
    )


def _report(config: EstimateConfig, table: pd.DataFrame, coded: Coded, tasks: Sequence[Task], n_documents: int) -> None:
    n_sample = len(coded.sample)
    halves = (table["high"] - table["low"]).groupby(table["method"]).mean() * 50
    n_body = int(table["population"].iloc[0])
    widths = f"mean half-width of the 95 % intervals {halves[COUNTED]:.1f} points by counting"
    widths += f", {halves[WITH_MODEL]:.1f} with the model" if WITH_MODEL in halves else ""
    if n_sample + len(coded.known) == n_body:
        widths = "every sentence is coded, so the shares are counts and need no intervals"
    print_message(
        f"{config.output}: shares of these {count_noun(n_body, 'body sentence')} of "
        f"{count_noun(n_documents, 'document')} from {n_sample} sampled "
        f"and coded; {widths}"
    )
    for note in describe_limits(table, coded):
        print_message(f"warning: {note}")
    if coded.known:
        known = count_noun(len(coded.known), "sentence was", "sentences were")
        print_message(f"{known} labelled before the sample was taken, counted as what is known")
    picked = len(tasks) - len(coded.sample) - len(coded.known)
    if picked:
        print_message(
            f"{count_noun(picked, 'labelled sentence was', 'labelled sentences were')} not sampled at random: "
            "used to train the model, not counted"
        )
    missing = coded.missing_sample + coded.missing_known
    if missing:
        print_message(
            f"warning: {count_noun(missing, 'sampled sentence has', 'sampled sentences have')} no "
            "label (unsettled or not coded), so the intervals are "
            f"widened to hold whatever those labels are; code what {TO_SETTLE} and {UNCODED} list in {config.corpus}, "
            "in the files of the coders, and merge again"
        )
    print_message(describe_blindness([task.blindness for task in (*coded.sample, *coded.known)]))


def _select_body(tasks: Sequence[Task]) -> list[Task]:
    return [task for task in tasks if task.kind == BODY]


def _read_missing(corpus: Path, codebook: Codebook) -> list[Task]:
    """Read the sampled sentences without a label that `research merge` lists beside the corpus."""
    folder = corpus if corpus.is_dir() else corpus.parent
    files = [folder / name for name in (TO_SETTLE, UNCODED) if (folder / name).exists()]
    return [task for file in files for task in read_tasks(file, codebook) if task.strategy]


def predict_out_of_fold(
    run: Path, codebook: Codebook, corpus: Corpus, split: Sequence[Sequence[Sentence]], sampled: Integers
) -> tuple[Array, Array]:
    """Predict all body sentences by a model for each fold, which did not learn from the fold's documents.

    Parameters
    ----------
    run
        The trained run whose classifier and folds are used.
    codebook
        The domains.
    corpus
        The labelled sentences, in folds.
    split
        The sentences of each document.
    sampled
        The rows of the sample among all body sentences.

    Returns
    -------
    own, mean
        The probabilities of all body sentences, shape (n_body, n_domains): by the mean of all models but for the
        sample, whose sentences are predicted by the model of their own fold (cross-prediction: Zrnic and Candès 2024);
        and by the mean of all models throughout, which is what the population is predicted by.
    """
    name, n_folds, seed = read_run_config(run)
    folds = split_by_document(corpus.sentences, corpus.labels, n_folds, seed)
    fold_of = {corpus.document_ids[row]: fold for fold, (_, test) in enumerate(folds) for row in test}
    body = [sentence for found in split for sentence in found if sentence.kind == BODY]
    folds_of_sample = np.array([fold_of[body[row].document_id] for row in sampled])
    total, own = np.zeros((len(body), len(codebook))), np.zeros((len(sampled), len(codebook)))
    for fold, (train, _) in enumerate(tqdm(folds, desc=translate("cross-prediction"), disable=None)):
        estimator = make_classifier(name, codebook, random_state=seed)
        estimator.fit([corpus.sentences[row] for row in train], [corpus.labels[row] for row in train])
        predictor = make_predictor(estimator)
        parts = []
        for batch in _batch(split):
            said = predictor.predict_proba(batch)
            parts.append(said[[row for row, sentence in enumerate(batch) if sentence.kind == BODY]])
        everywhere = np.concatenate(parts)
        mine = folds_of_sample == fold
        own[mine] = everywhere[sampled[mine]]
        total += everywhere / len(folds)
    said = total.copy()
    said[sampled] = own
    return said, total


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
