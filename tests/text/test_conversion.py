"""Old Word files through LibreOffice."""

import shutil
from pathlib import Path

import pytest

from research.errors import InputError
from research.text import conversion
from research.text.conversion import convert
from tests.text.test_word import p, pack


def test_without_libreoffice_the_remedy_is_named(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(InputError, match=r"^a\.doc: .* only where LibreOffice is; save it as \.docx"):
        convert(b"x", "a.doc")


def test_what_libreoffice_writes_is_read(monkeypatch):
    def run(command: list[str], **_: object) -> None:
        target = Path(command[command.index("--outdir") + 1], "in.docx")
        assert Path(command[-1]).read_bytes() == b"old"
        target.write_bytes(pack(p("修路。")))

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(conversion.subprocess, "run", run)
    assert convert(b"old", "a.doc").text == "修路。"


def test_what_libreoffice_cannot_read_is_refused(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(conversion.subprocess, "run", lambda *_, **__: None)
    with pytest.raises(InputError, match=r"a\.doc: LibreOffice cannot read it; save it as"):
        convert(b"old", "a.doc")
