"""Tokens: the words of a sentence; the only module that knows jieba."""

import contextlib
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from opencc import OpenCC

from research.errors import DataError
from research.shipped import shipped_path
from research.text.lines import remove_breaks

with contextlib.suppress(ImportError):  # no wheel for this platform: jieba alone gives the same tokens, slower
    import rjieba

NUMBER, MASK = "<数>", "<某>"

_MOST_REMEMBERED = 200_000

_WIDTHS: dict[int, int | str] = {0xFF10 + i: 0x30 + i for i in range(10)}
_WIDTHS |= {0xFF21 + i: 0x41 + i for i in range(26)} | {0xFF41 + i: 0x61 + i for i in range(26)}
_WIDTHS |= {ord("％"): "%", 0x3000: " ", 0xA0: " "}
_NUMBER = re.compile(r"[\d.,]*\d[\d.,]*%?|%")
_MASK = re.compile(r"[Xx×○＊*某]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MASK_RUN = re.compile(r"(?<![A-Za-z])[Xx×○＊*]{2,}(?![A-Za-z])")
# Where jieba-rs is known to cut otherwise than jieba: ASCII symbols inside words, odd points and rare characters.
_RARE = r"#&+_\-\u3400-\u4dbf\u9fd6-\ufeff\uffe0-\U0010ffff\x00-\x08\x0b-\x1f\x7f-\x9f"
_ODD = re.compile(rf"[{_RARE}]|(?<!\d)[.%]|\.(?!\d)|%(?=[A-Za-z0-9.%])|\d\.\d+(?=[A-Za-z.])|[A-Za-z]\d+\.")


@dataclass(frozen=True)
class Tokenizer:
    """Segment sentences into jieba's words, with a user dictionary and stop words.

    The object holds plain values only, so that it clones, pickles and hashes; the segmenter behind it is built once
    in each process. The tokens are those of ``jieba.lcut`` on the normalised text with the words added: jieba-rs cuts
    the sentences on which both are known to agree, jieba the others.

    Parameters
    ----------
    words
        Words that are kept whole.
    stop_words
        Tokens that are left out.

    Examples
    --------
    >>> Tokenizer(words=("六稳六保",), stop_words=frozenset("，。")).tokenize("做好六稳六保，增长3.5%。")
    ['做好', '六稳六保', '增长', '<数>']
    """

    words: tuple[str, ...] = ()
    stop_words: frozenset[str] = frozenset()

    def tokenize(self, text: str) -> list[str]:
        """Return the tokens of one text."""
        return self.tokenize_all([text])[0]

    def tokenize_all(self, texts: Iterable[str]) -> list[list[str]]:
        """Return the tokens of each text; numbers become ``<数>`` and masked names (X, ××) ``<某>``.

        Examples
        --------
        >>> Tokenizer().tokenize_all(["X县流转12.5%的耕地", "書記張××"])
        [['<某>', '县', '流转', '<数>', '的', '耕地'], ['书记', '张', '<某>']]
        """
        cut, kept = load_segmenter(self.words), _load_kept(self.stop_words)
        return [[token for word in cut(normalise(text)) if (token := kept[word])] for text in texts]


class Segmenter:
    """Cut normalised text into jieba's words; see `Tokenizer`."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._reference: Any = None
        self._fast: Any = None
        if "rjieba" in globals():
            self._fast = rjieba.Jieba()
            for word in words:
                self._fast.add_word(word, self._fast.suggest_freq(word), "")

    def __call__(self, text: str) -> list[str]:
        """Return the words of `text`; joined they give it back."""
        if self._fast is None or _ODD.search(text):
            return self.cut_by_reference(text)
        words: list[str] = self._fast.cut(text)
        return words

    def cut_by_reference(self, text: str) -> list[str]:
        """Return what jieba itself gives."""
        if self._reference is None:
            self._reference = _build_reference(self._words)
        words: list[str] = self._reference.lcut(text)
        return words


@lru_cache(maxsize=4)
def load_segmenter(words: tuple[str, ...] = ()) -> Segmenter:
    """Return the segmenter with these words added, built once in each process."""
    return Segmenter(words)


def normalise(text: str) -> str:
    """Return the text as the features see it: simplified characters, half-width letters, digits, ％ and blanks.

    A run of masking signs (××) becomes one X, 1,200 becomes 1200. Chinese punctuation stays, since sentences are split by it.

    Examples
    --------
    >>> normalise("發展經濟，ＧＤＰ增長３％")
    '发展经济，GDP增长3%'
    """
    text = _THOUSANDS.sub("", _MASK_RUN.sub("X", remove_breaks(text).translate(_WIDTHS)))
    simplified: str = _load_converter().convert(text)
    return simplified


def make_tokenizer(words: Path | None = None, stop_words: Path | None = None) -> Tokenizer:
    """Make the tokenizer with the shipped policy dictionary and stop words, or with the user's own files.

    Parameters
    ----------
    words, stop_words
        UTF-8 files with one entry a line; lines that start with ``#`` are comments.

    Raises
    ------
    DataError
        If a file cannot be read.

    Examples
    --------
    >>> make_tokenizer().tokenize("建设医共体")
    ['建设', '医共体']
    """
    return Tokenizer(
        tuple(_read_entries(words or shipped_path("words.txt"))),
        frozenset(_read_entries(stop_words or shipped_path("stopwords.txt"))),
    )


def _read_entries(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot read the word list ({error}); give a UTF-8 file, one word a line") from None
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


class _Kept(dict[str, str]):
    """The token of each word, empty for what is left out; remembers the words that it has seen."""

    def __init__(self, stop_words: frozenset[str]) -> None:
        super().__init__()
        self._stop_words = stop_words

    def __missing__(self, word: str) -> str:
        token = _unify(word)
        if token in self._stop_words or token.isspace():
            token = ""
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        self[word] = token
        return token


@lru_cache(maxsize=4)
def _load_kept(stop_words: frozenset[str]) -> _Kept:
    return _Kept(stop_words)


def _unify(token: str) -> str:
    if _NUMBER.fullmatch(token):
        return NUMBER
    return MASK if _MASK.fullmatch(token) else token


@lru_cache(maxsize=1)
def _load_converter() -> OpenCC:
    return OpenCC("t2s")


def _build_reference(words: Sequence[str]) -> Any:  # noqa: ANN401 - jieba has no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 warns of its own source on new Pythons
        import jieba

    jieba.setLogLevel("ERROR")
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word in words:
        tokenizer.add_word(word)
    return tokenizer
