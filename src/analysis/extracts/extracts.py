"""One extract: every heading allowed, every cell looked at, and the rows counted and dropped."""

import functools
import hashlib
import re
import secrets
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis import plain_file, settings
from analysis.errors import InputError, how_many
from analysis.extracts import cells, consistency, contents, fields, refused
from analysis.extracts.texts import key, tidy

ISO = "%Y-%m-%d"  # how a workbook's own dates are written, and never read in two ways
NO_DATE, UNREADABLE, AMBIGUOUS = (
    "no date",
    "a date in no listed format",
    "a date that can be read in two ways",
)
WHY = "why left out"  # a column of a part, apart from any field: the ledger has one called "reason"
DATED = "dated"  # the column of a part that says which quarter a row is of, also where it counts nobody
BEFORE, AFTER = "dated before the quarters that the extract holds", "dated after the extract's quarter"
BLANK, ZERO, TOTAL_ROW = "a blank row", "a count of zero", "a total of other rows, which agrees with them"
UNLISTED = "a value that columns.toml does not list"
NOTHING_KEPT = "Nothing of the file was kept."
UNKNOWN_HEADING = (
    "neither mapped nor ignored in columns.toml. {} Map it to a field there, or list it under ignored."
)
TAKE_OUT = f"Take the column out of the extract and save it again. {NOTHING_KEPT}"
TIME = re.compile(r"(.*\d)[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?")
CENTURY = (2000, 2099)
LONGEST_KEY = 40
KEY = re.compile(rf"(?=\S*\d)(?!\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}$)[\w./-]{{1,{LONGEST_KEY}}}")
MOST_EACH = 8  # of the cells that a message names
MOST_LATE = 0.05  # of the rows: more that are dated after the extract was taken are no slips
FEW_CELLS = 0.1  # of the filled cells of a column: so many may be slips in it
# A person's key becomes a number by a key of this run, which nobody else has and which ends with it.
_KEY_OF_THIS_RUN = secrets.token_bytes(32)
NO_KEY = 0


@dataclass(frozen=True)
class Explained:
    """Where the rows of a sheet went: counted, or left out and why, which together are all of them.

    `unmapped` is {field: rows left out for a value that columns.toml does not list, or for a date that cannot
    be read}, and `cells` says where the first of them stand. A row may be among those of several fields.
    `doubt` says why the whole sheet may be wrong, "" where nothing looks so: `vna check` does not pass it.
    """

    place: str
    rows: int
    counted: int
    left_out: dict
    unmapped: dict
    cells: dict
    doubt: str = ""


@dataclass(frozen=True)
class Extract:
    """What is kept of an extract: counts by quarter and field, its quarters, and where its rows went.

    `people` has the `records` by `quarter` and `person`, a number of this run, where the mapping names a
    person's key: persons alone, 0 for a record without a key. It is never written.
    """

    frame: pd.DataFrame = field(repr=False)
    quarters: tuple
    explained: tuple
    people: pd.DataFrame | None = field(default=None, repr=False)


def read_once(path, quarter, mapping):
    """Return the Extract of a file as `read` does, and read it again only when it or its mapping changed.

    Several commands of one process count them, and looking at every cell takes seconds. What is held is
    counts, in the memory of this process.
    """
    try:
        checksum = hashlib.sha256(plain_file.content(path)).digest()
    except OSError:
        return read(path, quarter, mapping)  # which says what is wrong
    return _read(path, checksum, quarter, mapping)


@functools.lru_cache(maxsize=512)
def _read(path, _checksum, quarter, mapping):
    return read(path, quarter, mapping)


