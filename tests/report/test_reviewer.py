"""The reviewer: its widgets driven in Python, and JupyterLab in a browser with mouse and keyboard."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest

from research import review_sentences
from research.codebook import read_codebook
from research.corpus.review_session import ReviewSession
from research.corpus.tasks import Task, read_tasks, write_tasks
from research.report.reviewer import KEYS, Reviewer, read_keys, show_sentence

CODEBOOK = read_codebook()
ROOT = Path(__file__).parent.parent.parent
HOSTILE = "</div><script>window.broken=1</script><img src=x onerror=window.broken=1>&amp;的比例提高。"
TEXTS = ("新建学校3所。", "新建医院1所。", HOSTILE, "修建公路9公里。", "植树200亩。")


def make_tasks(path, count=5):
    tasks = [
        Task(
            "云溪县", str(number), TEXTS[number % 5], headings="二、工作安排 > <b>民生</b>", year="2019",
            context=f"前一句。{TEXTS[number % 5]}后一句。",
            proposal="education", probability=0.87, terms="学校 <i>校舍",
        )
        for number in range(count)
    ]  # fmt: skip
    write_tasks(path, tasks, CODEBOOK)
    return path


def read_domains(path):
    return [task.domain for task in read_tasks(path, CODEBOOK)]


class Clock:
    """A clock on which each look takes five seconds, unless it is stopped."""

    def __init__(self):
        self.now, self.step = 0.0, 5.0

    def __call__(self):
        self.now += self.step
        return self.now


@pytest.fixture
def path(tmp_path):
    return make_tasks(tmp_path / "tasks.csv")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def reviewer(path, clock):
    return Reviewer(ReviewSession(path, "甲", CODEBOOK, blind=False), clock=clock)


def type_keys(reviewer, keys):
    for key in keys:
        reviewer.key_field.value += key


def submit(reviewer):
    reviewer.key_field._handle_custom_msg({"event": "submit"}, [])  # what the field sends on Enter


def test_a_click_on_a_domain_saves_it_and_shows_the_next_sentence(reviewer, path):
    reviewer.domains["health"].click()
    assert read_domains(path) == ["health", "", "", "", ""]
    assert TEXTS[1] in reviewer.sentence.value
    assert reviewer.progress.value == 1
    assert "1 / 5" in reviewer.count.value


def test_every_domain_of_the_shipped_codebook_has_a_key_that_no_command_has():
    assert len(CODEBOOK) <= len(KEYS)
    assert len(set(KEYS)) == len(KEYS)
    assert not set(KEYS) & set("uspnx ")


def test_keys_label_in_codebook_order(reviewer, path):
    type_keys(reviewer, "1")
    type_keys(reviewer, "0")
    type_keys(reviewer, "a")
    assert read_domains(path)[:3] == [CODEBOOK.ids[0], CODEBOOK.ids[9], CODEBOOK.ids[10]]
    assert reviewer.domains[CODEBOOK.ids[10]].description.startswith("a ")


def test_full_width_letters_are_keys_too(reviewer, path):
    type_keys(reviewer, "２")
    assert read_domains(path)[0] == CODEBOOK.ids[1]


def test_two_keys_that_arrive_together_label_one_sentence(reviewer, path, clock):
    clock.step = 0.05
    clock.now = 100
    reviewer.key_field.value = "12"
    assert read_domains(path) == [CODEBOOK.ids[0], "", "", "", ""]
    assert "按得太快" in reviewer.said.value


def test_pasted_text_labels_nothing(reviewer, path):
    reviewer.key_field.value = "12ab"
    assert read_domains(path) == [""] * 5


def test_backspace_and_u_take_back(reviewer, path):
    type_keys(reviewer, "12")
    reviewer.key_field.value = reviewer.key_field.value[:-1]
    assert read_domains(path) == [CODEBOOK.ids[0], "", "", "", ""]
    type_keys(reviewer, "u")
    assert read_domains(path) == [""] * 5
    assert TEXTS[0] in reviewer.sentence.value
    reviewer.buttons["undo"].click()
    assert "没有可撤销的" in reviewer.said.value


@pytest.mark.parametrize("accept", [submit, lambda r: type_keys(r, " "), lambda r: r.buttons["accept"].click()])
def test_enter_space_and_button_accept_the_proposal(reviewer, path, accept):
    accept(reviewer)
    assert read_domains(path)[0] == "education"


def test_enter_keeps_the_label_of_a_sentence_that_has_one(reviewer, path):
    reviewer.domains["health"].click()
    reviewer.buttons["previous"].click()
    submit(reviewer)
    assert read_domains(path)[0] == "health"


def test_a_reviewer_is_blind_by_default_and_shows_and_accepts_no_proposal(path):
    reviewer = review_sentences(path, "甲")
    assert reviewer.why.value == ""
    assert not any("proposed" in button._dom_classes for button in reviewer.domains.values())
    submit(reviewer)
    assert read_domains(path)[0] == ""
    assert "没有模型建议" in reviewer.said.value


@pytest.mark.parametrize("keys", ["#", "x3", "＃"])
def test_shift_or_x_gives_a_second_domain_and_stays(reviewer, path, keys):
    type_keys(reviewer, keys)
    task = read_tasks(path, CODEBOOK)[0]
    assert (task.secondary, task.domain) == (CODEBOOK.ids[2], "")
    assert TEXTS[0] in reviewer.sentence.value
    assert not reviewer.second.value
    type_keys(reviewer, "4")
    task = read_tasks(path, CODEBOOK)[0]
    assert (task.domain, task.secondary) == (CODEBOOK.ids[3], CODEBOOK.ids[2])


def test_the_second_domain_cannot_be_the_first(reviewer, path):
    type_keys(reviewer, "1p!")
    assert read_tasks(path, CODEBOOK)[0].secondary == ""
    assert 'class="failed"' in reviewer.said.value


def test_skip_previous_and_next_move_without_a_label(reviewer, path):
    reviewer.buttons["skip"].click()
    reviewer.buttons["next"].click()
    assert reviewer.session.position == 2
    type_keys(reviewer, "p")
    assert reviewer.session.position == 1
    assert read_domains(path) == [""] * 5


def test_a_note_is_saved_beside_its_sentence(reviewer, path):
    reviewer.note.value = "拿不准"
    assert read_tasks(path, CODEBOOK)[0].note == "拿不准"
    reviewer.buttons["skip"].click()
    assert reviewer.note.value == ""
    assert [task.note for task in read_tasks(path, CODEBOOK)] == ["拿不准", "", "", "", ""]


def test_what_documents_say_is_escaped(reviewer):
    reviewer.session.go_to(1)
    reviewer.buttons["next"].click()
    shown = reviewer.sentence.value + reviewer.why.value
    for tag in ("<script", "<img", "<b>民", "<i>"):
        assert tag not in shown
    assert "&lt;script&gt;" in shown
    assert "&amp;amp;" in shown


def test_a_sentence_is_marked_inside_its_paragraph_and_a_long_one_is_cut():
    task = Task("甲", "0", "新建学校3所。", context="前" * 400 + "新建学校3所。" + "后" * 400)
    shown = show_sentence(task, "第 1 句", {"year": "{} 年", "heading": "标题"})
    assert f"…{'前' * 300}</span><mark>新建学校3所。</mark>" in shown
    assert f"{'后' * 300}…<" in shown
    assert "后" * 301 not in shown


def test_the_button_of_a_domain_has_its_color(reviewer):
    assert reviewer.domains["economy"].layout.border_left == f"4px solid {CODEBOOK['economy'].color}"


def test_hover_tells_what_the_codebook_says(reviewer):
    tooltip = reviewer.domains["economy"].tooltip
    domain = CODEBOOK["economy"]
    assert domain.definition in tooltip
    assert domain.counts[0] in tooltip
    assert domain.excludes[0] in tooltip


def test_an_answer_that_cannot_be_saved_is_told_and_changes_nothing(reviewer, path):
    path.write_bytes(path.read_bytes() + b"\n")
    before = path.read_bytes()
    reviewer.domains["health"].click()
    assert 'class="failed"' in reviewer.said.value
    assert "another program" in reviewer.said.value
    assert path.read_bytes() == before
    assert TEXTS[0] in reviewer.sentence.value


def test_the_end_is_told(reviewer):
    type_keys(reviewer, "11111")
    assert "全部 5 句已标注" in reviewer.said.value


def test_the_median_time_of_a_sentence_is_shown(reviewer):
    type_keys(reviewer, "12")
    assert "每句" in reviewer.count.value


def test_languages_differ_in_names_and_agree_in_texts(path):
    english = review_sentences(path, "甲", language="en")
    assert english.domains["health"].description.endswith(CODEBOOK["health"].name_en)
    assert english.buttons["undo"].description == "Undo u"
    assert review_sentences(path, "甲", language="id").domains["health"].description.endswith("health")
    texts = json.loads((ROOT / "research/report/reader/reviewer.json").read_text("utf-8"))
    assert set(texts["zh"]) == set(texts["en"])


def test_a_key_is_found_wherever_the_cursor_stands():
    assert read_keys("123", "1a23") == ("a", "")
    assert read_keys("123", "13") == ("", "2")
    assert read_keys("11", "111") == ("1", "")


# JupyterLab


def need(there, name):
    if not there:
        if os.environ.get("NEEDS_BROWSER"):
            pytest.fail(f"{name} is not here")
        pytest.skip(f"{name} is not here")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    driver = shutil.which("chromedriver")
    need(driver and shutil.which("chromium"), "chromium or chromedriver")
    need(find_spec("jupyterlab"), "jupyterlab")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for flag in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", f"--user-data-dir={tmp_path_factory.mktemp('browser')}",
        "--window-size=1200,1100",
    ):  # fmt: skip
        options.add_argument(flag)
    found = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield found
    found.quit()


@dataclass
class Lab:
    address: str
    token: str
    folder: Path

    def is_ready(self):
        try:
            with urllib.request.urlopen(f"{self.address}/api/status?token={self.token}", timeout=20) as answer:  # noqa: S310 - of this machine
                return answer.status == 200
        except OSError:
            return False


def wait_for(condition, what, seconds=60):
    """Return what the condition gives once it gives something; elements that were just replaced are looked up anew."""
    from selenium.common.exceptions import WebDriverException

    end = time.monotonic() + seconds
    while True:
        try:
            if found := condition():
                return found
        except WebDriverException:
            pass
        assert time.monotonic() < end, f"waited {seconds} seconds for {what}"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab on a folder with a notebook that reviews tasks.csv; the address of the notebook and its folder."""
    need(find_spec("jupyterlab"), "jupyterlab")
    home, folder = tmp_path_factory.mktemp("jupyter"), tmp_path_factory.mktemp("notebooks")
    settings = home / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
    source = "from research import review_sentences\nreview_sentences('tasks.csv', '甲', blind=False)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id="review")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "review.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    places = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython",
    }  # fmt: skip
    environment = os.environ | {name: str(home / place) for name, place in places.items()}
    environment |= {"PYTHONPATH": str(ROOT)}
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True",
    ]  # fmt: skip
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        lab = Lab(f"http://127.0.0.1:{port}", token, folder)
        wait_for(lambda: process.poll() is not None or lab.is_ready(), "JupyterLab")
        assert process.poll() is None, (home / "log").read_text("utf-8", "replace")
        yield lab
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


