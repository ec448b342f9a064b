"""Tables as files, and how notebooks read them.

The tables of an area lie in `data/tables/AREA/RUN`, a Parquet file each, where a run is what was asked for:
which inputs, as of which quarter, by which policy. What is the same for every area of the same inputs lies in
`data/tables/shared/RUN`. Beside the tables lies `tables.json`: of each its title, what a row is, its columns,
its sources, and why there is nothing in it, where there is nothing. `analysis.stages` writes both.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import json
import os
import shutil
import time
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis import areas, settings
from analysis.errors import InputError, nearest, refuse_unknown
from analysis.fingerprints import digest
from analysis.states import FROM_BEST_TO_WORST

LIST, SHARED, SUFFIX, TOTAL = "tables.json", "shared", ".parquet", "Total"
LAYOUT = 4  # of tables.json: a file of another was written by another version
FROM = "vna"  # of the attrs of a frame: the tables that it stands on, "AREA/RUN/TABLE" of each
EXPLORING = "_for_exploring"  # so end the names of tables that hold places of every language
WORKED_OUT = "vna_worked_out"  # of the attrs of what a measure gave, whose columns no table need have
RUNS_KEPT, DAY_SECONDS = 8, 86_400  # of an area the newest, and all of a day
# From the best to the worst, so that `agg(status=("status", "max"))` says of a sum what may be said of it.
STATES = pd.CategoricalDtype(FROM_BEST_TO_WORST, ordered=True)


class MissingTableWarning(UserWarning):
    """A table that was read is empty, since there is no file of its source."""


@dataclass(frozen=True)
class Tables:
    """The tables of a run of an area: where they lie, and what `tables.json` says of each."""

    area: str
    run: str
    folder: Path
    about: dict
    tables: dict

    def path(self, name: str) -> Path:
        """Return the file of a table."""
        return self.folder / f"{name}{SUFFIX}"

    def content(self, name: str) -> bytes:
        """Return the bytes of a table, as they were written.

        Raises InputError for a file that was cut, changed or deleted since.
        """
        try:
            held = self.path(name).read_bytes()
        except FileNotFoundError:
            held = b""
        if hashlib.sha256(held).hexdigest() != self.tables[name]["sha256"]:
            what = "not what was written" if held else "gone"
            raise InputError(f"{self.path(name)}: is {what}. {how_to_make(self.area)}")
        return held


def how_to_make(area: str) -> str:
    """Return what to run where tables of an area are not there, or are others."""
    return "Run vna data for the area again." if area == SHARED else f"Run: vna data --area {area}"


def home() -> Path:
    """Return the folder of all tables."""
    return Path(os.environ.get(settings.TABLES_VARIABLE) or settings.data("tables"))


def released_of(area: str, run: str) -> Path:
    """Return the file of what was released of an area for a run, which lies beside the tables."""
    return home() / area / "released" / run / "tabulations.json"


def opened(area: str, run: str | None = None) -> Tables:
    """Return the tables of an area, its short name: of the newest run, unless one is named.

    Raises InputError where there are none, and for those of another version.
    """
    run = run or _chosen(area) or _newest(area)
    folder = home() / area / run
    stands = how_it_stands(folder / LIST)
    if stands is None:
        raise InputError(f"There are no tables of {area} in {folder}. {how_to_make(area)}")
    held = _listed(folder / LIST, *stands)
    if held.get("layout") != LAYOUT or held.get("area") != area:
        what = "of another version or area" if held else "not a list of tables"
        raise InputError(f"{folder / LIST}: is {what}. {how_to_make(area)}")
    return Tables(
        area, run, folder, {key: one for key, one in held.items() if key != "tables"}, held["tables"]
    )


@functools.lru_cache(maxsize=8)
def _listed(path: Path, size: int, changed: int) -> dict:
    """Return what a list of tables holds, {} where it is none: every figure of a chapter asks for it."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}


def _chosen(area: str) -> str | None:
    """Return the run that a report is made of, which its chapters read; None in JupyterLab."""
    return dict(settings.current_run().table_runs).get(area)


def _newest(area: str) -> str:
    lists = _lists(area)
    if not lists:
        raise InputError(f"There are no tables of {area}. {how_to_make(area)}")
    return lists[0].parent.name


