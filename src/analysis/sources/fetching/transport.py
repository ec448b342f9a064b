"""Every request to a publisher: politely paced, tried again where that helps, and followed where it leads.

With the environment variable VNA_PUBLISHERS every request goes to that one address instead, path and query
unchanged, with the Host header of the real publisher: so a whole fetch can be tried on one machine.
"""

import contextlib
import json
import os
import threading
import time
from dataclasses import dataclass, field
from importlib import metadata

import httpx
import stamina
import stamina.instrumentation

from analysis.sources.fetching import bodies, faults
from analysis.sources.fetching.faults import FetchError, place

PUBLISHERS_VARIABLE = "VNA_PUBLISHERS"
GOOD, MOVED = (200, 202, 203), (301, 302, 303, 307, 308)  # 202: an export is still being made
# Hosts that no card names, and where publishers keep what they send a download on to: each by its whole name,
# since anybody can rent a place below amazonaws.com or arcgis.com. The cards that need the last two say what
# is not confirmed of them.
SENT_ON_TO = (
    "assets.publishing.service.gov.uk",
    "hub.arcgis.com",
    "policeuk-data.s3.amazonaws.com",
    "stg-arcgisazurecdataprod1.az.arcgis.com",
)
# data.police.uk allows 15 a second and says so; no other publisher names a figure.
REQUESTS_A_SECOND = {"data.police.uk": 10}


@dataclass(frozen=True)
class Limits:
    """Times in seconds, sizes in bytes.

    A body that brings less than `slowest` bytes a second over `slow_for` seconds has stalled. A publisher
    that asks for a longer wait than `longest_wait` is left alone until the next run. `largest` is what one
    file may unpack to, `largest_answer` one answer of a service.
    """

    connect: float = 15
    read: float = 45
    attempts: int = 5
    first_wait: float = 1
    last_wait: float = 30
    jitter: float = 1
    longest_wait: float = 120
    slowest: float = 1_000
    slow_for: float = 60
    redirects: int = 5
    at_once: int = 4
    at_once_a_host: int = 2
    requests_a_second: float = 5
    of_host: dict = field(default_factory=lambda: dict(REQUESTS_A_SECOND))
    largest: int = 6_000_000_000
    largest_answer: int = 400_000_000
    spare_disk: int = 200_000_000
    polls: int = 60
    between_polls: float = 3

    def pace_of(self, host):
        """Return how many requests a second a host is asked."""
        return self.of_host.get(host, self.requests_a_second)


def agent():
    """Return how requests name themselves: several publishers refuse a library's own default."""
    version = metadata.version("victim-needs-assessment")
    return f"victim-needs-assessment/{version} (open statistics for a police and crime commissioner's office)"


@dataclass(frozen=True)
class Answer:
    """An answer that was read whole, and the address that gave it in the end."""

    address: str
    headers: httpx.Headers
    content: bytes = field(repr=False)

    def text(self):
        """Return the body as text."""
        return self.content.decode("utf-8-sig", "replace")

    def json(self):
        """Return what the body says in JSON.

        Raises FetchError for a web page, for nothing, for what is not JSON, and for an error inside.
        """
        where = place(self.address)
        bodies.refuse_other_kind(self.address, self.headers, self.content[:4096], ".json")
        try:
            said = json.loads(self.content)
        except ValueError:
            start = self.content[:24]
            raise FetchError(f"{where}: answered with no JSON, it begins {start!r}.", again=True) from None
        if isinstance(said, dict) and (said.get("error") or said.get("errors")):
            bodies.refuse_error(where, json.dumps(said).encode())
        return said


class _Pace:
    """One host's pace: so many requests a second, so many at once, and none while it asked to be left."""

    def __init__(self, a_second, at_once):
        self.gap, self.free_at = 1 / a_second, 0.0
        self.lock, self.slots = threading.Lock(), threading.BoundedSemaphore(at_once)

    def wait(self):
        with self.lock:
            now = time.monotonic()
            start = max(now, self.free_at)
            self.free_at = start + self.gap
        time.sleep(max(start - now, 0))

    def rest(self, seconds):
        with self.lock:
            self.free_at = max(self.free_at, time.monotonic() + seconds)


