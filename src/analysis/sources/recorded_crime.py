"""Crime recorded by the police, by force: the Home Office's open data table and ONS's force-area workbook.

The Home Office table has a count a quarter, force and offence code; the workbook has a year's counts
by offence group with the populations that its rates use. Both come from the same return, at
different dates: Warwickshire in 2017/18 has 41,411 in one and 41,443 in the other.
"""

import io
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.sources import files as source_files

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

TITLE_OF = {
    "P1": ("police recorded crime by offence group and police force area", "number of offences"),
    "P3": ("police recorded crime by offence group and police force area", "rate of offences"),
}
HEADER_ROWS = range(2, 7)
OFFENCE_GROUPS = (
    "Violence against the person",
    "Sexual offences",
    "Robbery",
    "Theft offences",
    "Criminal damage and arson",
    "Drug offences",
    "Possession of weapons offences",
    "Public order offences",
    "Miscellaneous crimes",
)
TOTAL = "Total recorded crime (excluding fraud)"
AREA_KINDS = {
    "E23": "force",
    "W15": "force",
    "E12": "region",
    "E92": "country",
    "W92": "country",
    "K04": "country",
}
NO_AREA = "no area"  # British Transport Police: recorded offences, no area and no population
SHOWN, SUPPRESSED, NOT_AVAILABLE = "shown", "suppressed", "not available"
MARKERS = {"..": NOT_AVAILABLE, ":": NOT_AVAILABLE, "+": SUPPRESSED}
NOUGHT = "-"
# A number after one of these words is part of the label ("child under 13"), not a footnote.
BEFORE_A_NUMBER = frozenset(
    {"age", "aged", "and", "between", "class", "ending", "over", "than", "to", "under"}
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True)
class _Place:
    """Where in a file a message points: the file, or a sheet of it."""

    name: str


def force_quarters(file):
    """Return recorded offences by financial quarter, force and offence code, as published.

    Reads the open data table's workbook (a sheet a year) or one sheet of it saved as CSV. Negative
    counts stay: they take back what an earlier quarter counted. `territorial` is False for those
    that have no area (Action Fraud, British Transport Police and the like). The homicide code
    "1/4.1/4.10/4.2" joins four codes and stands in four rows a quarter: add them.

    Raises InputError naming the row for a heading that is missing or new, text in a count, a row
    twice, a year or quarter that is none, and code 106 without "Modern slavery" or the reverse.
    """
    if PurePosixPath(file.stem_name).suffix.lower() == ".csv":
        return _quarters_of(source_files.read_csv(file), file)
    workbook = _workbook(file)
    sheets = [name for name in workbook.sheet_names if YEAR_SHEET.match(name)]
    if not sheets:
        raise InputError(
            f"{file.name}: no sheet is named after a financial year, such as 2024_25. "
            f"Seen: {', '.join(workbook.sheet_names)}. Give the open data table for police force areas."
        )
    years = []
    for name in sheets:
        place = _Place(f'{file.name}, sheet "{name}"')
        quarters = _quarters_of(_text_table(_rows(workbook, name), place), place)
        wanted = "/".join(YEAR_SHEET.match(name).groups())
        strange = quarters.loc[quarters["financial_year"] != wanted, "financial_year"]
        if len(strange):
            raise InputError(
                f'{place.name}, column "Financial Year", row {strange.index[0] + 2}: found '
                f'"{strange.iloc[0]}", expected "{wanted}", as the sheet is named; {len(strange)} such.'
            )
        years.append(quarters)
    return pd.concat(years, ignore_index=True)


def force_area_tables(file):
    """Return a year's recorded offences by area and offence group, with the population ONS used.

    Rows: forces, regions, England, Wales and both (`area_kind` tells), and British Transport Police,
    which has neither code nor population. `level` is "total", "group" or "subgroup": the groups add
    to the total, checked on reading; a subgroup is part of a group, and residential burglary is part
    of burglary, itself part of theft. `year_ending` is the last month, such as "2018-03", and
    `population_year` is the mid-year of `population`, which is rounded to 100 and one or two years
    older. Where the publisher gives no number, `offences` is missing and `status` says why.

    Raises InputError naming sheet and cell for what is not as ONS publishes it.
    """
    workbook = _workbook(file)
    titles = {name: _title(workbook, name) for name in workbook.sheet_names}
    counts, rates = (_Sheet.read(file, workbook, titles, table) for table in TITLE_OF)
    if counts.year_ending != rates.year_ending:
        raise InputError(
            f"{file.name}: table P1 is of the year ending {counts.year_ending} and table P3 of "
            f"{rates.year_ending}. Download the workbook again."
        )
    offences = _offences(counts)
    populations, year = _populations(rates)
    unmatched = [code for code in offences["area_code"].unique() if code and code not in populations]
    if unmatched:
        raise InputError(
            f'{rates.place.name}: has no row for {unmatched[0]}, which the sheet "{counts.sheet}" has; '
            f"{len(unmatched)} such. Download the workbook again."
        )
    offences["population"] = offences["area_code"].map(populations).astype("Int64")
    offences["population_year"] = year
    offences["year_ending"] = counts.year_ending
    return offences[
        [
            "area_code",
            "area_name",
            "area_kind",
            "year_ending",
            "offence_group",
            "level",
            "offences",
            "population",
            "population_year",
            "status",
        ]
    ]


