"""What is too large is refused by the name of its limit and of the option that raises it."""

import re
from dataclasses import asdict, fields
from pathlib import Path

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


def test_the_usual_limits_are_those_that_security_md_names():
    assert Limits() == Limits(50, 200, 200, 5000, 5_000_000, 60)
    text = (Path(__file__).parents[2] / "SECURITY.md").read_text("utf-8")
    rows = re.findall(r"^\|.*\| ([\d,]+)[^|]*\| `--([\w-]+)` \|$", text, re.MULTILINE)
    assert {option.replace("-", "_"): int(most.replace(",", "")) for most, option in rows} == asdict(Limits())


@pytest.mark.parametrize(
    ("check", "within", "beyond", "said"),
    [
        (Limits.check_bytes, 3_000_000, 3_000_001, "a: at most 3 megabytes are read, got 3.000001;"),
        (Limits.check_expanded, 4_000_000, 4_000_001, "a: at most 4 unpacked megabytes are read, got 4.000001;"),
        (Limits.check_characters, 5, 6, "a: at most 5 characters are read, got 6;"),
    ],
)
def test_each_size_is_held_against_its_own_limit(check, within, beyond, said):
    limits = Limits(max_megabytes=3, max_expanded=4, max_characters=5)
    check(limits, "a", within)
    with pytest.raises(InputError) as error:
        check(limits, "a", beyond)
    assert str(error.value).startswith(said)


def test_the_ratio_counts_from_20_megabytes_on():
    limits = Limits(max_ratio=2)
    limits.check_ratio("a", 20_000_000, 1)
    limits.check_ratio("a", 30_000_000, 15_000_000)
    with pytest.raises(InputError, match="a: at most 2 times the size of the packed file are read, got 3"):
        limits.check_ratio("a", 30_000_000, 10_000_000)