def read(path, quarter, mapping):
    """Return the Extract of a file that was taken at the end of `quarter`.

    Raises InputError naming file, sheet, cell and rule, and never a value, for a heading that is refused
    or not known, a cell that could point at a person, and more unlisted values than the mapping allows. What
    a mapped column holds and columns.toml does not list is nowhere in what is returned: the row is left out,
    and told by its cell.
    """
    found = cells.sheets(path, lambda text: mapping.headings.get(key(text)) is not None, mapping.place)
    used = [_fields(sheet, mapping) for sheet in found]
    if mapping.kind.quarter_by_quarter:
        consistency.refuse_a_sheet_twice(found)
    for name, one in mapping.fields.items():
        if quarter >= one.since and not any(name in columns for columns in used):
            raise InputError(
                f'{path.name}: no sheet has a column for the field "{name}". {_expected(one)} If only later '
                f'files have it, write since = "QUARTER", the first of them, under the field in columns.toml.'
            )
    each = [_counted(sheet, columns, mapping) for sheet, columns in zip(found, used, strict=True)]
    labels = _labels(mapping)
    together = pd.concat([part for part, _ in each], ignore_index=True)
    if mapping.kind.quarter_by_quarter:
        for sheet, columns, (part, _) in zip(found, used, each, strict=True):
            consistency.refuse_other_quarters(sheet, columns[fields.QUARTER], part, quarter)
    held = _held(set(together[DATED].unique()), quarter, mapping)
    if not held:
        raise InputError(
            f"{path.name}: no row is dated in {quarter}, the quarter in its name. Is it the file of another "
            "quarter, or is another column the date?"
        )
    explained = [_explained(sheet, *counted, held) for sheet, counted in zip(found, each, strict=True)]
    kept = together[together[fields.QUARTER].isin(held)]
    people = _people(kept, labels) if fields.PERSON_KEY in mapping.fields else None
    names = [fields.QUARTER, *labels]
    counted = kept.groupby(names, sort=True, observed=True, as_index=False)[mapping.kind.unit].sum()
    for name, known in labels.items():
        counted[name] = pd.array(known, dtype="str").take(counted[name].to_numpy())
    for name, whole in mapping.kind.shortened.items():
        made = {label: mapping.kind.shorter(name, label) for label in counted[whole].unique()}
        counted[name] = counted[whole].map(made).astype("str")
    counted[fields.QUARTER] = counted[fields.QUARTER].astype("str")
    return Extract(counted, tuple(held), tuple(explained), people)


def _people(kept, labels):
    """Return the records of each person by quarter, without those of businesses and the state."""
    others = [labels["victim_is"].index(one) for one in fields.NOT_PERSONS if one in labels["victim_is"]]
    persons = kept[~kept["victim_is"].isin(others)]
    counted = persons.groupby([fields.QUARTER, fields.PERSON_KEY], observed=True).size()
    return counted.rename("records").reset_index().rename(columns={fields.PERSON_KEY: "person"})


def _numbers(column, one):
    """Return a number for each distinct key of a person, 0 where the mapping says that it is none."""
    found = []
    for text in column.texts:
        digest = hashlib.blake2b(text.casefold().encode(), digest_size=8, key=_KEY_OF_THIS_RUN).digest()
        known = text and one.label(text)[0] is None
        found.append(int.from_bytes(digest) >> 1 or 1 if known else NO_KEY)
    return np.array(found, dtype="int64")[column.cells]


def _expected(one):
    return f"Expected the heading {' or '.join(map(_quoted, one.headings))}."


def _quoted(text):
    return f'"{text}"'


def _labels(mapping):
    """Return {field: its labels in this extract, "Not supplied" last}."""
    found = {}
    for name in mapping.kind.fields:
        if name in mapping.kind.shortened:
            continue
        values = mapping.fields[name].values.values() if name in mapping.fields else ()
        last = mapping.supplier if name == mapping.kind.supplied_by else fields.NOT_SUPPLIED
        found[name] = [*dict.fromkeys([*values, fields.UNKNOWN]), last]
    return found


def _fields(sheet, mapping):
    """Return {field: column} of a sheet, once every heading is allowed and every cell looked at."""
    places = fields.places(mapping.kind.name)
    below = any(
        refused.is_below_force(column.heading) or mapping.headings.get(key(column.heading)) in places
        for column in sheet.columns
    )
    never, strange = f", mapped or not. {TAKE_OUT}", f"{UNKNOWN_HEADING} {NOTHING_KEPT}"
    keys = {fields.PERSON_KEY: (refused.reference(),)} if fields.PERSON_KEY in mapping.fields else {}
    used = sheet.named(mapping.headings, mapping.written, never, strange, True, below, keys)
    if fields.QUARTER not in used:
        wanted = _expected(mapping.fields[fields.QUARTER])
        raise InputError(f"{sheet.place}: has no column for the date. {wanted}")
    _looked_at(sheet, {column.letter: name for name, column in used.items()}, mapping)
    return used


