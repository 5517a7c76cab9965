"""Learn from the real documents beside the project what the package ships: vectors, names, key words, no sentences.

Example: python -m research.studies.real_text --documents ../shared/corpus --overwrite

Written are word vectors (``vectors.npz``), the names of laws and regulations with their domains (``instruments.csv``),
and the key words of labelled documents (``key_words.csv``).
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from research.arrays import Array
from research.cli import print_message, run_command
from research.codebook import read_codebook
from research.csv_cells import read_table
from research.errors import InputError
from research.model.examples import INSTRUMENTS, KEY_WORDS
from research.model.features import WordVectors
from research.model.vectors import fit_vectors, hash_text, write_vectors
from research.output import open_folder, write_table
from research.parser import OVERWRITE, flag
from research.shipped import shipped_path
from research.text.documents import iterate_documents
from research.text.tokens import Tokenizer, make_tokenizer
from research.train_vectors import list_paragraphs

LABELS = "real_labels.csv"
DIMENSION, WINDOW, MIN_COUNT = 100, 10, 8
N_KEY_WORDS = 30
MIN_LINES = 2  # labelled lines of one domain in a document that give key words: those of one would nearly be the line
# A word counts by its idf times this power of how much it tells of the domain; 0.5 was best of 0, 0.5 and 1 by the
# accuracy on held-out documents.
_POWER = 0.5
_SMOOTHING = 3.0  # documents of average composition that are added to those of each word
_LEAST, _MOST = 0.05, 6.0  # limits of the information of a word, as a multiple of the mean


@dataclass(frozen=True)
class RealTextConfig:
    """All settings of the run; they are its flags."""

    documents: Path = flag(Path("../shared/corpus"), "folder with reports/, laws.zip, laws.csv and policies.zip")
    output: Path = flag(Path("build/real_text"), "output folder; its files are copied to data/ by hand")
    overwrite: bool = flag(False, OVERWRITE)


@dataclass(frozen=True, eq=False)
class LabelledWords:
    """The words of a document, or of its lines on one domain, with their domain."""

    source: str
    domain: str
    counts: Counter[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study; return 0, or 2 for an error that the user can fix."""
    return run_command(learn, RealTextConfig, "research.studies.real_text", __doc__, arguments)


def learn(config: RealTextConfig) -> None:
    """Write vectors.npz, instruments.csv and key_words.csv.

    Raises
    ------
    InputError
        If a file is missing.
    """
    laws = config.documents / "laws.csv"
    if not laws.exists():
        raise InputError(
            f"{laws}: not there; set --documents to a folder with reports/, laws.csv, laws.zip, policies.zip"
        )
    named = [row.cells for row in read_table(laws, ["file", "title", "domain"]).rows if row.cells["domain"]]
    domain_of = {Path(row["file"]).stem: row["domain"] for row in named}
    lines = _read_labels()
    tokenizer = make_tokenizer()
    labelled: list[LabelledWords] = []
    sources: dict[str, str] = {}
    characters = 0

    def read() -> Iterator[list[str]]:
        nonlocal characters
        inputs = [config.documents / name for name in ("reports", "laws.zip", "policies.zip")]
        for document in tqdm(iterate_documents(inputs), desc="documents", unit="", disable=None):
            sources[document.id] = hash_text(document.text)
            characters += len(document.text)
            paragraphs = list(tokenizer.tokenize_all(list_paragraphs(document)))
            name = Path(document.id).name
            if name in domain_of:
                labelled.append(LabelledWords(name, domain_of[name], Counter(w for part in paragraphs for w in part)))
            elif name in lines:
                labelled.extend(_count_lines(name, document.text, lines[name], tokenizer))
            yield from paragraphs

    vectors = fit_vectors(read(), dimension=DIMENSION, window=WINDOW, min_count=MIN_COUNT)
    weights = measure_information(vectors.words, labelled, read_codebook().ids)
    about = vectors.about | {"documents": len(sources), "characters": characters, "sources": sources}
    about |= {"power": _POWER, "labelled": len(labelled)}
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        weighted = (vectors.idf * weights**_POWER).astype(np.float32)
        write_vectors(folder / "vectors.npz", replace(vectors, idf=weighted, about=about))
        names = sorted({row["title"]: row["domain"] for row in named}.items())
        write_table(folder / INSTRUMENTS, pd.DataFrame(names, columns=["name", "domain"]), index=False)
        rows = [(found.source, _join_key_words(found.counts, vectors), found.domain) for found in labelled]
        write_table(folder / KEY_WORDS, pd.DataFrame(rows, columns=["document", "words", "domain"]), index=False)
    print_message(
        f"{config.output}: {len(vectors.words)} words, {len(names)} names, key words of {len(rows)} documents"
    )


