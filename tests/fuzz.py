"""Try the tests that generate their cases with many more and ever new ones, for so many minutes.

Example: python -m tests.fuzz --minutes 10
"""

import argparse
import subprocess
import sys
import time

SEEDS = 1_000_000


def main() -> int:
    """Run rounds with new seeds until the time is up or a test fails; 1 if one does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=int(time.time()) % SEEDS, help="of the first round (default: new)")
    parser.add_argument("tests", nargs="*", default=["tests"])
    config = parser.parse_args()
    end = time.monotonic() + 60 * config.minutes
    for seed in range(config.seed, config.seed + SEEDS):
        command = [
            sys.executable, "-m", "pytest", "-q", "-x", "-m", "hypothesis", "-p", "no:randomly",
            f"--hypothesis-seed={seed}", "--hypothesis-profile=fuzz", *config.tests,
        ]  # fmt: skip
        try:
            found = subprocess.run(command, timeout=max(end - time.monotonic(), 1), check=False, capture_output=True)
        except subprocess.TimeoutExpired:
            break
        if found.returncode:
            sys.stdout.buffer.write(found.stdout)
            sys.stdout.write(f"\nseed {seed} found it; make its example a case of its own\n")
            return 1
        sys.stdout.write(f"seed {seed}: {found.stdout.decode().splitlines()[-1]}\n")
        sys.stdout.flush()
    sys.stdout.write("nothing found\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
