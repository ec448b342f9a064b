"""Each fault, as a plain client meets it: once by default, then the publisher is well again."""

import gzip
import io
import json
import zipfile

import httpx
import pytest

from . import faults

NOMIS = "www.nomisweb.co.uk"
ZIP = "/output/census/2021/census2021-ts029.zip"
CSV = "/api/v01/dataset/NM_2048_1.data.csv?geography=TYPE154&measures=20100"
STATUSES = {
    "not_modified": 304,
    "unauthorised": 401,
    "forbidden": 403,
    "not_found": 404,
    "gone": 410,
    "too_many_requests": 429,
    "server_error": 500,
    "bad_gateway": 502,
    "unavailable": 503,
    "gateway_timeout": 504,
}
BROKEN = {
    "reset": httpx.ReadError,
    "reset_midway": httpx.ReadError,
    "closed_midway": httpx.RemoteProtocolError,
    "too_short": httpx.RemoteProtocolError,
    "silence": httpx.ReadTimeout,
    "stall": httpx.ReadTimeout,
}
ELSEWHERE = {"refused", "retry_after", "slow_drip", "proxy_page", "captive_portal", "moved", "redirect_loop",
             "too_long", "truncated_gzip", "gzip_bomb", "wrong_type", "html_for_csv", "error_json", "empty",
             "flipped", "ignored_range", "other_version", "archive_cut", "climbing", "zip_bomb"}  # fmt: skip


def test_every_fault_has_its_sentence_and_its_test():
    assert set(faults.FAULTS) == {*STATUSES, *BROKEN, *ELSEWHERE, *faults.PAGING}
    assert all(sentence.endswith(".") for sentence in faults.FAULTS.values())
    assert len(faults.FAULTS) >= 30


def test_a_fault_that_nobody_knows_is_refused(publishers):
    with pytest.raises(ValueError, match="no fault is called tired"):
        publishers.fault(NOMIS, "tired")


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
def test_statuses(ask, publishers, kind, status):
    publishers.fault(NOMIS, kind)
    answer = ask(NOMIS, ZIP)
    assert answer.status_code == status and "retry-after" not in answer.headers
    assert (answer.content == b"") == (kind in ("unavailable", "not_modified"))
    assert ask(NOMIS, ZIP).status_code == 200


@pytest.mark.parametrize("after", [7, "Thu, 23 Jul 2026 09:30:00 GMT"])
def test_a_publisher_says_when_to_come_again(ask, publishers, after):
    publishers.fault(NOMIS, "retry_after", after=after)
    answer = ask(NOMIS, ZIP)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, str(after))


@pytest.mark.parametrize(("kind", "error"), BROKEN.items())
def test_connections_break(ask, publishers, kind, error):
    publishers.fault(NOMIS, kind)
    with pytest.raises(error):
        ask(NOMIS, ZIP, timeout=0.3)
    assert ask(NOMIS, ZIP).status_code == 200


