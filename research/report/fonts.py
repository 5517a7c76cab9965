"""The font of figures and pages: Noto Sans SC (SIL Open Font License), so that Chinese shows on any machine."""

import io
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools import subset


def find_font() -> Path:
    """Return the path of the font file.

    Examples
    --------
    >>> find_font().name
    'NotoSansSC-Regular.otf'
    """
    return Path(str(pylopdf_fonts_zh_cn.__file__)).with_name("NotoSansSC-Regular.otf")


def subset_font(text: str) -> bytes:
    """Return a WOFF font with the characters of a text only; the same characters give the same bytes.

    Examples
    --------
    >>> subset_font("政策")[:4]
    b'wOFF'
    """
    options = subset.Options()
    options.flavor = "woff"
    options.drop_tables += ["GPOS", "GSUB", "BASE", "vhea", "vmtx", "VORG"]
    font = subset.load_font(str(find_font()), options)
    font.recalcTimestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    buffer = io.BytesIO()
    subset.save_font(font, buffer, options)
    font.close()
    return buffer.getvalue()
