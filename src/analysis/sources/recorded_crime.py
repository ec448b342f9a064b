"""Crime recorded by the police, by force and quarter: the Home Office's open data table.

It has a count a quarter, force and offence code. `force_area_tables` reads ONS's workbook of the same
return at another date: Warwickshire in 2017/18 has 41,411 here and 41,443 there.
"""

import functools
import re

import pandas as pd

from analysis import areas
from analysis.errors import InputError
from analysis.sources import files as source_files
from analysis.sources import reading, store, workbooks

HEADINGS = {
    "Financial Year": "financial_year",
    "Financial Quarter": "financial_quarter",
    "Force Name": "force_name",
    "Offence Code": "offence_code",
    "Offence Description": "offence",
    "Offence Group": "offence_group",
    "Offence Subgroup": "offence_subgroup",
    "Number of Offences": "offences",
}
# Named among the forces, but no place is theirs: their offences are in no force's rate.
# "Report Fraud" is Action Fraud's successor.
NOT_TERRITORIAL = frozenset(
    {
        "Action Fraud",
        "British Transport Police",
        "CIFAS",
        "Financial Fraud Action UK",
        "Report Fraud",
        "UK Finance",
    }
)
MODERN_SLAVERY_CODE, MODERN_SLAVERY = "106", "Modern slavery"
YEAR_SHEET = re.compile(r"^\s*(\d{4})[_-](\d{2})\s*$")  # 2024_25, and 2019-20 in older editions
FIRST_MONTH = {1: 4, 2: 7, 3: 10, 4: 1}


@functools.lru_cache(maxsize=32)
@store.once()
def force_quarters(file):
    """Return recorded offences by financial quarter, force and offence code, as published.

    Reads the open data table's workbook (a sheet a year) or one sheet of it saved as CSV. Negative
    counts stay: they take back what an earlier quarter counted. `territorial` is False for those
    that have no area (Action Fraud, British Transport Police and the like) and for a name that no list has
    (see `closed_lists`). The homicide code
    "1/4.1/4.10/4.2" joins four codes and appears in four rows a quarter: add them.

    Raises InputError naming the row for a heading that is missing or new, text in a count, a row
    twice, a year or quarter that is none, and code 106 without "Modern slavery" or the reverse.
    """
    if not workbooks.is_workbook(file):
        return _quarters_of(source_files.read_csv(file, HEADINGS), file)
    workbook = workbooks.opened(file)
    sheets = [name for name in workbook.sheet_names if YEAR_SHEET.match(name)]
    if not sheets:
        raise InputError(
            f"{file.name}: no sheet is named after a financial year, such as 2024_25. "
            f"Seen: {', '.join(workbook.sheet_names)}. Give the open data table for police force areas."
        )
    years = []
    for name in sheets:
        place = workbooks.Place(f'{file.name}, sheet "{name}"')
        quarters = _quarters_of(_text_table(workbooks.rows(workbook, name), place), place)
        wanted = "/".join(YEAR_SHEET.match(name).groups())
        strange = quarters.loc[quarters["financial_year"] != wanted, "financial_year"]
        if len(strange):
            raise InputError(
                f'{place.name}, column "Financial Year", row {strange.index[0] + 2}: found '
                f'"{strange.iloc[0]}", expected "{wanted}", as the sheet is named; {len(strange)} in all.'
            )
        years.append(quarters)
    return pd.concat(years, ignore_index=True)


def quarter_starts(place, quarters):
    """Return the first day of each row's quarter, from its `financial_year` and `financial_quarter` as text.

    Raises InputError naming the row of a year or quarter that is none; `place` has the name of the file.
    """
    years = quarters["financial_year"].str.extract(r"^(20[0-9]{2})/([0-9]{2})$")
    first = pd.to_numeric(years[0], errors="coerce")
    source_files.refuse_where(
        (first + 1) % 100 != pd.to_numeric(years[1], errors="coerce"),
        place,
        "Financial Year",
        quarters["financial_year"],
        "a financial year such as 2024/25",
    )
    numbers = quarters["financial_quarter"]
    source_files.refuse_where(
        ~numbers.isin(["1", "2", "3", "4"]), place, "Financial Quarter", numbers, "1, 2, 3 or 4"
    )
    quarter = numbers.astype("int64")
    year = first.astype("int64") + (quarter == 4)
    return pd.to_datetime(pd.DataFrame({"year": year, "month": quarter.map(FIRST_MONTH), "day": 1}))


