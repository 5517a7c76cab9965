"""Segmentation: jieba's words, mostly cut by jieba-rs; the only module that knows either."""

import contextlib
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

with contextlib.suppress(ImportError):  # no wheel for this platform: jieba alone gives the same tokens, slower
    import rjieba

# Where jieba-rs is known to cut otherwise than jieba: ASCII symbols inside words, odd points and rare characters.
_RARE = r"#&+_\-\u3400-\u4dbf\u9fd6-\ufeff\uffe0-\U0010ffff\x00-\x08\x0b-\x1f\x7f-\x9f"
_HAN = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+)")  # jieba's own; between such blocks it cuts each character
_PERHAPS_ODD = re.compile(rf"[{_RARE}.%]")
_ODD = re.compile(rf"[{_RARE}]|(?<!\d)[.%]|\.(?!\d)|%(?=[A-Za-z0-9.%])|\d\.\d+(?=[A-Za-z.])|[A-Za-z]\d+\.")


class Segmenter:
    """Cut normalised text into the words that jieba gives; see `Tokenizer`."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._reference: Any = None
        self._fast: Any = None
        if "rjieba" in globals():
            self._fast = rjieba.Jieba()
            for word in words:
                self._fast.add_word(word, self._fast.suggest_freq(word), "")

    def __call__(self, text: str) -> list[str]:
        """Return the words of one line; joined they give it back."""
        return self.cut_lines([text])

    def cut_lines(self, lines: list[str]) -> list[str]:
        """Return the words of lines one after the other, a line end between those of one and the next.

        No line has a line end in it. The work is one call for all lines on which both segmenters agree.
        """
        odd = self._find_odd(lines)
        cut_odd = self.cut_by_reference if self._fast is None else self._cut_odd
        words: list[str] = []
        start = 0
        for place in odd:
            if start < place:
                words += [*self._fast.cut("\n".join(lines[start:place])), "\n"]
            words += cut_odd(lines[place])
            if place + 1 < len(lines):
                words.append("\n")
            start = place + 1
        if start < len(lines):
            words += self._fast.cut("\n".join(lines[start:]))
        return words

    def _find_odd(self, lines: list[str]) -> list[int]:
        if self._fast is None:
            return list(range(len(lines)))
        return [place for place, line in enumerate(lines) if _PERHAPS_ODD.search(line) and _ODD.search(line)]

    def _cut_odd(self, line: str) -> list[str]:
        """Cut a line by jieba's rules, with the dictionary of jieba-rs and without its hidden Markov model."""
        words: list[str] = []
        for block in _HAN.split(line):
            if _HAN.match(block):
                words += self._cut_block(block)
            else:
                words += block
        return words

    def _cut_block(self, block: str) -> list[str]:
        """Leave runs of single characters to jieba's hidden Markov model, as ``jieba.Tokenizer`` does."""
        words: list[str] = []
        run = ""
        for word in [*self._fast.cut(block, False), ""]:
            if len(word) == 1 or (word.isascii() and word.isalnum() and not self._fast.has_word(word)):
                run += word
                continue
            if len(run) > 1 and not self._fast.has_word(run):
                words += _load_model()(run)
            else:
                words += run
            run = ""
            words.append(word)
        return words[:-1]

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


@lru_cache(maxsize=1)
def _load_model() -> Callable[[str], Iterable[str]]:
    """Return jieba's hidden Markov model of words; it loads no dictionary."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 warns of its own source on new Pythons
        from jieba import finalseg
    cut: Callable[[str], Iterable[str]] = finalseg.cut
    return cut


def _build_reference(words: Sequence[str]) -> Any:  # noqa: ANN401 - jieba has no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

    tokenizer = jieba.Tokenizer()
    # Read from the package, not from jieba's cache: that lies in a folder that others may write to.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in words:
        tokenizer.add_word(word)
    return tokenizer
