"""Old Word files through LibreOffice."""

import shutil
import subprocess
from pathlib import Path

import pytest

from research.errors import InputError
from research.text import conversion
from research.text.conversion import convert
from research.text.limits import Limits
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


@pytest.mark.parametrize("program", ["soffice", "libreoffice"])
def test_libreoffice_is_found_by_either_of_its_names(monkeypatch, program):
    commands = []
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name == program else None)
    monkeypatch.setattr(conversion.subprocess, "run", lambda command, **_: commands.append(command))
    with pytest.raises(InputError, match="cannot read it"):
        convert(b"old", "a.doc")
    assert commands[0][0] == f"/bin/{program}"
    assert {"--headless", "--norestore"} <= set(commands[0])


def test_the_limits_hold_for_what_libreoffice_writes_and_for_its_time(monkeypatch):
    def run(command: list[str], *, timeout: float, **_: object) -> None:
        assert timeout == 4 * 3
        Path(command[command.index("--outdir") + 1], "in.docx").write_bytes(pack(p("修好长长的水渠。")))

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(conversion.subprocess, "run", run)
    with pytest.raises(InputError, match=r"^a\.doc: at most 5 characters"):
        convert(b"old", "a.doc", Limits(max_characters=5, max_seconds=3))


def test_a_conversion_that_takes_too_long_is_ended(monkeypatch):
    def run(command: list[str], **_: object) -> None:
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(conversion.subprocess, "run", run)
    with pytest.raises(InputError, match=r"^a\.doc: LibreOffice takes too long to read it; save it as \.docx"):
        convert(b"old", "a.doc")
