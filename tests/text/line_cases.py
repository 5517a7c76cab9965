"""Lines, and what each is."""

from collections.abc import Callable, Iterable

import pytest

Cases = Iterable[tuple[Callable[[str], bool], list[str], list[str]]]


def each_line(cases: Cases) -> pytest.MarkDecorator:
    """Make a test of each line: what tells of a line, lines of which it is true, and lines of which it is not."""
    return pytest.mark.parametrize(
        ("tell", "line", "expected"),
        [
            (tell, line, yes)
            for tell, true_of, false_of in cases
            for lines, yes in ((true_of, True), (false_of, False))
            for line in lines
        ],
        ids=lambda value: getattr(value, "__name__", str(value)),
    )
