"""Measure the contribution of each part of the full model, and compare it with other classifiers on the same folds.

Example: python -m research.studies.ablation --gold ../shared/eval
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from research.arrays import Array, Integers
from research.cli import run_command
from research.codebook import Codebook, read_codebook
from research.corpus.labelled import Corpus, read_corpus, split_by_document
from research.corpus.whole_documents import Placed
from research.measure.bootstrap import Interval
from research.measure.comparison import compare_labels
from research.measure.evaluation import Folds, score_labels
from research.measure.gold_labels import GoldLabels
from research.model.baselines import OrderedClassifier, make_classifier
from research.model.classifier import SentenceClassifier, make_features
from research.model.encoding import decode_labels
from research.model.examples import list_examples, list_terms
from research.model.features import Terms, Texts, weigh
from research.model.vectorizer import SentenceFeatures
from research.output import open_folder, write_table
from research.parser import OVERWRITE, count_jobs, flag, jobs_flag
from research.report.captions import choose
from research.studies.external_models import ENCODERS, FASTTEXT, EncoderFeatures, FastTextClassifier, find_missing
from research.studies.plots.ablation import plot_ablation
from research.studies.plots.style import read_result, write_both_languages
from research.studies.score import MIN_SUPPORT, Item, predict_items, read_items
from research.text.sentences import Sentence
from research.text.tokens import Tokenizer

FULL = "full"
CORPUS, GOLD, POLICY = "corpus", "gold", "policy"

Labels = dict[str, dict[str, list[str]]]  # the predicted labels by variant and set of texts
_Predict = Callable[[Sequence[Sentence]], Array]
_Apply = Callable[[_Predict], Array]  # predicts a set of texts


@dataclass(frozen=True)
class AblationConfig:
    """All settings of the study; they are its flags."""

    gold: Path = flag(
        Path("../shared/eval"),
        "folder with real sentences (sentences.csv) and policy documents (policy_documents.csv); not used where it "
        "does not exist",
    )
    output: Path = flag(Path("results/ablation"), "output folder")
    folds: int = flag(3, "number of folds of the cross-validation", minimum=2)
    seed: int = flag(0, "seed of the random numbers", minimum=0)
    encoders: bool = flag(False, "fit pretrained encoders, too, which takes more than an hour")
    jobs: int = jobs_flag(-1)
    overwrite: bool = flag(False, OVERWRITE)
    plot_only: bool = flag(False, "only plot the figure again, from the table in the output folder")


@dataclass(frozen=True)
class Variant:
    """A classifier of the table.

    Attributes
    ----------
    name
        Its name.
    kind
        ``full``, ``without`` (the full model without a part), ``alone`` (a single part), or ``peer``.
    make
        Function that returns a new unfitted classifier.
    undecoded
        Name of a row of its own for the same fitted `SentenceClassifier` before it decodes; none where it is empty.
    """

    name: str
    kind: str
    make: Callable[[], Any]
    undecoded: str = ""

    @property
    def names(self) -> list[str]:
        """The names of its rows."""
        return [self.name, self.undecoded] if self.undecoded else [self.name]


class LearnExamples(ClassifierMixin, BaseEstimator):
    """Fit a classifier on labelled sentences and, as if they were such sentences, on the examples of each label.

    Parameters
    ----------
    estimator
        The classifier.
    terms
        The examples of each label, as those of `SentenceClassifier`; their weights are not used, as not every
        classifier takes any.
    """

    def __init__(self, estimator: Any, terms: Mapping[str, Terms]) -> None:  # noqa: ANN401
        self.estimator = estimator
        self.terms = terms

    def fit(self, X: Texts, y: Sequence[str]) -> "LearnExamples":
        """Fit a copy of the classifier."""
        found = [(weigh(x).text, label) for label, examples in self.terms.items() for x in examples]
        texts, labels = [*X, *(text for text, _ in found)], [*y, *(label for _, label in found)]
        self.estimator_ = clone(self.estimator).fit(texts, labels)
        self.classes_ = self.estimator_.classes_
        return self

    def predict_proba(self, X: Texts) -> Array:
        """Return the probabilities of the copy, shape (n_sentences, n_classes)."""
        probabilities: Array = self.estimator_.predict_proba(X)
        return probabilities


class Sets(NamedTuple):
    """What the variants are fitted and scored on; the last two are None where they are not there."""

    corpus: Corpus
    gold: Corpus | None
    items: Sequence[Item] | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study; return 0, or 2 for an error that the user can fix."""
    return run_command(ablate, AblationConfig, "research.studies.ablation", __doc__, arguments)


