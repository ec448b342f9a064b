"""How recorded crimes ended, by force and quarter: the Home Office's outcomes open data, a file a year.

Each row has two counts that answer different questions and are never added or compared with one another:
outcomes of the offences recorded in the quarter, whenever they came, and outcomes given in the quarter,
whenever the offence was recorded. A file has 700,000 rows, so it is read row by row, its texts as numbers.
"""

import itertools
import operator
from collections import Counter

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.sources import files as source_files
from analysis.sources import outcome_types, reading, recorded_crime, store, workbooks
from analysis.sources.outcome_types import NOT_YET, outcome_type
from analysis.sources.reading import Read

RECORDED, CLOSED = "outcomes_recorded_in_quarter", "outcomes_closed_in_quarter"
AGAIN = "Download the file again."
# Without "number of" and "that were", which appear in some years' headings and not in others'.
HEADINGS = {
    "Financial year": "financial_year",
    "Financial quarter": "financial_quarter",
    "Force name": "force_name",
    "Offence code": "offence_code",
    "Offence description": "offence",
    "Offence group": "offence_group",
    "Offence subgroup": "offence_subgroup",
    "Offence code expired": "offence_code_expired",
    "Outcome type": "outcome_type",
    "Outcome description": "outcome_description",
    "Outcome group": "outcome_group",
    "Outcomes for offences recorded in the quarter": RECORDED,
    "Outcomes for investigations closed in the quarter": CLOSED,
}
HEADER_ROWS = 10
OUTCOME = ["financial_year", "financial_quarter", "force_name", "offence_code", "outcome_type"]  # of a row
_KEPT = (
    "financial_year",
    "financial_quarter",
    "force_name",
    "offence_group",
    "offence_subgroup",
    "offence_code",
    "offence",
    "outcome_description",
    "outcome_group",
)
ALTERNATE = "alternate outcome types, which are part of types 1, 2 and 3"


@store.once(Read)
def outcomes(file):
    """Return outcomes by financial quarter, force, offence code and outcome type, as published.

    `frame` has a row an outcome type, the two counts side by side, and why a count is missing in
    `recorded_reason` and `closed_reason`: "not applicable" (nothing that has no outcome yet was closed),
    "offence code expired" or "data not provided", "" where there is a number. Negative counts stay: they take
    back what an earlier quarter counted. `quarters_in_year` is below 4 in a year that has not ended. Rows of
    alternate outcome types are left out: they are part of types 1, 2 and 3.

    Raises InputError naming sheet and row for a heading that is missing, new or repeated, an invalid count, a
    repeated row, a missing quarter, an outcome type that is not a number, and counts whose columns were
    swapped.
    """
    found = (_workbook_rows if workbooks.is_workbook(file) else _csv_rows)(file)
    parts, explained = [], Counter()
    for place, rows in found:
        frame, alternate = _checked(rows, place)
        parts.append(frame)
        explained.update({"read": len(frame), ALTERNATE: alternate})
    frame = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0].reset_index(drop=True)
    if len(parts) > 1:
        _refuse_copied_sheet(file, frame)
    frame["quarters_in_year"] = _quarters_in_year(frame, file)
    return Read(frame, dict(+explained))  # without those of which there is none


def _heading(cell):
    """Return a heading as HEADINGS has it, one that is not known as it stands."""
    text = workbooks.tidy(cell)
    plain = text.lower().removeprefix("number of ").replace(" that were ", " ").capitalize()
    return plain if plain in HEADINGS else text


def _known(cells):
    """Return how many of the headings are among the cells of a row."""
    return sum(_heading(cell) in HEADINGS for cell in cells)


def _csv_rows(file):
    table = source_files.arrow(file)
    columns = _columns(table.column_names, file)
    each = {name: table.column(place).dictionary_encode().to_pandas() for name, place in columns.items()}
    # Each text is tidied once, and not once a row.
    texts = {name: column.map(workbooks.tidy, na_action="ignore") for name, column in each.items()}
    yield file, pd.DataFrame(texts).astype("category")


