"""A model file that runs no code when it is opened: arrays and JSON."""

import hashlib
import io
import json
import math
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research.codebook import Codebook, Domain, Family
from research.errors import InputError
from research.model.features import FittedFeatures, WordVectors
from research.model.predictor import Decoding, KeywordPredictor, LinearPredictor, Predictor
from research.model.tfidf import CharacterTfidf, TokenTfidf
from research.model.validation import check_predictor
from research.model.vectors import pack_words, unpack_words
from research.text.files import check_regular, show_error
from research.text.tokens import Tokenizer

FORMAT = 8
# Of weights, 16 bits give the same labels on 25,000 real sentences, and 8 bits others to one in 440.
_WEIGHT_BITS, _VECTOR_BITS = 16, 8
_MAX_RATIO = 200  # a model is half of its unpacked size; a file of zeros would be a thousandth
# Weights and vectors are not compressed: it would save a tenth, and take a third of the time of reading a model.
_UNCOMPRESSED = ("weights", "vector_matrix")
_LINEAR = ("intercepts", "scales", "biases", "columns")
_CHARACTERS = ("alphabet", "keys", "starts", "idf")
MODEL = "model.npz"
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Model:
    """A predictor and the codebook of its labels; its classes are the domains in order."""

    predictor: Predictor
    codebook: Codebook