def _lists(area: str) -> list[Path]:
    """Return the lists of tables of an area, that of the newest run first."""
    lists = (home() / area).glob(f"[!.]*/{LIST}")
    return sorted(lists, key=lambda one: one.stat().st_mtime_ns, reverse=True)


def runs(area: str) -> list[Tables]:
    """Return the tables of each run of an area that can be read, the newest first."""
    found = []
    for one in _lists(area):
        with contextlib.suppress(InputError):
            found.append(opened(area, one.parent.name))
    return found


def both(area: str, run: str | None = None) -> tuple[Tables, ...]:
    """Return the tables of an area and those that all areas have in common, where it has any."""
    own = opened(area, run)
    shared = own.about.get(SHARED)
    return (own, opened(SHARED, shared)) if shared else (own,)


def read(
    name: str,
    area: str | Iterable[str],
    /,
    *,
    margins: bool = False,
    run: str | None = None,
    **labels: str | list[str],
) -> pd.DataFrame:
    """Return a table as a plain frame; of several areas the rows of each, its name in `police_area`.

    Of counts of people the rows of sums ("Total") are left out, so that what is added up counts nobody twice,
    unless `margins` asks for them or a label does: `district="Total"`. `labels` pick the rows with a label,
    or with one of several. `status`, where a table has it, is an ordered category from the best to the worst:
    "shown", "not available", "suppressed". A table of which there is no source has no row, and `missing` says
    why. Of several areas one without a source has none.

    >>> read("language", "sampleshire", area_name="Wick")  # doctest: +SKIP
    >>> read("proficiency", ["kent", "essex"])  # doctest: +SKIP

    Raises InputError for a table that there is not, with the nearest name, and for an unknown label.
    """
    if not isinstance(area, str):
        return _of_several(name, list(area), {"margins": margins, "run": run} | labels)
    slug = areas.area(area).slug
    every = both(slug, run)
    held = next((one for one in every if name in one.tables), None)
    if held is None:
        for one in every:
            if why := _not_made(one, name):
                _tables_read[f"{one.area}/{one.run}/{name}"] = why
                raise InputError(f'The table "{name}" of {slug} was not made. {why}')
        near = nearest(name, sorted({table for one in every for table in one.tables}))
        raise InputError(f'{slug} has no table "{name}". {near} catalogue(AREA) lists them all.')
    entry = held.tables[name]
    _tables_read[f"{held.area}/{held.run}/{name}"] = _state(entry)
    frame = _frame(held, name)
    _say_what_changed(held, entry)
    frame = _picked(frame, labels, name, entry)
    by = [column for column in entry.get("by", ()) if column not in labels]
    if by and not margins:
        frame = frame[~frame[by].eq(TOTAL).any(axis="columns")]
    if entry["missing"]:
        warnings.warn(f"{name}: {' '.join(entry['missing'])}", MissingTableWarning, stacklevel=2)
    frame = frame.reset_index(drop=True)
    frame.attrs[FROM] = [f"{held.area}/{held.run}/{name}"]
    return frame


def _not_made(held: Tables, name: str) -> str | None:
    """Return why a table was not made; None where that is not known."""
    return {**held.about["waiting"], **held.about["faults"]}.get(name)


_tables_read: dict[str, str | None] = {}


def tables_read() -> dict[str, str | None]:
    """Return {"AREA/RUN/TABLE": `state_of` it then} of each table that this process has read."""
    return dict(_tables_read)


def state_of(reference: str) -> str | None:
    """Return what tells a table from one of another content, source or age, or why it was not made."""
    area, run, name = reference.split("/")
    try:
        held = opened(area, run)
    except InputError:
        return None
    return _state(held.tables[name]) if name in held.tables else _not_made(held, name)


def _state(entry: dict) -> str:
    # A file that changed and gave the same table changes nothing that stands on it.
    apart = ("files", "own_files", "checksums", "key")
    content = {name: part for name, part in entry.items() if name not in apart}
    return digest(content)


def _of_several(name: str, several: list, wanted: dict) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingTableWarning)
        every = [read(name, one, **wanted) for one in several]
    called = [areas.area(one).name for one in several]
    found = [frame.assign(police_area=own) for frame, own in zip(every, called, strict=True)]
    found = [frame for frame in found if len(frame)] or found[:1]
    together = pd.concat(found, ignore_index=True)
    together.attrs[FROM] = [one for frame in found for one in frame.attrs[FROM]]
    return together


