"""The kinds of sentences: what stands in the column ``kind`` of sentences.csv."""

BODY, HEADING, BOILERPLATE, TABLE = "body", "heading", "boilerplate", "table"
KINDS = (BODY, HEADING, BOILERPLATE, TABLE)
LABELLED_KINDS = (BODY, HEADING)  # they get a domain
