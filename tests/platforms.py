"""Run the tests on several Pythons, with the oldest and newest dependencies, and in awkward surroundings.

Example: python -m tests.platforms --cases "Python 3.12" "no network"
"""

import csv
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from research.cli import run_command
from research.errors import InputError
from research.parser import flag

ROOT = Path(__file__).parent.parent
PART = ("tests/text", "tests/model", "tests/measure", "tests/corpus", "tests/test_label.py")
NEWEST, OLDEST = "newest: constraints.txt", "oldest that pyproject.toml allows"
NOT_FOR_TESTS = ("mypy", "pandas-stubs", "ruff", "types-tqdm")
NOBODY = 65534
HOUR = 3600


@dataclass(frozen=True)
class Case:
    """Where the tests are run.

    Attributes
    ----------
    name, python, dependencies
        What the table calls it, the version of Python, and NEWEST or OLDEST.
    tests
        Files and folders; none for all tests.
    folder
        The name of the folder that environments are made in.
    variables
        What is set in the environment.
    before
        The command that runs the tests differently, such as one that takes the network away.
    """

    name: str
    python: str = "3.11"
    dependencies: str = NEWEST
    tests: tuple[str, ...] = PART
    folder: str = "project"
    variables: tuple[tuple[str, str], ...] = ()
    before: tuple[str, ...] = ()


OTHER_USER = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
CASES = (
    Case("Python 3.11", tests=()),
    Case("Python 3.12", "3.12", tests=()),
    Case("Python 3.13", "3.13", tests=()),
    Case("oldest dependencies", dependencies=OLDEST),
    Case("blank and Chinese in the path", folder="我的 研究"),
    Case("C locale", variables=(("LC_ALL", "C"),)),
    Case("another time zone", variables=(("TZ", "Pacific/Kiritimati"),)),
    Case("no network", before=("unshare", "--net")),
    Case("another user than root", folder="other-user", before=OTHER_USER),
)


@dataclass(frozen=True)
class Row:
    """What came of a case; numbers of tests are empty where none ran."""

    platform: str
    python: str
    dependencies: str
    tests: str
    seed: int
    passed: int | str = ""
    failed: int | str = ""
    skipped: int | str = ""
    note: str = ""


@dataclass(frozen=True)
class PlatformsConfig:
    """All settings of the runs; they are the script's flags."""

    cases: tuple[str, ...] = flag(("all",), "names of cases, as the table has them")
    seed: int | None = flag(None, "of the order of tests (default: drawn and printed)", type=int)
    output: Path = flag(Path("results/robustness/platforms.csv"), "the table; rows of other cases stay in it")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, 1 if a test failed or a case could not be run, or 2 for what the user can fix."""
    return run_command(run_cases, PlatformsConfig, "tests.platforms", __doc__, arguments)


def run_cases(config: PlatformsConfig) -> int:
    """Run every case and write its row as soon as it is there."""
    names = [case.name for case in CASES]
    wanted = names if config.cases == ("all",) else config.cases
    if unknown := sorted(set(wanted) - set(names)):
        raise InputError(f"{unknown[0]}: no such case; there are: {', '.join(names)}")
    seed = random.randrange(2**31) if config.seed is None else config.seed
    rows = read_table(config.output)
    with tempfile.TemporaryDirectory(prefix="platforms-") as folder:
        Path(folder).chmod(0o755)
        for case in CASES:
            if case.name in wanted:
                rows[case.name] = run_case(case, Path(folder), seed)
                print(*asdict(rows[case.name]).values(), sep=" | ", flush=True)  # noqa: T201 - a command
                write_table(config.output, [rows[name] for name in names if name in rows])
    return int(any(rows[name].failed not in ("0", 0) for name in wanted))


def run_case(case: Case, folder: Path, seed: int) -> Row:
    """Run the tests of a case; whatever goes wrong stands in its row.

    Parameters
    ----------
    case
        What to run.
    folder
        Where environments are made, to be used by later cases of the same Python, dependencies and folder.
    seed
        Of the order of tests.
    """
    start = Row(case.name, case.python, case.dependencies, "part" if case.tests else "all", seed)
    interpreter = find_python(case.python)
    missing = case.before and not shutil.which(case.before[0])
    if interpreter is None or missing:
        return _replace(start, note=f"not tried: {case.before[0] if missing else f'Python {case.python}'} is not here")
    if case.before and os.geteuid() != 0:
        return _replace(start, note="not tried: needs root")
    place = folder / case.folder / f"{case.python}-{case.dependencies[:6]}"
    try:
        python = prepare(case, interpreter, place)
        version = _ask([python], "import platform; print(platform.python_version())")
        command = [*case.before, str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += [f"--randomly-seed={seed}", *case.tests]
        found = subprocess.run(
            command, cwd=place, env=make_environment(case, place), capture_output=True, timeout=HOUR, check=False
        )
    except subprocess.CalledProcessError as error:
        return _replace(start, note=f"could not be made ready: {_last_line(error.stderr or error.stdout)}")
    except (OSError, subprocess.TimeoutExpired, UnicodeError) as error:
        return _replace(start, note=f"could not be run: {error}")
    said = found.stdout.decode("utf-8", "replace")
    if found.returncode:
        print(case.name, said, sep="\n", file=sys.stderr, flush=True)  # noqa: T201 - a command
    return _replace(start, python=version, **read_result(said, found.returncode))


def prepare(case: Case, interpreter: Path, place: Path) -> Path:
    """Copy the project, install it in an environment of its own beside the copy, and return the Python of that."""
    python = place / ".venv" / "bin" / "python"
    if python.exists():
        return python
    copy_project(place)
    if case.before == OTHER_USER and not is_readable(interpreter):
        interpreter = copy_python(interpreter, place.with_name("python"))
    pins = place / "pins.txt"
    project = tomllib.loads((place / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (place / "constraints.txt").read_text("utf-8").splitlines()
    if case.dependencies == OLDEST:
        lines = pin_oldest(project["dependencies"], lines)
    pins.write_text("\n".join(lines), "utf-8")
    extras = project["optional-dependencies"]
    tools = [line for line in extras["dev"] if name_of(line) not in NOT_FOR_TESTS]
    wanted = tools if case.tests else tools + extras["jupyter"]
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", str(pins)]
    _run([str(interpreter), "-m", "venv", str(place / ".venv")])
    _run([*install, "--editable", str(place), *wanted])
    if case.before == OTHER_USER:
        _run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(place)])
    return python


def copy_project(place: Path) -> None:
    """Copy what git knows and does not ignore, so that nothing that was left behind by other runs comes along."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8")
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    for name in ("home", "tmp"):
        (place / name).mkdir(parents=True)


