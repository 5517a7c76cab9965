"""Labelled examples beside the corpus: codebook terms, names of laws, titles, clauses, key words of documents."""

from collections import defaultdict

from research.codebook import Codebook, read_codebook
from research.csv_cells import read_table
from research.shipped import shipped_path
from research.text.sentences import BODY, Sentence

INSTRUMENTS, ITEMS, KEY_WORDS = "instruments.csv", "policy_items.csv", "key_words.csv"


def list_terms(codebook: Codebook) -> dict[str, list[str]]:
    """Return the terms of each domain in a codebook: its inclusions, keywords and examples, each once.

    Examples
    --------
    >>> "粮食" in list_terms(read_codebook())["agriculture"]
    True
    """
    return {d.id: list(dict.fromkeys((*d.counts, *d.keywords, *d.examples))) for d in codebook.domains}


def list_examples(codebook: Codebook) -> dict[str, list[str | Sentence]]:
    """Return the examples of each domain that are no part of a labelled document.

    These are the terms of the codebook and, where its domains are those of the shipped one, what is shipped with it:
    names of laws and regulations (``instruments.csv``), written titles, paragraphs and articles (``policy_items.csv``),
    and the key words of real documents (``key_words.csv``).

    Examples
    --------
    >>> examples = list_examples(read_codebook())
    >>> "治安管理处罚法" in examples["law_safety"]
    True
    """
    examples: dict[str, list[str | Sentence]] = {name: list(terms) for name, terms in list_terms(codebook).items()}
    if codebook.ids == read_codebook().ids:
        for domain, found in _read_shipped().items():
            examples[domain].extend(found)
    return examples


def _read_shipped() -> dict[str, list[str | Sentence]]:
    found: dict[str, list[str | Sentence]] = defaultdict(list)
    for row in read_table(shipped_path(INSTRUMENTS), ["name", "domain"]).rows:
        found[row.cells["domain"]].append(row.cells["name"])
    for number, row in enumerate(read_table(shipped_path(ITEMS), ["heading", "text", "domain"]).rows):
        heading, text, domain = (row.cells[name] for name in ("heading", "text", "domain"))
        found[domain].append(text)
        if heading:  # as it stands in its document, too
            found[domain] += [heading, Sentence(f"item{number}", 1, 0, len(text), 1, BODY, (heading,), text)]
    for row in read_table(shipped_path(KEY_WORDS), ["words", "domain"]).rows:
        found[row.cells["domain"]].append(row.cells["words"])
    return found
