"""Review sessions: one coder labels the sentences of a file one by one, and every answer is on the disk at once."""

import contextlib
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

from research.codebook import Codebook
from research.corpus.tasks import BLIND, COLUMNS, NOT_BLIND, Task, read_tasks, write_tasks
from research.errors import InputError
from research.output import replace_file

_ANSWER = ("domain", "secondary", "coder", "note", "blind")
_STEPS = 100


class ReviewSession:
    """Label the tasks of a file; opened again, it goes on at the first sentence without a label.

    Each change rewrites the file beside its place and renames it, so that a stopped program loses nothing and leaves
    no half file. A file that somebody else changed since it was read is left alone. A hidden file beside it,
    ``.<name>.undo``, keeps the last changes; it may be deleted.

    Parameters
    ----------
    path
        The tasks: a table as `research.corpus.tasks.write_tasks` writes it in the form ``csv``.
    coder
        The name that is written beside each label. A file belongs to one coder.
    codebook
        The domains to choose from.
    blind
        Whether the coder does not see the proposals in the file; it is written beside each label.

    Raises
    ------
    InputError
        If the file cannot be read, is empty, is not such a table, or somebody else labelled in it.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> codebook = read_codebook()
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "tasks.csv")
    ...     write_tasks(path, [Task("report", "0", "新建学校3所。"), Task("report", "1", "新建医院1所。")], codebook)
    ...     session = ReviewSession(path, "甲", codebook)
    ...     session.label("education")
    ...     again = ReviewSession(path, "甲", codebook)
    >>> again.current.text, again.progress
    ('新建医院1所。', (1, 2))
    """

    def __init__(self, path: Path, coder: str, codebook: Codebook, *, blind: bool = True) -> None:
        self.path = Path(path).resolve()  # a link stays a link when the file that it names is replaced
        self.coder = coder.strip()
        self.blind = blind
        self.codebook = codebook
        self._digest = self._measure()
        self.tasks = read_tasks(self.path, codebook)
        self._check()
        self._steps = self._read_steps()
        self.position = self._find_open(0)

    @property
    def current(self) -> Task:
        """The sentence to label."""
        return self.tasks[self.position]

    @property
    def progress(self) -> tuple[int, int]:
        """How many sentences have a label, and how many there are."""
        return sum(bool(task.domain) for task in self.tasks), len(self.tasks)

    def label(self, domain: str) -> None:
        """Give the current sentence its domain and go on to the next one without a label.

        Raises
        ------
        InputError
            If the codebook does not have `domain`, or the file cannot be written or was changed by somebody else;
            then nothing changes.
        """
        self.codebook.check_label(domain, f"{self.path.name}, sentence {self.position + 1}")
        secondary = "" if self.current.secondary == domain else self.current.secondary
        blind = BLIND if self.blind or not self.current.proposal else NOT_BLIND
        self._answer(domain=domain, secondary=secondary, coder=self.coder, blind=blind)
        self.skip()

    def label_secondary(self, domain: str) -> None:
        """Give the current sentence a second domain, or take it away if it has this one; stay at the sentence.

        Raises
        ------
        InputError
            As from `label`, and if `domain` is the sentence's domain already.
        """
        self.codebook.check_label(domain, f"{self.path.name}, sentence {self.position + 1}")
        if domain == self.current.domain:
            raise InputError(f"{domain!r} is the domain of this sentence already; choose another as the second")
        secondary = "" if self.current.secondary == domain else domain
        self._answer(secondary=secondary, coder=self.coder)

    def write_note(self, note: str) -> None:
        """Write a note beside the current sentence.

        Raises
        ------
        InputError
            As from `label`.
        """
        if note.strip() != self.current.note:
            self._answer(note=note.strip(), coder=self.coder)

    def skip(self) -> None:
        """Go on to the next sentence without a label; after the last one those that were passed over come again."""
        self.position = self._find_open(self.position + 1)

    def go_to(self, number: int) -> None:
        """Go to a sentence by its number from 0; beyond the ends, to the first or the last."""
        self.position = min(max(number, 0), len(self.tasks) - 1)

    def undo(self) -> bool:
        """Take back the last change and go to its sentence; False if there is none.

        Up to 100 changes are kept, and outlast a restart as long as nobody else changes the file.

        Raises
        ------
        InputError
            If the file cannot be written or was changed by somebody else.
        """
        if not self._steps:
            return False
        position, answer = self._steps[-1]
        self._save(position, answer, self._steps[:-1])
        self.position = position
        return True

    def _answer(self, **answer: str) -> None:
        before = {name: str(getattr(self.current, name)) for name in _ANSWER}
        steps = [*self._steps, (self.position, before)][-_STEPS:]
        self._save(self.position, answer, steps)

    def _find_open(self, start: int) -> int:
        """Return the first sentence without a label from `start` on and round the end; without one, `start`."""
        count = len(self.tasks)
        around = ((start + step) % count for step in range(count))
        return next((number for number in around if not self.tasks[number].domain), min(start, count - 1))

    def _save(self, position: int, answer: dict[str, str], steps: list[tuple[int, dict[str, str]]]) -> None:
        if self._measure() != self._digest:
            raise InputError(
                f"{self.path}: was changed by another program since it was opened, and this answer is not saved; "
                "close the file there and open it here anew"
            )
        task = replace(self.tasks[position], **answer)  # type: ignore[arg-type] # mypy takes the numbers in, too
        tasks = [*self.tasks[:position], task, *self.tasks[position + 1 :]]
        try:
            with replace_file(self.path) as temporary:
                write_tasks(temporary, tasks, self.codebook, "csv")
                digest = hashlib.sha256(temporary.read_bytes()).hexdigest()
        except OSError as error:
            raise InputError(
                f"{self.path}: cannot be written ({error.strerror}), and this answer is not saved; "
                "close the file in other programs and look whether the disk is full"
            ) from None
        self.tasks, self._digest, self._steps = tasks, digest, steps
        self._write_steps()

    def _measure(self) -> str:
        try:
            return hashlib.sha256(self.path.read_bytes()).hexdigest()
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read ({error.strerror}); give a file of tasks") from None

    def _check(self) -> None:
        if not self.coder:
            raise InputError("the coder has no name; give one, it is written beside each label")
        if not self.tasks:
            raise InputError(f"{self.path}: no sentences in it; sample some first with research review")
        header = self.path.read_bytes().split(b"\n", 1)[0].decode("utf-8-sig", "replace")
        for column in re.split(r"[,;\t]", header.strip()):
            if column.strip('"') not in COLUMNS:
                raise InputError(
                    f"{self.path}, line 1: column {column!r} would be lost; "
                    f"expected a table of tasks with the columns {', '.join(COLUMNS)}"
                )
        for number, task in enumerate(self.tasks, 1):
            if task.domain and task.coder not in ("", self.coder):
                raise InputError(
                    f"{self.path}, sentence {number}: labelled by {task.coder!r}, and you are {self.coder!r}; "
                    "give each coder a file of their own"
                )

    @property
    def _journal(self) -> Path:
        return self.path.with_name(f".{self.path.name}.undo")

    def _read_steps(self) -> list[tuple[int, dict[str, str]]]:
        """Read what can be taken back, if it was written for the file as it is."""
        try:
            journal = json.loads(self._journal.read_text("utf-8"))
            if journal["digest"] != self._digest:
                return []
            return [(position, dict(zip(_ANSWER, answer, strict=True))) for position, *answer in journal["steps"]]
        except (OSError, ValueError, RecursionError, KeyError, TypeError):
            return []

    def _write_steps(self) -> None:
        steps = [(position, *(answer[name] for name in _ANSWER)) for position, answer in self._steps]
        with contextlib.suppress(OSError):  # undo is a convenience; the answers are saved
            self._journal.write_text(json.dumps({"digest": self._digest, "steps": steps}), encoding="utf-8")
