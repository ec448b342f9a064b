"""How publishers are asked: paced, named, followed where they lead, and unpacked no further than allowed."""

import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from analysis.sources.fetching import bodies, faults
from analysis.sources.fetching.transport import PUBLISHERS_VARIABLE, Transport
from tests.sources.refusals import refusal

HOST = "www.gov.uk"


class _Odd(BaseHTTPRequestHandler):
    """Answers by its path, as no well-behaved server would."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body, headers, status = ANSWERS[self.path.partition("?")[0]]
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


TEXT = b'{"said": "' + b"word " * 50_000 + b'"}'
LED_TO = {  # where a path redirects
    "/insecure": "http://www.gov.uk/deflate",
    "/below-amazon": "https://anybody.s3.amazonaws.com/archive/latest.zip",
    "/below-arcgis": "https://anybody.az.arcgis.com/exports/1.csv",
    "/other-port": "https://www.gov.uk:8443/deflate",
    "/own-network": "https://169.254.169.254/latest/meta-data",
    "/archive": "https://policeuk-data.s3.amazonaws.com/deflate",
    "/export": "https://stg-arcgisazurecdataprod1.az.arcgis.com/deflate",
    "/mail": "mailto:somebody@example.org",
    "/elsewhere": "https://assets.publishing.service.gov.uk/deflate",
}
ANSWERS = {
    "/deflate": (zlib.compress(TEXT), {"Content-Encoding": "deflate"}, 200),
    "/brotli": (b"\x0b\x02\x80", {"Content-Encoding": "br"}, 200),
    "/not-packed": (TEXT, {"Content-Encoding": "gzip"}, 200),
    "/nowhere": (b"", {}, 302),
    **{path: (b"", {"Location": address}, 302) for path, address in LED_TO.items()},
    "/teapot": (b"short and stout", {}, 418),
    "/text": (b"plainly no JSON", {"Content-Type": "application/json"}, 200),
    "/error": (b'{"errors": [{"message": "too clever"}]}', {"Content-Type": "application/json"}, 200),
    "/marked": (b"\xef\xbb\xbf[1]", {"Content-Type": "application/json"}, 200),
}


@pytest.fixture
def transport(monkeypatch, quick):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Odd)
    server.handle_error = lambda *_: None  # a client that hangs up is not a fault of the server
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    monkeypatch.setenv(PUBLISHERS_VARIABLE, f"http://127.0.0.1:{server.server_address[1]}")
    with Transport(quick(attempts=1), [HOST]) as way:
        yield way
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("path", ["/deflate", "/elsewhere", "/archive", "/export"])
def test_a_packed_answer_is_unpacked_and_another_address_or_store_followed(transport, path):
    answer = transport.read(f"https://{HOST}{path}")
    assert (answer.content, answer.address) == (TEXT, LED_TO.get(path, f"https://{HOST}{path}"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/brotli", "is packed as 'br', which was not asked for"),
        ("/not-packed", "arrived compressed and does not unpack"),
        ("/insecure", "redirects to www.gov.uk, which is an address without a secure connection"),
        ("/below-amazon", "redirects to anybody.s3.amazonaws.com, which is not a publisher's"),
        ("/below-arcgis", "redirects to anybody.az.arcgis.com, which is not a publisher's"),
        ("/other-port", "redirects to www.gov.uk, which is of another service on a publisher's host"),
        ("/own-network", "redirects to 169.254.169.254, which is not a publisher's"),
        ("/nowhere", "redirects to no address"),
        ("/mail", "redirects to no address"),
        ("/\x07", "is not an address"),
        ("/teapot", "answered 418, which means nothing here"),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused_without_the_query(transport, path, said):
    message = refusal(transport.read, f"https://{HOST}{path}", {"token": "secret"} if path in ANSWERS else {})
    assert said in message and "secret" not in message


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://www.gov.uk/deflate", "it is an address without a secure connection"),
        ("https://www.gov.uk:8443/deflate", "it is of another service on a publisher's host"),
        ("https://someone@www.gov.uk/deflate", "it is of another service on a publisher's host"),
        ("https://gov.uk/deflate", "it is not a publisher's"),
        ("https://example.org/deflate", "it is not a publisher's"),
        ("https://localhost/deflate", "it is not a publisher's"),
        ("https://10.0.0.1/deflate", "it is not a publisher's"),
        ("file:///etc/passwd", "it is not a publisher's"),
    ],
)
def test_the_first_address_is_held_to_the_list_as_every_other_is(transport, address, said):
    assert said in refusal(lambda: transport.read(address))


def test_json_is_read_after_a_mark_and_what_is_none_or_an_error_is_refused(transport):
    assert transport.read(f"https://{HOST}/marked").json() == [1]
    for path, said in (("/text", "answered with no JSON"), ("/error", "an error inside: ")):
        assert said in refusal(transport.read(f"https://{HOST}{path}").json)


def test_each_host_has_a_pace_of_its_own_and_is_asked_no_faster(transport, quick, monkeypatch):
    waited = []
    monkeypatch.setattr("analysis.sources.fetching.transport.time.sleep", waited.append)
    monkeypatch.setattr("analysis.sources.fetching.transport.time.monotonic", lambda: 100.0)
    with Transport(quick(requests_a_second=4)) as slow:
        pace = slow._pace(HOST)
        for _ in range(3):
            pace.wait()
        pace.rest(9)
        pace.wait()
    assert waited == [0.0, 0.25, 0.5, 9.0]
    limits = quick(requests_a_second=5, of_host={"data.police.uk": 10})
    assert (limits.pace_of("data.police.uk"), limits.pace_of(HOST)) == (10, 5)


def test_what_cannot_get_better_is_not_tried_again_and_other_waits_grow_and_end(quick, monkeypatch):
    waited = []
    monkeypatch.setattr(time, "sleep", waited.append)
    with Transport(quick(attempts=5, first_wait=1, last_wait=4)) as way:
        said = refusal(lambda: way.trying(lambda: (_ for _ in ()).throw(faults.FetchError("no", again=True))))
    assert said == "no"
    assert waited == [1, 2, 4, 4]
    tried = []

    def work():
        tried.append(1)
        raise faults.FetchError("never")

    with Transport(quick()) as way:
        refusal(lambda: way.trying(work))
    assert tried == [1]


GOOD = [(b"a,b\n1,2\n", ".csv"), (b"\xef\xbb\xbfa,b\n", ".csv"), (b"PK\x03\x04....", ".zip"),
        (b'{"type": "FeatureCollection"}', ".geojson")]  # fmt: skip
BAD = [(b"<!DOCTYPE html>", ".csv"), (b"\n  <html>", ".geojson"), (b"<?xml version='1.0'?><Error>", ".zip"),
       (b"PK\x03\x04....", ".csv"), (b"%PDF-1.7", ".csv"), (b"%PDF-1.7", ".xlsx"), (b'{"a": 1}', ".csv"),
       (b'{"error": {"code": 400}}', ".geojson"), (b"a\x00b\x00", ".csv"), (b"   ", ".csv")]  # fmt: skip


def test_the_first_bytes_tell_what_an_answer_is_not():
    for start, suffix in GOOD:
        bodies.refuse_other_kind("https://example.org/x", {}, start, suffix)
    for start, suffix in BAD:
        refusal(lambda given=(start, suffix): bodies.refuse_other_kind("https://example.org/x", {}, *given))