def _workbook_rows(file):
    workbook = workbooks.opened(file)
    held = False
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        rows = sheet.iter_rows()
        first = list(itertools.islice(rows, HEADER_ROWS))
        at, headings = _header(first)
        if _known(headings) < len(HEADINGS) / 2:
            continue
        held, place = True, workbooks.Place(f'{file.name}, sheet "{name.strip()}"')
        columns = _columns(headings, place)
        below = itertools.chain(first[at + 1 :], rows)
        yield place, _streamed(below, columns, sheet.start[0] + at + 2)
    if not held:
        raise InputError(
            f'{file.name}: no sheet has the headings of the outcomes open data ("Force Name", "Outcome Type" '
            f"and so on) in its first {HEADER_ROWS} rows. Sheets seen: {', '.join(workbook.sheet_names)}."
        )


def _header(rows):
    """Return the place and the headings of the row with most of them; blanks are filled from the row above.

    Publishers put a band over several columns, and the heading of a column that it leaves out beside it.
    """
    best, found = 0, []
    for place, row in enumerate(rows):
        above = rows[place - 1] if place else row
        texts = [
            cell if workbooks.tidy(cell) else (over if _known([over]) else "")
            for cell, over in zip(row, above, strict=False)
        ]
        if _known(texts) > _known(found):
            best, found = place, texts
    return best, found


def _columns(headings, place):
    """Return {our name: place of its column}, refusing headings that are missing, new or twice there."""
    found = [_heading(heading) for heading in headings]
    held = list(filter(None, found))
    reading.exactly(place, held, HEADINGS)
    return {name: found.index(heading) for heading, name in HEADINGS.items()}


def _streamed(rows, columns, first):
    """Return rows as categories, indexed by their row in the sheet less 2. Every text is held once."""
    pick, same = operator.itemgetter(*columns.values()), {}
    numbers, kept = [], []
    for number, cells in enumerate(map(pick, rows), first):
        texts = [workbooks.text(cell).strip() for cell in cells]
        if any(texts):
            numbers.append(number - 2)
            kept.append([same.setdefault(text, text) for text in texts])
    frame = pd.DataFrame(kept, index=pd.Index(numbers, dtype="int64"), columns=list(columns), dtype="str")
    return frame.astype("category")


def _checked(rows, place):
    """Return the rows in their types, without alternate types, and how many of these there were."""
    if rows.empty:
        raise InputError(f"{place.name}: holds no row beneath its headings. Is it the right file?")
    for name in rows["force_name"].cat.categories:
        text = workbooks.tidy(name)
        if not text or text.lower() == "force name":
            found, row = "the headings a second time" if text else "no force", rows["force_name"].eq(name)
            raise InputError(
                f'{place.name}, column "Force Name", row {row.idxmax() + 2}: holds {found}. {AGAIN}'
            )
    types = _by_value(rows["outcome_type"], outcome_type, place, "Outcome Type", "Int64")
    alternate = types.isna()
    if alternate.all():
        raise InputError(
            f"{place.name}: holds alternate outcome types alone (1A, 2A, 3A), which are part of types 1, 2 "
            "and 3 of the outcomes open data. Take the file out: counting both would count these twice."
        )
    rows = rows[~alternate]
    frame = pd.DataFrame({name: rows[name] for name in _KEPT})
    frame["financial_year"] = rows["financial_year"].astype("str")
    frame["financial_quarter"] = _by_value(
        rows["financial_quarter"], outcome_types.quarter, place, "Financial Quarter", "Int64"
    ).astype("int64")
    frame["offence_code_expired"] = _by_value(
        rows["offence_code_expired"], outcome_types.expired, place, "Offence Code Expired", "boolean"
    ).astype("bool")
    frame["outcome_type"] = types[~alternate].astype("int64")
    for heading, name in (("Offence Code", "offence_code"), ("Offence Group", "offence_group")):
        source_files.refuse_where(rows[name] == "", place, heading, rows[name], "a value in every row")
    for name, reason, heading in (
        (RECORDED, "recorded_reason", "Outcomes for offences recorded in the quarter"),
        (CLOSED, "closed_reason", "Outcomes for investigations closed in the quarter"),
    ):
        frame[reason] = _by_value(rows[name], outcome_types.reason, place, heading, "str")
        frame[name] = _by_value(rows[name], outcome_types.count, place, heading, "Int64")
    frame["period_start"] = _period_starts(place, frame)
    recorded_crime.check_modern_slavery(place, frame)
    recorded_crime.refuse_twice(place, frame, OUTCOME)
    _refuse_swapped(place, frame)
    return frame, int(alternate.sum())


