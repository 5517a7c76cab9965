"""Whole documents around labelled sentences: what a classifier sees of a sentence where it labels documents."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from research.text.documents import Document
from research.text.kinds import LABELLED_KINDS
from research.text.sentences import Sentence, split_sentences


class Placed(NamedTuple):
    """Sentences of whole documents, and the places of the labelled ones among them."""

    sentences: list[Sentence]
    places: list[int]


@dataclass(frozen=True, eq=False)
class WholeDocuments:
    """The headings and body sentences of documents in which a part of the sentences is labelled.

    Attributes
    ----------
    sentences
        All headings and body sentences of each document, by its id.
    places
        Which of them a labelled sentence is, by the id of its document and its number in the corpus.
    """

    sentences: Mapping[str, Sequence[Sentence]]
    places: Mapping[tuple[str, int], int]

    def place(self, labelled: Sequence[Sentence]) -> Placed:
        """Return the whole documents of labelled sentences; sentences of other documents stand as they are.

        Parameters
        ----------
        labelled
            Sentences of a corpus.

        Examples
        --------
        >>> document = Document("d", "新建医院。修路。")
        >>> first, second = split_sentences(document)
        >>> found = find_whole_documents([second], [document]).place([second])
        >>> [sentence.text for sentence in found.sentences], found.places
        (['新建医院。', '修路。'], [1])
        """
        found: list[Sentence] = []
        places: list[int] = []
        starts: dict[str, int] = {}
        for sentence in labelled:
            place = self.places.get((sentence.document_id, sentence.number))
            if place is None:
                places.append(len(found))
                found.append(sentence)
                continue
            if sentence.document_id not in starts:
                starts[sentence.document_id] = len(found)
                found += self.sentences[sentence.document_id]
            places.append(starts[sentence.document_id] + place)
        return Placed(found, places)


def find_whole_documents(labelled: Sequence[Sentence], documents: Iterable[Document]) -> WholeDocuments:
    """Find labelled sentences in the documents that they come from.

    Parameters
    ----------
    labelled
        The sentences of a corpus.
    documents
        Documents under the same ids, among others; read until all are found.

    Returns
    -------
    WholeDocuments
        Without the documents in which a labelled sentence is not found, neither by its number and text nor by its text
        alone.
    """
    waiting: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in labelled:
        waiting[sentence.document_id].append(sentence)
    sentences: dict[str, Sequence[Sentence]] = {}
    places: dict[tuple[str, int], int] = {}
    for document in documents:
        coded = waiting.pop(document.id, [])
        whole = [found for found in split_sentences(document) if found.kind in LABELLED_KINDS] if coded else []
        placed = _find_places(coded, whole)
        if whole and placed is not None:
            sentences[document.id] = whole
            places |= {(document.id, one.number): place for one, place in zip(coded, placed, strict=True)}
        if not waiting:
            break
    return WholeDocuments(sentences, places)


def _find_places(coded: Sequence[Sentence], whole: Sequence[Sentence]) -> list[int] | None:
    by_key = {(one.number, _simplify(one.text)): at for at, one in enumerate(whole)}
    by_text: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(whole):
        by_text[_simplify(one.text)].append(at)
    taken: list[int] = []
    for sentence in coded:
        text = _simplify(sentence.text)
        place: int | None = by_key.get((sentence.number, text))
        if place is None:
            place = next((found for found in by_text[text] if found not in taken), None)
        if place is None:
            return None
        taken.append(place)
    return taken


def _simplify(text: str) -> str:
    return "".join(text.split())
