"""Measure how far two coders of the same sentences agree.

Example: python -m research.agree --first first_coding.csv --second second_coding.csv
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from research.codebook import Codebook, read_codebook
from research.command import CODEBOOK, OVERWRITE, STUDY, flag, run_command
from research.corpus.agreement import measure_agreement
from research.corpus.labelled import Corpus, read_corpus
from research.errors import DataError
from research.report.run import open_folder, write_table


@dataclass(frozen=True)
class AgreeConfig:
    """All settings of the measurement; they are the script's flags."""

    study: Path | None = flag(None, STUDY, type=Path)
    first: Path = flag(Path("first_coding.csv"), "sentences as the first coder labelled them")
    second: Path = flag(Path("second_coding.csv"), "the same or some of them, by the second coder")
    settled: Path | None = flag(None, "the same sentences as they were settled, to count who stood", type=Path)
    codebook: Path | None = flag(None, "a codebook.toml (default: the shipped one)", study=CODEBOOK, type=Path)
    output: Path = flag(Path("results/agreement"), "the folder to write", study="results/agreement")
    overwrite: bool = flag(False, OVERWRITE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, or 2 for what the user can fix."""
    return run_command(compare, AgreeConfig, "research.agree", __doc__, arguments)


def compare(config: AgreeConfig) -> None:
    """Measure the agreement on the sentences that both coders labelled and write it."""
    codebook = read_codebook(config.codebook)
    first, second = read_corpus(config.first, codebook), read_corpus(config.second, codebook)
    pairs = match_sentences(first, second)
    if not pairs:
        raise DataError(f"{config.second}: no sentence of {config.first} in it; document_id and sentence_id must agree")
    mine = [first.labels[a] for a, _ in pairs]
    theirs = [second.labels[b] for _, b in pairs]
    documents = [second.document_ids[b] for _, b in pairs]
    table = measure_agreement(mine, theirs, documents, codebook.ids)
    settled = read_corpus(config.settled, codebook) if config.settled else None
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        table.insert(0, "documents", len(set(documents)))
        write_table(folder / "agreement.csv", table)
        if settled is not None:
            write_table(folder / "settled.csv", count_settled(first, second, pairs, settled), index=False)
        write_table(folder / "disagreements.csv", _count_disagreements(mine, theirs, codebook), index=False)
    row = table.loc["*"]
    print(
        f"{len(pairs)} sentences of {len(set(documents))} documents: agreement {row['agreement']:.3f}, "
        f"kappa {row['kappa']:.3f} [{row['kappa_low']:.3f}, {row['kappa_high']:.3f}], "
        f"alpha {row['alpha']:.3f} [{row['alpha_low']:.3f}, {row['alpha_high']:.3f}]"
    )


def match_sentences(first: Corpus, second: Corpus) -> list[tuple[int, int]]:
    """Pair the positions of the sentences that stand in both, by document and text in order of appearance."""
    places: dict[tuple[str, str], list[int]] = {}
    for position, sentence in enumerate(first.sentences):
        places.setdefault((sentence.document_id, sentence.text), []).append(position)
    pairs = []
    for position, sentence in enumerate(second.sentences):
        found = places.get((sentence.document_id, sentence.text))
        if found:
            pairs.append((found.pop(0), position))
    return pairs


def count_settled(first: Corpus, second: Corpus, pairs: list[tuple[int, int]], settled: Corpus) -> pd.DataFrame:
    """Count whose label stands where the two coders differed: the first's, the second's or neither's."""
    final = {b: settled.labels[a] for a, b in match_sentences(settled, second)}
    counts = {"first": 0, "second": 0, "neither": 0}
    for a, b in pairs:
        mine, theirs = first.labels[a], second.labels[b]
        if mine != theirs and b in final:
            counts["first" if final[b] == mine else "second" if final[b] == theirs else "neither"] += 1
    return pd.DataFrame({"stands": list(counts), "sentences": list(counts.values())})


def _count_disagreements(first: list[str], second: list[str], codebook: Codebook) -> pd.DataFrame:
    table = pd.DataFrame({"first": first, "second": second})
    counts = table[table["first"] != table["second"]].value_counts().reset_index(name="sentences")
    order = {domain: place for place, domain in enumerate(codebook.ids)}
    keys = {"first": counts["first"].map(order), "second": counts["second"].map(order)}
    return counts.assign(**{f"_{k}": v for k, v in keys.items()}).sort_values(
        ["sentences", "_first", "_second"], ascending=[False, True, True]
    )[["first", "second", "sentences"]]


if __name__ == "__main__":
    sys.exit(main())
