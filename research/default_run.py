"""The run to label with where none was trained: the default model alone, fitted once into the user's cache folder."""

import hashlib
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from research import __version__
from research.codebook import read_codebook
from research.errors import InputError
from research.measure.choices import HELD_OUT
from research.messages import translate
from research.output import open_folder
from research.shipped import shipped_path

DISTRIBUTION = "policy-domains"
DEFAULT_RUN = Path("results/baseline")

_PACKAGE = Path(__file__).parent
_LEARNED_FROM = (
    "codebook.toml", "corpus/sentences.csv", "policy_items.csv", "instruments.csv", "key_words.csv", "vectors.npz",
    "words.txt", "stopwords.txt", HELD_OUT,
)  # fmt: skip
_CODE = ("text", "corpus", "model")  # in a clone the code changes between versions
_TICK = 0.5  # seconds between two updates of the progress bar


def find_run(run: Path, report: Callable[[str], object], *, report_kept: bool = True) -> Path:
    """Return the run to label with, which is another than asked for only where the default run was never trained.

    The default model is then fitted on the shipped corpus, without evaluation, and kept in the user's cache folder
    for the next time. Of two processes the second waits for the first.

    Parameters
    ----------
    run
        The folder that was asked for. It is returned unless it is `DEFAULT_RUN` and holds no model.
    report
        Takes a line that says which model is used.
    report_kept
        Whether that is also reported of a default model that was fitted before.

    Raises
    ------
    InputError
        If the cache folder cannot be written.
    """
    from research.model.storage import MODEL  # half a second, which `research label` spends while it prepares to plot

    if run.resolve() != DEFAULT_RUN.resolve() or (run / MODEL).exists():
        return run
    folder = find_cache_folder()
    if (folder / MODEL).exists():
        if report_kept:
            report(f"{run}: no trained run there; using the default model ({folder})")
        return folder
    report(f"{run}: no trained run there; fitting the default model, once; it is kept in {folder}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _wait_for(folder.with_name(f"{folder.name}.lock"), report):
            if not (folder / MODEL).exists():
                with open_folder(folder, overwrite=True) as temporary, _show_time("fitting the default model"):
                    fit_default_run(temporary)
    except OSError as error:
        raise InputError(
            f"{folder}: the default model cannot be kept there ({error.strerror or error}); "
            "train a run in the current folder with `research train`, then give this command again"
        ) from None
    return folder


def is_untrained(run: Path, study: Path | None = None) -> bool:
    """Tell whether a run is the one that a command takes by itself, and was not trained yet.

    Examples
    --------
    >>> is_untrained(Path("towns/results/baseline"), Path("towns")), is_untrained(Path("my-run"))
    (True, False)
    """
    return run in (DEFAULT_RUN, *([study / DEFAULT_RUN] if study else [])) and not run.exists()


def find_cache_folder() -> Path:
    """Return where the default model of this version and these data is kept."""
    from platformdirs import user_cache_path  # only here, as a trained run does without it

    from research.model.storage import FORMAT

    digest = hashlib.sha256(str(FORMAT).encode())
    files = [shipped_path(name) for name in _LEARNED_FROM]
    for file in [*files, *(file for name in _CODE for file in sorted((_PACKAGE / name).glob("*.py")))]:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return user_cache_path(DISTRIBUTION, appauthor=False) / f"default-{__version__}-{digest.hexdigest()[:16]}"


def fit_default_run(folder: Path) -> None:
    """Fit the classifier that `research train` keeps on the shipped corpus, and write what labelling needs of a run.

    Its errors on held-out documents, by which shares are corrected, were measured by ``make train`` and are shipped.

    Parameters
    ----------
    folder
        An existing folder, in which the model and the held-out errors are written.
    """
    from research.corpus.labelled import read_corpus  # scikit-learn, which labelling alone does not need
    from research.model.baselines import FULL, make_classifier, make_predictor
    from research.model.examples import list_examples
    from research.model.storage import MODEL, Model, write_model

    codebook, corpus = read_codebook(), read_corpus()
    classifier = make_classifier(FULL, codebook, terms=list_examples(codebook), n_jobs=-1).fit(
        corpus.sentences, corpus.labels
    )
    write_model(folder / MODEL, Model(make_predictor(classifier), codebook))
    shutil.copyfile(shipped_path(HELD_OUT), folder / HELD_OUT)


@contextmanager
def _wait_for(path: Path, report: Callable[[str], object]) -> Iterator[None]:
    from filelock import FileLock, Timeout  # only here, as the model is fitted once

    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        report("another process is fitting the default model; waiting for it")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _show_time(text: str) -> Iterator[None]:
    """Show on a terminal for how long the work has been going on: how much of it is done, the fit does not tell."""
    from tqdm import tqdm

    done = threading.Event()
    with tqdm(desc=translate(text), bar_format="{desc}: {elapsed}", disable=None) as bar:

        def tick() -> None:
            while not done.wait(_TICK):
                bar.refresh()

        clock = threading.Thread(target=tick, daemon=True)
        clock.start()
        try:
            yield
        finally:
            done.set()
            clock.join()
