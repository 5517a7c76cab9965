"""Tokens: the words of sentences, normalised, cut as jieba cuts them, and numbered."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

from research.arrays import Integers, Integers32
from research.errors import InputError
from research.shipped import shipped_path
from research.text.lexicon import LINE_END, Lexicon
from research.text.lines import remove_breaks
from research.text.patterns import compile_on_use
from research.text.segmenter import load_segmenter
from research.text.simplified import convert_to_simplified

NUMBER, MASK = "<数>", "<某>"

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
