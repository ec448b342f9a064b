"""One file into its place: brought beside, read as `vna check` reads it, and only then put in use."""

import datetime
import shutil
from dataclasses import dataclass

from analysis import plain_file
from analysis.errors import InputError
from analysis.sources import checks, inventory
from analysis.sources.fetching import downloads
from analysis.sources.fetching.faults import FetchError, layout_known
from analysis.sources.fetching.items import Record
from analysis.sources.files import sha256

STAGING = ".fetching"
FETCHED, UNCHANGED, FAILED = "fetched", "unchanged", "failed"
READING, DONE = "reading", "done"  # what is told of a file that has come, in place of a unit


@dataclass(frozen=True)
class Told:
    """What became of one file, or of a card of which no file came: one word, and a sentence."""

    card_id: str
    name: str
    state: str
    words: str = ""
    size: int = 0


def brought(item, asking, tell):
    """Return what became of one file. The one in use stays unless a better one takes its place."""
    try:
        return _brought(item, asking, tell)
    finally:
        tell(item.name, 0, None, DONE)


def _brought(item, asking, tell):
    def told(state, words, size=0):
        return Told(item.card_id, item.name, state, words, size)

    place, beside = asking.folder / item.name, asking.folder / STAGING / item.name
    record = asking.manifest.held(item.name)
    of_this_address = record is not None and item.lasting and record.address == item.address
    if of_this_address or (record is not None and item.held is not None and item.held(place)):
        return told(UNCHANGED, "already here", record.bytes)
    try:
        got = _bring(item, asking, beside, record, tell)
        if got is None:
            return told(UNCHANGED, "the publisher has no newer one", record.bytes)
        tell(item.name, 0, None, READING)
        return told(*_kept(item, asking, beside, place, record, got))
    except FetchError as fault:
        stays = " The earlier one stays in use." if record is not None else ""
        return told(FAILED, f"{fault}{stays}")
    except OSError as fault:
        beside.unlink(missing_ok=True)
        why = fault.strerror or fault
        return told(FAILED, f"{item.name}: could not be written ({why}). What was there stays.")


def _bring(item, asking, beside, record, tell):
    beside.parent.mkdir(parents=True, exist_ok=True)

    def heard(came, whole):
        tell(item.name, came, whole, item.unit)

    if item.make is None:
        return downloads.download(asking.transport, item.address, beside, record, heard)
    beside.unlink(missing_ok=True)  # what was being put together cannot be resumed
    try:
        with layout_known(item.address):
            return {"notes": item.make(beside, heard)}
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _kept(item, asking, beside, place, record, got):
    """Put a file that is what its card says in its place, and remember it; keep any other aside.

    Return what became of it: a state, words and its size.
    """
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    size, digest = beside.stat().st_size, sha256(beside)
    if record is not None and digest == record.sha256:
        beside.unlink()
        _remember(item, asking, got, now, size, digest)
        return UNCHANGED, "the same bytes again", size
    wrong, rows = _fault_of(beside, item.card_id)
    if wrong:
        aside = _set_aside(beside, asking.folder, item, wrong, now)
        stays = " The earlier one stays in use." if record is not None else ""
        return FAILED, f"{wrong} It is kept aside as {aside.relative_to(asking.folder).as_posix()}.{stays}"
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists() and item.name not in asking.manifest.records:
        reason = "Lay here before the fetch brought one of this name."
        shutil.copy2(place, beside.with_name(f"earlier-{place.name}"))
        _set_aside(beside.with_name(f"earlier-{place.name}"), asking.folder, item, reason, now)
    beside.replace(place)
    _remember(item, asking, got, now, size, digest)
    return FETCHED, f"{rows:,} rows", size


def _remember(item, asking, got, now, size, digest):
    record = Record(item.card_id, item.route, item.address, now, size, digest, **got)
    asking.manifest.record(item.name, record)


def _fault_of(path, card_id):
    """Return what is wrong with a file that should be of a card, "" for nothing, and its rows.

    Everything in a zip that is of the card is read.
    """
    try:
        found = [inventory.identify(file) for file in inventory.inside(path)]
        wrong = [one.message for one in found if isinstance(one, inventory.Problem)]
        mine = [one for one in found if isinstance(one, inventory.Found) and one.card_id == card_id]
        if wrong:
            return wrong[0], 0
        if not mine:
            return f"{path.name}: is not what the card {card_id} says: {_seen(found)}.", 0
        return "", sum(checks.read(one)[0] for one in mine)
    except InputError as fault:
        return str(fault), 0
    except (ArithmeticError, LookupError, TypeError, ValueError, MemoryError) as fault:
        # A reader that stumbles has met what it was not written for: as good a reason to keep it aside.
        return f"{path.name}: cannot be read ({type(fault).__name__}). Its layout may be new.", 0


def _seen(found):
    others = sorted({one.card_id for one in found if isinstance(one, inventory.Found)})
    return f"it looks like {', '.join(others)}" if others else "no card knows it"


def _set_aside(path, folder, item, reason, now):
    """Move a file that was refused out of the way, with the reason beside it, and return where it lies."""
    place = folder / inventory.SET_ASIDE / path.name
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, place)
    why = f"{reason}\nFetched from {item.address} for the card {item.card_id} on {now}.\n"
    plain_file.write_whole(place.with_name(f"{place.name}.why.txt"), why.encode(), mode=0o666)
    return place


def tidy(folder):
    """Take away the folders in which nothing unfinished is left."""
    staging = folder / STAGING
    for path in [*sorted(staging.rglob("*"), reverse=True), staging]:
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