def measure_information(words: Sequence[str], labelled: Iterable[LabelledWords], domains: Sequence[str]) -> Array:
    """Measure how much each word tells of the domain of a document.

    Parameters
    ----------
    words
        The words, all different.
    labelled
        The words of labelled documents.
    domains
        All domains.

    Returns
    -------
    array, shape (n_words,)
        The Kullback-Leibler divergence of the domains of the documents that hold the word from those of all
        documents, smoothed, as a multiple of its mean over the words that occur; 1 for a word in none of them.

    Examples
    --------
    >>> hospitals = LabelledWords("a", "health", Counter(["医院", "管理"]))
    >>> documents = [hospitals, LabelledWords("b", "roads", Counter(["管理"]))]
    >>> found = measure_information(["医院", "管理", "学校"], documents, ["health", "roads"])
    >>> bool(found[0] > found[2] > found[1])
    True
    """
    place = {word: row for row, word in enumerate(words)}
    column = {domain: number for number, domain in enumerate(domains)}
    counts, total = np.zeros((len(words), len(domains))), np.ones(len(domains))
    for document in labelled:
        number = column[document.domain]
        total[number] += 1
        rows = [place[word] for word in document.counts if word in place]
        counts[rows, number] += 1
    prior = total / total.sum()
    n_documents = counts.sum(axis=1)
    given = (counts + _SMOOTHING * prior) / (n_documents + _SMOOTHING)[:, None]
    information: Array = (given * np.log(given / prior)).sum(axis=1)
    occurs = n_documents > 0
    scaled = np.clip(information / max(information[occurs].mean(), 1e-12), _LEAST, _MOST)
    return np.where(occurs, scaled, 1.0)


def _read_labels() -> dict[str, dict[int, str]]:
    lines: dict[str, dict[int, str]] = defaultdict(dict)
    for row in read_table(shipped_path(LABELS), ["document", "line", "domain"]).rows:
        lines[row.cells["document"]][int(row.cells["line"])] = row.cells["domain"]
    return lines


def _count_lines(name: str, text: str, labels: Mapping[int, str], tokenizer: Tokenizer) -> Iterator[LabelledWords]:
    """Count the words of the lines of each domain; lines are counted from 0, blank ones left out."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    of_domain: dict[str, list[str]] = defaultdict(list)
    for number, domain in labels.items():
        of_domain[domain].append(lines[number])
    for domain, found in sorted(of_domain.items()):
        if len(found) >= MIN_LINES:
            words = Counter(word for line in tokenizer.tokenize_all(found) for word in line)
            yield LabelledWords(name, domain, words)


def _join_key_words(counts: Counter[str], vectors: WordVectors) -> str:
    """Return the heaviest words by damped count and idf, sorted: they tell neither sentences nor frequencies."""
    places = vectors.places.find(list(counts))
    weights = {
        word: (1 + np.log(count)) * vectors.idf[place]
        for (word, count), place in zip(counts.items(), places.tolist(), strict=True)
        if place >= 0 and len(word) > 1
    }
    heaviest = sorted(weights, key=lambda word: (-weights[word], word))[:N_KEY_WORDS]
    return "，".join(sorted(heaviest))


if __name__ == "__main__":
    sys.exit(main())
