"""Rerun the study of this folder from its documents and codings, and compare every file with its checksum.

Example: python rerun.py
"""

import hashlib
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MADE = HERE / "rerun"
GIVEN = ("tables", "results", "corpus", "rerun")  # what is made, and not copied


def main() -> int:
    """Return 0 if all files of the corpus and the results have the same bytes, else 1."""
    shutil.rmtree(MADE, ignore_errors=True)
    shutil.copytree(HERE, MADE, ignore=lambda folder, _: GIVEN if Path(folder) == HERE else ())
    for line in (HERE / "commands.txt").read_text("utf-8").splitlines():
        sys.stderr.write(f"$ {line}\n")
        status = subprocess.run([sys.executable, "-m", *shlex.split(line)], cwd=MADE, stdout=sys.stderr).returncode
        if status not in (0, 3):
            sys.stderr.write("stopped; see above\n")
            return 1
    same, different = 0, []
    for line in (HERE / "SHA256SUMS").read_text("utf-8").splitlines():
        expected, name = line.split("  ", 1)
        if name.startswith(("corpus/", "results/")):
            made = MADE / name
            if made.exists() and hashlib.sha256(made.read_bytes()).hexdigest() == expected:
                same += 1
            else:
                different.append(name)
    sys.stderr.write(f"{same} files have the same bytes, {len(different)} differ\n")
    sys.stdout.writelines(f"{name}\n" for name in different)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
