"""The page for reading, in a browser: filter, search, sort, keyboard, print, a narrow screen, hostile text."""

import csv
import os
import shutil
import time

import numpy as np
import pandas as pd
import pytest

from research.codebook import read_codebook
from research.labelling.batch import COLUMNS
from research.labelling.output_tables import ALL
from research.labelling.read_back import LabelledSentences
from research.measure.prevalence import count_distribution
from research.report.reading_page import write_reading_page

CODEBOOK = read_codebook()
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


def write(path, labelled):
    distribution = count_shares(labelled)
    write_reading_page(path, labelled, distribution, CODEBOOK, title="标注 <b>", method=["方法 & 数字"])


@pytest.fixture(scope="module")
def small():
    return make_labelled(3, 40)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    driver = shutil.which("chromedriver")
    if driver is None or shutil.which("chromium") is None:
        if os.environ.get("NEEDS_BROWSER"):
            pytest.fail("chromium and chromedriver are not here")
        pytest.skip("chromium and chromedriver are not here")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    folder = tmp_path_factory.mktemp("browser")
    for flag in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", f"--user-data-dir={folder}", "--window-size=1200,1000",
    ):  # fmt: skip
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.add_experimental_option("prefs", {"download.default_directory": str(folder)})
    found = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    found.downloads = folder
    yield found
    found.quit()


@pytest.fixture
def page(browser, small, tmp_path):
    write(tmp_path / "report.html", small)
    browser.set_window_size(1200, 1000)
    browser.get((tmp_path / "report.html").as_uri())
    yield browser
    errors = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert errors == []


def all_of(page, selector):
    return page.find_elements("css selector", selector)


def one(page, selector):
    return page.find_element("css selector", selector)


def press(page, key):
    from selenium.webdriver import ActionChains

    ActionChains(page).send_keys(key).perform()


def test_the_same_labels_give_the_same_page_without_a_network(small, tmp_path):
    for name in ("one.html", "two.html"):
        write(tmp_path / name, small)
    text = (tmp_path / "one.html").read_text("utf-8")
    assert text == (tmp_path / "two.html").read_text("utf-8")
    assert "http://" not in text
    assert "https://" not in text
    assert HOSTILE not in text


def test_what_documents_say_is_shown_as_text(page):
    assert page.execute_script("return window.broken") is None
    assert HOSTILE in one(page, "#text").text
    assert one(page, "h1").text == "标注 <b>"


def test_a_click_on_a_domain_filters_text_and_table(page, small):
    domain = small.sentences.loc[5, "domain"]
    number = CODEBOOK.ids.index(domain)
    all_of(page, "#domains button")[number].click()
    expected = int((small.sentences["domain"] == domain).sum())
    assert one(page, "#found").text == f"{expected} / {len(small.sentences)}"
    shown = all_of(page, "#text .sentence[tabindex]:not(.faded)")
    assert len(shown) == int(
        ((small.sentences["domain"] == domain) & (small.sentences["document_id"] == "讲话0")).sum()
    )
    assert all_of(page, "#domains button")[number].get_attribute("aria-pressed") == "true"
    one(page, "#all-domains").click()
    assert one(page, "#found").text == f"{len(small.sentences)} / {len(small.sentences)}"


def test_the_table_is_searched_and_sorted(page):
    one(page, "#search").send_keys("第2篇第39句")
    assert [row.text for row in all_of(page, "#rows td.text")] == ["第2篇第39句，建设医院0所。"]
    one(page, "#search").clear()
    one(page, "#search").send_keys("第2篇")
    for _ in range(2):
        all_of(page, "#columns button")[1].click()
    numbers = [int(row.text) for row in all_of(page, "#rows tr td:nth-child(2)")]
    assert numbers == sorted(range(40), reverse=True)
    assert all_of(page, "#columns th")[1].get_attribute("aria-sort") == "descending"


def test_the_keyboard_alone_reads_a_document(page):
    from selenium.webdriver.common.keys import Keys

    one(page, "#document").send_keys(Keys.TAB)
    for _ in range(2):  # a browser may stop at the box that scrolls
        if "sentence" not in page.switch_to.active_element.get_attribute("class"):
            press(page, Keys.TAB)
    assert page.switch_to.active_element == all_of(page, "#text .sentence[tabindex]")[0]
    assert "医院 建设" in one(page, "#details").text
    press(page, Keys.ARROW_DOWN)
    assert page.switch_to.active_element == all_of(page, "#text .sentence[tabindex]")[1]
    all_of(page, "#domains button")[3].send_keys(Keys.ENTER)
    assert all_of(page, "#domains button")[3].get_attribute("aria-pressed") == "true"
    assert page.switch_to.active_element == all_of(page, "#domains button")[3]


def test_another_document_is_chosen_and_hover_tells_probabilities(page):
    from selenium.webdriver import ActionChains
    from selenium.webdriver.support.ui import Select

    Select(one(page, "#document")).select_by_visible_text("讲话2")
    assert "第2篇第5句" in one(page, "#text").text
    ActionChains(page).move_to_element(all_of(page, "#text .sentence[tabindex]")[2]).perform()
    assert "一、工作回顾" in one(page, "#details").text


def test_the_table_is_downloaded_as_csv(page):
    one(page, "#search").send_keys("第1篇")
    one(page, "#download").click()
    path = page.downloads / "sentences.csv"
    for _ in range(50):
        if path.exists():
            break
        time.sleep(0.1)
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert rows[0][:4] == ["document_id", "sentence_id", "kind", "text"]
    assert len(rows) == 41


def test_a_narrow_screen_needs_no_scrolling_sideways(page):
    page.set_window_size(520, 900)
    assert page.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")


def test_print_shows_the_whole_text_and_no_controls(page):
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not one(page, "#search").is_displayed()
        assert page.execute_script(
            "const t = document.getElementById('text'); return t.scrollHeight <= t.clientHeight + 1"
        )
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_sixty_documents_of_three_hundred_sentences_show_no_more_than_a_page_at_a_time(browser, tmp_path):
    write(tmp_path / "large.html", make_labelled(60, 300))
    browser.get((tmp_path / "large.html").as_uri())
    assert one(browser, "#found").text == "18000 / 18000"
    assert len(all_of(browser, "#rows tr")) == 100
    assert browser.execute_script("return document.querySelectorAll('*').length") < 3000