def ablate(config: AblationConfig) -> None:
    """Score each variant by cross-validation and on real texts; write ablation.csv and ablation.png."""
    if config.plot_only:
        write_figures(config.output)
        return
    codebook = read_codebook()
    corpus = read_corpus(None, codebook)
    real, policy = config.gold / "sentences.csv", config.gold / "policy_documents.csv"
    sets = Sets(
        corpus,
        read_corpus(real, codebook) if real.exists() else None,
        read_items(policy, codebook) if policy.exists() else None,
    )
    folds = split_by_document(corpus.sentences, corpus.labels, config.folds, config.seed)
    variants = list_variants(codebook, config.seed, encoders=config.encoders)
    missing = find_missing()
    if missing:
        print(f"not compared, because not installed: {', '.join(missing)} (pip install '.[peers]')", file=sys.stderr)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        labels: Labels = {}
        for variant in tqdm(variants, desc="variants", disable=None):
            labels |= predict_labels(variant, sets, folds, codebook, count_jobs(config.jobs))
        table = tabulate(variants, labels, sets, codebook)
        write_table(folder / "ablation.csv", table, index=False)
        write_figures(folder)
    print(table[["name", "measured_on", "accuracy", "macro_f1", "macro_f1_difference"]].round(3).to_string(index=False))


def write_figures(folder: Path) -> None:
    """Plot ablation.png, and its English form, from the table in a folder."""
    table = read_result(folder / "ablation.csv")

    def plot(language: str) -> Figure:
        note = choose(
            language,
            "区间按文档重抽样；语料一列为按文档的交叉验证，其余各列由全部语料训练。",
            "Intervals resample documents. On the corpus: cross-validated by document; elsewhere: trained on all of "
            "the corpus.",
        )
        return plot_ablation(table, language=language, note=note)

    write_both_languages(folder, "ablation", plot)


def list_variants(codebook: Codebook, seed: int, *, encoders: bool = False) -> list[Variant]:
    """Return the full model, the model without each of its parts, each part alone, and the peers that are installed.

    Parts alone and peers learn from the same examples as the full model. Encoders are among the peers on request.
    """
    terms = list_examples(codebook)
    classifier = partial(SentenceClassifier, classes=codebook.ids, random_state=seed)

    def without(**parts: Any) -> Callable[[], SentenceClassifier]:  # noqa: ANN401
        return lambda: classifier(make_features().set_params(**parts), terms=terms)

    def alone(*, decoding: bool = False, **parts: Any) -> Callable[[], SentenceClassifier]:  # noqa: ANN401
        features = SentenceFeatures(tokens=False).set_params(**parts)
        return lambda: classifier(features, terms=terms, decoding=decoding)

    def encode(encoder: str) -> Callable[[], SentenceClassifier]:
        linear = LogisticRegression(C=10.0, max_iter=300)
        return lambda: classifier(EncoderFeatures(encoder), terms=terms, linear=linear)

    vectors = make_features().vectors
    nothing = {"vectors": None, "neighbours": 0.0, "headings": 0.0}
    variants = [
        Variant(FULL, "full", without(), undecoded="without decoding"),
        Variant(
            "without laws, titles, key words", "without", lambda: without()().set_params(terms=list_terms(codebook))
        ),
        Variant("without codebook terms either", "without", lambda: without()().set_params(terms=None)),
        Variant("without neighbours", "without", without(neighbours=0.0)),
        Variant("without headings", "without", without(headings=0.0)),
        Variant("without word vectors", "without", without(**nothing)),
        Variant("without characters", "without", without(ngram_range=None)),
        Variant("without tokens", "without", without(tokens=False)),
        Variant("tokens, decoded", "alone", alone(tokens=True, decoding=True), undecoded="tokens"),
        Variant("characters", "alone", alone(ngram_range=(1, 3))),
        Variant("word vectors", "alone", alone(vectors=vectors)),
        Variant("keywords", "peer", partial(make_classifier, "keywords", codebook)),
        Variant(
            "jieba tf-idf, LinearSVC",
            "peer",
            lambda: classifier(SentenceFeatures(Tokenizer()), terms=terms, decoding=False),
        ),
        Variant("complement naive Bayes", "peer", partial(LearnExamples, make_classifier("bayes", codebook), terms)),
    ]
    missing = find_missing()
    if FASTTEXT not in missing:
        fast = OrderedClassifier(FastTextClassifier(), classes=codebook.ids)
        variants.append(Variant("fastText", "peer", partial(LearnExamples, fast, terms)))
    for encoder, module in ENCODERS.items():
        if encoders and module not in missing:
            variants.append(Variant(f"{encoder}, decoded", "peer", encode(encoder), undecoded=encoder))
    return variants