def without_footnotes(label, notes):
    """Return a label without the footnote numbers glued to it, its whitespace tidied.

    `notes` are the numbers of the sheet's own notes: a number that is none of them belongs to the
    label, as does one after a word that takes a number.

    >>> without_footnotes("Greater Manchester8,9", {8, 9})
    'Greater Manchester'
    >>> without_footnotes("Total recorded crime (excluding fraud4)", {4})
    'Total recorded crime (excluding fraud)'
    >>> without_footnotes("Rape of a female child under 13", {4, 13})
    'Rape of a female child under 13'
    """

    def strip(found):
        numbers = {int(number) for number in re.split(r"\s*,\s*", found["numbers"])}
        word = re.search(r"([A-Za-z]*)$", found.string[: found.start()])[1].lower()
        belongs = not numbers <= set(notes) or (found["gap"] and word in BEFORE_A_NUMBER)
        return found[0] if belongs else ""

    tidy = " ".join(str(label).split())
    footnote = r"(?<=[A-Za-z)])(?P<gap>\s?)(?P<numbers>\d+(?:\s*,\s*\d+)*)"
    return re.sub(rf"{footnote}(?=\)|$)", strip, tidy)


def year_ending(title):
    """Return the last month of the year that a table's title names, such as "2018-03", or None.

    The footnotes are glued to the year: "March 181,2,3" is March 18 with notes 1, 2 and 3, and
    "December 20191,2" is December 2019.
    """
    found = re.findall(rf"year ending ({'|'.join(MONTHS)})\s+(\d+)", title)
    if not found:
        return None
    month, digits = found[-1]
    year = digits[:4] if len(digits) >= 4 and digits.startswith("20") else f"20{digits[:2]}"
    return f"{year}-{MONTHS.index(month) + 1:02}"


def _quarters_of(table, place):
    missing = [heading for heading in HEADINGS if heading not in table.columns]
    strange = [heading for heading in table.columns if heading not in HEADINGS]
    if missing:
        raise InputError(
            f'{place.name}: heading "{missing[0]}" is missing. {nearest(missing[0], strange)}'.rstrip()
        )
    if strange:
        raise InputError(
            f'{place.name}: heading "{strange[0]}" is new. Wanted: {", ".join(HEADINGS)}. '
            "The publisher may have changed the table: see what the column holds before it is read."
        )
    counts = source_files.whole_numbers(table["Number of Offences"], place, "Number of Offences", lowest=None)
    quarters = table.rename(columns=HEADINGS)[list(HEADINGS.values())].apply(
        lambda column: column.str.strip()
    )
    quarters["offences"] = counts
    years = quarters["financial_year"].str.extract(r"^(\d{4})/(\d{2})$")
    first = pd.to_numeric(years[0], errors="coerce")
    _refuse(
        place,
        quarters["financial_year"],
        "Financial Year",
        (first + 1) % 100 != pd.to_numeric(years[1], errors="coerce"),
        "a financial year such as 2024/25",
    )
    _refuse(
        place,
        quarters["financial_quarter"],
        "Financial Quarter",
        ~quarters["financial_quarter"].isin(["1", "2", "3", "4"]),
        "1, 2, 3 or 4",
    )
    for heading in ("Force Name", "Offence Code", "Offence Description"):
        values = quarters[HEADINGS[heading]]
        _refuse(place, values, heading, values == "", "a value in every row")
    _check_modern_slavery(place, quarters)
    _check_once(place, quarters)
    quarters["financial_quarter"] = quarters["financial_quarter"].astype("int64")
    month = quarters["financial_quarter"].map(FIRST_MONTH)
    year = first.astype("int64") + (quarters["financial_quarter"] == 4)
    start = pd.to_datetime(pd.DataFrame({"year": year, "month": month, "day": 1}))
    quarters.insert(2, "period_start", start)
    other = {name.lower() for name in NOT_TERRITORIAL}
    quarters.insert(4, "territorial", ~quarters["force_name"].str.lower().isin(other))
    return quarters


