"""The course of a document and its sections."""

import numpy as np
import pandas as pd
import pytest

from research.errors import InputError
from research.report.course import plot_ribbon, plot_sections
from research.report.palette import lighten, style_domains
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import OWN, make_sentences


def test_the_ribbon_has_a_cell_for_each_body_sentence_in_the_row_of_its_domain():
    ax = plot_ribbon(make_sentences(), codebook=OWN)
    [cells] = [found for found in ax.collections if len(found.get_paths()) == 3]
    middles = [tuple(path.get_extents().get_points().mean(axis=0)) for path in cells.get_paths()]
    assert np.array(middles) == pytest.approx(np.array([(0.43, 1), (1.43, 0), (2.43, 1)]))
    assert [text.get_text() for text in ax.get_yticklabels()] == ["教育", "卫生"]
    assert "1 2 句数" in " ".join(read_texts(ax).split())


def test_a_less_probable_label_is_paler_in_three_steps():
    ax = plot_ribbon(make_sentences(), codebook=OWN)
    [cells] = [found for found in ax.collections if len(found.get_paths()) == 3]
    colors = ["#" + "".join(f"{round(255 * x):02x}" for x in face[:3]) for face in cells.get_facecolor()]
    styles = style_domains(["a", "b"], OWN)
    assert colors == [
        lighten(styles["b"].color, 0), lighten(styles["a"].color, 0.42), lighten(styles["b"].color, 0.72),
    ]  # fmt: skip


def test_the_title_of_a_ribbon_names_the_longest_run():
    rows = [("body", name, 0.9) for name in "aabbbbabaaca"]
    table = pd.DataFrame(rows, columns=["kind", "domain", "probability"])
    assert plot_ribbon(table, codebook=OWN).figure.get_suptitle() == "教育句数最多（6句）；最集中的是卫生，连续4句"
    same = table.assign(domain=list("bbbbbbababca"))
    assert plot_ribbon(same, codebook=OWN).figure.get_suptitle() == "卫生句数最多（8句），也最集中（连续6句）"


@pytest.mark.parametrize(
    ("domains", "title"),
    [
        ("aaab", "教育句数最多（3句），也最集中（连续3句）"),
        ("aaabbbc", "教育和卫生句数最多（各3句），也最集中（连续3句）"),
        ("aaacbbba", "教育句数最多（4句）；最集中的是教育和卫生，连续3句"),
        ("abcabc", "3个领域句数同为最多（各2句）"),
    ],
)
def test_domains_that_are_alike_share_the_title_of_a_ribbon(domains, title):
    table = pd.DataFrame([("body", name, 0.9) for name in domains], columns=["kind", "domain", "probability"])
    ax = plot_ribbon(table, codebook=OWN)
    assert ax.figure.get_suptitle() == title
    assert find_faults(ax) == []


def test_a_half_per_cent_is_rounded_up_as_on_the_page():
    rows = [("body", name, "一、大") for name in "aaaaaaab"]
    ax = plot_sections(pd.DataFrame(rows, columns=["kind", "domain", "headings"]), codebook=OWN)
    assert {"88", "13"} <= set(read_texts(ax).split("\n"))


def test_sections_are_shares_of_their_sentences():
    ax = plot_sections(make_sentences(), codebook=OWN)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["一、卫生", "二、教育", "三、其他"]
    assert [text.get_text() for text in ax.texts if text.get_text() == "100"] == ["100"] * 3
    assert ax.figure.get_suptitle() == "3节中有3节以一个领域为主，最集中的一节100%谈卫生"
    assert {"教\n育", "卫\n生", "农\n业"} <= {text.get_text() for text in ax.texts}


def test_small_sections_are_left_out_and_said_to_be():
    rows = [("body", "a", f"一、大 > （{n}）节") for n in "一二" for _ in range(6)] + [("body", "b", "二、小")] * 2
    rows += [("body", "b", "三、又大")] * 5
    table = pd.DataFrame(rows, columns=["kind", "domain", "headings"])
    ax = plot_sections(table, codebook=OWN)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["（一）节", "（二）节", "三、又大"]
    assert "一、大" in read_texts(ax)
    assert "少于5句的1节未列" in read_texts(ax)
    assert find_faults(ax) == []


