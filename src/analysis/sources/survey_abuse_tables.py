"""Crime Survey appendix tables on domestic abuse: percentages by type of abuse, by year and by region.

The layout is known second-hand, from ONS's own program for the Sustainable Development Goals (indicator
5-2-1, year ending March 2022): nobody here has seen such a workbook. So sheets, rows of headings and columns
are found by what they say, and what is used of them is checked. Percentages are of adults who were asked, in
private households. No table gives a margin of error.
"""

import re
from dataclasses import dataclass, field

import pandas as pd

from analysis.errors import InputError
from analysis.sources import workbooks
from analysis.sources.reading import Read
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

PREVALENCE, LAST_YEAR = "prevalence of domestic abuse", "in the last year"
TYPE = "type of abuse"
# Sub-labels such as "Threats" repeat under several headings: only types with a name of their own are read.
HARMS = {
    "Any domestic abuse": r"any domestic abuse(?: \(.*\))?",
    "Partner abuse": r"any partner abuse(?: \(.*\))?",
    "Sexual assault": r"any sexual assault(?: \(including attempts\))?",
    "Domestic sexual assault": r"(?:any )?domestic sexual assault(?: \(.*\))?",
    "Stalking": r"(?:any )?stalking",
    "Domestic stalking": r"(?:any )?domestic stalking(?: \(.*\))?",
}
WHOLE, PARTS = "Any domestic abuse", ["Partner abuse", "Domestic sexual assault", "Domestic stalking"]
SEXES = {"women": "women", "men": "men", **dict.fromkeys(("people", "all", "all people", "adults"), "people")}
MARKS = {
    "[c]": (SUPPRESSED, "suppressed by the publisher"),
    "[x]": (NOT_AVAILABLE, "not available, says the publisher"),
    "[z]": (NOT_AVAILABLE, "does not apply, says the publisher"),
}
REGIONS = {
    "north east": "E12000001",
    "north west": "E12000002",
    "yorkshire and the humber": "E12000003",
    "east midlands": "E12000004",
    "west midlands": "E12000005",
    "east": "E12000006",  # so in the household table, and not "East of England"
    "london": "E12000007",
    "south east": "E12000008",
    "south west": "E12000009",
    "wales": "W92000004",
}
INVENTED = {"north reach": "E12000901", "middle reach": "E12000902", "south reach": "E12000903"}
AGES = re.compile(r"\baged (\d\d)(?: years)?(?: (?:and|or) over| to (\d\d))")
YEAR_ENDING = re.compile(r"year ending mar(?:ch)? (20\d\d)")
YEAR = re.compile(r"(?:year ending mar(?:ch)?|apr(?:il)? 20\d\d to mar(?:ch)?) (20\d\d)")
LIKE_A_YEAR = re.compile(r"year ending|apr(?:il)?\b|20\d\d\b")
NO_YEAR = re.compile(r"change|compar|signific|base")  # what is set beside the years
WHOM = "|".join(SEXES)
BY_SEX = re.compile(rf"({WHOM}) {LAST_YEAR}")
BY_HARM_AND_SEX = re.compile(rf"(any (?:domestic|partner) abuse(?: \(.*\))?)[ ,:–-]+({WHOM})")
ROWS_ABOVE = 20  # the row of headings is the seventh, or a few rows from it
KEYS = ["harm", "sex", "youngest", "oldest", "year", "region_code"]
ROUNDED = 0.1  # two figures with one decimal may lie so far from their order by rounding alone


@dataclass(frozen=True)
class Sheet:
    """A table of percentages: where it is, of which year and ages, its headings and the rows beneath them.

    `rows` are (number in the sheet, cells).
    """

    place: str
    year: int
    youngest: int
    oldest: int | None
    title: str
    headings: list
    rows: list = field(repr=False)