def _quarters_of(table, place):
    reading.exactly(place, table.columns, HEADINGS)
    counts = source_files.whole_numbers(table["Number of Offences"], place, "Number of Offences", lowest=None)
    quarters = table.rename(columns=HEADINGS)[list(HEADINGS.values())].apply(
        lambda column: column.str.strip()
    )
    quarters["offences"] = counts
    start = quarter_starts(place, quarters)
    for heading in ("Force Name", "Offence Code", "Offence Description"):
        values = quarters[HEADINGS[heading]]
        source_files.refuse_where(values == "", place, heading, values, "a value in every row")
    check_modern_slavery(place, quarters)
    names = quarters["force_name"].unique()
    known = {name: not is_other_body(name) and areas.find(name) is not None for name in names}
    quarters["territorial"] = quarters["force_name"].map(known)
    reading.refuse_two_labels(place, "Offence Description", quarters["offence_code"], quarters["offence"])
    refuse_twice(place, quarters, ["financial_year", "financial_quarter", "force_name", "offence_code"])
    _check_every_code(place, quarters)
    quarters["financial_quarter"] = quarters["financial_quarter"].astype("int64")
    quarters.insert(2, "period_start", start)
    quarters.insert(4, "territorial", quarters.pop("territorial"))
    return quarters


def is_other_body(name):
    """Tell whether a name is that of a listed body without a territory."""
    return name.lower() in {one.lower() for one in NOT_TERRITORIAL}


def check_modern_slavery(place, rows):
    """Refuse a row in which the code of modern slavery and its description disagree.

    `rows` have `offence_code` and `offence`, and the number of a row in the file, less 2, as index.
    """
    code = rows["offence_code"] == MODERN_SLAVERY_CODE
    described = rows["offence"].str.lower() == MODERN_SLAVERY.lower()
    wrong = code != described
    if wrong.any():
        row = wrong.idxmax()
        found = rows.loc[row]
        raise InputError(
            f'{place.name}, row {row + 2}: code "{found["offence_code"]}" is described as '
            f'"{found["offence"]}", '
            f'but {MODERN_SLAVERY_CODE} and only {MODERN_SLAVERY_CODE} is "{MODERN_SLAVERY}"; '
            f"{int(wrong.sum())} in all. The publisher may have changed the codes: ask which is meant."
        )


def codes_of_few(quarters):
    """Return the offence codes that in no quarter more than half of the forces have: new ones, or slips."""
    keys = ["financial_year", "financial_quarter"]
    forces = quarters[quarters["territorial"]]
    having = forces.groupby([*keys, "offence_code"])["force_name"].nunique()
    share = having / having.index.droplevel("offence_code").map(forces.groupby(keys)["force_name"].nunique())
    most = share.groupby(level="offence_code").max()
    return set(most.index[most <= 0.5])


def _check_every_code(place, quarters):
    """Refuse a force without a row of a code that others have in the quarter: zeros have rows too.

    A code that in no quarter most forces have is new, and no force need have it.
    """
    keys = ["financial_year", "financial_quarter"]
    forces = quarters[quarters["territorial"] & ~quarters["offence_code"].isin(codes_of_few(quarters))]
    held = forces.groupby([*keys, "force_name"])["offence_code"].nunique()
    wanted = forces.groupby(keys)["offence_code"].nunique()
    short = held[held < held.index.droplevel("force_name").map(wanted)]
    if len(short):
        year, quarter, force = short.index[0]
        raise InputError(
            f"{place.name}: {force} has rows of {short.iloc[0]} offence codes in {year} quarter {quarter}, "
            f"where other forces have {wanted[year, quarter]}; {len(short)} in all. A missing row would "
            "look like nothing recorded: download the table again."
        )


def refuse_twice(place, rows, key):
    """Refuse `rows` of which two have the same `key`, but for a code that joins several (homicide)."""
    again = rows[rows.duplicated(key, keep=False)]
    wrong = again.groupby(key, observed=True).cumcount() > again["offence_code"].astype("str").str.count("/")
    if wrong.any():
        held = again.loc[wrong.idxmax(), key].items()
        said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in held)
        raise InputError(
            f"{place.name}, row {wrong.idxmax() + 2}: {said} appears twice; {int(wrong.sum())} in all. "
            "Download the file again."
        )


def _text_table(rows, place):
    if not rows or not any(str(cell).strip() for cell in rows[0]):
        raise InputError(f"{place.name}: the first row holds no headings.")
    headings = source_files.as_spelt([workbooks.text(cell).strip() for cell in rows[0]], HEADINGS)
    kept = [column for column, heading in enumerate(headings) if heading]
    body = [[workbooks.text(row[column]) for column in kept] for row in rows[1:]]
    while body and not any(cell.strip() for cell in body[-1]):
        body.pop()
    if not body:
        raise InputError(f"{place.name}: holds headings and no rows. Download it again.")
    return pd.DataFrame(body, columns=[headings[column] for column in kept], dtype="str")
