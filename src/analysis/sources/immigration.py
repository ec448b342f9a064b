"""People on asylum support, and people resettled, by local authority: a workbook, or its table in CSV.

Support is a stock (who was supported on the last day of a quarter), resettlement a flow (who arrived in it):
never added to one another. Neither has a total row; authorities with nobody have no row.
"""

import datetime
import functools

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.sources import files, workbooks
from analysis.sources.reading import Read, exactly, refuse_gaps, refuse_labels, refuse_twice, same

WHEN = ("Date", "Year", "Quarter")
WHERE = ("UK Region", "Local Authority", "LAD Code")
AS_AT, END = "Date (as at", "End of table"  # the heading continues with an ellipsis of one letter
LOOKED_AT = 5  # rows in which the headings are sought: one appears above them, of which nobody is sure
LAST_MONTH = {"1": "03-31", "2": "06-30", "3": "09-30", "4": "12-31"}
SUPPORT_TYPE, ACCOMMODATION, SCHEME = "Support Type", "Accommodation Type", "Resettlement Scheme"
SUPPORT_HEADINGS = (*WHEN, SUPPORT_TYPE, *WHERE, ACCOMMODATION, "People")
RESETTLEMENT_HEADINGS = (*WHEN, *WHERE, SCHEME, "Persons")

SUBSISTENCE = "Subsistence only"
NOT_APPLICABLE = "N/A"
NO_AUTHORITY, NOT_GIVEN = "no authority given", "not given"
SUPPORT_TYPES = ("Section 95", "Section 98", "Section 4")
ACCOMMODATIONS = (
    "Dispersal Accommodation",
    "Initial Accommodation",
    "Contingency Accommodation - Hotel",
    "Contingency Accommodation - Other",
    "Other Accommodation",
    SUBSISTENCE,
)
SPELT = {"Subsistence Only": SUBSISTENCE}  # both appear in the file, the other at December 2022 alone
# In the workbook the word that they share is left out.
SPELT |= {" ".join(name.replace("Accommodation", "").split()): name for name in ACCOMMODATIONS[:-1]}
AUTHORITY_CODE = r"(?:E0[6-9]|W06|S12|N09)[0-9]{6}"
# Routes of the Afghan schemes end with how the person is sponsored, so the list is of beginnings.
SCHEMES = (
    "Gateway Protection Programme",
    "Mandate Scheme",
    "Relocation - ARAP",
    "Resettlement - ACRS Pathway",
    "Resettlement - Afghan",
    "UK Resettlement Scheme",
    "Vulnerable Children Resettlement Scheme",
    "Vulnerable Persons Resettlement Scheme",
)


@functools.lru_cache(maxsize=4)
def asylum_support(file):
    """Return people on asylum support at quarter ends, by authority, kind of support and accommodation.

    `frame` has `quarter`, `date`, `support_type`, `accommodation_type`, `area_code`, `area_name` and `region`
    ("" where no authority is given), `reason` (why none is, else "") and `people_supported`. No authority is
    given for section 4 before 2018, section 98 before December 2022 and subsistence alone from December 2023.

    At December 2022 the file has rows of Leeds, Newcastle and others under the code of Hull, and the like in
    Scotland and Northern Ireland. A code that appears at one date under several names is read by the name:
    the code is then the one that the file itself gives that name at other dates.

    Raises InputError for another layout, a date that is not a quarter's end or not of its year and quarter, a
    quarter that is missing, a kind of support that is not known, a code that is none, and a row twice.
    """
    table = _table(file, SUPPORT_HEADINGS)
    rows = _when(table, file)
    rows["support_type"] = refuse_labels(table[SUPPORT_TYPE], file, SUPPORT_TYPE, same(*SUPPORT_TYPES))
    kinds = files.stripped(table[ACCOMMODATION])
    without = kinds.str.startswith(NOT_APPLICABLE)
    named = refuse_labels(
        kinds.where(~without, SUBSISTENCE), file, ACCOMMODATION, same(*ACCOMMODATIONS) | SPELT
    )
    rows["accommodation_type"] = named.where(~without, NOT_GIVEN)
    _place(rows, table, file, NOT_APPLICABLE)
    rows["people_supported"] = files.whole_numbers(table["People"], file, "People")
    # Two pairs of rows differ in their count alone (Edinburgh, Wolverhampton): two sites, which add up.
    refuse_twice(table, file, list(SUPPORT_HEADINGS))
    refuse_gaps(sorted(rows["quarter"].unique()), file)
    return _read(rows, table, "people_supported")


@functools.lru_cache(maxsize=4)
def resettlement(file):
    """Return people resettled by quarter of arrival, authority and scheme; a quarter without a row had none.

    `frame` has `quarter`, `date` (the quarter's last day), `scheme`, `area_code`, `area_name` and `region`
    ("" where no authority is given), `reason` and `people_resettled`.

    Raises InputError for another layout, a date that is not a quarter's end or not of its year and quarter, a
    scheme that is not known, a code that is none, and a row twice.
    """
    table = _table(file, RESETTLEMENT_HEADINGS)
    rows = _when(table, file)
    schemes = files.stripped(table[SCHEME])
    known = {text: text for text in schemes.unique() if text.startswith(SCHEMES)}
    rows["scheme"] = refuse_labels(table[SCHEME], file, SCHEME, known | same(*SCHEMES))
    _place(rows, table, file, "Unknown")
    rows["people_resettled"] = files.whole_numbers(table["Persons"], file, "Persons")
    refuse_twice(table, file, list(RESETTLEMENT_HEADINGS[:-1]))
    return _read(rows, table, "people_resettled")


