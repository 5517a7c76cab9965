"""What a labelling may be asked for, and the names of its tables: light to import, as the command line needs them."""

SENTENCES, PROBABILITIES, SHARES = "sentences.csv", "probabilities.csv", "distribution.csv"
WIDE = "distribution_wide.csv"  # the shares of single documents, a column for each domain
CROSSWALK = "crosswalk.csv"  # the shares in another scheme, where one is asked for

FROM_CODEBOOK = "from-codebook"  # the run of a study in which none was trained, below results

CSV, PARQUET = "csv", "parquet"
FORMATS = (CSV, PARQUET)

NONE, DOCUMENTS = "none", "documents"
FIGURES = (NONE, "all", DOCUMENTS)
DEFAULT_FIGURES = "all"
