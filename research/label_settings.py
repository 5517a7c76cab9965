"""The settings of `research label`, apart from what labels: parsing a command line needs no model."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from research.default_run import DEFAULT_RUN
from research.labelling.choices import (
    CLUSTER_HELP,
    CROSSWALK,
    CSV,
    DEFAULT_FIGURES,
    FIGURES,
    FORMATS,
    SCHEME_HELP,
    SENTENCE,
    SHARES,
    TARGET_HELP,
    WEIGHT_HELP,
    WIDE,
)
from research.measure.choices import DEFAULT_METHOD, METHOD_HELP, METHODS, TARGETS, THESE
from research.parser import (
    DOCUMENT_COLUMN,
    DOCUMENTS,
    OVERWRITE,
    STUDY,
    TEXT_COLUMN,
    flag,
    jobs_flag,
    language_flag,
)
from research.text.limits import Limits

_LIMITS = "limits of a document"


@dataclass(frozen=True)
class LabelConfig:
    """All settings of a labelling; they are the flags of the command."""

    inputs: tuple[Path, ...] = flag(
        (),
        f"{DOCUMENTS}; - reads a text from standard input",
        study="documents",
        positional="*",
        metavar="INPUT",
    )
    study: Path | None = flag(None, STUDY, type=Path)
    text_column: Sequence[str] | None = flag(None, TEXT_COLUMN, nargs="+")
    document_column: Sequence[str] | None = flag(None, DOCUMENT_COLUMN, nargs="+")
    drop_duplicates: bool = flag(False, "leave out documents whose text has been read before")
    run: Path = flag(
        DEFAULT_RUN,
        "the trained run; where the default one is missing, the default model is fitted once and kept",
        study="results/baseline",
        group="model",
    )
    min_precision: float | None = flag(
        None,
        "mark labels as uncertain so that of each domain this share of the others is right on held-out documents; the "
        "minimum probabilities are written to abstention.csv",
        group="model",
        type=float,
    )
    method: str = flag(DEFAULT_METHOD, METHOD_HELP, group="estimation", choices=METHODS)
    target: str = flag(THESE, TARGET_HELP, group="estimation", choices=TARGETS)
    weight: str = flag(SENTENCE, WEIGHT_HELP, group="estimation")
    cluster: str = flag("", CLUSTER_HELP, group="estimation")
    output: Path = flag(Path("results/labelled"), "the folder to write", study="results/labelled", group="output")
    overwrite: bool = flag(False, OVERWRITE, group="output")
    language: str = language_flag("figures")
    figures: str = flag(
        DEFAULT_FIGURES,
        "figures to write as PNG and SVG: none, the distribution of all documents together, or also the sections and "
        "the ribbon of each of the documents; report.html shows them all",
        group="output",
        choices=FIGURES,
    )
    format: str = flag(
        CSV,
        "the format of the tables: csv, or parquet, which writes sentences, their probabilities and the distribution "
        "as .parquet, too (pip install pyarrow, the extra parquet)",
        group="output",
        choices=FORMATS,
    )
    wide: bool = flag(
        False,
        f"write the shares of single documents to {WIDE}, one row a document and one column a domain, without "
        f"intervals; {SHARES} then has those of all documents together alone",
        group="output",
    )
    crosswalk: str = flag(
        "",
        f"write the shares in another scheme, too, to {CROSSWALK}, with bounds: {SCHEME_HELP}",
        group="output",
        metavar="TABLE",
    )
    jobs: int = jobs_flag(-1)
    max_megabytes: int = flag(Limits.max_megabytes, "megabytes of its file", group=_LIMITS, minimum=1)
    max_expanded: int = flag(
        Limits.max_expanded, "megabytes that a compressed file may grow to", group=_LIMITS, minimum=1
    )
    max_ratio: int = flag(
        Limits.max_ratio, "how many times its size a compressed file may grow to", group=_LIMITS, minimum=1
    )
    max_pages: int = flag(Limits.max_pages, "pages of a PDF", group=_LIMITS, minimum=1)
    max_characters: int = flag(Limits.max_characters, "characters of its text", group=_LIMITS, minimum=1)
    max_seconds: int = flag(Limits.max_seconds, "seconds of work on a PDF", group=_LIMITS, minimum=1)