def _refuse(place, values, heading, wrong, wanted):
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise InputError(
            f'{place.name}, column "{heading}", row {row + 2}: found "{values.iloc[row]}", '
            f"expected {wanted}; {int(wrong.sum())} such."
        )


def _check_modern_slavery(place, quarters):
    code = quarters["offence_code"] == MODERN_SLAVERY_CODE
    described = quarters["offence"].str.lower() == MODERN_SLAVERY.lower()
    wrong = code != described
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        found = quarters.iloc[row]
        raise InputError(
            f'{place.name}, row {row + 2}: code "{found["offence_code"]}" is described as '
            f'"{found["offence"]}", '
            f'but {MODERN_SLAVERY_CODE} and only {MODERN_SLAVERY_CODE} is "{MODERN_SLAVERY}"; '
            f"{int(wrong.sum())} such. The publisher may have changed the codes: do not guess which is meant."
        )


def _check_once(place, quarters):
    """Refuse a force's offence code twice in a quarter, but for a code that joins several."""
    key = ["financial_year", "financial_quarter", "force_name", "offence_code"]
    nth = quarters.groupby(key).cumcount()
    wrong = nth > quarters["offence_code"].str.count("/")
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        year, quarter, force, code = quarters.iloc[row][key]
        raise InputError(
            f'{place.name}, row {row + 2}: {force}, {year} quarter {quarter}, code "{code}" stands twice; '
            f"{int(wrong.sum())} such. Download the table again."
        )


def _workbook(file):
    import python_calamine

    content = file.read_bytes()
    if not content.startswith(b"PK"):
        source_files.check_text(file, content[:65_536])
    try:
        return python_calamine.load_workbook(io.BytesIO(content))
    except (python_calamine.CalamineError, ValueError):
        raise InputError(
            f"{file.name}: is not a workbook that can be read (ODS or XLSX). Download it again."
        ) from None


def _rows(workbook, name, number=None):
    sheet = workbook.get_sheet_by_name(name)
    return sheet.to_python(skip_empty_area=False, nrows=number)


def _title(workbook, name):
    for row in _rows(workbook, name, number=3):
        for cell in row:
            if isinstance(cell, str) and cell.strip():
                return " ".join(cell.split())
    return ""


