"""PDF files: pages as programs lay them out, and what is made to harm or broken on the way."""

import random
import re
import warnings
import zlib
from collections.abc import Callable, Sequence

import pytest
from fpdf import FPDF

from research.errors import InputError, ReadingWarning
from research.text.documents import read_document
from research.text.file_kinds import READERS
from research.text.limits import Limits
from research.text.marks import CELL, TABLE
from research.text.pdf import read_pdf
from tests.text.test_word import refuse

FAST = Limits(max_seconds=3)


@pytest.fixture(scope="module")
def paper() -> bytes:
    return make_pdf()


def make_pdf(*, reader: str | None = None, compress: bool = True) -> bytes:
    pdf = FPDF()
    pdf.set_compression(compress)
    if reader is not None:
        pdf.set_encryption("owner", user_password=reader)
    for _ in range(2):
        pdf.add_page()
        pdf.set_font("Helvetica", size=12)
        pdf.multi_cell(0, 8, "Roads were built. Water was cleaned. " * 5)
    return bytes(pdf.output())


def write_pdf(*objects: str | bytes) -> bytes:
    """Write a PDF of these objects, numbered from 1; the first is the root."""
    parts, offsets = [b"%PDF-1.7\n"], []
    for number, content in enumerate(objects, 1):
        offsets.append(sum(map(len, parts)))
        data = content if isinstance(content, bytes) else content.encode()
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, data))
    at = sum(map(len, parts))
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>"
    return b"".join(parts) + f"{end}\nstartxref\n{at}\n%%EOF".encode()


ROOT = "<</Type/Catalog/Pages 2 0 R>>"
PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
SONG = (
    "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/GBK-EUC-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2"
    "/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor<<"
    "/Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 -141 1000 859]/ItalicAngle 0/Ascent 859/Descent -141"
    "/CapHeight 683/StemV 80>>>>]>>"
)


def make_stream(content: bytes, more: str = "") -> bytes:
    data = zlib.compress(content)
    return f"<</Length {len(data)}/Filter/FlateDecode{more}>>stream\n".encode() + data + b"\nendstream"


TEXT = make_stream(b"BT /F 9 Tf (Roads.) Tj ET")
FORM = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>"

Placed = tuple[float, float, str]


