"""Write the reference of the public names, from their docstrings, into one page. Needs griffe, of the extra `docs`.

Example: python -m research.studies.api_reference
"""

import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from textwrap import indent
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import research
from research.cli import run_command
from research.errors import InputError
from research.model.baselines import KeywordClassifier, OrderedClassifier
from research.model.classifier import SentenceClassifier
from research.parser import flag

if TYPE_CHECKING:
    import griffe

MAKE = "make api"
SECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Label documents": (
            "label_documents", "Labelled", "read_labelled", "read_documents", "Document", "split_sentences", "Sentence",
            "load_run", "Run", "explain_sentences",
        ),
        "Compare theme distributions": (
            "compare_prevalence", "measure_distances", "fit_trend", "fit_regression", "cross_prevalence",
            "make_crosswalk",
        ),
        "Codebook and corpus": (
            "read_codebook", "Codebook", "Domain", "read_corpus", "Corpus", "review_sentences",
        ),
        "Classifiers": (
            "make_classifier", "SentenceClassifier", "OrderedClassifier", "KeywordClassifier", "cross_validate",
            "Evaluation",
        ),
        "Plots": (
            "plot_prevalence", "plot_groups", "plot_differences", "plot_trends", "plot_ribbon", "plot_sections",
            "plot_terms", "plot_scores", "plot_confusion", "plot_calibration", "plot_agreement",
        ),
        "Errors": ("InputError",),
    }
)  # fmt: skip
ESTIMATORS: Mapping[str, type] = MappingProxyType(  # what `make_classifier` returns
    {found.__name__: found for found in (SentenceClassifier, OrderedClassifier, KeywordClassifier)}
)
_INTRODUCTION = f"""\
# The Python interface

The public names of `research`, written from their docstrings by `{MAKE}`. Begin with the [README](../README.md) and the
[notebooks](../notebooks). A `Pathlike` is a `str` or an `os.PathLike`. The examples are run as tests; in them `pd` is
pandas, `np` is numpy, `Path` is that of pathlib, and some public names stand without `research.` before them.
"""
_WIDTH = 100  # of a signature in one line
_TITLES = {"attributes": "Attributes", "raises": "Raises", "warns": "Warns", "returns": "Returns"}
_PLAIN = (int, float, bool, type(None))
_DEFINED = re.compile(r"^(\w+)\n((?: {4}.+\n?)+)", re.MULTILINE)  # a name, and below it what it means


