"""Archives: what is packed in a zip file or an office file, unpacked no further than the limits allow."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from research.errors import InputError
from research.text.limits import Limits

Element = Any  # of lxml, which has no types

_ENTRY = b"PK\x01\x02"
_MAX_ENTRIES = 10_000
_PIECE = 1_000_000
ENCRYPTED = 0x1
"""The flag of an entry that has a password."""
_UTF8_NAME = 0x800  # the flag of an entry whose name is in UTF-8


class Archive:
    """The entries of a zip file; all that is read from it counts towards the limits.

    Nothing is ever written to the disk, so the path of an entry leads nowhere.

    Parameters
    ----------
    data
        The bytes of the zip file.
    place
        What messages call it.
    limits
        How large it may be when unpacked.

    Raises
    ------
    InputError
        If there are more than ten thousand entries.
    zipfile.BadZipFile
        If it is broken.
    """

    def __init__(self, data: bytes, place: str, limits: Limits) -> None:
        if data.count(_ENTRY) > _MAX_ENTRIES:
            raise InputError(f"{place}: more than {_MAX_ENTRIES} files packed in it; unpack it and give its documents")
        self._packed = zipfile.ZipFile(io.BytesIO(data))
        self._names = {name.replace("\\", "/"): name for name in self._packed.namelist()}  # some programs write \
        self._place = place
        self._limits = limits
        self._size = len(data)
        self._expanded = 0

    @property
    def names(self) -> list[str]:
        """The names of the entries with slashes, each once."""
        return list(self._names)

    def list_entries(self) -> Sequence[zipfile.ZipInfo]:
        """Return what the file says about its entries."""
        return self._packed.infolist()

    def read(self, name: str) -> bytes:
        """Return the bytes of an entry.

        Raises
        ------
        InputError
            If more has been unpacked by now than the limits allow.
        """
        return b"".join(self._unpack(name))

    def read_xml(self, name: str) -> Any:  # noqa: ANN401 - lxml has no types
        """Return the root of an entry that is XML, or None where there is no such entry.

        Raises
        ------
        InputError
            If it defines entities, which no office program writes.
        """
        from lxml import etree

        if name not in self.names:
            return None
        content = self.read(name)
        if b"<!DOCTYPE" in content.replace(b"\0", b""):
            raise InputError(f"{self._place}: {name!r} in it defines entities, as no office program does; save it anew")
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))

    def check(self, wanted: Callable[[str], bool]) -> None:
        """Unpack the wanted entries without keeping them, so that a file that grows too much is refused.

        Raises
        ------
        InputError
            If they grow beyond the limits.
        """
        for name in filter(wanted, self.names):
            for _ in self._unpack(name):
                pass

    def _unpack(self, name: str) -> Iterator[bytes]:
        with self._packed.open(self._names.get(name, name)) as entry:
            while piece := entry.read(_PIECE):  # an entry may be larger than it says
                self._expanded += len(piece)
                self._limits.check_expanded(self._place, self._expanded)
                self._limits.check_ratio(self._place, self._expanded, self._size)
                yield piece


def local_name(element: Element | None) -> str:
    """Return the name of an element without its namespace; nothing for a comment or a processing instruction.

    Examples
    --------
    >>> from lxml import etree
    >>> local_name(etree.fromstring('<w:p xmlns:w="urn:w"/>'))
    'p'
    """
    tag = element.tag if element is not None else ""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def get_attribute(element: Mapping[str, str] | Element, name: str) -> str:
    """Return an attribute whatever its namespace, or nothing.

    Examples
    --------
    >>> from lxml import etree
    >>> get_attribute(etree.fromstring('<w:p xmlns:w="urn:w" w:val="3"/>'), "val")
    '3'
    """
    return next((str(value) for key, value in element.items() if key.rsplit("}", 1)[-1] == name), "")


def read_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry with slashes, in the encoding that Chinese Windows writes where none is said.

    Examples
    --------
    >>> entry = zipfile.ZipInfo("报告/附件.txt".encode("gbk").decode("cp437"))
    >>> read_name(entry)
    '报告/附件.txt'
    """
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = entry.filename.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return name.replace("\\", "/")