def _text(cell):
    """Return a cell as the text of it that a CSV of the sheet would have."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _text_table(rows, place):
    if not rows or not any(str(cell).strip() for cell in rows[0]):
        raise InputError(f"{place.name}: the first row holds no headings.")
    headings = [_text(cell).strip() for cell in rows[0]]
    kept = [column for column, heading in enumerate(headings) if heading]
    twice = [headings[column] for column in kept if headings.count(headings[column]) > 1]
    if twice:
        raise InputError(f'{place.name}: the heading "{twice[0]}" stands twice.')
    body = [[_text(row[column]) for column in kept] for row in rows[1:]]
    while body and not any(cell.strip() for cell in body[-1]):
        body.pop()
    if not body:
        raise InputError(f"{place.name}: holds headings and no rows. Download it again.")
    return pd.DataFrame(body, columns=[headings[column] for column in kept], dtype="str")


@dataclass(frozen=True)
class _Sheet:
    """A table of the force-area workbook: its rows, and the columns that have a label."""

    place: _Place
    sheet: str
    year_ending: str
    rows: list
    header: int
    labels: dict  # column -> label without footnotes
    notes: frozenset

    @classmethod
    def read(cls, file, workbook, titles, table):
        wanted = TITLE_OF[table]
        found = [name for name, title in titles.items() if all(part in title.lower() for part in wanted)]
        if not found:
            raise InputError(
                f'{file.name}: no sheet has the title of table {table} ("Police recorded crime by offence '
                f'group and police force area ..., {wanted[1]}"). Titles seen: '
                + "; ".join(f'"{title or name}"' for name, title in titles.items())
                + "."
            )
        sheet = found[0]
        place = _Place(f'{file.name}, sheet "{sheet.strip()}"')
        year = year_ending(titles[sheet])
        if year is None:
            raise InputError(
                f'{place.name}: the title does not say which year it is ("{titles[sheet]}"). '
                'Expected "year ending" and a month.'
            )
        rows = _rows(workbook, sheet)
        header = next((row for row in HEADER_ROWS if row < len(rows) and _is_header(rows[row])), None)
        if header is None:
            raise InputError(
                f'{place.name}: found no row with "Area Code" and "Area Name" in rows '
                f"{HEADER_ROWS[0] + 1} to {HEADER_ROWS[-1] + 1}."
            )
        first_cells = (re.match(r"\s*(\d+)\.\s", str(row[0])) for row in rows[header + 1 :])
        notes = frozenset(int(found[1]) for found in first_cells if found)
        labels = {}
        for column, cell in enumerate(rows[header]):
            # The total's label stands one row above the others, where a band over several columns stands too.
            text = cell if str(cell).strip() else rows[header - 1][column]
            if str(text).strip():
                labels[column] = without_footnotes(text, notes)
        return cls(place, sheet, year, rows, header, labels, notes)

    def column(self, label):
        """Return the column of a label, which may go on ("Population figures (mid-2016) ...")."""
        for column, found in self.labels.items():
            if found.lower().startswith(label.lower()):
                return column
        raise InputError(
            f'{self.place.name}: heading "{label}" is missing. '
            f"{nearest(label, self.labels.values())}".rstrip()
        )

    def areas(self):
        """Yield row, code, name and kind of each area."""
        code_column, name_column = self.column("Area Code"), self.column("Area Name")
        seen = {}
        for row in range(self.header + 1, len(self.rows)):
            name = without_footnotes(self.rows[row][name_column], self.notes)
            code = str(self.rows[row][code_column]).strip()
            if not name:
                continue
            kind = AREA_KINDS.get(code[:3]) if re.fullmatch(r"[EWK]\d{8}", code) else None
            if not code and name == "British Transport Police":
                kind = NO_AREA
            if kind is None:
                raise InputError(
                    f'{self._cell(row, code_column)}: found "{code}", expected the code of a force '
                    f"(E23, W15), region (E12) or country (E92, W92, K04) for {name}."
                )
            if code in seen:
                raise InputError(
                    f'{self._cell(row, code_column)}: the code "{code}" stands in row {seen[code] + 1} too.'
                )
            seen[code] = row
            yield row, code, name, kind
        if not seen:
            raise InputError(f"{self.place.name}: holds headings and no areas. Download the workbook again.")

    def number(self, row, column):
        """Return the whole number in a cell and its status; a marker gives no number and says why."""
        cell = self.rows[row][column]
        text = cell.strip() if isinstance(cell, str) else cell
        if text in MARKERS:
            return pd.NA, MARKERS[text]
        if text == NOUGHT:
            return 0, SHOWN
        if isinstance(text, bool) or not isinstance(text, int | float) or text < 0 or text != int(text):
            known = " ".join([*MARKERS, NOUGHT])
            raise InputError(
                f'{self._cell(row, column)}, "{self.labels[column]}": found "{_text(text)}", expected a '
                f"whole number, 0 or more, or a marker ({known})."
            )
        return int(text), SHOWN

    def _cell(self, row, column):
        letters, number = "", column + 1
        while number:
            number, letter = divmod(number - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{self.place.name}, cell {letters}{row + 1}"


def _is_header(row):
    texts = {" ".join(str(cell).split()).lower() for cell in row}
    return {"area code", "area name"} <= texts


def _offences(sheet):
    for label in (TOTAL, *OFFENCE_GROUPS):
        sheet.column(label)
    columns = {
        column: label for column, label in sheet.labels.items() if not label.lower().startswith("area ")
    }
    groups = {sheet.column(label) for label in OFFENCE_GROUPS}
    total = sheet.column(TOTAL)
    found = []
    for row, code, name, kind in sheet.areas():
        for column, label in columns.items():
            offences, status = sheet.number(row, column)
            level = "total" if column == total else "group" if column in groups else "subgroup"
            found.append((code, name, kind, label, level, offences, status))
    names = ["area_code", "area_name", "area_kind", "offence_group", "level", "offences", "status"]
    offences = pd.DataFrame(found, columns=names).astype({"offences": "Int64"})
    _check_groups_add_up(sheet, offences)
    return offences


def _check_groups_add_up(sheet, offences):
    """Refuse a table whose groups do not add to its total: one was renamed, or a subgroup taken for one."""
    # By code: West Midlands is a region and a force.
    for _, rows in offences.groupby("area_code", sort=False):
        total = rows.loc[rows["level"] == "total", "offences"].iloc[0]
        groups = rows.loc[rows["level"] == "group", "offences"]
        if pd.isna(total) or groups.isna().any():
            continue
        if groups.sum() != total:
            raise InputError(
                f"{sheet.place.name}: the offence groups of {rows['area_name'].iloc[0]} add to "
                f"{groups.sum():,}, but its total is {total:,}. Download the workbook again."
            )


def _populations(sheet):
    """Return each area's population by code, and the mid-year it is of."""
    column = sheet.column("Population figures")
    label = sheet.labels[column]
    year = re.search(r"mid-(\d{4})", label)
    if year is None:
        raise InputError(
            f'{sheet.place.name}: heading "{label}" does not say the year. Expected "mid-" and it.'
        )
    populations = {code: sheet.number(row, column)[0] for row, code, _, _ in sheet.areas()}
    return pd.Series(populations, dtype="Int64"), int(year[1])
