"""What holds for every publisher: who is asked, what is remembered, versions, ranges, and squeezed pages."""

import contextlib
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from . import govuk_files
from .serving import LIBRARIES, PUBLISHERS, deaf, serving

NOMIS, GOVUK, ONS, TABLES = "www.nomisweb.co.uk", "www.gov.uk", "www.ons.gov.uk", "api.beta.ons.gov.uk"
ZIP = "/output/census/2021/census2021-ts029.zip"


def test_a_publisher_is_told_by_the_host_alone(ask, publishers):
    assert ask(NOMIS, ZIP).status_code == 200
    assert ask(GOVUK, ZIP).status_code == 404
    assert ask("nobody.example", "/").status_code == 404
    assert [(one.host, one.path) for one in publishers.requests] == [
        (NOMIS, ZIP), (GOVUK, ZIP), ("nobody.example", "/"),
    ]  # fmt: skip


def test_requests_are_remembered_with_their_query_and_headers(ask, publishers):
    ask(NOMIS, "/x?a=1&b=2", headers={"Range": "bytes=5-"})
    (asked,) = publishers.requests
    assert (asked.method, asked.path, asked.headers["range"]) == ("GET", "/x?a=1&b=2", "bytes=5-")


@pytest.mark.parametrize("host", [ONS, TABLES])
@pytest.mark.parametrize("agent", LIBRARIES)
def test_the_ons_refuses_the_names_that_libraries_give_themselves(ask, host, agent):
    assert ask(host, "/", agent=f"{agent}/1.0").status_code == 403


def test_every_host_says_that_all_of_it_is_invented(ask, sampleshire_folder):
    stamp = (sampleshire_folder / "SAMPLESHIRE.json").read_bytes()
    assert {ask(host, "/SAMPLESHIRE.json").content for host in PUBLISHERS} == {stamp}


def test_a_file_that_has_not_changed_is_not_sent_again(ask):
    first = ask(NOMIS, ZIP)
    for header, value in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")):
        again = ask(NOMIS, ZIP, headers={header: first.headers[value]})
        assert (again.status_code, again.content) == (304, b"")
    assert ask(NOMIS, ZIP, headers={"If-None-Match": '"another"'}).status_code == 200


def test_a_file_comes_in_parts(ask):
    whole = ask(NOMIS, ZIP)
    size = len(whole.content)
    assert whole.headers["accept-ranges"] == "bytes" and int(whole.headers["content-length"]) == size
    for asked, first, last in (("0-99", 0, 99), ("100-", 100, size - 1), ("-50", size - 50, size - 1)):
        part = ask(NOMIS, ZIP, headers={"Range": f"bytes={asked}"})
        assert (part.status_code, part.headers["content-range"]) == (206, f"bytes {first}-{last}/{size}")
        assert part.content == whole.content[first : last + 1]
    beyond = ask(NOMIS, ZIP, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")


def test_a_range_of_another_version_is_answered_whole(ask):
    etag = ask(NOMIS, ZIP).headers["etag"]
    asked = {"Range": "bytes=10-"}
    assert ask(NOMIS, ZIP, headers=asked | {"If-Range": etag}).status_code == 206
    assert ask(NOMIS, ZIP, headers=asked | {"If-Range": '"an-older-one"'}).status_code == 200


def test_pages_are_squeezed_for_whoever_takes_that_and_files_are_not(ask):
    page = "/api/content" + govuk_files.NRM
    squeezed = ask(GOVUK, page, headers={"Accept-Encoding": "gzip"})
    plain = ask(GOVUK, page, headers={"Accept-Encoding": "identity"})
    assert squeezed.headers["content-encoding"] == "gzip" and squeezed.headers["etag"].startswith("W/")
    assert "content-encoding" not in plain.headers and plain.json() == squeezed.json()
    assert "content-encoding" not in ask(NOMIS, ZIP, headers={"Accept-Encoding": "gzip"}).headers


def test_head_gives_the_length_and_no_body(ask):
    answer = ask(NOMIS, ZIP, method="HEAD")
    assert answer.content == b"" and int(answer.headers["content-length"]) == len(ask(NOMIS, ZIP).content)


def test_a_fault_of_the_servers_themselves_is_not_taken_for_one_that_was_asked_for(tmp_path):
    crash = pytest.raises(AssertionError, match="crashed")
    with crash, serving(tmp_path) as servers, contextlib.suppress(httpx.RemoteProtocolError):
        httpx.get(servers.address + "/SAMPLESHIRE.json")  # which an empty folder does not hold


def test_an_address_that_takes_no_more_connections_lets_a_client_wait():
    with deaf() as address, pytest.raises(httpx.ConnectTimeout):
        httpx.get(address, timeout=0.2)


def test_a_certificate_that_nobody_trusts_is_refused(sampleshire_folder):
    with serving(sampleshire_folder, tls=True) as servers:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(servers.address)
        assert httpx.get(servers.address, verify=False).status_code == 404
        assert httpx.get(servers.address, verify=False, headers={"Host": NOMIS}).status_code == 404


def test_the_program_prints_its_address_and_serves(sampleshire_folder):
    command = [sys.executable, "-m", "tests.publishers", "--port", "0", "--folder", str(sampleshire_folder)]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    try:
        address = started.stdout.readline().strip()
        assert httpx.get(address + ZIP, headers={"Host": NOMIS}).status_code == 200
    finally:
        started.terminate()
        started.communicate()
