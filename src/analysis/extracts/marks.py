"""Marks of the office's own files: whether one is the same as before, told to the office and to nobody else.

A checksum answers every guess at what it is of. A provider's return is a few dozen small counts in a layout
that `vna template` gives to anybody: trying possible values would tell the hidden ones once the checksum
matches. So these files are marked with a key that stays with the counts that an office keeps.
"""

import contextlib
import hashlib
import hmac
import secrets

from analysis import areas, plain_file, settings
from analysis.errors import InputError

KEY = "marks.key"
BYTES = 32
INVENTED = b"everybody may know what is invented"


def ensure(area):
    """Make the key of an area's office, if it gave any files and has none yet.

    A build does so before it looks at what it reads: a key that came later would be a change in that.
    """
    folder, path = settings.local_for(area.slug), _path(area.slug)
    held = folder.is_dir() and any(one.is_file() for one in folder.iterdir())
    if area.invented or path.exists() or not held:
        return
    # Another build may make it meanwhile. In a folder that takes nothing files have no marks.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.chmod(0o700)
        plain_file.write_private(path, secrets.token_bytes(BYTES))


def mark(paths, area):
    """Return the mark of files of the office of an area (a slug), taken together; None without a key.

    Raises InputError for a key that was cut or changed.
    """
    key = INVENTED if areas.area(area).invented else _key(_path(area))
    if key is None:
        return None
    made = hmac.new(key, digestmod="sha256")
    for path in paths:
        with path.open("rb") as stream:
            made.update(hashlib.file_digest(stream, "sha256").digest())
    return made.hexdigest()


def derived(area, purpose):
    """Return a key for another purpose, made from that of the marks; `area` is a slug.

    It is private as long as that one is. Where there is none, everybody may know it.
    """
    key = None if areas.area(area).invented else _key(_path(area))
    return hmac.digest(INVENTED if key is None else key, purpose.encode(), "sha256")


def _path(slug):
    return settings.counts_for(slug).parent / KEY


def _key(path):
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise InputError(f"{path}: cannot be read ({fault.strerror or fault}).") from None
    if len(key) != BYTES:
        raise InputError(
            f"{path}: was cut or changed. Restore it, or remove it: then every one of the office's own files "
            "counts as changed once."
        )
    return key
