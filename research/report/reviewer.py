"""Reviewer: label sentences in a notebook with mouse or keyboard; ipywidgets is in the extra `jupyter`."""

import statistics
import time
import unicodedata
from collections.abc import Callable
from functools import partial
from html import escape
from os.path import commonprefix
from pathlib import Path

import ipywidgets as widgets

from research.codebook import Codebook, Domain, read_codebook
from research.corpus.exchange import Task
from research.corpus.session import ReviewSession
from research.errors import DataError

KEYS = "1234567890abcdefghijklmoqrtvwyz"  # without the letters of commands
_SHIFTED = dict(zip("!@#$%^&*()", "1234567890", strict=True))
_BLINK = 0.3  # seconds; who answers sooner has pressed twice, not read the next sentence
_BESIDE = 300  # characters of the paragraph before and after the sentence

_STYLE = """<style>
.research-reviewer { max-width: 64rem; gap: .5rem; overflow: visible; container-type: inline-size;
  font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
.research-reviewer .widget-html, .research-reviewer .widget-html-content { width: 100%; height: auto; line-height: 1.6;
  color: inherit; font-family: inherit; white-space: normal; overflow: visible; }
.research-reviewer .about, .research-reviewer .path, .research-reviewer .why { font-size: .85rem; opacity: .85; }
.research-reviewer .paragraph { font-size: 1.1rem; line-height: 1.8; white-space: pre-wrap; overflow-wrap: anywhere;
  border-left: 3px solid rgba(128, 128, 128, .5); padding: .2rem 0 .2rem .8rem; margin: .3rem 0; min-height: 5.6rem; }
.research-reviewer .paragraph .beside { opacity: .65; }
.research-reviewer mark { color: inherit; background: rgba(255, 190, 0, .33); font-weight: 600; padding: .1em 0; }
.research-reviewer .why { min-height: 1.6em; }
.research-reviewer .term { border: 1px solid rgba(128, 128, 128, .5); border-radius: 1em; padding: 0 .5em; }
.research-reviewer .row { flex-flow: row wrap; gap: .4rem; align-items: center; overflow: visible; }
.research-reviewer .row button { width: auto; margin: 0; }
.research-reviewer .keys { width: 11rem; margin: 0; } .research-reviewer .keys .widget-label { width: auto; }
.research-reviewer .note { width: auto; margin: 0; } .research-reviewer .note .widget-label { width: auto; }
.research-reviewer .domains { display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr));
  gap: .3rem; overflow: visible; }
.research-reviewer .domains button { width: auto; height: auto; min-height: 2rem; margin: 0; padding: .15rem .5rem;
  line-height: 1.3; text-align: left; white-space: normal; border: 2px solid transparent; font-family: inherit; }
.research-reviewer .domains button.proposed { border: 2px dashed #2f80d0; }
.research-reviewer .domains button.chosen { border: 2px solid #2e9e5b; background: rgba(46, 158, 91, .25);
  font-weight: 700; }
.research-reviewer .domains button.second { border: 2px dotted #2e9e5b; background: rgba(46, 158, 91, .12); }
.research-reviewer .failed { border-left: 4px solid #d03b3b; padding-left: .6rem; font-weight: 600; }
.research-reviewer .said { min-height: 1.6em; }
.research-reviewer summary { cursor: pointer; opacity: .85; font-size: .85rem; }
@container (max-width: 34rem) {
  .research-reviewer .domains { grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); }
  .research-reviewer .paragraph { font-size: 1rem; }
}
</style>"""

