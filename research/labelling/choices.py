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

SENTENCE, CHARACTER, DOCUMENT_WEIGHT = "sentence", "character", "document"
WEIGHTS = (SENTENCE, CHARACTER, DOCUMENT_WEIGHT)
WEIGHT_HELP = (
    "what counts the same: each sentence (number of mentions), each character (salience, the share of text), or each "
    "document; or a column of the documents' table that holds design weights"
)
CLUSTER_HELP = "a column of the documents' table, as place or author, whose documents are not independent"
SCHEMES = ("cap", "state_council")  # other schemes of categories, which a codebook may name for its domains
SCHEME_HELP = "cap or state_council, as the codebook has them, or a table with the columns domain, category and weight"
TARGET_HELP = (
    "what the intervals are for: these documents (only classification errors) or documents like these, of which "
    "these are a sample (sampling too)"
)
