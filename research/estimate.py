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
    SKIPPED,
    STUDY,
    TEXT_COLUMN,
    Finished,
    flag,
    print_message,
    read_readable,
    run_command,
)
from research.codebook import Codebook
from research.corpus.labelled import Corpus, split_by_document
from research.corpus.rounds import Coded, divide_rounds
from research.corpus.tasks import TO_SETTLE, UNCODED, Task, describe_blindness, join_blindness, read_tasks
from research.default_run import is_untrained
from research.errors import InputError
from research.labelling.predictions import read_predictions
from research.measure.bootstrap import number_documents
from research.measure.sample_size import (
    COUNTED,
    FEW_LABELS,
    WITH_MODEL,
    CodedSample,
    describe_population,
    estimate_from_sample,
)
from research.model.baselines import make_classifier, make_predictor
from research.model.encoding import encode_labels
from research.output import open_folder, write_table
from research.plurals import count_noun
from research.report.captions import choose
from research.report.figures import write_figure
from research.report.methods_sheet import MethodsSheet, count_ways, describe_run, hash_files, list_ways
from research.report.plots import plot_prevalence
from research.run import read_run_config
from research.status import say_next
from research.text.sentences import BODY, LABELLED_KINDS, Sentence, split_sentences
from research.train import read_inputs

_TOLERANCE = 0.01  # of the number of sentences that a sample stands for


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
    tasks = _select_body(read_tasks(find_table(config.corpus), codebook))
    missing = _select_body(_read_missing(config.corpus, codebook))
    n_random = sum(task.inclusion is not None for task in tasks)
    if n_random < 2:
        raise InputError(
            f"{config.corpus}: {count_noun(n_random, 'body sentence')} with a known inclusion "
            "probability; expected 2 or more: "
            "sample them with `research review --strategy random`"
        )
    counting = config.predictions is None and is_untrained(config.run, config.study)
    if counting:
        print_message(
            f"{config.run}: no trained run there, so shares are counted from the labels alone; a model narrows the "
            "intervals"
        )
    documents, n_skipped = read_readable(config.inputs, config.text_column, config.document_column)
    split = [[one for one in split_sentences(found) if one.kind in LABELLED_KINDS] for found in documents]
    body = [sentence for found in split for sentence in found if sentence.kind == BODY]
    coded = divide_rounds(tasks, missing, len(body))
    places = place_tasks([*coded.sample, *coded.known], body)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        if counting:
            said = population = np.full((len(body), len(codebook)), 1 / len(codebook))  # counting takes no part of it
        elif config.predictions is None:
            said, population = predict_out_of_fold(config.run, codebook, corpus, split, places[: len(coded.sample)])
        else:
            said = read_predictions(config.predictions, codebook).locate(body)
            population = said
        table = make_table(coded, places, said, population, codebook.ids)
        table = table[table["method"] == COUNTED] if counting else table
        write_table(folder / "shares.csv", table, index=False)
        shown = table[table["method"] == (COUNTED if counting else WITH_MODEL)]
        note = choose(
            config.language,
            f"由{len(documents)}篇中随机抽取并标注的{len(coded.sample)}句{'' if counting else '和模型'}估计。",
            f"Estimated from {'' if counting else 'the model and '}{count_noun(len(coded.sample), 'sentence')} of "
            f"{count_noun(len(documents), 'document')}, sampled at random and coded.",
        )
        make_methods_sheet(config, coded, tasks, table, len(documents), folder).write(folder, config.language)
        ax = plot_prevalence(shown, codebook=codebook, language=config.language, note=note)
        write_figure(folder / "shares.png", ax)
    _report(config, table, coded, tasks, len(documents))
    return Finished(config.output / "shares.png", SKIPPED if n_skipped else 0)


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
            "占比：counted为抽中句子的计数（Hájek估计，mid-p区间）；with_model为差值估计量（PPI++），模型的误差由抽中句子校正。",
            "Shares: counted are the labels of the sample (Hájek, mid-p intervals); with_model is the difference "
            "estimator (PPI++), in which the sample corrects the errors of the model.",
        ),
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
        ),
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


