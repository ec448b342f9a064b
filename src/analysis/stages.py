"""The stage that writes tables: publishers' files, and what was released, become files that notebooks read.

It is a function of files: what a table is made of is compared with what it was made of before, and one of
which nothing changed is not made again. The tables of an area and those that all areas share are one flat
list of work, done side by side in processes that end with it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import pandas as pd

from analysis import (
    areas,
    column_meanings,
    derived,  # noqa: F401 (declares the tables that measures make)
    locks,
    processes,
    scratch,
    settings,
    table_files,
    tables,
)
from analysis.errors import InputError, NotReleasedError
from analysis.extracts import handover, states
from analysis.fingerprints import Fingerprints, digest, program
from analysis.sources.catalogue import EXTRACT, LOG, REFERENCE, catalogue
from analysis.table_files import LIST, SHARED, SUFFIX, Tables
from analysis.tables import declared
from analysis.tables.released import document as released_document

NOT_RELEASED = "It is made of the office's own files. Run: vna release --area {}"
# Of these kinds a card may have rows of the office's own beside those of the project.
OF_THE_OFFICE = (EXTRACT, LOG, REFERENCE)
PARTS = ("tabulations", "statements")  # of what was released
AT_A_TIME = 2
PATIENCE = 600  # seconds, for what another area's command writes of what all areas share


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a stage did for an area: the tables that it made now, and those that stayed.

    `waiting` and `faults` are {table: why it was not made}.
    """

    run: str
    folder: Path
    made: tuple[str, ...]
    stayed: tuple[str, ...]
    waiting: dict[str, str]
    faults: dict[str, str]

    def reasons(self) -> dict[str, list[str]]:
        """Return {why: the tables that were not made for it}: one file can be in the way of several."""
        found = {}
        for table, why in self.faults.items():
            found.setdefault(why, []).append(table)
        return found


def data(area: str, fresh: bool = False, look: bool = False) -> Outcome:
    """Write the tables of an area that the run of this process (`settings.Run`) allows, and what it shares.

    Tables of what the office keeps, and of counts of people, are made of what was released; without it they
    wait. With `fresh` every table is made again; to `look` makes none.

    Raises InputError while another command writes tables of the area, and to `look` where a table would have
    to be made. One that cannot be made of the files that there are is told in the outcome, and stops no
    other.
    """
    place = areas.area(area)
    states.ensure(place, settings.inputs_for(place.slug))
    prints = Fingerprints()
    every = declared.every()
    shared = {name: one for name, one in every.items() if one.shared}
    own = {name: one for name, one in every.items() if not one.shared}
    common = _written(SHARED, place, shared, prints, fresh, look, {})
    found = _written(place.slug, place, own, prints, fresh, look, {SHARED: common.run})
    return dataclasses.replace(
        found,
        made=(*common.made, *found.made),
        stayed=(*common.stayed, *found.stayed),
        waiting=common.waiting | found.waiting,
        faults=common.faults | found.faults,
    )


def for_chapters(area: str, run: settings.Run, look: bool = False) -> settings.Run:
    """Return a run whose chapters read the tables of an area, which are written first (see `data`).

    A table that cannot be made is missing in the chapters that read it, which say why, and stops no other.
    """
    with settings.serving(run):
        found = data(area, look=look)
    return dataclasses.replace(run, table_runs=((areas.area(area).slug, found.run),))


@contextlib.contextmanager
def as_made(area: str) -> Iterator[None]:
    """Serve the run of which the newest tables of an area were made: for what sliders work out again."""
    held = table_files.opened(areas.area(area).slug)
    asked, released = held.about["asked"], table_files.released_of(held.area, held.run)
    solved = released if released.is_file() else settings.current_run().solved
    with settings.serving(settings.Run(Path(asked["inputs"]), asked["as_of"], solved=solved)):
        yield


def for_comparison(areas_compared: Iterable[str], names: Iterable[str], run: settings.Run) -> settings.Run:
    """Return a run whose chapters also read tables `names` of other areas, from the files that `run` reads.

    They are open tables: what is the office's own has no part in them. Those that were written of these files
    are read, and those of an area without any are made.
    """
    runs = dict(run.table_runs)
    with settings.serving(run):
        for slug in areas_compared:
            if slug not in runs:
                runs[slug] = _newest_of_these_files(slug, set(names)) or data(slug).run
    return dataclasses.replace(run, table_runs=tuple(runs.items()))


def _newest_of_these_files(slug: str, names: set) -> str | None:
    """Return the newest run of an area's tables that has `names` as the files of this run give them."""
    alike, prints = ("inputs", "as_of", "rules"), Fingerprints()
    asked = _asked(areas.area(slug), slug)
    for held in table_files.runs(slug):
        same = all(held.about["asked"][one] == asked[one] for one in alike)
        if same and all(one in held.tables and _stands(held, one, held.tables[one], prints) for one in names):
            return held.run
    return None


def run_name(place: areas.Area, owner: str | None = None) -> str:
    """Return the name of the folder of an Area's tables of this run, or of those that all areas share."""
    asked = _asked(place, owner or place.slug)
    return f"{asked['as_of'] or 'latest'}-{digest(asked)[:8]}"


