"""PDF files: the text of the pages, read in a process of its own that a hostile file can neither hang nor bring down."""

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Mapping
from typing import Any

from research.errors import InputError, ReadingWarning
from research.plurals import count_noun
from research.text.files import list_first
from research.text.limits import USUAL, Limits
from research.text.marks import Contents, Line, join_lines

_RUN = "from research.text.pdf_pages import answer, read_pages; answer(read_pages)"


def read_pdf(data: bytes, place: str, limits: Limits = USUAL) -> Contents:
    """Read the text of a PDF in reading order, one paragraph a line.

    Columns are read one after the other and rows of tables as rows. Lines that stand at the edge of several pages,
    page numbers and watermarks are left out; the metadata ``left_out`` names them, but for slanted watermarks. A
    sentence that a page break cuts is joined.

    Raises
    ------
    InputError
        If the file needs a password, is larger than the limits, takes too long, or holds pictures of text or
        characters without their meaning only.

    Warns
    -----
    ReadingWarning
        If some of the pages hold pictures only.
    """
    found = read_in_process(data, place, limits, _RUN)
    if "broken" in found:
        raise InputError(f"{place}: not a PDF or a broken one ({found['broken']}); open it and save it anew")
    if found["pictures"]:
        pages = list_first(found["pictures"])
        held = count_noun(len(found["pictures"]), "page with", "pages with")
        message = f"{place}: {held} pictures only, not read (page {pages})"
        warnings.warn(f"{message}; run text recognition (OCR) on the file to have them", ReadingWarning, stacklevel=2)
    return join_pages(found)


def join_pages(found: Mapping[str, Any]) -> Contents:
    """Join the lines that a process found on pages, and name in the metadata what it left out at their edges.

    Examples
    --------
    >>> found = {"lines": [["修路。", ""]], "left_out": {"县人民政府": 3}}
    >>> join_pages(found).text, join_pages(found).metadata
    ('修路。', {'left_out': '县人民政府 (3)'})
    """
    left_out = [f"{text} ({count})" for text, count in found["left_out"].items()]
    return join_lines((Line(*line) for line in found["lines"]), {"left_out": "; ".join(left_out)} if left_out else {})


def read_in_process(data: bytes, place: str, limits: Limits, run: str) -> dict[str, Any]:
    """Have another process read a file, which may take no more time and memory than the limits say.

    Parameters
    ----------
    data
        The bytes of the file.
    place
        What messages call it.
    limits
        How large it may be.
    run
        The Python code that the process runs: `research.text.pdf_pages.answer` with the function that reads.

    Returns
    -------
    dict
        What the function returns, or ``broken``: what was wrong with the file.

    Raises
    ------
    InputError
        If the file is refused, takes too much time or too much memory.
    """
    command = [sys.executable, "-W", "ignore", "-c", run, json.dumps(vars(limits))]
    paths = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109 - as Python itself reads ""
    try:
        done = subprocess.run(  # noqa: S603 - this Python, with this package
            command, input=data, capture_output=True, check=False, timeout=4 * limits.max_seconds,
            env=os.environ | {"PYTHONPATH": paths},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode < 0:
        raise InputError(
            f"{place}: takes too much time or memory to read (at most {limits.max_seconds} seconds of work); print it "
            "to PDF anew, or raise --max-seconds"
        )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    if "refused" in found:
        raise InputError(f"{place}: {found['refused']}")
    return found
