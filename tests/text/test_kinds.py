"""Files told by their content."""

import io
import zipfile

import pytest

from research.text.kinds import tell_kind

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def pack(*names: str, mimetype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        if mimetype:
            packed.writestr("mimetype", mimetype)
        for name in names:
            packed.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix", "kind"),
    [
        (pack("word/document.xml"), ".txt", ".docx"), (pack("word/document.xml"), ".docm", ".docm"), (pack("xl/workbook.xml"), ".docx", ".xlsx"),
        (pack("xl/workbook.xml"), ".xlsm", ".xlsm"), (pack("OFD.xml"), ".pdf", ".ofd"), (pack("报告.txt"), ".zip", ".zip"), (pack("a.txt"), ".rar", ".zip"),
        (pack("ppt/presentation.xml"), ".docx", ".pptx"), (pack(mimetype="application/vnd.oasis.opendocument.text"), ".doc", ".odt"),
        (pack(mimetype="application/vnd.oasis.opendocument.spreadsheet"), ".xls", ".ods"), (b"PK\x03\x04 broken", ".docx", ".docx"),
        (OLE + "WordDocument".encode("utf-16-le"), ".docx", ".doc"), (OLE + "WordDocument".encode("utf-16-le"), ".wps", ".wps"),
        (OLE + "Workbook".encode("utf-16-le"), ".xlsx", ".xls"), (OLE + "EncryptedPackage".encode("utf-16-le"), ".docx", ".locked"), (OLE, ".doc", ".doc"),
        (b"\n%PDF-1.4", ".docx", ".pdf"), (b"{\\rtf1", ".doc", ".rtf"), (b"PAR1", ".csv", ".parquet"), (b"<!DOCTYPE html><p>", ".doc", ".html"),
        (b"<html>", ".txt", ".html"), (b"<html>", ".csv", ".csv"), ("<html>".encode("utf-16"), ".txt", ".html"), (b"<p>x", ".txt", ".txt"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", ".doc", ".mht"), ("修路。".encode(), ".doc", ".txt"), ("修路。".encode(), ".docx", ".docx"),
        (b"", ".txt", ".txt"),
    ],
)  # fmt: skip
def test_the_kind_is_that_of_the_content_where_it_says_one(data, suffix, kind):
    assert tell_kind(data, suffix) == kind
