"""Statutory homelessness by local authority: MHCLG's detailed workbook of a quarter, from H-CLIC returns.

Four of its tables are read: A1 (households assessed, and the duty owed), A2P and A2R (reasons for the loss of
the last settled home, by duty; one table A2 of both duties in 2019) and A3 (support needs). Table A13 is not
read: the publisher filled it with figures of A12 in two quarters. Columns are found by their headings, since
they have become more: victims of domestic abuse have been told from alleged perpetrators since 2023-24.
"""

import functools
import re
from dataclasses import dataclass

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from analysis.errors import InputError
from analysis.sources import store, workbooks
from analysis.sources.immigration import AUTHORITY_CODE
from analysis.sources.reading import Read
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

NATION, REST = r"E92000001|K04\d{6}", "-"  # K04 is of the invented nation; "-" is also a suppressed cell
PLACES = rf"{NATION}|E12\d{{6}}|{REST}|{AUTHORITY_CODE}"
STATES = {"..": NOT_AVAILABLE, "-": SUPPRESSED}
NEAREST = 10  # England, its regions and the rest of England are rounded; authorities are not
ROWS_ABOVE, FIRST = 20, 4  # rows of headings at most; the first column of figures
QUARTERS = {"January to March": 1, "April to June": 2, "July to September": 3, "October to December": 4}
TITLE = re.compile(rf"({'|'.join(QUARTERS)}) (20\d\d)")
SHEET = re.compile(r"(A1|A2|A2P|A2R|A3)(?:_| - .*)?")
ALL, EITHER, AREA = "all", "prevention or relief", "households in the area"
ABUSE, WITH_NEEDS = "domestic abuse", "one or more support needs"
VICTIM, PERPETRATOR = f"{ABUSE}: victim", f"{ABUSE}: alleged perpetrator"
NOT_RECORDED = f"{ABUSE}: not recorded which"  # an option that authorities no longer have
PARTS_OF_ABUSE = (VICTIM, PERPETRATOR, NOT_RECORDED)
DUTIES = {"A1": EITHER, "A2": EITHER, "A2P": "prevention", "A2R": "relief", "A3": EITHER}
OWED = {"A2": "owed a duty", "A2P": "owed a prevention duty", "A2R": "owed a relief duty"}
KINDS = {"A1": "assessment", "A2": "reason", "A2P": "reason", "A2R": "reason", "A3": "support need"}

# {name here: its headings with the publisher}, in the order of the columns. Those of LATER came after 2023.
REASONS = {
    ALL: (
        "total owed a prevention duty",
        "total owed a relief duty",
        "total owed a prevention or relief duty",
    ),
    ABUSE: ("total domestic abuse", "domestic abuse"),
    VICTIM: ("victim",),
    PERPETRATOR: ("alleged perpetrator",),
    NOT_RECORDED: ('retired "domestic abuse" option',),
    "other violence or harassment": ("other violence or harrassment", "other violence or harassment"),
    "left Home Office asylum accommodation": (
        "required to leave accommodation provided by home office as asylum support",
    ),
    "loss of placement or sponsorship": (
        "loss of placement or sponsorship provided through a resettlement scheme",
    ),
}
COLUMNS = {
    "A1": {
        ALL: ("total initial assessments",),
        "owed a duty": ("assessed as owed a duty",),
        "owed a prevention duty": (
            "threatened with homelessness within 56 days - prevention duty owed",
            "threatened with homelessness - prevention duty owed",
        ),
        "owed a relief duty": ("homeless - relief duty owed",),
        AREA: ("number of households in area (000s)",),
    },
    "A2": REASONS,
    "A2P": REASONS,
    "A2R": REASONS,
    "A3": {
        "no support need": ("households with no support needs owed duty", "households with no support needs"),
        "support needs not known": (
            "households with unknown support needs owed duty",
            "households with unknown support needs",
        ),
        WITH_NEEDS: (
            "households with one or more support needs owed duty",
            "households with one or more support needs",
        ),
        "all support needs": ("total number of support needs",),
        "sexual abuse or exploitation": ("at risk of / has experienced sexual abuse / exploitation",),
        ABUSE: ("at risk of / has experienced domestic abuse",),
        "other abuse": ("at risk of / has experienced abuse (non-domestic abuse)",),
        "former asylum seeker": ("former asylum seeker",),
        "modern slavery": ("victim of modern slavery",),
    },
}
LATER = {*PARTS_OF_ABUSE, "loss of placement or sponsorship", AREA, "modern slavery"}
# Left out of all support needs in January to March 2024, when these columns were new.
NOT_IN_TOTAL = {"care leaver aged 21-24", "care leaver aged 25+"}
# The number of a footnote, written onto a heading.
NOTE = re.compile(r" \[note \d+\]|(?<=[a-z])\d(?:,?\d)*(?= |$)| \d$")


