"""A year's recorded crime by force area, with the population of its rates: ONS's force-area workbook.

Tables are found by their title and columns by their heading, never by number. ONS revises as well: the
workbook of the year to March 2018 has 41,443 offences in Warwickshire, the Home Office's table 41,411.
"""

import calendar
import functools
import re
from dataclasses import dataclass

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from analysis.errors import InputError, nearest
from analysis.sources import store, workbooks
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

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
MARKERS = {"..": NOT_AVAILABLE, ":": NOT_AVAILABLE, "+": SUPPRESSED}
ZERO = "-"
WHOLE, RATE = "a whole number", "a rate"
# A number after one of these words is part of the label ("child under 13"), not a footnote.
BEFORE_A_NUMBER = frozenset(
    {"age", "aged", "and", "between", "class", "ending", "over", "than", "to", "under"}
)
MONTHS = tuple(calendar.month_name)[1:]


@functools.lru_cache(maxsize=8)
@store.once()
def force_area_tables(file):
    """Return a year's recorded offences by area and offence group, with the population ONS used.

    Rows: forces, regions, England, Wales and both (`area_kind` tells), and British Transport Police,
    which has neither code nor population. `level` is "total", "group" or "subgroup": the groups add
    to the total and the forces to their regions and countries, checked on reading; a subgroup is part
    of a group, and residential burglary is part of burglary, itself part of theft. `year_ending` is the
    last month, such as "2018-03", and `population_year` is the mid-year of `population`, which is
    rounded to 100 and one or two years older. Where the publisher gives no number, `offences` is missing
    and `status` says why. `rate_per_1000` is the publisher's own, missing where it gives none.

    Raises InputError naming sheet and cell for what is not as ONS publishes it.
    """
    workbook = workbooks.opened(file)
    titles = {name: workbooks.title(workbook, name) for name in workbook.sheet_names}
    counts, rates = (_Sheet.read(file, workbook, titles, table) for table in TITLE_OF)
    if counts.year_ending != rates.year_ending:
        raise InputError(
            f"{file.name}: table P1 is of the year ending {counts.year_ending} and table P3 of "
            f"{rates.year_ending}. Download the workbook again."
        )
    _refuse_lost_column(counts, rates)
    offences = _offences(counts)
    _groups_add_up(counts.place, offences)
    _areas_add_up(counts.place, offences)
    populations, year = _populations(rates)
    unmatched = [code for code in offences["area_code"].unique() if code and code not in populations]
    if unmatched:
        raise InputError(
            f'{rates.place.name}: has no row for {unmatched[0]}, which the sheet "{counts.sheet}" has; '
            f"{len(unmatched)} in all. Download the workbook again."
        )
    offences["population"] = offences["area_code"].map(populations).astype("Int64")
    offences["population_year"] = year
    offences["year_ending"] = counts.year_ending
    offences["rate_per_1000"] = _published_rates(rates, offences)
    _rates_are_of_these_counts(rates.place, offences)
    return offences


def without_footnotes(label, notes):
    """Return a label without the footnote numbers glued to it, its whitespace tidied.

    `notes` are the numbers of the sheet's own notes: a number that is not among them belongs to the
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

    footnote = r"(?<=[A-Za-z)])(?P<gap>\s?)(?P<numbers>\d+(?:\s*,\s*\d+)*)"
    return re.sub(rf"{footnote}(?=\)|$)", strip, workbooks.tidy(label))


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


@dataclass(frozen=True)
class _Sheet:
    """A table of the force-area workbook: its rows, and the columns that have a label."""

    place: workbooks.Place
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
        place = workbooks.Place(f'{file.name}, sheet "{sheet.strip()}"')
        year = year_ending(titles[sheet])
        if year is None:
            raise InputError(
                f'{place.name}: the title does not say which year it is ("{titles[sheet]}"). '
                'Expected "year ending" and a month.'
            )
        rows = workbooks.rows(workbook, sheet)
        header = next((row for row in HEADER_ROWS if row < len(rows) and _is_header(rows[row])), None)
        if header is None:
            raise InputError(
                f'{place.name}: found no row with "Area Code" and "Area Name" in rows '
                f"{HEADER_ROWS[0] + 1} to {HEADER_ROWS[-1] + 1}."
            )
        below = " ".join(str(cell) for cell in rows[header + 1]) if header + 1 < len(rows) else ""
        if table == "P1" and re.search(r"percent|%|\brates?\b", below, re.IGNORECASE):
            raise InputError(
                f'{place.name}, row {header + 2}: says "{workbooks.tidy(below)}" where "Numbers" belongs. '
                "The sheet holds percentages or rates, not counts. Download the workbook again."
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
            if name.lower() == "area name":
                raise InputError(
                    f"{self._cell(row, code_column)}: the headings appear a second time, after row "
                    f"{self.header + 1}. Two tables were put in one sheet: download the workbook again."
                )
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
                    f'{self._cell(row, code_column)}: the code "{code}" appears in row {seen[code] + 1} too.'
                )
            seen[code] = row
            yield row, code, name, kind
        if not seen:
            raise InputError(f"{self.place.name}: holds headings and no areas. Download the workbook again.")

    def number(self, row, column, what=WHOLE):
        """Return the number in a cell, WHOLE or a RATE, and its status; a marker gives none and says why."""
        cell = self.rows[row][column]
        text = cell.strip() if isinstance(cell, str) else cell
        if text in MARKERS:
            return pd.NA, MARKERS[text]
        if text == ZERO:
            return 0 if what == WHOLE else pd.NA, SHOWN
        is_number = isinstance(text, int | float) and not isinstance(text, bool) and text >= 0
        if not is_number or (what == WHOLE and text != int(text)):
            # Most numbers of a sheet of rates or percentages are fractions.
            cells = [cell for row in self.rows[self.header + 1 :] for cell in row if isinstance(cell, float)]
            fractions = what == WHOLE and sum(not one.is_integer() for one in cells) > len(cells) / 2
            share = " The sheet may hold percentages or rates, not counts." if fractions else ""
            raise InputError(
                f'{self._cell(row, column)}, "{self.labels[column]}": found "{workbooks.text(text)}", '
                f"expected {what}, 0 or more, or a marker ({' '.join([*MARKERS, ZERO])}).{share}"
            )
        return text, SHOWN

    def _cell(self, row, column):
        return f"{self.place.name}, cell {xl_rowcol_to_cell(row, column)}"


def _is_header(row):
    return {"area code", "area name"} <= {workbooks.tidy(cell).lower() for cell in row}


def _refuse_lost_column(counts, rates):
    """Refuse counts and rates of which one has a column more: groups may be worded otherwise in one."""
    beside = ("figures", "(households)")  # by what the rates were worked out, and rates of households
    own = [label for label in rates.labels.values() if not any(text in label for text in beside)]
    if len(counts.labels) != len(own):
        raise InputError(
            f"{counts.place.name}: has {len(counts.labels)} columns, where table P3 has {len(own)} of the "
            "same areas and offences. Download the workbook again."
        )


def _offences(sheet):
    total = sheet.column(TOTAL)
    groups = {sheet.column(label) for label in OFFENCE_GROUPS}
    columns = {
        column: label for column, label in sheet.labels.items() if not label.lower().startswith("area ")
    }
    found = []
    for row, code, name, kind in sheet.areas():
        for column, label in columns.items():
            offences, status = sheet.number(row, column)
            level = "total" if column == total else "group" if column in groups else "subgroup"
            found.append((code, name, kind, label, level, offences, status))
    names = ["area_code", "area_name", "area_kind", "offence_group", "level", "offences", "status"]
    return pd.DataFrame(found, columns=names).astype({"offences": "Int64"})


def _published_rates(sheet, offences):
    """Return the publisher's rate per 1,000 population beside each of `offences`, missing where none is."""
    columns = {label: column for column, label in sheet.labels.items()}
    rows = {code: row for row, code, _, _ in sheet.areas()}
    rates = [
        sheet.number(rows[code], columns[label], RATE)[0] if code in rows and label in columns else pd.NA
        for code, label in zip(offences["area_code"], offences["offence_group"], strict=True)
    ]
    return pd.Series(rates, offences.index, dtype="Float64").astype("float64")


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


