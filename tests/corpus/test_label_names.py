"""What domains are called."""

import pytest

from research.codebook import Codebook, Domain
from research.corpus.label_names import Naming
from research.errors import InputError

NAMING = Naming(
    Codebook(
        "small",
        "1",
        (
            Domain("health", "卫生", "Health", cap=(3,)),
            Domain("roads", "道路", "Works", cap=(10, 14)),
            Domain("water", "水利", "Works", cap=(21, 10)),
            Domain("general", "综合", "Other"),
        ),
    )
)


@pytest.mark.parametrize("given", ["health", " Health\t", "HEALTH", "卫生", "卫生　"])
def test_ids_and_names_mean_the_domain(given):
    assert NAMING.find_domain(given, "here") == "health"


def test_a_former_name_means_the_domain_of_today_unless_another_has_it_now():
    renamed = Codebook(
        "own", "1", (Domain("care", "养老", "Care", former=("old_age", "Water")), Domain("water", "供水", "Water"))
    )
    assert [Naming(renamed).find_domain(given, "here") for given in ("old_age", "OLD_AGE", "Water")] == [
        "care",
        "care",
        "water",
    ]


def test_a_name_that_two_domains_share_means_neither():
    with pytest.raises(InputError, match="here: domain 'Works' is not in the codebook"):
        NAMING.find_domain("Works", "here")


@pytest.mark.parametrize(
    ("code", "domain", "found"),
    [
        ("", "", ""),
        ("", "roads", "roads"),
        ("3", "", "health"),
        ("03.0", "", "health"),
        ("14", "", "roads"),
        ("general", "", "general"),
        ("水利", "", "water"),
        ("10", "water", "water"),
        ("21", "water", "water"),
        ("general", "general", "general"),
    ],
)
def test_a_code_and_a_domain_that_go_together_mean_one_domain(code, domain, found):
    assert NAMING.match_code(code, domain, "here") == found


@pytest.mark.parametrize(
    ("code", "domain", "message"),
    [
        ("10", "", "here: major_topic '10' is of roads, water; write one of these ids instead"),
        ("99", "", "here: major_topic '99' is of no domain; expected one of 3, 10, 14, 21"),
        ("3", "roads", "here: domain 'roads' and major_topic '3' contradict; expected 10, 14"),
        ("health", "general", "here: domain 'general' and major_topic 'health' contradict; expected general"),
        ("heath", "", "here: domain 'heath' is not in the codebook .did you mean 'health'?"),
    ],
)
def test_codes_that_do_not_tell_the_domain_are_refused(code, domain, message):
    with pytest.raises(InputError, match=message):
        NAMING.match_code(code, domain, "here")


def test_ids_of_digits_are_text_and_decimals_of_a_spreadsheet_are_left_out():
    codebook = Codebook("codes", "1", tuple(Domain(name, f"域{name}", f"D{name}") for name in ("3", "14", "005")))
    naming = Naming(codebook)
    assert [naming.find_domain(cell, "a") for cell in ("3", " 14.0", "005", "3.00")] == ["3", "14", "005", "3"]
    for cell in ("5", "3.5", "03"):
        with pytest.raises(InputError, match=f"domain '{cell}'"):
            naming.find_domain(cell, "a.csv, line 2")


@pytest.mark.parametrize("given", ["ＨＥＡＬＴＨ", "卫 生", "卫\u200b生", "He alth"])
def test_widths_and_blanks_make_no_other_name(given):
    assert NAMING.find_domain(given, "here") == "health"


@pytest.mark.parametrize("given", ["卫生 道路", "卫生\n道路", "卫生和道路", "health & 水利", "卫生／道路"])
def test_two_domains_in_a_cell_are_told_however_they_are_joined(given):
    with pytest.raises(InputError, match=r"here: got 2 domains in one cell, .*; write the main one there"):
        NAMING.find_domain(given, "here")


@pytest.mark.parametrize("given", ["不确定", "？", "N/A", "无", " - "])
def test_who_gives_no_domain_is_told_to_leave_the_cell_empty(given):
    with pytest.raises(
        InputError, match="is no domain of the codebook; leave the cell empty and say why in the column"
    ):
        NAMING.find_domain(given, "here")
    assert NAMING.find_domain("", "here") == ""


def test_a_domain_may_be_called_as_no_label_is():
    naming = Naming(Codebook("own", "1", (Domain("rest", "其他", "Other"), Domain("water", "供水", "Water"))))
    assert naming.find_domain("其他", "here") == "rest"
