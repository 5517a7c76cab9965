"""Learn word vectors from unlabelled documents.

Example: python -m research.vectors reports/ --output my-vectors.npz
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from tqdm import tqdm

from research.errors import DataError
from research.model.vectors import fit_vectors, hash_text, write_vectors
from research.text.documents import Document, read_documents
from research.text.lines import find_lines
from research.text.tokens import make_tokenizer


@dataclass(frozen=True)
class VectorsConfig:
    """All settings of the run; they are the script's flags."""

    inputs: tuple[Path, ...] = ()
    output: Path = Path("vectors.npz")
    dimension: int = 150
    window: int = 10
    least_count: int = 4
    seed: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, or 2 for what the user can fix."""
    default = VectorsConfig()
    parser = argparse.ArgumentParser("python -m research.vectors", description=__doc__.splitlines()[0],
                                     epilog=__doc__.splitlines()[-1])  # fmt: skip
    parser.add_argument(
        "inputs", type=Path, nargs="+", metavar="DOCUMENTS", help="documents, folders or tables of them"
    )
    parser.add_argument("--output", type=Path, default=default.output, help="the file to write (default: %(default)s)")
    parser.add_argument(
        "--dimension", type=int, default=default.dimension, help="of the vectors (default: %(default)s)"
    )
    parser.add_argument("--window", type=int, default=default.window, help="words to each side (default: %(default)s)")
    parser.add_argument("--least-count", type=int, default=default.least_count,
                        help="words that stand less often are left out (default: %(default)s)")  # fmt: skip
    parser.add_argument("--seed", type=int, default=default.seed, help="of the SVD (default: %(default)s)")
    values = vars(parser.parse_args(arguments))
    values["inputs"] = tuple(values["inputs"])
    try:
        learn(VectorsConfig(**{field.name: values[field.name] for field in fields(VectorsConfig)}))
    except DataError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def learn(config: VectorsConfig) -> None:
    """Learn the vectors and write them with a record of what they were learned from."""
    sources: dict[str, str] = {}
    characters = 0

    def read() -> Iterator[list[str]]:
        nonlocal characters
        tokenizer = make_tokenizer()
        for document in tqdm(read_documents(config.inputs), desc="documents", unit="", disable=None):
            sources[document.id] = hash_text(document.text)
            characters += len(document.text)
            yield from tokenizer.tokenize_all(_list_paragraphs(document))

    vectors = fit_vectors(
        read(), dimension=config.dimension, window=config.window, least_count=config.least_count, seed=config.seed
    )
    about = vectors.about | {"documents": len(sources), "characters": characters, "sources": sources}
    config.output.parent.mkdir(parents=True, exist_ok=True)
    write_vectors(config.output, replace(vectors, about=about))
    print(
        f"{config.output}: {len(vectors.words)} words, {config.dimension} dimensions, from {len(sources)} documents "
        f"of {characters} characters"
    )


def _list_paragraphs(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in find_lines(document.text)]


if __name__ == "__main__":
    sys.exit(main())