def write_model(path: Path, model: Model) -> str:
    """Write a model and return the SHA-256 of the file, which is also written beside it.

    The same model gives the same bytes.
    """
    about, arrays = _list_arrays(model.predictor)
    codebook = model.codebook
    about |= {
        "format": FORMAT,
        "codebook": {"name": codebook.name, "version": codebook.version, "multilabel": codebook.multilabel},
        "domains": [_describe_domain(domain) for domain in codebook.domains],
        "families": [asdict(family) for family in codebook.families],
    }
    text = json.dumps(about, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    arrays["about"] = np.frombuffer(text, dtype=np.uint8)
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(arrays):
            entry = zipfile.ZipInfo(f"{name}.npy")
            entry.compress_type = zipfile.ZIP_STORED if name in _UNCOMPRESSED else zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as file:
                np.lib.format.write_array(file, np.asarray(arrays[name]), allow_pickle=False)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(path.name + ".sha256").write_text(f"{digest}  {path.name}\n")
    return digest


def _describe_domain(domain: Domain) -> dict[str, object]:
    described = asdict(domain)
    del described["former"]  # what coded files call it is no part of a model
    return described


def read_model(path: Path) -> Model:
    """Read a model that `write_model` wrote; the file holds numbers and text, and no code.

    Raises
    ------
    InputError
        If the file is missing, was changed since it was written, is not a model, or has another format.
    """
    fix = "train it again with `research train --overwrite`"
    beside = path.with_name(path.name + ".sha256")
    try:
        check_regular(beside)
        check_regular(path)
        digest = beside.read_text().split()[0]
        data = path.read_bytes()
    except (OSError, IndexError, ValueError) as error:
        raise InputError(f"{path}: cannot read the model ({error}); {fix}") from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise InputError(f"{path}: the file was changed since it was written (SHA-256 differs); {fix}")
    try:
        model, written = _unpack_model(data)
    except ImportError:
        raise
    except Exception as error:  # on broken bytes the libraries raise anything
        raise InputError(f"{path}: not a model of this package ({show_error(error)}); {fix}") from None
    if model is None:
        raise InputError(f"{path}: the model file has format {written}, expected {FORMAT}; {fix}")
    return model


def _unpack_model(data: bytes) -> tuple[Model | None, object]:
    """Return the model, or None where its format is another than `FORMAT`, and its format."""
    _check_expanded(data)
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        arrays: Arrays = dict(file)
    about = json.loads(arrays["about"].tobytes().decode("utf-8", "surrogatepass"))
    if about["format"] != FORMAT:
        return None, about["format"]
    domains = tuple(Domain(**{key: _freeze(value) for key, value in found.items()}) for found in about["domains"])
    given = about["codebook"]
    families = tuple(Family(**found) for found in about.get("families", ()))  # earlier models have none
    codebook = Codebook(given["name"], given["version"], domains, given["multilabel"], families)
    predictor = _make_predictor(about, arrays)
    check_predictor(predictor, codebook.ids)
    return Model(predictor, codebook), FORMAT


def _check_expanded(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        expanded = sum(entry.file_size for entry in archive.infolist())
    if expanded > _MAX_RATIO * len(data):
        raise ValueError(f"{expanded} bytes are packed in {len(data)}")


def _list_arrays(predictor: Predictor) -> tuple[dict[str, Any], Arrays]:
    if isinstance(predictor, KeywordPredictor):
        return {"kind": "keywords", "classes": predictor.classes, "keywords": predictor.keywords}, {
            "prior": predictor.prior
        }
    features = predictor.features
    arrays: Arrays = {name: getattr(predictor, name) for name in _LINEAR}
    arrays |= _drop_zeros(_quantise("weights", predictor.weights.T, _WEIGHT_BITS), "weights")
    about: dict[str, Any] = {
        "kind": "linear",
        "classes": predictor.classes,
        "link": predictor.link,
        "tokenizer": {**asdict(features.tokenizer), "stop_words": sorted(features.tokenizer.stop_words)},
        "neighbours": features.neighbours,
        "headings": features.headings,
    }
    if predictor.decoding is not None:
        arrays |= {"transitions": predictor.decoding.transitions, "prior": predictor.decoding.prior}
        about |= {"strength": predictor.decoding.strength, "power": predictor.decoding.power}
    if features.token_tfidf is not None:
        arrays |= {"token_words": pack_words(features.token_tfidf.words), "token_idf": features.token_tfidf.idf}
    if features.character_tfidf is not None:
        about["ngram_range"] = features.character_tfidf.ngram_range
        arrays |= {f"character_{name}": getattr(features.character_tfidf, name) for name in _CHARACTERS}
    if features.vectors is not None:
        about["vectors"] = features.vectors.about
        arrays |= {"vector_words": pack_words(features.vectors.words), "vector_idf": features.vectors.idf}
        arrays |= _quantise("vector_matrix", features.vectors.matrix, _VECTOR_BITS)
    return about, arrays


def _make_predictor(about: Mapping[str, Any], arrays: Arrays) -> Predictor:
    classes = tuple(about["classes"])
    if about["kind"] == "keywords":
        return KeywordPredictor(classes, _freeze(about["keywords"]), arrays["prior"])
    given = about["tokenizer"]
    tokenizer = Tokenizer(tuple(given["words"]), frozenset(given["stop_words"]), given["normalising"])
    tokens, characters, vectors, decoding = None, None, None, None
    if "token_words" in arrays:
        tokens = TokenTfidf(unpack_words(arrays["token_words"]), arrays["token_idf"])
    if "ngram_range" in about:
        parts = [arrays[f"character_{name}"] for name in _CHARACTERS]
        characters = CharacterTfidf(_freeze(about["ngram_range"]), *parts)
    if "vectors" in about:
        words = unpack_words(arrays["vector_words"])
        matrix = (arrays["vector_matrix"] * arrays["vector_matrix_unit"]).astype(np.float32)
        matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
        vectors = WordVectors(words, matrix, arrays["vector_idf"], about["vectors"])
    if "transitions" in arrays:
        decoding = Decoding(arrays["transitions"], arrays["prior"], about["strength"], about["power"])
    features = FittedFeatures(tokenizer, tokens, characters, vectors, about["neighbours"], about["headings"])
    linear = {name: arrays[name] for name in _LINEAR}
    linear["weights"] = _restore(arrays, "weights").T
    return LinearPredictor(classes, features, **linear, link=about["link"], decoding=decoding)


def _quantise(name: str, values: NDArray[Any], bits: int) -> Arrays:
    """Return a matrix as integers of some bits, and the unit of each column."""
    largest = 2 ** (bits - 1) - 1
    unit = np.abs(values).max(axis=0, keepdims=True, initial=0).astype(np.float64) / largest
    unit[unit == 0] = 1
    return {name: np.rint(values / unit).astype(f"i{bits // 8}"), f"{name}_unit": unit}


def _drop_zeros(arrays: Arrays, name: str) -> Arrays:
    """Return a matrix as the numbers that are not zero, which two thirds of the weights are, and one bit for each."""
    values = arrays[name]
    places = values != 0
    return arrays | {
        name: values[places],
        f"{name}_places": np.packbits(places),
        f"{name}_shape": np.array(values.shape, dtype=np.int64),
    }


def _restore(arrays: Arrays, name: str) -> NDArray[np.float64]:
    """Return the matrix that `_quantise` was given, from what `_drop_zeros` made of it."""
    shape, places = tuple(arrays[f"{name}_shape"].tolist()), arrays[f"{name}_places"]
    if len(places) != -(-math.prod(shape) // 8):
        raise ValueError(f"{name}: {len(places)} bytes of places do not fit the shape {shape}")
    values = np.zeros(shape)
    values[np.unpackbits(places, count=values.size).reshape(shape).astype(bool)] = arrays[name]
    values *= arrays[f"{name}_unit"]
    return values


def _freeze(value: Any) -> Any:  # noqa: ANN401 - what JSON holds
    return tuple(_freeze(item) for item in value) if isinstance(value, list) else value
