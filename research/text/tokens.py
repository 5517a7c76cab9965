"""Tokens: the words of sentences, normalised, cut as jieba cuts them, and numbered; only this module knows jieba."""

import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research.arrays import Integers, Integers32
from research.errors import InputError
from research.shipped import shipped_path
from research.text.lines import remove_breaks
from research.text.patterns import compile_on_use
from research.text.simplified import convert_to_simplified

NUMBER, MASK = "<数>", "<某>"
_RESOURCES = "pkg_resources"
_FAST = "rjieba.rjieba"  # the module of jieba-rs within its package
LINE_END, LEFT_OUT = -1, -2

Keys = NDArray[np.uint64]

_MOST_REMEMBERED = 200_000
_BATCH = 256  # the words of so many sentences stay in the processor's cache

_WIDTHS: dict[str, str] = {chr(0xFF10 + i): chr(0x30 + i) for i in range(10)}
_WIDTHS |= {chr(0xFF21 + i): chr(0x41 + i) for i in range(26)} | {chr(0xFF41 + i): chr(0x61 + i) for i in range(26)}
_WIDTHS |= {"％": "%", "\u3000": " ", "\xa0": " "}
_WIDE = compile_on_use(f"[{''.join(_WIDTHS)}\ud800-\udfff]")
_NUMBER = compile_on_use(r"(?=[.,]*\d)[\d.,]+%?|%")  # one way to match: a word may have a million digits
_MASK = compile_on_use(r"[Xx×○＊*某]+")
# What is looked back at stands behind the first character, so that the scan can jump from one such character to the next.
_THOUSANDS = compile_on_use(r",(?<=\d,)(?=\d{3}(?!\d))")
# Four characters with a blank between each: no words have been set apart, a line has been filled.
_HAN = r"[\u4e00-\u9fff，。、；：]"
_JUSTIFIED = compile_on_use(rf" (?<={_HAN} ){_HAN}(?: {_HAN}){{2,}}")
_MASK_RUN = compile_on_use(r"[Xx×○＊*](?<![A-Za-z].)[Xx×○＊*]+(?![A-Za-z])", re.DOTALL)

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

_UNKNOWN = -3

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_LONGEST, _MOST_WAITING = 4, 1_000
# By the length of a word: which bits of a key are its own; none of those of a longer word.
_OWN = np.array([(1 << 16 * length) - 1 for length in range(_LONGEST + 1)] + [0], dtype=np.uint64)

_NONE: Integers32 = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, eq=False)
class TokenBatch:
    """The tokens of several sentences, as numbers of the distinct ones.

    Attributes
    ----------
    words
        Different tokens, those of the sentences among them. Batches of one tokenizer share them; the list grows.
    numbers
        Of all tokens, one sentence after the other: ``words[number]`` is the token. Shape (n_tokens,).
    offsets
        The tokens of sentence i are those from ``offsets[i]`` to ``offsets[i + 1]``. Shape (n_sentences + 1,).

    Examples
    --------
    >>> batch = Tokenizer().tokenize_batch(["修建医院", "医院"])
    >>> batch.list_tokens(), batch.offsets.tolist()
    ([['修建', '医院'], ['医院']], [0, 2, 3])
    """

    words: Sequence[str]
    numbers: Integers32
    offsets: Integers32

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def owners(self) -> Integers32:
        """The number of each token's sentence, shape (n_tokens,)."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.lengths)

    @property
    def lengths(self) -> Integers32:
        """How many tokens each sentence has, shape (n_sentences,)."""
        return np.diff(self.offsets)

    @property
    def used(self) -> Integers:
        """The numbers that occur, sorted, shape (n_used,)."""
        return np.flatnonzero(np.bincount(self.numbers))

    def compact(self) -> "TokenBatch":
        """Return the same tokens with no other words beside them."""
        used = self.used
        places = np.zeros(len(self.words), dtype=np.int32)
        places[used] = np.arange(len(used))
        return TokenBatch(tuple(self.words[number] for number in used.tolist()), places[self.numbers], self.offsets)

    def list_tokens(self) -> list[list[str]]:
        """Return the tokens of each sentence."""
        tokens = [self.words[number] for number in self.numbers.tolist()]
        ends = self.offsets.tolist()
        return [tokens[start:end] for start, end in pairwise(ends)]


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
    normalising
        Whether texts are normalised first and numbers and masked names made one token each; without it the tokens are
        those that ``jieba.lcut`` gives for the raw text, but for line breaks.

    Examples
    --------
    >>> Tokenizer(words=("六稳六保",), stop_words=frozenset("，。")).tokenize("做好六稳六保，增长3.5%。")
    ['做好', '六稳六保', '增长', '<数>']
    """

    words: tuple[str, ...] = ()
    stop_words: frozenset[str] = frozenset()
    normalising: bool = True

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
        return self.tokenize_batch(texts).list_tokens()

    def tokenize_batch(self, texts: Iterable[str]) -> TokenBatch:
        """Return the tokens of all texts as numbers, without a list for each text."""
        cut, lexicon = load_segmenter(self.words), _load_lexicon(self)
        waiting = iter(texts)
        found, lengths = [_NONE], [_NONE]
        while part := list(islice(waiting, _BATCH)):
            text = normalise_lines(part) if self.normalising else join_lines(part)
            coded = lexicon.find(cut(text), text)
            ends, kept = coded == LINE_END, coded >= 0
            owners = np.cumsum(ends)[kept]
            found.append(coded[kept])
            lengths.append(np.bincount(owners, minlength=len(part)).astype(np.int32))
        offsets = np.concatenate(([0], *lengths)).cumsum(dtype=np.int32)
        return TokenBatch(lexicon.tokens, np.concatenate(found), offsets)


