"""Learn word vectors from unlabelled documents.

Example: research train-vectors reports/ -o my-vectors.npz
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from research.cli import Finished, print_message, run_command
from research.errors import InputError
from research.messages import translate
from research.model.vectors import fit_vectors, hash_text, write_vectors
from research.output import replace_file, unwritable
from research.parser import DOCUMENTS, flag
from research.plurals import count_noun
from research.text.documents import Document, iterate_documents
from research.text.files import check_exists
from research.text.lines import find_lines
from research.text.tokens import make_tokenizer


@dataclass(frozen=True)
class VectorsConfig:
    """All settings of the run; they are the flags of the command."""

    inputs: tuple[Path, ...] = flag((), DOCUMENTS, positional="*", metavar="DOCUMENTS")
    dimension: int = flag(150, "dimension of the vectors", group="model", minimum=1)
    window: int = flag(10, "number of words to each side that count as context", group="model", minimum=1)
    min_count: int = flag(4, "smallest frequency of a word that gets a vector", group="model", minimum=1)
    seed: int = flag(0, "seed of the singular value decomposition", group="model", minimum=0)
    output: Path = flag(Path("vectors.npz"), "the file to write", group="output")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 for what the user can fix."""
    return run_command(learn, VectorsConfig, "research train-vectors", __doc__, arguments)


def learn(config: VectorsConfig) -> Finished:
    """Learn the vectors and write them with a record of what they were learned from.

    Raises
    ------
    InputError
        If a document cannot be read, or the file cannot be written.
    """
    if config.output.suffix != ".npz":
        raise InputError(f"--output: got {config.output}, expected a file that ends in .npz")
    for path in config.inputs:
        check_exists(path)
    sources: dict[str, str] = {}
    characters = 0

    def read() -> Iterator[list[str]]:
        nonlocal characters
        tokenizer = make_tokenizer()
        for document in tqdm(iterate_documents(config.inputs), desc=translate("documents"), unit="", disable=None):
            sources[document.id] = hash_text(document.text)
            characters += len(document.text)
            yield from tokenizer.tokenize_all(list_paragraphs(document))

    vectors = fit_vectors(
        read(), dimension=config.dimension, window=config.window, min_count=config.min_count, random_state=config.seed
    )
    about = vectors.about | {"documents": len(sources), "characters": characters, "sources": sources}
    try:
        config.output.parent.mkdir(parents=True, exist_ok=True)
        with replace_file(config.output) as temporary:
            write_vectors(temporary, replace(vectors, about=about))
    except OSError as error:
        raise unwritable(config.output, error) from None
    print_message(
        f"{config.output}: {count_noun(len(vectors.words), 'word')}, "
        f"{count_noun(config.dimension, 'dimension')}, from {count_noun(len(sources), 'document')} "
        f"of {count_noun(characters, 'character')}"
    )
    return Finished(config.output)


def list_paragraphs(document: Document) -> list[str]:
    """Return the lines of a document, which are its paragraphs: windows of words do not cross them."""
    return [document.text[start:end] for start, end in find_lines(document.text)]


if __name__ == "__main__":
    sys.exit(main())
