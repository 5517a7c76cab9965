"""A classifier without any labels: from what the codebook says of its domains."""

import warnings

import numpy as np
from sklearn.svm import LinearSVC

from research.codebook import Codebook
from research.errors import InputError
from research.model.classifier import make_features, spread_weights
from research.model.predictor import Decoding, LinearPredictor
from research.model.sequence import make_transitions
from research.model.vectorizer import SentenceFeatures

# Without labels nothing can be fitted but the words: how steep probabilities are is a constant, as is how often a
# document stays with its domain. From half to twice as much of each changes less than two points of accuracy.
_STEEPNESS = 4.0


def fit_from_codebook(codebook: Codebook, features: SentenceFeatures | None = None) -> LinearPredictor:
    """Fit a classifier on names, definitions, what counts, keywords and examples of the domains, as if labelled.

    It proposes labels before anybody gave one. Word vectors, the headings above a sentence and decoding along the
    document carry the words further than a count of keywords does.

    Parameters
    ----------
    codebook
        Each domain with at least a name; the more it says, the better.
    features
        Unfitted; those of the full model by default.

    Returns
    -------
    LinearPredictor
        Its probabilities are rough: no label was there to calibrate them.

    Raises
    ------
    InputError
        If the codebook has fewer than two domains.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> fit_from_codebook(read_codebook()).predict(["县医院新增床位三百张。", "粮食播种面积稳定。"]).tolist()
    ['health', 'agriculture']
    """
    if len(codebook) < 2:
        raise InputError(f"the codebook {codebook.name!r} has {len(codebook)} domains; at least two are needed")
    classes = sorted(codebook.ids)
    said = [(term, code) for code, domain in enumerate(classes) for term in list_said(codebook, domain)]
    features = features or make_features()
    rows = features.fit_transform([term for term, _ in said])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # as many domains as terms is no regression: names alone
        linear = LinearSVC(C=0.5, dual=True, tol=1e-2, random_state=0).fit(rows, [code for _, code in said])
    weights, intercepts = spread_weights(linear, len(classes))
    even = np.full(len(classes), 1 / len(classes))
    decoding = Decoding(make_transitions(even), even, strength=1.0, power=1.0)
    steepness = np.full(len(classes), _STEEPNESS)
    return LinearPredictor(
        tuple(classes), features.fitted_, weights, intercepts, steepness, np.zeros(len(classes)), decoding=decoding
    )


def list_said(codebook: Codebook, domain_id: str) -> list[str]:
    """Return all that a codebook says of a domain, each once, what it excludes left out.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> "医院" in list_said(read_codebook(), "health")
    True
    """
    domain = codebook[domain_id]
    found = (*domain.counts, *domain.keywords, *domain.examples, domain.name_zh, domain.definition)
    return list(dict.fromkeys(filter(None, found)))