def test_a_document_without_headings_is_one_section():
    table = make_sentences().assign(headings="")
    assert find_faults(plot_sections(table, codebook=OWN)) == []
    assert find_faults(plot_ribbon(table.drop(columns="headings"), codebook=OWN)) == []


def test_sections_of_one_sentence_have_room_below_a_ribbon():
    rows = [("body", "a", 0.9, f"{number}、第{number}节的名称") for number in range(1, 60)]
    table = pd.DataFrame(rows, columns=["kind", "domain", "probability", "headings"])
    assert find_faults(plot_ribbon(table, codebook=OWN)) == []
    assert find_faults(plot_sections(table, codebook=OWN)) == []


def test_a_probability_that_is_not_known_is_taken_as_low():
    assert plot_ribbon(make_sentences().assign(probability=np.nan), codebook=OWN)


def test_sentences_of_several_documents_are_an_error_whose_advice_works():
    sentences = pd.concat([make_sentences(), make_sentences().assign(document_id="b")])
    with pytest.raises(InputError, match=r"of 2 documents; select one.*\['document_id'\] == '讲话'\]$"):
        plot_ribbon(sentences)
    assert plot_ribbon(sentences[sentences["document_id"] == "讲话"])


def test_a_document_without_body_text_is_an_error():
    with pytest.raises(InputError, match="none of the sentences is body text"):
        plot_sections(make_sentences().iloc[:1])


def make_speech():
    """An opening below the title alone, and four sections of which one has two large parts."""
    rows = [("body", "a", 0.9, "报告")] * 6
    for number, sizes in (("一", (2, 4)), ("二", (5, 6)), ("三", (3, 3, 1)), ("四", (1,))):
        for part, size in zip("一二三", sizes, strict=False):
            rows += [("body", "b", 0.9, f"报告 > {number}、部分 > （{part}）节")] * size
    return pd.DataFrame(rows, columns=["kind", "domain", "probability", "headings"])


def test_what_stands_below_the_title_alone_is_no_section():
    texts = [text.get_text() for text in plot_ribbon(make_speech(), codebook=OWN).texts]
    assert "报告" not in texts
    assert "1" not in texts[texts.index("句数") + 1 :]
    assert "（无小标题）" in read_texts(plot_sections(make_speech(), codebook=OWN))


def test_a_section_whose_parts_are_too_small_has_a_row_itself():
    ax = plot_sections(make_speech(), codebook=OWN)
    assert [text.get_text() for text in ax.get_yticklabels()] == [
        "（无小标题）",
        "一、部分",
        "（一）节",
        "（二）节",
        "三、部分",
    ]
    assert "少于5句的1节未列" in read_texts(ax)  # the fourth; the small parts of the others are in their rows
    assert find_faults(ax) == []


def make_many_sections(count):
    """A document of as many sections of the first level, with 5 or 6 sentences in turn."""
    rows = [
        ("body", "ab"[number % 2], 0.9, f"第{number + 1}条 内容的名称")
        for number in range(count)
        for _ in range(5 + number % 2)
    ]
    return pd.DataFrame(rows, columns=["kind", "domain", "probability", "headings"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_of_very_many_sections_the_largest_have_rows_and_the_ribbon_does_not_list_them(language):
    table = make_many_sections(200)
    ax = plot_sections(table, codebook=OWN, language=language)
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows == [f"第{number}条 内容的名称" for number in range(2, 121, 2)]  # of 6 sentences
    said = read_texts(ax).replace("\n", "")
    assert {"zh": "只列句数最多的60节，另有140节未列", "en": "140 more are left out"}[language] in said
    assert find_faults(ax) == []
    ribbon = plot_ribbon(table, codebook=OWN, language=language)
    assert {"zh": "共200个，名称从略", "en": "200, names left out"}[language] in read_texts(ribbon).replace("\n", "")
    assert ribbon.figure.get_size_inches()[1] < 4
    assert find_faults(ribbon) == []
