"""Pictures of the page."""

import os
import shutil
from io import BytesIO

import pytest
from PIL import Image

from research.studies import screenshot


def test_without_a_browser_the_error_names_what_is_missing(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(screenshot.shutil, "which", lambda _: None)
    assert screenshot.main(["--output", str(tmp_path / "page")]) == 2
    assert "missing: chromium, chromedriver; install it" in capsys.readouterr().err
    assert not (tmp_path / "page").exists()


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("chromium") and shutil.which("chromedriver")) and not os.environ.get("NEEDS_BROWSER"),
    reason="chromium and chromedriver are not here",
)
def test_a_picture_ends_with_the_part_that_is_asked_for_and_has_few_colors(tmp_path):
    style = "margin: 0; height: 200px; background: #3f7cec"
    (tmp_path / "page.html").write_text(f"<body style='margin: 0'><p id='part' style='{style}'>字</p><p>后", "utf-8")
    with screenshot.open_browser() as browser:
        content = screenshot.take_picture(browser, tmp_path / "page.html", "#part", 300)
    with Image.open(BytesIO(content)) as image:
        assert (image.size, image.mode) == ((300, 200), "P")
        assert image.convert("RGB").getpixel((299, 199)) == (0x3F, 0x7C, 0xEC)
