"""The page for reading labelled documents: one self-contained HTML file."""

import base64
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import groupby
from math import isfinite
from pathlib import Path
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from research.arrays import Array
from research.codebook import Codebook
from research.labelling.output_tables import ALL
from research.labelling.written import Columns, WrittenSentences
from research.measure.intervals import Ends, count_leading
from research.report.fonts import subset_font
from research.report.palette import DomainStyle, style_domains
from research.text.sentences import split_headings

LANGUAGES = ("zh", "en")  # a reader changes between them in the page
_SCRIPTS = ("scene.js", "figures.js", "page.js")  # one after the other: each uses what stands before
_MAX_LABELS = 3  # domains shown for a sentence
_MIN_SHOWN = 0.005  # probability; a lower one would be shown as 0 or 1 %
_DECIMALS = 6  # of a share, as in distribution.csv: of fewer, the page would round once more than the figures
_ENDS = ("prevalence", "low", "high")
_ALPHA = 0.05  # of all domains together where two documents are compared


class _Part(NamedTuple):
    """The shares of a document: with the ends of their intervals, numbers of sentences, and the unknown words."""

    ends: Array
    sentences: Sequence[int]
    unknown: float


def write_reading_page(
    path: Path,
    labelled: WrittenSentences,
    distribution: Columns,
    codebook: Codebook,
    *,
    method: Mapping[str, Sequence[str]],
    language: str = "zh",
    titles: Mapping[str, str] | None = None,
) -> None:
    """Write the page. It needs no network, and the text of documents is shown as text, never run.

    Its script plots the figures, and says in sentences what the shares and their intervals show.

    Parameters
    ----------
    path
        The file to write.
    labelled
        The sentences of all documents, of all kinds.
    distribution
        The theme distribution of each document and of all, the columns of distribution.csv.
    codebook
        The domains in order.
    method
        Paragraphs that say how labels, prevalence and intervals were made, and how good they are, for each of
        `LANGUAGES`.
    language
        The language at first, and the names of the domains: ``zh``, ``en``, or ``id`` (English, with ids as names).
    titles
        The titles of documents by their ids; a document without one is called by its id.
    """
    data = describe_labelled(labelled, distribution, codebook, language, titles or {})
    data |= {"method": {key: list(method[key]) for key in LANGUAGES}}
    folder = files("research.report") / "reader"
    style, page, texts, *scripts = (
        folder.joinpath(name).read_text("utf-8") for name in ("page.css", "page.html", "page.json", *_SCRIPTS)
    )
    data["texts"] = json.loads(texts)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    content = {
        "title": data["texts"]["zh" if language == "zh" else "en"]["report"],
        "language": "zh-CN" if language == "zh" else "en",
        "style": style, "script": "\n".join(scripts), "data": text,
    }  # fmt: skip
    import jinja2  # not before a page is written

    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(page)
    characters = "".join(sorted(set(template.render(font="", **content))))
    font = base64.b64encode(subset_font(characters)).decode()
    path.write_text(template.render(font=font, **content), encoding="utf-8")


def describe_labelled(
    labelled: WrittenSentences,
    distribution: Columns,
    codebook: Codebook,
    language: str,
    titles: Mapping[str, str],
) -> dict[str, Any]:
    """Return what the script of the page reads: domains, documents with their shares, headings, sentences."""
    table = labelled.sentences
    places = {name: number for number, name in enumerate(dict.fromkeys(table["document_id"]))}
    parts = _group_shares(distribution)
    styles = style_domains(codebook.ids, codebook, _find_sizes(distribution))
    ranked = np.array([not styles[domain].residual for domain in codebook.ids])
    shares = {name: _list_shares(part) for name, part in parts.items()}
    leading = {name: _count_leading(part.ends, ranked) for name, part in parts.items()}
    unknown = {name: part.unknown for name, part in parts.items()}
    headings, heading_numbers = _number(table["headings"])
    kinds, kind_numbers = _number(table["kind"])
    return {
        "language": language,
        **_describe_codebook(codebook, styles),
        "documents": [
            {
                "name": name,
                "title": titles.get(name, ""),
                "shares": shares.get(name),
                "leading": leading.get(name, 0),
                "unknown": unknown.get(name, 0.0),
            }
            for name in places
        ],
        "shares": shares.get(ALL),
        "leading": leading.get(ALL, 0),
        "unknown": unknown.get(ALL, 0.0),
        "target": next(iter(distribution.get("target", ())), ""),
        "adjust": round(_adjust(len(codebook)), 4),
        "headings": [split_headings(path) for path in headings],
        "kinds": kinds,
        "sentences": {
            "document": [places[name] for name in table["document_id"]],
            "number": table["sentence_id"],
            "paragraph": table["paragraph"],
            "kind": kind_numbers,
            "headings": heading_numbers,
            "text": table["text"],
            "labels": _list_labels(labelled),
            "terms": table["terms"],
            "mark": table["mark"],
        },
    }