def draw(*pages: Sequence[Placed], size: int = 12, turn: str = "1 0 0 1", more: str = "", paths: str = "") -> bytes:
    """Write a PDF of A4 pages with texts of a Chinese font that is not in the file, each where it is placed, and paths."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects: list[str | bytes] = [ROOT, f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>", SONG]
    for number, page in enumerate(pages):
        resources = "/Resources<</Font<</F 3 0 R>>>>"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{more}{resources}/Contents {5 + 2 * number} 0 R>>"
        )
        shown = [f"{turn} {x} {y} Tm <{text.encode('gbk').hex()}> Tj" for x, y, text in page]
        objects.append(make_stream(f"{paths} BT /F {size} Tf {' '.join(shown)} ET".encode()))
    return write_pdf(*objects)


def read(data: bytes) -> list[str]:
    return read_pdf(data, "a.pdf").text.split("\n")


def set_lines(*lines: str, top: float = 780, left: float = 60, pitch: float = 24) -> list[Placed]:
    return [(left, top - pitch * number, line) for number, line in enumerate(lines)]


FULL = "全县粮食播种面积稳定在四十二万亩以上总产达到十八万吨比上年增加一万吨单产提高"  # 38 characters: to the margin


def test_lines_that_the_margin_broke_are_one_paragraph():
    lines = set_lines("　　" + FULL[:-2], "，农民增收。", "二、工业", "　　" + FULL[:-2], "。", "　　新增企业七户。")
    assert read(draw(lines)) == [FULL[:-2] + "，农民增收。", "二、工业", FULL[:-2] + "。", "新增企业七户。"]


def test_lines_at_the_edge_of_several_pages_and_page_numbers_are_left_out_and_named():
    pages = [
        [
            (200, 820, "县人大会议文件（三）"),
            *set_lines(f"{'甲乙丙'[number - 1]}个问题是水利，", "要修好渠道。"),
            (280, 20, f"— {number} —"),
        ]
        for number in range(1, 4)
    ]
    contents = read_pdf(draw(*pages), "a.pdf")
    assert contents.text.split("\n") == [
        line for n in range(1, 4) for line in (f"{'甲乙丙'[n - 1]}个问题是水利，", "要修好渠道。")
    ]
    assert contents.metadata["left_out"] == "县人大会议文件（三） (3); —#— (3)"


def test_headers_of_left_and_right_pages_are_left_out():
    pages = [[(200, 820, f"{'左' if n % 2 else '右'}页眉"), *set_lines(f"正文{'一二三四五六'[n]}。")] for n in range(6)]
    assert read(draw(*pages)) == [f"正文{number}。" for number in "一二三四五六"]


def test_a_sentence_that_a_page_break_cuts_is_one():
    first = [(200, 820, "会议文件"), *set_lines("一、农业", "　　" + FULL[:-2], top=120), (290, 20, "1")]
    second = [(200, 820, "会议文件"), *set_lines("，农民增收。"), (290, 20, "2")]
    assert read(draw(first, second)) == ["一、农业", FULL[:-2] + "，农民增收。"]


@pytest.mark.parametrize("number", ["— 1 —", "第1页 共9页", "1/9", "- 1 -", "·1·", "第一页", "iv"])
def test_a_page_number_is_left_out(number):
    assert read(draw([*set_lines("修好渠道。"), (280, 20, number)])) == ["修好渠道。"]


def test_what_a_browser_prints_around_a_page_is_left_out():
    page = [
        (20, 825, "2024/5/6 9:30"),
        (200, 825, "工作报告"),
        *set_lines("修好渠道。"),
        (20, 15, "https://a.example.cn/1.html"),
        (560, 15, "1/1"),
    ]
    assert read(draw(page)) == ["修好渠道。"]


@pytest.mark.parametrize(
    "edges",
    [
        [
            (20, 825, "工作报告"),
            (350, 825, "https://a.example.cn/1.html"),
            (20, 15, "1 of 1"),
            (400, 15, "2024/5/6, 09:30"),
        ],
        [
            (20, 825, "2024/5/6 上午9:30"),
            (250, 825, "工作报告"),
            (20, 15, "www.example.cn/1"),
            (450, 15, "第1页(共1页)"),
        ],
        [(20, 825, "2024年5月6日 9:30"), (20, 15, "Page 1 of 3")],
    ],
)
def test_what_other_browsers_print_around_a_page_is_left_out(edges):
    assert read(draw([*edges, *set_lines("修好渠道。")])) == ["修好渠道。"]
    assert "".join(read(draw([(20, 825, "详见 www.example.cn/1"), *set_lines("修好渠道。")]))).startswith("详见")


def test_a_line_that_stands_on_one_page_only_is_kept():
    assert read(draw(set_lines("附件一", "修好渠道。"), set_lines("附件二", "建好水库。"))) == [
        "附件一", "修好渠道。", "附件二", "建好水库。",
    ]  # fmt: skip


def test_columns_are_read_one_after_the_other():
    left, right = (
        ["全县农业生产形势稳定", "粮食面积保持四十万亩", "棉花面积保持三十万亩", "油料面积八万亩。"],
        ["工业生产增长百分之七", "新增规模以上企业九户", "投资增长百分之八以上", "出口增长一成。"],
    )
    rows = [
        one
        for pair in zip(set_lines(*left, top=700), set_lines(*right, top=700, left=320), strict=True)
        for one in pair
    ]
    found = "".join(read(draw([(220, 780, "县政府工作报告"), *rows])))
    assert found == "县政府工作报告" + "".join(left) + "".join(right)


def test_rows_of_figures_are_rows_of_a_table():
    cells = [("指标", "单位", "数值"), ("粮食产量", "万吨", "18.2"), ("新增就业", "人", "4300")]
    rows = [
        (60 + 150 * column, 700 - 24 * row, cell)
        for row, found in enumerate(cells)
        for column, cell in enumerate(found)
    ]
    contents = read_pdf(draw([(60, 780, "一、指标"), *rows, (60, 600, "二、任务"), (60, 570, "修好渠道。")]), "a.pdf")
    assert contents.text.split("\n") == ["一、指标", *("\t".join(row) for row in cells), "二、任务", "修好渠道。"]
    assert [role for *_, role in contents.marks] == [TABLE] * 3


def test_cells_that_go_on_below_are_one():
    rows = [
        (60, 700, "序号"), (120, 700, "任务"), (400, 700, "单位"),
        (60, 670, "1"), (120, 670, "新建村级公路二十公里，改造"), (400, 670, "县交通局"), (120, 650, "危桥三座。"),
        (60, 620, "2"), (120, 620, "改造水厂三座，惠及五千户。"), (400, 620, "县水利局"),
    ]  # fmt: skip
    contents = read_pdf(draw(rows), "a.pdf")
    assert "新建村级公路二十公里，改造危桥三座。" in contents.text.split("\n")
    assert "改造水厂三座，惠及五千户。" in contents.text.split("\n")


LINES = "".join(f"60 {y} m 500 {y} l S " for y in (720, 690, 630)) + "".join(
    f"{x} 630 m {x} 720 l S " for x in (60, 150, 500)
)
BOXES = "".join(
    f"{x} {y} {width} {height} re S " for x, width in ((60, 90), (150, 350)) for y, height in ((690, 30), (630, 60))
)
THIN = "".join(f"60 {y} 440 0.5 re f " for y in (720, 690, 630)) + "".join(
    f"{x} 630 0.5 90 re f " for x in (60, 150, 500)
)
SCALED = (
    "q 2 0 0 2 0 0 cm "
    + "".join(f"30 {y} m 250 {y} l S " for y in (360, 345, 315))
    + "".join(f"{x} 315 m {x} 360 l S " for x in (30, 75, 250))
    + "Q"
)
CLIPPED = "60 630 440 90 re W n " + LINES  # what only says which part is shown is no line


@pytest.mark.parametrize(
    "paths", [LINES, BOXES, THIN, SCALED, CLIPPED], ids=["lines", "boxes", "thin boxes", "scaled", "clipped"]
)
def test_a_ruled_table_is_read_by_its_cells_however_it_is_drawn(paths):
    rows = [
        (65, 700, "任务"), (160, 700, "措施"), (160, 668, "新建村级公路二十公里，改造"), (80, 655, "交通"), (160, 642, "危桥三座。"),
        (60, 600, "请认真落实。"),
    ]  # fmt: skip
    contents = read_pdf(draw(rows, paths=paths), "a.pdf")
    assert contents.text.split("\n") == ["任务\t措施", "交通", "新建村级公路二十公里，改造危桥三座。", "请认真落实。"]
    assert [role for *_, role in contents.marks] == [TABLE, TABLE, CELL]


def test_a_page_of_more_strokes_than_a_table_has_is_read_without_its_tables():
    many = "".join(f"{x} 10 m {x} 20 l S " for x in range(100)) * 201
    assert read(draw(set_lines("修路。", "治水。"), paths=many)) == ["修路。", "治水。"]


def test_vertical_text_is_read_from_the_right_down():
    columns = [(500, "县政府工作报告"), (470, "去年粮食增产。")]
    assert read(draw([(x, 780 - 18 * n, sign) for x, text in columns for n, sign in enumerate(text)], size=16)) == [
        "县政府工作报告", "去年粮食增产。",
    ]  # fmt: skip


@pytest.mark.parametrize(("turn", "more"), [("0 1 -1 0", ""), ("-1 0 0 -1", ""), ("0 -1 1 0", "")])
def test_a_page_that_is_turned_is_read_as_one_that_is_not(turn, more):
    places = {
        "0 1 -1 0": [(300, 60), (330, 60)],
        "-1 0 0 -1": [(500, 300), (500, 330)],
        "0 -1 1 0": [(330, 700), (300, 700)],
    }[turn]
    page = [(*place, text) for place, text in zip(places, ("县政府工作报告", "修好渠道，治好水土。"), strict=True)]
    assert read(draw(page, turn=turn, more=more)) == ["县政府工作报告", "修好渠道，治好水土。"]


def test_a_slanted_watermark_is_left_out():
    mark = draw([(200, 300, "内部资料")], turn="0.7 0.7 -0.7 0.7")
    assert b"%PDF" in mark
    pdf = draw(set_lines("修好渠道。", "建好水库。"))
    both = write_pdf(
        ROOT, "<</Type/Pages/Kids[4 0 R]/Count 1>>", SONG,
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents 5 0 R>>",
        make_stream(
            f"BT /F 12 Tf 1 0 0 1 60 780 Tm <{'修好渠道。'.encode('gbk').hex()}> Tj "
            f"0.7 0.7 -0.7 0.7 80 700 Tm <{'内部资料'.encode('gbk').hex()}> Tj ET".encode()
        ),
    )  # fmt: skip
    assert read(both) == ["修好渠道。"]
    assert read(pdf) == ["修好渠道。", "建好水库。"]


def test_blanks_between_justified_characters_are_no_blanks_and_others_are():
    spread = [(60 + 18 * n, 780, sign) for n, sign in enumerate("县政府工作报告2024年")]
    assert read(draw([*spread, *set_lines("县长 张××", "GDP grew 增长", top=700)])) == [
        "县政府工作报告2024年",
        "县长 张××",
        "GDP grew 增长",
    ]


def test_bold_type_drawn_twice_is_read_once():
    assert read(draw([(60, 780, "县政府"), (60.4, 780, "县政府"), (60, 740, "哈哈一笑。")])) == ["县政府", "哈哈一笑。"]


def test_fonts_without_the_meaning_of_their_characters_are_refused(tmp_path):
    font = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 0 9 9]/ItalicAngle 0/Ascent 9/Descent 0/CapHeight 9/StemV 8>>>>]>>"
    text = make_stream(b"BT /F 9 Tf 1 0 0 1 60 700 Tm <0102010301040105> Tj ET")
    data = write_pdf(ROOT, "<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE, text, font)
    refuse(tmp_path, "a.pdf", data, "do not say which characters they show|holds no text")


def test_pages_that_hold_pictures_only_are_named():
    image = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n0\nendstream"
    pages = "<</Type/Pages/Kids[3 0 R 7 0 R]/Count 2>>"
    second = PAGE.replace("4 0 R", "8 0 R")
    data = write_pdf(ROOT, pages, PAGE, TEXT, FONT, image, second, make_stream(b"9 0 0 9 0 0 cm /X Do"))
    with pytest.warns(ReadingWarning, match=r"a\.pdf: 1 page with pictures only, not read \(page 2\)"):
        assert read(data) == ["Roads."]


def test_a_pdf_without_a_password_to_read_is_read(paper):
    assert read_pdf(make_pdf(reader=""), "a.pdf") == read_pdf(paper, "a.pdf")


def test_a_pdf_with_a_password_is_refused(tmp_path):
    refuse(tmp_path, "a.pdf", make_pdf(reader="secret"), "the PDF has a password; save it without one")


@pytest.mark.parametrize(
    "objects",
    [
        [ROOT, "<</Type/Pages/Kids[2 0 R]/Count 1>>"],
        [ROOT, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"],
        [ROOT, "2 0 R"],
        [ROOT, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "3 0 R"],
        [ROOT, "[" * 50_000],
        [ROOT, "<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE, "<</Length 4 0 R>>stream\nx\nendstream", FONT],
        ["<</Type/Catalog>>"],
        ["null"],
    ],
)
def test_a_pdf_whose_objects_go_round_is_refused(tmp_path, objects):
    refuse(tmp_path, "a.pdf", write_pdf(*objects), "not a PDF or a broken one|holds no text")


def test_a_pdf_of_too_many_pages_is_refused(tmp_path):
    data = write_pdf(ROOT, f"<</Type/Pages/Kids[{'3 0 R ' * 5001}]/Count 5001>>", PAGE, TEXT, FONT)
    refuse(tmp_path, "a.pdf", data, "at most 5000 pages are read, got 5001.*--max-pages")
    said = write_pdf(ROOT, "<</Type/Pages/Kids[3 0 R]/Count 1000000>>", PAGE, TEXT, FONT)
    refuse(tmp_path, "a.pdf", said, "at most 5000 pages are read, got 1000000.*--max-pages")


@pytest.mark.slow
def test_pages_that_unpack_to_too_much_are_refused(tmp_path):
    pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    data = write_pdf(ROOT, pages, PAGE, make_stream(b" " * 80_000_000), FONT)
    refuse(tmp_path, "a.pdf", data, "unpacked megabytes are read, got.*--max-expanded", Limits(max_expanded=10))
    packed = zlib.compress(zlib.compress(b" " * 80_000_000))
    twice = f"<</Length {len(packed)}/Filter[/FlateDecode/FlateDecode]>>stream\n".encode() + packed + b"\nendstream"
    refuse(tmp_path, "a.pdf", write_pdf(ROOT, pages, PAGE, twice, FONT), "packed twice")


@pytest.mark.slow
def test_forms_that_draw_forms_without_end_are_stopped(tmp_path):
    draws = make_stream(b"/X Do " * 10)
    forms = [make_stream(b"/X Do " * 10, FORM.replace("/X 6 0 R", f"/X {number} 0 R")) for number in range(7, 17)]
    data = write_pdf(
        ROOT, "<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE, draws, FONT, *forms, make_stream(b"BT (x) Tj ET", FORM)
    )
    refuse(
        tmp_path,
        "a.pdf",
        data,
        r"takes too much time or memory to read \(at most 3 seconds of work\).*--max-seconds",
        FAST,
    )


def test_the_characters_of_a_pdf_are_counted_while_it_is_read(tmp_path):
    data = write_pdf(ROOT, f"<</Type/Pages/Kids[{'3 0 R ' * 50}]/Count 50>>", PAGE, TEXT, FONT)
    refuse(
        tmp_path,
        "a.pdf",
        data,
        r"at most 100 characters are read, got \d+.*--max-characters",
        Limits(max_characters=100),
    )


@pytest.mark.slow
def test_what_a_library_remarks_stays_off_the_screen(capfd, paper):
    broken = re.sub(rb"startxref\n\d+", b"startxref\n1", paper)
    assert read_pdf(broken, "a.pdf") == read_pdf(paper, "a.pdf")
    assert capfd.readouterr() == ("", "")


def test_a_pdf_under_another_name_is_read(tmp_path, paper):
    (tmp_path / "a.doc").write_bytes(paper)
    assert read_document(tmp_path / "a.doc").text == read_pdf(paper, "a.pdf").text


@pytest.mark.slow
def test_pdf_files_with_any_bytes_changed_give_text_or_one_line(tmp_path, paper, mutate, survive):
    chance = random.Random(0)
    plain = make_pdf(compress=False)
    kinds: list[tuple[str, Callable[[], bytes]]] = [
        ("c.pdf", lambda: mutate(paper, chance)),
        ("d.pdf", lambda: mutate(plain, chance)),
    ]
    assert ".pdf" in READERS
    for name, make in kinds:
        for _ in range(15):  # each in a process of its own
            (tmp_path / name).write_bytes(make())
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ReadingWarning)
                survive(tmp_path / name)


def test_a_pdf_that_cannot_be_opened_is_refused_as_broken():
    with pytest.raises(InputError, match=r"a\.pdf: not a PDF or a broken one"):
        read_pdf(b"%PDF-1.4 no more", "a.pdf")


def test_what_is_filled_into_a_form_and_typed_over_a_page_is_read():
    shown = make_stream(
        b"BT /F 9 Tf 2 2 Td (Filled in.) Tj ET",
        "/Type/XObject/Subtype/Form/BBox[0 0 90 12]/Resources<</Font<</F 5 0 R>>>>",
    )
    page = (
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[7 0 R]>>"
    )
    text = make_stream(b"BT /F 9 Tf 20 200 Td (Roads.) Tj ET")
    for kind, found in (
        ("Widget/FT/Tx/T(a)/V(Filled in.)", ["Roads.", "Filled in."]),
        ("FreeText", ["Roads.", "Filled in."]),
        ("Highlight", ["Roads."]),
    ):
        note = f"<</Type/Annot/Subtype/{kind}/F 4/Rect[20 100 110 112]/AP<</N 6 0 R>>>>"
        assert read(write_pdf(ROOT, "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, text, FONT, shown, note)) == found
