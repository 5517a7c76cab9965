"""Paths as nobody would choose them, and files told by their content."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from research.errors import InputError, ReadingWarning
from research.shipped import shipped_path
from research.text.documents import iterate_documents, read_document
from research.text.files import PACKED, check_exists, find_files, is_description, show_error, show_path, tell_kind
from research.text.limits import Limits

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@needs_pipes
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "a.csv")
    for name in ("a.txt", "a.csv"):
        with pytest.raises(InputError, match="a pipe or a device"):
            list(iterate_documents([tmp_path / name]))


@needs_pipes
def test_a_pipe_in_a_folder_is_no_document(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text("修路。")
    with pytest.warns(ReadingWarning, match=r"1 file is no document and left out: a\.txt"):
        assert [document.id for document in iterate_documents([tmp_path])] == ["b"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_device_under_another_name_is_refused(tmp_path):
    (tmp_path / "a.txt").symlink_to("/dev/zero")
    with pytest.raises(InputError, match="a pipe or a device"):
        read_document(tmp_path / "a.txt")


def test_a_folder_named_like_a_file_is_searched_and_not_read(tmp_path):
    (tmp_path / "x.txt").mkdir()
    with pytest.raises(InputError, match="it is a folder"):
        read_document(tmp_path / "x.txt")
    (tmp_path / "x.txt" / "y.txt").write_text("修路。")
    assert [document.id for document in iterate_documents([tmp_path])] == ["x.txt/y"]


def test_links_that_go_round_are_not_followed_and_named(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("修路。")
    (tmp_path / "in" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    with pytest.warns(ReadingWarning, match=r"2 files are no documents and left out: up, self\.txt"):
        assert [document.id for document in iterate_documents([tmp_path])] == ["in/a"]
    with pytest.raises(InputError, match=r"self\.txt: is a link to nothing"):
        list(iterate_documents([tmp_path / "self.txt"]))


@pytest.mark.parametrize("name", ["a" * 5000 + ".txt", "a\0b.txt", "a/b/c.txt", "a\0b.csv"])
def test_a_path_that_cannot_be_is_refused_in_one_line(tmp_path, name):
    with pytest.raises(InputError, match=r"cannot be read|is a text|there is no such file") as caught:
        list(iterate_documents([tmp_path / name]))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400  # a text in place of a path is told by its beginning


def test_a_file_that_vanishes_after_listing_is_refused(tmp_path):
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("修路。")
    errors: list[InputError] = []
    documents = iterate_documents([tmp_path], skip=errors.append)
    assert next(documents).id == "a"
    (tmp_path / "b.txt").unlink()
    assert [document.id for document in documents] == ["c"]
    assert "b.txt: cannot be read" in str(errors[0])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("修路。")
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(InputError, match=r"a\.txt: cannot be read"):
        read_document(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb", "a\\nb"), ("a\rb", "a\\rb"), ("a\x1b[31mb", "a\\x1b[31mb"), ("a\u202etxt", "a\\u202etxt"),
        ("a\u2028b", "a\\u2028b"), ("a　b", "a　b"), ("\udcb1\udca8\udcb8\udce6", "报告"), ("a\udcff", "a�"),
    ],
)  # fmt: skip
def test_a_name_is_shown_on_one_line_without_hidden_signs(name, shown):
    assert show_path(Path(name)) == shown


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_hidden_signs_of_a_name_stay_out_of_messages_and_ids(tmp_path):
    (tmp_path / "a\n\u202eb.txt").write_text("修路。")
    (tmp_path / "c\nd.txt").write_bytes(b"")
    (tmp_path / os.fsdecode(b"\xb1\xa8.txt")).write_text("治水。")
    errors: list[InputError] = []
    assert sorted(d.id for d in iterate_documents([tmp_path], skip=errors.append)) == ["a\\n\\u202eb", "报"]
    assert [str(error).isprintable() for error in errors] == [True]


def test_what_a_library_says_is_cut_to_one_short_line():
    assert show_error(ValueError("a\nb")) == "ValueError: a\\nb"
    assert len(show_error(ValueError("a" * 10_000))) < 250


def test_a_large_file_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(200_000_000)  # takes no room on the disk
    with pytest.raises(InputError, match=r"at most 50 megabytes are read, got 200.*--max-megabytes"):
        read_document(tmp_path / "a.txt")


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 2_000_000)
    small = (tmp_path / "b.txt", os.stat_result((0o100644, 0, 0, 1, 0, 0, 10, 0, 0, 0)))
    monkeypatch.setattr(Path, "stat", lambda _, **__: small[1])
    with pytest.raises(InputError, match="--max-megabytes"):
        read_document(path, limits=Limits(max_megabytes=1))


def test_a_text_of_too_many_characters_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("字" * 101)
    with pytest.raises(InputError, match=r"at most 100 characters are read, got 101.*--max-characters"):
        read_document(tmp_path / "a.txt", limits=Limits(max_characters=100))


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
        (pack("a.xhtml", mimetype="application/epub+zip"), ".epub", ".zip"),
        (OLE + "WordDocument".encode("utf-16-le"), ".docx", ".doc"), (OLE + "WordDocument".encode("utf-16-le"), ".wps", ".wps"),
        (OLE + "Workbook".encode("utf-16-le"), ".xlsx", ".xls"), (OLE + "EncryptedPackage".encode("utf-16-le"), ".docx", ".locked"), (OLE, ".doc", ".doc"),
        (b"\n%PDF-1.4", ".docx", ".pdf"), (b"{\\rtf1", ".doc", ".rtf"), (b"PAR1", ".csv", ".parquet"), (b"<!DOCTYPE html><p>", ".doc", ".html"),
        (b"<html>", ".txt", ".html"), (b"<html>", ".csv", ".html"), (b"<html>", ".md", ".md"), (b"<table><tr>", ".xls", ".html"), ("甲\t乙".encode(), ".xls", ".txt"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn">', ".xls", ".xml of Excel"), (b'<?xml version="1.0"?>\n<w:wordDocument xmlns:w="x">', ".doc", ".xml of Word"),
        (b"", ".xls", ".xls"), ("<html>".encode("utf-16"), ".txt", ".html"), (b"<p>x", ".txt", ".txt"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", ".doc", ".mht"), ("修路。".encode(), ".doc", ".txt"), ("修路。".encode(), ".docx", ".docx"),
        (b"", ".txt", ".txt"), (b"Rar!\x1a\x07\x01", ".zip", ".rar"), (b"7z\xbc\xaf\x27\x1c", ".zip", ".7z"), (b"\x1f\x8b\x08", ".doc", ".gz"),
    ],
)  # fmt: skip
def test_the_kind_is_that_of_the_content_where_it_says_one(data, suffix, kind):
    assert tell_kind(data, suffix) == kind


@pytest.mark.parametrize(
    "name",
    [
        "Thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "Icon\r",
        "__MACOSX",
        ".a.txt",
        "~$a.txt",
        "._a.txt",
        ".~a.txt",
        "~a.txt",
    ],
)
def test_files_of_systems_and_locks_of_programs_are_passed_over_without_a_word(tmp_path, name):
    (tmp_path / name).write_text("修路。", "utf-8")
    (tmp_path / "b.txt").write_text("治水。", "utf-8")
    assert [document.id for document in iterate_documents([tmp_path])] == ["b"]


def test_what_a_library_says_is_cut_after_200_characters():
    assert show_error(ValueError("x" * 201)) == "ValueError: " + "x" * 200


def test_packed_files_are_told_by_how_zip_files_and_old_office_files_begin():
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").writestr("a.txt", "")
    assert buffer.getvalue().startswith(PACKED)
    assert OLE.startswith(PACKED)
    assert not "修路。".encode().startswith(PACKED)


def test_a_readme_is_told_by_its_name_in_any_case():
    assert all(is_description(Path(name)) for name in ("README.txt", "a/ReadMe.docx", "readme"))
    assert not is_description(Path("readme2.txt"))


def test_the_note_of_a_new_project_among_documents_is_left_out_without_a_warning(tmp_path):
    note = shipped_path("study/documents/README.txt").read_text("utf-8")
    (tmp_path / "README.txt").write_text(note, "utf-8")
    (tmp_path / "a.txt").write_text("修路。", "utf-8")
    assert [file.path.name for file in find_files([tmp_path], {".txt"}, print)] == ["a.txt"]
    (tmp_path / "README.txt").write_text(note + "修路。", "utf-8")
    (tmp_path / "a.jpg").write_text("", "utf-8")
    with pytest.warns(ReadingWarning, match=r"2 files are no documents and left out: README\.txt, a\.jpg"):
        list(find_files([tmp_path], {".txt"}, print))


def test_what_is_not_there_is_told_by_what_it_looks_like(tmp_path):
    (tmp_path / "a.link").symlink_to(tmp_path / "nowhere")
    for name, said in (
        ("*.docx", "no file has such a name; leave out the quotation marks where it is a pattern, or give the folder"),
        ("a.link", "is a link to nothing; give the file itself"),
        ("绝无此文件", "there is no such file or folder; check the path"),
    ):
        with pytest.raises(InputError) as caught:
            check_exists(tmp_path / name)
        assert str(caught.value) == f"{tmp_path / name}: {said}"


def test_an_address_is_shown_as_it_was_given():
    with pytest.raises(InputError, match=r"^https://example\.com/a: web addresses"):
        check_exists(Path("https://example.com/a"))


def test_results_among_documents_are_left_out_and_named(tmp_path):
    for name in ("label.json", "sentences.csv", "probabilities.csv", "methods.md"):
        (tmp_path / "out").mkdir(exist_ok=True)
        (tmp_path / "out" / name).write_text("x", "utf-8")
    (tmp_path / "sentences.csv").write_text("x", "utf-8")
    wanted = {".csv", ".md", ".json"}
    with pytest.warns(ReadingWarning, match=r": results of `research label` are no documents and left out: out$"):
        found = [file.path for file in find_files([tmp_path], wanted, pytest.fail)]
    assert found == [tmp_path / "sentences.csv"]


def test_a_path_at_which_nothing_is_and_what_was_meant_are_named(tmp_path):
    (tmp_path / "工作报告.txt").write_text("修路。", "utf-8")
    with pytest.raises(InputError) as caught:
        check_exists(tmp_path / "工作报告2.txt")
    assert str(caught.value) == (
        f"{tmp_path / '工作报告2.txt'}: there is no such file or folder; did you mean {tmp_path / '工作报告.txt'}?"
    )