class Transport:
    """The way to all publishers; close it after use.

    `hosts` are those that may be asked, beside `SENT_ON_TO`. `skew` is how many seconds this computer's clock
    is ahead of the publishers', None before any answered.
    """

    def __init__(self, limits=None, hosts=()):
        self.limits = limits or Limits()
        self.hosts = set(hosts)
        given = os.environ.get(PUBLISHERS_VARIABLE)
        self.publishers = httpx.URL(given) if given else None
        timeout = httpx.Timeout(self.limits.read, connect=self.limits.connect)
        self.client = httpx.Client(
            headers={"User-Agent": agent(), "Accept-Encoding": "identity", "Accept": "*/*"},
            timeout=timeout,
            trust_env=self.publishers is None,
        )
        self.skew = None
        self.reached = False
        self._paces, self._lock = {}, threading.Lock()
        self._off = threading.Event()
        stamina.instrumentation.set_on_retry_hooks([])  # else it logs each attempt beside our own words

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()

    def call_off(self):
        """Stop every download at its next piece."""
        self._off.set()

    def called_off(self):
        """Tell whether the fetch was called off."""
        return self._off.is_set()

    def trying(self, work):
        """Return what `work()` returns, trying again after faults that may pass, later each time."""

        def again(fault):
            if not isinstance(fault, FetchError) or not fault.again or self.called_off():
                return False
            if fault.offline and not self.reached:  # nobody answered yet: nobody will in a second
                return False
            return True if fault.wait is None else max(fault.wait, 0.001)

        limits = self.limits
        for attempt in stamina.retry_context(
            on=again,
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.first_wait,
            wait_max=limits.last_wait,
            wait_jitter=limits.jitter,
        ):
            with attempt:
                return work()

    def read(self, address, params=None, form=None):
        """Return the Answer to a request, read whole; `form` makes it a POST.

        Raises FetchError, after as many attempts as the limits allow.
        """

        def once():
            with self.opened(address, params=params, form=form) as (answer, final):
                if answer.status_code not in GOOD:
                    raise faults.of_status(final, answer, self.limits)
                largest = self.limits.largest_answer
                parts = bodies.chunks(answer, final, self.limits, largest, self.called_off)
                return Answer(str(final), answer.headers, b"".join(parts))

        return self.trying(once)

    @contextlib.contextmanager
    def opened(self, address, headers=None, params=None, form=None, method=None):
        """Yield a streaming answer, after redirects, and the address that it came from.

        The first address and each that it redirects to is https, of a host that is known by its whole name.

        Raises FetchError where no answer comes, for redirects without end, for any other address, and for
        every status but 200, 206, 304 and 416, which a download makes sense of itself.
        """
        try:
            url = httpx.URL(address).copy_merge_params(params or {}) if params else httpx.URL(address)
        except httpx.InvalidURL:
            raise FetchError(f"{place(address)}: is not an address. See the publisher's page.") from None
        wrong = self.stranger(url)
        if wrong:
            raise FetchError(
                f"{place(address)}: is not asked, because it is {wrong}. See the publisher's page."
            )
        seen = []
        while True:
            if str(url) in seen or len(seen) > self.limits.redirects:
                raise FetchError(f"{place(address)}: redirects without end. See its page.")
            seen.append(str(url))
            pace = self._pace(url.host)
            with pace.slots:
                pace.wait()
                answer = self._send(url, headers, form, method)
                try:
                    if answer.status_code not in MOVED:
                        self._refuse_bad(url, answer, pace)
                        yield answer, url
                        return
                    url = self._next(url, answer)
                finally:
                    answer.close()

    def _send(self, url, headers, form, method):
        there, own = url, dict(headers or {})
        if self.publishers is not None:
            own["Host"] = url.netloc.decode("ascii")
            base = self.publishers
            there = url.copy_with(scheme=base.scheme, host=base.host, port=base.port)
        method = method or ("POST" if form is not None else "GET")
        request = self.client.build_request(method, there, headers=own, data=form)
        try:
            answer = self.client.send(request, stream=True)
        except httpx.HTTPError as fault:
            raise faults.of_network(url, fault) from None
        except httpx.InvalidURL:  # httpx looks at where it redirects to, though it does not go there
            raise FetchError(f"{place(url)}: redirects to no address. See its page.") from None
        self.reached = True
        self._note_clock(answer.headers)
        return answer

    def _refuse_bad(self, url, answer, pace):
        if answer.status_code in (*GOOD, 206, 304, 416):
            return
        fault = faults.of_status(url, answer, self.limits)
        if fault.again and fault.wait:
            pace.rest(fault.wait)
        raise fault

    def _next(self, url, answer):
        target = answer.headers.get("Location", "")
        try:
            new = url.join(target)
        except httpx.InvalidURL:
            target, new = "", url
        if not target or new.scheme not in ("https", "http"):
            raise FetchError(f"{place(url)}: redirects to no address. See its page.")
        wrong = self.stranger(new)
        if wrong:
            raise FetchError(
                f"{place(url)}: redirects to {new.host}, which is {wrong}. Is it a log-in page of this "
                "network? Open the address in a browser."
            )
        return new

    def stranger(self, url):
        """Return why an address is not asked, "" for https to a host that is known by its whole name."""
        if url.host not in self.hosts and url.host not in SENT_ON_TO:
            return "not a publisher's"
        if url.scheme != "https":
            return "an address without a secure connection"
        return "" if url.port is None and not url.userinfo else "of another service on a publisher's host"

    def _note_clock(self, headers):
        theirs = faults.moment(headers.get("Date", ""))
        if theirs is not None and self.skew is None:
            self.skew = time.time() - theirs.timestamp()

    def _pace(self, host):
        with self._lock:
            if host not in self._paces:
                self._paces[host] = _Pace(self.limits.pace_of(host), self.limits.at_once_a_host)
            return self._paces[host]
