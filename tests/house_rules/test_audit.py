"""`make audit`: which licences pass, and what it says of vulnerabilities, known or not to be asked."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytest.importorskip("piplicenses", reason="the extra `audit` is not installed: the audit was not tried")
pytest.importorskip("pip_audit", reason="the extra `audit` is not installed: the audit was not tried")
from . import audit

NOWHERE = "http://127.0.0.1:9/v1/query"


def test_every_installed_dependency_is_under_a_licence_that_goes_with_this_projects():
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


@pytest.fixture
def service():
    """Return the address of a service that knows of a vulnerability in pandas, and of no other."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = {"vulns": [_vulnerability()]} if asked["package"]["name"] == "pandas" else {}
            body = json.dumps(known).encode()
            self.send_response_only(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
        server.shutdown()


def _vulnerability():
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "999"}]}]
    affected = [{"package": {"ecosystem": "PyPI", "name": "pandas"}, "ranges": ranges}]
    return {"id": "INVENTED-1", "modified": "2026-01-01T00:00:00Z", "affected": affected}


@pytest.mark.slow
def test_a_known_vulnerability_is_named_with_what_mends_it(service):
    (line,) = audit.vulnerabilities("--vulnerability-service=osv", f"--osv-url={service}")
    assert line.startswith("pandas ") and line.endswith("INVENTED-1, mended in 999")


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
