"""What the process that reads a PDF answers."""

import io
import json
import sys

import pytest

from research.errors import InputError
from research.text import pdf_pages
from research.text.limits import Limits
from research.text.pdf_rows import Character
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


@pytest.mark.parametrize("sign", "한عกאकአꀀᐁதবƀ\ufffd\ue000")
def test_letters_that_no_chinese_document_has_are_garbage(sign):
    assert pdf_pages.is_garbage(Character(sign, 0, 0, 1, 1))


@pytest.mark.parametrize("sign", "修，a3éāǜαЖの①")
def test_characters_pinyin_and_the_letters_of_formulas_are_none(sign):
    assert not pdf_pages.is_garbage(Character(sign, 0, 0, 1, 1))


def test_a_pdf_is_refused_where_more_than_a_fifth_of_its_characters_are_garbage(monkeypatch):
    monkeypatch.setattr(pdf_pages, "is_garbage", lambda one: one.text == "。")
    found = pdf_pages.read_pages(draw(set_lines("修路治水。")), Limits())
    assert found["lines"] == [("修路治水", "")]
    with pytest.raises(InputError, match="the fonts of the PDF do not say which characters they show"):
        pdf_pages.read_pages(draw(set_lines("修路。。")), Limits())
