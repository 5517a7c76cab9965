"""Try every bad input and every fault, and write what became of them.

Example: python -m tests.robustness --output results/robustness
"""

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from tqdm import tqdm

from tests.robustness.faults import COMMANDS, Found, list_found
from tests.robustness.inputs import list_cases
from tests.robustness.judge import CRASHED, HUNG, LABELLED, REFUSED, SKIPPED, Verdict, judge, show, train_run

INPUT_COLUMNS = ("kind", "tried", "refused", "skipped", "labelled", "crashed", "hung", "wrote elsewhere", "others lost",
                 "by command line", "processor seconds at most")  # fmt: skip
FAULT_COLUMNS = (
    "fault",
    "command",
    "tried",
    "old result whole",
    "new result whole",
    "mixture",
    "next run works",
    "traces",
    "left behind",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, or 1 if anything was lost."""
    parser = argparse.ArgumentParser("python -m tests.robustness", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=Path("results/robustness"), help="the folder to write")
    parser.add_argument("--only", choices=["inputs", "faults"], help="one of the two tables")
    given = parser.parse_args(arguments)
    given.output.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        run = train_run(folder / "run")
        fine = True
        if given.only != "inputs":
            found = try_faults(folder, run)
            _write(given.output / "faults.csv", FAULT_COLUMNS, count_faults(found))
            fine = all(fault.fine for fault in found)
        if given.only != "faults":
            verdicts = try_inputs(folder, run)
            fine = fine and all(_is_fine(verdict) for found in verdicts.values() for verdict, _ in found)
            _write(given.output / "inputs.csv", INPUT_COLUMNS, count_inputs(verdicts))
    return 0 if fine else 1


def try_faults(folder: Path, run: Path) -> list[Found]:
    """Try all faults, each command in a process of its own: threads would take the exit status from each other."""
    with ProcessPoolExecutor(len(COMMANDS), get_context("spawn")) as pool:
        waiting = [pool.submit(list_found, command, folder / "faults", run) for command in COMMANDS]
        found = [fault for lane in waiting for fault in lane.result()]
    for fault in found:
        if not fault.fine:
            tqdm.write(str(fault))
    return found


def try_inputs(folder: Path, run: Path) -> dict[str, list[tuple[Verdict, bool]]]:
    """Try all inputs, every other one beside a good document, and the first of each kind by the command line, too."""
    verdicts: dict[str, list[tuple[Verdict, bool]]] = defaultdict(list)
    for number, case in enumerate(list_cases()):
        for real in (False, True) if case.kind not in verdicts else (False,):
            verdict = judge(case, folder / "inputs" / "case", run, beside=number % 2 == 1, real=real)
            verdicts[case.kind].append((verdict, real))
            if not _is_fine(verdict):
                tqdm.write(f"{case.kind}, {case.name}: {show(verdict)}")
    return verdicts


def _is_fine(verdict: Verdict) -> bool:
    return verdict.outcome not in (CRASHED, HUNG) and not verdict.outside and not verdict.lost


def count_inputs(verdicts: dict[str, list[tuple[Verdict, bool]]]) -> list[list[object]]:
    """Return a row for each kind and one for all."""
    rows: list[list[object]] = []
    for kind, found in [*verdicts.items(), ("*", [pair for pairs in verdicts.values() for pair in pairs])]:
        outcomes = [verdict.outcome for verdict, real in found if not real]
        counts = [outcomes.count(outcome) for outcome in (REFUSED, SKIPPED, LABELLED)]
        bad = [sum(verdict.outcome == outcome for verdict, _ in found) for outcome in (CRASHED, HUNG)]
        elsewhere, lost = (
            sum(bool(value) for value in values)
            for values in zip(*((v.outside, v.lost) for v, _ in found), strict=True)
        )
        seconds = max(verdict.seconds for verdict, real in found if not real)
        rows.append(
            [kind, len(outcomes), *counts, *bad, elsewhere, lost, sum(real for _, real in found), f"{seconds:.1f}"]
        )
    return rows


def count_faults(found: Iterable[Found]) -> list[list[object]]:
    """Return a row for each fault of each command and one for all."""
    groups: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for fault in found:
        groups[fault.fault, fault.command].append(fault)
    groups["*", "*"] = [fault for group in groups.values() for fault in group]
    return [
        [
            *key,
            len(group),
            *(
                sum(values)
                for values in zip(
                    *((f.old, f.new, f.mixture, f.next_works, f.trace, bool(f.left)) for f in group), strict=True
                )
            ),
        ]
        for key, group in groups.items()
    ]


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
