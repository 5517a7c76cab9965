"""The methods sheet of a result: what it is of and how it was made, on one page to print and to file."""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from research import __version__
from research.labelling.choices import SCHEMES
from research.measure.choices import METHOD_NAMES, THESE
from research.model.storage import MODEL
from research.plurals import count_noun
from research.report.captions import choose

METHODS_SHEET = "methods.md"

_LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn", "jieba", "rjieba")
_HEADINGS = {
    "population": ("总体", "Population"),
    "target": ("推断目标", "Target"),
    "unit": ("计数单位", "Unit"),
    "method": ("方法", "Method"),
    "labels": ("标签来源", "Labels"),
    "left_out": ("未计入", "Left out"),
    "seeds": ("随机种子", "Seeds"),
    "versions": ("版本", "Versions"),
    "hashes": ("校验和 SHA-256", "SHA-256"),
}
_WAYS = {
    "blind": ("盲编码", "blind"),
    "with_proposals": ("看到模型建议", "with the proposals of a model in view"),
    "unknown": ("方式未知", "not known how"),
}


@dataclass(frozen=True)
class MethodsSheet:
    """What a result is of and how it was made; each part in words of one language.

    Attributes
    ----------
    title
        What the result is, and the command that made it.
    population
        The documents and sentences that it is of.
    target
        What its intervals are for.
    unit
        What is counted, with which weight, and what is independent.
    method
        How labels and shares were made.
    labels
        Who gave the labels that were learned or counted, and whether blind.
    left_out
        What is no part of the result.
    seeds
        The seeds of random numbers.
    hashes
        The SHA-256 of what was read and written, by its name.
    """

    title: str
    population: str
    target: str
    unit: str
    method: str
    labels: str
    left_out: Sequence[str]
    seeds: str
    hashes: Mapping[str, str]

    def format(self, language: str) -> str:
        """Return the sheet as a page in Markdown."""
        nothing = choose(language, "无", "nothing")
        parts = {declared.name: getattr(self, declared.name) for declared in fields(self)}
        parts |= {
            "left_out": "<br>".join(self.left_out) or nothing,
            "versions": list_versions(),
            "hashes": "<br>".join(f"{name} `{digest}`" for name, digest in self.hashes.items()) or nothing,
        }
        rows = [
            f"| {choose(language, *heading)} | {str(parts[name]).replace('|', '/')} |\n"
            for name, heading in _HEADINGS.items()
        ]
        return f"# {self.title}\n\n| | |\n|---|---|\n{''.join(rows)}"

    def write(self, folder: Path, language: str) -> None:
        """Write methods.md into the folder of the result."""
        folder.joinpath(METHODS_SHEET).write_text(self.format(language), encoding="utf-8", newline="\n")


def list_versions() -> str:
    """Return the versions of this package, of Python and of the libraries that numbers depend on."""
    found = [f"research {__version__}", f"Python {platform.python_version()}"]
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def hash_files(files: Mapping[str, Path]) -> dict[str, str]:
    """Return the SHA-256 of the files that are there, by the names given."""
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items() if path.is_file()}


def describe_target(target: str, language: str) -> str:
    """Say what intervals are for, in a sentence."""
    if target == THESE:
        return choose(
            language,
            "这些文档本身（已全部读到）：95%区间只含分类误差。",
            "These documents, all of which were read: the 95% intervals hold errors of classification alone.",
        )
    return choose(
        language,
        "同类文档（这些文档是其样本）：95%区间含抽样误差与分类误差。",
        "Documents like these, of which these are a sample: the 95% intervals hold sampling and errors of "
        "classification.",
    )


def describe_unit(weight: str, independent: str, language: str) -> str:
    """Say what is counted, with which weight, and what is independent.

    Parameters
    ----------
    weight
        What counts the same, as `research.labelling.estimation.Estimation` has it.
    independent
        The independent units.
    language
        ``zh``, or another for English.

    Examples
    --------
    >>> describe_unit("sentence", "documents", "en")
    'Body sentences; the same weight for each sentence; independent units: documents'
    """
    return choose(
        language,
        f"正文句；权重单位{weight}；独立单位：{independent}",
        f"Body sentences; the same weight for each {weight}; independent units: {independent}",
    )


def name_method(method: str, language: str) -> str:
    """Name a method of estimating shares, with its name in the literature."""
    return choose(language, f"占比的估计方法：{method}", f"Shares by {method}") + f" ({METHOD_NAMES[method]})"


