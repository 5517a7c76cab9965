"""The report is one file, and shows text as text."""

import re

from PIL import Image

from research.report.run_page import write_page


def test_the_page_needs_nothing_else_and_escapes_text(tmp_path):
    Image.new("P", (900, 300)).save(tmp_path / "a.png", dpi=(300, 300))
    rows = [("<script>x()</script>", 0.5), ("医院 & 学校", 0.25)]
    write_page(tmp_path / "r.html", "报告 <1>", ["段落"], [("表", ["名", "值"], rows)], {"图一": tmp_path / "a.png"})
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "<script" not in page
    assert "医院 &amp; 学校" in page
    assert "0.250" in page
    assert 'alt="图一" width="360"' in page
    assert not re.search(r"(src|href)=\"(?!data:)", page)
