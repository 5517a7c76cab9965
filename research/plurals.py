"""The English plural of what is counted."""


def count_noun(number: int, one: str, many: str = "", *, formatted: str = "") -> str:
    """Return a number with what it counts.

    Parameters
    ----------
    number
        How many.
    one
        What stands behind the number 1, a verb included where it differs.
    many
        What stands behind any other number; by default `one` with an s.
    formatted
        The number as it is shown, by default its digits.

    Examples
    --------
    >>> count_noun(1, "document"), count_noun(0, "document"), count_noun(1200, "document", formatted="1,200")
    ('1 document', '0 documents', '1,200 documents')
    >>> count_noun(1, "row has", "rows have"), count_noun(2, "row has", "rows have")
    ('1 row has', '2 rows have')
    """
    return f"{formatted or number} {one if number == 1 else many or one + 's'}"
