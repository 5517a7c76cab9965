"""Limits: how large a document may be before it is refused, so that no file takes the machine with it."""

from dataclasses import dataclass

from research.errors import DataError

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """How much one document may hold; every refusal names the option that raises the limit.

    Attributes
    ----------
    most_megabytes
        Of the file of one document. Tables are read row by row and may be of any size.
    most_expanded
        Megabytes to which what is compressed in a Word file or a PDF may grow.
    most_ratio
        How many times its size a Word file may grow, asked only of those that grow beyond 20 megabytes.
    most_pages
        Of a PDF.
    most_characters
        Of the text of one document, a row of a table included.

    Examples
    --------
    >>> Limits(most_pages=3).check("report.pdf", "most_pages", 4, "pages")
    Traceback (most recent call last):
    research.errors.DataError: report.pdf: 4 pages came, at most 3 are read; split it, or raise --most-pages
    """

    most_megabytes: int = 50
    most_expanded: int = 200
    most_ratio: int = 200
    most_pages: int = 5000
    most_characters: int = 5_000_000

    def check(self, place: str, limit: str, came: float, unit: str) -> None:
        """Refuse what is larger than one of the limits.

        Parameters
        ----------
        place
            What the message calls the file.
        limit
            The name of the attribute.
        came, unit
            How much there is, in the unit of the limit.

        Raises
        ------
        DataError
            If it is too much.
        """
        most = getattr(self, limit)
        if came > most:
            option = "--" + limit.replace("_", "-")
            raise DataError(f"{place}: {came:.10g} {unit} came, at most {most} are read; split it, or raise {option}")

    def check_bytes(self, place: str, size: int) -> None:
        """Refuse a file of too many bytes."""
        self.check(place, "most_megabytes", size / _MEGABYTE, "megabytes")

    def check_expanded(self, place: str, size: int) -> None:
        """Refuse a file of which too many bytes have been unpacked."""
        self.check(place, "most_expanded", size / _MEGABYTE, "unpacked megabytes")

    def check_ratio(self, place: str, size: int, packed: int) -> None:
        """Refuse a file of which far more bytes have been unpacked than it has."""
        if size > 20 * _MEGABYTE:
            self.check(place, "most_ratio", round(size / packed), "times the size of the file when unpacked")

    def check_characters(self, place: str, count: int) -> None:
        """Refuse a text of too many characters."""
        self.check(place, "most_characters", count, "characters")


USUAL = Limits()
