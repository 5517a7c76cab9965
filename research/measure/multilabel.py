"""Several domains a sentence: sets of domains out of probabilities, what they are worth, and shares of mentions.

The probabilities are those of the classifier of one domain a sentence. On the shipped corpus, where 6 % of sentences
have a secondary label, support vector machines that learn from both labels score lower (micro-F1 0.827, the threshold
0.859). Where second labels abound they may score higher: they did (0.828 to 0.812) on the same sentences joined in
pairs, of which 24 % have two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from research.arrays import Array, Booleans
from research.codebook import Codebook
from research.corpus.labelled import Corpus
from research.errors import InputError
from research.measure.bootstrap import bootstrap_documents, sum_by_document
from research.measure.evaluation import Folds
from research.measure.intervals import Shares
from research.measure.prevalence import PROBABILISTIC, estimate_shares

MEASURES = ("micro_f1", "macro_f1", "exact_match", "hamming_loss", "jaccard", "exact_match_of_multilabel")

_CANDIDATES = tuple(step / 100 for step in range(50, 4, -1))  # from 0.5 on a set holds one domain

Sets = Booleans


@dataclass(frozen=True, eq=False)
class SetScores:
    """What predicted sets of domains are worth.

    Attributes
    ----------
    n_sentences, n_documents, n_multilabel
        What was scored, and how many of the sentences have several gold domains.
    overall
        For each of `MEASURES` estimate, lower and upper end of the 95 % interval that resamples documents.
    domains
        One row a domain, in the order given: precision, recall, f1, f1_low, f1_high, support, predicted.
    """

    n_sentences: int
    n_documents: int
    n_multilabel: int
    overall: Mapping[str, tuple[float, float, float]]
    domains: pd.DataFrame


def encode_sets(corpus: Corpus, codebook: Codebook, place: str) -> Sets:
    """Return which domains each sentence of a corpus speaks of: its label and, if it has one, its secondary label.

    Parameters
    ----------
    corpus, codebook
        The labels and the domains they are of.
    place
        What an error calls the corpus.

    Raises
    ------
    InputError
        If no sentence has a secondary label, or one has a label that the codebook lacks.

    Examples
    --------
    >>> from research.codebook import make_codebook
    >>> corpus = Corpus(("修路。", "修路治水。"), ("roads", "roads"), ("", "water"), {})
    >>> encode_sets(corpus, make_codebook(["roads", "water"]), "mine.csv").astype(int).tolist()
    [[1, 0], [1, 1]]
    """
    if not any(corpus.secondary):
        raise InputError(
            f"{place}: no sentence has a second label, and several were asked for; fill the column 'secondary', or "
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


def find_sets(probabilities: Array, least: float) -> Sets:
    """Find the domains of each sentence: the most probable one, and every other one that is probable enough.

    Parameters
    ----------
    probabilities
        Rows summing to 1, shape (n_sentences, n_domains).
    least
        The probability from which on a domain joins the most probable one.

    Examples
    --------
    >>> find_sets(np.array([[0.6, 0.35, 0.05], [0.9, 0.06, 0.04], [0.2, 0.5, 0.3]]), 0.3).astype(int).tolist()
    [[1, 1, 0], [1, 0, 0], [0, 1, 1]]
    """
    sets: Sets = probabilities >= least
    sets[np.arange(len(probabilities)), probabilities.argmax(axis=1)] = True
    return sets


def choose_min_probability(probabilities: Array, gold: Sets) -> float:
    """Choose the probability from which on a domain joins a set, so that micro-F1 is highest.

    One for all domains (SCut would be one for each: Yang 2001), since on the shipped corpus one for each is learned
    from too few second labels and scores less on other documents. Give probabilities of documents that the classifier
    did not learn from. Of equals the highest is taken, which gives the smallest sets.

    Examples
    --------
    >>> probabilities = np.array([[0.6, 0.4], [0.7, 0.3], [0.8, 0.2]])
    >>> choose_min_probability(probabilities, np.array([[True, True], [True, True], [True, False]]))
    0.3
    """

    def measure(least: float) -> float:
        sets = find_sets(probabilities, least)
        return float(2 * (sets & gold).sum() / (sets.sum() + gold.sum()))

    return max(_CANDIDATES, key=measure)


def find_sets_by_fold(probabilities: Array, gold: Sets, folds: Folds) -> Sets:
    """Find the domains of each sentence by what was chosen on the documents of the other folds.

    Parameters
    ----------
    probabilities
        Out of fold, from `predict_out_of_fold`.
    gold
        From `encode_sets`.
    folds
        The same.
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
    repeats: int = 1000,
    seed: int = 0,
) -> SetScores:
    """Score predicted sets against gold ones, with intervals that resample documents.

    The measures are those of Sorower (2010). Micro-F1 is over all pairs of sentence and domain, macro-F1 the mean
    over the domains that occur; exact match asks for the whole set, and once more for the sentences of several gold
    domains alone (0 where there is none), which tells what the sets add; Hamming loss is the share of pairs that are
    wrong (of few domains a sentence it is always small); Jaccard is the mean size of what two sets share, over that
    of what is in either.

    Parameters
    ----------
    gold, predicted
        Shape (n_sentences, n_domains); no row is empty.
    document_ids
        The document of each sentence.
    domains
        All domains in order.
    repeats, seed
        Of the bootstrap.

    Examples
    --------
    >>> gold = np.array([[True, True], [True, False], [False, True]])
    >>> one_each = np.array([[True, False], [True, False], [False, True]])
    >>> scores = score_sets(gold, one_each, ["x", "y", "y"], ["a", "b"])
    >>> {name: round(found[0], 3) for name, found in scores.overall.items()}
    {'micro_f1': 0.857, 'macro_f1': 0.833, 'exact_match': 0.667, 'hamming_loss': 0.167, 'jaccard': 0.833,
     'exact_match_of_multilabel': 0.0}
    """
    n = len(domains)
    counted = np.asarray(gold.sum(axis=0) > 0)
    both, exact, several = gold & predicted, (gold == predicted).all(axis=1), gold.sum(axis=1) > 1
    wrong, jaccard = (gold != predicted).mean(axis=1), both.sum(axis=1) / (gold | predicted).sum(axis=1)
    singles = np.column_stack((np.ones(len(gold)), exact, wrong, jaccard, several, several & exact))
    by_document = sum_by_document(document_ids, np.arange(len(gold)), len(gold))
    totals = by_document @ np.hstack((both, gold, predicted, singles)).astype(np.float64)
    found = bootstrap_documents(
        sparse.csr_array(totals), lambda total: _measure_totals(total, counted), repeats=repeats, seed=seed
    )
    triples = [(float(a), float(b), float(c)) for a, b, c in zip(found.estimate, found.low, found.high, strict=True)]
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
    overall = dict(zip(MEASURES, triples[: len(MEASURES)], strict=True))
    return SetScores(len(gold), totals.shape[0], int(several.sum()), overall, table)