def describe_limits(table: pd.DataFrame, coded: Coded) -> list[str]:
    """Say where the shares mean little: few labels, domains without any, and documents that the sample is not from.

    Parameters
    ----------
    table
        As from `make_table`.
    coded
        The labelled sentences.
    """
    counted = table[table["method"] == COUNTED]
    n_sample, n_body = len(coded.sample), int(counted["population"].iloc[0])
    notes = []
    if n_sample < FEW_LABELS and n_sample + len(coded.known) < n_body:
        notes.append(
            f"{count_noun(n_sample, 'sampled and coded sentence is', 'sampled and coded sentences are')} "
            f"few (below {FEW_LABELS}): the intervals are rough"
        )
    unseen = counted["domain"][counted["sampled"] == 0].tolist()
    if len(unseen) == len(counted) - 1:
        only = counted["domain"][counted["sampled"] > 0].iloc[0]
        notes.append(f"all labels are {only}, so nothing varies: only how large the other shares may be is known")
    elif unseen:
        notes.append(f"no coded sentence is {', '.join(unseen)}: only how large such a share may be is known")
    represented = float((1 / coded.inclusion).sum()) * (n_sample + coded.missing_sample) / n_sample
    rest = n_body - len(coded.known) - coded.missing_known
    if abs(represented - rest) > max(1, _TOLERANCE * rest):
        notes.append(
            f"the sample was taken from {count_noun(round(represented), 'sentence')} and the documents "
            f"have {rest}: some were added, "
            "removed or changed since; give the documents of then, or sample again from these"
        )
    return notes


def _select_body(tasks: Sequence[Task]) -> list[Task]:
    return [task for task in tasks if task.kind == BODY]


def _read_missing(corpus: Path, codebook: Codebook) -> list[Task]:
    """Read the sampled sentences without a label that `research merge` lists beside the corpus."""
    folder = corpus if corpus.is_dir() else corpus.parent
    files = [folder / name for name in (TO_SETTLE, UNCODED) if (folder / name).exists()]
    return [task for file in files for task in read_tasks(file, codebook) if task.strategy]


def find_table(corpus: Path) -> Path:
    """Return the table of sentences of a corpus that is a folder or the file itself."""
    return corpus / "sentences.csv" if corpus.is_dir() else corpus


def place_tasks(tasks: Sequence[Task], body: Sequence[Sentence]) -> Integers:
    """Find labelled sentences among the body sentences of the documents.

    Raises
    ------
    InputError
        If one is not there: the sample was taken from other documents.
    """
    places = {(sentence.document_id, str(sentence.number), sentence.text): place for place, sentence in enumerate(body)}
    keys = [(task.document_id, task.sentence_id, task.text) for task in tasks]
    lost = [key for key in keys if key not in places]
    if lost:
        raise InputError(
            f"{len(lost)} of {len(keys)} sampled sentences are not in the documents, first {lost[0][1]!r} of "
            f"{lost[0][0]!r}; give the documents that they were sampled from"
        )
    return np.array([places[key] for key in keys], dtype=np.int64)


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
    for fold, (train, _) in enumerate(tqdm(folds, desc="cross-prediction", disable=None)):
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


def make_table(
    coded: Coded, places: Integers, probabilities: Array, population: Array, domains: Sequence[str]
) -> pd.DataFrame:
    """Return shares with intervals by counting the sampled labels and with the model, one row a domain.

    Parameters
    ----------
    coded
        The labelled sentences.
    places
        Their rows among all body sentences, the sample first.
    probabilities, population
        The probabilities of all body sentences, for the sample and for the population; see `predict_out_of_fold`.
    domains
        All domains in order.
    """
    n_sample, n_body = len(coded.sample), len(population)
    rest = np.ones(n_body, dtype=bool)
    rest[places[n_sample:]] = False
    n_rest = int(rest.sum()) - coded.missing_known
    gold = np.eye(len(domains))[encode_labels([task.domain for task in coded.sample], domains)]
    documents, _ = number_documents([task.document_id for task in coded.sample])
    strata = documents if all(task.strategy == "random" for task in coded.sample) else None
    sample = CodedSample(gold, probabilities[places[:n_sample]], coded.inclusion, strata)
    known = np.bincount(encode_labels([task.domain for task in coded.known], domains), minlength=len(domains)).astype(
        np.float64
    )
    missing = coded.missing_sample / (n_sample + coded.missing_sample) * n_rest + coded.missing_known
    parts = []
    for method, model in ((COUNTED, None), (WITH_MODEL, describe_population(population[rest], n_rest))):
        found = estimate_from_sample(sample, model, n_rest).add_known(known, n_rest)
        found = found.allow_for_unknown(missing / n_body)
        columns = {"method": method, "domain": list(domains), "prevalence": found.estimate, "low": found.low}
        parts.append(pd.DataFrame(columns | {"high": found.high}))
    table = pd.concat(parts, ignore_index=True)
    counts = (gold.sum(axis=0) + known).astype(int).tolist()
    said = {
        "sampled": counts * 2,
        "population": n_body,
        "missing": coded.missing_sample + coded.missing_known,
        "target": "these documents",
        "blind": join_blindness(task.blindness for task in (*coded.sample, *coded.known)),
    }
    return table.assign(**said)


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
