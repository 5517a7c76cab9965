"""Shares of domains in the categories of another scheme."""

import pandas as pd
import pytest

import research
from research.codebook import read_codebook
from research.csv_cells import read_frame
from research.errors import InputError
from research.labelling.crosswalk import (
    cross_distribution,
    cross_prevalence,
    describe_bounds,
    make_crosswalk,
    read_crosswalk,
    weigh_categories,
)
from research.shipped import shipped_path


@pytest.fixture
def towns(tmp_path):
    domains = ((1, "供水", 8), (2, "养老", 13))
    text = "\n".join(
        f'[[domain]]\nid = "d{n}"\nname_zh = "{name}"\nname_en = "d{n}"\ncap = [{cap}]' for n, name, cap in domains
    )
    (tmp_path / "codebook.toml").write_text(text, "utf-8")
    return read_codebook(tmp_path / "codebook.toml")


@pytest.fixture
def even():
    ids = read_codebook().ids
    return pd.DataFrame({"domain": ids, "prevalence": 1 / len(ids)})


def test_the_shipped_table_is_what_the_codebook_says_in_equal_parts():
    table = read_frame(shipped_path("crosswalk_cap.csv"))
    made = make_crosswalk(read_codebook())
    assert table[["domain", "category"]].to_numpy().tolist() == made[["domain", "category"]].to_numpy().tolist()
    assert table["weight"].astype(float).to_numpy() == pytest.approx(made["weight"].to_numpy(), abs=1e-6)


@pytest.mark.parametrize("scheme", ["cap", "state_council"])
def test_shares_keep_their_sum_and_lie_in_their_bounds(even, scheme):
    found = cross_prevalence(even, make_crosswalk(read_codebook(), scheme))
    assert found["prevalence"].sum() == pytest.approx(1)
    assert (found["least"] <= found["prevalence"] + 1e-12).all()
    assert (found["prevalence"] <= found["most"] + 1e-12).all()


def test_by_default_shares_are_those_of_cap_major_topics(even):
    found = research.cross_prevalence(even).set_index("category")
    assert found.loc["3"].round(6).tolist() == [round(1 / 21, 6)] * 3  # health alone, and nothing else
    # agriculture is topic 4 alone; half of poverty is given to it, and all of it may be
    assert found.loc["4"].round(6).tolist() == [round(value / 21, 6) for value in (1.5, 1, 2)]
    assert found.loc["none", "prevalence"] == pytest.approx(1 / 21)  # general


def test_a_table_of_ones_own_is_read_as_spreadsheets_save_it(tmp_path):
    (tmp_path / "mine.csv").write_text("领域;category;weight\n供水;水利;3\n供水;城建;1\n", "gbk")
    shares = pd.DataFrame({"domain": ["供水"], "prevalence": [0.4]})
    found = cross_prevalence(shares, tmp_path / "mine.csv")
    assert found.round(6).to_numpy().tolist() == [["水利", 0.3, 0.0, 0.4], ["城建", 0.1, 0.0, 0.4]]


def test_what_a_crosswalk_lacks_is_named(even):
    with pytest.raises(InputError, match="no row with a weight for domain 'economy'; give it a category, such as none"):
        cross_prevalence(even, make_crosswalk(read_codebook()).iloc[2:])
    table = make_crosswalk(read_codebook())
    with pytest.raises(InputError, match="weight must be a number from 0 on, got -1"):
        cross_prevalence(even, table.assign(weight=-1))
    with pytest.raises(InputError, match=r"^the crosswalk: no column 'weight'; it has domain, category"):
        cross_prevalence(even, table.drop(columns="weight"))
    with pytest.raises(InputError, match="scheme: got 'nace', expected one of cap, state_council"):
        make_crosswalk(read_codebook(), "nace")


def test_a_row_of_weight_0_is_as_if_it_were_not_there():
    shares = pd.DataFrame({"domain": ["供水"], "prevalence": [0.4]})
    table = pd.DataFrame({"domain": ["供水", "供水"], "category": ["水利", "城建"], "weight": [2, 0]})
    assert cross_prevalence(shares, table).to_numpy().tolist() == [["水利", 0.4, 0.4, 0.4]]


