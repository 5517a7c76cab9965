"""Patterns that are compiled when they are first used: a text needs few of those for all formats and layouts."""

import re
from collections.abc import Callable
from typing import Any, AnyStr, cast

_METHODS = ("search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn")


class _Pattern:
    """Stands for a compiled pattern; the first call of a method compiles it and puts the methods in place."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in _METHODS:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        compiled: re.Pattern[Any] = re.compile(self.pattern, self.flags)
        vars(self).update((method, getattr(compiled, method)) for method in _METHODS)
        found: Callable[..., Any] = vars(self)[name]
        return found


def compile_on_use(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a pattern as `re.compile` does, which is compiled when one of its methods is first called.

    A character class of Chinese takes a millisecond to compile, so that all patterns together take half a second.

    Examples
    --------
    >>> compile_on_use("第[一二三]条").match("第二条　总则")[0]
    '第二条'
    """
    return cast("re.Pattern[AnyStr]", _Pattern(pattern, flags))