@dataclass(frozen=True)
class Sheet:
    """A table of the workbook: a row an area and a column each of the sheet's, with where each stands."""

    table: str
    place: str
    quarter: str
    names: dict  # code of an area: its name
    numbers: pd.DataFrame  # blank where no number is shown
    states: pd.DataFrame
    columns: dict  # name in COLUMNS: column of the sheet
    headings: dict  # column of the sheet: {row: heading}

    def of(self, name):
        """Return the figures of a column by its name here."""
        return self.numbers[self.columns[name]]


@functools.lru_cache(maxsize=64)
@store.once(Read)
def homelessness(file):
    """Return the households of a quarter by local authority, region and England, as published.

    `frame` has `quarter` ("2025-Q3"), `area_code` ("-" of the rest of England), `area_name`, `kind`
    ("assessment", "reason" or "support need"), `duty` ("prevention", "relief", or "prevention or relief"),
    `reason_or_need`, `households` (whole numbers; those of authorities are exact, all others to the nearest
    ten), `status` ("shown", "suppressed" where fewer than five households had needs, "not available" where
    the authority sent no complete figures) and `area_households`, all that live there, blank in 2019. All
    households owed a duty are those of table A1: in early 2024 A2P and A2R left a new reason out of theirs.

    Raises InputError naming sheet and cell for a heading that is missing, appears twice or has moved, a cell
    that is not a number, an authority twice or in one table only, tables of two quarters, and figures that do
    not add up to the publisher's own totals.
    """
    book = workbooks.opened(file)
    titles = {found[1]: name for name in book.sheet_names if (found := SHEET.fullmatch(name))}
    wanted = ["A1", "A2", "A3"] if "A2" in titles else ["A1", "A2P", "A2R", "A3"]
    for one in wanted:
        if one not in titles:
            raise InputError(
                f"{file.name}: has no sheet {one}; found {', '.join(book.sheet_names[:8])}. If the publisher "
                "changed the workbook, its reader has to be changed."
            )
    sheets = [
        _sheet(f'{file.name}, sheet "{titles[one]}"', one, workbooks.rows(book, titles[one]))
        for one in wanted
    ]
    for sheet in sheets:
        _refuse_another_quarter_or_area(sheet, sheets[0])
        _refuse_unless_adds_up(sheet, sheets[0])
    frame = pd.concat([_long(sheet, sheets[0]) for sheet in sheets], ignore_index=True)
    return Read(frame, {"figures": len(frame)})


