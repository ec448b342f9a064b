"""What is kept for the next run, as JSON in a file that its owner alone may read (leaf).

One that was cut or changed by hand is no better than none: each carries the checksum of what it holds.
"""

import json

from analysis import plain_file
from analysis.fingerprints import digest


def read(path):
    """Return what `write` kept at `path`; nothing ({}) where there is none, or none that is whole."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    whole = isinstance(content, dict) and content.get("sha256") == digest(content.get("kept"))
    return content["kept"] if whole else {}


def write(path, kept):
    """Keep a dict at `path`, whole or not at all. Missing folders are made, for its owner alone."""
    kept = json.loads(json.dumps(kept, default=lambda number: number.item()))  # numpy's
    plain_file.private_folder(path.parent)
    text = json.dumps({"sha256": digest(kept), "kept": kept})
    plain_file.write_whole(path, text.encode())