_TEXTS = {
    "zh": {
        "key": "键", "press": "在此按键", "accept": "接受 ⏎", "undo": "撤销 u", "skip": "跳过 s", "previous": "上一句 p",
        "next": "下一句 n", "second": "次领域 x", "note": "备注", "note_hint": "可选，离开此框即保存",
        "sentence": "第 {} 句", "proposal": "模型建议", "because": "依据", "seconds": "每句 {:.0f} 秒", "year": "{} 年",
        "counts": "包括：", "excludes": "不包括：", "heading": "标题", "done": "全部 {} 句已标注，保存在 {}。",
        "labelled": "第 {} 句：{}。已保存。", "saved": "已保存。", "undone": "已撤销。", "nothing": "没有可撤销的。",
        "soon": "按得太快：这一句刚刚出现，没有记录。", "unknown": "“{}” 不是快捷键；请切换到英文输入法。",
        "none": "这一句没有模型建议。", "separator": "、",
        "help": "快捷键（先点一下“键”框）：按钮上的数字或字母选领域；Shift＋键或先按 x 选次领域；回车或空格接受建议；"
        "u 或退格撤销；s 跳过；p 上一句；n 下一句。每一步立即保存。",
        "help_title": "快捷键",
    },
    "en": {
        "key": "Key", "press": "press here", "accept": "Accept ⏎", "undo": "Undo u", "skip": "Skip s",
        "previous": "Previous p", "next": "Next n", "second": "Second domain x", "note": "Note",
        "note_hint": "if you like; saved when you leave this field", "sentence": "sentence {}",
        "proposal": "The model proposes", "because": "because of", "seconds": "{:.0f} s a sentence", "year": "{}",
        "counts": "Counts: ", "excludes": "Does not: ", "heading": "heading",
        "done": "All {} sentences are labelled and saved in {}.", "labelled": "Sentence {}: {}. Saved.",
        "saved": "Saved.", "undone": "Taken back.", "nothing": "Nothing to take back.",
        "soon": "Too soon: this sentence has only just appeared. Nothing was saved.",
        "unknown": "'{}' is not a key; is an input method switched on?", "none": "No proposal for this sentence.",
        "separator": ", ",
        "help": "Click into the key field first. The digit or letter on a button chooses its domain; Shift with it, or x "
        "before it, the second domain; Enter or space accepts the proposal; u or Backspace takes back; s skips; p and n "
        "go to the previous and next sentence. Each step is saved at once.",
        "help_title": "Keys",
    },
}  # fmt: skip


def review_sentences(
    path: str | Path, coder: str, codebook: Codebook | None = None, language: str = "zh", *, blind: bool = False
) -> "Reviewer":
    """Label the sentences of a file in a notebook; make this call the last line of a cell.

    Every answer is saved at once. After the kernel stopped, run the cell again: it goes on where it stopped.

    Parameters
    ----------
    path
        Tasks in the form ``csv``.
    coder
        Your name or sign, written beside each label.
    codebook
        The domains, of which the first 31 have keys; the shipped one by default.
    language
        Of the names of domains and of buttons: ``zh``, ``en``, or ``id`` (English with ids).
    blind
        Hide what the model proposes. People tend to agree with what they are shown, so labels that the model is to
        be measured by should be given blind.

    Raises
    ------
    DataError
        As from `research.corpus.session.ReviewSession`.
    """
    codebook = read_codebook() if codebook is None else codebook
    return Reviewer(ReviewSession(Path(path), coder, codebook), language, blind=blind)


def read_keys(before: str, after: str) -> tuple[str, str]:
    """Return what was typed into a field and what was deleted, wherever the cursor stood.

    Full-width letters, as Chinese input methods give them, become plain ones.

    Examples
    --------
    >>> read_keys("12", "12３"), read_keys("123", "12"), read_keys("12", "1a2")
    (('3', ''), ('', '3'), ('a', ''))
    """
    start = len(commonprefix([before, after]))
    end = len(commonprefix([before[start:][::-1], after[start:][::-1]]))
    typed, deleted = after[start : len(after) - end], before[start : len(before) - end]
    return unicodedata.normalize("NFKC", typed), deleted


def show_sentence(task: Task, place: str, texts: dict[str, str]) -> str:
    """Return the HTML of a sentence inside its paragraph, under its headings; all text is escaped."""
    before, found, after = task.context.partition(task.text)
    if not found:
        before = after = ""
    before = f"…{before[-_BESIDE:]}" if len(before) > _BESIDE else before
    after = f"{after[:_BESIDE]}…" if len(after) > _BESIDE else after
    year = texts["year"].format(task.year) if task.year else ""
    kind = texts["heading"] if task.kind == "heading" else ""
    about = " · ".join(escape(part) for part in (task.document_id, year, place, kind) if part)
    return (
        f'<div class="about">{about}</div><div class="path">{escape(task.headings)}</div>'
        f'<div class="paragraph"><span class="beside">{escape(before)}</span><mark>{escape(task.text)}</mark>'
        f'<span class="beside">{escape(after)}</span></div>'
    )