def abuse_prevalence(file):
    """Return percentages of adults who met with abuse in the last twelve months, by type, year and region.

    `frame` has `harm` (a name of `HARMS`), `sex` ("women", "men" or "people"), `youngest`, `oldest` (missing
    where there is no upper limit), `year` ("2021/22"), `region_code` and `region` ("" for England and Wales),
    `share_pct`, `status` ("shown", "suppressed" or "not available") and `reason`. Other types of abuse, other
    characteristics and numbers of adults asked are not read. "Stalking" and "Sexual assault" are as the table
    has them: by anybody, unless a row says "domestic".

    Raises InputError naming sheet and row or column for a workbook without a table by type of abuse, a title
    without year or ages, a heading that is almost a year, a cell that is neither a percentage nor one of the
    publisher's marks, a region that is missing or appears twice, two figures for the same people, and figures
    that cannot all be true.
    """
    book = workbooks.opened(file)
    held = [sheet for name in book.sheet_names if (sheet := _sheet(file, book, name))]
    parts = {
        what: [frame for sheet in held if len(frame := reader(sheet))]
        for what, reader in (("by type", _by_type), ("by year", _by_year), ("by region", _by_region))
    }
    if not parts["by type"]:
        raise InputError(
            f'{file.name}: no sheet is titled "Prevalence of domestic abuse …" and has the columns "Type of '
            'abuse" and "Women in the last year" with a row "Any domestic abuse". Download it again.'
        )
    every = pd.concat([frame for frames in parts.values() for frame in frames], ignore_index=True)
    _refuse_two_editions(file, every)
    _refuse_two_figures(file, every)
    frame = every.drop_duplicates([*KEYS, "share_pct"]).drop(columns=["place", "row", "of"])
    _refuse_unless_in_order(file, frame)
    counts = {what: sum(map(len, frames)) for what, frames in parts.items()}
    return Read(
        frame.astype({"oldest": "Int64"}).reset_index(drop=True),
        {f"percentages {what}": number for what, number in counts.items()},
    )


def _plain(cell):
    """Return a cell in small letters without notes, line breaks and doubled blanks."""
    return workbooks.without_notes(workbooks.text(cell)).casefold()


def _sheet(file, book, name):
    """Return the Sheet of a table of percentages, None for any other."""
    rows = [[_plain(cell) for cell in row] for row in workbooks.rows(book, name)]
    at = next((number for number, row in enumerate(rows[:ROWS_ABOVE]) if _is_headings(row)), None)
    above = [cell for row in rows[:at] for cell in row if cell]
    if at is None or not any(PREVALENCE in cell for cell in above[:3]):
        return None
    place = f'{file.name}, sheet "{name}"'
    title = next(cell for cell in above if PREVALENCE in cell)
    year = next((max(found) for cell in above if (found := YEAR_ENDING.findall(cell))), None)
    ages = AGES.search(title)
    if year is None or ages is None:
        raise InputError(
            f'{place}: its title does not say the ages asked ("adults aged 16 years and over") and the year '
            '("year ending March 2022"). Download it again.'
        )
    return Sheet(
        place,
        int(year),
        int(ages[1]),
        int(ages[2]) if ages[2] else None,
        title,
        rows[at],
        [(number, row) for number, row in enumerate(rows[at + 1 :], at + 2) if any(row)],
    )


def _is_headings(row):
    return any(cell == TYPE or BY_HARM_AND_SEX.fullmatch(cell) for cell in row)


def _columns(sheet, pattern):
    """Return {column: match} of the headings that a pattern fits; one that appears twice is refused."""
    found = {at: match for at, cell in enumerate(sheet.headings) if (match := pattern.fullmatch(cell))}
    for at, match in found.items():
        first = sheet.headings.index(match[0])
        if first != at:
            raise InputError(
                f'{sheet.place}: heading "{match[0]}" appears twice, in columns {first + 1} and {at + 1}. '
                "Download it again."
            )
    return found