def estimate_mentions(sets: Sets, units: Sequence[str]) -> Shares:
    """Estimate for each domain the share of sentences that speak of it; these shares do not sum to 1.

    They are counted, not corrected: on the shipped corpus counted shares err less than those corrected by the rates
    of hits and false alarms on held-out documents (Forman 2008), by type of document, by document and by twenty.

    Parameters
    ----------
    sets
        From `find_sets`, of body sentences.
    units
        The document of each sentence, or its paragraph in a single document.

    Examples
    --------
    >>> sets = np.array([[True, True], [True, False], [False, True], [True, False]])
    >>> estimate_mentions(sets, ["x", "x", "y", "z"]).estimate.tolist()
    [0.75, 0.5]
    """
    return estimate_shares(sets.astype(np.float64), units, method=PROBABILISTIC)  # which is the mean of each column


def _measure_totals(total: Array, counted: Sets) -> Array:
    """Return `MEASURES` and the F1 of each domain from what documents add up to."""
    n = len(counted)
    hits, gold, chosen = total[:n], total[n : 2 * n], total[2 * n : 3 * n]
    sentences, exact, wrong, jaccard, several, exact_multilabel = total[3 * n :]
    f1 = 2 * hits / np.maximum(gold + chosen, 1e-12)
    here = counted & (gold > 0)  # a resample may miss a domain: it says nothing of its F1
    micro = 2 * hits.sum() / (gold + chosen).sum()
    of_several = exact_multilabel / max(several, 1.0)
    means = (micro, f1[here].mean(), exact / sentences, wrong / sentences, jaccard / sentences, of_several)
    return np.concatenate((means, f1))