def _written(
    owner, place, wanted: dict, prints: Fingerprints, fresh: bool, look: bool, about: dict
) -> Outcome:
    """Write the tables of `owner`, an area's short name or SHARED, as they are made for an Area."""
    asked, run = _asked(place, owner), run_name(place, owner)
    folder = table_files.home() / owner / run
    busy = f"Another command is writing tables of {owner}. Wait until it has ended, then run this one again."
    patience = PATIENCE if owner == SHARED else 0
    with locks.only_one(folder.with_name(f".{run}.lock"), busy, patience):
        known = {} if fresh else _as_before(owner, run, prints)
        state = _State.of(place, prints)
        document = _document(place) if owner != SHARED else None
        waiting, to_make, entries = {}, [], {}
        for name, one in wanted.items():
            if document is None and _of_the_office(one):
                waiting[name] = NOT_RELEASED.format(place.slug)
            else:
                _sort(name, state.key(one, document), known, entries, to_make)
        for name, content in _released(document):
            _sort(name, digest([state.program, content]), known, entries, to_make)
        if look:
            _refuse_lacking(owner, run, [name for name, _ in to_make], place.slug)
            return Outcome(run, folder, (), tuple(entries), waiting, {})
        made, faults = {}, {}
        with scratch.folder() as beside:
            for name, key, entry in _make(place.slug, to_make, beside):
                if isinstance(entry, str):
                    (waiting if entry == NOT_RELEASED.format(place.slug) else faults)[name] = entry
                else:
                    entries[name], made[name] = entry | {"key": key}, beside / f"{name}{SUFFIX}"
            if made or faults or waiting or known.keys() - entries.keys() or not (folder / LIST).is_file():
                about = about | {
                    "area": owner,
                    "run": run,
                    "asked": asked,
                    "waiting": waiting,
                    "faults": faults,
                }
                table_files.put(folder, about, entries, made)
            else:
                (folder / LIST).touch()  # the newest run is the one that was asked for last
    stayed = tuple(name for name in entries if name not in made)
    return Outcome(run, folder, tuple(made), stayed, waiting, faults)


def _refuse_lacking(owner: str, run: str, to_make: list, slug: str) -> None:
    """Refuse tables that would have to be made, but those of which it is known that they cannot be."""
    about = table_files.opened(owner, run).about
    lacking = [name for name in to_make if name not in {**about["faults"], **about["waiting"]}]
    if lacking:
        many = "1 table is" if len(lacking) == 1 else f"{len(lacking)} tables are"
        raise InputError(
            f"{many} missing, cut, or made of other files than there are now: {', '.join(lacking[:5])}. "
            f"{table_files.how_to_make(slug)}, with the same options."
        )


def _asked(place, owner: str) -> dict:
    """Return what tells a run from others: its inputs, its quarter, the day, and the rules."""
    run = settings.current_run()
    asked = {
        "inputs": str(Path(settings.inputs_for(place.slug)).resolve()),
        "as_of": run.as_of,
        "day": "" if run.as_of or place.invented else str(datetime.date.today()),
        "rules": settings.checksum_of_rules(),
    }
    return asked | ({} if owner == SHARED else {"local": str(settings.local_for(place.slug).resolve())})


def _as_before(owner: str, run: str, prints: Fingerprints) -> dict:
    """Return the tables of a run that are as they were written, of files that are as they were."""
    try:
        held = table_files.opened(owner, run)
    except InputError:
        return {}
    prints.known |= held.about.get("prints", {})
    return {name: entry for name, entry in held.tables.items() if _stands(held, name, entry, prints)}


def _stands(held: Tables, name: str, entry: dict, prints: Fingerprints) -> bool:
    try:
        held.content(name)
    except InputError:
        return False
    return all(prints.of(path) == checksum for path, checksum in entry["checksums"].items())


def _sort(name: str, key: str, known: dict, entries: dict, to_make: list) -> None:
    """Keep the entry of a table that would be made of the same, and put any other among those to make."""
    if name in known and known[name]["key"] == key:
        entries[name] = known[name]
    else:
        to_make.append((name, key))


@dataclasses.dataclass(frozen=True)
class _State:
    """What any table may be made of: the program with its rules and lists, the run, which files there are."""

    program: str
    run: list
    files: list

    @classmethod
    def of(cls, place, prints: Fingerprints) -> _State:
        run = settings.current_run()
        held = states.open_for(place)
        # Which files there are and not what is in them: that is compared for each table.
        return cls(program(prints), [run.as_of, run.set_aside], sorted(one.named for one in held.files))

    def key(self, table, document: dict | None) -> str:
        """Return what has to be the same for a table to be the same, but for the content of its files."""
        kept = (document or {}).get(handover.BESIDE) if _of_the_office(table) else None
        said = [(document or {}).get(part, {}).get(name) for part in PARTS for name in table.tables]
        if table.tables == declared.ALL_RELEASED:
            said = [document, settings.kept_in_force()]
        return digest([self.program, self.run, self.files, kept, said])


