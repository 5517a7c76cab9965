"""What the process that reads a PDF answers."""

import io
import json
import sys

import pytest

from research.errors import InputError
from research.text import pdf_pages
from research.text.limits import Limits
from research.text.pdf_rows import Character
from tests.text.test_pdf import FONT, PAGE, ROOT, SONG, TEXT, draw, make_stream, set_lines, write_pdf

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


@pytest.mark.parametrize("forms", [0, 3, 4])
def test_the_lines_of_a_table_may_stand_in_forms_three_deep(forms):
    lines = (
        " ".join(f"100 {y} m 400 {y} l S" for y in (600, 640, 700))
        + " "
        + " ".join(f"{x} 600 m {x} 700 l S" for x in (100, 200, 400))
    )
    placed = [(110, 660, "任务"), (210, 660, "修渠"), (110, 615, "单位"), (210, 615, "水利局")]
    texts = " ".join(f"1 0 0 1 {x} {y} Tm <{text.encode('gbk').hex()}> Tj" for x, y, text in placed)
    box = "/MediaBox[0 0 595 842]/Contents 5 0 R"
    page = f"<</Type/Page/Parent 2 0 R{box}/Resources<</Font<</F 3 0 R>>/XObject<</X 6 0 R>>>>>>"
    drawn = [*["/X Do"] * forms, lines]  # by the page, and by each form
    head = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X {} 0 R>>>>"
    inner = [make_stream(one.encode(), head.format(7 + number)) for number, one in enumerate(drawn[1:])]
    shown = make_stream(f"{drawn[0]} BT /F 12 Tf {texts} ET".encode())
    found = pdf_pages.read_pages(
        write_pdf(ROOT, "<</Type/Pages/Kids[4 0 R]/Count 1>>", SONG, page, shown, *inner), Limits()
    )
    ruled = [("任务\t修渠", "table"), ("单位\t水利局", "table")]
    assert (found["lines"] == ruled) is (forms <= 3)


def test_characters_that_a_font_maps_to_nothing_are_garbage():
    mapped = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 begincodespacerange <00> <FF> "
        "endcodespacerange 2 beginbfchar <52> <0000> <6F> <4FEE> endbfchar endcmap end end"  # R and o
    )
    font = FONT.replace(">>", "/ToUnicode 6 0 R>>")
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"

    def write(text: str) -> bytes:
        shown = make_stream(f"BT /F 9 Tf 20 200 Td ({text}) Tj ET".encode())
        return write_pdf(ROOT, PAGES, page, shown, font, make_stream(mapped.encode()))

    assert pdf_pages.read_pages(write("Roads."), Limits())["lines"] == [("修ads.", "")]
    with pytest.raises(InputError, match="the fonts of the PDF do not say which characters they show"):
        pdf_pages.read_pages(write("RRR road"), Limits())