def predict_labels(variant: Variant, sets: Sets, folds: Folds, codebook: Codebook, jobs: int) -> Labels:
    """Predict the corpus out of fold, and the real texts by the variant fitted on the whole corpus."""
    corpus, gold, items = sets
    real: dict[str, _Apply] = {}
    if gold is not None:
        real[GOLD] = lambda predict: predict(gold.sentences)
    if items is not None:
        real[POLICY] = partial(predict_items, items)
    work: list[tuple[Integers, dict[str, _Apply]]] = [
        (train, {CORPUS: partial(_predict_in_context, corpus.find_context(test))}) for train, test in folds
    ]
    if real:
        work.append((np.arange(len(corpus.labels)), real))
    jobs = 1 if variant.kind == "peer" else jobs  # encoders cache their vectors within a process
    found = Parallel(n_jobs=jobs, batch_size=1)(delayed(_fit_and_predict)(variant, corpus, *task) for task in work)
    labels: Labels = {}
    for name in variant.names:
        out_of_fold = np.zeros((len(corpus.labels), len(codebook.ids)))
        for (_, test), rows in zip(folds, found, strict=False):
            out_of_fold[test] = rows[name][CORPUS]
        probabilities = {CORPUS: out_of_fold} | (found[-1][name] if real else {})
        labels[name] = {where: decode_labels(rows, codebook.ids) for where, rows in probabilities.items()}
    return labels


def _fit_and_predict(
    variant: Variant, corpus: Corpus, train: Integers, sets: Mapping[str, _Apply]
) -> dict[str, dict[str, Array]]:
    """Return the probabilities of each set, by row of the variant, which is fitted on some sentences of the corpus."""
    fitted = variant.make().fit([corpus.sentences[i] for i in train], [corpus.labels[i] for i in train])
    predictors = {variant.name: fitted.predict_proba}
    if variant.undecoded:
        predictors[variant.undecoded] = fitted.predict_alone
    return {name: {where: apply(predict) for where, apply in sets.items()} for name, predict in predictors.items()}


def _predict_in_context(test: Placed, predict: _Predict) -> Array:
    return predict(test.sentences)[test.places]


def tabulate(variants: Sequence[Variant], labels: Labels, sets: Sets, codebook: Codebook) -> pd.DataFrame:
    """Return a row for each variant and set of texts: scores, and the differences to the full model."""
    rows = []
    named = [(name, variant.kind) for variant in variants for name in variant.names]
    for where, truth in _list_gold(sets, codebook).items():
        min_support = 1 if where == CORPUS else MIN_SUPPORT
        for name, kind in named:
            own, full = labels[name][where], labels[FULL][where]
            scores = score_labels(truth, own, min_support=min_support)
            differences = compare_labels(truth, full, own, min_support=min_support)
            row: dict[str, object] = {"name": name, "kind": kind, "measured_on": where}
            row |= _name_ends("accuracy", scores.accuracy) | _name_ends("accuracy_difference", differences[0])
            row |= _name_ends("macro_f1", scores.macro_f1) | _name_ends("macro_f1_difference", differences[1])
            rows.append(row | {"sentences": scores.n_sentences, "documents": scores.n_documents})
    return pd.DataFrame(rows)


def _list_gold(sets: Sets, codebook: Codebook) -> dict[str, GoldLabels]:
    """Return the gold labels of each set: windows belong to their document, a policy item is one by itself."""
    found = {}
    for where, corpus in ((CORPUS, sets.corpus), (GOLD, sets.gold)):
        if corpus is not None:
            documents = [name.split("#")[0] for name in corpus.document_ids]
            found[where] = GoldLabels(corpus.labels, documents, codebook.ids)
    if sets.items is not None:
        numbers = [str(number) for number in range(len(sets.items))]
        found[POLICY] = GoldLabels([item.domain for item in sets.items], numbers, codebook.ids)
    return found


def _name_ends(name: str, interval: Interval) -> dict[str, float]:
    return {name: interval.estimate, f"{name}_low": interval.low, f"{name}_high": interval.high}


if __name__ == "__main__":
    sys.exit(main())
