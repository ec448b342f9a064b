"""An answer's body as it comes in: unpacked, measured and timed, and never longer than it may be."""

import time
import zlib

import httpx

from analysis.sources.fetching import faults
from analysis.sources.fetching.faults import FetchError, place

CHUNK = 65_536
WEB_PAGES = ("text/html", "application/xhtml")
PACKED = (b"PK\x03\x04", b"PK\x05\x06")


def chunks(answer, address, limits, largest, stopped):
    """Yield the body of a streaming answer, unpacked where it was packed on the way.

    Raises FetchError for a body that stalls, breaks off, is cut short, does not unpack, or grows beyond
    `largest`; `stopped` tells whether the whole fetch was called off.
    """
    where = place(address)
    packing = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise FetchError(f"{where}: is packed as {packing!r}, which was not asked for.")
    arriving, size = _timed(answer, address, limits), 0
    for piece in arriving if packing in ("", "identity") else _unpacked(arriving, packing, where):
        if stopped():
            raise FetchError(f"{where}: called off.")
        size += len(piece)
        if size > largest:
            raise FetchError(
                f"{where}: is longer than {largest:,} bytes and was not read on: it is not what it says."
            )
        yield piece


def _timed(answer, address, limits):
    """Yield what arrives, refusing a drip: less than `slowest` bytes a second over `slow_for` seconds."""
    began, came = time.monotonic(), 0
    try:
        for chunk in answer.iter_raw():  # as it arrives: what a size waits for is lost when it breaks off
            came += len(chunk)
            took = time.monotonic() - began
            if took > limits.slow_for:
                if came < limits.slowest * took:
                    raise FetchError(
                        f"{place(address)}: sends too slowly, {came:,} bytes in {faults.in_words(took)}. "
                        "Try again later.",
                        again=True,
                    )
                began, came = time.monotonic(), 0
            yield chunk
    except httpx.HTTPError as fault:
        raise faults.of_network(address, fault) from None


def _unpacked(arriving, packing, where):
    """Yield what is packed in chunks, no piece longer than one; FetchError where it does not unpack whole."""
    state = zlib.decompressobj(16 + zlib.MAX_WBITS if packing.endswith("gzip") else zlib.MAX_WBITS)
    for chunk in arriving:
        piece = b""
        while chunk or len(piece) == CHUNK:  # a full piece may have more behind it
            try:
                piece = state.decompress(chunk, CHUNK)
            except zlib.error:
                raise FetchError(f"{where}: arrived compressed and does not unpack.", again=True) from None
            chunk = state.unconsumed_tail
            if piece:
                yield piece
    if not state.eof:
        raise FetchError(f"{where}: arrived compressed and was cut short.", again=True)


def refuse_other_kind(address, headers, start, suffix):
    """Refuse a body whose type or first bytes show that it is not a file with the ending `suffix`.

    A proxy, a captive portal and an error page all answer 200 with a web page.
    """
    where, given = place(address), headers.get("Content-Type", "").split(";")[0].strip().lower()
    if not start.strip():
        raise FetchError(f"{where}: answered with nothing in it. Try again later.", again=True)
    page = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" or given.startswith(WEB_PAGES)
    if page:
        raise FetchError(
            f"{where}: answered with a web page in place of the file. A log-in page of this network, or an "
            "error page of the publisher: open the address in a browser."
        )
    if suffix in (".zip", ".xlsx", ".ods") and not start.startswith(PACKED):
        raise FetchError(f"{where}: is no {suffix} file ({_seen(start, given)}). See the publisher's page.")
    if suffix == ".csv" and (start.startswith((*PACKED, b"\x1f\x8b", b"%PDF")) or b"\0" in start[:1024]):
        raise FetchError(f"{where}: is not a text table ({_seen(start, given)}). See the publisher's page.")
    if suffix in (".csv", ".geojson") and start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in b"{[":
        refuse_error(where, start)
        if suffix == ".csv":
            raise FetchError(f"{where}: answered in JSON, not with a table ({_seen(start, given)}).")


def refuse_error(where, content):
    """Refuse what begins as a service's own account of an error, whatever its status was."""
    start = content[:2048].lower()
    if b'"error"' in start or b'"errors"' in start:
        text = " ".join(content[:160].decode("utf-8", "replace").split())
        raise FetchError(f"{where}: answered 200 with an error inside: {text}", again=True, status=200)


def _seen(start, given):
    return f"type {given or 'not given'}, begins {start[:12]!r}"
