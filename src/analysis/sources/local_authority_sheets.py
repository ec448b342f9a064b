"""The Home Office's tables by local authority as it gives them: a workbook, one sheet of it rows of data.

They come back under the headings of the table in CSV, so that one reader reads both.
"""

import datetime

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.sources import workbooks

AS_AT, END = "Date (as at", "End of table"  # the heading continues with an ellipsis of one letter
LOOKED_AT = 5  # rows in which the headings are sought: one appears above them, of which nobody is sure
LAST_MONTH = {"1": "03-31", "2": "06-30", "3": "09-30", "4": "12-31"}


def is_workbook(file):
    """Tell whether a file is a workbook, by its name."""
    return file.stem_name.lower().endswith((".xlsx", ".ods"))


def table(file, headings):
    """Return the sheet of data of a workbook as text under the `headings` of the table in CSV.

    The CSV has `Date`, `Year` and `Quarter`; a sheet has the date alone, or a year and "2024 Q3".

    Raises InputError for a workbook without such a sheet, with the nearest heading that there is, and for a
    sheet that does not say where it ends: it was cut.
    """
    sheet, rows, start = _sheet(file, [one for one in headings if one not in ("Date", "Year", "Quarter")])
    found = [workbooks.tidy(cell) for cell in rows[start]]
    last = max(place for place, name in enumerate(found) if name) + 1
    body = [row[:last] for row in rows[start + 1 :]]
    ends = [number for number, row in enumerate(body) if workbooks.tidy(row[0]).startswith(END)]
    if not ends:
        raise InputError(f'{file.name}, sheet "{sheet}": has no last row "{END}": download it again.')
    frame = pd.DataFrame([[_text(cell) for cell in row] for row in body[: ends[0]]], columns=found[:last])
    return _dated(frame, file, sheet)[list(headings)]


def newest_quarter(file):
    """Return the newest quarter of a workbook's sheet of data, "2026-Q2"; "" where there is no such sheet."""
    for dated in (("LAD Code", "Support Type", "People"), ("LAD Code", "Resettlement Scheme", "Persons")):
        try:
            frame = table(file, ("Year", "Quarter", *dated))
        except InputError:
            continue
        return max(frame["Year"] + "-Q" + frame["Quarter"], default="")
    return ""


def _sheet(file, wanted):
    """Return name, rows and place of the headings of the sheet that has those `wanted`."""
    workbook = workbooks.opened(file)
    seen = []
    for name in workbook.sheet_names:
        for place, row in enumerate(workbooks.rows(workbook, name, LOOKED_AT)):
            texts = [workbooks.tidy(cell) for cell in row]
            if set(wanted) <= set(texts):
                return name, workbooks.rows(workbook, name), place
            seen += [text for text in texts if text]
    missing = next((one for one in wanted if one not in seen), wanted[0])
    raise InputError(f'{file.name}: no sheet has the heading "{missing}". {nearest(missing, seen)}'.rstrip())


def _text(cell):
    if isinstance(cell, datetime.date):
        return f"{cell:%d %b %Y}"
    return workbooks.text(cell).strip()


def _dated(frame, file, sheet):
    """Return `frame` with `Date`, `Year` and `Quarter` as the CSV has them."""
    as_at = [name for name in frame.columns if name.startswith(AS_AT)]
    if as_at:
        dates = pd.to_datetime(frame[as_at[0]], format="%d %b %Y", errors="coerce")
        wrong = dates.isna()
        year, number = dates.dt.year.astype("Int64").astype("str"), dates.dt.quarter.astype("str")
        stated = dates.dt.strftime("%Y-%m-%d")
    else:
        missing = [name for name in ("Year", "Quarter") if name not in frame.columns]
        if missing:
            raise InputError(f'{file.name}, sheet "{sheet}": heading "{missing[0]}" is missing.')
        parts = frame["Quarter"].str.extract(r"^(20[0-9][0-9]) Q([1-4])$")
        wrong = parts[0].isna() | (parts[0] != frame["Year"])
        year, number = parts[0], parts[1]
        stated = parts[0] + "-" + parts[1].map(LAST_MONTH)
    if wrong.any():
        column = as_at[0] if as_at else "Quarter"
        row = int(wrong.to_numpy().argmax())
        raise InputError(
            f'{file.name}, sheet "{sheet}", column "{column}", row {row + 1} beneath the headings: found '
            f'"{frame[column].iloc[row]}", expected {"a day such as 31 Mar 2026" if as_at else "2026 Q1"}.'
        )
    return frame.assign(Date=stated, Year=year, Quarter=number)