def _table(file, headings):
    """Return the rows of a workbook's sheet, or of its CSV, under the headings of the CSV."""
    if workbooks.is_workbook(file):
        return _sheet_of_data(file, headings)
    table = files.read_csv(file, headings)
    exactly(file, table.columns, headings)
    return table


def _when(table, file):
    """Return `quarter` and `date` of each row, once date, year and quarter are seen to agree."""
    text = table["Date"].str.strip()
    dates = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    last = dates.dt.is_quarter_end & text.str.fullmatch(r"20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]")
    files.refuse_where(~last, file, "Date", table["Date"], "the last day of a quarter, written as 2024-09-30")
    years, numbers = dates.dt.year.astype("str"), dates.dt.quarter.astype("str")
    for name, own in (("Year", years), ("Quarter", numbers)):
        files.refuse_where(own != table[name].str.strip(), file, name, table[name], "its date's")
    quarters = years + "-Q" + numbers
    return pd.DataFrame({"quarter": quarters, "date": dates.astype("datetime64[ns]")})


def _place(rows, table, file, absent):
    """Add `area_code`, `area_name`, `region` and `reason` to `rows`.

    A code that begins `absent` is of no authority.
    """
    codes, names = files.stripped(table["LAD Code"]), files.stripped(table["Local Authority"])
    without = codes.str.startswith(absent)
    wanted = f"the code of an authority such as E07000222, or {absent}"
    files.refuse_where(
        ~without & ~codes.str.fullmatch(AUTHORITY_CODE), file, "LAD Code", table["LAD Code"], wanted
    )
    said = names.str.replace(rf"^({NOT_APPLICABLE} - |Unknown$)", "", regex=True)
    rows["reason"] = said.where(said != "", NO_AUTHORITY).where(without, "")
    rows["area_name"] = names.where(~without, "")
    rows["area_code"] = _righted(codes, names, rows["quarter"], without, file).where(~without, "")
    regions = files.stripped(table["UK Region"]).str.casefold()  # written in two ways
    rows["region"] = regions.groupby(rows["area_code"]).transform("first").where(~without, "")


def _righted(codes, names, quarters, without, file):
    """Return `codes`, those right by name that appear at one date under several names."""
    held = pd.DataFrame({"quarter": quarters, "code": codes, "name": names})[~without]
    several = held.groupby(["quarter", "code"])["name"].transform("nunique") > 1
    if not several.any():
        return codes
    pairs = held[~several].groupby("name")["code"].agg(lambda found: found.mode().iloc[0])
    usual = held.loc[several, "name"].map(pairs)
    if usual.isna().any():
        row = usual.index[usual.isna().argmax()]
        raise InputError(
            f'{file.name}, column "LAD Code", row {row + 2}: {codes[row]} appears at one date under several '
            f'names, and "{names[row]}" has no code of its own at another date. Download the file again.'
        )
    righted = codes.copy()
    righted[usual.index] = usual
    return righted


def _read(rows, table, count):
    """Return a Read of `rows`, rows of one label added up, with what became of every row."""
    codes = files.stripped(table["LAD Code"])
    placed = rows["area_code"] != ""
    righted = placed & (rows["area_code"] != codes)
    keys = [name for name in rows.columns if name != count]
    frame = rows.groupby(keys, as_index=False, sort=False)[count].sum()
    explained = {
        "counted": int((placed & ~righted).sum()),
        "under another authority's code, put right by name": int(righted.sum()),
        NO_AUTHORITY: int((~placed).sum()),
    }
    return Read(frame, {what: number for what, number in explained.items() if number})


def _sheet_of_data(file, headings):
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
    return _dated(frame, workbooks.Place(f'{file.name}, sheet "{sheet}"', above=start))[list(headings)]


def newest_quarter(file):
    """Return the newest quarter of a workbook's sheet of data, "2026-Q2"; "" where there is no such sheet."""
    for dated in (("LAD Code", "Support Type", "People"), ("LAD Code", "Resettlement Scheme", "Persons")):
        try:
            frame = _sheet_of_data(file, ("Year", "Quarter", *dated))
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


def _dated(frame, place):
    """Return `frame` with `Date`, `Year` and `Quarter` as the CSV has them."""
    as_at = [name for name in frame.columns if name.startswith(AS_AT)]
    if as_at:
        dates = pd.to_datetime(frame[as_at[0]], format="%d %b %Y", errors="coerce")
    else:
        files.require(place, frame.columns, ("Year", "Quarter"))
        parts = frame["Quarter"].str.extract(r"^(20[0-9][0-9]) Q([1-4])$")
        stated = (parts[0] + "-" + parts[1].map(LAST_MONTH)).where(parts[0] == frame["Year"])
        dates = pd.to_datetime(stated, format="%Y-%m-%d")
    column, wanted = (as_at[0], "a day such as 31 Mar 2026") if as_at else ("Quarter", "2026 Q1")
    files.refuse_where(dates.isna(), place, column, frame[column], wanted)
    year, number = dates.dt.year.astype("str"), dates.dt.quarter.astype("str")
    return frame.assign(Date=dates.dt.strftime("%Y-%m-%d"), Year=year, Quarter=number)
