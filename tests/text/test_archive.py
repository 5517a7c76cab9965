"""Archives unpacked within limits."""

import io
import zipfile

import pytest

from research.errors import InputError
from research.text.archive import Archive, get_attribute, local_name, read_name
from research.text.limits import Limits


def pack(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def test_what_is_read_counts_and_what_is_not_does_not():
    archive = Archive(pack(a=b"0" * 3_000_000, b=b"0" * 3_000_000), "a.zip", Limits(max_expanded=5))
    assert len(archive.read("a")) == 3_000_000
    with pytest.raises(InputError, match=r"^a\.zip: at most 5 unpacked megabytes are read, got 6"):
        archive.read("b")


def test_entries_are_checked_without_being_kept():
    archive = Archive(pack(a=b"0" * 9_000_000, b=b""), "a.zip", Limits(max_expanded=5))
    archive.check(lambda name: name == "b")
    with pytest.raises(InputError, match="unpacked megabytes"):
        archive.check(lambda name: name == "a")


def test_xml_that_is_missing_is_none_and_entities_are_refused():
    archive = Archive(pack(a=b"<a>x</a>", b=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "a.zip", Limits())
    assert archive.read_xml("c") is None
    assert archive.read_xml("a").text == "x"
    with pytest.raises(InputError, match=r"a\.zip: 'b' in it defines entities"):
        archive.read_xml("b")


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_name_is_read_in_the_encoding_of_the_system_that_packed_it(encoding):
    assert read_name(zipfile.ZipInfo("报告\\附件.txt".encode(encoding).decode("cp437"))) == "报告/附件.txt"


def test_an_entry_is_found_by_its_name_with_slashes_and_by_the_one_that_was_packed():
    archive = Archive(pack(**{"word\\a.xml": b"<a/>"}), "a.docx", Limits())
    assert (archive.names, archive.read("word/a.xml"), archive.read("word\\a.xml")) == (
        ["word/a.xml"],
        b"<a/>",
        b"<a/>",
    )


def test_names_are_read_without_their_namespaces_and_comments_have_none():
    root = Archive(pack(a=b'<w:a xmlns:w="urn:w" w:val="1" other="2"><?b c?></w:a>'), "a.zip", Limits()).read_xml("a")
    assert (local_name(root), local_name(root[0]), local_name(None)) == ("a", "", "")
    assert [get_attribute(root, name) for name in ("val", "other", "gone")] == ["1", "2", ""]


def test_an_entry_is_unpacked_piece_by_piece_so_that_a_limit_is_found_before_its_end():
    archive = Archive(pack(a=b"0" * 9_000_000), "a.zip", Limits(max_expanded=1))
    with pytest.raises(InputError, match=r"at most 1 unpacked megabytes are read, got 2;"):
        archive.read("a")


def test_an_entry_that_grows_far_beyond_the_size_of_its_file_is_refused():
    archive = Archive(pack(a=b"0" * 22_000_000), "a.zip", Limits())
    with pytest.raises(InputError, match=r"^a\.zip: at most 200 times the size of the packed file are read, got \d"):
        archive.read("a")


def test_a_name_that_says_it_is_utf_8_is_left_as_it_is():
    entry = zipfile.ZipInfo("报告/附件.txt")
    entry.flag_bits |= 0x800
    assert read_name(entry) == "报告/附件.txt"
