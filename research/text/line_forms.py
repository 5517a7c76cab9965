"""What the form of a line says, whatever its words are: its length, blanks, figures and end."""

from itertools import islice

from research.text.patterns import compile_on_use

_BLANK = compile_on_use(r"\s")
_BLANKS = compile_on_use(r"(?<=[\u2e80-\u9fff：:])[\s\u3000]+(?=[\u2e80-\u9fff：:])")
_FIGURE = compile_on_use(r"[+\-−±≥≤<>]?[\d０-９][\d０-９.,，:：/％%‰+~～—-]*[\u4e00-\u9fff％%]{0,3}|[—–-]{1,2}|/")
_BARE_MARK = compile_on_use(r"[（(]?[一二三四五六七八九十]{1,3}[）)、]?$")

MAX_SHORT = 45
"""Longest line that can be a name, a signature or a field."""
MAX_NOTICE = 120
"""Longest line that can be advertising."""
MAX_DATED = 200
"""Longest line that can be a date with its occasion, or a list of who attends; their patterns take quadratic time on blanks."""
END_OF_SENTENCE = ("。", "！", "；", "？", "!", "?", ";", "…")


def squeeze(line: str) -> str:
    """Return a short line without the blanks between its Chinese characters (目　录, 索 引 号).

    Examples
    --------
    >>> squeeze("索 引 号：")
    '索引号：'
    """
    return _BLANKS.sub("", line) if len(line) <= MAX_NOTICE and _BLANK.search(line) else line


def is_short(line: str) -> bool:
    """Tell whether a line is short and no sentence."""
    return len(line) <= MAX_SHORT and not line.endswith(("。", "！", "；", "？"))


def is_prose(line: str) -> bool:
    """Tell whether a line holds a sentence.

    Examples
    --------
    >>> [is_prose(line) for line in ("为保障农村群众饮水安全，现提出以下意见。", "每日更新", "谢谢大家！")]
    [True, False, False]
    """
    if len(line) >= 60 and ("，" in line or "," in line or "。" in line):
        return True
    return len(line) >= 12 and ("。" in line or line.endswith(("；", "！", "？", "!", "?", ".", ";")))


def is_wordless(line: str) -> bool:
    """Tell whether a line has no words: figures, signs, a single letter or character.

    Examples
    --------
    >>> [is_wordless(line) for line in ("186.2", "© 2", "（二）", "注：", "增长")]
    [True, True, False, False, False]
    """
    letters = (sign for sign in line if "\u2e80" <= sign <= "\u9fff" or (sign.isascii() and sign.isalpha()))
    return len(list(islice(letters, 2))) < 2 and not _BARE_MARK.match(line) and line[-1] not in "：:"


def count_figures(line: str) -> tuple[int, int]:
    """Return how many cells a line has (between tabs or blanks), and how many of them are figures."""
    cells = line.split()
    return len(cells), sum(_FIGURE.fullmatch(cell) is not None and any(c.isdigit() for c in cell) for cell in cells)
