"""Shapes: characters that look like another one and mean it, radicals above all."""

import unicodedata

import numpy as np

# Radicals of the supplement that fonts of PDF files use for whole characters; they have no compatibility mapping.
_SUPPLEMENT = (
    "⺁厂⺇几⺌小⺍小⺎兀⺐尢⺒巳⺓幺⺝月⺟母⺠民⺡水⺣火⺧牛⺨犬⺩王⺪疋⺫目⺬示⺭示⺮竹⺯糸⺷羊⺹老⺻聿⺼肉⺽臼⻁虎⻂衣⻃西⻄西"
    "⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻐钅⻑长⻒长⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟食⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫齐⻬齐⻭齿⻮齿⻯龙⻰龙⻱龟⻲龟⻳龟"
)
_SHAPES = {ord(shape): character for shape, character in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)}
_SHAPES |= {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFADA))
    if len(unicodedata.normalize("NFKC", chr(code))) == 1
}


def unify_shapes(text: str) -> str:
    """Return the text with radicals and compatibility characters replaced by the characters they stand for.

    One character becomes one character, so that offsets stay.

    Examples
    --------
    >>> unify_shapes("⼀、⾼新技术企业增⻓")
    '一、高新技术企业增长'
    """
    # Looking through bytes is five times as fast as a regular expression, and hardly any text has such characters.
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    odd = ((codes >= 0x2E80) & (codes < 0x2FD6)) | ((codes >= 0xF900) & (codes < 0xFADA))
    return text.translate(_SHAPES) if odd.any() else text
