"""Every folder from which an office's own files were ever released: no chapter's kernel may open one (leaf).

The list lies in data/local, which is closed to chapters too: a kernel reads it before that is closed.
"""

import json
from pathlib import Path

from analysis import locks, plain_file, settings

FILE = ("local", "releases", "folders.json")
BUSY = "another command is writing it. Wait until it has ended, then run this one again."
PATIENCE = 60  # seconds


def remember(slug, folder):
    """Add the office's own `folder` of an area to the list, as the newest of the area.

    Areas are released side by side: one waits until another has written its own. Raises InputError where that
    takes longer than a minute.
    """
    if _known().get(slug, [])[-1:] == [str(folder)]:
        return
    path = settings.data(*FILE)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locks.only_one(path.with_name(f".{path.name}.lock"), f"{path}: {BUSY}", PATIENCE):
        known = _known()
        others = [one for one in known.get(slug, []) if one != str(folder)]
        plain_file.write_whole(path, json.dumps(known | {slug: [*others, str(folder)]}).encode())


def newest():
    """Return {area: the folder from which it was released last}."""
    return {slug: Path(folders[-1]) for slug, folders in _known().items()}


def every():
    """Return all of them."""
    return sorted({Path(one) for folders in _known().values() for one in folders})


def _known():
    path = settings.data(*FILE)
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
