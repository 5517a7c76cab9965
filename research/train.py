"""Train on labelled sentences, evaluate by document, and write a run's folder.

Example: research train --corpus my/sentences.csv --codebook my/codebook.toml -o results/mine
"""

import hashlib
import platform
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from research.cli import CODEBOOK, Finished, print_message, quote_path, run_command
from research.codebook import Codebook, make_codebook, read_codebook
from research.corpus.labelled import Corpus, read_corpus, split_by_document
from research.corpus.tasks import find_table
from research.csv_cells import read_table
from research.default_run import DEFAULT_RUN
from research.errors import InputError
from research.labelling.multilabel import write_set_scores
from research.measure.comparison import choose_classifier
from research.measure.evaluation import Evaluation, Folds, evaluate, fit_and_predict
from research.measure.gold_labels import GoldLabels
from research.measure.multilabel import encode_sets
from research.measure.sample_size import FEW_LABELS
from research.messages import translate
from research.model.baselines import CALIBRATION_FOLDS, CLASSIFIERS, SVM, make_classifier, make_predictor
from research.model.examples import list_examples, list_terms
from research.model.features import Terms
from research.model.storage import MODEL, Model, write_model
from research.output import open_folder, write_json, write_table
from research.parser import DOCUMENT_COLUMN, OVERWRITE, STUDY, TEXT_COLUMN, count_jobs, flag, jobs_flag, language_flag
from research.plurals import count_noun
from research.report.methods_sheet import count_ways
from research.report.training import Trained, write_training
from research.run import describe_scores, format_scores
from research.shipped import shipped_path
from research.status import describe_needs, say_next
from research.text.documents import iterate_documents

_DOCUMENTS = "documents"  # of a study
_OPTIONAL = (
    "several",
    "documents",
    "text_column",
    "document_column",
)  # settings that config.json has if they are given
_FEW_DOCUMENTS = 5  # below it, resampling documents gives intervals that are too narrow
LIBRARIES = ("scikit-learn", "numpy", "scipy", "pandas", "matplotlib", "jieba", "rjieba")