def _looked_at(sheet, fields_of, mapping):
    """Refuse a sheet with a cell that could point at a person, whichever column it stands in."""
    sheet.refuse_persons_above()
    metres = []
    for column in sheet.columns:
        name = fields_of.get(column.letter)
        if name == fields.PERSON_KEY:
            _refuse_no_keys(sheet, column, mapping.fields[name])
            continue
        places = _unlisted(column, name, mapping)
        texts = [column.texts[at] for at in places]
        found = [(places[at], kind) for at, kind in contents.kinds(texts)] if texts else []
        if name == fields.QUARTER:  # a date in no listed format is at home here, and is distinguished later
            found = [(at, kind) for at, kind in found if kind != contents.DATE]
        found += [(at, contents.FREE_TEXT) for at in column.broken if len(column.texts[at].split()) > 3]
        if found:
            kind = found[0][1]
            _refuse(sheet, column, kind, [at for at, one in found if one == kind])
        if name == fields.COUNT or not texts:
            continue
        # A log that mostly says "None" tells all the same what happened in the others.
        told = [at for at in places if len(column.texts[at].split()) >= contents.PROSE_WORDS]
        filled = [at for at, text in enumerate(column.texts) if text]
        for some, among in ((places, filled), (told, told)):
            if contents.own_texts([column.texts[at] for at in some], column.number(among)):
                _refuse(sheet, column, contents.OWN_TEXT, some)
        if contents.are_names(texts):
            _refuse(sheet, column, contents.NAME, places)
        if contents.are_nearly_all(texts, contents.LATITUDE):
            _refuse(sheet, column, "degrees of latitude", places)
        if contents.are_nearly_all(texts, contents.METRES):
            metres.append((column, places))
    if len(metres) > 1:
        _refuse(sheet, metres[0][0], "eastings beside northings", metres[0][1])


def _refuse_no_keys(sheet, column, one):
    """Refuse a column of keys that could be names, days or texts: a key is one word with a digit in it."""
    wrong = [
        at
        for at, text in enumerate(column.texts)
        if text and one.label(text)[0] is None and not KEY.fullmatch(text)
    ]
    if wrong:
        raise InputError(
            f"{sheet.at(column, column.first(wrong))}: is not a key of a person, which is one word with a "
            f"digit in it, of {LONGEST_KEY} signs at most. Map {fields.PERSON_KEY} to the system's own "
            f"number for a person, and list under unknown what stands for none. {NOTHING_KEPT}"
        )


def _unlisted(column, name, mapping):
    """Return the places of a column's texts that the mapping does not list as they stand."""
    filled = [at for at, text in enumerate(column.texts) if text]
    if name is None:
        return filled
    if name == fields.COUNT:
        return [at for at in filled if not re.fullmatch(r"\d{1,9}", column.texts[at])]
    one = mapping.fields[name]
    unlisted = [
        at for at in filled if not one.label(column.texts[at])[1] and not one.is_total(column.texts[at])
    ]
    if name == fields.QUARTER:
        read_as = _quarters([column.texts[at] for at in unlisted], one)
        unlisted = [at for at, found in zip(unlisted, read_as, strict=True) if found == UNREADABLE]
    return unlisted


def _refuse(sheet, column, kind, places):
    number = column.number(places)
    more = f"; {how_many(number, 'such cells')} in the column" if number > 1 else ""
    # A stray cell or two are not a reason to lose a column; many are what the column holds.
    few = number <= FEW_CELLS * column.number([at for at, text in enumerate(column.texts) if text])
    cells = "the cell" if number == 1 else "these cells"
    to_do = f"Clear {cells} and save the extract again. {NOTHING_KEPT}" if few else TAKE_OUT
    raise InputError(
        f"{sheet.at(column, column.first(places))}: holds what looks like {kind}, which is never let "
        f"in{more}. {to_do}"
    )


