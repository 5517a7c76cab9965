"""A classifier without any labelled sentence, from the words of the codebook."""

import warnings

import numpy as np
from sklearn.svm import LinearSVC

from research.codebook import Codebook
from research.errors import InputError
from research.model.classifier import make_features, spread_weights
from research.model.predictor import Decoding, LinearPredictor, make_transitions
from research.model.vectorizer import SentenceFeatures
from research.plurals import count_noun

# Without labels neither the temperature (1 / 4) nor the exponents of the decoding can be fitted. From half to twice as
# much of each changes accuracy by less than two points.
_SLOPE = 4.0


def fit_from_codebook(codebook: Codebook, features: SentenceFeatures | None = None) -> LinearPredictor:
    """Fit a classifier on the names, definitions, inclusions, keywords and examples of the domains.

    It proposes labels before any sentence is labelled. Word vectors, the headings above a sentence and decoding along
    the document find more than counts of keywords do.

    Parameters
    ----------
    codebook
        Each domain needs at least a name; the more texts it has, the better.
    features
        Unfitted; those of the full model by default.

    Returns
    -------
    LinearPredictor
        Its probabilities are rough, since there are no labels to calibrate them on.

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
        raise InputError(
            f"the codebook {codebook.name!r} has {count_noun(len(codebook), 'domain')}; at least two are needed"
        )
    # liblinear's random choices depend on the numbers of the classes: sorted, so that the order of the codebook
    # changes no result
    sorted_ids = sorted(codebook.ids)
    examples = [(term, code) for code, name in enumerate(sorted_ids) for term in list_texts_of(codebook, name)]
    features = features or make_features()
    rows = features.fit_transform([term for term, _ in examples])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # as many domains as terms is no regression: names alone
        linear = LinearSVC(C=0.5, dual=True, tol=1e-2, random_state=0).fit(rows, [code for _, code in examples])
    by_column = [sorted_ids.index(name) for name in codebook.ids]
    weights, intercepts = (part[by_column] for part in spread_weights(linear, len(codebook)))
    even = np.full(len(codebook), 1 / len(codebook))
    decoding = Decoding(make_transitions(even), even, strength=1.0, power=1.0)
    slopes, biases = np.full(len(codebook), _SLOPE), np.zeros(len(codebook))
    return LinearPredictor(codebook.ids, features.fitted_, weights, intercepts, slopes, biases, decoding=decoding)


def list_texts_of(codebook: Codebook, domain_id: str) -> list[str]:
    """Return all texts of a domain in a codebook but its exclusions, each once.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> "医院" in list_texts_of(read_codebook(), "health")
    True
    """
    domain = codebook[domain_id]
    found = (*domain.counts, *domain.keywords, *domain.examples, domain.name_zh, domain.definition)
    return list(dict.fromkeys(filter(None, found)))
