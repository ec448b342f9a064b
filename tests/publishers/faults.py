"""What goes wrong between a publisher and an office, each with the sentence that says how.

A fault replaces the answer, changes what is asked, changes the answer, or spoils its sending: never two.
"""

import gzip
import io
import socket
import struct
import time
import zipfile
import zlib
from dataclasses import dataclass, field, replace

from . import web

FAULTS = {
    # the connection
    "refused": "Nobody listens: the connection is refused, for every host at once.",
    "reset": "The connection is reset before a byte of the answer.",
    "reset_midway": "The connection is reset after half of the body.",
    "closed_midway": "The connection is closed, politely, after half of the body.",
    "silence": "The request is taken and never answered.",
    "stall": "Half of the body comes, then nothing more.",
    "slow_drip": "The body comes a few bytes at a time (bytes=, seconds=).",
    # somebody else answers
    "proxy_page": "A proxy says in 200 and HTML that the address is blocked.",
    "captive_portal": "A network's log-in page: 302 to another host, which answers 200.",
    "moved": "301 to another host, which answers 200 with a page of its own.",
    "redirect_loop": "302 to the same address, for ever.",
    "not_modified": "304, though nothing was asked of a version.",
    # the publisher refuses
    "unauthorised": "401.",
    "forbidden": "403.",
    "not_found": "404.",
    "gone": "410.",
    "too_many_requests": "429 without Retry-After.",
    "retry_after": "429 with Retry-After (after=, in seconds or as a date).",
    "server_error": "500 with a page.",
    "bad_gateway": "502 with a page.",
    "unavailable": "503 with an empty body.",
    "gateway_timeout": "504 with a page.",
    # the answer is not what it says
    "too_short": "Content-Length promises more than comes.",
    "too_long": "More comes than Content-Length promises.",
    "truncated_gzip": "Content-Encoding gzip, cut in the middle; Content-Length agrees with the cut.",
    "gzip_bomb": "Content-Encoding gzip that unpacks to very much more than comes (megabytes=).",
    "wrong_type": "The right body under another Content-Type.",
    "html_for_csv": "A page of HTML under the right Content-Type.",
    "error_json": "An error in JSON, with 200.",
    "empty": "200 with an empty body.",
    "flipped": "One byte in the middle of the body is another.",
    # paging
    "changed_while_paging": "From the second page on a record is gone: all others move up by one.",
    "short_page": "A page holds a third of what was asked for, and is not the last.",
    "ignored_offset": "Every page is the first.",
    # ranges and archives
    "ignored_range": "A range is asked for and all of it comes, with 200.",
    "other_version": "A range comes of another version than the one that was begun, in spite of If-Range.",
    "archive_cut": "A zip without its last third; Content-Length agrees with the cut.",
    "climbing": "A zip with a member whose path climbs out of the folder.",
    "zip_bomb": "A zip with a member that unpacks to very much more than comes (megabytes=).",
}  # fmt: skip

PORTAL, ELSEWHERE = "login.hotel-network.example", "moved.example"
PAGING = ("changed_while_paging", "short_page", "ignored_offset")
CUT_SHORT = ("reset_midway", "closed_midway", "stall", "too_short")
BLOCK = bytes(1_000_000)


@dataclass
class Fault:
    """A fault that is switched on for a host and path (None: any), so many `times` (None: for ever)."""

    kind: str
    host: str | None = None
    path: str | None = None
    times: int | None = 1
    options: dict = field(default_factory=dict)

    def meets(self, request):
        """Tell whether it is on for a request; a path counts by its beginning."""
        return (
            self.times != 0
            and self.host in (None, request.host)
            and (self.path is None or request.target.startswith(self.path))
        )


def instead(fault, request):
    """Return the answer that is given instead of the publisher's, or None."""
    options = fault.options
    words = {
        "unauthorised": (401, "You must log in"),
        "forbidden": (403, "Access denied"),
        "not_found": (404, "Page not found"),
        "gone": (410, "This page is no longer available"),
        "too_many_requests": (429, "Too many requests"),
        "retry_after": (429, "Too many requests"),
        "server_error": (500, "Sorry, there is a problem with the service"),
        "bad_gateway": (502, "Bad gateway"),
        "gateway_timeout": (504, "Gateway timeout"),
    }
    if fault.kind in words:
        status, title = words[fault.kind]
        more = {"Retry-After": str(options.get("after", 1))} if fault.kind == "retry_after" else {}
        return web.page(web.html(title, ""), status=status, **more)
    match fault.kind:
        case "unavailable":
            return web.Answer(status=503)
        case "not_modified":
            return web.Answer(status=304)
        case "empty":
            return web.Answer(kind=web.CSV)
        case "proxy_page":
            blocked = "<p>This address is blocked by the policy of your organisation.</p>"
            return web.page(web.html("Blocked", blocked))
        case "captive_portal":
            return web.moved(f"http://{PORTAL}/login?to={request.host}{request.path}", 302)
        case "moved":
            return web.moved(f"https://{ELSEWHERE}{request.path}", 301)
        case "redirect_loop":
            return web.moved(f"https://{request.host}{request.target}", 302)
        case "error_json":
            error = {"code": 500, "message": "Unable to complete operation.", "details": []}
            return web.as_json({"error": error})
    return None


