"""The public functions, called as a notebook calls them."""

import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest

import research
from research import label
from research.corpus.tasks import Task, write_tasks
from research.shipped import shipped_path

TEXTS = {
    "county_2010": "粮食播种面积稳定在40万亩。\n新建高标准农田3万亩。\n生猪存栏恢复到12万头。\n落实惠农补贴资金2000万元。",
    "county_2012": "推进农业产业化经营。\n新建大棚蔬菜基地5000亩。\n修建乡村公路80公里。\n完成病险水库除险加固。",
    "city_2018": "市人民医院新院区建成投用。\n新增床位300张。\n家庭医生签约服务覆盖率达到76%。\n全面加强疫情防控。",
    "city_2021": "推进公立医院综合改革。\n新建社区卫生服务中心6个。\n医保报销比例提高5个百分点。\n新建小学2所。",
}
METADATA = pd.DataFrame(
    {"document_id": list(TEXTS), "level": ["county", "county", "city", "city"], "year": [2010, 2012, 2018, 2021]}
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of four documents."""
    folder = tmp_path_factory.mktemp("speeches")
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def labelled(folder, run):
    return research.label_documents(folder, run)


def test_every_public_name_is_importable_and_documented():
    for name in research.__all__:
        assert getattr(research, name).__doc__, name
    assert set(research.__all__) <= set(dir(research))
    with pytest.raises(AttributeError):
        _ = research.no_such_name


def test_importing_the_package_imports_none_of_the_large_libraries():
    heavy = "{'numpy', 'pandas', 'sklearn', 'scipy', 'matplotlib', 'jieba'}"
    code = f"import sys, research; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_folder_becomes_tables_with_the_columns_of_the_files(labelled, folder, run, tmp_path):
    assert label.main([str(folder), "--run", str(run), "--output", str(tmp_path / "out")]) == 0
    written = pd.read_csv(tmp_path / "out" / "sentences.csv", keep_default_na=False)
    assert list(labelled.sentences) == list(written)
    assert labelled.sentences["domain"].tolist() == written["domain"].tolist()
    probabilities = pd.read_csv(tmp_path / "out" / "probabilities.csv")
    assert list(labelled.probabilities) == list(probabilities)[2:]
    assert np.allclose(labelled.probabilities, probabilities.iloc[:, 2:], atol=1e-6)


def test_writing_gives_the_files_of_the_command_byte_for_byte(labelled, folder, run, tmp_path):
    assert label.main([str(folder), "--run", str(run), "--output", str(tmp_path / "command")]) == 0
    assert labelled.write(str(tmp_path / "api")) == tmp_path / "api"
    files = {path.name: path.read_bytes() for path in (tmp_path / "command").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "api").iterdir()} == files


def test_what_was_written_is_read_back(labelled, tmp_path):
    labelled.write(tmp_path / "out")
    back = research.read_labelled(str(tmp_path / "out"))
    pd.testing.assert_frame_equal(back.prevalence(), labelled.prevalence(), atol=1e-5)
    assert back.codebook == labelled.codebook


def test_shares_sum_to_one_and_intervals_hold_the_estimate(labelled):
    table = labelled.prevalence()
    assert list(table) == ["domain", "prevalence", "low", "high", "sentences", "documents", "target"]
    assert table["prevalence"].sum() == pytest.approx(1)
    assert (table["low"] <= table["prevalence"]).all()
    assert (table["prevalence"] <= table["high"]).all()
    assert table["sentences"].sum() == 16


def test_shares_by_a_column_of_metadata_by_two_and_by_document(labelled):
    joined = labelled.join(METADATA)
    by_level = joined.prevalence(by="level").set_index(["level", "domain"])["prevalence"]
    assert by_level["county", "agriculture"] > 0.5
    assert by_level["city", "health"] > 0.5
    assert list(joined.prevalence(by=["level", "year"]))[:3] == ["level", "year", "domain"]
    assert joined.prevalence(by="document_id")["document_id"].nunique() == 4
    assert labelled.prevalence(by="year")["year"].unique().tolist() == ["2010", "2012", "2018", "2021"]


def test_a_panel_has_a_row_for_each_document_and_a_column_for_each_domain(labelled):
    panel = labelled.join(METADATA).panel()
    assert panel.index.tolist() == sorted(TEXTS)
    assert list(panel)[:3] == ["level", "year", "sentences"]
    assert panel[list(labelled.codebook.ids)].sum(axis=1).to_numpy() == pytest.approx(np.ones(4))
    assert panel.loc["city_2018", "level"] == "city"


def test_metadata_may_be_a_file(labelled, tmp_path):
    METADATA.to_csv(tmp_path / "documents.csv", index=False, encoding="utf-8-sig")
    joined = labelled.join(str(tmp_path / "documents.csv"))
    assert joined.documents["level"].tolist() == ["city", "city", "county", "county"]


def test_metadata_among_the_documents_are_not_read_as_a_document(folder, run, tmp_path):
    shutil.copytree(folder, tmp_path / "speeches")
    METADATA.to_csv(tmp_path / "speeches" / "documents.csv", index=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = research.label_documents(tmp_path / "speeches", run, metadata=tmp_path / "speeches" / "documents.csv")
    assert found.documents["level"].tolist() == ["city", "city", "county", "county"]


def test_documents_without_a_row_of_metadata_are_counted(labelled):
    with pytest.warns(UserWarning, match="no row for 1 documents, city_2021 first"):
        labelled.join(METADATA.iloc[:3])


@pytest.mark.parametrize("documents", [list(TEXTS.values()), pd.Series(list(TEXTS.values()))], ids=["list", "series"])
def test_texts_are_labelled_without_files(documents, run, labelled):
    found = research.label_documents(documents, run)
    assert found.documents.index.tolist() == ["text-1", "text-2", "text-3", "text-4"]
    assert sorted(found.sentences["domain"]) == sorted(labelled.sentences["domain"])


def test_a_table_of_texts_keeps_its_other_columns(run):
    table = METADATA.assign(text=list(TEXTS.values()))
    found = research.label_documents(table, run)
    assert found.documents["year"].tolist() == ["2010", "2012", "2018", "2021"]
    assert found.prevalence(by="level")["documents"].unique().tolist() == [2]


def test_paths_in_a_list_are_read(folder, run):
    found = research.label_documents([str(folder / "city_2018.txt"), folder / "city_2021.txt"], run)
    assert found.documents.index.tolist() == ["city_2018", "city_2021"]


def test_two_processes_give_the_same_tables(folder, run, labelled):
    again = research.label_documents(folder, run, n_jobs=2)
    pd.testing.assert_frame_equal(again.sentences, labelled.sentences)


def test_labels_below_a_precision_are_marked(folder, run):
    found = research.label_documents(folder, run, min_precision=0.95)
    sure = found.sentences["probability"] >= found.min_probability
    assert (found.sentences["mark"] == np.where(sure, "", "uncertain")).all()


def test_documents_that_cannot_be_read_are_named(run, tmp_path):
    (tmp_path / "good.txt").write_text(TEXTS["city_2018"], encoding="utf-8")
    (tmp_path / "broken.docx").write_bytes(b"no Word file")
    with pytest.warns(UserWarning, match=r"1 documents were left out, .*broken\.docx"):
        found = research.label_documents(tmp_path, run)
    assert found.documents.index.tolist() == ["good"]
    assert "broken.docx" in found.skipped[0]


def test_differences_and_trends_by_metadata(labelled):
    joined = labelled.join(METADATA)
    with pytest.warns(UserWarning, match="2 groups with fewer than 5 documents have no test"):
        differences = research.compare_prevalence(joined, "level").set_index("domain")
    assert differences.loc["agriculture", "difference"] > 0.4
    assert (differences["first"] == "city").all()
    trend = research.fit_trend(joined)
    assert trend.loc["agriculture", "per_decade"] < 0 < trend.loc["health", "per_decade"]


def test_contributions_add_up_to_the_log_probability_of_the_label(run):
    found = research.load_run(str(run))
    sentences = research.split_sentences("一、农业\n新建高标准农田3万亩。\n新增床位300张。")
    table = research.explain_sentences(sentences, found)
    logs = np.log(found.classifier.predict_proba(sentences))
    expected = logs.max(axis=1) - logs.mean(axis=1)
    assert table.groupby("sentence")["contribution"].sum().to_numpy() == pytest.approx(expected, abs=1e-6)
    assert set(table["part"]) == {"term", "headings", "neighbours", "base", "decoding"}


def test_gold_labels_of_a_corpus_are_counted():
    corpus = research.read_corpus()
    labelled = research.Labelled.from_corpus(corpus)
    body = [label for sentence, label in zip(corpus.sentences, corpus.labels, strict=True) if sentence.kind == "body"]
    table = labelled.prevalence().set_index("domain")
    assert table.loc["health", "prevalence"] == pytest.approx(body.count("health") / len(body))
    assert labelled.prevalence(by="type")["type"].nunique() == len({d["type"] for d in corpus.documents.values()})


def test_jupyter_shows_a_plot_that_is_the_value_of_a_cell(labelled):
    assert labelled.plot()._repr_png_().startswith(b"\x89PNG")
    assert research.plot_trends(labelled.prevalence(by="year"))[0]._repr_png_().startswith(b"\x89PNG")


def test_the_reviewer_takes_paths_and_says_what_to_install(tmp_path, monkeypatch):
    tasks = tmp_path / "tasks.csv"
    write_tasks(tasks, [Task("云溪县", "1", "新建学校3所。")], research.read_codebook())
    for codebook in (None, str(shipped_path("codebook.toml")), research.read_codebook()):
        assert research.review_sentences(str(tasks), "甲", codebook).session.current.text == "新建学校3所。"
    monkeypatch.delitem(sys.modules, "research.report.reviewer")
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(research.InputError, match="needs ipywidgets, which is not installed: pip install ipywidgets"):
        research.review_sentences(tasks, "甲")


def test_the_distribution_is_plotted_on_given_axes(labelled):
    figure = matplotlib.figure.Figure()
    ax = figure.subplots()
    assert labelled.plot(ax=ax, language="en") is ax
    assert labelled.plot() is not ax


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda run: research.label_documents("nowhere", run), "nowhere"),
        (lambda run: research.label_documents([], run), "no documents; give a path, a list of texts, or a DataFrame"),
        (lambda run: research.label_documents(pd.DataFrame({"a": ["x"]}), run), "no column is called 正文, .*it has a"),
        (
            lambda run: research.label_documents(pd.DataFrame({"text": ["x"] * 2, "document_id": ["a"] * 2}), run),
            "document 'a' stands twice",
        ),
        (lambda run: research.label_documents([1], run), "document 1: expected a text, a path or a Document, got int"),
        (lambda run: research.label_documents(["、"], run).prevalence("place"), "place"),
        (lambda _: research.load_run("nowhere"), "nowhere: no trained run there"),
        (lambda _: research.read_labelled("nowhere"), "nowhere: not the output of research label"),
    ],
)
def test_what_the_user_can_fix_is_an_input_error_of_one_line(run, call, message):
    with pytest.raises(research.InputError, match=message) as raised:
        call(run)
    assert "\n" not in str(raised.value)


def test_distances_of_groups_are_largest_where_documents_speak_of_other_domains(labelled):
    joined = labelled.join(METADATA.assign(half=["a", "b", "a", "b"]))
    with pytest.warns(UserWarning, match="fewer than 5 documents"):
        by_level, by_half = (research.measure_distances(joined, by) for by in ("level", "half"))
    columns = "first second distance standard_error null_mean null_high p p_adjusted"
    assert list(by_level) == columns.split()
    assert by_level.loc[0, ["first", "second"]].tolist() == ["city", "county"]
    assert by_half.loc[0, "distance"] < by_level.loc[0, "distance"] <= 1


def test_one_group_or_one_year_is_refused(labelled):
    one = labelled.join(METADATA.assign(level="county", year=2010))
    with pytest.raises(research.InputError, match="there must be at least 2 groups, got 1"):
        research.compare_prevalence(one, "level")
    with pytest.raises(research.InputError, match="there must be at least 3 different numbers"):
        research.fit_trend(one)


def test_metadata_of_other_documents_is_refused(labelled):
    with pytest.raises(research.InputError, match="they are called 'city_2018' and so on"):
        labelled.join(METADATA.assign(document_id=["a", "b", "c", "d"]))
    with pytest.raises(research.InputError, match="document_id 'city_2018' stands twice"):
        labelled.join(METADATA.assign(document_id="city_2018"))


def test_no_warning_is_given_for_what_is_in_order(folder, run):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        research.label_documents(Path(folder), run)
