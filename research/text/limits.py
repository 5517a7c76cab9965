"""Limits: how large a document may be before it is refused, so that no file takes the machine with it."""

from dataclasses import dataclass

from research.errors import InputError

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """How much one document may hold; every refusal names the option that raises the limit.

    Attributes
    ----------
    max_megabytes
        Of the file of one document. Tables are read row by row and may be of any size.
    max_expanded
        Megabytes to which what is compressed in a Word file or a PDF may grow.
    max_ratio
        How many times its size a Word file may grow, asked only of those that grow beyond 20 megabytes.
    max_pages
        Of a PDF.
    max_characters
        Of the text of one document, a row of a table included.
    max_seconds
        Of the processor's work on one PDF.

    Examples
    --------
    >>> Limits(max_pages=3).check("report.pdf", "max_pages", 4, "pages")
    Traceback (most recent call last):
    research.errors.InputError: report.pdf: at most 3 pages are read, got 4; split it, or raise --max-pages
    """

    max_megabytes: int = 50
    max_expanded: int = 200
    max_ratio: int = 200
    max_pages: int = 5000
    max_characters: int = 5_000_000
    max_seconds: int = 60

    def check(self, place: str, limit: str, given: float, unit: str) -> None:
        """Refuse what is larger than one of the limits.

        Parameters
        ----------
        place
            What the message calls the file.
        limit
            The name of the attribute.
        given, unit
            How much there is, in the unit of the limit.

        Raises
        ------
        InputError
            If it is too much.
        """
        most = getattr(self, limit)
        if given > most:
            option = "--" + limit.replace("_", "-")
            raise InputError(f"{place}: at most {most} {unit} are read, got {given:.10g}; split it, or raise {option}")

    def check_bytes(self, place: str, size: int) -> None:
        """Refuse a file of too many bytes."""
        self.check(place, "max_megabytes", size / _MEGABYTE, "megabytes")

    def check_expanded(self, place: str, size: int) -> None:
        """Refuse a file of which too many bytes have been unpacked."""
        self.check(place, "max_expanded", size / _MEGABYTE, "unpacked megabytes")

    def check_ratio(self, place: str, size: int, packed: int) -> None:
        """Refuse a file of which far more bytes have been unpacked than it has."""
        if size > 20 * _MEGABYTE:
            self.check(place, "max_ratio", round(size / packed), "times the size of the packed file")

    def check_characters(self, place: str, count: int) -> None:
        """Refuse a text of too many characters."""
        self.check(place, "max_characters", count, "characters")


USUAL = Limits()
