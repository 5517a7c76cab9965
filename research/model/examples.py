"""Labelled examples beside the corpus: codebook terms, names of laws, titles, clauses, key words of documents."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from research.codebook import Codebook, read_codebook
from research.csv_cells import read_table
from research.model.features import Weighted
from research.shipped import shipped_path
from research.text.documents import Document
from research.text.kinds import BODY
from research.text.sentences import Sentence, split_sentences

TITLE = "title"
INSTRUMENTS, ITEMS, KEY_WORDS = "instruments.csv", "policy_items.csv", "key_words.csv"
# Of each form of a written paragraph or article. Of 0.3, 0.5 and 1, all alike on real paragraphs, the lowest keeps the
# most of the accuracy on real titles and reports.
_WEIGHT = 0.3


def list_terms(codebook: Codebook) -> dict[str, list[str]]:
    """Return the terms of each domain in a codebook: its inclusions, keywords and examples, each once.

    Examples
    --------
    >>> "粮食" in list_terms(read_codebook())["agriculture"]
    True
    """
    return {d.id: list(dict.fromkeys((*d.counts, *d.keywords, *d.examples))) for d in codebook.domains}


def list_examples(codebook: Codebook) -> dict[str, list[str | Sentence | Weighted]]:
    """Return the examples of each domain that are no part of a labelled document.

    These are the terms of the codebook and, where its domains are those of the shipped one, what is shipped with it:
    names of laws and regulations (``instruments.csv``), written titles, paragraphs and articles (``policy_items.csv``),
    and the key words of real documents (``key_words.csv``). Paragraphs and articles are there in several forms, which
    weigh less than labelled sentences: as a whole, sentence by sentence, and sentence by sentence below the name of
    their law.

    Examples
    --------
    >>> examples = list_examples(read_codebook())
    >>> "治安管理处罚法" in examples["law_safety"]
    True
    """
    examples: dict[str, list[str | Sentence | Weighted]] = {d: list(terms) for d, terms in list_terms(codebook).items()}
    if codebook.ids == read_codebook().ids:
        for domain, found in _read_shipped().items():
            examples[domain].extend(found)
    return examples


def _read_shipped() -> dict[str, list[str | Sentence | Weighted]]:
    found: dict[str, list[str | Sentence | Weighted]] = defaultdict(list)
    for row in read_table(shipped_path(INSTRUMENTS), ["name", "domain"]).rows:
        found[row.cells["domain"]].append(row.cells["name"])
    for number, row in enumerate(read_table(shipped_path(ITEMS), ["kind", "heading", "text", "domain"]).rows):
        kind, heading, text, domain = (row.cells[name] for name in ("kind", "heading", "text", "domain"))
        if kind == TITLE:
            found[domain].append(text)
        else:
            found[domain].extend(Weighted(form, _WEIGHT) for form in _list_forms(f"item{number}", heading, text))
    for row in read_table(shipped_path(KEY_WORDS), ["words", "domain"]).rows:
        found[row.cells["domain"]].append(row.cells["words"])
    return found


def _list_forms(name: str, heading: str, text: str) -> Iterator[str | Sentence]:
    """Yield a paragraph or an article in each form in which it may stand."""
    whole = f"{heading}\n{text}" if heading else text
    start = len(whole) - len(text)
    sentences = [replace(x, kind=BODY) for x in split_sentences(Document(name, whole)) if x.start >= start]
    yield text
    if heading:
        yield heading
    if len(sentences) > 1:
        yield from (sentence.text for sentence in sentences)
    if heading or len(sentences) > 1:
        yield from sentences