def _of_the_office(table) -> bool:
    """Tell whether a table may hold what the office keeps: release alone reads its files."""
    if table.tables or table.kept:
        return True
    kinds = {catalogue()[card].kind for card in table.cards}
    return not table.shared and bool(kinds & set(OF_THE_OFFICE))


def _document(place) -> dict | None:
    """Return what was released of an area; None where nothing was, or by other rules."""
    try:
        return released_document(place.slug) if settings.current_run().solved else None
    except InputError:
        return None


def _released(document: dict | None) -> Iterator[tuple[str, object]]:
    """Yield the name of each released table and statement, and what was released of it."""
    for part in PARTS:
        yield from (document or {}).get(part, {}).items()


def _make(slug: str, to_make: list, beside: Path) -> Iterator[tuple[str, str, dict | str]]:
    """Yield name, key and entry of each table once its file lies in `beside`; a text says why it does not."""
    if not to_make:
        return
    keys, every, work = dict(to_make), declared.every(), {}
    for name in keys:
        work.setdefault(every[name].work if name in every else name, []).append(name)
    with ProcessPoolExecutor(AT_A_TIME, processes.context()) as pool:
        run = settings.current_run()
        asked = [pool.submit(_made, run, slug, names, beside) for names in work.values()]
        for one in as_completed(asked):
            for name, entry in one.result().items():
                yield name, keys[name], entry


def _made(run: settings.Run, slug: str, names: list, beside: Path) -> dict[str, dict | str]:
    """Write tables that are made together; return what `tables.json` says of each, or why there is none."""
    with settings.serving(run):
        try:
            place = areas.area(slug)
            held = states.open_for(place)
            held.used.clear()  # what this process read for another table
            about = declared.every().get(names[0])
            made = _of_files(about, slug) if about else {names[0]: _of_release(names[0], slug)}
            own = {} if about and not _of_the_office(about) else _own_files(slug)
            return {
                name: {"labels": {}}
                | entry
                | _written_down(name, frame, beside / f"{name}{SUFFIX}", held, own)
                for name, (frame, entry) in made.items()
                if name in names
            }
        except NotReleasedError:
            return dict.fromkeys(names, NOT_RELEASED.format(slug))
        except InputError as fault:
            return dict.fromkeys(names, str(fault))


def _own_files(slug: str) -> dict:
    """Return {path: how it stood} of the office's own files when they were released."""
    return released_document(slug).get(handover.FILES, {}) if settings.current_run().solved else {}


def _of_files(about, slug: str) -> dict[str, tuple[pd.DataFrame, dict]]:
    found = {}
    for name, frame in about.made(slug).items():
        one = declared.every()[name]
        cards, every = one.cards_of(slug), one.tables == declared.ALL_RELEASED
        sources = tables.cards(slug)(*cards, only_held=len(frame) > 0) if cards or every else ()
        why = [] if len(frame) else [reason for one in sources for reason in one.missing]
        entry = {"title": one.title, "row": one.row, "derived": one.together}
        found[name] = frame, entry | _cited(slug, sources, why)
    return found


def _of_release(name: str, slug: str) -> tuple[pd.DataFrame, dict]:
    frame = tables.released(name, slug, margins=True)
    sources = tables.cards(slug)(name)
    held = released_document(slug)["tabulations"].get(name)
    entry = _cited(slug, sources, [reason for one in sources for reason in one.missing])
    if held is None:
        return frame, {
            "title": f"Statement: {name.replace('_', ' ')}",
            "row": "a row that may leave",
            **entry,
        }
    by = " and ".join(one.replace("_", " ") for one in held["by"])
    labels = {column: sorted(frame[column].unique()) for column in held["by"]}
    more = {"by": list(held["by"]), "unit": held["unit"], "periods": held["periods"], "labels": labels}
    return frame, {
        "title": f"{sources[0].title} by {by}",
        "row": f"{held['unit']} of a period by {by}",
    } | entry | more


def _cited(slug: str, sources, why) -> dict:
    listed = [dataclasses.asdict(one) for one in sources]
    invented = any(one.invented for one in sources) if sources else areas.area(slug).invented
    return {
        "sources": listed,
        "missing": list(dict.fromkeys(why)),
        "invented": invented,
    }


def _written_down(name: str, frame: pd.DataFrame, path: Path, held, own: dict) -> dict:
    """Write a table and return what `tables.json` says of its content and of the files it is made of."""
    frame.attrs = {}
    frame.to_parquet(path, index=False)
    read = sorted({str(one.file.path) for one in held.used})
    prints = Fingerprints()
    not_shown = int(frame["status"].ne("shown").sum()) if "status" in frame else 0
    return {
        "rows": len(frame),
        "not_shown": not_shown,
        "columns": {
            column: {"type": str(kind), **column_meanings.of(name, column)}
            for column, kind in frame.dtypes.items()
        },
        "read": sorted(one.named for one in held.used),
        "files": {one: table_files.how_it_stands(one) for one in read},
        "own_files": own,
        "checksums": {one: prints.of(one) for one in read},
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
