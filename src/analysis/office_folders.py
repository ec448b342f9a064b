"""Every folder from which an office's own files were ever released: no chapter's kernel may open one (leaf).

The list lies in data/local, which is closed to chapters too: a kernel reads it before that is closed.
"""

import json
from pathlib import Path

from analysis import plain_file, settings

FILE = ("local", "releases", "folders.json")


def remember(slug, folder):
    """Add the office's own `folder` of an area to the list, as the newest of the area."""
    known = _known()
    others = [one for one in known.get(slug, []) if one != str(folder)]
    if known.get(slug, [])[-1:] != [str(folder)]:
        path = settings.data(*FILE)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
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
