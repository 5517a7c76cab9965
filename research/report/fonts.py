"""The font of figures and pages: Noto Sans SC (SIL Open Font License), so that Chinese shows on any machine."""

import struct
import zlib
from pathlib import Path

import pylopdf_fonts_zh_cn
import uharfbuzz

_DROPPED = ("GPOS", "GSUB", "BASE", "vhea", "vmtx", "VORG")  # they set text downwards, and space it more finely
_NO_METADATA = (0, 0, 0, 0, 0)


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
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, text))
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED)
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(find_font())))
    return _pack_woff(bytes(uharfbuzz.subset(face, wanted).blob.data))


def _pack_woff(font: bytes) -> bytes:
    """Compress the tables of a font (WOFF File Format 1.0, W3C 2012, sections 3 to 5)."""
    flavor, n_tables = struct.unpack(">4sH", font[:6])
    directory, tables, unpacked = b"", b"", 12 + 16 * n_tables
    for tag, checksum, start, size in struct.iter_unpack(">4s3I", font[12:unpacked]):
        table = font[start : start + size]
        packed = min(zlib.compress(table, 9), table, key=len)
        directory += struct.pack(">4s4I", tag, 44 + 20 * n_tables + len(tables), len(packed), size, checksum)
        tables += packed + b"\0" * (-len(packed) % 4)
        unpacked += size + -size % 4
    length = 44 + len(directory) + len(tables)
    header = struct.pack(">4s4sIHHIHH5I", b"wOFF", flavor, length, n_tables, 0, unpacked, 1, 0, *_NO_METADATA)
    return header + directory + tables
