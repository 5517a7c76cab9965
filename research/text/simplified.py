"""Simplified characters: the script in which texts are read, whatever they are written in."""

from functools import lru_cache
from typing import TYPE_CHECKING

from research.text.patterns import compile_on_use

if TYPE_CHECKING:
    from opencc import OpenCC

# The most frequent characters of official documents that simplified texts do not have.
_TRADITIONAL = compile_on_use("[縣區鄉鎮關於發為與業產務體總會國議實應對這個學辦設條節進時東長開經濟農處見請說據從現]")


def convert_to_simplified(text: str) -> str:
    """Return a text in simplified characters.

    Examples
    --------
    >>> convert_to_simplified("龍泉縣人民政府")
    '龙泉县人民政府'
    """
    simplified: str = _load_converter().convert(text)
    return simplified


def simplify(text: str) -> str:
    """Return a text in simplified characters, each at its place; a text that has no others as it is.

    Examples
    --------
    >>> simplify("關於加強養老服務的意見"), simplify("意见")
    ('关于加强养老服务的意见', '意见')
    """
    if not _TRADITIONAL.search(text):
        return text
    simplified = convert_to_simplified(text)
    return simplified if len(simplified) == len(text) else text


@lru_cache(maxsize=1)
def _load_converter() -> "OpenCC":
    from opencc import OpenCC  # when a text needs it: few do

    return OpenCC("t2s")
