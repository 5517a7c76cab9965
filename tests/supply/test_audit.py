"""An audit that could ask nobody is no clean audit."""

import json
import subprocess

import pytest

from research.errors import InputError
from tests.supply import audit

CLEAN = {"name": "numpy", "version": "2.4.6", "vulns": []}
BAD = {
    "name": "tornado",
    "version": "6.0",
    "vulns": [{"id": "X-1", "fix_versions": ["6.5"]}, {"id": "X-2", "fix_versions": []}],
}
SKIPPED = {"name": "jieba", "skip_reason": "Dependency not found on PyPI"}


def answer(*rows, status=0, complaint=""):
    return audit.Answer(status, json.dumps({"dependencies": rows, "fixes": []}), complaint)


def run_main(monkeypatch, tmp_path, found):
    (tmp_path / "pins.txt").write_text("numpy==2.4.6\n", "utf-8")
    monkeypatch.setattr(audit, "ask", lambda _: found)
    return audit.main(["--constraints", str(tmp_path / "pins.txt")])


def test_vulnerabilities_are_named_with_what_mends_them(monkeypatch, tmp_path, capsys):
    assert run_main(monkeypatch, tmp_path, answer(CLEAN, BAD, status=1)) == 1
    assert capsys.readouterr().out == "tornado 6.0: X-1, mended in 6.5\ntornado 6.0: X-2, mended in no version yet\n"


def test_none_known_is_said_and_ends_well(monkeypatch, tmp_path, capsys):
    assert run_main(monkeypatch, tmp_path, answer(CLEAN)) == 0
    assert "no known vulnerabilities" in capsys.readouterr().out


@pytest.mark.parametrize(
    "found",
    [
        answer(SKIPPED, SKIPPED | {"name": "numpy"}),
        answer(),
        audit.Answer(1, "", "Traceback ...\nrequests.exceptions.ConnectionError: Failed to resolve 'x'"),
    ],
)
def test_a_service_that_is_not_reached_is_told_in_one_line_and_no_success(monkeypatch, tmp_path, capsys, found):
    assert run_main(monkeypatch, tmp_path, found) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"error: {audit.UNREACHED}\n"


def test_versions_that_the_service_does_not_know_are_named(monkeypatch, tmp_path, capsys):
    assert run_main(monkeypatch, tmp_path, answer(CLEAN, SKIPPED)) == 2
    assert "knows nothing of jieba" in capsys.readouterr().err


def test_other_trouble_of_pip_audit_is_told_by_its_last_line(monkeypatch, tmp_path, capsys):
    assert run_main(monkeypatch, tmp_path, audit.Answer(3, "", "a\nb is broken\n")) == 2
    assert capsys.readouterr().err == "error: pip-audit ended with status 3: b is broken\n"


def test_pip_audit_that_cannot_be_installed_is_told_in_one_line():
    def fail(command, **_):
        raise subprocess.CalledProcessError(1, command)

    with pytest.raises(InputError, match="pip-audit cannot be installed"):
        audit.ask(audit.AuditConfig(), fail)


def test_it_is_asked_of_the_pins_as_they_stand_and_no_trace_of_it_stays():
    commands = []

    def note(command, **_):
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, "{}", "")

    assert audit.ask(audit.AuditConfig(service="osv"), note) == audit.Answer(0, "{}", "")
    assert {"--no-deps", "--disable-pip", "constraints.txt", "osv"} <= set(commands[-1])
    assert not audit.Path(commands[0][-1]).exists()
