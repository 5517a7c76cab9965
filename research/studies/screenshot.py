"""Take pictures of the report page of a speech, in Chinese and in English, for the READMEs.

Example: python -m research.studies.screenshot --overwrite
"""

import base64
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from research.cli import print_message, run_command
from research.default_run import DEFAULT_RUN
from research.errors import InputError
from research.label import label
from research.label_settings import LabelConfig
from research.output import open_folder
from research.parser import OVERWRITE, flag
from research.report.figures import reduce_colors

_WIDTH, _HEIGHT = 1280, 1400  # pixels of the window
_PROGRAMS = ("chromium", "chromedriver")
_WHEN_PAINTED = """
const done = arguments[0];
document.fonts.ready.then(() => requestAnimationFrame(() => setTimeout(done, 300)));
"""
_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars")


@dataclass(frozen=True)
class ScreenshotConfig:
    """All settings of the command; they are its flags."""

    speech: Path = flag(Path("notebooks/speeches/2023-澜川市.txt"), "the document that is labelled")
    run: Path = flag(DEFAULT_RUN, "trained run")
    output: Path = flag(Path("results/page"), "output folder")
    overwrite: bool = flag(False, OVERWRITE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, or 2 for an error that the user can fix."""
    return run_command(picture, ScreenshotConfig, "research.studies.screenshot", __doc__, arguments)


def picture(config: ScreenshotConfig) -> None:
    """Label the speech and write page.png and page-en.png.

    Raises
    ------
    InputError
        If Chromium, its driver or selenium is missing.
    """
    with open_folder(config.output, overwrite=config.overwrite) as folder, open_browser() as browser:
        for language, name in (("zh", "page.png"), ("en", "page-en.png")):
            with TemporaryDirectory() as place:
                output = Path(place, "report")
                label(LabelConfig((config.speech,), run=config.run, output=output, language=language, jobs=1))
                (folder / name).write_bytes(take_picture(browser, output / "report.html"))
    print_message(f"{config.output}: page.png, page-en.png")


@contextmanager
def open_browser() -> Iterator[Any]:
    """Give a Chromium without a window.

    Raises
    ------
    InputError
        If something that it needs is missing.
    """
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    missing += [] if find_spec("selenium") else ["selenium (pip install '.[dev]')"]
    if missing:
        raise InputError(f"missing: {', '.join(missing)}; install it to take pictures of the page")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which(_PROGRAMS[0]) or ""
    for name in _FLAGS:
        options.add_argument(name)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which(_PROGRAMS[1])))
    try:
        yield browser
    finally:
        browser.quit()


def take_picture(browser: Any, page: Path, last: str = "#overview", width: int = _WIDTH) -> bytes:  # noqa: ANN401
    """Return the upper part of a page as the bytes of a PNG.

    Parameters
    ----------
    browser
        As from `open_browser`.
    page
        An HTML file.
    last
        The CSS selector of the part that the picture ends with.
    width
        In pixels.
    """
    size = {"width": width, "height": _HEIGHT, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(page.resolve().as_uri())
    browser.execute_async_script(_WHEN_PAINTED)
    bottom = browser.execute_script("return document.querySelector(arguments[0]).getBoundingClientRect().bottom", last)
    part = {"x": 0, "y": 0, "width": width, "height": round(bottom), "scale": 1}
    shown = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "clip": part})
    with Image.open(BytesIO(base64.b64decode(shown["data"]))) as image:
        return reduce_colors(image)


if __name__ == "__main__":
    sys.exit(main())
