"""The comparing script: groups of labelled documents."""

import hashlib

import pandas as pd
import pytest

from research import compare, label
from research.codebook import read_codebook
from research.report import plots

TEXTS = {
    "county_2010": "粮食播种面积稳定在40万亩。\n新建高标准农田3万亩。\n生猪存栏恢复到12万头。\n落实惠农补贴资金2000万元。",
    "county_2012": "推进农业产业化经营。\n新建大棚蔬菜基地5000亩。\n修建乡村公路80公里。\n完成病险水库除险加固。",
    "city_2018": "市人民医院新院区建成投用。\n新增床位300张。\n家庭医生签约服务覆盖率达到76%。\n全面加强疫情防控。",
    "city_2021": "推进公立医院综合改革。\n新建社区卫生服务中心6个。\n医保报销比例提高5个百分点。\n新建小学2所。",
}


def call(*arguments):
    return compare.main([str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def labelled(run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare")
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    inputs = [str(folder / f"{name}.txt") for name in TEXTS]
    arguments = ["--run", str(run), "--figures", "none", "--output", str(folder / "labelled")]
    assert label.main([*inputs, *arguments]) == 0
    return folder / "labelled"


@pytest.fixture
def no_figures(monkeypatch):
    """Figures, whose layout takes seconds, are neither laid out nor written: of tests that read tables alone."""
    for name in ("plot_trends", "plot_groups", "plot_differences"):
        monkeypatch.setattr(plots, name, lambda *_, **__: [None])
    monkeypatch.setattr(compare, "write_print_figure", lambda *_: None)


@pytest.fixture
def metadata(tmp_path):
    path = tmp_path / "documents.csv"
    rows = "".join(f"{name},{name.split('_')[0]},{name[-4:]}\n" for name in TEXTS)
    path.write_text("document_id,level,year\n" + rows, encoding="utf-8-sig")
    return path


@pytest.mark.usefixtures("blank_figures")
def test_groups_of_a_column_are_compared(labelled, metadata, tmp_path):
    assert call("--labelled", labelled, "--metadata", metadata, "--by", "level", "--output", tmp_path / "out") == 0
    shares = pd.read_csv(tmp_path / "out" / "shares.csv").set_index(["group", "domain"])
    assert shares.loc[("county", "agriculture"), "prevalence"] > 0.5
    assert shares.loc[("city", "health"), "prevalence"] > 0.5
    assert shares.groupby("group")["prevalence"].sum().round(4).tolist() == [1, 1]
    differences = pd.read_csv(tmp_path / "out" / "differences.csv").set_index("domain")
    assert (differences["first"] == "city").all()
    assert differences.loc["agriculture", "difference"] > 0.4
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "shares.csv", "shares.png", "shares.svg", "domains.png", "domains.svg", "differences.csv", "differences.png",
        "differences.svg",
        "distances.csv", "methods.md",
    }  # fmt: skip
    sheet = (tmp_path / "out" / "methods.md").read_text("utf-8")
    assert f"{len(TEXTS)}篇文档的{shares['sentences'].sum()}个正文句，按level分为2组" in sheet
    assert "同类文档" in sheet
    assert hashlib.sha256((tmp_path / "out" / "shares.csv").read_bytes()).hexdigest() in sheet


@pytest.mark.usefixtures("no_figures")
def test_years_are_read_from_names_joined_and_given_a_trend(labelled, tmp_path):
    assert call("--labelled", labelled, "--by", "year", "--every", "10", "--output", tmp_path / "out") == 0
    assert set(pd.read_csv(tmp_path / "out" / "shares.csv")["group"]) == {"2010-2019", "2020-2029"}
    trend = pd.read_csv(tmp_path / "out" / "trend.csv").set_index("domain")
    assert trend.loc["health", "per_decade"] > 0
    assert trend.loc["agriculture", "per_decade"] < 0


@pytest.mark.usefixtures("no_figures")
@pytest.mark.parametrize("by", ["level", "Level", "层级"])
def test_metadata_is_read_as_a_spreadsheet_saved_it(labelled, metadata, tmp_path, by):
    rows = metadata.read_text("utf-8-sig").splitlines()
    saved = "\n".join(["文档编号;层级;年份", *(row.replace(",", ";") for row in rows[1:])])
    (tmp_path / "excel.csv").write_bytes(saved.encode("gbk"))
    shares = []
    for place, name in ((metadata, "level"), (tmp_path / "excel.csv", by)):
        output = tmp_path / f"out-{place.stem}"
        assert call("--labelled", labelled, "--metadata", place, "--by", name, "--output", output) == 0
        shares.append((output / "shares.csv").read_bytes())
    assert shares[0] == shares[1]


def write_crosswalk(path, name):
    """A table in which the category of each domain is what `name` says of its number and id."""
    rows = [f"{domain},{name(number, domain)},1\n" for number, domain in enumerate(read_codebook().ids)]
    path.write_text("domain,category,weight\n" + "".join(rows), encoding="utf-8")
    return path


@pytest.mark.usefixtures("no_figures")
def test_a_crosswalk_that_gives_each_domain_its_own_category_gives_the_same_numbers(labelled, tmp_path):
    table = write_crosswalk(tmp_path / "same.csv", lambda _, domain: domain)
    assert call("--labelled", labelled, "--by", "year", "--output", tmp_path / "out", "--crosswalk", table) == 0
    for crossed, own in (
        ("crosswalk", "shares"),
        ("crosswalk_differences", "differences"),
        ("crosswalk_trend", "trend"),
    ):
        found, expected = (pd.read_csv(tmp_path / "out" / f"{name}.csv") for name in (crossed, own))
        expected = expected.drop(columns="sentences", errors="ignore").rename(columns={"domain": "category"})
        pd.testing.assert_frame_equal(found[expected.columns], expected, atol=2e-6)


@pytest.mark.usefixtures("no_figures")
def test_the_sheet_of_a_comparison_names_the_crosswalk_and_its_checksum(labelled, tmp_path, capsys):
    table = write_crosswalk(tmp_path / "halves.csv", lambda number, _: "first" if number < 10 else "second")
    arguments = ["--labelled", labelled, "--by", "year", "--language", "en", "--output", tmp_path / "out"]
    assert call(*arguments, "--crosswalk", table) == 0
    shares = pd.read_csv(tmp_path / "out" / "crosswalk.csv")
    assert list(shares) == ["group", "category", "prevalence", "low", "high", "least", "most", "documents", "target"]
    assert shares.groupby("group")["prevalence"].sum().round(5).tolist() == [1] * len(TEXTS)
    sheet = (tmp_path / "out" / "methods.md").read_text("utf-8")
    assert "another scheme (crosswalk: halves.csv) are sums of the shares of domains" in sheet
    assert f"crosswalk `{hashlib.sha256(table.read_bytes()).hexdigest()}`" in sheet
    assert "crosswalk.csv: shares of 2 categories" in capsys.readouterr().err


@pytest.mark.usefixtures("no_figures")
def test_characters_weigh_in_place_of_sentences(labelled, metadata, tmp_path):
    found = {}
    for weight in ("sentence", "character"):
        arguments = ["--labelled", labelled, "--metadata", metadata, "--by", "level", "--weight", weight]
        assert call(*arguments, "--method", "count", "--output", tmp_path / weight) == 0
        found[weight] = pd.read_csv(tmp_path / weight / "shares.csv")["prevalence"]
    assert not found["sentence"].equals(found["character"])


@pytest.mark.usefixtures("no_figures")
def test_rows_taken_out_of_the_table_are_left_out(labelled, metadata, tmp_path):
    table = pd.read_csv(labelled / "sentences.csv", keep_default_na=False)
    (tmp_path / "part").mkdir()
    for name in ("probabilities.csv", "label.json"):
        (tmp_path / "part" / name).write_bytes((labelled / name).read_bytes())
    table.iloc[::2].to_csv(tmp_path / "part" / "sentences.csv", index=False)
    assert (
        call("--labelled", tmp_path / "part", "--metadata", metadata, "--by", "level", "--output", tmp_path / "o") == 0
    )
    assert pd.read_csv(tmp_path / "o" / "shares.csv")["sentences"].sum() == len(table.iloc[::2])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--by", "county"], "has no such column"),
        (["--by", "kind"], "got 1 group, expected 2 to 40"),
        (
            ["--by", "year", "--labelled", "nowhere"],
            "there is no such folder; give the output folder of `research label`",
        ),
        (["--crosswalk", "mine.csv"], "--crosswalk: got 'mine.csv', expected cap, state_council or a table"),
    ],
)
def test_bad_input_ends_in_one_line(labelled, tmp_path, capsys, arguments, message):
    assert call("--labelled", labelled, "--output", tmp_path / "out", *arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_metadata_without_the_column_is_refused(labelled, metadata, tmp_path, capsys):
    assert call("--labelled", labelled, "--metadata", metadata, "--by", "place", "--output", tmp_path / "out") == 2
    assert "no column 'place'; it has" in capsys.readouterr().err


@pytest.mark.usefixtures("no_figures")
def test_documents_without_a_value_are_named(labelled, tmp_path, capsys):
    (tmp_path / "some.csv").write_text("document_id,level\ncounty_2010,a\ncity_2018,b\n", encoding="utf-8")
    arguments = ["--labelled", labelled, "--metadata", tmp_path / "some.csv", "--by", "level"]
    assert call(*arguments, "--output", tmp_path / "out") == 0
    assert "2 documents have no level" in capsys.readouterr().err


@pytest.mark.usefixtures("no_figures")
def test_places_are_the_units_where_the_table_names_the_files_of_the_documents(labelled, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(compare, "MIN_UNITS", 2)
    found = []
    for ending in ("", ".txt"):
        rows = [f"{name}{ending},{name[-4]},{'east' if name[-4:] > '2012' else 'west'}\n" for name in TEXTS]
        (tmp_path / "about.csv").write_text("document_id,century,place\n" + "".join(rows), encoding="utf-8")
        output = tmp_path / f"out{ending}"
        arguments = ["--labelled", labelled, "--metadata", tmp_path / "about.csv", "--by", "document_id,century"]
        assert call(*arguments, "--output", output) == 0
        assert "independent units are places" in capsys.readouterr().err
        found.append((output / "shares.csv").read_text("utf-8-sig"))
    assert found[0] == found[1]
