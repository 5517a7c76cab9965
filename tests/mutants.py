"""Change single lines of the package and see which of the changes turn a test red: mutation testing, by mutmut's mutations.

The mutations are those of mutmut, whose own runner tests only what stands in functions; here constants are changed, too.
Each mutant is tested by the tests that mirror its module and by the doctests of the module, in a copy of the project.
Annotations, functions with decorators, help of flags, and what is raised or warned are left as they are.

Example: python -m tests.mutants --packages measure --lines 10
"""

import contextlib
import csv
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, fields
from difflib import SequenceMatcher
from importlib import import_module
from importlib.util import cache_from_source
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from research.cli import run_command
from research.errors import InputError
from research.parser import count_jobs, flag, jobs_flag

ROOT = Path(__file__).parent.parent
PACKAGES = ("measure", "model", "labelling", "text")
COPIED = ("research", "tests")  # of the project; everything else in the copy is a link
_WHOLE = ".*"  # behind the name of a package
PATIENCE, MIN_SECONDS = 4, 20  # a mutant may take so many times what the unchanged module takes, and these on top
KILLED, SURVIVED = "killed", "survived"
EQUIVALENT = "equivalent"  # how the reason of a survivor begins that does the same as the code


@dataclass(frozen=True)
class MutantsConfig:
    """All settings of the run; they are the script's flags."""

    packages: tuple[str, ...] = flag(PACKAGES, "packages, or modules as measure.intervals")
    lines: int = flag(8, "lines of each module that are changed, drawn at random; 0 for every line", minimum=0)
    seed: int = flag(0, "of the sample")
    output: Path = flag(Path("results/robustness"), "the folder of the tables; rows of other modules stay in them")
    jobs: int = jobs_flag(1)


@dataclass(frozen=True)
class Mutant:
    """A module with one change.

    Attributes
    ----------
    module
        As ``measure.intervals``.
    line
        Where the change is, from 1.
    before, after
        The lines that change, joined and without indentation.
    code
        The changed module.
    """

    module: str
    line: int
    before: str
    after: str
    code: str


@dataclass(frozen=True)
class Row:
    """What came of the mutants of a module, or of a package, which is called as ``measure.*``.

    Attributes
    ----------
    module
        As ``measure.intervals``.
    mutants, killed, survived
        How many were tested, and of how many a test failed or did not.
    share
        Killed of all.
    equivalent
        Survivors that do the same as the code, as their reason says.
    share_of_others
        Killed of all but the equivalent ones.
    """

    module: str
    mutants: int
    killed: int
    survived: int
    share: str
    equivalent: int
    share_of_others: str


