"""Learn word vectors from unlabelled documents.

Example: python -m research.train_vectors reports/ --output my-vectors.npz
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from research.cli import flag, run_command
from research.model.vectors import fit_vectors, hash_text, write_vectors
from research.text.documents import Document, iterate_documents
from research.text.lines import find_lines
from research.text.tokens import make_tokenizer


@dataclass(frozen=True)
class VectorsConfig:
    """All settings of the run; they are the script's flags."""

    inputs: tuple[Path, ...] = flag((), "documents, folders or tables of them", positional=True, metavar="DOCUMENTS")
    output: Path = flag(Path("vectors.npz"), "the file to write")
    dimension: int = flag(150, "of the vectors")
    window: int = flag(10, "words to each side")
    min_count: int = flag(4, "words that stand less often are left out")
    seed: int = flag(0, "of the SVD")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, or 2 for what the user can fix."""
    return run_command(learn, VectorsConfig, "research.train_vectors", __doc__, arguments)


def learn(config: VectorsConfig) -> None:
    """Learn the vectors and write them with a record of what they were learned from."""
    sources: dict[str, str] = {}
    characters = 0

    def read() -> Iterator[list[str]]:
        nonlocal characters
        tokenizer = make_tokenizer()
        for document in tqdm(iterate_documents(config.inputs), desc="documents", unit="", disable=None):
            sources[document.id] = hash_text(document.text)
            characters += len(document.text)
            yield from tokenizer.tokenize_all(_list_paragraphs(document))

    vectors = fit_vectors(
        read(), dimension=config.dimension, window=config.window, min_count=config.min_count, random_state=config.seed
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
