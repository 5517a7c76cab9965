"""The segmenter: jieba's words, cut by jieba-rs where both are known to agree; only this module knows jieba."""

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Any

from research.text.patterns import compile_on_use

_RESOURCES = "pkg_resources"
_FAST = "rjieba.rjieba"  # the module of jieba-rs within its package

# Where jieba-rs is known to cut otherwise than jieba: ASCII symbols inside words, odd points and rare characters.
_RARE = r"#&+_\-\u3400-\u4dbf\u9fd6-\ufeff\uffe0-\U0010ffff\x00-\x08\x0b-\x1f\x7f-\x9f"
_BLOCK = compile_on_use(
    r"([\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+)"
)  # jieba's own; between such blocks it cuts each character
_LONG = 9
_PREFIXED = "|".join(rf"(?<=[A-Za-z]\d{{{length}}}\.)" for length in range(1, _LONG))  # looking back needs a width
# What is looked at stands behind the first character, so that the scan can jump from one such character to the next.
_ODD = compile_on_use(
    rf"[{_RARE}.%](?:(?<=[{_RARE}])|(?<!\d.)|(?<=\.)(?!\d)|(?<=\.)(?=\d+[A-Za-z.])|(?<=%)(?=[A-Za-z0-9.%])"
    rf"|{_PREFIXED}|(?<=\d{{{_LONG}}}\.))"
)
_THRICE = compile_on_use(r"([\u4e00-\u9fd5])\1\1")


class Segmenter:
    """Cut normalised text into the words that jieba gives; see `research.text.tokens.Tokenizer`."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._reference: Any = None
        self._fast: Any = None
        if (make := _find_fast()) is not None:
            self._fast = make()
            for word in words:
                self._fast.add_word(word, self._fast.suggest_freq(word), "")

    def __call__(self, text: str) -> list[str]:
        """Return the words of the lines of a text one after the other; joined they give it back.

        A line end is a word of its own. Lines on which the two segmenters may differ are cut one by one.
        """
        cut_odd = self.cut_by_reference if self._fast is None else self._cut_odd
        words: list[str] = []
        start = 0
        for first, last in self._find_odd(text):
            if start < first:
                words += self._fast.cut(text[start:first])
            words += cut_odd(text[first:last])
            start = last
        if start < len(text):
            words += self._fast.cut(text[start:])
        return words

    def _find_odd(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of each odd line, its line end not included."""
        if self._fast is None:
            yield 0, len(text)
            return
        found = _ODD.search(text)
        while found:
            end = text.find("\n", found.start())
            end = len(text) if end < 0 else end
            yield text.rfind("\n", 0, found.start()) + 1, end
            found = _ODD.search(text, end)

    def _cut_odd(self, line: str) -> list[str]:
        """Cut a line by jieba's rules, with the dictionary of jieba-rs and without its hidden Markov model."""
        words: list[str] = []
        for block in _BLOCK.split(line):
            if not _BLOCK.match(block):
                words += block
            elif _THRICE.search(block):  # 区区 and 区 or 区 and 区区: rounding decides, and the two round differently
                words += self.cut_by_reference(block)
            elif _ODD.search(block):
                words += self._cut_block(block)
            else:
                words += self._fast.cut(block)
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


def _find_fast() -> Callable[[], Any] | None:
    """Return what makes a segmenter of jieba-rs; None where there is no wheel for the platform: jieba alone gives the same.

    Only the compiled module is imported: its package makes a segmenter of its own, which takes a fifth of a second and 25 MB.
    """
    if _FAST not in sys.modules:
        package = find_spec("rjieba")
        spec = None if package is None else PathFinder.find_spec(_FAST, package.submodule_search_locations)
        if spec is None or spec.loader is None:
            return None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules[_FAST] = module  # where the package finds it, should another import that
    found: Callable[[], Any] = sys.modules[_FAST].Jieba
    return found


@lru_cache(maxsize=1)
def _load_model() -> Callable[[str], Iterable[str]]:
    """Return jieba's hidden Markov model of words; it loads no dictionary."""
    with _import_lightly():
        from jieba import finalseg
    cut: Callable[[str], Iterable[str]] = finalseg.cut
    return cut


@contextmanager
def _import_lightly() -> Iterator[None]:
    """Import jieba without pkg_resources, which takes a quarter of a second: it reads its files as well without."""
    hidden = _RESOURCES not in sys.modules
    if hidden:
        sys.modules[_RESOURCES] = None  # type: ignore[assignment]  # importing it is an ImportError
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba 0.42.1 warns of its own source on new Pythons
            yield
    finally:
        if hidden:
            del sys.modules[_RESOURCES]


def _build_reference(words: Sequence[str]) -> Any:  # noqa: ANN401 - jieba has no types
    with _import_lightly():
        import jieba

    tokenizer = jieba.Tokenizer()
    # Read from the package, not from jieba's cache: that lies in a folder that others may write to.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in words:
        tokenizer.add_word(word)
    return tokenizer
