"""Invented tables for the tests of plots."""

import numpy as np
import pandas as pd

from research.codebook import Codebook, Domain, read_codebook
from research.measure.evaluation import evaluate
from research.measure.gold_labels import GoldLabels

CODEBOOK = read_codebook()
OWN = Codebook(
    "own", "1", (Domain("a", "教育", "schools"), Domain("b", "卫生", "hospitals"), Domain("c", "农业", "farms"))
)
LONG_ZH, LONG_EN = "很长的领域名称" * 8 + "六十个字", "A domain whose name goes on for as long as sixty letters, about"


def make_codebook(count: int, *, long: bool = False) -> Codebook:
    if count == 21:
        return CODEBOOK
    domains = [
        Domain(f"d{number:02d}", LONG_ZH if long and number % 3 == 0 else f"第{number}类", f"Domain no. {number}")
        for number in range(count)
    ]
    if long:
        domains = [
            Domain(d.id, d.name_zh, LONG_EN if number % 3 == 0 else d.name_en) for number, d in enumerate(domains)
        ]
    return Codebook("made", "1", tuple(domains))


def make_shares(codebook: Codebook, seed: int = 0) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    shares = np.sort(generator.dirichlet(np.full(len(codebook), 0.7)))[::-1]
    half = generator.uniform(0.01, 0.1, len(codebook))
    return pd.DataFrame({
        "domain": codebook.ids, "prevalence": shares, "low": np.maximum(shares - half, 0), "high": shares + half,
        "sentences": (1000 * shares).astype(int), "documents": 12,
    })  # fmt: skip


def make_group_shares(codebook: Codebook, groups: list[str], column: str = "level") -> pd.DataFrame:
    parts = []
    for number, group in enumerate(groups):
        part = make_shares(codebook, number).assign(documents=1 + number % 5)
        part.insert(0, column, group)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def make_groups() -> pd.DataFrame:
    """The shares of three domains in four years, as `Labelled.prevalence(by="year")` returns them."""
    rows = [
        (year, domain, share, share / 2, share * 1.2, int(100 * share), documents)
        for year, documents in (("2000", 1), ("2010", 2), ("2020", 3), ("2024", 4))
        for domain, share in (("a", 0.2), ("b", 0.5), ("c", 0.3))
    ]
    columns = ["year", "domain", "prevalence", "low", "high", "sentences", "documents"]
    return pd.DataFrame(rows, columns=columns)


def make_sentences() -> pd.DataFrame:
    rows = [
        ("讲话", "heading", "a", 0.5, "讲话"), ("讲话", "body", "b", 0.95, "讲话 > 一、卫生"),
        ("讲话", "body", "a", 0.5, "讲话 > 二、教育"), ("讲话", "boilerplate", "", np.nan, ""),
        ("讲话", "body", "b", 0.4, "讲话 > 三、其他"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["document_id", "kind", "domain", "probability", "headings"])


def make_document(codebook: Codebook, sentences: int, section: str = "一二三四五六七八九十") -> pd.DataFrame:
    """A document whose sections have names from short to very long, and subsections."""
    generator = np.random.default_rng(1)
    rows = []
    for number in range(sentences):
        place = number * len(section) // sentences
        name = f"{section[place]}、" + "坚持不懈地做好各项工作，" * (1 + place % 4)
        below = f" > （{section[number * 3 * len(section) // sentences % 3]}）小节的名称"
        rows.append(("body", generator.choice(codebook.ids), generator.uniform(0.2, 1), name + below))
    return pd.DataFrame(rows, columns=["kind", "domain", "probability", "headings"])


def make_evaluation():
    """Six sentences of three documents, of which the second has a wrong label; each label has probability 0.8."""
    gold = GoldLabels(list("aabbcc"), ["x", "x", "y", "y", "z", "z"], OWN.ids)
    return evaluate(gold, np.eye(3)[[0, 1, 1, 1, 2, 2]] * 0.7 + 0.1)


def make_scores(codebook: Codebook) -> pd.DataFrame:
    f1 = np.linspace(0.55, 0.95, len(codebook))
    return pd.DataFrame({
        "domain": codebook.ids, "precision": f1 + 0.02, "recall": f1 - 0.02, "f1": f1, "f1_low": f1 - 0.1,
        "f1_high": np.minimum(f1 + 0.05, 1), "support": 40,
    })  # fmt: skip


def make_confusion(codebook: Codebook) -> pd.DataFrame:
    counts = np.random.default_rng(2).poisson(1, (len(codebook), len(codebook))) + 60 * np.eye(len(codebook), dtype=int)
    return pd.DataFrame(counts, index=list(codebook.ids), columns=list(codebook.ids))


def make_differences() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "first": "市", "second": "县", "domain": list("abc"), "difference": [0.1, -0.02, 0.0],
            "low": [0.05, -0.1, -0.1], "high": [0.15, 0.1, 0.1], "p": [0.001, 0.5, 1], "p_adjusted": [0.01, 0.6, 1],
        }
    )  # fmt: skip


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)
