"""OFD files, as archives and offices pass official documents on."""

import io
import random
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import pytest

from research.errors import InputError
from research.text.documents import iterate_documents, read_document
from research.text.file_kinds import READERS
from research.text.kinds import BODY, BOILERPLATE, HEADING
from research.text.limits import Limits
from research.text.ofd import read_ofd, read_pages
from research.text.sentences import split_sentences

OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
Text = tuple[float, float, str]  # millimetres from the left and from the top, and what stands there
SIZE = 5.0


def write_text(left: float, top: float, text: str, steps: str = "") -> str:
    steps = steps or f'DeltaX="g {len(text) - 1} {SIZE}"'
    code = f'<ofd:TextCode X="0" Y="{0.8 * SIZE}" {steps}>{escape(text)}</ofd:TextCode>'
    box = f"{left} {top} {SIZE * len(text)} {SIZE}"
    return f'<ofd:TextObject ID="9" Boundary="{box}" Font="3" Size="{SIZE}">{code}</ofd:TextObject>'


def make_ofd(pages: Sequence[Sequence[Text] | str], template: Sequence[Text] = (), before: str = "") -> bytes:
    """Write an OFD file of pages, each pieces of text or the XML of a layer, and a template that all of them have."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "OFD.xml",
            f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
        common = '<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:TemplatePage ID="7" BaseLoc="/Doc_0/T.xml"/>'
        packed.writestr(
            "Doc_0/Document.xml",
            f"{before}<ofd:Document {OFD}><ofd:CommonData>{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        used = '<ofd:Template TemplateID="7"/>' if template else ""
        for name, page in [
            ("T.xml", template),
            *((f"Pages/Page_{n}/Content.xml", page) for n, page in enumerate(pages)),
        ]:
            layer = page if isinstance(page, str) else "".join(write_text(*text) for text in page)
            packed.writestr(
                f"Doc_0/{name}",
                f"<ofd:Page {OFD}>{used}<ofd:Content><ofd:Layer>{layer}</ofd:Layer></ofd:Content></ofd:Page>",
            )
    return buffer.getvalue()


FIRST = [
    (60.0, 40.0, "关于加强农村供水的通知"), (20.0, 60.0, "各乡镇人民政府："), (30.0, 70.0, "今年新建水厂两座，改造管网四十公里，受益群众三万人，"),
    (20.0, 80.0, "各乡镇要抓好落实。"),
]  # fmt: skip
SECOND = [(120.0, 60.0, "青禾县水利局"), (110.0, 70.0, "2024年6月12日")]
TEXT = "关于加强农村供水的通知\n各乡镇人民政府：\n今年新建水厂两座，改造管网四十公里，受益群众三万人，各乡镇要抓好落实。\n青禾县水利局\n2024年6月12日"


def test_the_lines_of_pages_are_read_from_the_top_and_paragraphs_joined(tmp_path):
    (tmp_path / "a.ofd").write_bytes(make_ofd([FIRST[::-1], SECOND]))
    document = read_document(tmp_path / "a.ofd")
    assert document.text == TEXT
    assert [one.kind for one in split_sentences(document)] == [HEADING, BODY, BODY, BOILERPLATE, BOILERPLATE]


@pytest.mark.slow
def test_an_ofd_file_is_known_by_its_content_and_read_from_folders_and_zip_files(tmp_path):
    (tmp_path / "a.pdf").write_bytes(make_ofd([FIRST, SECOND]))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        packed.writestr("c.ofd", make_ofd([FIRST]))
    assert [document.id for document in iterate_documents([tmp_path])] == ["a", "b/c"]


@pytest.mark.slow
def test_the_text_of_a_template_is_read_and_left_out_where_pages_repeat_it():
    letterhead = [(20.0, 10.0, "青禾县人民政府文件")]
    assert read_ofd(make_ofd([FIRST], letterhead), "a.ofd").text.startswith("青禾县人民政府文件\n关于")
    found = read_ofd(
        make_ofd([FIRST, [(20.0, 50.0, "修路。"), (20.0, 60.0, "治水。")], [(20.0, 50.0, "种树。")]], letterhead),
        "a.ofd",
    )
    assert "青禾县人民政府文件" not in found.text
    assert found.metadata == {"left_out": "青禾县人民政府文件 (3)"}


def test_a_matrix_turns_and_widens_what_stands_in_its_place():
    text = write_text(20, 20, "造林").replace("<ofd:TextObject", '<ofd:TextObject CTM="0.5 0 0 0.5 0 0"')
    beside = write_text(25, 20, "三万亩。").replace("<ofd:TextObject", '<ofd:TextObject CTM="0.5 0 0 0.5 0 0"')
    assert read_ofd(make_ofd([beside + text]), "a.ofd").text == "造林三万亩。"


def test_steps_down_write_a_column():
    column = write_text(180, 20, "造林三万亩。", f'DeltaY="g 5 {SIZE}"') + write_text(
        170, 20, "修路。", f'DeltaY="{SIZE} {SIZE}"'
    )
    assert read_ofd(make_ofd([column]), "a.ofd").text == "造林三万亩。\n修路。"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (make_ofd([[]]), "holds no text, only pictures; run text recognition"), (make_ofd([[(20.0, 20.0, "\ue001\ue002\ue003")]]), "fonts of the OFD file do not say"),
        (make_ofd([FIRST], before="<!DOCTYPE x [<!ENTITY a 'b'>]>"), "defines entities"), (make_ofd(["<ofd:open>"]), "not an OFD file, or a broken"),
        (make_ofd([write_text(1, 1, "修路", 'DeltaX="x"')]), "not an OFD file, or a broken"), (b"PK", "not an OFD file, or a broken"),
        (make_ofd([[(20.0, 20.0, "字" * 101)]]), "at most 100 characters are read, got 101"), (make_ofd([FIRST[:1]] * 6), "at most 5 pages are read, got 6"),
        (make_ofd([" " * 30_000_000]), "at most 20 unpacked megabytes"),
    ],
    ids=["pictures", "no characters", "entities", "broken page", "no number", "no archive", "characters", "pages", "bomb"],
)  # fmt: skip
def test_what_is_no_text_or_too_much_is_refused_in_one_line(data, said):
    with pytest.raises(InputError, match=said) as caught:
        read_ofd(data, "a.ofd", Limits(max_characters=100, max_pages=5, max_expanded=20))
    assert str(caught.value).startswith("a.ofd: ")
    assert str(caught.value).isprintable()


def test_steps_without_end_are_not_counted_out():
    endless = write_text(20, 20, "修路。", f'DeltaX="{"g 999999999 5 " * 100}"')
    assert "".join(text for text, _ in read_pages(make_ofd([endless]), Limits())["lines"])


@pytest.mark.slow
def test_ofd_files_with_any_bytes_changed_give_text_or_one_line(tmp_path, mutate, survive):
    chance = random.Random(0)
    data = make_ofd([FIRST, SECOND])
    assert ".ofd" in READERS
    for _ in range(10):  # each in a process of its own
        (tmp_path / "a.ofd").write_bytes(mutate(data, chance))
        survive(tmp_path / "a.ofd")


def write_path(data: str, boundary: str = "0 0 210 297", more: str = "") -> str:
    return f'<ofd:PathObject ID="8" Boundary="{boundary}" {more}><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def test_a_ruled_table_is_read_by_its_cells():
    """The unit stands between the two lines of the task beside it."""
    texts = [
        (22, 52, "任务"),
        (122, 52, "单位"),
        (22, 62, "整修水库三座，清淤渠道十公"),
        (122, 66, "县水利局"),
        (22, 70, "里，按期完工。"),
    ]
    lines = [f"M 20 {y} L 160 {y}" for y in (50, 60, 80)] + [f"M {x} 50 L {x} 80" for x in (20, 120, 160)]
    table = "".join(write_text(*text) for text in texts) + write_path(" ".join(lines))
    contents = read_ofd(make_ofd([table]), "a.ofd")
    assert contents.text.split("\n") == ["任务\t单位", "整修水库三座，清淤渠道十公里，按期完工。", "县水利局"]
    frame = write_path("M 0 0 L 140 0 L 140 30 L 0 30 C", "20 50 140 30") + write_path(
        "M 100 0 L 100 30 M 0 10 L 140 10", "20 50 140 30"
    )
    moved = "".join(write_text(*text) for text in texts) + frame
    assert read_ofd(make_ofd([moved]), "a.ofd") == contents


@pytest.mark.parametrize("path", ["M x y L 1..2 L", "L", "C C", "M 1e999 1 L 9 9", ""])
def test_broken_paths_do_not_stand_in_the_way_of_the_text(path):
    page = write_text(20, 50, "修路。") + write_path(path, "0 0", 'CTM="1 x"')
    assert read_ofd(make_ofd([page]), "a.ofd").text == "修路。"


def test_as_many_steps_as_a_piece_may_have_are_counted_out(monkeypatch):
    monkeypatch.setattr("research.text.ofd._MAX_STEPS", 3)
    backwards = write_text(80, 20, "万三林造", f'DeltaX="g 3 -{SIZE}"')
    assert [text for text, _ in read_pages(make_ofd([backwards]), Limits())["lines"]] == ["造林三万"]
