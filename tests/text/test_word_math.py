"""Formulas of Word files on one line."""

import pytest

from tests.text.test_word import read


def write(name: str, *parts: tuple[str, str], more: str = "") -> str:
    inner = "".join(f"<m:{part}>{text if text.startswith('<') else run(text)}</m:{part}>" for part, text in parts)
    return f"<m:{name}>{more}{inner}</m:{name}>"


def run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>" if text else ""


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (write("f", ("num", "a+b"), ("den", "c")), "(a+b)/c"),
        (write("f", ("num", "实际得分"), ("den", "满分")), "实际得分/满分"),
        (write("sSup", ("e", "10"), ("sup", "4")), "10^4"),
        (write("sSub", ("e", "PM"), ("sub", "2.5")), "PM2.5"),
        (write("rad", ("deg", ""), ("e", "x")), "√x"),
        (write("rad", ("deg", "3"), ("e", "x-1")), "3√(x-1)"),
        (write("d", ("e", "a-b")), "(a-b)"),
        (write("d", ("e", "a"), more="<m:dPr><m:begChr m:val='|'/><m:endChr m:val='|'/></m:dPr>"), "|a|"),
        (
            write("nary", ("sub", "i=1"), ("sup", "n"), ("e", "p"), more="<m:naryPr><m:chr m:val='∑'/></m:naryPr>"),
            "∑_(i=1)^np",
        ),
        (write("nary", ("sub", ""), ("sup", ""), ("e", "p")), "∫p"),
    ],
)
def test_the_parts_of_a_formula_keep_their_signs(formula, shown):
    assert read(f"<w:p><m:oMath>{formula}</m:oMath></w:p>") == [(shown, "")]