def _quarters(texts, one):
    """Return the quarter of each text, or why it has none."""
    found, unread = [], []
    for at, text in enumerate(texts):
        label, whole = one.label(text)
        if whole:
            found.append(label if settings.is_quarter(label) else NO_DATE)
        elif settings.is_quarter(text):
            found.append(text)
        else:
            found.append(UNREADABLE)
            unread.append(at)
    if not unread:
        return found
    days = {at: texts[at] if ":" not in texts[at] else TIME.sub(r"\1", texts[at]) for at in unread}
    if any("%H" in form or "%I" in form for form in one.dates):
        days = {at: texts[at] for at in unread}
    read = _days(list(dict.fromkeys(days.values())), one.dates)
    for at, day in days.items():
        found[at] = read[day]
    return found


def _days(days, forms):
    """Return {text: its quarter, or why it has none} of distinct days, tried in every format."""
    texts = pd.Series(days, dtype="str")
    readings = [set() for _ in days]
    for form in dict.fromkeys([*forms, ISO]):
        read = pd.to_datetime(texts, format=form, errors="coerce", exact=True)
        for place, day in read.dropna().items():
            readings[place].add((day.year, day.quarter))
    return {day: _read_as(reading) for day, reading in zip(days, readings, strict=True)}


def _read_as(reading):
    if len(reading) != 1:
        return AMBIGUOUS if reading else UNREADABLE
    year, number = next(iter(reading))
    if not CENTURY[0] <= year <= CENTURY[1]:
        return BEFORE if year < CENTURY[0] else AFTER
    return f"{year}-Q{number}"


@dataclass
class _Reading:
    """A sheet while it is read: which rows are `blank`, and how many people each other row stands for.

    One row of a table may stand for half of its people: `weights` is for how many each one does. `unmapped`
    is {field: (how many rows have a value that is in no list, their cells)}.
    """

    sheet: object
    mapping: object
    blank: np.ndarray
    weights: np.ndarray
    unmapped: dict = field(default_factory=dict)


def _counted(sheet, columns, mapping):
    """Return the rows of a sheet as codes, and {field: (rows whose value is in no list, their cells)}."""
    totals = _totals(columns, mapping)
    of_all = np.logical_or.reduce([np.zeros(sheet.rows, dtype=bool), *totals.values()])
    summed = consistency.rows_that_say_how_many(sheet, columns.get(fields.COUNT), of_all)
    blank = ~sheet.filled | summed
    unit, counted = mapping.kind.unit, _weights(sheet, columns.get(fields.COUNT), blank)
    parts = ~blank & ~of_all
    reading = _Reading(sheet, mapping, blank, np.where(parts, counted, 0))
    quarters = _row_quarters(reading, columns[fields.QUARTER])
    rows, unlisted = {fields.QUARTER: quarters}, np.zeros(sheet.rows, dtype=bool)
    for name, labels in _labels(mapping).items():
        if name not in columns:
            rows[name] = np.full(sheet.rows, len(labels) - 1)
            continue
        column, one = columns[name], mapping.fields[name]
        if name == "ethnic_group":
            consistency.refuse_mixed_lists(sheet, column, one)
        found = [one.label(text)[0] for text in column.texts]
        wrong = [at for at, label in enumerate(found) if label is None and not one.is_total(column.texts[at])]
        _share(reading, column, name, wrong)
        unlisted |= np.isin(column.cells, wrong) & ~blank
        # A row without a label is left out below, so that it does not matter which it has here.
        rows[name] = np.array([0 if label is None else labels.index(label) for label in found])[column.cells]
    _refuse_many(reading, unlisted)
    if fields.PERSON_KEY in columns:
        rows[fields.PERSON_KEY] = _numbers(columns[fields.PERSON_KEY], mapping.fields[fields.PERSON_KEY])
    elif fields.PERSON_KEY in mapping.fields:
        rows[fields.PERSON_KEY] = np.zeros(sheet.rows, dtype="int64")
    rows[unit] = counted
    told = np.where(unlisted, UNLISTED, quarters)
    reasons = np.where(blank, BLANK, np.where(counted == 0, ZERO, told)).astype(object)
    reasons[summed] = TOTAL_ROW
    frame = pd.DataFrame(rows)
    if fields.COUNT in columns:
        if mapping.kind.quarter_by_quarter:
            consistency.refuse_a_row_twice(sheet, columns[fields.COUNT], ~blank)
        summed |= consistency.total_rows(sheet, columns, counted, quarters, totals, ~blank)
        reasons = np.where(summed, TOTAL_ROW, reasons).astype(object)
    frame = frame.assign(**{WHY: reasons, DATED: np.where(blank, "", quarters)})
    frame.loc[np.isin(reasons, [BLANK, ZERO, TOTAL_ROW, UNLISTED]), fields.QUARTER] = ""
    return frame, reading.unmapped