@dataclass(frozen=True)
class ReferenceConfig:
    """All settings of the command; they are its flags."""

    output: Path = flag(Path("results/api.md"), "the page to write")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, or 2 for an error that the user can fix."""
    return run_command(write_reference, ReferenceConfig, "research.studies.api_reference", __doc__, arguments)


def write_reference(config: ReferenceConfig) -> None:
    """Write the page.

    Raises
    ------
    InputError
        If griffe is not installed, or the page cannot be written.
    """
    page = make_reference()
    try:
        config.output.write_text(page, "utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{error.filename}: {error.strerror}; give --output") from None


def find_public(name: str) -> Any:  # noqa: ANN401 - a function or a class
    """Return what a name of `SECTIONS` names."""
    return ESTIMATORS[name] if name in ESTIMATORS else getattr(research, name)


def list_methods(found: type) -> list[str]:
    """Return the public methods that a class defines itself, in the order of its code.

    Examples
    --------
    >>> list_methods(research.Run), list_methods(research.Codebook)
    ([], ['names', 'short_names', 'check_label'])
    """
    kinds = (classmethod, staticmethod)
    return [
        name
        for name, member in vars(found).items()
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, kinds))
    ]


def make_reference() -> str:
    """Return the page: Markdown, a section for each part of `SECTIONS`, a heading for each name and method.

    Raises
    ------
    InputError
        If griffe is not installed.
    """
    try:
        import griffe  # in the extra `docs`, which only this page needs
    except ModuleNotFoundError:
        raise InputError(f"griffe is not installed; run {MAKE}, or pip install griffelib") from None
    root = str(Path(research.__file__).parent.parent)
    package = griffe.load("research", docstring_parser="numpy", search_paths=[root])
    parts = [_INTRODUCTION, _list_contents()]
    for title, names in SECTIONS.items():
        parts.append(f"## {title}\n")
        if title == "Plots":
            parts.append(_describe(package["report.plots"]))
        for name in names:
            parts += _present(package, name)
    return _link("\n".join(parts)).rstrip("\n") + "\n"


def find_anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading.

    Examples
    --------
    >>> find_anchor("`Labelled.write_panel`"), find_anchor("Codebook and corpus")
    ('labelledwrite_panel', 'codebook-and-corpus')
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _list_contents() -> str:
    rows = [
        f"- [{title}](#{find_anchor(title)}): " + ", ".join(f"`{name}`" for name in names)
        for title, names in SECTIONS.items()
    ]
    return "\n".join(rows) + "\n"


def _present(package: "griffe.Object", name: str) -> Iterator[str]:
    """Yield a public name and, of a class, its properties and methods, as Markdown."""
    found = find_public(name)
    place = found.__module__.removeprefix("research.")
    node = package[f"{place}.{found.__qualname__}"]
    yield f"### `{name}`\n"
    yield _show_signature(name if name not in ESTIMATORS else f"research.{place}.{name}", node, found)
    yield _describe(node)
    if not inspect.isclass(found):
        return
    if properties := [
        f"- `{key}`: {_say(member.docstring.value)}"
        for key, member in node.members.items()
        if "property" in member.labels and not key.startswith("_") and member.docstring
    ]:
        yield "Properties:\n\n" + "\n".join(properties) + "\n"
    for method in list_methods(found):
        yield f"#### `{name}.{method}`\n"
        yield _show_signature(f"{name}.{method}", node[method], getattr(found, method))
        yield _describe(node[method])


def _show_signature(name: str, node: Any, found: Any) -> str:  # noqa: ANN401 - of griffe, and any callable
    """Return the signature with annotations as the source has them, and defaults by their values."""
    written = {parameter.name: parameter for parameter in node.parameters}
    if inspect.isclass(found) and issubclass(found, Exception):
        return f"```python\n{name}(message)\n```\n"
    shown, kind = [], None
    for parameter in inspect.signature(found).parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and kind is not parameter.KEYWORD_ONLY:
            shown.append("*")
        kind = parameter.kind
        annotation = written[parameter.name].annotation
        text = parameter.name + ("" if annotation is None else f": {annotation}")
        if parameter.default is not parameter.empty:
            value = str(written[parameter.name].default)
            if isinstance(parameter.default, str):
                value = f'"{parameter.default}"'
            elif isinstance(parameter.default, _PLAIN):
                value = repr(parameter.default)
            text += f" = {value}" if annotation is not None else f"={value}"
        shown.append(text)
    returned = getattr(node, "returns", None) if node.is_function else None
    ending = f") -> {returned}" if returned is not None else ")"
    line = f"{name}({', '.join(shown)}{ending}"
    if len(line) > _WIDTH:
        line = f"{name}(\n" + "".join(f"    {one},\n" for one in shown) + ending
    return f"```python\n{line}\n```\n"


def _describe(node: Any) -> str:  # noqa: ANN401 - a module, class or function of griffe
    return "\n".join(part for section in node.docstring.parsed for part in _show_section(section))


def _show_section(section: Any) -> Iterator[str]:  # noqa: ANN401 - a section of griffe
    """Yield a section of a docstring as Markdown."""
    kind = section.kind.value
    if kind == "text":
        yield _say_paragraphs(section.value)
    elif kind == "examples":
        yield "Examples:\n"
        for part, text in section.value:
            yield f"```pycon\n{text}\n```\n" if part.value == "examples" else f"{_say(text)}\n"
    elif kind in ("returns", "raises", "warns"):
        items = (
            f"- `{item.annotation}`" + (f": {_say(item.description)}" if item.description else "")
            for item in section.value
        )
        yield f"{_TITLES[kind]}:\n\n" + "\n".join(items) + "\n"
    else:  # parameters and attributes, of which several may share a description
        described = groupby(section.value, key=lambda item: item.description)
        items = (f"- {_join_names(item.name for item in group)}: {_say(text)}" for text, group in described)
        yield f"{_TITLES.get(kind, 'Parameters')}:\n\n" + "\n".join(items) + "\n"


def _join_names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for part in names for name in part.split(", "))


def _say(text: str) -> str:
    """Return text for one line of Markdown, paragraphs of it apart from each other and below a list mark."""
    paragraphs = [" ".join(part.split()) for part in _say_paragraphs(text).strip().split("\n\n")]
    return indent("\n\n".join(paragraphs), "  ").strip()


def _say_paragraphs(text: str) -> str:
    listed = _DEFINED.sub(lambda found: f"- `{found[1]}`: {' '.join(found[2].split())}\n", text)
    return re.sub(r"``(.+?)``", r"`\1`", listed).strip() + "\n"


def _link(page: str) -> str:
    """Link each public name that the text mentions, outside of headings and code, to its heading or to its class's."""
    headings = set(re.findall(r"^#{3,4} `(.+)`$", page, re.MULTILINE))

    def link(match: re.Match[str]) -> str:
        name = match[1].removeprefix("research.")
        if name == "report.plots":
            return f"[Plots](#{find_anchor('Plots')})"
        place = name if name in headings else name.partition(".")[0]
        return f"[`{name}`](#{find_anchor(place)})" if place in headings else match[0]

    parts = re.split(r"(^```.*?^```$|^#.*?$)", page, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith(("```", "#")) else re.sub(r"`([\w.]+)`", link, part) for part in parts)


if __name__ == "__main__":
    sys.exit(main())
