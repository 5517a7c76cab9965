"""The page for reading, in a browser: filter, search, sort, keyboard, print, a narrow screen, hostile text."""

import csv
import json
import re
import time

import numpy as np
import pandas as pd
import pytest

from research.codebook import Codebook, Domain, read_codebook
from research.labelling.batch import COLUMNS
from research.labelling.output_tables import ALL
from research.labelling.read_back import LabelledSentences
from research.labelling.written import WrittenSentences
from research.measure.prevalence import count_distribution
from research.report.distribution import plot_prevalence
from research.report.reading_page import describe_labelled, write_reading_page
from tests.conftest import ROOT
from tests.report.rendering import overlap

CODEBOOK = read_codebook()
COUNTED = {"health": 0.059, "education": 0.057, "economy": 0.056, "ecology": 0.055}
HOSTILE = "</script><script>window.broken=1</script><img src=x onerror=window.broken=1>&amp;"


def make_labelled(documents, sentences, seed=0):
    generator = np.random.default_rng(seed)
    rows, probabilities = [], []
    for document in range(documents):
        for number in range(sentences):
            kind = "boilerplate" if number == 0 else "heading" if number % 9 == 1 else "body"
            text = (
                HOSTILE
                if (document, number) == (0, 3)
                else f"第{document}篇第{number}句，建设医院{number * 7 % 13}所。"
            )
            row = dict.fromkeys(COLUMNS, "") | {
                "document_id": f"讲话{document}", "sentence_id": number, "start": 0, "end": len(text),
                "paragraph": number // 3, "kind": kind, "headings": "一、工作回顾 > （一）卫生", "text": text,
                "words": 5, "unknown_words": 0, "mark": "uncertain" if number % 10 == 4 else "",
            }  # fmt: skip
            mixture = generator.dirichlet(np.full(len(CODEBOOK), 0.05)) if kind != "boilerplate" else np.zeros(21)
            if kind != "boilerplate":
                row |= {"domain": CODEBOOK.ids[int(mixture.argmax())], "terms": "医院 建设"}
            rows.append(row)
            probabilities.append(mixture)
    return LabelledSentences(pd.DataFrame(rows), np.array(probabilities))


def count_shares(labelled):
    body = labelled.sentences[labelled.sentences["kind"] == "body"]
    parts = {ALL: body} | dict(iter(body.groupby("document_id")))
    tables = {
        name: count_distribution(part["domain"].tolist(), part["paragraph"].tolist(), CODEBOOK.ids)
        for name, part in parts.items()
    }
    return pd.concat(tables, names=["document_id"]).reset_index()


def show(labelled):
    return WrittenSentences(labelled.sentences.to_dict("list"), labelled.probabilities)


def write(path, labelled, *, codebook=CODEBOOK, distribution=None, language="zh", titles=None):
    distribution = count_shares(labelled) if distribution is None else distribution
    method = {"zh": ["方法 & 数字"], "en": ["Method & numbers"]}
    columns = distribution.to_dict("list")
    write_reading_page(path, show(labelled), columns, codebook, method=method, language=language, titles=titles)


@pytest.fixture(scope="module")
def small():
    return make_labelled(3, 40)


@pytest.fixture
def page(browser, small, tmp_path):
    yield open_page(browser, tmp_path / "report.html", small)
    check_console(browser)


def open_page(browser, path, labelled, *, width=1200, **options):
    write(path, labelled, **options)
    set_width(browser, width)
    browser.get(path.as_uri())
    return browser


