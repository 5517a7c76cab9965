"""Old Word and WPS files, which LibreOffice turns into Word files of today where it is installed."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from research.errors import InputError
from research.text.limits import USUAL, Limits
from research.text.marks import Contents
from research.text.word import read_docx

_PROGRAMS = ("soffice", "libreoffice")
_REMEDY = "save it as .docx in Word, WPS or LibreOffice"


def convert(data: bytes, place: str, limits: Limits = USUAL) -> Contents:
    """Read an old Word file or a WPS file through LibreOffice, which runs no macros when it converts.

    Raises
    ------
    InputError
        If LibreOffice is not installed, cannot read the file or takes too long.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise InputError(f"{place}: the old Word and WPS formats are read only where LibreOffice is; {_REMEDY}")
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.doc").write_bytes(data)
        command = [
            program, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to", "docx", "--outdir", name, str(folder / "in.doc"),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, check=False, timeout=4 * limits.max_seconds)  # noqa: S603 - a program of the user's
        except subprocess.TimeoutExpired:
            raise InputError(f"{place}: LibreOffice takes too long to read it; {_REMEDY}") from None
        converted = folder / "in.docx"
        if not converted.exists():
            raise InputError(f"{place}: LibreOffice cannot read it; {_REMEDY}")
        return read_docx(converted.read_bytes(), place, limits)
