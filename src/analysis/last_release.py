"""What `vna release` read last of each area: by it JupyterLab knows what to close, and what changed since.

It lies in data/local, which no chapter may read: a kernel looks at it before that is closed.
"""

import datetime
import json
import os
import sys
from pathlib import Path

from analysis import plain_file, settings
from analysis.fingerprints import Fingerprints, digest, program

FOLDER = ("local", "releases")
CLOSED = "closed.list"

_known = {}  # of this kernel, by area: what it was told when it began, until it has been said


def begin(slug, ledger):
    """Return what is about to be released of an area: of which day, program and files, as `note` takes it.

    `ledger` is the path of what was published before. The office's folder is closed to kernels from now on.
    """
    local, today = settings.local_for(slug).resolve(), str(datetime.date.today())
    _write(CLOSED, sorted({*map(str, closed()), str(local)}))
    return {
        "on": today,
        "program": program(Fingerprints(), today),
        "released": str(settings.data("released", f"{slug}.json").resolve()),
        "local": str(local),
        "ledger": str(ledger),
        "open": _open(slug, ledger),
        "own": _own(local),
    }


def note(slug, started):
    """Write down that what was `started` has been released."""
    _write(f"{slug}.json", started)


def closed():
    """Return every folder of the office's own files from which a release ever began."""
    path = settings.data(*FOLDER, CLOSED)
    return [*map(Path, json.loads(path.read_text(encoding="utf-8")))] if path.is_file() else []


def _write(name, content):
    path = settings.data(*FOLDER, name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    plain_file.write_whole(path, json.dumps(content).encode())


def folders():
    """Return {area: the office's own folder from which it was released}."""
    return {slug: Path(noted["local"]) for slug, noted in _noted().items()}


def look():
    """Return what `folders` does, and remember what `warn` needs: to be called before they are closed."""
    for slug, noted in _noted().items():
        changed = noted.pop("own") != _own(Path(noted.pop("local")))
        _known[slug] = (_stands(settings.released_for(slug)), noted, changed)
    return folders()


def _noted():
    found = sorted(settings.data(*FOLDER).glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in found}


def warn(slug):
    """Say once in a kernel where what was released of an area is not what would be released now."""
    if slug not in _known:
        return
    stands, noted, changed = _known.pop(slug)
    read = settings.released_for(slug)
    if noted.get("released") != str(read.resolve()):  # this kernel reads what was released elsewhere
        return
    if stands != _stands(read):  # released again since this kernel began
        return
    said, day = [], datetime.date.fromisoformat(noted["on"])
    if day != datetime.date.today():
        said.append(f"on another day ({day:%d %B %Y})")
    if changed or noted["open"] != _open(slug, noted["ledger"]):
        said.append("from files that have changed since")
    if noted["program"] != program(Fingerprints(), noted["on"]):
        said.append("by another version of the program")
    if said:
        print(
            f"Counts of people of {slug} were released {' and '.join(said)}. Run `vna release` again, with "
            "the same options.",
            file=sys.stderr,
        )


def _open(slug, ledger):
    """Return a mark of how the publishers' files stand, and the ledger."""
    folder = settings.inputs_for(slug).resolve()
    apart = settings.data("raw", settings.SAMPLESHIRE).resolve()
    files = [
        path
        for path in folder.rglob("*")
        if (folder == apart or apart not in path.parents)
        and not any(map(plain_file.passes, path.relative_to(folder).parts))
    ]
    return digest([str(folder), sorted(map(_stands, [*files, Path(ledger)]))])


def _own(folder):
    """Return a mark of how the office's own files stand, which lie in their folder itself."""
    files = folder.iterdir() if folder.is_dir() else ()
    own = (path for path in files if path.is_file() and not plain_file.passes(path.name))
    return digest(sorted(map(_stands, own)))


def _stands(path):
    found = os.stat(path) if os.path.isfile(path) else None  # noqa: PTH113, PTH116 (thousands of paths)
    return [str(path), *((found.st_size, found.st_mtime_ns) if found else ())]