def _sheet(place, table, rows):
    """Return the Sheet in `rows`, which begin with the title and end with the publisher's notes."""
    title = str(rows[0][0]) if rows else ""
    period = TITLE.search(title)
    start = next((at for at, row in enumerate(rows[:ROWS_ABOVE]) if re.fullmatch(NATION, str(row[0]))), None)
    if not period or not title.startswith(f"Table {table} ") or start is None:
        raise InputError(
            f'{place}: expected the title "Table {table} - …, July to September 2025" in cell A1 and '
            f"a nation's code such as E92000001 in one of the first {ROWS_ABOVE} rows. Download it again."
        )
    headings = _headings(rows[1:start])
    names, cells, at = {}, {}, {}
    for number, row in enumerate(rows[start:], start=start):
        code, name = (workbooks.tidy(cell) for cell in row[:2])
        if code.startswith("Notes"):
            break
        if not any(str(cell).strip() for cell in row):
            continue
        figures = {column: row[column] for column in headings}
        where = f"{place}, cell {xl_rowcol_to_cell(number, 0)}"
        alone = [
            column
            for column, cell in enumerate(row)
            if column >= FIRST and column not in headings and cell != ""
        ]
        if alone:
            raise InputError(
                f"{place}, cell {xl_rowcol_to_cell(number, alone[0])}: has a figure and no heading."
            )
        if not re.fullmatch(PLACES, code) or not name:
            raise InputError(f'{where}: found "{code}", expected the code of an area such as E07000220.')
        # London alone is twice in every table: beneath the nation, and among the regions.
        if code in cells and not (code.startswith("E12") and cells[code] == figures):
            raise InputError(f"{where}: {code} appears twice. Download the file again.")
        names[code], cells[code], at[code] = name, figures, number
    else:
        raise InputError(f"{place}: has no notes beneath its areas. It was cut short: download it again.")
    cells = pd.DataFrame.from_dict(cells, "index")
    numbers, states = _numbers(place, cells, at)
    quarter = f"{period[2]}-Q{QUARTERS[period[1]]}"
    return Sheet(table, place, quarter, names, numbers, states, _columns(place, table, headings), headings)


def _headings(rows):
    """Return {column: {row: heading}}, in small letters and without the numbers of footnotes."""
    found = {}
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            heading = NOTE.sub("", workbooks.tidy(cell).lower())
            if heading and heading != "number of households":  # the unit, above whichever column is last
                found.setdefault(column, {})[number] = heading
    return dict(sorted(found.items()))


def _columns(place, table, headings):
    """Return {name: column} of the columns that are read: each found once, and in the order of COLUMNS."""
    places = {
        name: [column for column, texts in headings.items() if set(known) & set(texts.values())]
        for name, known in COLUMNS[table].items()
    }
    # Where one part of domestic abuse is told, all of them are.
    apart = {name for name in PARTS_OF_ABUSE if any(places.get(one) for one in PARTS_OF_ABUSE)}
    columns = {}
    for name, known in COLUMNS[table].items():
        held = places[name]
        if not held and name in LATER - apart:
            continue
        before = max(columns.values(), default=0)
        if len(held) != 1 or held[0] <= before:
            what = "has moved" if len(held) == 1 else f"heads {len(held)} columns, and one is wanted"
            raise InputError(
                f'{place}: the heading "{known[0]}" {what}. If the publisher changed the table, its reader '
                "has to be changed."
            )
        columns[name] = held[0]
    return columns


def _numbers(place, cells, rows):
    """Return the numbers of cells, and the state of each."""
    marks = cells.map(lambda cell: STATES.get(str(cell).strip()))
    numbers = cells.mask(marks.notna()).apply(pd.to_numeric, errors="coerce")
    wrong = (marks.isna() & ~(numbers >= 0)).stack()
    if wrong.any():
        code, column = wrong.idxmax()
        raise InputError(
            f'{place}, cell {xl_rowcol_to_cell(rows[code], column)}: found "{cells.loc[code, column]}", '
            f"expected a number of households, {' or '.join(STATES)}."
        )
    return numbers, marks.fillna(SHOWN)


def _refuse_another_quarter_or_area(sheet, first):
    if sheet.quarter != first.quarter:
        raise InputError(
            f"{sheet.place}: is of {sheet.quarter}, and sheet A1 of {first.quarter}. Download the file again."
        )
    other = set(sheet.names.items()) ^ set(first.names.items())
    if other:
        code, name = min(other)
        raise InputError(
            f"{sheet.place}: {code} {name} is not in this sheet and in sheet A1 alike; {len(other)} such. "
            "Download the file again."
        )