CONTEXT = "const context = [...window.jupyterapp.shell.widgets('main')][0].sessionContext;"


class Page:
    """The notebook in the browser."""

    def __init__(self, browser, lab):
        self.browser, self.lab = browser, lab
        self.path = lab.folder / "tasks.csv"

    def one(self, selector):
        return self.browser.find_element("css selector", selector)

    def all(self, selector):
        return self.browser.find_elements("css selector", selector)

    def open(self):
        self.browser.get(f"{self.lab.address}/doc/tree/review.ipynb?token={self.lab.token}")
        self.wait_until_idle()

    def wait_until_idle(self):
        """Wait until JupyterLab is connected to the kernel; before, it drops what is run."""
        script = (
            f"{CONTEXT} const kernel = context.session.kernel;"
            "return context.isReady && kernel.connectionStatus === 'connected' && kernel.status === 'idle'"
        )
        wait_for(lambda: self.browser.execute_script(script), "an idle kernel")

    def run(self):
        """Run the cell and wait for a reviewer that was not there before."""
        from selenium.webdriver import ActionChains, Keys

        before = [element.id for element in self.all(".research-reviewer")]
        self.one(".jp-CodeCell .cm-content").click()
        ActionChains(self.browser).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
        wait_for(
            lambda: [e for e in self.all(".research-reviewer") if e.id not in before and "/" in e.text], "the reviewer"
        )
        self.wait_until_idle()

    def restart_kernel(self):
        """Restart the kernel as JupyterLab does, and lose what was in it."""
        self.browser.execute_async_script(
            f"const done = arguments[0]; {CONTEXT} context.session.kernel.restart().then(done)"
        )
        self.wait_until_idle()

    def click(self, name):
        """Click a button, at a pace at which somebody could have read the sentence."""
        time.sleep(0.4)
        buttons = self.all(".research-reviewer button")
        next(button for button in buttons if name in button.text).click()

    def type(self, *keys):
        from selenium.webdriver import ActionChains

        time.sleep(0.4)
        ActionChains(self.browser).send_keys(*keys).perform()

    def expect(self, shown, *domains):
        """Wait for a text on the page and these labels in the file."""
        wait_for(lambda: shown in self.one(".research-reviewer").text, repr(shown), 20)
        wait_for(lambda: [d for d in read_domains(self.path) if d] == list(domains), f"{domains} in the file", 20)