def _harm(label):
    return next((harm for harm, pattern in HARMS.items() if re.fullmatch(pattern, label)), "")


def _by_type(sheet):
    """Return the figures of a table that has a row for each type of abuse and a column for each sex."""
    if TYPE not in sheet.headings:
        return pd.DataFrame()
    label = sheet.headings.index(TYPE)
    columns = {at: SEXES[match[1]] for at, match in _columns(sheet, BY_SEX).items()}
    return _figures(
        sheet,
        {at: {"sex": sex, "year": sheet.year} for at, sex in columns.items()},
        [(number, row, {"harm": harm}) for number, row in sheet.rows if (harm := _harm(row[label]))],
    )


def _by_year(sheet):
    """Return the figures of a table that has a row for each type of abuse and sex, and a column a year."""
    if TYPE not in sheet.headings or LAST_YEAR not in sheet.title:
        return pd.DataFrame()
    columns = {at: int(match[1]) for at, match in _columns(sheet, YEAR).items()}
    if not columns:
        return pd.DataFrame()
    label = sheet.headings.index(TYPE)
    for at, cell in enumerate(sheet.headings):
        if LIKE_A_YEAR.match(cell) and at not in columns and not NO_YEAR.search(cell):
            raise InputError(
                f'{sheet.place}, column {at + 1}: found the heading "{cell}", expected a year such as "Apr '
                '2021 to Mar 2022". If the publisher changed the table, its reader has to be changed.'
            )
    if max(columns.values()) != sheet.year:
        raise InputError(
            f"{sheet.place}: its title is of the year ending March {sheet.year}, and its newest column of "
            f"that ending March {max(columns.values())}. Download it again."
        )
    used = []
    for number, row in sheet.rows:
        whom, harm = row[label + 1], _harm(row[label])
        if not row[label] and whom in SEXES:
            raise InputError(f"{sheet.place}, row {number}: has no type of abuse. Download it again.")
        if harm and whom not in SEXES and any(row[at] for at in columns):
            raise InputError(
                f'{sheet.place}, row {number}: found "{whom}", expected one of {", ".join(SEXES)}.'
            )
        if harm and whom in SEXES:
            used.append((number, row, {"harm": harm, "sex": SEXES[whom]}))
    return _figures(sheet, {at: {"year": year} for at, year in columns.items()}, used)


def _by_region(sheet):
    """Return the figures of regions in a table of characteristics; nothing of one without regions."""
    columns = {
        at: {"harm": _harm(match[1]), "sex": SEXES[match[2]], "year": sheet.year}
        for at, match in _columns(sheet, BY_HARM_AND_SEX).items()
    }
    if not columns or LAST_YEAR not in sheet.title:
        return pd.DataFrame()
    used = []
    for codes in (REGIONS, INVENTED):
        found = [
            (number, row, name) for number, row in sheet.rows for name in codes if name in row[: min(columns)]
        ]
        _refuse_regions(sheet, [(number, name) for number, _, name in found], codes)
        used += [(number, row, {"region": name, "region_code": codes[name]}) for number, row, name in found]
    return _figures(sheet, columns, used)


def _refuse_regions(sheet, found, codes):
    """Refuse a table that has some regions and not all of them, or one twice."""
    names = [name for _, name in found]
    lost = [name for name in codes if name not in names]
    if names and lost:
        raise InputError(
            f'{sheet.place}: has no row "{lost[0].title()}" among its regions; {len(lost)} in all. The table '
            "was cut, or the publisher renamed a region: then its reader has to be changed."
        )
    for at, (number, name) in enumerate(found):
        first = names.index(name)
        if first != at:
            raise InputError(
                f'{sheet.place}, row {number}: "{name.title()}" appears in row {found[first][0]} too. '
                "Download it again."
            )