def describe_crosswalk(crosswalk: str, language: str, *, intervals: bool = True) -> str:
    """Say how shares in another scheme were made from those of the domains; nothing where none was asked for.

    Parameters
    ----------
    crosswalk
        The scheme or the path of the crosswalk.
    language
        ``zh``, or another for English.
    intervals
        Whether the shares have intervals, beside bounds.

    Examples
    --------
    >>> describe_crosswalk("cap", "en").partition(",")[0]
    'Shares in another scheme (crosswalk: cap) are sums of the shares of domains'
    """
    if not crosswalk:
        return ""
    name = Path(crosswalk).name
    said = choose(
        language,
        f"另一分类体系的占比（对照表：{name}）是各领域占比之和；同属几类的领域按对照表的权重分配，权重是假定的，"
        "least和most是权重取任何值时的下界和上界。",
        f"Shares in another scheme (crosswalk: {name}) are sums of the shares of domains, where domains in several "
        "categories are divided by the weights of the crosswalk. The weights are assumed; least and most bound the "
        "shares whatever the weights are.",
    )
    return (
        said
        + choose(
            language,
            "区间由各单位对这些和的影响得出，与各领域的区间方法相同。",
            " Intervals come from what each unit adds to the sums, by the same method as those of domains.",
        )
        * intervals
    )


def hash_crosswalk(crosswalk: str) -> dict[str, str]:
    """Return the SHA-256 of a crosswalk that is a table, as `hash_files` does."""
    return {} if crosswalk in SCHEMES else hash_files({"crosswalk": Path(crosswalk)})


@dataclass(frozen=True)
class RunFacts:
    """What the files of a run say of it, in words of one language; empty where they are missing."""

    classifier: str
    labels: str
    seeds: str
    hashes: Mapping[str, str]


def describe_run(run: Path | None, language: str) -> RunFacts:
    """Say which classifier a run keeps, who labelled what it learned from, its seed and its checksums."""
    if run is None:
        return RunFacts("", "", "", {})
    metrics, config, environment = (_read(run / f"{name}.json") for name in ("metrics", "config", "environment"))
    classifier = seeds = ""
    try:
        scores = metrics["classifiers"][metrics["kept"]]
        accuracy = "{estimate:.3f} [{low:.3f}, {high:.3f}]".format(**scores["accuracy"])
        size = (scores["sentences"], scores["documents"])
        classifier = choose(
            language,
            f"分类器{metrics['kept']}，按文档交叉验证（{size[0]}句，{size[1]}篇）的正确率{accuracy}。",
            f"Classifier {metrics['kept']}, accuracy {accuracy} cross-validated by document "
            f"({count_noun(size[0], 'sentence')}, "
            f"{count_noun(size[1], 'document')}).",
        )
    except (KeyError, TypeError):
        classifier = choose(language, "分类器的得分未知。", "The scores of the classifier are not known.")
    if "seed" in config:
        seeds = choose(language, f"训练{config['seed']}", f"training {config['seed']}")
    hashes = {f"training {name}": str(digest) for name, digest in environment.get("sha256", {}).items()}
    labels = describe_labels(config.get("corpus", ""), metrics.get("labels"), language)
    return RunFacts(classifier, labels, seeds, hash_files({MODEL: run / MODEL}) | hashes)


def describe_labels(corpus: object, labels: object, language: str) -> str:
    """Say by whom the sentences that a model learned from were labelled.

    Parameters
    ----------
    corpus
        The path of the corpus as config.json has it; None for the shipped one.
    labels
        The numbers of labels by how they were given, as metrics.json has them; None where the corpus does not say.
    language
        ``zh``, or another for English.

    Examples
    --------
    >>> describe_labels("corpus", {"blind": 150}, "en")
    'The labels that the model learned from were given by coders: 150 blind.'
    """
    if corpus is None:
        return choose(
            language,
            "模型所学的内置语料由大语言模型写成并标注（合成），没有人工编码。",
            "The corpus that the model learned from was written and labelled by language models (synthetic), not by "
            "people.",
        )
    if not isinstance(labels, Mapping) or not labels:
        return choose(
            language,
            "模型所学的标签由谁给出、是否盲编码，语料没有说明。",
            "The corpus that the model learned from does not say who gave its labels, or whether blind.",
        )
    given = ("模型所学的标签由编码员给出：", "The labels that the model learned from were given by coders: ")
    return choose(language, *given) + list_ways(labels, language)


def count_ways(said: Sequence[str]) -> dict[str, int]:
    """Count labels by how they were given, from the column ``blind`` of tasks or of a corpus.

    Examples
    --------
    >>> count_ways(["yes", "no", "yes", ""])
    {'blind': 2, 'with_proposals': 1, 'unknown': 1}
    """
    from research.corpus.tasks import BLIND, NOT_BLIND  # only here, as a labelling has no tasks

    counts = {name: said.count(value) for name, value in (("blind", BLIND), ("with_proposals", NOT_BLIND))}
    counts["unknown"] = len(said) - sum(counts.values())
    return {name: count for name, count in counts.items() if count}


def list_ways(labels: Mapping[str, int], language: str) -> str:
    """Say how labels were given.

    Examples
    --------
    >>> list_ways({"blind": 2, "unknown": 1}, "en")
    '2 blind, 1 not known how.'
    """
    parts = [f"{labels[name]} {choose(language, *words)}" for name, words in _WAYS.items() if name in labels]
    return choose(language, "，", ", ").join(parts) + choose(language, "。", ".")


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
