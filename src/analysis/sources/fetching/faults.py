"""What can go wrong on the way to a publisher, each as one sentence and with what to do about it."""

import contextlib
import datetime
import email.utils
import socket
import ssl

import httpx
import stamina

from analysis.errors import InputError, how_many

SAID = {
    401: "needs a password (401), and open data need none. The publisher changed something: see its page",
    403: "refuses the request (403). It may block this network or this program: download the file by hand",
    404: "has nothing there (404): the publisher moved or renamed it. See its page",
    407: "the proxy of this network needs a password (407). Ask the person who runs it",
    410: "withdrew it (410). See its page for what replaced it",
    416: "has no such part of the file (416)",
}
AGAIN = {
    408: "took too long to answer (408)",
    425: "was not ready (425)",
    429: "says that it was asked too often (429)",
    500: "has a fault of its own (500)",
    502: "has a gateway that fails (502)",
    503: "is not available at the moment (503)",
    504: "has a gateway that waited too long (504)",
}


class FetchError(InputError):
    """Something was not fetched. `again` tells whether a later attempt may succeed, `wait` after how long.

    `offline` tells that the network, not the publisher, is missing; `status` is the publisher's own, if any.
    """

    def __init__(self, message, again=False, wait=None, offline=False, status=None):
        super().__init__(message)
        self.again, self.wait, self.offline, self.status = again, wait, offline, status


class ChangedError(FetchError):
    """What is read page by page changed between two pages."""


# A decorator of what reads page by page: it is read a second time where its pages changed on the way.
read_again = stamina.retry(
    on=ChangedError, attempts=2, timeout=None, wait_initial=0, wait_max=0, wait_jitter=0
)


@contextlib.contextmanager
def layout_known(address):
    """Turn an answer in which something is not where it is documented to be into a FetchError."""
    try:
        yield
    except InputError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as fault:
        raise FetchError(
            f"{place(address)}: answers in a layout that is not known here ({type(fault).__name__}: "
            f"{fault}). Its publisher changed it: the program has to be changed."
        ) from None


def place(address):
    """Return an address as messages name it: without the query, which may take lines."""
    return str(address).split("?")[0]


def of_status(address, answer, limits):
    """Return the fault of an answer that is none of the good ones."""
    status, where = answer.status_code, place(address)
    if status in SAID:
        return FetchError(f"{where}: {SAID[status]}.", status=status)
    if status == 304:
        return FetchError(f"{where}: says that nothing changed (304), which was not asked.", again=True)
    if status in AGAIN or status >= 500:
        said = AGAIN.get(status, f"has a fault of its own ({status})")
        wait = retry_after(answer.headers)
        if wait is not None and wait > limits.longest_wait:
            return FetchError(
                f"{where}: {said} and asks to be left alone for {in_words(wait)}. Run it again after that.",
                status=status,
            )
        return FetchError(f"{where}: {said}. Try again later.", again=True, wait=wait, status=status)
    return FetchError(f"{where}: answered {status}, which means nothing here. See its page.", status=status)


def of_network(address, fault):
    """Return the fault behind what httpx raised."""
    where = place(address)
    causes = list(_causes(fault))
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return FetchError(f"{where}: {_of_certificate(cause)}")
        if isinstance(cause, socket.gaierror):
            host = httpx.URL(str(address)).host
            return FetchError(
                f"{where}: the name {host} cannot be looked up. Is this computer online?", True, offline=True
            )
    if isinstance(fault, httpx.ConnectTimeout):
        return FetchError(f"{where}: did not take the call in time.", again=True, offline=True)
    if isinstance(fault, httpx.TimeoutException):
        return FetchError(f"{where}: stopped sending and was not waited for any longer.", again=True)
    if isinstance(fault, httpx.ProxyError):
        return FetchError(f"{where}: the proxy of this network fails ({fault}). Ask your IT support.", True)
    refused = any(isinstance(cause, ConnectionRefusedError) for cause in causes)
    if refused or "refused" in str(fault).lower():
        return FetchError(f"{where}: refuses the connection. Try again later.", again=True)
    if isinstance(fault, httpx.ConnectError):
        return FetchError(f"{where}: cannot be reached ({fault}).", again=True, offline=True)
    if "without sending complete message" in str(fault):
        return FetchError(f"{where}: ended before the length that it had said: cut short.", again=True)
    if isinstance(fault, httpx.NetworkError | httpx.RemoteProtocolError):
        return FetchError(f"{where}: broke the connection off.", again=True)
    return FetchError(f"{where}: {fault}.")


def _of_certificate(fault):
    said = str(getattr(fault, "verify_message", "") or fault.reason or fault)
    if "not yet valid" in said or "expired" in said:
        today = datetime.date.today()
        return (
            f"its certificate is not of today ({said}). This computer thinks that it is {today:%d %B %Y}: "
            "if that is wrong, set its clock. Nothing was read."
        )
    return (
        f"the connection is not secure ({said}). A proxy that reads along needs its own certificate on this "
        "computer: ask the person who runs the network. Nothing was read."
    )


def _causes(fault):
    seen = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__


def retry_after(headers):
    """Return how many seconds an answer asks to wait, None where it asks nothing that can be read.

    A moment is told by the answer's own clock: this computer's may be wrong.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    until, now = moment(text), moment(headers.get("Date", ""))
    if until is None:
        return None
    return max((until - (now or datetime.datetime.now(datetime.UTC))).total_seconds(), 0.0)


def moment(text):
    """Return the moment that a header names, None for none.

    >>> moment("Sun, 06 Nov 1994 08:49:37 GMT").isoformat()
    '1994-11-06T08:49:37+00:00'
    """
    try:
        return email.utils.parsedate_to_datetime(text).astimezone(datetime.UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def in_words(seconds):
    """Return a time as people say it.

    >>> in_words(90), in_words(7200)
    ('2 minutes', '2 hours')
    """
    for size, units in ((86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds")):
        if seconds >= size or size == 1:
            return how_many(max(1, -(-int(seconds) // size)), units)