def _figures(sheet, columns, rows):
    """Return a row for each figure of `rows` [(number, cells, labels)] in `columns` {place: labels}.

    A row that is blank in all of them is a heading over others, and has none.
    """
    made = []
    for number, row, labels in rows:
        filled = any(row[at] for at in columns)
        for at, more in columns.items() if filled else ():
            share, status, reason = _percentage(sheet, number, at, row[at])
            figure = {"share_pct": share, "status": status, "reason": reason}
            of = {"place": sheet.place, "row": number, "of": sheet.year}
            ages = {"youngest": sheet.youngest, "oldest": sheet.oldest}
            made.append({"region": "", "region_code": ""} | ages | labels | more | figure | of)
    frame = pd.DataFrame(made)
    if len(frame):
        frame["region"] = frame["region"].str.title().str.replace(" And The ", " and The ")
        frame["year"] = frame["year"].map(lambda year: f"{year - 1}/{year % 100:02d}")
        frame["oldest"] = frame["oldest"].astype("Int64")
    return frame


def _percentage(sheet, number, at, cell):
    """Return the percentage of a cell, its status and the reason why there is none."""
    if cell in MARKS:
        return (float("nan"), *MARKS[cell])
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", cell) and float(cell) <= 100:
        return float(cell), SHOWN, ""
    raise InputError(
        f'{sheet.place}, column "{sheet.headings[at]}", row {number}: found "{cell}", expected a percentage '
        f"from 0 to 100 or one of {', '.join(MARKS)}."
    )


def _refuse_two_editions(file, every):
    """Refuse tables of one workbook whose titles are of different years."""
    places = every.drop_duplicates("of")
    if len(places) > 1:
        first, second = places.iloc[0], places.iloc[1]
        raise InputError(
            f"{second['place']}: is of the year ending March {second['of']}, and {first['place']} of that "
            f"ending March {first['of']}. Download {file.name} again."
        )


def _refuse_two_figures(file, every):
    """Refuse two figures for the same harm, people, year and place."""
    different = every.drop_duplicates([*KEYS, "share_pct", "status"])
    twice = different.duplicated(KEYS)
    if twice.any():
        row = different[twice].iloc[0]
        first = different.merge(different.loc[twice, KEYS].iloc[:1], on=KEYS).iloc[0]
        raise InputError(
            f"{row['place']}, row {row['row']}: {row['harm']}, {row['sex']}, {row['year']}: has another "
            f"figure in row {first['row']} of {first['place']}; {int(twice.sum())} in all. Download "
            f"{file.name} again."
        )


def _refuse_unless_in_order(file, frame):
    """Refuse a part that is more than its whole, and everybody's share beyond that of women and of men."""
    keys = ["harm", "youngest", "oldest", "year", "region_code", "sex"]
    shares = frame.set_index(keys)["share_pct"]
    # Beside what is not there nothing is more or less.
    by_harm = shares.unstack("harm").reindex(columns=[WHOLE, *PARTS])
    wrong = by_harm[PARTS].gt(by_harm[WHOLE] + ROUNDED, axis="index").any(axis="columns")
    by_sex = shares.unstack("sex").reindex(columns=["women", "men", "people"])
    ends = by_sex[["women", "men"]]
    least, most = (end(axis="columns", skipna=False) for end in (ends.min, ends.max))
    apart = by_sex["people"].gt(most + ROUNDED) | by_sex["people"].lt(least - ROUNDED)
    for faults, said in (
        (wrong, "fewer victims of any domestic abuse than of a part of it"),
        (apart, "a share of all people that is not between those of women and of men"),
    ):
        if faults.any():
            where = dict(zip(faults.index.names, faults.index[faults.to_numpy().argmax()], strict=True))
            whom = [str(where[name]) for name in ("harm", "sex", "year", "region_code") if where.get(name)]
            raise InputError(
                f"{file.name}: {', '.join(whom)}: has {said}; {int(faults.sum())} in all. Columns changed "
                "places, or the file was edited: download it again."
            )
