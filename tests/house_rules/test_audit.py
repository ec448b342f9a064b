"""`make audit`: which licences pass, and what it says of vulnerabilities, known or not to be asked."""

import json
from types import SimpleNamespace

import pytest

pytest.importorskip("piplicenses", reason="the extra `audit` is not installed: the audit was not tried")
pytest.importorskip("pip_audit", reason="the extra `audit` is not installed: the audit was not tried")
from . import audit

NOWHERE = "http://127.0.0.1:9/v1/query"


def test_every_installed_dependency_has_a_licence_that_goes_with_this_one():
    packages = audit.installed()
    assert len(packages) > 100 and set(audit.READ_BY_HAND) <= set(packages)
    assert not [name for name, licence in packages.items() if audit.refused(name, licence)]


@pytest.mark.parametrize(
    ("licence", "passes"),
    [("MIT", True), ("MIT License", True), ("Apache-2.0 OR GPL-3.0-only", True),
     ("BSD-3-Clause AND MIT", True), ("GPL-3.0-only", False), ("MIT AND AGPL-3.0-only", False),
     ("MIT License; ISC License (ISCL)", True), ("MIT License; GNU General Public License (GPL)", False),
     ("UNKNOWN", False)],
)  # fmt: skip
def test_licences_and_a_copyleft_program_is_allowed_in_its_own_package_alone(licence, passes):
    assert (audit.refused("some-package", licence) == "") is passes
    assert not audit.refused("pypandoc_binary", "MIT")


def test_a_known_vulnerability_is_named_with_what_mends_it(monkeypatch):
    fault = {"id": "INVENTED-1", "fix_versions": ["999"]}
    found = [{"name": "pandas", "version": "3.1", "vulns": [fault]}, {"name": "scipy", "version": "1.17"}]
    told = SimpleNamespace(stdout=json.dumps({"dependencies": found}))
    monkeypatch.setattr(audit.subprocess, "run", lambda *given, **how: told)
    assert audit.vulnerabilities() == ["pandas 3.1: INVENTED-1, mended in 999"]


def test_without_a_network_it_says_so_in_one_line(capfd):
    assert audit.main("--vulnerability-service=osv", f"--osv-url={NOWHERE}") == 0
    said, errors = capfd.readouterr()
    *_, licences, last = said.splitlines()
    assert "may not be used: none." in licences and "no service could be reached" in last
    assert errors == ""


def test_a_licence_that_may_not_be_used_ends_the_audit_with_an_error(monkeypatch, capsys):
    monkeypatch.setattr(audit, "installed", lambda: {"one": "MIT", "other": "GPL-3.0-only"})
    monkeypatch.setattr(audit, "vulnerabilities", lambda *options: [])
    assert audit.main() == 1
    assert "may not be used: other: GPL-3.0-only." in capsys.readouterr().out
