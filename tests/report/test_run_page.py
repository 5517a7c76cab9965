"""The report is one file, and shows text as text."""

import base64
import re

import pytest
from PIL import Image

from research.report.run_page import PageFigure, write_page


def test_the_page_needs_nothing_else_and_escapes_text(tmp_path):
    Image.new("P", (900, 300)).save(tmp_path / "a.png", dpi=(300, 300))
    rows = [("<script>x()</script>", 0.5), ("医院 & 学校", 0.25)]
    write_page(
        tmp_path / "r.html",
        "报告 <1>",
        ["段落"],
        [("表", ["名", "值"], rows)],
        {"图一": PageFigure(tmp_path / "a.png")},
    )
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "<script" not in page
    assert "医院 &amp; 学校" in page
    assert "0.250" in page
    assert 'alt="图一" width="360"' in page
    assert not re.search(r"(src|href)=\"(?!data:)", page)


def test_a_phone_gets_the_narrow_picture_of_a_figure_and_no_figure_is_wider_than_the_page(tmp_path):
    Image.new("P", (900, 300)).save(tmp_path / "a.png", dpi=(300, 300))
    file = tmp_path / "a.png"
    figures = {"图一": PageFigure(file, "甲 < 乙", b"narrow"), "图二": PageFigure(file)}
    write_page(tmp_path / "r.html", "报告", ["段落"], [], figures)
    page = (tmp_path / "r.html").read_text("utf-8")
    sources = re.findall(r'<source media="\(max-width: 40rem\)" srcset="data:image/png;base64,([^"]+)">', page)
    assert [base64.b64decode(source) for source in sources] == [b"narrow"]
    assert page.count("<picture>") == 2
    assert 'alt="图一：甲 &lt; 乙"' in page
    assert "figure img { max-width: 100%; height: auto; }" in page
    assert '<figure class="scroll">' not in page


@pytest.mark.parametrize("width", [390, 1200])
def test_no_figure_needs_scrolling_sideways(browser, tmp_path, width):
    for name, size in (("wide", 2700), ("narrow", 780)):
        Image.new("P", (size, 900)).save(tmp_path / f"{name}.png", dpi=(300, 300))
    narrow = (tmp_path / "narrow.png").read_bytes()
    file = tmp_path / "wide.png"
    figures = {"图一": PageFigure(file, "", narrow), "图二": PageFigure(file)}
    write_page(tmp_path / "r.html", "报告", ["段落"], [], figures)
    metrics = {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get((tmp_path / "r.html").as_uri())
    shown = browser.execute_script(
        "return [...document.querySelectorAll('img')].map((x) => [x.naturalWidth, x.getBoundingClientRect().right])"
    )
    assert [natural for natural, _ in shown] == ([780, 2700] if width == 390 else [2700, 2700])
    assert all(right <= width for _, right in shown)
    assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
