"""Tables of counts of people as they may be shown: what `vna release` solved, every hidden cell blank."""

import pandas as pd

from analysis import areas, settings
from analysis.errors import InputError, nearest, refuse_unknown
from analysis.extracts import handover, states
from analysis.states import MARKERS, SHOWN

FROM = "released"  # of the attrs of a table: its name and area
_read = {}
OF_MARKER = {marker: state for state, marker in MARKERS.items()}


def load(
    name: str, area: str, newest: bool = False, margins: bool = False, zeros: bool = True, **labels
) -> pd.DataFrame:
    """Return the released table `name`, an entry of data/release.toml, as an ordinary table.

    Columns: `period`, those that the entry is by, its count, `status`. A hidden count is blank and
    "suppressed", one whose source is not there blank and "not available". `labels` pick rows by their
    labels, one or a list of them; with `newest` of the newest period alone, without `zeros` none that is
    shown as 0. Sums ("Total") stand among the rows where they are asked for: of a field by its label, of all
    by `margins`. So what is added up counts nobody twice.

    A statement (`statements` in that file) has the columns that may leave instead, without those of `labels`.

    Raises InputError for a name that is not listed, for a column that the entry is not by, and where nothing
    was released.
    """
    place = areas.area(area)
    held = document(place.slug)
    states.open_for(place)  # as every table of the area does
    if name in held.get("statements", {}):
        said = _picked(rows(held["statements"][name]), labels)
        return said.drop(columns=list(labels)).reset_index(drop=True)
    entry = _entry(name, held)
    for column, wanted in labels.items():
        refuse_unknown(column, entry["by"], f'The table "{name}" is not by "{column}".')
        _refuse_unknown(name, entry, column, [wanted] if isinstance(wanted, str) else wanted)
    cells = [
        [period, *keys, None if value in OF_MARKER else value, OF_MARKER.get(value, SHOWN)]
        for period, keys, value in entry["cells"]
    ]
    _read[name] = entry
    columns = ["period", *entry["by"], entry["unit"], "status"]
    frame = pd.DataFrame(cells, columns=columns)
    frame = frame.astype(dict.fromkeys(columns, "str") | {entry["unit"]: "Int64"})
    frame = _picked(frame, labels)
    if not margins:
        inner = [column for column in entry["by"] if not _asks_for_total(labels.get(column))]
        frame = frame[~frame[inner].eq("Total").any(axis=1)]
    if not zeros:
        frame = frame[frame[entry["unit"]].to_numpy(dtype=float, na_value=float("nan")) != 0]
    if newest and len(frame):
        frame = frame[frame["period"] == list(entry["periods"])[-1]]
    frame = frame.reset_index(drop=True)
    frame.attrs[FROM] = [name, place.slug]
    return frame


def read_here() -> list:
    """Return (name, entry) of each released table that this process has read, as it was read last."""
    return list(_read.items())


def fields(name: str, slug: str) -> tuple[str, ...]:
    """Return the fields that a released table is by."""
    return tuple(_entry(name, document(slug))["by"])


def unit(name: str, slug: str) -> str:
    """Return what a released table counts, which is the name of its column."""
    return _entry(name, document(slug))["unit"]


def cells(name: str, slug: str) -> list:
    """Return [period, labels, count or marker] of every cell of a released table, sums among them."""
    return _entry(name, document(slug))["cells"]


def statement(name: str, slug: str) -> dict:
    """Return the statement `name` as it was released of an area, its `rows` with all that was said beside."""
    held = document(slug).get("statements", {})
    if name not in held:
        raise InputError(f'The statement "{name}" was not released of {slug}. Run: vna release --area {slug}')
    return held[name]


def rows(entry: dict) -> pd.DataFrame:
    """Return the rows of a statement as a table of its columns."""
    return pd.DataFrame(entry["rows"], columns=list(entry["columns"])).astype(entry["columns"])


def _picked(frame, labels):
    for column, wanted in labels.items():
        frame = frame[frame[column].isin([wanted] if isinstance(wanted, str) else list(wanted))]
    return frame


def _asks_for_total(wanted):
    return wanted is not None and "Total" in ([wanted] if isinstance(wanted, str) else list(wanted))


def _refuse_unknown(name, entry, column, wanted):
    """Refuse a label that no cell has, where there are any cells."""
    known = {labels[entry["by"].index(column)] for _, labels, _ in entry["cells"]}
    for label in wanted if known - {"Total"} else ():
        refuse_unknown(label, known, f'The table "{name}" has no "{column}" called "{label}".')


def _entry(name, held):
    known = held["tabulations"]
    if name not in known:
        listed = [*known, *held.get("statements", {})]
        raise InputError(
            f'There is no released table "{name}". {nearest(name, listed)} To add one, list it in '
            f"data/release.toml and run: vna release --area {held['area']}"
        )
    return known[name]


def document(slug: str) -> dict:
    """Return all that was released of an area. Raises InputError where nothing was."""
    solved = settings.current_run().solved
    try:
        held = handover.document(solved) if solved is not None else None
    except FileNotFoundError:
        held = None
    if held is None:
        raise InputError(
            f"Counts of people of {slug} have not been released for chapters. Run: vna release --area {slug}"
        )
    if "rules" in held and held["rules"] != settings.checksum_of_rules():
        raise InputError(
            "data/policy.toml or data/release.toml was changed since counts of people were released. Run: "
            f"vna release --area {slug}"
        )
    if held["area"] != slug:
        raise InputError(
            f"What was released is of {held['area']}, not of {slug}. A chapter has one area: give AREA."
        )
    return held
