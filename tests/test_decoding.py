"""Bytes of any encoding."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.decoding import DecodingWarning, decode, detect_encoding


@given(st.binary(max_size=200) | st.text(max_size=60).map(lambda text: text.encode("gb18030", "replace")))
def test_any_bytes_are_decoded(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DecodingWarning)
        decode(data, "a.txt").encode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["name,text\n1,2\n", "各位代表：\n去年增长3.5%，粮食36万吨。\n" * 3, "修路治水种树" * 9]
)
def test_utf_16_without_a_mark_is_found(encoding, text):
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_utf_16_is_not_found_where_it_is_not(encoding):
    assert detect_encoding(("plain words and 經濟增長。" * 20).encode(encoding)) == encoding
    assert detect_encoding(b"plain words with a \0 in them") == "utf-8"


def test_a_text_in_two_encodings_is_read_line_by_line():
    data = "各位代表。\n".encode() * 20 + "修路治水。\n".encode("gb18030") * 20 + b"\xff\n"
    with pytest.warns(DecodingWarning, match="a.txt: 1 characters could not be decoded"):
        assert decode(data, "a.txt") == "各位代表。\n" * 20 + "修路治水。\n" * 20 + "\ufffd\n"