def set_width(browser, width):
    metrics = {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def check_console(browser):
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def all_of(page, selector):
    return page.find_elements("css selector", selector)


def one(page, selector):
    return page.find_element("css selector", selector)


def click(page, element):
    """Click an element once it keeps its place in the window: parts of the page above it find their height late."""
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    script = """
        const [element, done] = arguments;
        let before = null;
        const look = () => {
          const {x, y} = element.getBoundingClientRect();
          if (before === `${x} ${y}`) return done();
          before = `${x} ${y}`;
          requestAnimationFrame(() => requestAnimationFrame(look));
        };
        look();"""
    page.execute_async_script(script, element)
    element.click()


def press(page, key):
    from selenium.webdriver import ActionChains

    ActionChains(page).send_keys(key).perform()


def choose(page, selector, name):
    from selenium.webdriver.support.ui import Select

    Select(one(page, selector)).select_by_visible_text(name)


def wait_for(path):
    for _ in range(100):
        if path.exists():
            return path
        time.sleep(0.1)
    raise AssertionError(f"{path} was not downloaded")


def make_text(sentences, domains=CODEBOOK.ids):
    """Label a document: each sentence is a paragraph of its own, its domain, its headings and its probability."""
    rows, mixtures = [], []
    for number, (domain, headings, probability) in enumerate(sentences):
        row = dict.fromkeys(COLUMNS, "") | {
            "document_id": "讲话", "sentence_id": number, "start": 0, "end": 5, "paragraph": number, "kind": "body",
            "headings": headings, "text": f"第{number}句。", "words": 5, "unknown_words": 0, "domain": domain,
        }  # fmt: skip
        mixture = np.full(len(domains), (1 - probability) / (len(domains) - 1))
        mixture[list(domains).index(domain)] = probability
        rows.append(row)
        mixtures.append(mixture)
    return LabelledSentences(pd.DataFrame(rows), np.array(mixtures))


def make_distribution(shares, domains=CODEBOOK.ids, name="讲话"):
    """Make the rows of distribution.csv from the share and the interval of some domains."""
    table = pd.DataFrame({"domain": domains, "prevalence": 0.0, "low": 0.0, "high": 0.0, "sentences": 0})
    for domain, (share, low, high) in shares.items():
        table.loc[table["domain"] == domain, ["prevalence", "low", "high", "sentences"]] = [share, low, high, 9]
    return pd.concat([table.assign(document_id=ALL), table.assign(document_id=name)]).assign(unknown_words=0.02)


def test_the_same_labels_give_the_same_page_without_a_network(small, tmp_path):
    for name in ("one.html", "two.html"):
        write(tmp_path / name, small)
    text = (tmp_path / "one.html").read_text("utf-8")
    assert text == (tmp_path / "two.html").read_text("utf-8")
    assert "http://" not in text
    assert "https://" not in text
    assert HOSTILE not in text


def test_both_languages_have_the_same_texts_with_the_same_places_for_values():
    def keep(pairs):
        assert len({key for key, _ in pairs}) == len(pairs)  # a key that is there twice hides the first text
        return dict(pairs)

    texts = json.loads((ROOT / "research/report/reader/page.json").read_text("utf-8"), object_pairs_hook=keep)
    assert texts["zh"].keys() == texts["en"].keys()
    for key, text in texts["zh"].items():
        plural = {"{s}"}  # of an English noun
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", texts["en"][key])) - plural, key


def test_what_documents_say_is_shown_as_text(page):
    choose(page, "#document", "讲话0")
    assert page.execute_script("return window.broken") is None
    assert HOSTILE in one(page, "#text").text


@pytest.mark.slow
def test_a_domain_that_is_larger_than_the_next_by_more_than_their_intervals_is_said_to_lead(browser, tmp_path):
    text = make_text([("health", "", 0.99)] * 120)
    # 0.30 - 0.10 = 0.20; the difference reaches down to 0.20 - sqrt(0.05^2 + 0.05^2) = 0.13
    clear = make_distribution({"health": (0.3, 0.25, 0.35), "education": (0.1, 0.05, 0.15), "economy": (0.05, 0, 0.1)})
    open_page(browser, tmp_path / "clear.html", text, distribution=clear)
    said = one(browser, "#summary").text
    assert "卫生健康占30%，明显居首，95%区间为25%–35%；其次是教育（10%）和经济财金（5%）。" in said
    assert "没有哪个领域明显突出" not in said
    narrow = make_distribution({"health": (0.144, 0.135, 0.153), "education": (0.1, 0.09, 0.11)})
    open_page(browser, tmp_path / "narrow.html", text, distribution=narrow)
    assert "卫生健康占14.4%，明显居首，95%区间为13.5%–15.3%" in one(browser, "#summary").text
    # the lower end 0.25 is above 0.22, but 0.08 - sqrt(0.05^2 + 0.08^2) is below 0
    close = make_distribution(
        {
            "health": (0.3, 0.25, 0.35),
            "education": (0.22, 0.14, 0.3),
            "economy": (0.2, 0.1, 0.3),
            "ecology": (0.2, 0, 0.4),
        }
    )
    open_page(browser, tmp_path / "close.html", text, distribution=close)
    assert "没有哪个领域明显突出：前几位之间的差异不显著。" in one(browser, "#summary").text
    counted = make_distribution({name: (share,) * 3 for name, share in COUNTED.items()})
    open_page(browser, tmp_path / "counted.html", text, distribution=counted)
    assert "没有哪个领域明显突出：前几位相差不到1个百分点。" in one(browser, "#summary").text
    missing = make_distribution({"health": (0.3, np.nan, np.nan), "education": (0.1, np.nan, np.nan)})
    open_page(browser, tmp_path / "missing.html", text, distribution=missing)
    assert "没有区间，无法判断" in one(browser, "#summary").text
    check_console(browser)


def test_the_summary_counts_sure_sentences_and_names_the_share_outside_the_ranking(browser, tmp_path):
    text = make_text([("health", "", 0.95)] * 6 + [("education", "", 0.6)] * 3 + [("general", "", 0.4)])
    distribution = make_distribution(
        {"health": (0.2, 0.1, 0.9), "education": (0.1, 0.0, 0.9), "general": (0.7, 0.6, 0.8)}
    )
    open_page(browser, tmp_path / "report.html", text, distribution=distribution, language="en")
    facts = one(browser, "#facts").text
    assert facts == (
        '10 body sentences · 70% are "General & other", outside the ranking · confidence of 0.9 or more: 6 · '
        "below 0.5, to check: 1"
    )
    summary = one(browser, "#summary").text
    assert "Most frequent: Health & epidemics (20%) and Education (10%). No domain clearly stands out" in summary
    assert summary.endswith("stands out: only 10 sentences.")
    single = make_text([("health", "", 0.95)])
    open_page(browser, tmp_path / "one.html", single, distribution=distribution, language="en")
    assert "only 1 sentence." in one(browser, "#summary").text
    check_console(browser)


@pytest.mark.parametrize(
    ("shares", "leading", "title"),
    [
        # 0.30 - 0.10 = 0.20; the interval of the difference starts at 0.20 - sqrt(0.05^2 + 0.05^2) = 0.13
        ({"health": (0.3, 0.25, 0.35), "education": (0.1, 0.05, 0.15)}, 1, "卫生健康明显居首，占30%"),
        # the lower end 0.25 is above 0.22, but 0.08 - sqrt(0.05^2 + 0.08^2) is below 0
        (
            {
                "health": (0.3, 0.25, 0.35),
                "education": (0.22, 0.14, 0.3),
                "economy": (0.2, 0.1, 0.3),
                "ecology": (0.2, 0, 0.4),
            },
            0,
            "没有哪个领域明显突出，居前的是卫生健康（30.0%）和教育（22.0%）",
        ),
        # 0.05 above one another, but each 0.2 above the third
        (
            {"health": (0.4, 0.35, 0.45), "education": (0.35, 0.3, 0.4), "ecology": (0.15, 0.1, 0.2)},
            2,
            "卫生健康和教育明显居前，合占75%",
        ),
        # what is left over is larger, and stands outside the ranking
        ({"general": (0.6, 0.5, 0.7), "health": (0.3, 0.25, 0.35)}, 1, "卫生健康明显居首，占30%"),
        (
            {"health": (0.3, np.nan, np.nan), "education": (0.1, np.nan, np.nan)},
            0,
            "占比最高的是卫生健康（30.0%）和教育（10.0%）",
        ),
        # counted: the intervals have no width, and whole per cents would hide the lead
        (
            {name: (share,) * 3 for name, share in COUNTED.items()},
            0,
            "没有哪个领域明显突出，居前的是卫生健康（5.9%）和教育（5.7%）",
        ),
    ],
)
def test_the_page_and_the_figure_say_alike_whether_domains_lead(shares, leading, title):
    table = make_distribution(shares)
    data = describe_labelled(show(make_text([("health", "", 0.9)])), table.to_dict("list"), CODEBOOK, "zh", {})
    assert (data["leading"], data["documents"][0]["leading"]) == (leading, leading)
    figure = plot_prevalence(table[table["document_id"] == ALL]).figure
    assert figure.get_suptitle().replace("\n", "") == title


def test_the_page_rounds_shares_as_the_figures_do():
    exact = {"health": (10 / 194,) * 3, "education": (3 / 194,) * 3}  # 5.155 and 1.546 %
    columns = make_distribution(exact).to_dict("list")
    data = describe_labelled(show(make_text([("health", "", 0.9)])), columns, CODEBOOK, "zh", {})
    shown = {domain["id"]: f"{100 * row[0]:.1f}" for domain, row in zip(data["domains"], data["shares"], strict=True)}
    assert (shown["health"], shown["education"]) == ("5.2", "1.5")


def test_a_dot_at_zero_is_whole_on_a_phone(browser, small, tmp_path):
    open_page(browser, tmp_path / "report.html", small, width=390)
    left = browser.execute_script(
        "const box = document.querySelector('#shares svg').getBoundingClientRect().left;"
        "return Math.min(...[...document.querySelectorAll('#shares circle')].map((dot) => dot.getBoundingClientRect().left)) - box"
    )
    assert left >= 0


def test_texts_and_buttons_can_be_read(browser, small, tmp_path):
    open_page(browser, tmp_path / "report.html", small)
    one(browser, ".save button")
    style = (
        "const b = document.querySelector('.save button'); return [b.parentElement, b].map(x => getComputedStyle(x))"
    )
    opacity, color = browser.execute_script(f"{style}.map((x, i) => i ? x.color : x.opacity)")  # figures come anew
    assert opacity == "1"
    assert color == "rgb(107, 107, 107)"  # 5.3 : 1 on white


def test_dots_are_sorted_by_share_with_what_is_left_over_last(browser, tmp_path):
    shares = {"general": (0.5, 0.4, 0.6), "education": (0.2, 0.1, 0.3), "health": (0.3, 0.2, 0.4)}
    text = make_text([("health", "", 0.9), ("education", "", 0.9)])
    open_page(browser, tmp_path / "report.html", text, distribution=make_distribution(shares))
    labels = [row.get_attribute("aria-label") for row in all_of(browser, "#shares svg .pick")]
    assert labels[:2] == ["卫生健康与疫情防控，30.0%，95%区间20.0至40.0", "教育，20.0%，95%区间10.0至30.0"]
    assert labels[-1].startswith("综合与其他，50.0%")
    check_console(browser)


def test_the_ribbon_has_a_cell_a_sentence_in_three_shades_and_leads_to_the_text(browser, tmp_path):
    text = make_text([("health", "一、医院", 0.95), ("health", "一、医院", 0.7), ("education", "二、学校", 0.4)] * 5)
    open_page(browser, tmp_path / "report.html", text, distribution=make_distribution({"health": (1, 1, 1)}))
    cells = all_of(browser, "#ribbon [data-cell]")
    assert len(cells) == 15
    assert len({cell.get_attribute("fill") for cell in cells}) == 3
    click(browser, cells[2])
    assert browser.switch_to.active_element.text == "第2句。"
    assert "0.400" in one(browser, "#reasons").text
    check_console(browser)


def test_sections_are_rows_in_the_order_of_the_text_and_short_ones_are_left_out(browser, tmp_path):
    sentences = [("health", "报告 > 二、医院", 0.9)] * 6 + [("education", "报告 > 一、学校", 0.9)] * 5
    text = make_text([*sentences, *[("economy", "报告 > 三、财政", 0.9)] * 4])
    open_page(browser, tmp_path / "report.html", text, distribution=make_distribution({"health": (1, 1, 1)}))
    shown = one(browser, "#sections svg").text
    assert shown.index("二、医院") < shown.index("一、学校")
    assert "三、财政" not in shown
    assert "少于5句的部分不列。" in one(browser, "#sections .note").text
    check_console(browser)


def test_a_click_on_a_domain_filters_text_and_table(page, small):
    choose(page, "#document", "讲话0")
    domain = small.sentences.loc[5, "domain"]
    number = CODEBOOK.ids.index(domain)
    click(page, one(page, f'[data-pick="d{number}"]'))
    own = small.sentences["document_id"] == "讲话0"
    expected = int((own & (small.sentences["domain"] == domain)).sum())
    assert one(page, "#found").text == f"{expected}句，共{int(own.sum())}句"
    shown = [p for p in all_of(page, "#text p") if p.is_displayed()]
    assert shown
    assert all(p.find_elements("css selector", f".sentence.d{number}") for p in shown)
    assert one(page, f'[data-pick="d{number}"]').get_attribute("aria-pressed") == "true"
    click(page, one(page, "#filter"))
    assert one(page, "#found").text == f"{int(own.sum())}句，共{int(own.sum())}句"


def test_the_table_is_searched_and_sorted(page):
    one(page, "#search").send_keys("第2篇第39句")
    assert [row.text for row in all_of(page, "#rows td.text")] == ["第2篇第39句，建设医院0所。"]
    one(page, "#search").clear()
    one(page, "#search").send_keys("第2篇")
    for _ in range(2):
        click(page, one(page, '[data-sort="number"]'))
    numbers = [int(row.text) for row in all_of(page, "#rows td.number")]
    assert numbers == sorted(range(40), reverse=True)
    assert one(page, "#columns th.number").get_attribute("aria-sort") == "descending"


def test_a_sentence_of_the_table_opens_its_document(page):
    one(page, "#search").send_keys("第2篇第5句")
    click(page, one(page, "#rows td.text button"))
    assert page.switch_to.active_element.text.startswith("第2篇第5句")
    assert one(page, "#title").text == "讲话2"


def test_the_keyboard_alone_reads_a_document(page):
    from selenium.webdriver.common.keys import Keys

    choose(page, "#document", "讲话0")
    first = one(page, '#text .sentence[tabindex="0"]')
    page.execute_script("arguments[0].focus()", first)
    assert "医院\n建设" in one(page, "#reasons").text or "医院 建设" in one(page, "#reasons").text
    press(page, Keys.ARROW_DOWN)
    assert page.switch_to.active_element == all_of(page, "#text .sentence")[1]
    assert one(page, "#ribbon svg").get_attribute("tabindex") == "0"
    page.execute_script("arguments[0].focus()", one(page, "#ribbon svg"))
    press(page, Keys.ARROW_RIGHT)
    assert one(page, "#tip").is_displayed()
    press(page, Keys.ENTER)
    assert page.switch_to.active_element.get_attribute("data-row")
    key = one(page, "#shares svg .pick").get_attribute("data-pick")
    page.execute_script("arguments[0].focus()", one(page, "#shares svg .pick"))
    press(page, Keys.ENTER)
    assert one(page, f'#shares svg [data-pick="{key}"]').get_attribute("aria-pressed") == "true"
    assert page.switch_to.active_element.get_attribute("data-pick") == key
    press(page, Keys.ARROW_DOWN)
    assert page.switch_to.active_element == all_of(page, "#shares svg .pick")[1]
    assert len(all_of(page, '#shares svg .pick[tabindex="0"]')) == 1


def test_a_document_is_chosen_in_the_figure_of_all(page):
    row = one(page, '#collection [data-document="2"]')
    assert row.get_attribute("aria-label") == "讲话2"
    page.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", row)
    assert "第2篇第5句" in one(page, "#text").text
    assert not one(page, "#collection").is_displayed()


def test_two_documents_are_compared_by_the_interval_of_their_difference(browser, small, tmp_path):
    tables = [
        make_distribution({"health": (0.3, 0.28, 0.32), "education": (0.2, 0.1, 0.3)}, name="讲话0"),
        make_distribution({"health": (0.1, 0.08, 0.12), "education": (0.25, 0.15, 0.35)}, name="讲话1"),
    ]
    distribution = pd.concat([tables[0], tables[1][tables[1]["document_id"] != ALL]])
    open_page(browser, tmp_path / "report.html", small, distribution=distribution)
    choose(browser, "#document", "讲话0")
    choose(browser, "#other", "讲话1")
    said = one(browser, "#summary").text
    assert said == "与“讲话1”相比，“讲话0”更多谈卫生健康（+20点）；其余领域的差异不显著。"
    assert one(browser, "#shares svg .pick").get_attribute("aria-label").endswith("+20.0")
    assert one(browser, "#other-ribbon").is_displayed()
    check_console(browser)


@pytest.mark.slow
def test_tables_and_figures_are_downloaded(page):
    one(page, "#search").send_keys("第1篇")
    click(page, one(page, "#download"))
    rows = list(csv.reader(wait_for(page.downloads / "sentences.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0][:4] == ["document_id", "sentence_id", "kind", "text"]
    assert len(rows) == 41
    buttons = {button.text: button for button in all_of(page, "#shares .save button")}
    for name in ("SVG", "PNG", "CSV"):
        click(page, buttons[name])
    drawing = wait_for(page.downloads / "distribution.svg").read_text("utf-8")
    assert "<text" in drawing
    assert one(page, "#summary").text[:8] in drawing
    assert wait_for(page.downloads / "distribution.png").read_bytes()[:4] == b"\x89PNG"
    table = pd.read_csv(wait_for(page.downloads / "distribution.csv"))
    assert table["prevalence"].sum() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("target", "zh", "en"),
    [
        ("these documents", "针对这些文档本身", "for these documents"),
        ("documents like these", "针对同类文档", "like these"),
    ],
)
def test_what_intervals_are_for_is_said(browser, small, tmp_path, target, zh, en):
    open_page(browser, tmp_path / "report.html", small, distribution=count_shares(small).assign(target=target))
    assert zh in one(browser, "#shares .note").text
    click(browser, one(browser, "#language"))
    assert en in one(browser, "#shares .note").text
    check_console(browser)


def test_the_intervals_of_a_single_document_are_for_this_document(browser, small, tmp_path):
    open_page(
        browser, tmp_path / "report.html", small, distribution=count_shares(small).assign(target="these documents")
    )
    choose(browser, "#document", "讲话1")
    assert "针对这篇文档本身" in one(browser, "#shares .note").text
    click(browser, one(browser, "#language"))
    assert "for this document" in one(browser, "#shares .note").text
    check_console(browser)


CORNERS = """
return [...document.querySelectorAll(arguments[0])].map((text) => {
  const box = text.getBBox(), turn = text.getScreenCTM();
  return [[box.x, box.y], [box.x + box.width, box.y], [box.x + box.width, box.y + box.height], [box.x, box.y + box.height]]
    .map(([x, y]) => [turn.a * x + turn.c * y + turn.e, turn.b * x + turn.d * y + turn.f]);
});
"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_scale_of_a_heat_map_leaves_its_heads_room_beside_short_names(browser, small, tmp_path, language):
    open_page(browser, tmp_path / "report.html", small, width=1280, language=language)
    shapes = [np.array(found) for found in browser.execute_script(CORNERS, "#collection svg text")]
    texts = [found.text for found in browser.find_elements("css selector", "#collection svg text")]
    scale = texts.index({"zh": "占句子的%", "en": "% of sentences"}[language])
    heads = [shape for place, shape in enumerate(shapes) if place < scale]
    assert len(heads) > 20
    assert not any(overlap(shapes[scale], head) for head in heads)


def test_the_name_of_a_domain_in_the_text_stands_on_one_line(browser, small, tmp_path):
    open_page(browser, tmp_path / "report.html", small, width=390, language="en")
    choose(browser, "#document", "讲话1")
    for width in range(330, 450, 20):
        set_width(browser, width)
        tags = browser.execute_script(
            "return [...document.querySelectorAll('#text .tag')].map((tag) => [...tag.getClientRects()].map((box) => box.height))"
        )
        assert len(tags) > 20
        assert all(len(boxes) == 1 and boxes[0] < 20 for boxes in tags)


def test_ids_stand_for_names_where_they_are_asked_for(browser, small, tmp_path):
    open_page(browser, tmp_path / "report.html", small, language="id")
    assert "urban_infrastructure" in one(browser, "#shares svg").text
    assert one(browser, "#shares h2").text == "What it is about"
    check_console(browser)


def test_a_reader_changes_the_language(page):
    click(page, one(page, "#language"))
    assert one(page, "#shares h2").text == "What it is about"
    assert one(page, "html").get_attribute("lang") == "en"
    assert "Education" in one(page, "#shares svg").text
    click(page, one(page, "#language"))
    assert one(page, "#shares h2").text == "谈了什么"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 800, 1280])
def test_no_width_needs_scrolling_sideways_and_no_text_leaves_its_figure(browser, small, tmp_path, width, language):
    open_page(browser, tmp_path / "report.html", small, width=width, language=language)
    for document in (None, "讲话0"):
        if document:
            choose(browser, "#document", document)
        assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
        assert browser.execute_script(OUTSIDE) == []
    check_console(browser)


OUTSIDE = """
return [...document.querySelectorAll("figure svg")].filter((svg) => svg.getClientRects().length).flatMap((svg) => {
  const box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter((text) => {
    const own = text.getBoundingClientRect();
    return own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 || own.bottom > box.bottom + 1;
  }).map((text) => text.textContent);
});
"""


def test_own_codebooks_of_two_and_forty_domains_with_long_names_are_shown(browser, tmp_path):
    for count in (2, 40):
        own = Codebook("own", "1", tuple(Domain(f"d{k}", f"领域{k}" * 12, f"domain {k} " * 6) for k in range(count)))
        text = make_text([(f"d{k % count}", "", 0.9) for k in range(50)], domains=own.ids)
        table = make_distribution(dict.fromkeys(own.ids, (1 / count, 0, 1)), domains=own.ids)
        open_page(browser, tmp_path / f"{count}.html", text, codebook=own, distribution=table, width=700)
        assert len(all_of(browser, "#shares svg .pick")) == count
        assert browser.execute_script(OUTSIDE) == []
        assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
        assert not one(browser, "#families").text
    check_console(browser)


def test_a_document_without_body_sentences_says_so(browser, tmp_path):
    text = make_text([("health", "", 0.9)])
    text.sentences["kind"] = "heading"
    table = make_distribution({})
    open_page(browser, tmp_path / "report.html", text, distribution=table[:0])
    assert one(browser, "#summary").text == "没有正文句子，因此没有占比。"
    assert not one(browser, "#shares").is_displayed()
    check_console(browser)


def test_print_shows_the_whole_text_and_no_controls(page):
    choose(page, "#document", "讲话0")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    page.execute_script("window.dispatchEvent(new Event('beforeprint'))")
    try:
        assert not one(page, "#search").is_displayed()
        assert not one(page, "#bar").is_displayed()
        assert "第0篇第39句" in one(page, "#text").text
        assert page.execute_script("return document.querySelector('#shares svg').viewBox.baseVal.width") == 660
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        page.execute_script("window.dispatchEvent(new Event('afterprint'))")


@pytest.mark.slow
def test_sixty_documents_of_three_hundred_sentences_show_no_more_than_a_page_at_a_time(browser, tmp_path):
    open_page(browser, tmp_path / "large.html", make_labelled(60, 300))
    assert one(browser, "#found").text == "18000句，共18000句"
    assert len(all_of(browser, "#rows tr")) == 100
    assert browser.execute_script("return document.querySelectorAll('*').length") < 8000
    check_console(browser)


@pytest.mark.slow
def test_of_a_long_document_the_first_part_is_there_at_once_and_the_rest_before_it_is_needed(browser, tmp_path):
    from selenium.webdriver.common.keys import Keys

    open_page(browser, tmp_path / "long.html", make_labelled(1, 6000))
    assert len(all_of(browser, "#ribbon svg rect")) < 20000
    one(browser, "#search").send_keys("第0篇第5999句")
    # By the keyboard: the text above still grows, and a pointer may miss what it aimed at.
    one(browser, "#rows td.text button").send_keys(Keys.ENTER)
    assert browser.switch_to.active_element.text.startswith("第0篇第5999句")
    check_console(browser)


def test_long_names_of_documents_keep_rows_low_and_are_whole_in_a_tooltip(browser, small, tmp_path):
    long = "a-file-name-without-blanks_" * 8
    named = small.sentences.assign(document_id=small.sentences["document_id"].replace("讲话1", long))
    open_page(browser, tmp_path / "report.html", LabelledSentences(named, small.probabilities))
    one(browser, "#search").send_keys("第1篇")
    for width, most in ((1200, 110), (390, 160)):
        set_width(browser, width)
        heights = browser.execute_script(
            "return [...document.querySelectorAll('#rows tr')].map((row) => row.getBoundingClientRect().height)"
        )
        assert max(heights) < most
        assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
    assert one(browser, "#rows td.document span").get_attribute("title") == long
    set_width(browser, 1200)
    tips = browser.execute_script(
        "return [...document.querySelectorAll('#collection title')].map((x) => x.textContent)"
    )
    assert tips == [long]
    check_console(browser)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_control_has_a_name_and_an_id_of_its_own(browser, small, tmp_path, language):
    open_page(browser, tmp_path / "report.html", small, language=language)
    for document in (None, "讲话0"):
        if document:
            choose(browser, "#document", document)
        assert browser.execute_script(NAMELESS) == []
        ids = [element.get_attribute("id") for element in all_of(browser, "[id]")]
        assert len(set(ids)) == len(ids)
    requests = (
        "return performance.getEntriesByType('resource').map((x) => x.name).filter((x) => !x.startsWith('data:'))"
    )
    assert browser.execute_script(requests) == []
    check_console(browser)


NAMELESS = """
return [...document.querySelectorAll("button, input, select, a, [role=button], svg[role], img")].filter((element) =>
  element.getClientRects().length && !(element.getAttribute("aria-label") || element.getAttribute("alt") ||
  element.textContent.trim() || element.labels?.length)).map((element) => element.outerHTML);
"""


def test_of_very_many_sections_the_longest_have_rows_and_the_ribbon_has_no_marks(browser, tmp_path):
    text = make_text([("health", f"第{number // 5}条", 0.9) for number in range(3000)])
    open_page(browser, tmp_path / "report.html", text, distribution=make_distribution({"health": (1, 1, 1)}))
    assert "只列句数最多的100部分" in one(browser, "#sections .note").text
    assert one(browser, "#sections svg").size["height"] < 3000
    assert len(all_of(browser, "#ribbon svg line")) == 0
    check_console(browser)