@dataclass(frozen=True)
class Survivor:
    """A mutant that no test noticed, and why none can or need."""

    module: str
    line: int
    before: str
    after: str
    why: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, or 2 for what the user can fix."""
    return run_command(run_mutants, MutantsConfig, "tests.mutants", __doc__, arguments)


def run_mutants(config: MutantsConfig) -> None:
    """Test the mutants of every module, and write its rows as soon as they are there."""
    if not hasattr(os, "fork"):
        raise InputError("mutants are tested in forked processes; run this on Linux or macOS, or in WSL on Windows")
    if config.packages and not _has_mutmut():
        raise InputError("mutmut is not installed; run: make mutants")
    modules = find_modules(config.packages)
    config.output.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="mutants-") as folder,
        ProcessPoolExecutor(count_jobs(config.jobs), mp_context=get_context("fork")) as pool,
    ):
        jobs = [(module, config, Path(folder)) for module in modules]
        for module, results in zip(modules, pool.map(_try_module, jobs), strict=True):
            row = write_results(config.output, module, results)
            print(*asdict(row).values(), sep=" | ", flush=True)  # noqa: T201 - a command
    for row in count_equivalent(config.output):
        if row.module.endswith(_WHOLE):
            print(*asdict(row).values(), sep=" | ")  # noqa: T201 - a command


def write_results(folder: Path, module: str, results: Sequence[tuple[Mutant, str]]) -> Row:
    """Put the results of a module in place of its former rows; the reasons of those that survive again stay."""
    rows = {row.module: row for row in _read(folder / "mutants.csv", Row) if not row.module.endswith(_WHOLE)}
    former = _read(folder / "mutants_survivors.csv", Survivor)
    reasons = {(one.module, one.before, one.after): one.why for one in former}
    survivors = [one for one in former if one.module != module]
    for mutant, result in results:
        if result == SURVIVED:
            why = reasons.get((module, mutant.before, mutant.after), "")
            survivors.append(Survivor(module, mutant.line, mutant.before, mutant.after, why))
    killed = sum(result == KILLED for _, result in results)
    rows[module] = make_row(module, len(results), killed, 0)
    _write(folder / "mutants.csv", Row, rows.values())
    _write(folder / "mutants_survivors.csv", Survivor, sorted(survivors, key=lambda one: (one.module, one.line)))
    return next(row for row in count_equivalent(folder) if row.module == module)


def count_equivalent(folder: Path) -> list[Row]:
    """Count the survivors that the reasons call equivalent, add up the packages, write the rows and return them."""
    survivors = _read(folder / "mutants_survivors.csv", Survivor)
    same = Counter(one.module for one in survivors if one.why.startswith(EQUIVALENT))
    rows = [row for row in _read(folder / "mutants.csv", Row) if not row.module.endswith(_WHOLE)]
    rows = [make_row(row.module, row.mutants, row.killed, same[row.module]) for row in rows]
    rows = sorted([*rows, *_add_up(rows)], key=lambda one: one.module)
    _write(folder / "mutants.csv", Row, rows)
    return rows


def find_modules(names: Iterable[str]) -> list[str]:
    """Return the modules that have tests of their own, of packages or by name."""
    found: list[str] = []
    for name in names:
        path = ROOT / "research" / name.replace(".", "/")
        if not path.is_dir() and not path.with_suffix(".py").is_file():
            raise InputError(f"{name}: no such package or module in research/; as measure or measure.intervals")
        paths = sorted(path.glob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
        modules = [".".join(path.relative_to(ROOT / "research").with_suffix("").parts) for path in paths]
        found += [module for module in modules if mirror(module).is_file()]
    return found


def mirror(module: str) -> Path:
    """Return the file that tests a module."""
    *package, name = module.split(".")
    return ROOT.joinpath("tests", *package, f"test_{name}.py")


def list_tests(module: str) -> list[Path]:
    """Return the files that test a module: its mirror, and that of the module it is a part of, as pdf of pdf_pages."""
    own = mirror(module)
    whole = mirror(module.split("_", maxsplit=1)[0])
    return [own, whole] if whole.is_file() and whole != own else [own]


def make_mutants(module: str, code: str, lines: int, seed: int) -> list[Mutant]:
    """Change a module: one change, drawn at random, on each of so many lines, also drawn at random.

    Parameters
    ----------
    module
        As ``measure.intervals``.
    code
        What it says.
    lines
        How many, at most; 0 for every line that can be changed.
    seed
        Of the sample.
    """
    import libcst
    from libcst import matchers
    from mutmut.mutation.file_mutation import create_mutations

    tree, mutations, *_ = create_mutations(f"{module}.py", code)
    messages = {id(inner) for node in matchers.findall(tree, _is_message()) for inner in _walk(node)}
    by_line: dict[int, list[Any]] = {}
    start = {id(node): line for node, line in _find_lines(libcst.MetadataWrapper(tree, unsafe_skip_copy=True))}
    for mutation in mutations:
        if id(mutation.original_node) not in messages and (line := start.get(id(mutation.original_node))):
            by_line.setdefault(line, []).append(mutation)
    generator = random.Random(f"{module} {seed}")
    places = sorted(by_line)
    generator.shuffle(places)
    mutants: list[Mutant] = []
    for place in places:
        if lines and len(mutants) == lines:
            break
        mutation = generator.choice(by_line[place])
        changed = tree.deep_replace(mutation.original_node, mutation.mutated_node).code
        if _compiles(changed) and changed != code:
            mutants.append(Mutant(module, *find_change(code, changed), changed))
    return sorted(mutants, key=lambda mutant: mutant.line)


def find_change(before: str, after: str) -> tuple[int, str, str]:
    """Return the first line that differs, from 1, and what stands before and after where the two differ."""
    old, new = before.splitlines(), after.splitlines()
    spans = [span for span in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if span[0] != "equal"]
    first, last = spans[0], spans[-1]
    return (
        first[1] + 1,
        " ".join(line.strip() for line in old[first[1] : last[2]]),
        " ".join(line.strip() for line in new[first[3] : last[4]]),
    )


def make_row(module: str, mutants: int, killed: int, equivalent: int) -> Row:
    """Return the row of so many mutants of a module or a package.

    Examples
    --------
    >>> make_row("measure.intervals", 8, 6, 1)
    Row(module='measure.intervals', mutants=8, killed=6, survived=2, share='0.750', equivalent=1, share_of_others='0.857')
    """
    others = mutants - equivalent
    share, share_of_others = (f"{killed / number:.3f}" if number else "" for number in (mutants, others))
    return Row(module, mutants, killed, mutants - killed, share, equivalent, share_of_others)


def _add_up(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield a row for each package."""
    for package in dict.fromkeys(row.module.split(".")[0] for row in rows):
        own = [row for row in rows if row.module.split(".")[0] == package]
        numbers = (sum(getattr(row, name) for row in own) for name in ("mutants", "killed", "equivalent"))
        yield make_row(package + _WHOLE, *numbers)