@pytest.mark.parametrize("kind", ["reset_midway", "closed_midway", "stall"])
def test_half_of_the_body_comes_before_a_connection_breaks(publishers, kind, ask):
    whole, got = ask(NOMIS, ZIP).content, b""
    publishers.fault(NOMIS, kind)
    request = {"url": publishers.address + ZIP, "headers": {"Host": NOMIS}, "timeout": 0.3}
    with pytest.raises(httpx.HTTPError), httpx.stream("GET", **request) as answer:
        assert int(answer.headers["content-length"]) == len(whole)
        for piece in answer.iter_raw():
            got += piece
    assert got == whole[: len(whole) // 2]


def test_nobody_listens_until_it_is_mended(ask, publishers):
    publishers.fault(None, "refused")
    with pytest.raises(httpx.ConnectError):
        ask(NOMIS, ZIP)
    publishers.mend()
    assert ask(NOMIS, ZIP).status_code == 200


def test_a_body_drips(ask, publishers):
    publishers.fault(NOMIS, "slow_drip", bytes=2_000, seconds=0.001)
    dripped = ask(NOMIS, ZIP).content
    assert dripped == ask(NOMIS, ZIP).content


def test_somebody_else_answers(ask, publishers):
    publishers.fault(NOMIS, "proxy_page")
    blocked = ask(NOMIS, ZIP)
    assert (blocked.status_code, blocked.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for kind, host, status in (("captive_portal", faults.PORTAL, 302), ("moved", faults.ELSEWHERE, 301)):
        publishers.fault(NOMIS, kind)
        answer = ask(NOMIS, ZIP)
        to = httpx.URL(answer.headers["location"])
        assert (answer.status_code, to.host) == (status, host)
        assert b"<html" in ask(to.host, to.raw_path.decode()).content


def test_an_address_moves_where_a_test_says(ask, publishers):
    publishers.fault(NOMIS, "moved", to="https://www.gov.uk/there")
    assert ask(NOMIS, ZIP).headers["location"] == "https://www.gov.uk/there"


def test_redirections_go_round(ask, publishers):
    publishers.fault(NOMIS, "redirect_loop", times=None)
    for _ in range(3):
        assert ask(NOMIS, ZIP).headers["location"] == f"https://{NOMIS}{ZIP}"


def test_more_comes_than_was_promised(publishers, ask):
    whole = ask(NOMIS, ZIP).content
    publishers.fault(NOMIS, "too_long")
    answer = ask(NOMIS, ZIP)
    assert int(answer.headers["content-length"]) == len(answer.content) == len(whole) * 2 // 3


def test_squeezed_bodies_are_cut_or_burst(ask, publishers):
    publishers.fault(NOMIS, "truncated_gzip")
    with httpx.Client() as client:
        request = {"url": publishers.address + ZIP, "headers": {"Host": NOMIS, "Accept-Encoding": "gzip"}}
        with client.stream("GET", **request) as answer:
            raw = b"".join(answer.iter_raw())
            assert len(raw) == int(answer.headers["content-length"])
            with pytest.raises(EOFError):
                gzip.decompress(raw)
    publishers.fault(NOMIS, "gzip_bomb", megabytes=20)
    burst = ask(NOMIS, ZIP)
    assert len(burst.content) == 20_000_000 > 500 * int(burst.headers["content-length"])


def test_a_burst_is_whole_gzip():
    assert gzip.decompress(faults.bomb(3)) == bytes(3_000_000)


def test_types_and_bodies_that_do_not_fit(ask, publishers):
    whole = ask(NOMIS, CSV)
    for kind in ("wrong_type", "html_for_csv", "error_json", "empty", "flipped"):
        publishers.fault(NOMIS, kind)
    wrong, page, error, empty, flipped = (ask(NOMIS, CSV) for _ in range(5))
    assert wrong.content == whole.content and wrong.headers["content-type"] != whole.headers["content-type"]
    assert page.content.startswith(b"<!DOCTYPE") and page.headers["content-type"] == "text/csv"
    assert error.status_code == 200 and "error" in json.loads(error.content)
    assert (empty.status_code, empty.content) == (200, b"")
    assert sum(a != b for a, b in zip(flipped.content, whole.content, strict=True)) == 1


def test_a_range_is_not_heard(ask, publishers):
    publishers.fault(NOMIS, "ignored_range")
    answer = ask(NOMIS, ZIP, headers={"Range": "bytes=100-"})
    assert answer.status_code == 200 and zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


def test_a_range_is_of_another_version(ask, publishers):
    whole = ask(NOMIS, ZIP)
    publishers.fault(NOMIS, "other_version")
    part = ask(NOMIS, ZIP, headers={"Range": "bytes=100-", "If-Range": whole.headers["etag"]})
    assert part.status_code == 206 and part.headers["etag"] != whole.headers["etag"]
    assert len(part.content) == len(whole.content) - 100 and part.content != whole.content[100:]


def test_archives_that_no_publisher_gives(ask, publishers):
    for kind in ("archive_cut", "climbing"):
        publishers.fault(NOMIS, kind)
    publishers.fault(NOMIS, "zip_bomb", megabytes=30)
    cut, climbing, bomb = (ask(NOMIS, ZIP).content for _ in range(3))
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(cut))
    assert any(name.startswith("..") for name in zipfile.ZipFile(io.BytesIO(climbing)).namelist())
    sizes = [entry.file_size for entry in zipfile.ZipFile(io.BytesIO(bomb)).infolist()]
    assert max(sizes) == 30_000_000 > 100 * len(bomb)


def test_a_fault_meets_its_host_and_path_and_so_many_times(ask, publishers):
    publishers.fault(NOMIS, "unavailable", path="/output", times=2)
    assert ask("www.gov.uk", "/output").status_code == 404
    assert ask(NOMIS, CSV).status_code == 200
    assert [ask(NOMIS, ZIP).status_code for _ in range(3)] == [503, 503, 200]
    publishers.fault(None, "gone", times=None)
    assert {ask(host, "/").status_code for host in (NOMIS, "www.gov.uk")} == {410}
    publishers.mend()
    assert ask(NOMIS, ZIP).status_code == 200