def _totals(columns, mapping):
    """Return {field: which rows hold a total in it} of the fields that have any."""
    found = {}
    for name, column in columns.items():
        of_all = [at for at, text in enumerate(column.texts) if mapping.fields[name].is_total(text)]
        if of_all:
            found[name] = np.isin(column.cells, of_all)
    return found


def _row_quarters(reading, column):
    """Return the quarter of each row, or why it has none."""
    dates = reading.mapping.fields[fields.QUARTER]
    quarters = _quarters(column.texts, dates)
    there = set(column.cells[~reading.blank].tolist())
    wrong = [at for at, quarter in enumerate(quarters) if quarter in (UNREADABLE, AMBIGUOUS) and at in there]
    unread = [at for at in wrong if quarters[at] == UNREADABLE]
    words = frozenset().union(*(each.totals for each in reading.mapping.fields.values()))
    consistency.refuse_a_total_for_a_quarter(reading.sheet, column, unread, words)
    consistency.refuse_two_orders(reading.sheet, column, dates.dates, unread)
    _share(reading, column, fields.QUARTER, wrong, two_ways=not unread)
    return np.array(quarters, dtype=object)[column.cells]


def _share(reading, column, name, wrong, two_ways=False):
    """Refuse a column with more values in no list than the mapping lets pass; note where they are else."""
    sheet, mapping = reading.sheet, reading.mapping
    rows = np.isin(column.cells, wrong) & ~reading.blank
    number, filled = int(rows.sum()), int((~reading.blank).sum())
    if _of_all(reading, rows) > mapping.unmapped_share:
        what, listed = "a value that it does not list", ""
        if "" in (column.texts[at] for at in wrong):
            what = "a blank" if len(wrong) == 1 else f"{what} or a blank"
            listed = ' A blank is listed as "", under "unknown" where it says nothing.'
        to_do = f'List them there under the field "{name}"{_each(sheet, column, wrong)}.{listed}'
        if name == fields.QUARTER:
            what = "a date in no listed format"
            to_do = 'List the format there under "dates", such as "%d/%m/%Y", or write a quarter as 2026-Q1.'
        if two_ways:
            what, to_do = AMBIGUOUS, "Ask the supplier for one order of day and month, such as 2026-02-28."
        raise InputError(
            f"{sheet.place}, column {_quoted(tidy(column.heading))}: {number:,} of {filled:,} cells, first "
            f"{sheet.cell(column, int(rows.argmax()))}, hold {what}; {mapping.place} lets "
            f"{mapping.unmapped_share:.1%} pass. {to_do} {NOTHING_KEPT}"
        )
    if number:
        empty = int((rows & ~column.filled).sum())
        blanks = "" if not empty else f": {'blank' if empty == number else f'{empty:,} of them blank'}"
        reading.unmapped[name] = (number, _cells(sheet, column, np.flatnonzero(rows)) + blanks)


