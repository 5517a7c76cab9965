"""The English plural of what is counted: no message says "1 documents"."""

import ast
import re
from pathlib import Path

import pytest

from research.plurals import count_noun

PACKAGE = Path(__file__).parent.parent / "research"
NOUNS = (
    "body sentences|sentences|documents|labels|domains|coders|files|rows|sheets|pages|words|characters|groups|sections|"
    "cells|columns|reports|places|commands|headings|categories|files within|texts"
)
BEHIND_A_NUMBER = re.compile(rf" (?:(?!(?:of|and|or|to|than|in|from)\b)[\w-]+ ){{0,2}}(?:{NOUNS})\b")
TWO_OR_MORE = {  # what stands behind them is a plural
    "len(codebook)": "a codebook has two domains or more", "len(parts)": "in one cell", "len(ids)": "documents to select from",
    "n_domains": "as the codebook", "len(places)": "as the codebook", "len(sections)": "where one has its own title", "count": "of sections, where one has its own title",
    "len(order)": "of groups in a table", "len(first)": "of domains, more than are named", "len(text)": "of a text that lost more than a few", "total": "of groups, more than a figure shows", "len(table)": "of the domains of a codebook",
    "size": "of a plan, two labels or more", "most": "of a plan", "_say_size(size, means, n_body)": "of a plan",
}  # fmt: skip
BEFORE_A_TOTAL = re.compile(r"(?:to|than|fewer|most|least)(?: the)? ?$")  # 2 to 9 groups; "of 1 documents" is wrong


@pytest.mark.parametrize(("number", "said"), [(0, "0 rows have"), (1, "1 row has"), (2, "2 rows have")])
def test_only_one_is_singular(number, said):
    assert count_noun(number, "row has", "rows have") == said


def list_formatted(path: Path):
    """Each number that a text formats, with the text before and behind it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr):
            for place, part in enumerate(node.values):
                if isinstance(part, ast.FormattedValue) and place + 1 < len(node.values):
                    before = node.values[place - 1] if place else ast.Constant("")
                    behind = node.values[place + 1]
                    if isinstance(behind, ast.Constant):
                        fraction = isinstance(before, ast.Constant) and place > 1
                        yield part, str(getattr(before, "value", "")) if fraction else "", str(behind.value)


MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if "studies" not in path.parts]  # whose numbers are known


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_text_puts_a_plural_behind_a_number_that_may_be_one(path):
    found = [
        f"line {part.lineno}: {ast.unparse(part.value)}{behind[:40]!r}"
        for part, before, behind in list_formatted(path)
        if BEHIND_A_NUMBER.match(behind)
        and not BEFORE_A_TOTAL.search(before)
        and not ast.unparse(part.value).lstrip("_").isupper()
        and not isinstance(part.value, ast.IfExp)
        and ast.unparse(part.value) not in TWO_OR_MORE
        and not ast.unparse(part.value).startswith("count_noun(")
    ]
    assert not found, "write count_noun(number, noun):\n" + "\n".join(found)
