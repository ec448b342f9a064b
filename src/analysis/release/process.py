"""Release in a process of its own: it has ended, with all that it counted, before a chapter begins."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from analysis import plain_file, processes, settings
from analysis.disclosure import document as documents
from analysis.disclosure import ledger as ledgers
from analysis.errors import InputError
from analysis.extracts import states, stored_counts
from analysis.extracts.counts import folder_of
from analysis.extracts.extracts import BLANK, UNLISTED
from analysis.extracts.fields import QUARTER
from analysis.extracts.handover import FILES, INCOMPLETE
from analysis.release import solve, statements
from analysis.release.counts import kind
from analysis.release.series import ALL
from analysis.sources import checks
from analysis.table_files import how_it_stands

FEW_LEFT_OUT = 0.01  # of the records of a file: more are told beside each finding that rests on it
ENDED = "Python ended while counts were released. The machine may be out of memory: close other programs."
CHANGED = "its inputs or its policy changed since it was built"


def ask(run, work, *given):
    """Return what `work(*given)` gives in a process of its own, which serves `run`, a settings.Run, and ends.

    Whatever counts people is read there and nowhere else. Raises InputError as `work` does.
    """
    # Ctrl-C is for who began it.
    with ProcessPoolExecutor(1, processes.context(), signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        try:
            return pool.submit(served, run, work, *given).result()
        except BrokenProcessPool:
            raise InputError(ENDED) from None


def served(run, work, *given):
    """Return what `work(*given)` gives while this process serves `run`."""
    with settings.serving(run):
        return work(*given)


def look_over(place):
    """Read every file that an assessment of a place may read; return what `checks.looked_over` does.

    With it comes what the files are taken for, as `Inventory.identity` has it.

    Raises InputError with a line for each of the office's own logs that is not what it should be.
    """
    if faults := states.faults(place):
        several = [f"{len(faults)} files cannot be read as they are."] if len(faults) > 1 else []
        raise InputError("\n".join([*several, *faults]))
    held = _opened(place)
    return *checks.looked_over(held, place), held.identity()


def release(place, edition, as_of, ledger, revision=None):
    """Return the solved document, what chapters are handed, {source: Counted without rows}, and a list.

    It names the publishers' files that were opened, by their paths.

    `ledger` is what was published before, and `solve.solved` says the rest. Raises InputError for a file of
    the office's own that changed meanwhile: some of what was counted would be from before, and some from
    after.
    """
    before = _as_they_stand(folder_of(place))
    held = _opened(place)
    held.used.clear()
    try:
        document, counts = solve.solved(place, edition, as_of, ledger, revision)
        handed = statements.citing(document) | statements.beside(place.slug)
    except InputError:  # a file that was half written is as likely to have been refused for something else
        _refuse_changed(before, _as_they_stand(folder_of(place)))
        raise
    _refuse_changed(before, _as_they_stand(folder_of(place)))
    counts = {source: one.without_rows() for source, one in counts.items()}
    handed |= {INCOMPLETE: sorted(source for source, one in counts.items() if _left_out(one) > FEW_LEFT_OUT)}
    handed[FILES] = before
    return document, handed, counts, sorted({str(one.file.path.resolve()) for one in held.used})


def _left_out(counted):
    """Return the share of the records in the files of a source that columns.toml could not place."""
    rows = sum(sheet.rows - sheet.left_out.get(BLANK, 0) for sheet in counted.explained)
    left_out = sum(
        sheet.left_out.get(UNLISTED, 0) + sheet.unmapped.get(QUARTER, 0) for sheet in counted.explained
    )
    return left_out / rows if rows else 0.0


def keep(place, document, released, ledger, revision=None):
    """Keep the counts that an edition is the first to publish; return source -> quarter -> file.

    Raises InputError where they are no longer those of which `release` gave the `document` and the Counted
    without rows that were `released`: what is kept is what was published.
    """
    _opened(place)
    counts = solve.every_count(place, document["edition"], document["as_of"], ledger, revision)
    now = {source: one.without_rows().checksum for source, one in counts.items()}
    if now != {source: one.checksum for source, one in released.items()}:
        raise InputError(f"{document['edition']}: {CHANGED}.")
    kept = {}
    for source, counted in sorted(counts.items()):
        told = {
            quarter
            for entry in document["tabulations"].values()
            if entry["source"] == source
            for quarters in entry["periods"].values()
            for quarter in quarters
        }
        own = documents.own_revisions(document, source)
        first = sorted((told & set(counted.quarters)) - (set(ledger.counts(source)) - own))
        if first:
            # Named for what it says too: the same name may be given to another edition in another folder.
            unique = f"{document['edition']}-{ledgers.checksum(document)[:12]}"
            recounted = sum(one["source"] == source for one in document.get("revisions", []))
            frame, as_kept = counted.frame, kind(ALL[source])
            file = stored_counts.keep(as_kept, place.slug, unique, frame, first, recounted)
            kept[source] = dict.fromkeys(first, file)
    return kept


def _opened(place):
    return states.open_for(place, settings.current_run().inputs)


def _as_they_stand(folder):
    """Return {path: how it stands} of the files of a folder that are meant to be read."""
    every = Path(os.path.abspath(folder))  # noqa: PTH100 (as `opened` notes what is read)
    found = every.iterdir() if every.is_dir() else ()
    kept = (path for path in found if path.is_file() and not plain_file.passes(path.name))
    return {str(path): how_it_stands(path) for path in kept}


def _refuse_changed(before, after):
    for path in before.keys() | after.keys():
        if before.get(path) != after.get(path):
            raise InputError(
                f"{Path(path).name}: changed while it was being read. Close it in the program that is saving "
                "it, then run the command again."
            ) from None