def asked(fault, request):
    """Return the request as the publisher hears it."""
    if fault.kind in PAGING:
        return replace(request, paging=fault.kind)
    if fault.kind == "ignored_range":
        return replace(request, headers={k: v for k, v in request.headers.items() if k != "range"})
    if fault.kind == "other_version":
        return replace(request, headers={k: v for k, v in request.headers.items() if k != "if-range"})
    return request


def changed(fault, answer):
    """Return the publisher's answer, changed, before it is cut into ranges."""
    body, options = answer.body, fault.options
    match fault.kind:
        case "wrong_type":
            return replace(answer, kind=web.HTML if answer.kind != web.HTML else web.OCTETS)
        case "html_for_csv":
            return replace(answer, body=web.html("Sorry", "<p>Please try again later.</p>").encode())
        case "flipped":
            middle = len(body) // 2
            other = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
            return replace(answer, body=other, etag=answer.etag)
        case "truncated_gzip":
            packed = gzip.compress(body, mtime=0)
            headers = answer.headers | {"Content-Encoding": "gzip"}
            return replace(answer, body=packed[: len(packed) // 2], headers=headers, ranges=False)
        case "gzip_bomb":
            headers = answer.headers | {"Content-Encoding": "gzip"}
            packed = bomb(options.get("megabytes", 1_000))
            return replace(answer, body=packed, headers=headers, ranges=False)
        case "other_version":
            return replace(answer, body=_other(body), etag='"of-another-version"')
        case "archive_cut":
            return replace(answer, body=body[: 2 * len(body) // 3], etag="")
        case "climbing":
            return replace(answer, body=_with_member(body, "../../climbed.csv", b"a,b\n1,2\n"))
        case "zip_bomb":
            return replace(answer, body=_with_zeros(body, options.get("megabytes", 1_000)))
    return answer


def _other(body):
    """Return the bytes of another version: as many, none of them the same."""
    return body.translate(bytes(value ^ 255 for value in range(256)))


def _with_member(body, name, content):
    held = io.BytesIO(body if body.startswith(b"PK") else b"")
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr(name, content)
    return held.getvalue()


def _with_zeros(body, megabytes):
    held = io.BytesIO(body if body.startswith(b"PK") else b"")
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as archive:
        names = [name for name in archive.namelist() if name.endswith(".csv")] or ["figures.csv"]
        name = names[0].removesuffix(".csv") + "-again.csv"
        with archive.open(name, "w", force_zip64=True) as stream:
            for _ in range(megabytes):
                stream.write(BLOCK)
    return held.getvalue()


def bomb(megabytes):
    """Return gzip that unpacks to so many megabytes of zeros, a thousandth as long."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)  # no block refers to the one before it
    check = 0
    for _ in range(megabytes):
        check = zlib.crc32(BLOCK, check)
    size = megabytes * len(BLOCK)
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    end = packer.flush()
    return head + block * megabytes + end + struct.pack("<II", check & 0xFFFFFFFF, size & 0xFFFFFFFF)


def length(fault, body):
    """Return the Content-Length that is promised for a body."""
    if fault is None or fault.kind not in ("too_short", "too_long"):
        return len(body)
    return len(body) + 1_000 if fault.kind == "too_short" else len(body) * 2 // 3


def send(fault, body, handler):
    """Send a body, spoilt: to the end, to the middle, or little by little."""
    kind = fault.kind if fault else ""
    half = body[: len(body) // 2]
    if kind in ("reset_midway", "closed_midway", "stall"):
        handler.wfile.write(half)
        handler.wfile.flush()
    if kind == "reset_midway":
        reset(handler)
    elif kind == "stall":
        handler.server.closing.wait(fault.options.get("seconds", 600))
    elif kind == "slow_drip":
        step = fault.options.get("bytes", 1)
        for start in range(0, len(body), step):
            handler.wfile.write(body[start : start + step])
            handler.wfile.flush()
            if handler.server.closing.wait(fault.options.get("seconds", 0.05)):
                break
    elif kind != "closed_midway":
        handler.wfile.write(body)
    if kind in (*CUT_SHORT, "too_long"):
        handler.close_connection = True


def reset(handler):
    """End a connection by a reset, as a machine that fell over does."""
    # A socket that lingers for no time at all answers with RST. What has been sent may be lost with it, so
    # half of a body is given a moment to arrive.
    time.sleep(0.05)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True
