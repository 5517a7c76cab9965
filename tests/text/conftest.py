"""What tests of broken files share."""

import random
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from research.errors import InputError, ReadingWarning
from research.text.documents import read_document
from research.text.files import show_line


@pytest.fixture(scope="session")
def mutate() -> Callable[[bytes, random.Random], bytes]:
    """A function that flips, inserts, deletes and repeats bytes at random places."""

    def change(data: bytes, chance: random.Random) -> bytes:
        out = bytearray(data)
        for _ in range(chance.choice((1, 3, 10, 40))):
            at = chance.randrange(len(out)) if out else 0
            kind = chance.randrange(4)
            if not out or kind == 1:
                out[at:at] = chance.randbytes(chance.randrange(1, 8))
            elif kind == 0:
                out[at] ^= 1 << chance.randrange(8)
            elif kind == 2:
                del out[at : at + chance.randrange(1, 20)]
            else:
                other = chance.randrange(len(out))
                out[at : at + 20] = out[other : other + 20]
        return bytes(out)

    return change


@pytest.fixture(scope="session")
def survive() -> Callable[[Path], bool]:
    """A function that reads a file and tells whether it could, or else was refused in one line with its name."""

    def read(path: Path) -> bool:
        message = ""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReadingWarning)
            try:
                assert read_document(path).text.strip()
            except InputError as error:
                message = str(error)
        if message:
            assert message.startswith(str(path))
            assert show_line(message) == message
        return not message

    return read
