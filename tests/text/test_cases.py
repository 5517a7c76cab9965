"""Files that once were read wrongly, kept outside the repository; each has a check of what is right.

A check takes the path of the case. `CASES` is one table for all stages of reading: add a line for each case.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from research.text.documents import read_document
from research.text.sentences import BODY, HEADING, Sentence, split_sentences

FOLDER = Path(__file__).parents[2].parent / "shared" / "cases"


def split(path: Path) -> list[Sentence]:
    return split_sentences(read_document(path))


def texts(path: Path, kind: str) -> list[str]:
    return [sentence.text for sentence in split(path) if sentence.kind == kind]


def check_radicals(path: Path) -> None:
    assert "一、2024年工作回顾" in texts(path, HEADING)
    assert any(text.startswith("新建小学2所") for text in texts(path, BODY))


CASES: dict[str, Callable[[Path], None]] = {
    "txt-kangxi-radicals.txt": check_radicals,
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_case_is_read_as_expected(name: str):
    path = FOLDER / name
    if not path.exists():
        pytest.skip("the cases are not here")
    CASES[name](path)
