"""Numbers of lists that a word processor counts itself and does not write into the text."""

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_MAX_COUNTED = 9999  # beyond it numbers are written in digits, whatever the format
_MAX_ENCLOSED = 20

# What the formats are called: ST_NumberFormat of Office Open XML, and style:num-format of OpenDocument.
_CHINESE = frozenset((
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "ideographLegalTraditional", "koreanCounting", "一, 二, 三, ...",
))  # fmt: skip
_FORMAL_CHINESE = frozenset(("chineseLegalSimplified", "壹, 贰, 叁, ...", "壹, 貳, 參, ..."))
_DIGIT_BY_DIGIT = frozenset(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"))
_CIRCLED = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese", "①, ②, ③, ..."))
_UNNUMBERED = frozenset(("none", "bullet", ""))


def format_number(number: int, style: str) -> str:
    """Return a number as a word processor writes it before a paragraph.

    Parameters
    ----------
    number
        From 1.
    style
        The name of the format in Office Open XML or OpenDocument. One that is not known gives digits; ``none``,
        ``bullet`` and an empty one give nothing.

    Examples
    --------
    >>> [format_number(12, style) for style in ("chineseCounting", "decimal", "upperRoman", "decimalEnclosedCircle")]
    ['十二', '12', 'XII', '⑫']
    """
    if style in _UNNUMBERED:
        return ""
    if not 0 < number <= _MAX_COUNTED:
        return str(number)
    if style in _CHINESE:
        return count_in_chinese(number)
    if style in _FORMAL_CHINESE:
        plain = count_in_chinese(number)
        plain = "一" + plain if plain.startswith("十") else plain
        return plain.translate(str.maketrans(_DIGITS + "十百千", _FORMAL + "拾佰仟"))
    return _format_other(number, style)


def _format_other(number: int, style: str) -> str:
    if style in _DIGIT_BY_DIGIT:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    enclosed = 0x245F if style in _CIRCLED else _ENCLOSED.get(style, 0)
    if enclosed and number <= _MAX_ENCLOSED:
        return chr(enclosed + number)
    if style in ("decimalFullWidth", "decimalFullWidth2", "１, ２, ３, ..."):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if style in ("ideographTraditional", "甲, 乙, 丙, ..."):
        return _STEMS[(number - 1) % 10]
    if style in ("ideographZodiac", "子, 丑, 寅, ..."):
        return _BRANCHES[(number - 1) % 12]
    if style in ("upperLetter", "A", "lowerLetter", "a"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if style in ("upperLetter", "A") else letter.lower()
    if style in ("upperRoman", "I", "lowerRoman", "i"):
        return _count_in_roman(number) if style in ("upperRoman", "I") else _count_in_roman(number).lower()
    return f"{number:02}" if style == "decimalZero" else str(number)


_ENCLOSED = {"decimalEnclosedParen": 0x2473, "decimalEnclosedFullstop": 0x2487}


def count_in_chinese(number: int) -> str:
    """Return a number up to 9999 in the numerals of lists.

    Examples
    --------
    >>> [count_in_chinese(number) for number in (3, 10, 21, 105, 110, 2010)]
    ['三', '十', '二十一', '一百零五', '一百一十', '二千零一十']
    """
    parts: list[str] = []
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            parts.append(_DIGITS[digit] + unit)
        elif parts and parts[-1] != "零":
            parts.append("零")
    counted = "".join(parts).rstrip("零")
    return counted[1:] if counted.startswith("一十") else counted


def _count_in_roman(number: int) -> str:
    found = ""
    for value, sign in _ROMAN:
        found += sign * (number // value)
        number %= value
    return found


def join_number(number: str, text: str) -> str:
    """Put the number of a paragraph before its text, with a blank only where the two would run together.

    Examples
    --------
    >>> join_number("一、", "农业"), join_number("1.", "2024年以来"), join_number("第一章", "总则"), join_number("", "总则")
    ('一、农业', '1. 2024年以来', '第一章 总则', '总则')
    """
    apart = number[-1:].isalnum() or (number.endswith((".", "．")) and text[:1].isdigit())
    return f"{number} {text}" if apart and text else f"{number}{text}"
