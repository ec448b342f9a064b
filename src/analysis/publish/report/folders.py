"""Folders of editions: names, locks, and how one is written beside the last and put in its place."""

import contextlib
import re
import shutil
from pathlib import Path

from analysis import locks
from analysis.disclosure import ledger
from analysis.disclosure.published import PROFILES, RESTRICTED
from analysis.errors import InputError

LEDGER = "ledger.json"
STAYS = "The last edition stays as it was."
# What lies beside the editions, under names of its own: profiles, restricted annexes, the ledger, its lock
# and its next writing.
RESERVED = (PROFILES, RESTRICTED, *(f"{ledger.FILE}{ending}" for ending in ("", ".lock", ".new")))
EDITION_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?")


def checked_name(edition):
    """Return `edition`, once it is known to be a name that cannot climb out of the area's folder.

    Raises InputError for anything but letters, digits, dashes, dots and underscores, and for a name that the
    ledger and its lock have.
    """
    if not EDITION_NAME.fullmatch(edition) or ".." in edition:
        raise InputError(
            f"Edition {edition[:80]!r}: a name has letters, digits, dashes, dots and underscores, at most "
            "64, begins with a letter or digit and does not end in a dot. For example 2026-Q3."
        )
    # Some disks take capitals and small letters for the same.
    if edition.lower() in RESERVED:
        raise InputError(
            f'Edition "{edition}": the ledger, its lock, or a folder beside the editions has this name. Name '
            "the edition otherwise, for example 2026-Q3."
        )
    return edition


def refuse_closed(published, home, name):
    """Raise InputError when the edition `name` is in the ledger: what was published is not built again."""
    if published.entry(name) is not None:
        raise InputError(
            f'{Path(home) / published.area / name}: the edition "{name}" was published on '
            f"{published.entry(name)['published_on']} and is closed. Build under another name."
        )


def only_one(home, name):
    """Hold the lock of an edition or of the ledger in the folder `home` of an area's reports."""
    busy = (
        f"{home}: an edition is being published by another command. Wait for it."
        if name == LEDGER
        else f"{home / name}: is being built by another command. Wait, or name another edition."
    )
    return locks.only_one(home / f".{name}.lock", busy)


@contextlib.contextmanager
def locked(target):
    """Hold the lock of what lies beside editions: profiles, a restricted annex, the comparison of areas."""
    with disk_faults_in_a_line(target), only_one(target.parent, target.name):
        yield


@contextlib.contextmanager
def disk_faults_in_a_line(folder):
    """Turn a fault of the disk, such as a full one, into an InputError of one line about `folder`."""
    try:
        yield
    except OSError as fault:
        raise InputError(
            f"{folder}: cannot be written ({fault.strerror or fault}). {STAYS} "
            "Free some space, ask for write permission, or name another folder with --out."
        ) from None


@contextlib.contextmanager
def new_edition(reports, area, name):
    """Give a new folder to write in, and the Ledger; put the folder into its place when all went well.

    What a killed build left is cleared away first: an unfinished folder is removed, and an edition that
    was set aside and not yet replaced is put back. An edition that was solved beside a ledger which has
    grown since is not put in place: it may show what the newer edition hides.
    """
    home = reports / area
    with disk_faults_in_a_line(home), only_one(home, name):
        published = ledger.read(reports, area)
        refuse_closed(published, reports, name)
        with contextlib.ExitStack() as ledger_lock, replacing(home, name, published) as new:
            yield new, published
            ledger_lock.enter_context(only_one(home, LEDGER))  # until the edition is in its place
            if ledger.read(reports, area).head != published.head:
                raise InputError(f"{home / name}: another edition was published meanwhile. Build it again.")


@contextlib.contextmanager
def replacing(target, slug, published=None):
    """Give a new folder to write in, which takes the place of `target`/`slug` when all went well."""
    final, new, old = target / slug, target / f".{slug}.new", target / f".{slug}.old"
    with disk_faults_in_a_line(target):
        target.mkdir(exist_ok=True)
        recover(final, new, old, published)
        new.mkdir()
    try:
        yield new
        with disk_faults_in_a_line(target):
            swap(final, new, old)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        if final.exists():
            shutil.rmtree(old, ignore_errors=True)


def swap(final, new, old):
    """Put the folder `new` into the place of `final`, which is set aside as `old`, or leave all as it was."""
    if final.exists():
        final.rename(old)
    try:
        new.rename(final)
    except BaseException:
        if old.exists():
            old.rename(final)
        raise


def recover(final, new, old, published=None):
    """Clear away what a killed command left of writing beside `final`, and put back what it set aside.

    One that was killed between putting an edition without a mark in place and entering it in the ledger
    `published` left what is neither: the draft comes back.
    """
    if old.exists() and published is not None and ledger.is_neither(final, published):
        shutil.rmtree(final)
    if old.exists() and not final.exists():
        old.rename(final)
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)


def put(folder, files):
    """Write files (path within the edition -> content) into the new folder of an edition."""
    with disk_faults_in_a_line(folder.parent):
        for path, content in files.items():
            target = folder / path
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content)
