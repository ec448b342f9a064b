"""One trial: a file is mutated, read as the project reads it, and what came of it is told in a word."""

import contextlib
import dataclasses
import functools
import json
import random
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import shapely

from analysis import areas, extracts, settings
from analysis.errors import InputError
from analysis.extracts import logs
from analysis.sources import checks, closed_lists, home_office, inventory, nrm_workbook, workbooks
from analysis.tables.office import log_table
from analysis.tables.people import editions
from tests.mutations import (
    bookwise,
    bytewise,
    grids,
    mapwise,
    originals,
    tabled,
    textwise,
    undetectable,
    zipwise,
)

SAME, REFUSED, TOLD, SET_ASIDE = "same", "refused", "told", "set aside"
UNDETECTABLE, SILENT, CRASH, UNCLEAR = "undetectable", "differs in silence", "crash", "unclear message"
ANY_FILE = re.compile(r"\.(csv|geojson|ods|xlsx|zip)\b")
DEFECTS = (SILENT, CRASH, UNCLEAR)
RESULTS = (SAME, REFUSED, TOLD, SET_ASIDE, UNDETECTABLE, *DEFECTS)


@dataclass(frozen=True)
class Trial:
    """What one mutation of one file came to: `effect` is what it did, `said` the message, if there was."""

    layout: str
    mutation: str
    seed: int
    effect: str
    column: str
    result: str
    said: str = ""


def mutations(original):
    """Return {name: function of bytes and a random generator} of every mutation of a file of its form."""
    made = {f"bytes: {name}": change for name, change in bytewise.MUTATIONS.items()}
    if original.form == originals.CSV:
        grid = grids.parsed(original.content, original.headings_in)
        for name, change in textwise.MUTATIONS.items():
            made[f"text: {name}"] = lambda _content, chance, change=change: change(grid, chance)
    elif original.form == originals.MAP:
        for name, change in mapwise.MUTATIONS.items():
            made[f"map: {name}"] = lambda content, chance, change=change: _mapped(content, chance, change)
    else:
        made |= {f"zip: {name}": change for name, change in zipwise.MUTATIONS.items()}
    if original.form == originals.BOOK:
        sheets = originals.sheets_of(original.content)
        for name, change in bookwise.MUTATIONS.items():
            made[f"workbook: {name}"] = lambda _content, chance, change=change: _rebound(
                change(sheets, chance), original.name
            )
    return made


def _mapped(content, chance, change):
    document = json.loads(content)
    change(document, chance)
    return mapwise.written(document)


def _rebound(sheets, name):
    return None if sheets is None else originals.written(sheets, name)


def effect(original, name, content):
    """Return what the mutation `name` did to a file, and to which column, from the files alone."""
    if content == original.content:
        return grids.NOTHING, ""
    if original.form == originals.CSV:
        return grids.effect(
            grids.parsed(original.content, original.headings_in), content, original.headings_in
        )
    if original.form == originals.MAP:
        named = mapwise.effect(name.removeprefix("map: "))
        return named or mapwise.seen(original.content, content), ""
    if name.startswith("workbook: "):
        return bookwise.effect(originals.sheets_of(original.content), originals.sheets_of(content)), ""
    return "", ""


def tried(original, name, change, seed, baseline):
    """Return the Trial of a mutation, None where the file has nothing for it to change."""
    content = change(original.content, random.Random(f"{original.layout}|{name}|{seed}"))
    if content is None:
        return None
    what, column = effect(original, name, content)
    result, said = _result(lambda: read(original, content), original, content, baseline.of_file)
    if result == SILENT and baseline.folder is not None and tabled.loader(original):
        result, said = _result(
            lambda: _loaded(baseline.folder, original, content), original, content, baseline.of_tables, True
        )
    if result == SILENT and undetectable.reason(original.layout, what, column):
        result = UNDETECTABLE
    return Trial(original.layout, name, seed, what, column, result, said)


@dataclass(frozen=True)
class Baseline:
    """What an Original gives unharmed: read alone, and as tables beside the other files of `folder`."""

    original: originals.Original
    folder: Path | None = None

    @functools.cached_property
    def of_file(self):
        """Return the Reading of the file alone."""
        return read(self.original, self.original.content)

    @functools.cached_property
    def of_tables(self):
        """Return the Reading of its tables: few mutations come as far as to need it."""
        return _loaded(self.folder, self.original, self.original.content)


def _loaded(folder, original, content):
    return Reading(_told(tabled.loaded(folder, original, content)))


def _result(reading, original, content, baseline, beside=False):
    try:
        found = reading()
    except InputError as fault:
        return _judged(original, content, str(fault), beside)
    except KeyboardInterrupt:
        raise
    except BaseException as fault:  # a panic of a library is not an Exception
        return CRASH, f"{type(fault).__name__}: {fault}"
    if found.rows == baseline.rows:
        return SAME, ""
    if set(found.rows) < set(baseline.rows):  # nothing is read otherwise: a table is not there
        return SET_ASIDE, ""
    return (TOLD, "") if found.told - baseline.told else (SILENT, "")


