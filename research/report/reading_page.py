"""The page for reading labelled documents: one self-contained HTML file."""

import base64
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
import pandas as pd

from research.codebook import Codebook
from research.labelling.output_tables import ALL
from research.labelling.read_back import LabelledSentences
from research.report.fonts import subset_font

_MAX_LABELS = 3  # domains shown for a sentence
_MIN_SHOWN = 0.005  # probability; a lower one would be shown as 0 or 1 %
_ANGLE = 137.508  # degrees, the golden angle: neighbours in the codebook get colours far apart


def write_reading_page(
    path: Path,
    labelled: LabelledSentences,
    distribution: pd.DataFrame,
    codebook: Codebook,
    *,
    title: str,
    method: Sequence[str],
    language: str = "zh",
) -> None:
    """Write the page. It needs no network, and the text of documents is shown as text, never run.

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
    title
        The title of the page.
    method
        Paragraphs that say how labels, prevalence and intervals were made, and how good they are.
    language
        The names of the domains: ``zh``, ``en`` or ``id``.
    """
    data = describe_labelled(labelled, distribution, codebook, language)
    folder = files("research.report") / "reader"
    style, script, page = (folder.joinpath(f"page.{kind}").read_text("utf-8") for kind in ("css", "js", "html"))
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    count = len(labelled.find_body())
    content = {
        "title": title, "language": "zh-CN" if language == "zh" else language, "method": method,
        "subtitle": f"{len(data['documents'])} 篇文档，{count} 个正文句 · documents, body sentences",
        "style": style, "script": script, "data": text,
    }  # fmt: skip
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(page)
    characters = "".join(sorted(set(template.render(font="", **content)) | set("".join(map(str, content.values())))))
    font = base64.b64encode(subset_font(characters)).decode()
    path.write_text(template.render(font=font, **content), encoding="utf-8")


def describe_labelled(
    labelled: LabelledSentences, distribution: pd.DataFrame, codebook: Codebook, language: str
) -> dict[str, list[Any]]:
    """Return what the script of the page reads: domains, documents with their shares, headings, sentences."""
    table = labelled.sentences
    ids = list(dict.fromkeys(table["document_id"].astype(str)))
    places = {name: number for number, name in enumerate(ids)}
    headings = list(dict.fromkeys(table["headings"]))
    heading_places = {heading: number for number, heading in enumerate(headings)}
    shares = {str(name): _list_shares(part) for name, part in distribution.groupby("document_id", sort=False)}
    no_shares: list[list[object]] = [[0.0, None, None, 0]] * len(codebook)
    order = np.argsort(-labelled.probabilities, axis=1, kind="stable")[:, :_MAX_LABELS]
    rows = []
    records = table.to_dict("records")
    for row, columns, probabilities in zip(records, order, labelled.probabilities, strict=True):
        labels = [[int(c), round(float(probabilities[c]), 4)] for c in columns if probabilities[c] >= _MIN_SHOWN]
        rows.append(
            [
                places[str(row["document_id"])], int(row["sentence_id"]), int(row["paragraph"]), row["kind"],
                heading_places[row["headings"]], row["text"], labels if row["domain"] else [], row["terms"],
                row["mark"],
            ]
        )  # fmt: skip
    names = codebook.names(language)
    domains = [
        {"id": domain, "name": name, "color": f"hsl({(number * _ANGLE) % 360:.0f} 62% {82 + 5 * (number % 3)}%)"}
        for number, (domain, name) in enumerate(zip(codebook.ids, names, strict=True))
    ]
    documents = [{"id": name, "shares": shares.get(name, no_shares)} for name in ids]
    return {
        "domains": domains, "documents": documents, "headings": headings, "rows": rows,
        "shares": shares.get(ALL, no_shares),
    }  # fmt: skip


def _list_shares(part: pd.DataFrame) -> list[list[object]]:
    ends = part[["prevalence", "low", "high"]].to_numpy(dtype=np.float64).tolist()
    shown = [[round(value, 4) if np.isfinite(value) else None for value in row] for row in ends]
    return [[*row, int(count)] for row, count in zip(shown, part["sentences"], strict=True)]