def describe_domain(domain: Domain, texts: dict[str, str]) -> str:
    """Return the codebook's entry of a domain as lines of plain text."""
    lines = [f"{domain.name_zh} · {domain.name_en}", domain.definition]
    for name, items in (("counts", domain.counts), ("excludes", domain.excludes)):
        if items:
            lines.append(texts[name] + texts["separator"].join(items))
    return "\n".join(filter(None, lines))


class Reviewer(widgets.VBox):
    """Show a session's sentences one at a time and pass the answers on; see `review_sentences`.

    The field for keys keeps what was typed: emptying it after each key would lose keys that are under way.

    Parameters
    ----------
    session
        What is labelled.
    language, blind
        As for `review_sentences`.
    clock
        Seconds, running forward.
    """

    def __init__(
        self,
        session: ReviewSession,
        language: str = "zh",
        *,
        blind: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.session, self._clock, self._blind = session, clock, blind
        self._names = dict(zip(session.codebook.ids, session.codebook.names(language), strict=True))
        self._texts = _TEXTS["zh" if language == "zh" else "en"]
        self._seconds: list[float] = []
        self._shown = (-1, 0.0)
        texts = self._texts
        self.sentence, self.why, self.count, self.said = (widgets.HTML() for _ in range(4))
        self.progress = widgets.IntProgress(max=len(session.tasks), layout={"width": "14rem"})
        self.key_field = widgets.Text(description=texts["key"], placeholder=texts["press"])
        self.key_field.add_class("keys")
        self.key_field.observe(self._type, "value")
        self.key_field.on_msg(self._submit)
        self.note = widgets.Text(description=texts["note"], placeholder=texts["note_hint"], continuous_update=False)
        self.note.add_class("note")
        self.note.observe(self._write_note, "value")
        self.second = widgets.ToggleButton(description=texts["second"])
        self.second.add_class("second-mode")
        self.commands = {
            "accept": self.accept, "undo": self.undo, "skip": self.skip, "previous": self.previous, "next": self.next,
        }  # fmt: skip
        self.buttons = {name: self._make_button(texts[name], action) for name, action in self.commands.items()}
        self.domains = {
            domain.id: self._make_button("", partial(self.choose, domain.id), describe_domain(domain, texts))
            for domain in session.codebook.domains
        }
        super().__init__(self._arrange())
        self.add_class("research-reviewer")
        self._show("")

    def choose(self, domain: str) -> None:
        """Label the sentence, or give it a second domain where that is switched on."""
        if self.second.value:
            self.choose_second(domain)
        elif not self._is_too_soon():
            done = self._texts["labelled"].format(self.session.position + 1, self._names[domain])
            if self._try(partial(self.session.label, domain)):
                self._seconds.append(self._clock() - self._shown[1])
                self._show(done)

    def choose_second(self, domain: str) -> None:
        """Give the sentence a second domain or take it away."""
        if self._try(partial(self.session.label_secondary, domain)):
            self.second.value = False
            self._show(self._texts["saved"])

    def accept(self) -> None:
        """Label the sentence as the model proposes; one that has a label keeps it."""
        task = self.session.current
        domain = task.domain or self._find_proposal()
        if not domain:
            self._say(self._texts["none"], failed=True)
        elif not self._is_too_soon():
            self.second.value = False
            self.choose(domain)

    def undo(self) -> None:
        """Take back the last answer."""
        found: list[bool] = []
        if self._try(lambda: found.append(self.session.undo())):
            self._show(self._texts["undone" if found[0] else "nothing"])

    def skip(self) -> None:
        """Go on to the next sentence without a label."""
        self.session.skip()
        self._show("")

    def previous(self) -> None:
        """Go back by one sentence."""
        self.session.go_to(self.session.position - 1)
        self._show("")

    def next(self) -> None:
        """Go on by one sentence, labelled or not."""
        self.session.go_to(self.session.position + 1)
        self._show("")

    def press(self, key: str) -> None:
        """Do what a key stands for."""
        commands = {" ": self.accept, "u": self.undo, "s": self.skip, "p": self.previous, "n": self.next}
        plain = _SHIFTED.get(key, key.lower())
        domain = dict(zip(KEYS, self.domains, strict=False)).get(plain)
        if key in commands:
            commands[key]()
        elif key == "x":
            self.second.value = not self.second.value
        elif domain and plain != key:
            self.choose_second(domain)
        elif domain:
            self.choose(domain)
        else:
            self._say(self._texts["unknown"].format(key), failed=True)

    def _make_button(self, name: str, action: Callable[[], None], tooltip: str = "") -> widgets.Button:
        def click(_: widgets.Button) -> None:
            action()
            self.key_field.focus()

        button = widgets.Button(description=name, tooltip=tooltip or None)
        button.on_click(click)
        return button

    def _arrange(self) -> list[widgets.Widget]:
        head, row, grid = widgets.HBox([self.progress, self.count]), widgets.HBox(), widgets.Box()
        row.children = [self.key_field, *self.buttons.values(), self.second]
        grid.children = list(self.domains.values())
        for box, name in ((head, "row"), (row, "row"), (grid, "domains")):
            box.add_class(name)
        for page, name in ((self.why, "why"), (self.said, "said")):
            page.add_class(name)
        texts = self._texts
        keys = f"<details><summary>{texts['help_title']}</summary>{texts['help']}</details>"
        return [
            widgets.HTML(_STYLE),
            head,
            self.sentence,
            self.why,
            row,
            grid,
            self.note,
            self.said,
            widgets.HTML(keys),
        ]

    def _type(self, change: dict[str, str]) -> None:
        typed, deleted = read_keys(change["old"], change["new"])
        if not typed and len(deleted) == 1:
            self.undo()
        for key in typed if len(typed) <= 3 else "":  # longer is pasted
            self.press(key)

    def _submit(self, _: widgets.Widget, content: dict[str, object], __: object) -> None:
        if content.get("event") == "submit":
            self.accept()

    def _write_note(self, change: dict[str, str]) -> None:
        if change["new"].strip() != self.session.current.note and self._try(
            partial(self.session.write_note, change["new"])
        ):
            self._say(self._texts["saved"])

    def _find_proposal(self) -> str:
        proposal = self.session.current.proposal
        return proposal if proposal in self.session.codebook and not self._blind else ""

    def _is_too_soon(self) -> bool:
        """Say whether the sentence has only just appeared; a key that is held down stays too soon."""
        number, since = self._shown
        soon = self._clock() - since < _BLINK
        if soon:
            self._shown = (number, self._clock())
            self._say(self._texts["soon"], failed=True)
        return soon

    def _try(self, action: Callable[[], object]) -> bool:
        try:
            action()
        except DataError as error:
            self._say(str(error), failed=True)
            return False
        return True

    def _say(self, text: str, *, failed: bool = False) -> None:
        self.said.value = f'<div class="{"failed" if failed else "fine"}" role="status">{escape(text)}</div>'

    def _show(self, message: str) -> None:
        session, texts, task = self.session, self._texts, self.session.current
        if self._shown[0] != session.position:
            self._shown = (session.position, self._clock())
        done, total = session.progress
        pace = f" · {texts['seconds'].format(statistics.median(self._seconds))}" if self._seconds else ""
        self.progress.value = done
        self.count.value = f"{done} / {total}{pace}"
        self.sentence.value = show_sentence(task, texts["sentence"].format(session.position + 1), texts)
        self.why.value = self._show_proposal(task)
        self.note.value = task.note
        for key, (name, button) in zip(KEYS.ljust(len(self.domains)), self.domains.items(), strict=False):
            self._show_domain(key, name, button, task)
        self._say(texts["done"].format(total, session.path.name) if done == total else message)

    def _show_proposal(self, task: Task) -> str:
        proposal = self._find_proposal()
        if not proposal:
            return ""
        terms = " ".join(f'<span class="term">{escape(term)}</span>' for term in task.terms.split())
        sure = "" if task.probability is None else f" {task.probability:.0%}"
        because = f" · {self._texts['because']} {terms}" if terms else ""
        return f"{self._texts['proposal']} <b>{escape(self._names[proposal])}</b>{sure}{because}"

    def _show_domain(self, key: str, name: str, button: widgets.Button, task: Task) -> None:
        marks = {
            "proposed": name == self._find_proposal(), "chosen": name == task.domain, "second": name == task.secondary,
        }  # fmt: skip
        sign = " ✓" if marks["chosen"] else " ＋" if marks["second"] else ""
        button.description = f"{key}  {self._names[name]}{sign}".strip()
        for mark, stands in marks.items():
            (button.add_class if stands else button.remove_class)(mark)
