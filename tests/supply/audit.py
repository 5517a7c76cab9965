"""Ask a public service whether pinned versions have known vulnerabilities, by pip-audit in an environment of its own.

Example: python -m tests.supply.audit --service osv
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from research.cli import run_command
from research.errors import InputError
from research.parser import flag

UNREACHED = (
    "the vulnerability service could not be reached, so nothing is known; run make audit where there is a network"
)


@dataclass(frozen=True)
class AuditConfig:
    """All settings of the audit; they are the script's flags."""

    constraints: Path = flag(Path("constraints.txt"), "the pinned versions")
    service: str = flag("pypi", "which service is asked", choices=("pypi", "osv"))


@dataclass(frozen=True)
class Answer:
    """What pip-audit returned: its exit status, what it said of each version, and what it complained of."""

    status: int
    said: str
    complaint: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, 1 if there are vulnerabilities, or 2 if nothing can be said."""
    return run_command(audit, AuditConfig, "tests.supply.audit", __doc__, arguments)


def audit(config: AuditConfig) -> int:
    """Print what is known of the pinned versions."""
    if not config.constraints.is_file():
        raise InputError(f"{config.constraints}: no such file; give --constraints")
    found = judge(ask(config))
    for line in found:
        print(line)  # noqa: T201 - a command
    if not found:
        print(f"{config.constraints}: no known vulnerabilities")  # noqa: T201 - a command
    return int(bool(found))


def ask(config: AuditConfig, run: Callable[..., Any] = subprocess.run) -> Answer:
    """Install pip-audit in a temporary environment and run it on the pinned versions."""
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        python = str(Path(folder) / "bin" / "python")
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit"]
        try:
            run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
            run(install, check=True, capture_output=True)
        except subprocess.CalledProcessError as error:
            raise InputError(f"pip-audit cannot be installed (pip ended with status {error.returncode})") from None
        command = [python, "-m", "pip_audit", "--requirement", str(config.constraints), "--no-deps", "--disable-pip"]
        command += ["--vulnerability-service", config.service, "--format", "json", "--progress-spinner", "off"]
        found = run(command, check=False, capture_output=True, text=True)
    return Answer(found.returncode, found.stdout, found.stderr)


def judge(answer: Answer) -> list[str]:
    """Return a line for each vulnerability.

    Raises
    ------
    InputError
        If the service was not reached, or knew nothing of some versions: pip-audit ends well then, having looked at none.
    """
    try:
        rows = json.loads(answer.said)["dependencies"]
    except (ValueError, KeyError):
        complaint = answer.complaint.strip().splitlines()
        other = not any(word in answer.complaint for word in ("ConnectionError", "ConnectTimeout", "Failed to resolve"))
        raise InputError(
            f"pip-audit ended with status {answer.status}: {complaint[-1] if complaint else ''}" if other else UNREACHED
        ) from None
    unknown = [row["name"] for row in rows if "skip_reason" in row]
    if not rows or len(unknown) == len(rows):
        raise InputError(UNREACHED)
    if unknown:
        raise InputError(f"the vulnerability service knows nothing of {', '.join(unknown)}; look these up by hand")
    return [
        f"{row['name']} {row['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no version yet'}"
        for row in rows
        for one in row["vulns"]
    ]


if __name__ == "__main__":
    sys.exit(main())