def normalise(text: str) -> str:
    """Return the text as the features see it: simplified characters, half-width letters, digits, ％ and blanks.

    A run of masking signs (××) becomes one X, 1,200 becomes 1200, blanks between justified characters are left out. Chinese punctuation stays, since sentences are split by it.

    Examples
    --------
    >>> normalise("發展經濟，ＧＤＰ增長３％")
    '发展经济，GDP增长3%'
    """
    return normalise_lines([text])


def join_lines(texts: list[str]) -> str:
    r"""Return the texts a line each, their own line breaks removed.

    Examples
    --------
    >>> join_lines(["城市更\n新", "绿化"])
    '城市更新\n绿化'
    """
    joined = "\n".join(texts)
    if "\r" in joined or len(f"{joined}.".splitlines()) != len(texts):
        return "\n".join(map(remove_breaks, texts))
    return joined


def normalise_lines(texts: list[str]) -> str:
    """Return what `normalise` gives for each text, a line each, in a few passes over all of them."""
    joined = _WIDE.sub(lambda found: _WIDTHS.get(found[0], "\ufffd"), join_lines(texts))
    joined = _MASK_RUN.sub("X", _JUSTIFIED.sub(lambda found: found[0].replace(" ", ""), joined))
    return convert_to_simplified(_THOUSANDS.sub("", joined))


