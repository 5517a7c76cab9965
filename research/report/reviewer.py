"""Reviewer: label sentences in a notebook with mouse or keyboard; ipywidgets is in the extra `jupyter`."""

import json
import statistics
import time
import unicodedata
from collections.abc import Callable
from functools import partial
from html import escape
from os.path import commonprefix
from pathlib import Path

import ipywidgets as widgets

from research.codebook import Domain
from research.corpus.review_session import ReviewSession
from research.corpus.tasks import Task
from research.errors import InputError
from research.report.palette import style_domains

KEYS = "1234567890abcdefghijklmoqrtvwyz"  # without the letters of commands
_COMMANDS = {"accept": " ", "undo": "u", "skip": "s", "previous": "p", "next": "n"}
_SHIFTED = dict(zip("!@#$%^&*()", "1234567890", strict=True))
_MIN_SECONDS = 0.3  # an answer that comes sooner is a key pressed twice: nobody has read the next sentence
_CONTEXT = 300  # characters of the paragraph that are shown before and after the sentence

_READER = Path(__file__).with_name("reader")


def read_keys(before: str, after: str) -> tuple[str, str]:
    """Return the characters that were typed into a field and those that were deleted, at any place of the cursor.

    Full-width letters, as Chinese input methods give them, become ASCII letters.

    Examples
    --------
    >>> read_keys("12", "12３"), read_keys("123", "12"), read_keys("12", "1a2")
    (('3', ''), ('', '3'), ('a', ''))
    """
    start = len(commonprefix([before, after]))  # noqa: RUF071 - of characters, not of folders
    end = len(commonprefix([before[start:][::-1], after[start:][::-1]]))  # noqa: RUF071
    typed, deleted = after[start : len(after) - end], before[start : len(before) - end]
    return unicodedata.normalize("NFKC", typed), deleted


def show_sentence(task: Task, place: str, texts: dict[str, str]) -> str:
    """Return the HTML of a sentence inside its paragraph, under its headings; all text is escaped."""
    before, found, after = task.context.partition(task.text)
    if not found:
        before = after = ""
    before = f"…{before[-_CONTEXT:]}" if len(before) > _CONTEXT else before
    after = f"{after[:_CONTEXT]}…" if len(after) > _CONTEXT else after
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
    """Show the sentences of a session one at a time and save the answers; see `research.review_sentences`.

    The field for keys keeps the typed characters: to empty it after each key would lose keys typed meanwhile.

    Parameters
    ----------
    session
        The sentences and their answers, and whether the proposals are hidden.
    language
        As `research.review_sentences` takes it.
    clock
        Returns the time in seconds.
    """

    def __init__(
        self,
        session: ReviewSession,
        language: str = "zh",
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.session, self._clock = session, clock
        self._names = dict(zip(session.codebook.ids, session.codebook.names(language), strict=True))
        self._texts = json.loads((_READER / "reviewer.json").read_text("utf-8"))["zh" if language == "zh" else "en"]
        self._seconds: list[float] = []
        self._shown = (-1, 0.0)
        texts = self._texts
        self.sentence, self.why, self.count, self.said = (widgets.HTML() for _ in range(4))
        self.progress = widgets.IntProgress(max=len(session.tasks), layout={"width": "14rem"})
        self.key_field = widgets.Text(description=texts["key"], placeholder=texts["press"])
        self.key_field.observe(self._type, "value")
        self.key_field.on_msg(self._submit)
        self.note = widgets.Text(description=texts["note"], placeholder=texts["note_hint"], continuous_update=False)
        self.note.observe(self._write_note, "value")
        self.second = widgets.ToggleButton(description=texts["second"])
        self.second.observe(lambda _: self.key_field.focus(), "value")
        self.buttons = {
            name: self._make_button(texts[name], partial(self.press, key)) for name, key in _COMMANDS.items()
        }
        self.domains = {
            domain.id: self._make_button("", partial(self.choose, domain.id), describe_domain(domain, texts))
            for domain in session.codebook.domains
        }
        for name, style in style_domains(self.domains, session.codebook).items():
            self.domains[name].layout.border_left = f"4px solid {style.color}"
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
        """Add a second domain to the sentence, or remove it."""
        if self._try(partial(self.session.label_secondary, domain)):
            self.second.value = False
            self._show(self._texts["saved"])

    def accept(self) -> None:
        """Label the sentence with the proposal of the model; a sentence that has a label keeps it."""
        domain = self.session.current.domain or self._find_proposal()
        if domain:
            self.second.value = False
            self.choose(domain)
        else:
            self._say(self._texts["none"], failed=True)

    def undo(self) -> None:
        """Undo the last answer."""
        found: list[bool] = []
        if self._try(lambda: found.append(self.session.undo())):
            self._show(self._texts["undone" if found[0] else "nothing"])

    def press(self, key: str) -> None:
        """Run the command of a key."""
        plain = _SHIFTED.get(key, key.lower())
        domain = dict(zip(KEYS, self.domains, strict=False)).get(plain)
        if key in "spn":
            self._go(key)
        elif key in " u":
            self.accept() if key == " " else self.undo()
        elif key == "x":
            self.second.value = not self.second.value
        elif domain:
            self.choose(domain) if plain == key else self.choose_second(domain)
        else:
            self._say(self._texts["unknown"].format(key), failed=True)

    def _go(self, key: str) -> None:
        if key == "s":
            self.session.skip()
        else:
            self.session.go_to(self.session.position + (1 if key == "n" else -1))
        self._show("")

    def _make_button(self, name: str, action: Callable[[], None], tooltip: str = "") -> widgets.Button:
        def click(_: widgets.Button) -> None:
            action()
            self.key_field.focus()

        button = widgets.Button(description=name, tooltip=tooltip or None)
        button.on_click(click)
        return button

    def _arrange(self) -> list[widgets.Widget]:
        style = widgets.HTML(
            f"<style>{(_READER / 'reviewer.css').read_text('utf-8')}</style>", layout={"display": "none"}
        )
        head = widgets.HBox([self.progress, self.count])
        row = widgets.HBox([self.key_field, *self.buttons.values(), self.second])
        grid = widgets.Box(list(self.domains.values()))
        for widget, name in (
            (head, "row"), (row, "row"), (grid, "domains"), (self.key_field, "keys"),
            (self.why, "why"), (self.note, "note"), (self.said, "said"),
        ):  # fmt: skip
            widget.add_class(name)
        texts = self._texts
        keys = f"<details><summary>{texts['help_title']}</summary>{texts['help']}</details>"
        return [style, head, self.sentence, self.why, row, self.said, grid, self.note, widgets.HTML(keys)]

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
        return proposal if proposal in self.session.codebook and not self.session.blind else ""

    def _is_too_soon(self) -> bool:
        """Tell whether the sentence has only just appeared; a key that is held down is always too soon."""
        number, since = self._shown
        soon = self._clock() - since < _MIN_SECONDS
        if soon:
            self._shown = (number, self._clock())
            self._say(self._texts["soon"], failed=True)
        return soon

    def _try(self, action: Callable[[], object]) -> bool:
        try:
            action()
        except InputError as error:
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
