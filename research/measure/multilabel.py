"""Multilabel sentences: sets of domains from probabilities, their scores, and the shares of mentions.

The probabilities are those of the classifier with one domain for each sentence. On the shipped corpus, where 6 % of the
sentences have a secondary label, support vector machines fitted on both labels have lower scores (micro-F1 0.827; the
threshold 0.859). With more secondary labels they can have higher scores: 0.828 against 0.812 on the same sentences
joined in pairs, of which 24 % have two labels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from research.arrays import Array, Booleans
from research.codebook import Codebook
from research.errors import InputError
from research.measure.bootstrap import Interval, bootstrap_documents, sum_by_document
from research.measure.choices import PROBABILISTIC
from research.measure.intervals import Shares
from research.measure.prevalence import estimate_shares

if TYPE_CHECKING:  # labelling writes label sets without scikit-learn
    from research.corpus.labelled import Corpus
    from research.measure.evaluation import Folds

MEASURES = ("micro_f1", "macro_f1", "exact_match", "hamming_loss", "jaccard", "exact_match_of_multilabel")

_CANDIDATES = tuple(step / 100 for step in range(50, 4, -1))  # with more than 0.5, every set has one domain

Sets = Booleans


@dataclass(frozen=True, eq=False)
class SetScores:
    """Scores of predicted sets of domains.

    Attributes
    ----------
    n_sentences, n_documents, n_multilabel
        The numbers of sentences and of documents scored, and of the sentences with several gold domains.
    overall
        Each of `MEASURES` with its 95 % interval, which resamples documents.
    domains
        One row for each domain, in order: precision, recall, f1, f1_low, f1_high, support, predicted.
    """

    n_sentences: int
    n_documents: int
    n_multilabel: int
    overall: Mapping[str, Interval]
    domains: pd.DataFrame


def encode_sets(corpus: "Corpus", codebook: Codebook, place: str) -> Sets:
    """Return the set of gold domains of each sentence: its label and its secondary label, if it has one.

    Parameters
    ----------
    corpus
        Labelled sentences.
    codebook
        The domains.
    place
        The name of the corpus in messages.

    Returns
    -------
    array of bool, shape (n_sentences, n_domains)

    Raises
    ------
    InputError
        If no sentence has a secondary label, or a label is not in the codebook.

    Examples
    --------
    >>> from research.codebook import make_codebook
    >>> from research.corpus.labelled import Corpus
    >>> corpus = Corpus(("修路。", "修路治水。"), ("roads", "roads"), ("", "water"), {})
    >>> encode_sets(corpus, make_codebook(["roads", "water"]), "mine.csv").astype(int).tolist()
    [[1, 0], [1, 1]]
    """
    if not any(corpus.secondary):
        raise InputError(
            f"{place}: expected secondary labels for multilabel sentences, got none; fill the column 'secondary', or "
            "train without --several and without multilabel = true in the codebook"
        )
    column = {domain: number for number, domain in enumerate(codebook.ids)}
    sets = np.zeros((len(corpus.labels), len(codebook)), dtype=np.bool_)
    for row, found in enumerate(zip(corpus.labels, corpus.secondary, strict=True)):
        for label in filter(None, found):
            if label not in codebook:
                sentence = corpus.sentences[row]
                codebook.check_label(label, f"{place}, document {sentence.document_id}, sentence {sentence.number}")
            sets[row, column[label]] = True
    return sets


def find_sets(probabilities: Array, min_probability: float) -> Sets:
    """Predict a set of domains for each sentence: the most probable domain, and all others with enough probability.

    Parameters
    ----------
    probabilities
        Rows summing to 1, shape (n_sentences, n_domains).
    min_probability
        Minimum probability of the domains after the most probable one.

    Examples
    --------
    >>> find_sets(np.array([[0.6, 0.35, 0.05], [0.9, 0.06, 0.04], [0.2, 0.5, 0.3]]), 0.3).astype(int).tolist()
    [[1, 1, 0], [1, 0, 0], [0, 1, 1]]
    """
    sets: Sets = probabilities >= min_probability
    sets[np.arange(len(probabilities)), probabilities.argmax(axis=1)] = True
    return sets


def choose_min_probability(probabilities: Array, gold: Sets) -> float:
    """Choose the minimum probability of the domains in a set that gives the highest micro-F1.

    There is one threshold for all domains. A threshold for each domain (SCut, Yang 2001) had lower scores on other
    documents of the shipped corpus, which has too few secondary labels for it. Of several best thresholds the highest
    is chosen, which gives the smallest sets.

    Parameters
    ----------
    probabilities
        By a classifier that was not fitted on these documents, shape (n_sentences, n_domains).
    gold
        From `encode_sets`, same shape.

    Examples
    --------
    >>> probabilities = np.array([[0.6, 0.4], [0.7, 0.3], [0.8, 0.2]])
    >>> choose_min_probability(probabilities, np.array([[True, True], [True, True], [True, False]]))
    0.3
    """

    def measure(min_probability: float) -> float:
        sets = find_sets(probabilities, min_probability)
        return float(2 * (sets & gold).sum() / (sets.sum() + gold.sum()))

    return max(_CANDIDATES, key=measure)


def find_sets_by_fold(probabilities: Array, gold: Sets, folds: "Folds") -> Sets:
    """Predict a set of domains for each sentence with the threshold chosen on the documents of the other folds.

    Parameters
    ----------
    probabilities
        Out of fold, from `predict_out_of_fold`, shape (n_sentences, n_domains).
    gold
        From `encode_sets`, same shape.
    folds
        The folds of the out-of-fold probabilities.
    """
    sets = np.zeros_like(gold)
    for train, test in folds:
        sets[test] = find_sets(probabilities[test], choose_min_probability(probabilities[train], gold[train]))
    return sets


def score_sets(
    gold: Sets,
    predicted: Sets,
    document_ids: Sequence[str],
    domains: Sequence[str],
    *,
    n_resamples: int = 1000,
    random_state: int = 0,
) -> SetScores:
    """Score predicted sets of domains against gold sets, with 95 % intervals that resample documents.

    The measures are those of Sorower (2010). Micro-F1 is computed over all pairs of sentence and domain; macro-F1 is
    the mean over the domains with a gold sentence. Exact match is the share of sentences whose whole set is correct,
    of all sentences and of those with several gold domains (0 where there are none). Hamming loss is the share of
    wrong pairs of sentence and domain, which is always small where sentences have few domains. Jaccard is the mean
    over sentences of the size of the intersection divided by that of the union.

    Parameters
    ----------
    gold, predicted
        Shape (n_sentences, n_domains), at least one domain in each row.
    document_ids
        The document of each sentence.
    domains
        All domains in order.
    n_resamples
        Number of resamples of the bootstrap.
    random_state
        Seed of the bootstrap.

    Examples
    --------
    >>> gold = np.array([[True, True], [True, False], [False, True]])
    >>> one_each = np.array([[True, False], [True, False], [False, True]])
    >>> scores = score_sets(gold, one_each, ["x", "y", "y"], ["a", "b"])
    >>> {name: round(found.estimate, 3) for name, found in scores.overall.items()}
    {'micro_f1': 0.857, 'macro_f1': 0.833, 'exact_match': 0.667, 'hamming_loss': 0.167, 'jaccard': 0.833,
     'exact_match_of_multilabel': 0.0}
    """
    n = len(domains)
    counted = np.asarray(gold.sum(axis=0) > 0)
    both, exact, multilabel = gold & predicted, (gold == predicted).all(axis=1), gold.sum(axis=1) > 1
    wrong, jaccard = (gold != predicted).mean(axis=1), both.sum(axis=1) / (gold | predicted).sum(axis=1)
    singles = np.column_stack((np.ones(len(gold)), exact, wrong, jaccard, multilabel, multilabel & exact))
    by_document = sum_by_document(document_ids, np.arange(len(gold)), len(gold))
    totals = by_document @ np.hstack((both, gold, predicted, singles)).astype(np.float64)
    found = bootstrap_documents(
        sparse.csr_array(totals),
        lambda total: _measure_totals(total, counted),
        n_resamples=n_resamples,
        random_state=random_state,
    )
    hits, support, chosen = (part.sum(axis=0).astype(np.int64) for part in (both, gold, predicted))
    table = pd.DataFrame(
        {
            "precision": hits / np.maximum(chosen, 1),
            "recall": hits / np.maximum(support, 1),
            "f1": found.estimate[-n:],
            "f1_low": found.low[-n:],
            "f1_high": found.high[-n:],
            "support": support,
            "predicted": chosen,
        },
        index=pd.Index(domains, name="domain"),
    )
    overall = {name: found[number] for number, name in enumerate(MEASURES)}
    return SetScores(len(gold), totals.shape[0], int(multilabel.sum()), overall, table)


def estimate_mentions(sets: Sets, units: Sequence[str]) -> Shares:
    """Estimate the share of sentences that mention each domain; these shares do not sum to 1.

    The shares are counted and not corrected. On the shipped corpus, shares adjusted by the true and false positive
    rates on held-out documents (Forman 2008) had larger errors, for single documents, for types of documents and for
    samples of twenty documents.

    Parameters
    ----------
    sets
        From `find_sets`, for body sentences, shape (n_sentences, n_domains).
    units
        The independent unit of each sentence: its document.

    Examples
    --------
    >>> sets = np.array([[True, True], [True, False], [False, True], [True, False]])
    >>> estimate_mentions(sets, ["x", "x", "y", "z"]).estimate.tolist()
    [0.75, 0.5]
    """
    return estimate_shares(sets.astype(np.float64), units, method=PROBABILISTIC)  # the mean of each column


def _measure_totals(total: Array, counted: Sets) -> Array:
    """Return `MEASURES` and the F1 of each domain from the totals over documents."""
    n = len(counted)
    hits, gold, chosen = total[:n], total[n : 2 * n], total[2 * n : 3 * n]
    sentences, exact, wrong, jaccard, n_multilabel, exact_multilabel = total[3 * n :]
    f1 = 2 * hits / np.maximum(gold + chosen, 1e-12)
    f1[counted & (gold == 0)] = np.nan  # unknown in a resample without the domain
    present = counted & (gold > 0)
    micro = 2 * hits.sum() / (gold + chosen).sum()
    of_multilabel = exact_multilabel / max(n_multilabel, 1.0)
    means = (micro, f1[present].mean(), exact / sentences, wrong / sentences, jaccard / sentences, of_multilabel)
    return np.concatenate((means, f1))
