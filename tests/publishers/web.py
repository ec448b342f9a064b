"""What a publisher is asked and what it answers, without a word of how either travels."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

HTML, JSON, CSV = "text/html; charset=utf-8", "application/json; charset=utf-8", "text/csv"
ZIP, OCTETS = "application/zip", "application/octet-stream"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
GEOJSON = "application/geo+json; charset=utf-8"
KINDS = {".csv": CSV, ".zip": ZIP, ".xlsx": XLSX, ".ods": ODS, ".txt": "text/plain", ".html": HTML}


@dataclass(frozen=True)
class Request:
    """One request. `query` holds the parameters of the address, and those of a form that was sent.

    `paging` names a fault of paging that this one answer shall have, "" for none.
    """

    method: str
    host: str
    path: str
    target: str  # path and query, as they stand in the request line
    query: dict
    headers: dict
    paging: str = ""


@dataclass(frozen=True)
class Answer:
    """One answer, whole; `ranges` tells whether parts of it may be asked for."""

    body: bytes = b""
    kind: str = HTML
    status: int = 200
    headers: dict = field(default_factory=dict)
    modified: datetime | None = None
    etag: str = ""
    ranges: bool = False


def document(content, kind, modified, name="", **headers):
    """Return a file as publishers' stores give one: with its length, its age, a validator and its ranges."""
    named = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return Answer(content, kind, 200, named | headers, modified, etag, ranges=True)


def page(text, modified=None, status=200, kind=HTML, **headers):
    """Return a page of text: it has a validator, and no ranges."""
    content = text.encode("utf-8")
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"' if status == 200 else ""
    return Answer(content, kind, status, headers, modified, etag)


def as_json(content, status=200, modified=None, kind=JSON):
    """Return an answer of an API."""
    return page(json.dumps(content, ensure_ascii=False), modified, status, kind)


def html(title, body):
    """Return the text of a page with a title."""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def moved(location, status=301):
    """Return a redirection."""
    return Answer(html("Moved", "").encode(), HTML, status, {"Location": location})


def not_found(words="Page not found"):
    """Return the page for an address at which there is nothing."""
    return page(html(words, "<p>If you typed the web address, check it is correct.</p>"), status=404)


def paged(rows, start, limit, paging):
    """Return rows, start and length of a page of them, after the fault of `paging` that it shall have."""
    if paging == "changed_while_paging" and start:
        rows = rows[1:]
    start = 0 if paging == "ignored_offset" else start
    return rows, start, max(limit // 3, 1) if paging == "short_page" else limit


def completed(answer, request):
    """Return an answer as its headers were asked for: not at all where unchanged, or in part."""
    headers = {"Content-Type": answer.kind, "Date": format_datetime(datetime.now(UTC), usegmt=True)}
    headers |= answer.headers
    if answer.modified:
        headers["Last-Modified"] = format_datetime(answer.modified, usegmt=True)
    if answer.etag:
        headers["ETag"] = answer.etag
    if answer.ranges:
        headers["Accept-Ranges"] = "bytes"
    answer = replace(answer, headers=headers)
    if answer.status != 200:
        return answer
    if _known(answer, request):
        return replace(answer, status=304, body=b"")
    if answer.ranges and "range" in request.headers and _same_version(answer, request):
        return _part(answer, request.headers["range"])
    return answer


def _known(answer, request):
    """Tell whether the client holds just this version; a validator is asked before a date."""
    held = request.headers.get("if-none-match")
    if held is not None:
        return bool(answer.etag) and answer.etag in [
            one.strip().removeprefix("W/") for one in held.split(",")
        ]
    since = request.headers.get("if-modified-since")
    return bool(since and answer.modified) and answer.modified <= parsedate_to_datetime(since)


def _same_version(answer, request):
    """Tell whether a range is of the version that the client began with; a weak validator is of none."""
    held = request.headers.get("if-range")
    return held is None or held in (answer.etag, answer.headers.get("Last-Modified"))


def _part(answer, asked):
    """Return the bytes of one range, 416 for one that begins behind the end, all for what is not a range."""
    size = len(answer.body)
    first, dash, last = asked.removeprefix("bytes=").partition("-")
    if not asked.startswith("bytes=") or not dash or not (first or last).isdigit() or "," in asked:
        return answer
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start >= size or start > end:
        return replace(
            answer, status=416, body=b"", headers=answer.headers | {"Content-Range": f"bytes */{size}"}
        )
    headers = answer.headers | {"Content-Range": f"bytes {start}-{end}/{size}"}
    return replace(answer, status=206, body=answer.body[start : end + 1], headers=headers)
