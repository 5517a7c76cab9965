"""List what an installation brings along, with versions and licences: a software bill of materials.

Example: python -m tests.supply.sbom --output results/robustness
"""

import csv
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import quote

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from research import __version__
from research.cli import run_command
from research.errors import InputError
from research.parser import flag

ROOT = Path(__file__).parent.parent.parent
BASE = "base"
UNKNOWN = "unknown"
FREE = frozenset((
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU",
    "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib",
))  # fmt: skip
_NAMES = {
    "apache 2.0": "Apache-2.0",
    "bsd-3-clause, apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",  # of pypdfium2
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "sil open font license 1.1 (ofl-1.1)": "OFL-1.1",
} | {name.lower(): name for name in FREE}


@dataclass(frozen=True)
class SbomConfig:
    """All settings of the list; they are the script's flags."""

    output: Path = flag(Path("results/robustness"), "the folder to write sbom.cdx.json and licences.csv to")


@dataclass(frozen=True)
class Component:
    """What an installation brings along.

    Attributes
    ----------
    name, version
        As its metadata has them.
    licence
        An SPDX expression, or ``unknown``.
    needs
        Normal names of what it needs itself, sorted.
    extras
        The optional dependencies of the package that bring it; ``base`` for what always comes.
    """

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]
    extras: tuple[str, ...]

    @property
    def purl(self) -> str:
        """The package URL, by which any such list knows it."""
        return f"pkg:pypi/{canonicalize_name(self.name)}@{quote(self.version, safe='')}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, or 2 for what the user can fix."""
    return run_command(write_lists, SbomConfig, "tests.supply.sbom", __doc__, arguments)


def write_lists(config: SbomConfig) -> None:
    """Write the bill of materials and the licences, unless one is not free or a version is not the pinned one."""
    project = read_project()
    components = find_components(project, (BASE, *project["optional-dependencies"]))
    pins = read_pins(ROOT / "constraints.txt")
    for found in components:
        pinned = pins.get(canonicalize_name(found.name))
        if found.version != pinned:
            raise InputError(
                f"{found.name}: {found.version} is installed, constraints.txt says {pinned}; bring them in line"
            )
        if not is_free(found.licence):
            raise InputError(f"{found.name}: its licence is {found.licence}; do without it, or show that it is free")
    config.output.mkdir(parents=True, exist_ok=True)
    text = json.dumps(make_bill(project, components), ensure_ascii=False, indent=1, sort_keys=True)
    (config.output / "sbom.cdx.json").write_text(text + "\n", "utf-8", newline="\n")
    with (config.output / "licences.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", "version", "licence", "extra"])
        writer.writerows([found.name, found.version, found.licence, " ".join(found.extras)] for found in components)
    print(f"{config.output}: {len(components)} components, all under free licences")  # noqa: T201 - a command


def read_project() -> dict[str, Any]:
    """Read what pyproject.toml says of the project, with its version, which stands in the package."""
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found | {"version": __version__}


def read_pins(path: Path) -> dict[str, str]:
    """Read the pinned versions by normal name."""
    lines = (line.split("==") for line in path.read_text("utf-8").splitlines())
    return {canonicalize_name(name): version for name, version in lines}


def find_components(project: dict[str, Any], extras: Iterable[str]) -> list[Component]:
    """Find what the project needs, and what that needs, among what is installed.

    Parameters
    ----------
    project
        From `read_project`.
    extras
        Which of its optional dependencies to follow, or ``base`` for what it always needs.

    Returns
    -------
    list of Component
        By name, without the project itself.

    Raises
    ------
    InputError
        If something that is needed is not installed.
    """
    marks: dict[str, set[str]] = {}
    needs: dict[str, set[str]] = {}
    for extra in extras:
        waiting = [Requirement(line) for line in _direct(project, extra)]
        seen = set()
        while waiting:
            wanted = waiting.pop()
            name = canonicalize_name(wanted.name)
            marks.setdefault(name, set()).add(extra)
            for asked in ("", *sorted(wanted.extras)):
                if (name, asked) not in seen:
                    seen.add((name, asked))
                    further = list(_requirements(name, asked))
                    needs.setdefault(name, set()).update(canonicalize_name(one.name) for one in further)
                    waiting += further
    return [_describe(name, needs[name], marks[name]) for name in sorted(marks)]


def _direct(project: dict[str, Any], extra: str) -> list[str]:
    found: list[str] = project["dependencies"] if extra == BASE else project["optional-dependencies"][extra]
    return found


