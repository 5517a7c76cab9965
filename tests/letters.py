"""Coders of the shipped letters, who say what the shipped corpus says."""

from dataclasses import replace

from research.codebook import Codebook
from research.corpus.labelled import read_corpus
from research.corpus.tasks import Task, read_tasks
from research.shipped import shipped_path

LETTERS = shipped_path("letters/codebook.toml").parent


def read_coded(path, codebook: Codebook) -> list[Task]:
    """Return the drawn sentences of a file with the labels of the shipped corpus."""
    gold = read_corpus(LETTERS / "corpus")
    labels = {(s.document_id, str(s.number)): d for s, d in zip(gold.sentences, gold.labels, strict=True)}
    return [replace(task, domain=labels[task.document_id, task.sentence_id]) for task in read_tasks(path, codebook)]
