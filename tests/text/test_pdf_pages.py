"""What the process that reads a PDF answers."""

import io
import json
import sys

import pytest

from research.errors import InputError
from research.text import pdf_pages
from research.text.limits import Limits
from tests.text.test_pdf import FONT, PAGE, ROOT, TEXT, draw, set_lines, write_pdf

PAGES = "<</Type/Pages/Kids[3 0 R]/Count 1>>"


def test_the_pages_of_a_pdf_are_read():
    found = pdf_pages.read_pages(draw(set_lines("修好渠道。")), Limits())
    assert found == {"lines": [("修好渠道。", "")], "left_out": {}, "pictures": []}


def test_limits_are_named_without_a_place():
    with pytest.raises(InputError, match=r"^at most 5 characters are read, got 6"):
        pdf_pages.read_pages(write_pdf(ROOT, PAGES, PAGE, TEXT, FONT), Limits(max_characters=5))


@pytest.mark.parametrize(
    ("data", "key", "said"),
    [(write_pdf(ROOT, PAGES, PAGE, TEXT, FONT), "lines", [["Roads.", ""]]), (b"%PDF no", "broken", None), (write_pdf(ROOT, PAGES, PAGE.replace("4 0 R", "5 0 R"), TEXT, FONT), "refused", None)],
)  # fmt: skip
def test_the_answer_is_json_whatever_the_file_is(monkeypatch, capsysbinary, data, key, said):
    monkeypatch.setattr(pdf_pages, "_limit_process", lambda _: None)
    monkeypatch.setattr(sys, "argv", ["x", json.dumps(vars(Limits()))])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    pdf_pages.answer(pdf_pages.read_pages)
    answer = json.loads(capsysbinary.readouterr().out)
    assert key in answer
    assert said is None or answer[key] == said
