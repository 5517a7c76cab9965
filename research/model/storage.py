"""A model file that runs no code when it is opened."""

import hashlib
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sklearn
from skops.io import dump, get_untrusted_types, load

from research.codebook import Codebook, Domain
from research.errors import DataError

FORMAT = 2
_TRUSTED = frozenset(
    (
        "builtins.frozenset",
        "research.model.baselines.KeywordClassifier",
        "research.model.characters.CharacterTfidf",
        "research.model.classifier.SentenceClassifier",
        "research.model.features.SentenceFeatures",
        "research.model.features.same",
        "research.model.vectors.WordVectors",
        "research.text.tokens.Tokenizer",
        "sklearn.calibration._CalibratedClassifier",
        "sklearn.calibration._SigmoidCalibration",
        "sklearn.svm._classes.LinearSVC",
        "scipy.sparse._csr.csr_array",
    )
)


@dataclass(frozen=True)
class Model:
    """A fitted estimator with the codebook that its labels are of."""

    estimator: Any
    codebook: Codebook


def write_model(path: Path, model: Model) -> str:
    """Write a model with skops and return the SHA-256 of the file, which is also written beside it."""
    about: dict[str, object] = {"name": model.codebook.name, "version": model.codebook.version}
    if model.codebook.several:
        about["several"] = True
    content = {
        "format": FORMAT,
        "scikit-learn": sklearn.__version__,
        "codebook": about,
        "domains": [asdict(domain) for domain in model.codebook.domains],
        "estimator": model.estimator,
    }
    dump(content, path, compression=zipfile.ZIP_DEFLATED, compresslevel=6)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(path.name + ".sha256").write_text(f"{digest}  {path.name}\n")
    return digest


def read_model(path: Path) -> Model:
    """Read a model that `write_model` wrote; no code of the file is run.

    Raises
    ------
    DataError
        If the file is missing, changed since it was written, not a model, or of other code than this.
    """
    fix = "train it anew with python -m research.train --overwrite"
    try:
        digest = path.with_name(path.name + ".sha256").read_text().split()[0]
        data = path.read_bytes()
    except (OSError, IndexError) as error:
        raise DataError(f"{path}: cannot read the model ({error}); {fix}") from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise DataError(f"{path}: the file is not the one that was written (SHA-256 differs); {fix}")
    try:
        foreign = sorted(set(get_untrusted_types(file=path)) - _TRUSTED)
        if foreign:
            raise DataError(f"{path}: holds {foreign[0]}, which no model of this package holds; {fix}")
        content = load(path, trusted=sorted(_TRUSTED))
        if content["format"] != FORMAT or content["scikit-learn"] != sklearn.__version__:
            raise DataError(
                f"{path}: written by format {content['format']} with scikit-learn {content['scikit-learn']}, this is "
                f"format {FORMAT} with {sklearn.__version__}; {fix}"
            )
        domains = tuple(Domain(**domain) for domain in content["domains"])
        about = content["codebook"]
        codebook = Codebook(about["name"], about["version"], domains, several=about.get("several", False))
        return Model(content["estimator"], codebook)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"{path}: not a model of this package ({error}); {fix}") from None