def copy_project(folder: Path) -> Path:
    """Copy what mutants change or what stands beside it, and link the rest."""
    project = folder / "project"  # ../shared is not beside it, as results are not to depend on it
    project.mkdir(parents=True)
    for path in ROOT.iterdir():
        if path.name in COPIED:
            shutil.copytree(path, project / path.name)
        elif path.name != ".git":
            (project / path.name).symlink_to(path)
    return project


def try_mutants(module: str, mutants: Sequence[Mutant], project: Path | None = None) -> list[str]:
    """Return for each mutant whether a test fails or takes far too long, or none does.

    Parameters
    ----------
    module
        As ``measure.intervals``.
    mutants
        Of that module.
    project
        From `copy_project`, and left as it was; by default a copy that is removed afterwards.

    Raises
    ------
    InputError
        If a test fails on the module as it is.
    """
    if project is None:
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            return try_mutants(module, mutants, copy_project(Path(folder)))
    log = project.parent / f"{module}.json"
    begun = time.monotonic()
    if not _passes(module, project, log, limit=None):
        said = log.with_suffix(".txt").read_text("utf-8", "replace").rstrip().splitlines()[-20:]
        place = mirror(module).relative_to(ROOT)
        raise InputError("\n".join([f"{place}: fails without a change; mend it first", *said]))
    limit = MIN_SECONDS + PATIENCE * (time.monotonic() - begun)
    _load(json.loads(log.read_text("utf-8"))["libraries"])
    path = project.joinpath("research", *module.split(".")).with_suffix(".py")
    compiled = Path(cache_from_source(str(path)))
    original = path.read_text("utf-8")
    results: list[str] = []
    for code in [*(mutant.code for mutant in mutants), original]:
        compiled.unlink(missing_ok=True)  # as the new file may have the size and the time of the one before
        path.write_text(code, "utf-8", newline="\n")
        if code != original:
            results.append(SURVIVED if _passes(module, project, log, limit) else KILLED)
    return results