@pytest.fixture(scope="module")
def notebook(browser, lab):
    page = Page(browser, lab)
    page.open()
    return page


@pytest.fixture
def page(notebook):
    make_tasks(notebook.path)
    notebook.browser.set_window_size(1200, 1100)
    notebook.run()
    return notebook


@pytest.mark.slow
def test_mouse_and_keyboard_label_in_jupyterlab(page):
    from selenium.webdriver import Keys

    names = CODEBOOK.names("zh")
    page.expect("0 / 5")
    page.click(names[3])
    page.expect("1 / 5", CODEBOOK.ids[3])
    page.type("2")  # the click gave the field for keys the focus
    page.expect("2 / 5", CODEBOOK.ids[3], CODEBOOK.ids[1])
    assert page.browser.execute_script("return window.broken") is None
    wait_for(lambda: HOSTILE in page.one(".research-reviewer mark").text, "the sentence")  # comes after the count
    page.type(Keys.ENTER)
    page.expect("3 / 5", CODEBOOK.ids[3], CODEBOOK.ids[1], "education")
    page.type(Keys.BACKSPACE)
    page.expect("2 / 5", CODEBOOK.ids[3], CODEBOOK.ids[1])
    page.type("u")
    page.expect("1 / 5", CODEBOOK.ids[3])
    page.click("撤销")
    page.expect("0 / 5")


