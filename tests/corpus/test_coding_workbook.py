"""What a coding workbook offers to choose."""

from research.codebook import Codebook, Domain
from research.corpus.coding_workbook import describe_domain, make_coding_sheets, name_domains


def make(*domains):
    return Codebook("water", "1", tuple(domains))


def test_a_name_that_another_domain_has_too_gives_way_to_the_id():
    codebook = make(Domain("a", "供水", "Water"), Domain("b", "供水", "Supply"), Domain("供电", "供电", "供电"))
    assert name_domains(codebook) == {"a": "a", "b": "b", "供电": "供电"}


def test_a_name_that_is_the_id_of_another_domain_gives_way_to_the_id():
    codebook = make(Domain("a", "b", "A"), Domain("b", "乙", "B"))
    assert name_domains(codebook) == {"a": "a", "b": "乙"}


def test_a_proposal_is_shown_only_where_there_is_one():
    codebook = make(Domain("a", "供水", "Water"), Domain("b", "供电", "Power"))
    for proposal, hidden in (("", True), ("a", False)):
        (coding, _) = make_coding_sheets([{"domain": "", "proposal": proposal}], codebook)
        assert [column.hidden for column in coding.columns] == [False, hidden]


def test_a_domain_without_rules_is_its_name_and_definition():
    assert describe_domain(Domain("a", "供水", "Water", "自来水。")) == "【供水】自来水。"
