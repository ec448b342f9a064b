"""Release in processes of its own: they have ended, with all that they counted, before a chapter begins."""

import contextlib
import functools
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from analysis import files_read, plain_file, processes, settings
from analysis.disclosure import document as documents
from analysis.disclosure import ledger as ledgers
from analysis.disclosure.series import ALL, VICTIMS
from analysis.errors import InputError
from analysis.extracts import states, stored_counts
from analysis.extracts.counts import folder_of
from analysis.extracts.extracts import BLANK, UNLISTED
from analysis.extracts.fields import QUARTER
from analysis.extracts.handover import INCOMPLETE
from analysis.release import solve, statements
from analysis.release.counts import kind
from analysis.sources import checks, inventory
from analysis.sources.files import how_it_stands

FEW_LEFT_OUT = 0.01  # of the records of a file: more are told beside each finding that rests on it
ENDED = "Python ended while counts were released. The machine may be out of memory: close other programs."
CHANGED = "its inputs or its policy changed since it was built"


def ask(run, work, *given):
    """Return what `work(*given)` gives in a process of its own, which serves `run`, a settings.Run, and ends.

    Whatever counts people is read there and nowhere else. Raises InputError as `work` does.
    """
    with begun(run) as begin:
        return begin(work, *given)()


@contextlib.contextmanager
def begun(run):
    """Give a function that begins `work(*given)` as `ask` does, and returns one that waits for what it gives.

    Two work at a time, and all have ended when this has. Meanwhile this process serves `run` too.
    """
    quiet = (signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who began it
    pool = ProcessPoolExecutor(2, processes.context(), signal.signal, quiet)
    with pool, settings.serving(run):

        def begin(work, *given):
            asked = pool.submit(served, run, work, *given)

            def result():
                try:
                    return asked.result()
                except BrokenProcessPool:
                    raise InputError(ENDED) from None

            return result

        try:
            yield begin
        finally:  # what was refused is said without what was to come after it
            pool.shutdown(cancel_futures=True)


def here(run):
    """Return what takes work as `release` needs it, and does it in this process once it is asked for."""
    return lambda work, *given: functools.partial(served, run, work, *given)


def served(run, work, *given):
    """Return what `work(*given)` gives while this process serves `run`."""
    files_read.listen()
    with settings.serving(run):
        return work(*given)


def look_over(place, passed):
    """Read every file that an assessment of a place may read, as `checks.looked_over` does.

    Raises InputError with a line for each of the office's own logs that is not what it should be.
    """
    if faults := states.faults(place):
        several = [f"{len(faults)} files cannot be read as they are."] if len(faults) > 1 else []
        raise InputError("\n".join([*several, *faults]))
    return checks.looked_over(_opened(place), place, passed)


def release(begin, place, edition, as_of, ledger, revision=None):
    """Return (document, what chapters are handed, {source: Counted without rows}, paths that were read).

    `begin` starts work and returns a function that waits for what it gives: victims are counted and solved
    beside all other series. `ledger` is what was published before, and `solve.solved` says the rest. Raises
    InputError for a file of the office's own that changed meanwhile: some of what was counted would be from
    before, and some from after.
    """
    before = _as_they_stand(folder_of(place))
    asked = (place, edition, as_of, ledger, revision)
    waiting = [begin(_solved, *asked, sources) for sources in _shares(ledger)]
    beside = begin(_beside, place)
    try:
        documents, counts, noted = zip(*(result() for result in waiting), strict=True)
        handed, also = beside()
    except InputError:  # a file that was half written is as likely to have been refused for something else
        after = _as_they_stand(folder_of(place))
        _refuse_changed(before, after, before.keys() | after.keys())
        raise
    read = {path for paths in (*noted, also) for path in paths}
    _refuse_changed(before, _as_they_stand(folder_of(place)), read)
    document = solve.together(documents)
    counts = {source: one for share in counts for source, one in share.items()}
    handed |= {INCOMPLETE: sorted(source for source, one in counts.items() if _left_out(one) > FEW_LEFT_OUT)}
    return document, statements.citing(document) | handed, counts, list(read)


def _left_out(counted):
    """Return the share of the records in the files of a source that columns.toml could not place."""
    rows = sum(sheet.rows - sheet.left_out.get(BLANK, 0) for sheet in counted.explained)
    left_out = sum(
        sheet.left_out.get(UNLISTED, 0) + sheet.unmapped.get(QUARTER, 0) for sheet in counted.explained
    )
    return left_out / rows if rows else 0.0


def _shares(ledger):
    """Return the sources that are released side by side: counting victims takes half of the time."""
    return {VICTIMS}, solve.sources(ledger) - {VICTIMS}


def _solved(place, edition, as_of, ledger, revision, sources):
    """Return the document of some sources, {source: Counted without rows}, and the paths that were read."""
    _opened(place)
    document, counts = solve.solved(place, edition, as_of, ledger, revision, sources)
    return document, {source: one.without_rows() for source, one in counts.items()}, _read()


def _beside(place):
    """Return what chapters are handed beside tables, and the paths that were read."""
    _opened(place)
    return statements.beside(place.slug), _read()


def _read():
    return [*files_read.noted(), *(str(item[3]) for item in inventory.record())]


def keep(place, document, without, ledger, revision=None):
    """Keep the counts that an edition is the first to publish; return source -> quarter -> file.

    Raises InputError where they are no longer those of which `release` gave the `document` and what is
    `without` rows: what is kept is what was published.
    """
    _opened(place)
    counts = solve.every_count(place, document["edition"], document["as_of"], ledger, revision)
    if {source: one.without_rows() for source, one in counts.items()} != without:
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


def _refuse_changed(before, after, read):
    for path in read:
        if before.get(path) != after.get(path):
            raise InputError(
                f"{Path(path).name}: changed while it was being read. Close it in the program that is saving "
                "it, then run the command again."
            ) from None
