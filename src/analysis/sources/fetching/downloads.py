"""One file from one address, resumed where an earlier attempt stopped, complete or not there at all."""

import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from analysis.sources.fetching import bodies, faults
from analysis.sources.fetching.faults import FetchError, place

PART, MARKS = ".part", ".part.json"
CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


@dataclass(frozen=True)
class Marks:
    """What tells one version of a file from another: the publisher's own marks, and its whole length."""

    address: str
    etag: str = ""
    last_modified: str = ""
    length: int | None = None

    @property
    def validator(self):
        """Return what `If-Range` takes: a strong tag or a date; "" where the publisher gives neither."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified

    def differs(self, other):
        """Tell whether two answers are of two versions."""
        return any(
            mine and theirs and mine != theirs
            for mine, theirs in ((self.etag, other.etag), (self.last_modified, other.last_modified))
        )


def download(transport, address, path, known=None, tell=lambda came, whole: None):
    """Write what is at `address` to `path` and return what to record of it; None where `known` is current.

    `known` is the record of the file in use; `tell(bytes, of how many or None)` hears how far it is. An
    attempt that breaks off leaves a part beside, and the next goes on from there if the file is still of the
    same version.

    Raises FetchError; then nothing stands at `path`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    return transport.trying(lambda: _attempt(transport, address, path, known, tell))


def _attempt(transport, address, path, known, tell):
    part, kept = path.with_name(path.name + PART), path.with_name(path.name + MARKS)
    begun = _begun(part, kept, address)
    headers = _asking(begun, part, known)
    with transport.opened(address, headers) as (answer, final):
        marks = _marks(address, answer)
        if answer.status_code == 304:
            if not headers or begun is not None:
                raise faults.of_status(final, answer, transport.limits)
            return None
        start = _start(answer, final, begun, marks, part, kept)
        _refuse_full_disk(path.parent, address, marks.length, start, transport.limits)
        packed = answer.headers.get("Content-Encoding", "identity") not in ("", "identity")
        if marks.validator and not packed:
            kept.write_text(json.dumps(asdict(marks)), encoding="utf-8")
        else:
            kept.unlink(missing_ok=True)
        written = _write(transport, answer, final, part, start, marks, tell, path.suffix)
        if not packed and marks.length is not None and written != marks.length:
            _drop(part, kept)
            raise FetchError(
                f"{place(address)}: {marks.length:,} bytes announced, {written:,} arrived. Try again later.",
                again=True,
            )
        part.replace(path)
        kept.unlink(missing_ok=True)
        notes = {"came_from": str(final)} if str(final) != address else {}
        of_version = {"etag": marks.etag, "last_modified": marks.last_modified}
        return of_version | {"published": answer.headers.get("Date", ""), "notes": notes}


def _begun(part, kept, address):
    """Return the Marks of a part that can be resumed, else None; a part of anything else is deleted."""
    try:
        marks = Marks(**json.loads(kept.read_text(encoding="utf-8")))
        if marks.address == address and marks.validator and part.stat().st_size:
            return marks
    except (OSError, ValueError, TypeError):
        pass
    _drop(part, kept)
    return None


def _drop(part, kept):
    part.unlink(missing_ok=True)
    kept.unlink(missing_ok=True)


def _asking(begun, part, known):
    if begun is not None:
        return {"Range": f"bytes={part.stat().st_size}-", "If-Range": begun.validator}
    if known is None:
        return {}
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in asked.items() if value}


def _marks(address, answer):
    headers = answer.headers
    length = headers.get("Content-Length", "")
    whole = int(length) if length.isdigit() else None
    if answer.status_code == 206:
        found = CONTENT_RANGE.fullmatch(headers.get("Content-Range", "").strip())
        whole = int(found[3]) if found and found[3] != "*" else None
    return Marks(address, headers.get("ETag", ""), headers.get("Last-Modified", ""), whole)


def _start(answer, final, begun, marks, part, kept):
    """Return at which byte the answer's body begins in the file.

    Raises FetchError, to be tried again from the first byte, for a part that does not go on from ours.
    """
    if answer.status_code == 200 or answer.status_code == 203:
        return 0  # the range was ignored, or the file changed since: all of it comes
    wanted = part.stat().st_size if begun is not None and part.exists() else 0
    found = CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
    fits = answer.status_code == 206 and found is not None and int(found[1]) == wanted
    longer = begun is not None and None not in (begun.length, marks.length) and begun.length != marks.length
    if begun is not None and fits and not marks.differs(begun) and not longer:
        return wanted
    _drop(part, kept)
    raise FetchError(
        f"{place(final)}: gave a part that does not go on from the one already here: another version, or "
        "another place. Try again later.",
        again=True,
        wait=0.0,
    )


def _refuse_full_disk(folder, address, length, start, limits):
    free = shutil.disk_usage(folder).free
    wanted = (length or 0) - start + limits.spare_disk
    if length is not None and free < wanted:
        raise FetchError(
            f"{place(address)}: takes {length / 1e6:,.0f} MB and the disk has {free / 1e6:,.0f} MB free. "
            "Make room, or name another folder with --to."
        )


def _write(transport, answer, final, part, start, marks, tell, suffix):
    """Append the body to the part and return the size that it then has."""
    written = start
    try:
        with part.open("r+b" if start else "wb") as stream:
            stream.seek(start)
            for piece in bodies.chunks(
                answer, final, transport.limits, transport.limits.largest - start, transport.called_off
            ):
                if written == 0:
                    bodies.refuse_other_kind(final, answer.headers, piece[:4096], suffix.lower())
                stream.write(piece)
                written += len(piece)
                tell(written, marks.length)
            if written == 0:
                bodies.refuse_other_kind(final, answer.headers, b"", suffix.lower())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise FetchError(
            f"{Path(part.name).stem}: could not be written ({fault.strerror or fault}). What had come whole "
            "stays."
        ) from None
    except FetchError as fault:
        if not fault.again:  # what is not the file at all is not resumed
            part.unlink(missing_ok=True)
        raise
    return written