def test_parts_stand_in_the_order_of_the_domains_given():
    table = pd.DataFrame({"domain": ["a", "b"], "category": ["x", "y"], "weight": [1, 1]})
    assert weigh_categories(table, ["b", "a"]).to_numpy().tolist() == [[0, 1], [1, 0]]


def test_a_category_that_stands_twice_for_a_domain_is_one():
    shares = pd.DataFrame({"domain": ["供水"], "prevalence": [0.4]})
    table = pd.DataFrame({"domain": ["供水", "供水"], "category": ["水利", "水利"], "weight": [2, 1]})
    assert cross_prevalence(shares, table).to_numpy().tolist() == [["水利", 0.4, 0.4, 0.4]]


def test_each_document_has_the_shares_that_cross_prevalence_gives_it(even):
    table = read_crosswalk("cap", read_codebook())
    other = even.assign(prevalence=[1 / 231 * n for n in range(1, 22)])
    both = pd.concat([even.assign(document_id="a"), other.assign(document_id="b")])
    found = cross_distribution(both, table)
    assert list(found.columns) == ["document_id", "category", "name", "prevalence", "least", "most"]
    for name, shares in (("a", even), ("b", other)):
        own = found[found["document_id"] == name]
        alone = cross_prevalence(shares, table)
        assert own["category"].tolist() == alone["category"].tolist()
        for column in ("prevalence", "least", "most"):
            assert own[column].to_numpy() == pytest.approx(alone[column].to_numpy())
    assert set(found.loc[found["category"] == "3", "name"]) == {"Health"}


def test_a_table_may_call_domains_by_their_names(tmp_path, towns):
    (tmp_path / "mine.csv").write_text("domain,category,weight\n供水,水利,1\nD2,民政,1\n", "utf-8")
    assert read_crosswalk(str(tmp_path / "mine.csv"), towns)["domain"].tolist() == ["d1", "d2"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "domain,category,weight\nd1,水利,inf\nd2,民政,1\n",
            "weight must be a number from 0 on, got inf for domain 'd1' and",
        ),
        ("domain,category,weight\nd1,,1\nd2,民政,1\n", "no category for domain 'd1'; write one, such as none"),
        ("domain,category,weight\nd1,水利,1\n", "no row with a weight for domain 'd2'"),
        ("domain,category\nd1,水利\n", "line 1: no column 'weight'; it has domain, category; call the one that is it"),
    ],
)
def test_what_is_wrong_in_a_table_is_named_with_its_place(tmp_path, towns, content, said):
    (tmp_path / "mine.csv").write_text(content, "utf-8")
    with pytest.raises(InputError) as caught:
        read_crosswalk(str(tmp_path / "mine.csv"), towns)
    assert str(caught.value).startswith(str(tmp_path / "mine.csv"))
    assert said in str(caught.value)


def test_a_scheme_that_nobody_knows_or_the_codebook_is_silent_on_is_refused(towns):
    with pytest.raises(InputError, match="--crosswalk: got 'capp', expected cap, state_council or a table with the"):
        read_crosswalk("capp", towns)
    with pytest.raises(
        InputError, match=r"--crosswalk: no domain of the codebook 'codebook' has state_council = \[...\]"
    ):
        read_crosswalk("state_council", towns)


def test_what_is_no_scheme_and_no_file_is_refused_with_both():
    with pytest.raises(
        InputError,
        match=r"got 'mine', expected cap, state_council or a table with the columns domain, category and weight$",
    ):
        read_crosswalk("mine", read_codebook())


def test_bounds_that_are_apart_by_a_point_are_said():
    table = pd.DataFrame({"category": ["x", "y"], "least": [0.25, 0.5], "most": [0.26, 0.505]})
    assert describe_bounds(table, "cap").endswith("x has 25.0% to 26.0%, the widest")