def _of_all(reading, rows):
    """Return the share that some rows are of all rows, or of all whom they count, whichever is larger."""
    blank, weights = reading.blank, reading.weights
    return max(rows.sum() / max((~blank).sum(), 1), weights[rows].sum() / max(weights.sum(), 1))


def _refuse_many(reading, unlisted):
    """Refuse a sheet of which more rows would be left out, for one column or another, than may be."""
    mapping, unmapped = reading.mapping, reading.unmapped
    if _of_all(reading, unlisted) > mapping.unmapped_share:
        columns = "; ".join(
            f"{name}: {cells}" for name, (_, cells) in unmapped.items() if name != fields.QUARTER
        )
        raise InputError(
            f"{reading.sheet.place}: {int(unlisted.sum()):,} of {int((~reading.blank).sum()):,} rows hold a "
            f"value that it does not list, in one column or another; {mapping.place} lets "
            f"{mapping.unmapped_share:.1%} pass. List them there ({columns}). {NOTHING_KEPT}"
        )


def _each(sheet, column, places):
    """Return the cells in which different texts begin, of a few: who lists them wants to see each once."""
    if len(places) < 2:
        return ""
    rows = sorted(column.first([at]) for at in places)
    return f": {len(rows):,} different ones, in {_cells(sheet, column, rows)}"


def _cells(sheet, column, rows):
    """Return the addresses of a column's cells in some rows, of the first few of them."""
    more = f" and {len(rows) - MOST_EACH:,} more" if len(rows) > MOST_EACH else ""
    return ", ".join(sheet.cell(column, row) for row in rows[:MOST_EACH]) + more


def _weights(sheet, column, blank):
    """Return how many each row stands for: one, or the count of a table that the supplier made."""
    if column is None:
        return np.where(blank, 0, 1)
    whole = [bool(re.fullmatch(r"\d{1,9}", text)) for text in column.texts]
    wrong = ~np.array(whole, dtype=bool)[column.cells] & ~blank
    if wrong.any():
        first = int(wrong.argmax())
        what = consistency.instead_of_a_count(column.texts[column.cells[first]])
        raise InputError(
            f"{sheet.place}, column {_quoted(tidy(column.heading))}: cell {sheet.cell(column, first)} holds "
            f"{what}; {int(wrong.sum()):,} in all. "
            "A count is a whole number, 0 or more, in every row, without a comma: where small ones are "
            "hidden, ask the supplier for the table without that."
        )
    return np.array([int(text) if text else 0 for text in column.texts])[column.cells]


def _held(present, quarter, mapping):
    """Return the quarters that an extract holds: its own and those before it, up to the first without a row.

    A date that was typed wrongly would else make an old quarter of one victim. A row that counts nobody
    says all the same that its quarter was looked at.
    """
    held = []
    year, number = int(quarter[:4]), int(quarter[-1])
    while f"{year}-Q{number}" in present and len(held) != mapping.quarters:
        held.insert(0, f"{year}-Q{number}")
        year, number = (year, number - 1) if number > 1 else (year - 1, 4)
    return held


def _explained(sheet, part, unmapped, held):
    left_out = {}
    for reason, rows in part[WHY].value_counts().sort_index().items():
        if reason in held:
            continue
        if settings.is_quarter(reason):
            reason = BEFORE if reason < held[0] else AFTER
        left_out[reason] = left_out.get(reason, 0) + int(rows)
    counted = int(part[fields.QUARTER].isin(held).sum())
    numbers = {name: number for name, (number, _) in unmapped.items()}
    cells = {name: where for name, (_, where) in unmapped.items()}
    late, filled = left_out.get(AFTER, 0), int(sheet.filled.sum())
    doubts = [consistency.appended_to_itself(sheet)]
    if late > MOST_LATE * filled:
        doubts.append(
            f"{sheet.place}: {late:,} of {filled:,} rows are dated after {held[-1]}, the quarter in its "
            "name. Are day and month the other way round than the formats under dates? Ask the supplier for "
            "one order, such as 2026-02-28."
        )
    return Explained(
        sheet.place, sheet.rows, counted, left_out, numbers, cells, " ".join(filter(None, doubts))
    )