def _refuse_unless_adds_up(sheet, assessed):
    """Refuse a sheet whose columns do not add up to its own totals, and to the households assessed in A1."""
    held, last = sheet.columns, max(sheet.headings) + 1
    if sheet.table == "A1":
        _adds_up(sheet, "owed a duty", [held["owed a prevention duty"], held["owed a relief duty"]])
        no_duty = range(held["owed a relief duty"] + 1, held.get(AREA, last))
        _adds_up(sheet, ALL, [held["owed a duty"], *no_duty])
    elif sheet.table == "A3":
        households = [held["no support need"], held["support needs not known"], held[WITH_NEEDS]]
        _adds_up(sheet, "owed a duty", households, assessed)
        _adds_up(sheet, WITH_NEEDS, range(held[WITH_NEEDS] + 1, held["all support needs"]))
        _adds_up(sheet, "all support needs", range(held["all support needs"] + 1, last))
    else:
        top = set(sheet.headings[held[ALL]])
        reasons = [
            column for column, texts in sheet.headings.items() if column > held[ALL] and top & set(texts)
        ]
        _adds_up(sheet, OWED[sheet.table], reasons, assessed)
        if VICTIM in held:
            _adds_up(sheet, ABUSE, [held[one] for one in PARTS_OF_ABUSE])


def _adds_up(sheet, total, parts, of=None):
    """Refuse a sheet in which `parts`, columns of it, do not add up to a total of its own or of sheet `of`.

    Authorities must add up exactly, and what is rounded as far as rounding lets it.
    """
    numbers = sheet.numbers[[column for column in parts if column in sheet.headings]]
    wanted = (of or sheet).of(total).reindex(numbers.index)
    new = [column for column in numbers if NOT_IN_TOTAL & set(sheet.headings[column].values())]
    left_out = numbers[new].sum(axis="columns") if of is None else 0
    gap = numbers.sum(axis="columns", skipna=False) - wanted
    rounded = ~numbers.index.str.match(AUTHORITY_CODE)
    allowed = pd.Series(rounded * NEAREST * (numbers.shape[1] + 1) / 2, numbers.index)
    wrong = gap.notna() & (gap.abs() > allowed) & ((gap - left_out).abs() > allowed)
    if wrong.any():
        code = wrong.idxmax()
        raise InputError(
            f'{sheet.place}: {code} {sheet.names[code]}: columns do not add up to "{total}"'
            f"{f' of sheet {of.table}' if of else ''}; {int(wrong.sum())} such. The file was edited: "
            "download it again."
        )


def _long(sheet, assessed):
    """Return the figures of a sheet that are read, a row an area and column."""
    parts = []
    for name in sheet.columns:
        if name == AREA:
            continue
        source, at = (assessed, OWED[sheet.table]) if name == ALL and sheet.table != "A1" else (sheet, name)
        states = source.states[source.columns[at]]
        parts.append(pd.DataFrame({"reason_or_need": name, "households": source.of(at), "status": states}))
    frame = pd.concat(parts).rename_axis("area_code").reset_index()
    lived = assessed.of(AREA) if AREA in assessed.columns else pd.Series(dtype="float64")
    return pd.DataFrame(
        {
            "quarter": sheet.quarter,
            "area_code": frame["area_code"],
            "area_name": frame["area_code"].map(sheet.names),
            "kind": KINDS[sheet.table],
            "duty": DUTIES[sheet.table],
            "reason_or_need": frame["reason_or_need"],
            "households": frame["households"].round().astype("Int64"),
            "status": frame["status"].astype("str"),
            "area_households": (frame["area_code"].map(lived) * 1_000).round().astype("Int64"),
        }
    )