def _groups_add_up(place, offences):
    """Refuse a table whose groups do not add to its total: one was renamed, or a subgroup taken for one."""
    # By code: West Midlands is a region and a force.
    for _, rows in offences.groupby("area_code", sort=False):
        total = rows.loc[rows["level"] == "total", "offences"].iloc[0]
        groups = rows.loc[rows["level"] == "group", "offences"]
        if pd.notna(total) and groups.notna().all() and groups.sum() != total:
            raise InputError(
                f"{place.name}: the offence groups of {rows['area_name'].iloc[0]} add to "
                f"{groups.sum():,}, but its total is {total:,}. Download the workbook again."
            )


def _areas_add_up(place, offences):
    """Refuse a table in which the parts of an area do not add to it: forces, regions, England and Wales.

    Each force is of the region above it. A force that could not supply its figures is in no total of the
    publisher's, and in none here.
    """
    table = offences[offences["level"] != "subgroup"]
    table = table.set_index(["area_code", "offence_group"])["offences"].unstack(sort=False)
    areas = offences.drop_duplicates("area_code")
    names = dict(zip(areas["area_code"], areas["area_name"], strict=True))
    for whole, members in _parts(areas).items():
        sums = table.loc[members].sum()
        apart = (sums - table.loc[whole]).dropna()
        wrong = apart[apart != 0]
        if len(wrong):
            label = wrong.index[0]
            others = f" and {len(members) - 1} more" if len(members) > 1 else ""
            raise InputError(
                f"{place.name}, {label}: the parts of {names[whole]} ({names[members[0]]}{others}) add to "
                f"{sums[label]:,}, but {names[whole]} has {table.loc[whole, label]:,}. "
                "Download the workbook again."
            )


def _parts(areas):
    """Return {code of an area: codes of its parts}."""
    held = list(areas["area_code"])
    nation, england, wales = (
        next((code for code in held if code.startswith(form)), None) for form in ("K04", "E92", "W92")
    )
    parts, region = {}, None
    for code, kind in zip(held, areas["area_kind"], strict=True):
        if kind == "region":
            region, whole = code, england or nation
        elif kind == "force":
            whole = wales if code.startswith("W") else region
        else:
            whole = nation if code != nation else None
        if whole is not None:
            parts.setdefault(whole, []).append(code)
    return parts


def _rates_are_of_these_counts(place, offences):
    """Refuse a rate that is not that of its count and population.

    Populations are rounded to 100, so a rate may be that of 50 people more or fewer.
    """
    both = offences.dropna(subset=["rate_per_1000", "population", "offences"])
    rate = both["rate_per_1000"]
    implied = rate * both["population"].astype("float64") / 1_000
    wrong = (implied - both["offences"].astype("float64")).abs() > rate * 50 / 1_000 + 0.5
    if wrong.any():
        first = both[wrong].iloc[0]
        raise InputError(
            f"{place.name}: the rate of {first['area_name']}, {first['offence_group']}, "
            f"{first['rate_per_1000']:.1f} per 1,000, is "
            f"that of {implied[wrong].iloc[0]:,.0f} offences, but table P1 has {first['offences']:,}; "
            f"{int(wrong.sum())} in all. The two tables are of different editions. "
            "Download the workbook again."
        )
