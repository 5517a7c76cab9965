"""What the package brings along is pinned, listed and free."""

import csv
import json
import platform
import sys
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from research.errors import InputError
from tests.supply import sbom

FOLDER = sbom.ROOT / "results" / "robustness"
PROJECT = sbom.read_project()
PINS = sbom.read_pins(sbom.ROOT / "constraints.txt")
BILL = json.loads((FOLDER / "sbom.cdx.json").read_text("utf-8"))
COMPONENTS = {canonicalize_name(found["name"]): found for found in BILL["components"]}
EXTRAS = (sbom.BASE, *PROJECT["optional-dependencies"])


def read_licences():
    with (FOLDER / "licences.csv").open(encoding="utf-8-sig", newline="") as file:
        return {canonicalize_name(row["name"]): row for row in csv.DictReader(file)}


def make_distribution(folder, name, *lines, licence=None):
    place = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    place.mkdir()
    (place / "METADATA").write_text(
        "\n".join(("Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *lines)), "utf-8"
    )
    if licence is not None:
        (place / "LICENSE").write_text(licence, "utf-8")
    (place / "RECORD").write_text("".join(f"{place.name}/{path.name},,\n" for path in place.iterdir()), "utf-8")


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_bill_names_exactly_what_is_installed_for_each_part(extra):
    if sys.version_info[:2] != (3, 11) or platform.system() != "Linux":
        pytest.skip("the bill is of Python 3.11 on Linux")
    wanted = PROJECT["dependencies"] if extra == sbom.BASE else PROJECT["optional-dependencies"][extra]
    for line in wanted:
        try:
            distribution(Requirement(line).name)
        except PackageNotFoundError as error:
            pytest.skip(f"extra {extra} is not installed: no {error.name}")
    found = {one.purl: one for one in sbom.find_components(PROJECT, [extra])}
    others = [one.name for one in found.values() if one.version != PINS.get(canonicalize_name(one.name))]
    if extra == "peers" and others:
        pytest.skip(f"extra peers was installed with other versions, of {others}: make sbom")  # make test leaves it be
    rows = [row for row in read_licences().values() if extra in row["extra"].split()]
    assert sorted(found) == sorted(COMPONENTS[canonicalize_name(row["name"])]["purl"] for row in rows)
    assert {one.name: one.licence for one in found.values()} == {row["name"]: row["licence"] for row in rows}
    needed = {item["ref"]: item["dependsOn"] for item in BILL["dependencies"]}
    for purl, one in found.items():
        assert {COMPONENTS[name]["purl"] for name in one.needs} <= set(needed[purl])


def test_every_component_is_pinned_at_its_version_and_every_pin_is_needed():
    assert {name: found["version"] for name, found in COMPONENTS.items()} == PINS


def test_every_direct_dependency_is_in_the_bill_at_a_version_that_it_allows():
    (direct,) = [
        item["dependsOn"] for item in BILL["dependencies"] if item["ref"] == BILL["metadata"]["component"]["bom-ref"]
    ]
    lines = [
        line
        for extra in EXTRAS
        for line in (PROJECT["dependencies"] if extra == sbom.BASE else PROJECT["optional-dependencies"][extra])
    ]
    for requirement in map(Requirement, lines):
        found = COMPONENTS[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(found["version"]), requirement
        assert found["purl"] in direct


def test_every_licence_is_free():
    rows = read_licences()
    assert [name for name, row in rows.items() if not sbom.is_free(row["licence"])] == []
    for name, found in COMPONENTS.items():
        (said,) = found["licenses"]
        assert rows[name]["licence"] == (said["license"]["id"] if "license" in said else said["expression"])
    assert rows.keys() == COMPONENTS.keys()


def test_the_bill_has_the_form_of_cyclonedx():
    assert (BILL["bomFormat"], BILL["specVersion"], BILL["version"]) == ("CycloneDX", "1.6", 1)
    assert not {"serialNumber", "timestamp"} & (BILL.keys() | BILL["metadata"].keys())
    everything = [BILL["metadata"]["component"], *BILL["components"]]
    for found in everything:
        name, version = canonicalize_name(found["name"]), found["version"]
        assert found["type"] in ("application", "library")
        assert found["purl"] == found["bom-ref"] == f"pkg:pypi/{name}@{version}"
    refs = [found["bom-ref"] for found in everything]
    assert len(set(refs)) == len(refs)


def test_references_resolve_and_all_components_are_reached():
    needed = {item["ref"]: item["dependsOn"] for item in BILL["dependencies"]}
    root = BILL["metadata"]["component"]["bom-ref"]
    assert needed.keys() == {root, *(found["bom-ref"] for found in BILL["components"])}
    reached, waiting = set(), [root]
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            waiting += needed[ref]
    assert reached == needed.keys()


BSD = "Redistribution and use in source and binary forms, with or\nwithout modification, are permitted"


@pytest.mark.parametrize(
    ("lines", "licence", "expected"),
    [
        (["License-Expression: MIT", "License: BSD"], None, "MIT"),
        (["Classifier: License :: OSI Approved :: MIT License", "License: Apache-2.0"], None, "MIT"),
        (["Classifier: License :: OSI Approved :: BSD License", "License: BSD-3-Clause"], None, "BSD-3-Clause"),
        (["Classifier: License :: OSI Approved :: BSD License"], f"{BSD} ... Neither the\n name of", "BSD-3-Clause"),
        (["License: BSD"], BSD, "BSD-2-Clause"),
        (["License: BSD"], None, "unknown"),
        (["License: MIT OR Apache-2.0", "Classifier: License :: OSI Approved :: MIT License", "Classifier: License :: OSI Approved :: Apache Software License"], None, "MIT OR Apache-2.0"),
        (["License: MIT AND Secret"], None, "unknown"),
        (["Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)"], None, "unknown"),
        ([], None, "unknown"),
    ],
)  # fmt: skip
def test_a_licence_is_found_where_it_stands(tmp_path, monkeypatch, lines, licence, expected):
    make_distribution(tmp_path, "sample", *lines, licence=licence)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert sbom.find_licence(distribution("sample")) == expected


def test_what_is_needed_is_followed_through_extras_and_markers(tmp_path, monkeypatch):
    make_distribution(tmp_path, "one", "Requires-Dist: two[more]>=1", "Requires-Dist: gone; python_version < '3'")
    make_distribution(
        tmp_path,
        "two",
        "Provides-Extra: more",
        "Requires-Dist: Three_X; extra == 'more'",
        "Requires-Dist: gone; extra == 'other'",
    )
    make_distribution(tmp_path, "three-x", "Requires-Dist: one")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = sbom.find_components(
        {"dependencies": ["one"], "optional-dependencies": {"tools": ["three.x"]}}, ["base", "tools"]
    )
    assert [(one.name, one.needs, one.extras) for one in found] == [
        ("one", ("two",), ("base", "tools")), ("three-x", ("one",), ("base", "tools")), ("two", ("three-x",), ("base", "tools")),
    ]  # fmt: skip
    with pytest.raises(InputError, match="gone: is needed but not installed"):
        sbom.find_components({"dependencies": ["gone"], "optional-dependencies": {}}, ["base"])


@pytest.mark.parametrize(
    ("licence", "pin", "message"),
    [
        ("GPL-3.0-only", "1.0", "its licence is GPL-3.0-only"),
        ("MIT", "2.0", "1.0 is installed, constraints.txt says 2.0"),
    ],
)
def test_a_licence_or_a_version_that_should_not_be_stops_the_command(
    tmp_path, monkeypatch, capsys, licence, pin, message
):
    make_distribution(tmp_path, "sample", f"License-Expression: {licence}")
    monkeypatch.syspath_prepend(str(tmp_path))
    project = {"dependencies": ["sample"], "optional-dependencies": {}, "name": "x", "version": "1", "license": "MIT"}
    monkeypatch.setattr(sbom, "read_project", lambda: project)
    monkeypatch.setattr(sbom, "read_pins", lambda _: {"sample": pin})
    assert sbom.main(["--output", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_the_same_installation_gives_the_same_bytes(tmp_path, monkeypatch):
    make_distribution(tmp_path, "sample", "License-Expression: MIT")
    monkeypatch.syspath_prepend(str(tmp_path))
    project = {"dependencies": ["sample"], "optional-dependencies": {}, "name": "x", "version": "1", "license": "MIT"}
    monkeypatch.setattr(sbom, "read_project", lambda: project)
    monkeypatch.setattr(sbom, "read_pins", lambda _: {"sample": "1.0"})
    for name in ("first", "second"):
        assert sbom.main(["--output", str(tmp_path / name)]) == 0
    for name in ("sbom.cdx.json", "licences.csv"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