@dataclass(frozen=True)
class TrainConfig:
    """All settings of a training run; they are the flags of the command and are saved beside its results."""

    study: Path | None = flag(None, STUDY, type=Path)
    corpus: Path | None = flag(
        None,
        "labelled sentences: a CSV with text and domain, or a folder with sentences.csv (default: the shipped corpus)",
        study="corpus",
        made_by="merge",
        type=Path,
    )
    codebook: Path | None = flag(
        None,
        "a codebook.toml (default: the shipped one for the shipped corpus, else the labels of the corpus, sorted)",
        study=CODEBOOK,
        type=Path,
    )
    documents: Path | None = flag(
        None,
        "the documents that the labelled sentences were sampled from, as for `research label`: a document is then "
        "predicted whole, and its labelled sentences are scored",
        study=_DOCUMENTS,
        type=Path,
    )
    text_column: Sequence[str] | None = flag(None, TEXT_COLUMN, nargs="+")
    document_column: Sequence[str] | None = flag(None, DOCUMENT_COLUMN, nargs="+")
    test: Path | None = flag(None, "labelled sentences to score on after training on all of the corpus", type=Path)
    classifier: str = flag(
        "best", "the classifier to keep; best compares all of them", group="model", choices=["best", *CLASSIFIERS]
    )
    several: bool = flag(
        False,
        'sentences may have several domains: their label and their "secondary" one (or: multilabel = true in the '
        "codebook)",
        group="model",
    )
    folds: int = flag(5, "number of folds of the cross-validation", group="evaluation", minimum=2)
    seed: int = flag(0, "seed of the random numbers", group="evaluation", minimum=0)
    output: Path = flag(DEFAULT_RUN, "the run's folder", study="results/baseline", group="output")
    overwrite: bool = flag(False, OVERWRITE, group="output")
    language: str = language_flag("figures and report")
    jobs: int = jobs_flag(-1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 for what the user can fix."""
    return run_command(train, TrainConfig, "research train", __doc__, arguments, after=say_next)


def train(config: TrainConfig) -> Finished:
    """Train, evaluate and write the run's folder.

    Raises
    ------
    InputError
        If the corpus, the codebook, the test file or the output folder is not as it should be; nothing is written.
    """
    codebook, corpus = read_inputs(config.corpus, config.codebook)
    codebook = replace(codebook, multilabel=codebook.multilabel or config.several)
    sets = encode_sets(corpus, codebook, str(config.corpus or "the shipped corpus")) if codebook.multilabel else None
    test = read_corpus(config.test, codebook) if config.test else None
    notes = describe_limits(config, codebook, corpus)
    folds = split_by_document(corpus.sentences, corpus.labels, config.folds, config.seed)
    for note in notes:
        print_message(f"warning: {note}")
    corpus = place_in_documents(config, corpus)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        terms = list_examples(codebook) if config.corpus is None else list_terms(codebook)
        out_of_fold, estimator = compare_classifiers(config, codebook, corpus, folds, terms)
        evaluated = {name: _evaluate(corpus, found, codebook) for name, found in out_of_fold.items()}
        kept = choose_classifier(evaluated)
        if kept != next(iter(out_of_fold)):
            estimator = make_classifier(kept, codebook, terms=terms, random_state=config.seed)
            estimator.fit(corpus.sentences, corpus.labels)
        predictor = make_predictor(estimator)
        write_model(folder / MODEL, Model(predictor, codebook))
        tested, said = None, ""
        if test is not None:
            tested = _evaluate(test, predictor.predict_proba(test.sentences), codebook).scores
            write_json(folder / "test.json", describe_scores(tested))
            write_table(folder / "test_domains.csv", tested.domains)
        trained = Trained(
            codebook,
            corpus,
            evaluated,
            kept,
            describe_settings(config),
            describe_environment(config),
            count_blind(config.corpus),
        )
        write_training(folder, trained, config.output.name, config.language)
        if sets is not None:
            said = write_set_scores(folder, out_of_fold[kept], sets, corpus.document_ids, codebook.ids, folds)
    print_message(f"{config.output}: {kept}, cross-validated by document: {format_scores(evaluated[kept].scores)}")
    if said:
        print_message(said)
    if tested is not None:
        print_message(f"{config.test}: {format_scores(tested)}")
    if config.study is not None:
        scored = evaluated[kept].domains.fillna({"f1": 0})[["f1", "support"]]
        needs = [(str(domain), float(f1), float(n_labels)) for domain, f1, n_labels in scored.itertuples()]
        print_message(describe_needs(needs, config.study))
    return Finished(config.output / "report.html")


def read_inputs(corpus: Path | None, codebook: Path | None) -> tuple[Codebook, Corpus]:
    """Read corpus and codebook; a corpus without a codebook takes its own labels, sorted."""
    if corpus is None or codebook is not None:
        domains = read_codebook(codebook)
        return domains, read_corpus(corpus, domains)
    labelled = read_corpus(corpus)
    domains = make_codebook(labelled.labels)
    if len(domains) < 2:
        raise InputError(
            f"{corpus}: all sentences have the label {domains.ids[0]!r}; expected two or more different labels"
        )
    return domains, labelled


def describe_limits(config: TrainConfig, codebook: Codebook, corpus: Corpus) -> list[str]:
    """Say where a trained model means little: domains without labels, few labels or documents.

    Raises
    ------
    InputError
        If all labels are of one domain, so that there is nothing to tell apart.
    """
    counts = Counter(corpus.labels)
    n_documents = len(set(corpus.document_ids))
    if len(counts) == 1:
        again = f": research review --study {quote_path(config.study)}" if config.study else ""
        raise InputError(
            f"{config.corpus}: all labels of {count_noun(len(corpus.labels), 'sentence')} are "
            f"{corpus.labels[0]!r}, expected two domains or "
            f"more; code sentences of another{again}"
        )
    notes = []
    if unseen := [domain for domain in codebook.ids if domain not in counts]:
        notes.append(f"no sentence is coded {', '.join(unseen)}, so the model cannot learn it")
    if len(corpus.labels) < FEW_LABELS or n_documents < _FEW_DOCUMENTS:
        notes.append(
            f"{count_noun(len(corpus.labels), 'labelled sentence')} of "
            f"{count_noun(n_documents, 'document')} are few: the scores and their "
            "intervals are rough"
        )
    return notes


def place_in_documents(config: TrainConfig, corpus: Corpus) -> Corpus:
    """Return the corpus with the documents that it was sampled from, and say which are missing.

    Raises
    ------
    InputError
        If the documents were asked for and cannot be read.
    """
    if config.documents is None:
        if is_scattered(corpus):
            print_message(
                "warning: between the labelled sentences of a document others are missing, so scores are those of "
                "sentences without their context; give --documents to score them as they will be labelled"
            )
        return corpus
    unread: list[InputError] = []
    try:
        documents = iterate_documents(
            [config.documents], config.text_column, config.document_column, skip=unread.append
        )
        placed = corpus.place_in(documents)
    except InputError:
        if config.study is None or config.documents != config.study / _DOCUMENTS:
            raise
        placed = corpus.place_in(())
    found = set(placed.whole.sentences) if placed.whole else set()
    missing = [name for name in dict.fromkeys(corpus.document_ids) if name not in found]
    if missing and is_scattered(corpus):
        print_message(
            f"warning: {config.documents}: {len(missing)} of "
            f"{count_noun(len(missing) + len(found), 'document of the corpus is', 'documents of the corpus are')} "
            f"not there with their labelled sentences, first {missing[0]!r}; these sentences are scored without "
            "their context"
        )
    return placed


def count_blind(corpus: Path | None) -> dict[str, int]:
    """Count the labels of a corpus by how they were given; nothing where it does not say, as the shipped one."""
    if corpus is None:
        return {}
    table = read_table(find_table(corpus))
    if "blind" not in table.columns:
        return {}
    return count_ways([row.cells["blind"] for row in table.rows])


def is_scattered(corpus: Corpus) -> bool:
    """Tell whether many sentences of the documents have no label: more than a third of those up to the last labelled.

    Of documents that are labelled whole a few are missing, those that are boilerplate.
    """
    last: dict[str, int] = {}
    for sentence in corpus.sentences:
        last[sentence.document_id] = max(last.get(sentence.document_id, 0), sentence.number)
    return 3 * len(corpus.sentences) < 2 * sum(number + 1 for number in last.values())


def compare_classifiers(
    config: TrainConfig, codebook: Codebook, corpus: Corpus, folds: Folds, terms: Mapping[str, Terms]
) -> tuple[dict[str, NDArray[np.float64]], Any]:
    """Cross-validate the classifiers; return the out-of-fold probabilities of each, and the first one fitted."""
    names: tuple[str, ...] = CLASSIFIERS if config.classifier == "best" else (config.classifier,)
    if SVM in names and (lack := _find_too_few(corpus, folds)):
        if config.classifier == SVM:
            raise InputError(f"--classifier: {lack}; label more sentences of it, or give --classifier full")
        print_message(f"warning: {lack}, so {SVM} is left out of the comparison")
        names = tuple(name for name in names if name != SVM)
    with tqdm(total=len(names) * len(folds) + 1, desc=translate("cross-validation"), disable=None) as bar:
        found = fit_and_predict(
            [make_classifier(name, codebook, terms=terms, random_state=config.seed) for name in names],
            corpus,
            folds,
            codebook.ids,
            refit=True,
            n_jobs=count_jobs(config.jobs),
            callback=bar.update,
        )
    return dict(zip(names, found.probabilities, strict=True)), found.first


def _find_too_few(corpus: Corpus, folds: Folds) -> str:
    """Say of which domain a training part holds too few sentences to calibrate a support vector machine, if of any."""
    labels = np.asarray(corpus.labels)
    for train, _ in folds:
        for domain in sorted(set(corpus.labels)):
            count = int((labels[train] == domain).sum())
            if count < CALIBRATION_FOLDS:
                return (
                    f"{SVM} needs {CALIBRATION_FOLDS} sentences of each domain to train on, and in one fold there "
                    f"{'is' if count == 1 else 'are'} {count} of {domain!r}"
                )
    return ""


def _evaluate(corpus: Corpus, probabilities: NDArray[np.float64], codebook: Codebook) -> Evaluation:
    return evaluate(GoldLabels(corpus.labels, corpus.document_ids, codebook.ids), probabilities)


def describe_settings(config: TrainConfig) -> dict[str, object]:
    """Return the settings as config.json has them: what repeats the run, and paths from the study's folder on."""
    given = {key: value for key, value in asdict(config).items() if key not in {"overwrite", "jobs", "study"}}
    given = {key: value for key, value in given.items() if value or key not in _OPTIONAL}
    return {key: _name_path(value, config.study) if isinstance(value, Path) else value for key, value in given.items()}


def _name_path(path: Path, study: Path | None) -> str:
    """Return a path as config.json has it: in a study from its folder on, so that the study can lie anywhere."""
    return path.relative_to(study).as_posix() if study and study in path.parents else str(path)


def describe_environment(config: TrainConfig) -> dict[str, object]:
    """Return the versions of Python and libraries and the SHA-256 of what was read."""
    read = {"corpus": find_table(config.corpus or shipped_path("corpus"))}
    if config.corpus is None or config.codebook is not None:
        read["codebook"] = config.codebook or shipped_path("codebook.toml")
    digests: dict[str, object] = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in read.items()}
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, "libraries": {name: version(name) for name in LIBRARIES}, "sha256": digests}


if __name__ == "__main__":
    sys.exit(main())
