"""One server that is every publisher, distinguished by the Host header; its files are Sampleshire's.

    with serving(folder) as publishers:
        publishers.address                    # http://127.0.0.1:40123
        publishers.fault("www.gov.uk", "unavailable", times=2)
        publishers.requests                   # what was asked, in order
        publishers.next_quarter()             # names and hashes change, a month and a quarter more are there

A client sends each request there with path and query unchanged and the publisher's own Host. As no publisher
does, `/SAMPLESHIRE.json` answers under every host with what says that all of it is invented: a folder of
files that were fetched from here is stamped with it.
"""

import contextlib
import socket
import ssl
import sys
import threading
import traceback
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from . import arcgis, elsewhere, faults, govuk, nomis, ons, ons_tables, police, web
from .shelf import STAMP, Limits, Shelf

PUBLISHERS = {host: module for module in (nomis, ons_tables, arcgis, police, govuk, ons, elsewhere)
              for host in module.HOSTS}  # fmt: skip
# They refuse the names that HTTP libraries give themselves.
PARTICULAR = (*ons_tables.HOSTS, *ons.HOSTS)
LIBRARIES = ("python-httpx", "python-requests", "python-urllib", "curl", "wget", "go-http-client")


@dataclass(frozen=True)
class Asked:
    """One request as it came: `path` with its query, headers under names in small letters."""

    method: str
    host: str
    path: str
    headers: dict


class Publishers(ThreadingHTTPServer):
    """The server. `requests` holds an Asked for each request in order, whatever was answered."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, folder, release=1, limits=None, port=0, tls=None):
        self.shelf = Shelf(folder, release, limits or Limits())
        self.requests, self.crashes, self._faults = [], [], []
        self.closing, self._lock, self._tls = threading.Event(), threading.Lock(), tls
        super().__init__(("127.0.0.1", port), _Handler)
        self.port = self.server_address[1]
        self._begin()

    @property
    def address(self):
        """Return where a client sends its requests."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def limits(self):
        """Return the publishers' limits, which a test may lower."""
        return self.shelf.limits

    def fault(self, host, kind, path=None, times=1, **options):
        """Switch on a fault of `faults.FAULTS` for the next `times` requests that meet it (None: for ever).

        `host` None is every host; `path` is the beginning of path and query. "refused" is for every host
        until `mend`.
        """
        if kind not in faults.FAULTS:
            raise ValueError(f"no fault is called {kind}: {', '.join(faults.FAULTS)}")
        if kind == "refused":
            self._end()
            return
        with self._lock:
            self._faults.append(faults.Fault(kind, host, path, times, options))

    def mend(self):
        """Switch off every fault."""
        with self._lock:
            self._faults.clear()
        if self.socket.fileno() == -1:
            self.socket = socket.socket(self.address_family, self.socket_type)
            self.server_address = ("127.0.0.1", self.port)
            self.server_bind()
            self.server_activate()
            self._begin()

    def next_quarter(self):
        """Publish the next quarter: files come, names and hashes change, an edition is revised."""
        self.shelf.release += 1

    def take(self, request):
        """Return the fault that a request meets, used up by one, or None; remember the request."""
        with self._lock:
            self.requests.append(Asked(request.method, request.host, request.target, request.headers))
            for fault in self._faults:
                if fault.meets(request):
                    fault.times = fault.times and fault.times - 1
                    return fault
        return None

    def close(self):
        """Stop, with whatever is still being sent."""
        self.closing.set()
        if self.socket.fileno() != -1:
            self._end()

    def handle_error(self, request, client_address):
        """Remember a fault of the servers themselves; a client that has gone is none."""
        fault = sys.exception()
        if not isinstance(fault, (ConnectionError, TimeoutError, ssl.SSLError)):
            self.crashes.append("".join(traceback.format_exception(fault)))

    def get_request(self):
        """Return the next connection, under TLS where it was asked for."""
        connection, address = super().get_request()
        if self._tls:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def _begin(self):
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def _end(self):
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body go in two pieces: else each answer waits 40 ms

    def do_GET(self):
        request = self._request()
        fault = self.server.take(request)
        if fault and fault.kind == "reset":
            faults.reset(self)
            return
        if fault and fault.kind == "silence":
            self.server.closing.wait(fault.options.get("seconds", 600))
            self.close_connection = True
            return
        self._send(self._answer(request, fault), request, fault)

    do_HEAD = do_POST = do_GET  # noqa: N815

    def _request(self):
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        form = self.rfile.read(int(headers.get("content-length", 0))).decode("utf-8", "replace")
        both = "&".join(text for text in (parts.query, form) if text)
        query = {name: values[-1] for name, values in parse_qs(both, keep_blank_values=True).items()}
        host = headers.get("host", "").rpartition(":")[0] or headers.get("host", "")
        return web.Request(
            self.command,
            host.lower(),
            unquote(parts.path),
            self.path,
            query,
            headers,
        )

    def _answer(self, request, fault):
        if fault and (answer := faults.instead(fault, request)):
            return web.completed(answer, request) if answer.status == 200 else _bare(answer)
        heard = faults.asked(fault, request) if fault else request
        answer = _published(heard, self.server.shelf)
        if fault:
            answer = faults.changed(fault, answer)
        return web.completed(answer, heard)

    def _send(self, answer, request, fault):
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(faults.length(fault, answer.body)))
        self.end_headers()
        if request.method != "HEAD" and answer.status not in (204, 304):
            faults.send(fault, answer.body, self)

    def log_message(self, *_):
        """Say nothing: what was asked is kept in `requests`."""


def _bare(answer):
    return replace(answer, headers={"Content-Type": answer.kind, **answer.headers})


def _published(request, shelf):
    """Return what the publisher of a request's host answers."""
    if request.path == f"/{STAMP}":
        return web.document(shelf.content(STAMP), web.JSON, shelf.day)
    if request.host == faults.PORTAL:
        form = '<form method="post"><label>Room <input name="room"></label><button>Log in</button></form>'
        return web.page(web.html("Welcome to the guest network", form))
    if request.host == faults.ELSEWHERE:
        return web.page(web.html("We have moved", "<p>This is our new home.</p>"))
    if request.host not in PUBLISHERS:
        return web.not_found(f"No publisher is called {request.host or 'nothing at all'}")
    name = request.headers.get("user-agent", "").lower()
    if request.host in PARTICULAR and (not name or name.startswith(LIBRARIES)):
        return web.page(web.html("Access denied", ""), status=403)
    return PUBLISHERS[request.host].answer(request, shelf)


@contextlib.contextmanager
def serving(folder, release=1, limits=None, port=0, tls=False):
    """Serve Sampleshire's `folder` while the context lasts, and give the Publishers.

    `release` 0 is the quarter before, in which the newest files are not out yet; `tls` serves behind a
    certificate that nobody trusts. A fault of the servers themselves is raised at the end.
    """
    publishers = Publishers(folder, release, limits, port, _certificate() if tls else None)
    try:
        yield publishers
    finally:
        publishers.close()
        if publishers.crashes:
            raise AssertionError("the local publishers crashed:\n" + "\n".join(publishers.crashes))


def _certificate():
    import trustme

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context


@contextlib.contextmanager
def deaf():
    """Give an address that takes no more connections: whoever connects waits until it gives up."""
    with socket.socket() as listener, contextlib.ExitStack() as waiting:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(2):  # one is let in and never met, and the queue behind it is full
            queued = waiting.enter_context(socket.socket())
            queued.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                queued.connect(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
