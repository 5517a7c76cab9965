"""The usual script, for comparison: train tf-idf of jieba tokens with a linear classifier, and label texts in one CSV.

Example: python -m research.studies.usual_script reports/ labels.csv svm
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jieba
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from research.shipped import shipped_path

SVM, FASTTEXT = "svm", "fasttext"
_END = re.compile("(?<=[。！？；])|\n")


def read_texts(path: Path) -> dict[str, str]:
    """Return the texts by name: of a file, of the .txt files of a folder, or of a CSV with columns id and text."""
    if path.suffix == ".csv":
        return dict(pd.read_csv(path, dtype=str)[["id", "text"]].itertuples(index=False, name=None))
    files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    return {file.stem: file.read_text("utf-8-sig") for file in files}


def cut_sentences(text: str) -> list[str]:
    """Return the sentences of a text.

    Examples
    --------
    >>> cut_sentences("新建医院。就医方便！")
    ['新建医院。', '就医方便！']
    """
    return [sentence.strip() for sentence in _END.split(text) if sentence.strip()]


def main(arguments: Sequence[str]) -> None:
    """Train on the shipped corpus and write the sentences of texts with their labels.

    Parameters
    ----------
    arguments
        The input, the CSV to write, and the classifier: ``svm`` or ``fasttext``.
    """
    source, target, classifier = arguments
    corpus = pd.read_csv(shipped_path("corpus/sentences.csv"), encoding="utf-8-sig")
    pipeline = _make_pipeline(classifier)
    pipeline.fit(corpus["text"].tolist(), corpus["domain"].tolist())
    rows = [(name, sentence) for name, text in read_texts(Path(source)).items() for sentence in cut_sentences(text)]
    table = pd.DataFrame(rows, columns=["document", "sentence"])
    table["domain"] = pipeline.predict(table["sentence"].tolist())
    table.to_csv(target, index=False, encoding="utf-8-sig")


def _make_pipeline(classifier: str) -> Any:  # noqa: ANN401 - scikit-learn has no types
    if classifier == SVM:
        vectorizer = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, lowercase=False, sublinear_tf=True)
        return make_pipeline(vectorizer, LinearSVC(dual=True, random_state=0))
    from research.studies.external_models import FastTextClassifier  # the extra `peers`

    return FastTextClassifier(max_ngram=1)


if __name__ == "__main__":
    main(sys.argv[1:])