def _requirements(name: str, extra: str) -> Iterator[Requirement]:
    environment = default_environment() | {"extra": extra}
    for line in _find(name).requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate(environment):  # type: ignore[arg-type]
            yield requirement


def _describe(name: str, needs: set[str], marks: set[str]) -> Component:
    found = _find(name)
    return Component(found.name, found.version, find_licence(found), tuple(sorted(needs)), tuple(sorted(marks)))


def _find(name: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError:
        raise InputError(f"{name}: is needed but not installed; run make sbom") from None


def find_licence(found: Distribution) -> str:
    """Tell the licence of what is installed.

    The expression in its metadata is taken first, then the classifier, then the field of free text. Where these say
    "BSD" and not which one, the text of the licence does.
    """
    about = found.metadata.get_all
    for expression in about("License-Expression") or ():
        return str(expression)
    classifiers = [line.split(" :: ")[-1] for line in about("Classifier") or () if line.startswith("License :: OSI")]
    texts = [*(classifiers if len(classifiers) == 1 else ()), *(about("License") or ())]
    for text in texts:
        if named := name_licence(text):
            return named
    return name_bsd("\n".join([*texts, *_read_licences(found)]))


def name_licence(text: str) -> str:
    """Return the SPDX expression for what a field calls a licence, or nothing.

    Examples
    --------
    >>> name_licence("Apache 2.0"), name_licence("MPL-2.0 AND MIT"), name_licence("BSD License")
    ('Apache-2.0', 'MPL-2.0 AND MIT', '')
    """
    words = re.split(r" (AND|OR) ", text.strip())
    if len(words) > 1:
        return text.strip() if all(word in FREE for word in words[::2]) else ""
    return _NAMES.get(text.strip().lower(), "")


def name_bsd(text: str) -> str:
    """Tell which BSD licence a text is, by its third clause.

    Examples
    --------
    >>> name_bsd("Redistribution and use in source and binary forms ... Neither the name of ..."), name_bsd("BSD")
    ('BSD-3-Clause', 'unknown')
    """
    plain = " ".join(text.split())
    if "Redistribution and use in source and binary forms" not in plain:
        return UNKNOWN
    return "BSD-3-Clause" if re.search("Neither the names? |used to endorse", plain) else "BSD-2-Clause"


def _read_licences(found: Distribution) -> Iterator[str]:
    for file in found.files or ():
        if ".dist-info" in file.parts[0] and re.match("LICEN[CS]E|COPYING", file.name, re.IGNORECASE):
            yield Path(str(file.locate())).read_text("utf-8", "replace")


def is_free(licence: str) -> bool:
    """Tell whether a licence, or a choice that it leaves, is one of FREE.

    Examples
    --------
    >>> is_free("MIT OR GPL-3.0-only"), is_free("MIT AND GPL-3.0-only"), is_free("unknown")
    (True, False, False)
    """
    return any(all(name in FREE for name in choice.split(" AND ")) for choice in licence.split(" OR "))


def make_bill(project: dict[str, Any], components: Sequence[Component]) -> dict[str, object]:
    """Make the bill of materials in the form of CycloneDX 1.6, without a time and random numbers.

    Parameters
    ----------
    project
        From `read_project`.
    components
        From `find_components`.
    """
    root = Component(project["name"], project["version"], project["license"], (), (BASE,))
    purls: dict[str, str] = {canonicalize_name(found.name): found.purl for found in components}
    direct = {
        canonicalize_name(Requirement(line).name)
        for extra in _extras_of(components)
        for line in _direct(project, extra)
    }
    listed = [{"ref": root.purl, "dependsOn": sorted(purls[name] for name in direct)}]
    listed += [{"ref": found.purl, "dependsOn": sorted(purls[name] for name in found.needs)} for found in components]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _entry(root) | {"type": "application"}},
        "components": [_entry(found) for found in components],
        "dependencies": listed,
    }


def _extras_of(components: Iterable[Component]) -> list[str]:
    return sorted({extra for found in components for extra in found.extras})


def _entry(found: Component) -> dict[str, object]:
    single = " " not in found.licence
    return {
        "type": "library",
        "bom-ref": found.purl,
        "name": found.name,
        "version": found.version,
        "purl": found.purl,
        "licenses": [{"license": {"id": found.licence}} if single else {"expression": found.licence}],
        "scope": "required" if BASE in found.extras else "optional",
    }


if __name__ == "__main__":
    sys.exit(main())