def _judged(original, content, said, beside):
    """Return that a file was refused, or how its message fails those who have to act on it."""
    stem = original.name.rsplit(".", 1)[0]
    if original.name not in said and stem not in said and not (beside and ANY_FILE.search(said)):
        return UNCLEAR, f"names no file: {said}"
    if "Traceback" in said or "Error:" in said or len(said) > 1_500:
        return UNCLEAR, said
    if original.local:
        shown = _new_texts(original, content)
        if any(text in said for text in shown):
            return UNCLEAR, f"shows a value: {said}"
    return REFUSED, said


def _new_texts(original, content):
    """Return the texts of cells beneath the headings that only the mutated file has."""
    try:
        after, headings = _cells(original, content)
    except (UnicodeDecodeError, grids.csv.Error, IndexError, InputError):
        return set()
    held = set.union(*_cells(original, original.content))
    new = {text.strip(chr(34)) for text in after} - headings - held
    whole = "\n".join(held)  # a cell that was cut is a piece of what was there, and of many a message
    return {
        text for text in new if len(text) > 5 and text not in whole and not re.fullmatch(r"[\d\W]+", text)
    }


def _cells(original, content):
    """Return the texts of the cells of a file, and its headings, which of a workbook are among the cells."""
    if original.form == originals.BOOK:
        book = workbooks.loaded(original.name, content, "")
        sheets = [workbooks.readable(name, book.get_sheet_by_name, name, "") for name in book.sheet_names]
        return {str(cell) for sheet in sheets for row in sheet.to_python() for cell in row}, set()
    grid = grids.parsed(content, original.headings_in)
    return {cell for row in grid.rows for cell in row}, {*grid.headings}


@dataclass(frozen=True)
class Reading:
    """What was read: `rows` as text, whatever their order, and what is `told` of rows beside them."""

    rows: tuple
    told: frozenset = frozenset()


@contextlib.contextmanager
def _folder(original, content):
    """Yield a folder that holds the file, whose name no other trial has had: readers remember by name."""
    with tempfile.TemporaryDirectory(prefix="mutated-") as made:
        folder = Path(made)
        for name, held in {**original.beside, original.name: content}.items():
            (folder / name).write_bytes(held)
        yield folder


def read(original, content):
    """Return the Reading of a file with this content, read as `vna check` and the tables do."""
    with _folder(original, content) as folder:
        if original.local:
            return _own(original, folder)
        return _published(folder)


def _published(folder):
    found = inventory.scan(folder)
    for problem in found.problems:
        raise InputError(problem.message)
    held = [(item, table) for item in found.files for table in _held(item)]
    rows = [(item.card_id, item.part, item.period, _told(table)) for item, table in held]
    # A name that no list has is kept, and told of.
    new = {key for _, table in held for key, _ in closed_lists.kept(table, found.invented)}
    return Reading(tuple(sorted(rows, key=str)), frozenset(new))


def _held(item):
    """Return the tables of a file: a workbook of the NRM has several, each found by its title."""
    if item.card_id != "nrm_workbook":
        return [checks.as_read(item)]
    held = [home_office.nrm_referrals(item.file, kind) for kind in nrm_workbook.responder_types(item.file)]
    for reader, title in (editions.REFERRALS, editions.REPORTS, *editions.DECISIONS.values()):
        if nrm_workbook.has_course(item.file, title):
            held.append(reader(item.file))
    return held or [checks.as_read(item)]


def _own(original, folder):
    area = areas.area(settings.SAMPLESHIRE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(settings.LOCAL_VARIABLE, str(folder))
        if original.read_as == originals.CAPTURES:
            return Reading(_told(extracts.captures(area)))
        if original.read_as == originals.OFFICE:
            return Reading(tuple(_kept_logs(area)))
        if original.read_as.startswith(originals.LOG):
            log = original.read_as.removeprefix(f"{originals.LOG} ")
            return Reading(_told(log_table.if_kept(area, log).frame))
        counts = extracts.counts_for(area, kind=original.read_as)
        told = {
            (sheet.place, why) for sheet in counts.explained for why in (*sheet.left_out, *sheet.unmapped)
        } | {(sheet.place, why, n) for sheet in counts.explained
             for why, n in (*sheet.left_out.items(), *sheet.unmapped.items())}  # fmt: skip
        return Reading(_told(counts.frame), frozenset(told | {("waiting", *counts.waiting)}))


def _kept_logs(area):
    """Yield each log that a sheet of the office's workbook has rows of, as text."""
    for log in logs.workbook_sheets().values():
        kept = log_table.if_kept(area, log)
        if kept is not None:
            yield log, _told(kept.frame)


def _told(held):
    """Return what a reader gave back as text that does not depend on the order of rows."""
    if isinstance(held, pd.DataFrame):
        columns = sorted(name for name in map(str, held.columns) if name != "file")
        cells = [_texts(held[name]) for name in columns]
        return (tuple(columns), tuple(sorted(zip(*cells, strict=True))))
    if dataclasses.is_dataclass(held):
        skipped = ("explained", "place", "file", "name")
        parts = [getattr(held, one.name) for one in dataclasses.fields(held) if one.name not in skipped]
        return tuple(part for one in parts for part in _told(one))
    if isinstance(held, list | tuple):
        return tuple(part for one in held for part in _told(one))
    return (str(held),)


def _texts(values):
    if values.dtype == "geometry":
        return [shapely.to_wkt(shapely.normalize(shape), rounding_precision=3) for shape in values]
    return [str(value) for value in values.tolist()]
