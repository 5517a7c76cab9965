"""What is too large is refused by the name of its limit and of the option that raises it."""

from dataclasses import fields

import pytest

from research.errors import InputError
from research.text.limits import Limits


@pytest.mark.parametrize("limit", [field.name for field in fields(Limits)])
def test_a_limit_is_kept_and_named_with_its_option(limit):
    limits = Limits(**{limit: 3})
    limits.check("a.pdf", limit, 3, "things")
    with pytest.raises(
        InputError, match=r"^a\.pdf: at most 3 things are read, got 4; .* --" + limit.replace("_", "-") + "$"
    ):
        limits.check("a.pdf", limit, 4, "things")


def test_the_ratio_is_asked_of_large_files_only():
    Limits().check_ratio("a.docx", 19_000_000, 10)
    with pytest.raises(InputError, match=r"at most 200 times .* got 21000"):
        Limits().check_ratio("a.docx", 21_000_000, 1000)