class _Log:
    """What the unchanged module taught: how long each test takes, to run the fastest first, and what is to be loaded."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = json.loads(path.read_text("utf-8"))["seconds"] if path.exists() else {}
        self._seconds: dict[str, float] = {}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items.sort(key=lambda item: self._known.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report: Any) -> None:
        self._seconds[report.nodeid] = self._seconds.get(report.nodeid, 0.0) + report.duration

    def pytest_sessionfinish(self) -> None:
        if not self._path.exists():
            libraries = [name for name in sys.modules if name.split(".")[0] not in COPIED]
            self._path.write_text(json.dumps({"seconds": self._seconds, "libraries": libraries}), "utf-8")


def _load(libraries: Iterable[str]) -> None:
    """Load libraries once for all mutants, which start as copies of this process."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(None), contextlib.redirect_stderr(None):
        warnings.simplefilter("ignore")
        for name in libraries:
            with contextlib.suppress(Exception):  # the tests load it themselves, or fail
                import_module(name)


def _passes(module: str, project: Path, log: Path, limit: float | None) -> bool:
    """Return whether the tests of a module pass, in a process of their own and within so many seconds."""
    child = os.fork()
    if child == 0:
        os._exit(_run_tests(module, project, log))
    end = None if limit is None else time.monotonic() + limit
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status) == 0
        if end is not None and time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False
        time.sleep(0.02)


def _run_tests(module: str, project: Path, log: Path) -> int:
    """Run the tests of a module in this process, which has loaded libraries; of the project it uses the copy."""
    import pytest

    os.setsid()
    sys.dont_write_bytecode = False  # what is compiled in the copy is compiled once
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.chdir(project)
    nowhere = os.open(log.with_suffix(".txt"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    for name in [name for name in sys.modules if name.split(".")[0] in COPIED]:
        del sys.modules[name]
    sys.path[:] = [str(project), *(place for place in sys.path if place not in ("", str(ROOT)))]
    os.environ["PYTHONPATH"] = str(project)
    sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder)]
    warnings.resetwarnings()
    tests = [str(path.relative_to(ROOT)) for path in list_tests(module)]
    doctests = Path("research", *module.split(".")).with_suffix(".py")
    given = ["-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
    given += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # it is loaded before
    place = ["--rootdir", str(project), "--basetemp", str(project.parent / "temporary"), str(doctests), *tests]
    try:
        return int(pytest.main([*given, *place], plugins=[_Log(log)]))
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _try_module(job: tuple[str, MutantsConfig, Path]) -> list[tuple[Mutant, str]]:
    module, config, folder = job
    project = folder / str(os.getpid()) / "project"  # each process has a copy
    if not project.exists():
        copy_project(project.parent)
    path = project.joinpath("research", *module.split(".")).with_suffix(".py")
    mutants = make_mutants(module, path.read_text("utf-8"), config.lines, config.seed)
    return list(zip(mutants, try_mutants(module, mutants, project), strict=True))


def _is_message() -> Any:
    """Match the raising of an error, a warning, and a help of flags: the wording of messages is left to readers."""
    from libcst import matchers as m

    helped = m.AssignTarget(target=m.Name(value=m.MatchIfTrue(lambda name: name.endswith("_HELP"))))
    warned = m.Call(func=m.Attribute(value=m.Name("warnings"), attr=m.Name("warn")))
    return m.OneOf(m.Raise(), warned, m.Assign(targets=[helped]))


def _walk(node: Any) -> Iterator[Any]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _find_lines(wrapper: Any) -> Iterator[tuple[Any, int]]:
    from libcst.metadata import PositionProvider

    return ((node, place.start.line) for node, place in wrapper.resolve(PositionProvider).items())


def _compiles(code: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(code, "<mutant>", "exec")
    except SyntaxError:
        return False
    return True


def _has_mutmut() -> bool:
    try:
        import_module("mutmut.mutation.file_mutation")
    except ImportError:
        return False
    return True


def _read(path: Path, kind: type[Any]) -> list[Any]:
    if not path.exists():
        return []
    numbers = {declared.name for declared in fields(kind) if declared.type is int}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            kind(**{key: int(value) if key in numbers else value for key, value in row.items()})
            for row in csv.DictReader(file)
        ]


def _write(path: Path, kind: type[Any], rows: Iterable[Any]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [declared.name for declared in fields(kind)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(asdict, rows))


if __name__ == "__main__":
    sys.exit(main())