def _frame(held: Tables, name: str) -> pd.DataFrame:
    content = io.BytesIO(held.content(name))
    if "geometry" in held.tables[name]["columns"]:
        import geopandas

        frame = geopandas.read_parquet(content)
    else:
        frame = pd.read_parquet(content)
    frame.attrs = {}
    return frame.astype({"status": STATES}) if "status" in frame else frame


def _picked(frame, labels, name, entry):
    for column, wanted in labels.items():
        refuse_unknown(column, list(frame.columns), f'The table "{name}" has no column "{column}".')
        wanted = [wanted] if isinstance(wanted, str) else list(wanted)
        # A label is looked for in all of the table: one that another label has left no row of is no mistake.
        known = set(entry["labels"].get(column, frame[column].unique()))
        for one in wanted if known - {TOTAL} else ():
            refuse_unknown(one, known, f'The table "{name}" has no "{column}" called "{one}".')
        frame = frame[frame[column].isin(wanted)]
    return frame


_said = set()


def _say_what_changed(held: Tables, entry: dict) -> None:
    """Warn once of each file that a table was made of and that is another now, where it is looked for."""
    if settings.current_run().table_runs:  # in a report, whose tables were made for it
        return
    for path, stood in {**entry["files"], **entry["own_files"]}.items():
        if path in _said or how_it_stands(path) == stood:
            continue
        _said.add(path)
        words = "changed" if Path(path).exists() else "was moved or deleted"
        to_do = (
            f"Run: vna release --area {held.area}" if path in entry["own_files"] else how_to_make(held.area)
        )
        warnings.warn(f"{Path(path).name}: {words} since the tables were made. {to_do}", stacklevel=3)


def how_it_stands(path: str | Path) -> list[int] | None:
    """Return size and time of change of a file, None where there is none."""
    with contextlib.suppress(OSError):
        found = Path(path).stat()
        return [found.st_size, found.st_mtime_ns]
    return None


def catalogue(area: str) -> pd.DataFrame:
    """Return what tables there are of an area: a row each.

    `table`, `title`, `row` (what a row of it is), `rows`, `period`, `not_shown` (how many of its rows are
    hidden or not available), `sources` and, where it is empty for lack of a source, `missing`.
    """
    held_here = both(areas.area(area).slug)
    for held in held_here:
        _tables_read.update(
            {f"{held.area}/{held.run}/{name}": _state(one) for name, one in held.tables.items()}
        )
    rows = [
        {
            "table": name,
            "title": entry["title"],
            "row": entry["row"],
            "rows": entry["rows"],
            "period": "; ".join(dict.fromkeys(one["period"] for one in entry["sources"] if one["period"])),
            "not_shown": entry["not_shown"],
            "sources": "; ".join(dict.fromkeys(one["title"] for one in entry["sources"])),
            "missing": " ".join(entry["missing"]),
        }
        for held in held_here
        for name, entry in held.tables.items()
    ]
    columns = ["table", "title", "row", "rows", "period", "not_shown", "sources", "missing"]
    return pd.DataFrame(rows, columns=columns).sort_values("table", ignore_index=True)


def columns(name: str, area: str) -> pd.DataFrame:
    """Return the columns of a table: `column`, `type`, `unit` and `meaning`.

    Unit and meaning are blank in a column that the office has defined itself.
    """
    (reference,) = read_quietly(name, area).attrs[FROM]
    held = entry_of(reference)["columns"]
    return pd.DataFrame([{"column": column, **about} for column, about in held.items()])


def columns_of_all(area: str) -> pd.DataFrame:
    """Return the columns of every table of an area: `table`, then what `columns` gives of each."""
    rows = [
        {"table": name, "column": column, **about}
        for held in both(areas.area(area).slug)
        for name, entry in held.tables.items()
        for column, about in entry["columns"].items()
    ]
    names = ["table", "column", "type", "unit", "meaning"]
    return pd.DataFrame(rows, columns=names).sort_values("table", kind="stable", ignore_index=True)


