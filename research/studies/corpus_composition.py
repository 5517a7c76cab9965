"""Describe the composition of a labelled corpus: documents and sentences by type, level, years and domain.

Example: python -m research.studies.corpus_composition --corpus data/corpus
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from research.cli import CODEBOOK, run_command
from research.codebook import Codebook, read_codebook
from research.corpus.labelled import Corpus, read_corpus
from research.output import open_folder, write_table
from research.parser import OVERWRITE, STUDY, flag
from research.report import figures
from research.studies.plots.composition import plot_composition


@dataclass(frozen=True)
class ComposeConfig:
    """All settings of the description; they are its flags."""

    study: Path | None = flag(None, STUDY, type=Path)
    corpus: Path | None = flag(None, "labelled sentences (default: the shipped corpus)", study="corpus", type=Path)
    codebook: Path | None = flag(None, "a codebook.toml (default: the shipped one)", study=CODEBOOK, type=Path)
    output: Path = flag(Path("results/corpus"), "output folder", study="results/composition")
    overwrite: bool = flag(False, OVERWRITE)
    language: str = flag("zh", "the language of the figure", choices=["zh", "en"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the description; return 0, or 2 for an error that the user can fix."""
    return run_command(describe, ComposeConfig, "research.studies.corpus_composition", __doc__, arguments)


def describe(config: ComposeConfig) -> None:
    """Write composition.csv and composition.png."""
    codebook = read_codebook(config.codebook)
    corpus = read_corpus(config.corpus, codebook)
    table = count_composition(corpus, codebook)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        write_table(folder / "composition.csv", table, index=False)
        figure = plot_composition(table, codebook=codebook, language=config.language)
        figures.write_figure(folder / "composition.png", figure)
    print(f"{config.output}: {len(corpus.labels)} sentences of {len(corpus.documents)} documents")


def count_composition(corpus: Corpus, codebook: Codebook) -> pd.DataFrame:
    """Count documents and sentences by type, level and years of the documents, and by domain.

    Returns
    -------
    DataFrame
        Columns ``by`` (type, level, years or domain), ``value``, ``documents`` and ``sentences``; one row for each
        value, domains in codebook order.
    """
    about = [corpus.documents[name] for name in corpus.document_ids]
    frame = pd.DataFrame(
        {
            "document": corpus.document_ids,
            "type": [info.get("type", "") for info in about],
            "level": [info.get("level", "") for info in about],
            "years": [_name_years(info.get("year", "")) for info in about],
            "domain": corpus.labels,
        }
    )
    parts = []
    for by in ("type", "level", "years", "domain"):
        groups = {str(value): part for value, part in frame.groupby(by)}
        order = codebook.ids if by == "domain" else tuple(sorted(groups))
        empty = frame.iloc[:0]
        parts += [
            (by, value, len(set(groups.get(value, empty)["document"])), len(groups.get(value, empty)))
            for value in order
        ]
    return pd.DataFrame(parts, columns=["by", "value", "documents", "sentences"])


def _name_years(year: str) -> str:
    if not year.isdecimal():
        return "unknown"
    first = int(year) // 5 * 5
    return f"{first}-{first + 4}"


if __name__ == "__main__":
    sys.exit(main())