def _describe_codebook(codebook: Codebook, styles: Mapping[str, DomainStyle]) -> dict[str, Any]:
    places = {family.id: number for number, family in enumerate(codebook.families)}
    names, shorts = ({key: of(key) for key in LANGUAGES} for of in (codebook.names, codebook.short_names))
    return {
        "families": [
            {
                "id": family.id, "names": {"zh": family.name_zh, "en": family.name_en}, "color": family.color,
                "residual": family.residual,
            }
            for family in codebook.families
        ],
        "domains": [
            {
                "id": domain, "names": {key: names[key][number] for key in LANGUAGES},
                "shorts": {key: shorts[key][number] for key in LANGUAGES}, "family": places.get(styles[domain].family),
                "color": styles[domain].color, "tint": styles[domain].tint, "ink": styles[domain].ink,
                "residual": styles[domain].residual,
            }
            for number, domain in enumerate(codebook.ids)
        ],
    }  # fmt: skip


def _list_labels(labelled: WrittenSentences) -> list[list[float]]:
    """Return the number of each domain that is shown for a sentence, and its probability, in one list."""
    order = np.argsort(-labelled.probabilities, axis=1, kind="stable")[:, :_MAX_LABELS]
    best = np.take_along_axis(labelled.probabilities, order, axis=1).round(4)
    rows = zip(labelled.sentences["domain"], order.tolist(), best.tolist(), strict=True)
    return [
        [x for label, share in zip(columns, shares, strict=True) if share >= _MIN_SHOWN for x in (label, share)]
        if domain
        else []
        for domain, columns, shares in rows
    ]


def _number(values: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the different values in order, and the number of each of the given ones."""
    places = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return list(places), [places[value] for value in values]


def _find_sizes(distribution: Columns) -> dict[str, float]:
    """Return the share of each domain in all documents together."""
    rows = zip(*(distribution[name] for name in ("document_id", "domain", "prevalence")), strict=True)
    return {domain: share for name, domain, share in rows if name == ALL}


def _group_shares(distribution: Columns) -> dict[str, _Part]:
    """Return the shares of each document, whose rows stand together."""
    names = distribution["document_id"]
    ends = np.column_stack([np.asarray(distribution[name], dtype=np.float64) for name in _ENDS])
    unknown = np.round(np.asarray(distribution.get("unknown_words", [0.0] * len(names)), dtype=np.float64), 4).tolist()
    parts = {}
    start = 0
    for name, rows in groupby(names):
        end = start + sum(1 for _ in rows)
        parts[name] = _Part(ends[start:end], distribution["sentences"][start:end], unknown[start])
        start = end
    return parts


def _list_shares(part: _Part) -> list[list[object]]:
    shown = [[round(value, _DECIMALS) if isfinite(value) else None for value in row] for row in part.ends.tolist()]
    return [[*row, int(count)] for row, count in zip(shown, part.sentences, strict=True)]


def _count_leading(ends: Array, ranked: NDArray[np.bool_]) -> int:
    """Return how many domains clearly lead; those outside the ranking never do."""
    values = ends[ranked]
    return count_leading(Ends(*values[np.argsort(-values[:, 0], kind="stable")].T))


def _adjust(n_domains: int) -> float:
    """Return how many times as wide as a 95 % interval one is with a Bonferroni adjustment for the domains."""
    wide, plain = (NormalDist().inv_cdf(1 - _ALPHA / 2 / count) for count in (n_domains, 1))
    return wide / plain