def make_tokenizer(words: Path | None = None, stop_words: Path | None = None) -> Tokenizer:
    """Make the tokenizer with the shipped policy dictionary and stop words, or with the user's own files.

    Parameters
    ----------
    words, stop_words
        UTF-8 files with one entry a line; lines that start with ``#`` are comments.

    Raises
    ------
    InputError
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


class Segmenter:
    """Cut normalised text into the words that jieba gives; see `Tokenizer`."""

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


class Lexicon:
    r"""Number tokens in the order in which they are met.

    Words of up to four characters are found by a table of their code points, whose accesses overlap; the others, and
    those met for the first time, one by one.

    Parameters
    ----------
    unify
        Returns the token of a word, None for what is no token.

    Attributes
    ----------
    tokens
        All different; `find` adds to the list.

    Examples
    --------
    >>> lexicon = Lexicon(lambda word: None if word == "，" else word)
    >>> lexicon.find(["医院", "，", "道路", "\n", "医院"], "医院，道路\n医院").tolist()
    [0, -2, 1, -1, 0]
    >>> lexicon.tokens
    ['医院', '道路']
    """

    def __init__(self, unify: Callable[[str], str | None]) -> None:
        self._unify = unify
        self._numbers = {"\n": LINE_END}
        self._places: dict[str, int] = {}
        self._table = KeyTable(missing=_UNKNOWN)
        self._new = ["\n"]
        self._fill_table()
        self.tokens: list[str] = []

    def __len__(self) -> int:
        """Return how many words are remembered."""
        return len(self._numbers)

    def find(self, words: Sequence[str], text: str) -> NDArray[np.int32]:
        """Return the number of each word's token, `LINE_END` or `LEFT_OUT`, shape (n_words,).

        Joined, the words are the text.
        """
        lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        found = self._table.find(_make_keys(text, lengths))
        waiting = np.flatnonzero(found == _UNKNOWN).tolist()
        found[waiting] = [self._look_up(words[place]) for place in waiting]
        if len(self._new) > _MOST_WAITING:
            self._fill_table()
        return found

    def _look_up(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            token = self._unify(word)
            number = LEFT_OUT if token is None else self._places.setdefault(token, len(self.tokens))
            if number == len(self.tokens) and token is not None:
                self.tokens.append(token)
            self._numbers[word] = number
            self._new.append(word)
        return number

    def _fill_table(self) -> None:
        """Give the words that were met since the last time their places in the table."""
        keys = _make_keys("".join(self._new), np.fromiter(map(len, self._new), dtype=np.int64, count=len(self._new)))
        numbers = np.array([self._numbers[word] for word in self._new], dtype=np.int32)
        self._table.add(keys[keys > 0], numbers[keys > 0])
        self._new = []


class KeyTable:
    """Finds numbers by keys: hashing (Knuth 1998, section 6.4, multiplicative, with linear probing), all keys at once.

    Parameters
    ----------
    missing
        What is found for a key that is not there.

    Examples
    --------
    >>> table = KeyTable()
    >>> table.add(np.array([7, 40, 3], dtype=np.uint64), np.arange(3))
    >>> table.find(np.array([3, 8, 7], dtype=np.uint64)).tolist()
    [2, -1, 0]
    """

    def __init__(self, missing: int = -1) -> None:
        self._missing = missing
        self._make_room(0)

    def add(self, keys: Keys, values: NDArray[np.integer]) -> None:
        """Add keys that are not there yet, all different, from 1, and the number of each."""
        if len(keys) > self._free:
            held = self._keys > 0
            keys, values = np.append(self._keys[held], keys), np.append(self._values[held], values)
            self._make_room(len(keys))
        self._free -= len(keys)
        slots = self._hash(keys)
        while len(keys):
            free = self._keys[slots] == 0
            self._keys[slots[free]] = keys[free]
            settled = self._keys[slots] == keys
            self._values[slots[settled]] = values[settled]
            keys, values, slots = keys[~settled], values[~settled], self._step(slots[~settled])

    def _make_room(self, count: int) -> None:
        bits = max(count.bit_length() + 1, 4)
        self._shift = np.uint64(64 - bits)
        self._keys = np.zeros(1 << bits, dtype=np.uint64)
        self._values = np.full(1 << bits, self._missing, dtype=np.int32)
        self._free = len(self._keys) // 2

    def find(self, keys: Keys) -> NDArray[np.int32]:
        """Return the number of each key, `missing` where it is not there, as 0 never is."""
        slots = self._hash(keys)
        there, values = self._keys.take(slots), self._values.take(slots)  # a free slot holds 0 and `missing`
        wrong = np.flatnonzero((there != keys) & (there != 0))
        while len(wrong):
            slots[wrong] = self._step(slots[wrong])
            there[wrong], values[wrong] = self._keys[slots[wrong]], self._values[slots[wrong]]
            wrong = wrong[(there[wrong] != keys[wrong]) & (there[wrong] != 0)]
        return values

    def _hash(self, keys: Keys) -> Integers:
        return ((keys * _GOLDEN) >> self._shift).view(np.int64)

    def _step(self, slots: Integers) -> Integers:
        return (slots + 1) & (len(self._keys) - 1)


def _read_entries(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot read the word list ({error}); give a UTF-8 file, one word a line") from None
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _load_lexicon(tokenizer: Tokenizer) -> Lexicon:
    """Return the words that this process has met with the tokenizer, afresh once they are too many."""
    lexicon = _build_lexicon(tokenizer)
    if len(lexicon) <= _MOST_REMEMBERED:
        return lexicon
    _build_lexicon.cache_clear()
    return _build_lexicon(tokenizer)


@lru_cache(maxsize=4)
def _build_lexicon(tokenizer: Tokenizer) -> Lexicon:
    stop_words = tokenizer.stop_words

    def unify(word: str) -> str | None:
        token = _unify(word) if tokenizer.normalising else word
        return None if token in stop_words or (tokenizer.normalising and token.isspace()) else token

    return Lexicon(unify)


def _unify(token: str) -> str:
    if _NUMBER.fullmatch(token):
        return NUMBER
    return MASK if _MASK.fullmatch(token) else token


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


def _make_keys(text: str, lengths: Integers) -> Keys:
    """Return a number for each word of a text; 0 for those that are too long, or hold rare characters."""
    codes = np.frombuffer((text + "\0" * _LONGEST).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    rare = (codes > 0xFFFF) | (codes == 0)
    codes = codes.astype(np.uint64) & np.uint64(0xFFFF)
    pairs = codes[:-1] | (codes[1:] << np.uint64(16))
    runs = pairs[:-2] | (pairs[2:] << np.uint64(32))
    ends = np.cumsum(lengths)
    keys: Keys = runs[ends - lengths] & _OWN[np.minimum(lengths, _LONGEST + 1)]
    if np.count_nonzero(rare) > _LONGEST:
        before = np.concatenate(([0], np.cumsum(rare)))
        keys[before[ends] > before[ends - lengths]] = 0
    return keys