def is_readable(interpreter: Path) -> bool:
    """Tell whether the other user may open a Python; that it can be started does not say so."""
    command = [*OTHER_USER, str(interpreter), "-c", "import sys; open(sys.executable, 'rb').close()"]
    return subprocess.run(command, cwd="/", capture_output=True, check=False).returncode == 0


def copy_python(interpreter: Path, place: Path) -> Path:
    """Copy a Python that lies where another user may not read."""
    prefix = Path(_ask([interpreter], "import sys; print(sys.base_prefix)"))
    shutil.copytree(
        prefix, place, symlinks=True, ignore=shutil.ignore_patterns("site-packages", "test", "__pycache__", "share")
    )
    return place / "bin" / interpreter.name


def make_environment(case: Case, place: Path) -> Mapping[str, str]:
    """Return the variables of a case: those of this process, with an own home, and none that tells the encoding."""
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONUTF8", "PYTHONPATH", "LC_ALL", "TZ")}
    if (library := place.with_name("python") / "lib").is_dir():
        kept["LD_LIBRARY_PATH"] = str(library)
    return kept | {"HOME": str(place / "home"), "TMPDIR": str(place / "tmp")} | dict(case.variables)


def find_python(version: str) -> Path | None:
    """Find a Python on PATH or among those of pyenv; None where there is none that runs."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [Path(path) for path in [shutil.which(f"python{version}")] if path]
    for path in found + sorted(pyenv.glob(f"{version}.*/bin/python{version}")):
        try:
            return Path(_ask([path], "import sys; print(sys.executable)"))
        except (OSError, subprocess.CalledProcessError):
            continue
    return None


def name_of(requirement: str) -> str:
    """Return the normal name that a requirement begins with.

    Examples
    --------
    >>> name_of("Python_DocX>=1.1.2"), name_of("jieba==0.42.1")
    ('python-docx', 'jieba')
    """
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement, maxsplit=1)[0]).lower()


def pin_oldest(requirements: Iterable[str], pins: Iterable[str]) -> list[str]:
    """Return pins that hold the requirements at their lower bounds, and all else as it was.

    Examples
    --------
    >>> pin_oldest(["numpy>=2.1", "rjieba>=0.2.2,<0.3"], ["NumPy==2.4.6", "joblib==1.6.0"])
    ['numpy==2.1', 'rjieba==0.2.2', 'joblib==1.6.0']
    """
    oldest = {}
    for line in requirements:
        bound = re.search(r"[>=]=\s*([\w.]+)", line)
        if bound is None:
            raise InputError(f"{line}: has no lower bound; write one in pyproject.toml")
        oldest[name_of(line)] = f"{name_of(line)}=={bound[1]}"
    return [*oldest.values(), *(line for line in pins if name_of(line) not in oldest)]


def read_result(text: str, status: int) -> dict[str, int | str]:
    r"""Count what pytest says of its tests, and name those that failed.

    Examples
    --------
    >>> read_result("FAILED tests/a.py::test_b - assert 0\n1 failed, 20 passed, 3 skipped in 4.0s", 1)
    {'passed': 20, 'failed': 1, 'skipped': 3, 'note': 'tests/a.py::test_b'}
    """
    last = _last_line(text)
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|skipped|error)", last)}
    if status not in (0, 1) or not counts:
        return {"note": f"pytest ended with status {status}: {last}"}
    failed = re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", text, re.MULTILINE)
    bad = counts.get("failed", 0) + counts.get("error", 0)
    return {
        "passed": counts.get("passed", 0), "failed": bad, "skipped": counts.get("skipped", 0), "note": "; ".join(failed)
    }  # fmt: skip


def read_table(path: Path) -> dict[str, Row]:
    """Read the rows that are there, by case."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {line["platform"]: Row(**line) for line in csv.DictReader(file)}  # type: ignore[arg-type]


def write_table(path: Path, rows: Iterable[Row]) -> None:
    """Write the rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Row)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)


def _replace(row: Row, **changes: int | str) -> Row:
    return Row(**asdict(row) | changes)


def _last_line(text: str | bytes) -> str:
    lines = (text.decode("utf-8", "replace") if isinstance(text, bytes) else text).strip().splitlines()
    return lines[-1].strip("= ") if lines else ""


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=HOUR)


def _ask(command: Sequence[str | Path], code: str) -> str:
    found = subprocess.run([*command, "-c", code], check=True, capture_output=True, text=True)
    return found.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