@pytest.mark.slow
def test_after_the_kernel_was_restarted_it_goes_on_where_it_stopped(page):
    page.click("撤销")
    page.type("1")
    page.type("2")
    page.expect("2 / 5", *CODEBOOK.ids[:2])
    page.restart_kernel()
    page.run()
    page.expect("2 / 5", *CODEBOOK.ids[:2])
    wait_for(lambda: HOSTILE in page.one(".research-reviewer mark").text, "the sentence")  # comes after the count
    page.click("撤销")
    page.expect("1 / 5", CODEBOOK.ids[0])
    page.type("3")
    page.expect("2 / 5", CODEBOOK.ids[0], CODEBOOK.ids[2])


@pytest.mark.slow
def test_keys_are_no_commands_of_jupyterlab(page):
    page.click("撤销")
    for count, key in enumerate("add", 1):  # a inserts a cell, d d deletes one
        page.type(key)
        wait_for(lambda count=count: f"{count} / 5" in page.one(".research-reviewer").text, key)
    page.type("x")  # cuts a cell
    page.type("b")  # inserts a cell below
    page.expect("3 / 5", CODEBOOK.ids[10], CODEBOOK.ids[13], CODEBOOK.ids[13])
    wait_for(lambda: read_tasks(page.path, CODEBOOK)[3].secondary == CODEBOOK.ids[11], "the second domain")
    assert len(page.all(".jp-Notebook .jp-Cell")) == 1


def test_a_narrow_notebook_needs_no_scrolling_sideways(page):
    page.browser.set_window_size(520, 1000)
    script = "const found = document.querySelector('.research-reviewer').parentElement; return [found.scrollWidth, found.clientWidth]"
    wait_for(lambda: page.browser.execute_script(script)[1] < 450, "a narrow cell")
    content, box = page.browser.execute_script(script)
    assert content <= box
