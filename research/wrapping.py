"""Lines of Chinese text for a terminal, in which a Chinese character is two columns wide."""

import re
import unicodedata

_WIDE = "WFA"  # ambiguous ones, such as curly quotes, are wide in some terminals: better too short a line than too long
_CHUNK = re.compile(  # what stays together: a short bracket, a Latin word or a character, with its punctuation
    " |(?:（[^（） !-~]{,4}[!-~]{,8}）|[（“‘《]*(?:[!-~]+|[^ ]))[，。；：、！？）”’》]*"
)


def measure_width(text: str) -> int:
    """Return the number of columns that a text takes in a terminal.

    Examples
    --------
    >>> measure_width("标注 documents")
    14
    """
    return sum(2 if unicodedata.east_asian_width(character) in _WIDE else 1 for character in text)


def wrap_text(text: str, width: int) -> list[str]:
    """Return the lines of a text: Chinese breaks between characters, Latin at blanks, neither before punctuation.

    Parameters
    ----------
    text
        One paragraph.
    width
        The largest number of columns of a line; only a single word that is wider than that goes beyond it.

    Examples
    --------
    >>> wrap_text("写出结果的文件夹，见 results。", 16)
    ['写出结果的文件', '夹，见 results。']
    """
    lines = [""]
    for chunk in _CHUNK.findall(text):
        if lines[-1] and measure_width(lines[-1] + chunk.strip()) > width:
            lines.append("")
        lines[-1] += chunk if lines[-1] else chunk.strip()
    return [line.rstrip() for line in lines]
