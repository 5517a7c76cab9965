"""The model card and the reporting sheet of a run: its numbers in two standard forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import jinja2
import numpy as np

from research.codebook import Codebook
from research.measure.abstention import Thresholds
from research.measure.evaluation import Scores
from research.report.methods_sheet import describe_labels

_MAX_CONFUSED = 5  # pairs of domains in the card


@dataclass(frozen=True, eq=False)
class TrainingSummary:
    """What a training run was given and what it found.

    Attributes
    ----------
    codebook
        The domains in order.
    scores
        The cross-validated scores of each classifier that was compared.
    kept
        The classifier that the run keeps.
    error
        Its expected calibration error.
    thresholds
        The minimum probabilities of labels that are right often enough.
    environment, settings
        The content of environment.json and config.json.
    labels
        The numbers of labels by how they were given, where the corpus says it.
    """

    codebook: Codebook
    scores: Mapping[str, Scores]
    kept: str
    error: float
    thresholds: Thresholds
    environment: Mapping[str, object]
    settings: Mapping[str, object]
    labels: Mapping[str, int] = field(default_factory=dict)

    @property
    def best(self) -> Scores:
        """The scores of the classifier that the run keeps."""
        return self.scores[self.kept]

    @property
    def synthetic(self) -> bool:
        """Whether the corpus is the shipped one."""
        return self.settings["corpus"] is None


def write_cards(folder: Path, summary: TrainingSummary) -> None:
    """Write model_card.md (Mitchell et al. 2019) and reforms.md (Kapoor et al. 2024) into the folder of a run."""
    best, settings = summary.best, summary.settings
    described = {
        name: dict(zip(("estimate", "low", "high"), ends, strict=True))
        for name, ends in (("accuracy", best.accuracy), ("macro_f1", best.macro_f1))
    }
    content = {
        "kept": summary.kept, "compared": list(summary.scores), "domains": summary.codebook.ids,
        "error": summary.error, "thresholds": summary.thresholds, "environment": summary.environment,
        "seed": settings["seed"], "folds": settings["folds"], "synthetic": summary.synthetic,
        "confused": find_confused(best, summary.codebook.ids),
        "corpus_name": "the shipped corpus" if summary.synthetic else str(settings["corpus"]),
        "scores": described | {"sentences": best.n_sentences, "documents": best.n_documents},
        "labels": describe_labels(settings["corpus"], summary.labels, "en"),
        "in_documents": bool(settings.get("documents")),
        "rows": best.domains.reset_index().to_dict("records"),
    }  # fmt: skip
    templates = files("research.report") / "templates"
    for name in ("model_card.md", "reforms.md"):
        text = templates.joinpath(name).read_text("utf-8")
        template = jinja2.Template(text, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
        (folder / name).write_text(template.render(content), encoding="utf-8")


def find_confused(scores: Scores, domains: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return the pairs of domains that are most often confused, as gold domain, predicted domain, and count.

    Examples
    --------
    >>> from research.measure.evaluation import score_labels
    >>> from research.measure.gold_labels import GoldLabels
    >>> gold = GoldLabels(["a", "a", "b"], ["x", "y", "z"], ["a", "b"])
    >>> find_confused(score_labels(gold, ["b", "b", "b"]), ["a", "b"])
    [('a', 'b', 2)]
    """
    errors = scores.confusion - np.diag(np.diag(scores.confusion))
    order = np.argsort(-errors, axis=None, kind="stable")[:_MAX_CONFUSED]
    pairs = [(int(place) // len(domains), int(place) % len(domains)) for place in order]
    return [(domains[gold], domains[found], int(errors[gold, found])) for gold, found in pairs if errors[gold, found]]