def read_quietly(name: str, area: str, **more) -> pd.DataFrame:
    """Return a table as `read` does, without a warning where it is empty for lack of a source."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingTableWarning)
        return read(name, area, **more)


def entry_of(reference: str) -> dict:
    """Return what `tables.json` says of a table, "AREA/RUN/TABLE", as a frame names it in its attrs."""
    area, run, name = reference.split("/")
    return opened(area, run).tables[name]


def cells_of(reference: str) -> pd.DataFrame:
    """Return every row of a table, "AREA/RUN/TABLE", sums included."""
    area, run, name = reference.split("/")
    return _frame(opened(area, run), name)


def references(*frames: pd.DataFrame) -> list[str]:
    """Return the tables that frames stand on, "AREA/RUN/TABLE" of each, once and in order."""
    return list(dict.fromkeys(one for frame in frames for one in frame.attrs.get(FROM, ())))


def periods(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return {period: its quarters} of the first table of counts of people that a frame stands on."""
    for one in references(frame):
        if found := entry_of(one).get("periods"):
            return found
    return {}


def missing(frame: pd.DataFrame) -> str:
    """Return why there is nothing in a frame, for lack of which sources; "" where its tables have theirs."""
    said = [reason for one in references(frame) for reason in entry_of(one)["missing"]]
    return " ".join(dict.fromkeys(said))


def cite(result: pd.DataFrame, *frames: pd.DataFrame, only: bool = False) -> pd.DataFrame:
    """Return `result`, which says from now on that it stands on the tables of `frames`, its own first.

    pandas forgets it in `merge`, `concat`, `pivot`, `size` and some more. With `only` it stands on these
    alone: what a measure was given to explain a figure, and the figure does not rest on, is not cited.
    """
    result.attrs[FROM] = references(*frames) if only else references(result, *frames)
    if frames and all(WORKED_OUT in frame.attrs for frame in frames):
        result.attrs[WORKED_OUT] = True
    return result


def refuse_lost_cells(frame: pd.DataFrame) -> None:
    """Refuse rows of a released table from which hidden cells were filtered, and the cells around them not.

    A comparison such as `> 0` drops blanks: what is worked out of the rest is wrong, and looks right. Filters
    by label keep hidden cells with the others.
    """
    for one in references(frame):
        entry = entry_of(one)
        by = ["period", *entry.get("by", ())]
        if len(by) < 2 or not entry["not_shown"] or not {*by, entry["unit"]} <= set(frame.columns):
            continue
        cells = cells_of(one)
        hidden = cells[cells["status"].ne("shown")]
        for column in by:
            hidden = hidden[hidden[column].isin(set(frame[column]))]
        kept = frame[by].drop_duplicates()
        lost = hidden.merge(kept, on=by, how="left", indicator=True).query("_merge == 'left_only'")
        if len(lost):
            labels = ", ".join(map(str, lost.iloc[0][by]))
            unit = entry["unit"]
            raise InputError(
                f"{one.rsplit('/')[-1]}: the cell that is not shown of {labels} was filtered out, and cells "
                "around it were not. A comparison such as != 0 drops blanks: filter by labels, or keep "
                f'blanks with frame[frame["{unit}"].ne(0).fillna(True)].'
            )


def put(folder: Path, about: dict, tables: dict, made: dict[str, Path]) -> None:
    """Write the tables of a run whole, in place of what was there, or not at all.

    `about` and `tables` are what `tables.json` says; `made` are the files of the tables that were made now,
    which are moved. Those of the others stay as they are in `folder`.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside, before = (folder.with_name(f".{folder.name}.{name}") for name in ("new", "old"))
    for left in (beside, before):
        shutil.rmtree(left, ignore_errors=True)
    beside.mkdir()
    try:
        for name in tables:
            target = beside / f"{name}{SUFFIX}"
            if name in made:
                shutil.move(made[name], target)
            else:
                _same_file(folder / target.name, target)
        listed = {"layout": LAYOUT, **about, "tables": dict(sorted(tables.items()))}
        text = json.dumps(listed, indent=1, ensure_ascii=False)
        (beside / LIST).write_text(text, encoding="utf-8")
        if folder.exists():
            folder.rename(before)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(before, ignore_errors=True)
    for old in _lists(folder.parent.name)[RUNS_KEPT:]:
        # One that is of today may still be read by another command.
        if time.time() - old.stat().st_mtime > DAY_SECONDS:
            shutil.rmtree(old.parent, ignore_errors=True)


def _same_file(path: Path, target: Path) -> None:
    try:
        target.hardlink_to(path)
    except OSError:  # a disk without links
        shutil.copy2(path, target)
