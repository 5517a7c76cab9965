"""The figure of a theme distribution, plotted by a process that gets ready while another one labels."""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from research.arrays import Array
    from research.codebook import Codebook
    from research.report.shares import PlottedShares

# The other process finds modules where this one does: the current folder may hold a file with the name of one.
_START = f"import sys; sys.path[:] = sys.argv[1:]; from {__name__} import serve; serve()"


class Plotter:
    """Plots a theme distribution: in a process that got ready beforehand, or in this one where there is none.

    Parameters
    ----------
    process
        Runs `serve`.
    """

    def __init__(self, process: "subprocess.Popen[bytes] | None" = None) -> None:
        self._questions = None if process is None else process.stdin
        self._answers = None if process is None else process.stdout
        self._asked = False

    def begin(self, *given: Any) -> None:  # noqa: ANN401 - as the function takes them
        """Do what `plot_distribution` does with the same arguments; another process goes on with it meanwhile."""
        if self._questions is None:
            plot_distribution(*given)
            return
        self._asked = True
        try:
            pickle.dump(given, self._questions)
            self._questions.flush()
        except OSError:  # on Windows a pipe that nobody reads is an invalid argument
            raise BrokenExecutor("the process that plots has ended") from None

    def wait(self) -> None:
        """Wait for what was begun, and raise here what another process raised.

        Raises
        ------
        BrokenExecutor
            If the other process was killed.
        """
        if self._answers is None or not self._asked:
            return
        try:
            failed = pickle.load(self._answers)  # noqa: S301 - from a process that this one started
        except EOFError:
            raise BrokenExecutor("the process that plots has ended") from None
        if failed is not None:
            raise failed


@contextmanager
def open_plotter(*, elsewhere: bool) -> Iterator[Plotter]:
    """Give what plots; the process for it, if one is wanted, is started at once.

    Parameters
    ----------
    elsewhere
        Whether another process is to plot: to import matplotlib takes as long as to label a speech.
    """
    if not elsewhere:
        yield Plotter()
        return
    command = [sys.executable, "-c", _START, *sys.path]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
    try:
        yield Plotter(process)
    finally:
        process.kill()  # it has plotted, or it is not needed
        process.communicate()


def serve() -> None:
    """Get ready, plot what standard input asks for, and write what went wrong, or None, to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the one that labels ends this one
    answers, sys.stdout = sys.stdout.buffer, sys.stderr  # what a library prints is no answer
    import_plotting()
    try:
        given = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    except EOFError:
        return
    threading.Thread(target=_end_with_input, daemon=True).start()
    failed = None
    try:
        plot_distribution(*given)
    except Exception as error:  # it is raised where it is waited for
        failed = error
    pickle.dump(failed, answers)
    answers.flush()
    os._exit(0)  # at once: to take apart what was imported takes a tenth of a second


def import_plotting() -> None:
    """Import what `plot_distribution` needs, and read the font: it takes longer than to plot."""
    from research.report.figures import load_font
    from research.report.share_dots import plot_shares  # noqa: F401

    load_font()


def plot_distribution(
    folder: Path, shares: "PlottedShares", documents: "Array | None", codebook: "Codebook", method: str, language: str
) -> None:
    """Plot a theme distribution and write it to the files ``distribution.png`` and ``.svg``.

    Parameters
    ----------
    folder
        To write to.
    shares, documents, codebook, language
        As `research.report.share_dots.plot_shares` takes them.
    method
        How shares were estimated, for the footnote.
    """
    from research.report.captions import describe_estimate
    from research.report.figures import write_print_figure
    from research.report.share_dots import plot_shares

    note = describe_estimate(method, language)
    ax = plot_shares(shares, codebook=codebook, language=language, documents=documents, note=note)
    write_print_figure(folder, "distribution", ax)


def _end_with_input() -> None:
    """End this process when its input ends, as it does when the process that labels is killed."""
    sys.stdin.buffer.read()
    os._exit(1)