def _period_starts(place, frame):
    """Return the first day of each row's quarter, worked out once for each quarter."""
    keys = ["financial_year", "financial_quarter"]
    each = frame[keys].drop_duplicates()
    starts = recorded_crime.quarter_starts(place, each.astype("str"))
    each = each.assign(period_start=starts)
    return frame[keys].merge(each, on=keys, how="left")["period_start"].set_axis(frame.index)


def _by_value(values, meaning, place, heading, dtype):
    """Return what `meaning` makes of each of `values`, asked once for each that differs.

    Raises InputError naming the row of the first that has none; rows are counted as in the file.
    """
    codes = values.cat.codes.to_numpy()
    held = np.bincount(codes, minlength=len(values.cat.categories)) > 0
    known = []
    for value, used in zip(values.cat.categories, held, strict=True):
        try:
            known.append(meaning(value) if used else None)
        except InputError as fault:
            which = values == value
            raise InputError(
                f'{place.name}, column "{heading}", row {which.idxmax() + 2}: {str(fault).rstrip(".")}; '
                f"{int(which.sum())} in all."
            ) from None
    return pd.Series(pd.array(known, dtype=dtype).take(codes), index=values.index)


def _refuse_copied_sheet(file, rows):
    """Refuse a workbook of which two sheets hold the same outcome: a copy of a sheet would count twice."""
    again = rows[rows.duplicated([name for name in rows.columns if rows[name].dtype != "float64"])]
    if len(again) and not again["offence_code"].astype("str").str.contains("/").all():
        year, quarter, force, code, kind = again[OUTCOME].iloc[0]
        raise InputError(
            f'{file.name}: two sheets hold {force}, {year} quarter {quarter}, code "{code}", outcome type '
            f"{kind}; {len(again)} in all. Take the copy out, or download the file again."
        )


def _refuse_swapped(place, rows):
    """Refuse closed investigations of offences that have no outcome yet: the columns change places then."""
    undecided = rows[rows["outcome_type"] == NOT_YET]
    closed = undecided[CLOSED].dropna()
    wrong = closed != 0
    if wrong.any():
        row = wrong.idxmax()
        raise InputError(
            f'{place.name}, column "Outcomes for investigations closed in the quarter", row {row + 2}: '
            f"{closed[row]} investigations were closed of offences that have no outcome yet "
            f"(type {NOT_YET}), which cannot be; {int(wrong.sum())} in all. The two count columns look "
            "swapped: see that each appears under its own heading, or download the file again."
        )


def _quarters_in_year(frame, file):
    """Return how many quarters the year of each row has so far, refusing a gap in them or in one force's."""
    keys = ["financial_year", "force_name", "financial_quarter"]
    pairs = frame[keys].drop_duplicates().astype({"force_name": "str"})
    held = pairs.groupby(keys[:2])["financial_quarter"].agg(set)
    by_year = held.groupby(level=0).agg(lambda sets: set().union(*sets))
    for year, quarters in by_year.items():
        missing = sorted(set(range(1, max(quarters) + 1)) - quarters)
        if missing:
            raise InputError(
                f"{file.name}: {year} has no row of quarter {missing[0]} and has rows of quarter "
                f"{max(quarters)}. A missing quarter would look like a fall. {AGAIN}"
            )
    for (year, force), quarters in held.items():
        missing = sorted(by_year[year] - quarters)
        if missing:
            raise InputError(
                f"{file.name}: {force} has no row of {year} quarter {missing[0]}, which other forces have. "
                f"A missing quarter would look like a fall. {AGAIN}"
            )
    return frame["financial_year"].map(by_year.map(len)).astype("int64")
