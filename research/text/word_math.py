"""Formulas of Word files: their parts on one line, as Word itself writes them in its linear form."""

from research.text.archive import Element, local_name
from research.text.patterns import compile_on_use
from research.text.word_elements import find_child, get_value

_OPERATION = compile_on_use(r"[+\-−±×÷=/^,，]")

MATH_PARTS = frozenset(("num", "den", "sup", "sub", "deg", "e", "d", "nary"))
"""The elements of a formula that are shown with a sign of their own."""


def show_part(part: Element, text: str) -> str:
    """Return what a part of a formula shows: the bar of a fraction, the sign of a root or a sum, brackets.

    Parameters
    ----------
    part
        One of `MATH_PARTS`.
    text
        What stands in it.

    Examples
    --------
    >>> from lxml import etree
    >>> fraction = etree.fromstring('<m:f xmlns:m="urn:m"><m:num/><m:den/></m:f>')
    >>> show_part(fraction[0], "a+b") + show_part(fraction[1], "2")
    '(a+b)/2'
    """
    name, above = local_name(part), local_name(part.getparent())
    grouped = f"({text})" if _OPERATION.search(text) else text
    if name == "d":
        properties = find_child(part, "dPr")
        opening, closing = (find_child(properties, sign) for sign in ("begChr", "endChr"))
        first = "(" if opening is None else get_value(opening)
        return f"{first}{text}{')' if closing is None else get_value(closing)}"
    if name == "nary":
        sign = find_child(part, "naryPr", "chr")
        return f"{'∫' if sign is None else get_value(sign)}{text}"
    if name == "deg":
        return f"{text}√"
    if name == "e":
        return grouped if above == "rad" else text
    sign_before = {"den": "/", "sup": "^", "sub": "_" if above == "nary" else ""}.get(name, "")
    return f"{sign_before}{grouped}" if text else ""
