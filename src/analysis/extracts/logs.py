"""The logs that an office keeps by hand: every column listed, every cell of a kind, and no person in any.

Which logs there are, and what each column may hold, is declared in data/reference/local_logs.toml.
"""

import csv
import datetime
import functools
import io
import re
import tomllib
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis import areas, plain_file, settings
from analysis.errors import InputError, MissingSourceError, nearest
from analysis.extracts import cells, contents, printed
from analysis.extracts.counts import folder_of
from analysis.extracts.sealed import sealed
from analysis.extracts.texts import is_formula, key, tidy
from analysis.sources import files

LISTED = "data/reference/local_logs.toml"
SUFFIXES = (".csv", ".xlsx")
WORKBOOK, READ_ME, LISTS = "office.xlsx", "Read me", "Lists"  # the office's workbook, and its other sheets
WHOLE_AREA = "Whole area"
BETWEEN = ";"  # between the choices of a cell that may hold several
LONGEST_LABEL = 60
ALL_OF_THEM = 100  # per cent
DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y")
MONTH_FORMS = ("%Y-%m", "%m/%Y", "%B %Y", "%b %Y", "%b-%y")
FIRST_DAY = datetime.date(2000, 1, 1)  # before it, a year was typed with two digits or wrongly
LABEL, CHOICE, LANGUAGE, PLACE, DOCUMENT = "label", "choice", "language", "place", "document"
DAY, MONTH, NUMBER, PERCENTAGE, AMOUNT = "day", "month", "whole number", "percentage", "amount"
QUARTER, QUOTATION, SHARE, YEAR = "quarter", "quotation", "share", "year"
TELEPHONE = "telephone"  # of an organisation, as it publishes it
SENSITIVITIES = OPEN, PEOPLE = ("open", "people")  # who may see the rows of a log
PRINTED = {DOCUMENT: printed.in_a_document, QUOTATION: printed.in_a_quotation}  # as they stand
WANTED = {
    LABEL: f"a short name of {LONGEST_LABEL} letters at most",
    DOCUMENT: f"what a document, return or meeting is called, in {LONGEST_LABEL} letters at most",
    LANGUAGE: "a language that data/reference/languages.csv names",
    PLACE: f'a district of the area by its name, or "{WHOLE_AREA}"',
    DAY: "a day as YYYY-MM-DD or DD/MM/YYYY, from 2000 on",
    MONTH: "a month as YYYY-MM or MM/YYYY, from 2000 on",
    QUARTER: "a quarter of the calendar year, such as 2026-Q1",
    QUOTATION: f"what one person said, in {printed.LONGEST} letters at most, without a digit or a name",
    YEAR: "a year with four digits, from 2000 on",
    NUMBER: "a whole number, 0 or more",
    PERCENTAGE: "a number above 0, without a sign for per cent",
    SHARE: f"a percentage from 0 to {ALL_OF_THEM}, without a sign",
    TELEPHONE: "the published telephone number of an organisation, in digits, and no mobile number",
    AMOUNT: "an amount in pounds, 0 or more, without a sign or a comma",
}


@dataclass(frozen=True)
class LogKind:
    """One kind of log: its title, what leaves of it, what may be there once, and when a row was known."""

    title: str
    sensitivity: str
    once: tuple = ()
    twice: str = ""
    known_on: str = ""
    sheet: str = ""  # its sheet of the office's workbook
    adds: str = ""  # what the sheet tells a reader of the report


@dataclass(frozen=True)
class LogColumn:
    """One column of a log: what it says, what its cells may hold, and what it is called in the table."""

    name: str
    says: str
    kind: str
    choices: tuple = ()
    several: bool = False
    blank: bool = False
    optional: bool = False  # a log from before it was asked for has no such column: it is then blank
    called: str = ""

    @property
    def wanted(self):
        """Return what a cell needs, in words."""
        if self.kind != CHOICE:
            return WANTED[self.kind]
        return f"{'some' if self.several else 'one'} of: {'; '.join(self.choices)}"


@dataclass(frozen=True)
class Log:
    """The rows of a log that was read: `frame` is indexed by the row's number in the file."""

    place: str
    frame: pd.DataFrame = field(repr=False)

    def refuse(self, rows, rule):
        """Raise InputError naming the first of the rows where `rows` is true, the rule, and how many more."""
        found = self.frame.index[np.asarray(rows, dtype=bool)]
        if len(found):
            more = f" {len(found) - 1} more such." if len(found) > 1 else ""
            raise InputError(f"{self.place}, row {found[0]}: {rule}{more}")


@functools.cache
def _listed():
    return tomllib.loads(settings.data("reference", "local_logs.toml").read_text(encoding="utf-8"))


def names(sensitivity=None):
    """Return the names of the logs, or of those of one sensitivity alone."""
    return [name for name in _listed() if sensitivity in (None, described(name).sensitivity)]


def described(name):
    """Return the LogKind of a log."""
    entry = {key: value for key, value in _listed()[name].items() if key != "columns"}
    if entry.get("sensitivity") not in SENSITIVITIES:
        raise InputError(
            f'{LISTED}, [{name}]: "sensitivity" is missing or unknown. Say who may see its rows, one of: '
            f"{', '.join(SENSITIVITIES)}. What each means is explained at the top of that file."
        )
    return LogKind(**entry)


def columns(name):
    """Return {heading: LogColumn} of a log, in the order of its template."""
    return {
        heading: LogColumn(
            heading, **{"called": heading, **entry, "choices": tuple(entry.get("choices", ()))}
        )
        for heading, entry in _listed()[name]["columns"].items()
    }


@sealed
def read(area, name):
    """Return the Log `name` of an area, each cell in its type and blank cells as missing.

    Days and months are Timestamps (a month's first day), whole numbers and percentages numbers, all else
    text; cells with several choices hold them in the order of the list. Blank rows are left out.

    Raises MissingSourceError where the office keeps no such log, InputError naming file, sheet, cell and
    rule, never a value, for a heading that is not listed, a cell that is not of its column's kind, and one
    that could point at a person.
    """
    # An Area may have the districts of the folder's own lookup, which the code list does not know of.
    found = area if isinstance(area, areas.Area) else areas.area(area)
    path, sheet = _place(folder_of(found), name)
    listed = columns(name)
    by_key = {key(heading): heading for heading in listed}
    sheets = cells.with_headings(path, lambda text: key(text) in by_key, LISTED, sheet)
    if len(sheets) > 1:
        raise InputError(f"{path.name}: has {len(sheets)} sheets with rows. Keep the log in one.")
    sheet = sheets[0]
    sheet.refuse_persons_above(harmless=(contents.STATUS,))
    used = _headings(sheet, by_key, [heading for heading, one in listed.items() if one.optional])
    filled = sheet.filled
    values = {
        heading: _values(sheet, used[heading], one, filled, found)
        if heading in used
        else pd.array([None] * int(filled.sum()), dtype="str")
        for heading, one in listed.items()
    }
    rows = np.flatnonzero(filled) + sheet.top + 1
    return Log(sheet.place, pd.DataFrame(values, index=pd.Index(rows, name="row")))


def held(folder, name):
    """Tell whether a folder holds a log."""
    return bool(_places(folder, name))


def record(area, name, row):
    """Write a row below the last of a log, and return the file: what is there stays as it is.

    `row` is {heading: text}, as a person would type it. The file is replaced whole or not at all.

    Raises InputError for a value that is not of its column's kind, for a log that is kept in a workbook, and
    for one that cannot be read.
    """
    listed, folder = columns(name), folder_of(area)
    texts = {heading: tidy(str(row.get(heading, ""))) for heading in listed}
    for heading, one in listed.items():
        if texts[heading] and _read(texts[heading], one, area) is not None:
            continue
        if texts[heading] or not one.blank:
            raise InputError(f"{heading}: is not what the log {name} needs there: {one.wanted}.")
    path = folder / f"{name}.csv"
    other = [place.name for place, _ in _places(folder, name) if place != path]
    if other:
        raise InputError(f"{folder / other[0]}: the log {name} is kept there. Write the row into it by hand.")
    before, headings, delimiter = b"\xef\xbb\xbf" + f"{','.join(listed)}\n".encode(), list(listed), ","
    if path.is_file():
        read(area, name)  # what cannot be read is not added to
        before = plain_file.content(path)
        text, encoding = cells.decoded(path.name, before)
        headings, delimiter = _written(text, listed)
        if encoding == cells.WINDOWS:  # one file has one encoding: the row may hold what this one cannot
            before = text.encode("utf-8-sig")
    line = io.StringIO(newline="")
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow([texts[name] for name in headings])
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    plain_file.write_whole(path, before + line.getvalue().encode())
    return path


def _written(text, listed):
    """Return the headings of a log in the order of its file, and what stands between its cells."""
    own = {key(heading): heading for heading in listed}
    for line in text.splitlines():
        for delimiter in cells.DELIMITERS:
            row = [key(cell) for cell in next(csv.reader([line], delimiter=delimiter), [])]
            if set(own) <= set(row):
                return [own[cell] for cell in row if cell in own], delimiter
    return list(listed), ","


def workbook_sheets():
    """Return {sheet: log} of the office's workbook, in the order of its sheets."""
    return {sheet: name for name in names() if (sheet := described(name).sheet)}


def filled_sheets(folder):
    """Return {sheet: number of rows} of the office's workbook in a folder; empty where there is none.

    Raises InputError for a workbook that lacks one of the template's sheets or has another.
    """
    path = folder / WORKBOOK
    return _filled(path, files.how_it_stands(path)) if path.is_file() else {}


@functools.lru_cache(maxsize=8)
def _filled(path, stands):
    found, known = cells.named_sheets(path), list(workbook_sheets())
    lost = [name for name in known if name not in found]
    strange = [at for at, name in enumerate(found, start=1) if name not in (*known, READ_ME, LISTS)]
    if lost or strange:
        what = f'has no sheet "{lost[0]}"' if lost else f"sheet {strange[0]} is none of the template's"
        raise InputError(
            f"{path.name}: {what}. Keep the names that `vna template office` writes: {', '.join(known)}."
        )
    return {name: sum(not cells.is_blank(row) for row in found[name][1:]) for name in known}


def _places(folder, name):
    """Return (file, sheet or None) of each place where a folder holds a log.

    A sheet of the office's workbook without rows says nothing, and is none.
    """
    sheet = described(name).sheet if name in _listed() else ""
    paths = [folder / f"{name}{suffix}" for suffix in SUFFIXES]
    found = [(path, None) for path in paths if path.is_file()]
    return found + ([(folder / WORKBOOK, sheet)] if filled_sheets(folder).get(sheet) else [])


def _place(folder, name):
    """Return the one file of a log, and the sheet of it that is wanted or None."""
    found = _places(folder, name)
    if not found:
        raise MissingSourceError(
            f"{folder}: holds no {name}.csv. `vna template {name}` writes an empty one to fill in."
        )
    if len(found) > 1:
        named = [f'{path.name}, sheet "{sheet}"' if sheet else path.name for path, sheet in found]
        raise InputError(f"{named[0]} and {named[1]}: both are the log {name}. Keep one of them.")
    return found[0]


def _headings(sheet, by_key, optional=()):
    """Return {heading: column} of a sheet that has every listed heading once, `optional` ones perhaps."""
    own = list(by_key.values())
    never = f". Take it out, or write the log's own: {', '.join(own)}."
    strange = f"not one of the log's. {{}} Headings: {', '.join(own)}."
    used = sheet.named(by_key, own, never, strange, below_force=False)
    missing = [heading for heading in own if heading not in used and heading not in optional]
    if missing:
        raise InputError(
            f"{sheet.place}: has no column {missing[0]}. Leave its cells blank where nothing is known, but "
            "keep the column."
        )
    return used


def _values(sheet, column, one, filled, area):
    """Return the values of the rows that are `filled`, once every cell is of the column's kind."""
    read_as, wrong = {}, []
    for at, text in enumerate(column.texts):
        if not text:
            read_as[at] = None
            continue
        kind = contents.kind(text) if one.kind in (LABEL, DOCUMENT) else None
        # An organisation may have "refugee" in its name; the word is nobody's status.
        if kind not in (None, contents.STATUS):
            never = "which is never let in: name a thing, a role or an organisation"
            _refuse(sheet, column, [at], f"holds what looks like {kind}, {never}")
        if is_formula(text):
            _refuse(
                sheet,
                column,
                [at],
                "begins as a formula does, and a spreadsheet would work it out. Begin the cell with a letter",
            )
        fault = PRINTED[one.kind](text) if one.kind in PRINTED else ""
        if fault:
            _refuse(sheet, column, [at], f"the column {one.name} is printed, and {fault}")
        read_as[at] = _read(text, one, area)
        if read_as[at] is None or (at in column.broken and one.kind in (LABEL, *PRINTED)):
            wrong.append(at)
    if wrong:
        near = ""
        if one.kind == LANGUAGE:  # the nearest name is one of the list, and nothing of the cell
            parts = _parts(column.texts[wrong[0]], one)
            unknown = next(part for part in parts if part.casefold() not in languages())
            # A name as it is written comes after its small letters.
            near = nearest(unknown, [*languages(), *languages().values()])
        rule = f"is not what the column {one.name} needs: {one.wanted}. {near}".rstrip(" .")
        _refuse(sheet, column, wrong, rule)
    if not one.blank:
        blank = filled & ~column.filled
        if blank.any():
            raise InputError(
                f"{sheet.at(column, int(blank.argmax()))}: is blank, and the column {one.name} needs "
                f"{one.wanted}; {int(blank.sum())} in all."
            )
    values = [read_as[at] for at in column.cells[filled]]
    if one.kind in (DAY, MONTH):
        return pd.array(pd.to_datetime(pd.Series(values, dtype="object")).astype("datetime64[us]"))
    if one.kind in (NUMBER, YEAR):
        return pd.array(values, dtype="Int64")
    return pd.array(values, dtype="float64" if one.kind in (PERCENTAGE, SHARE, AMOUNT) else "str")


def _refuse(sheet, column, places, rule):
    number = column.number(places)
    more = f"; {number} such cells" if number > 1 else ""
    raise InputError(f"{sheet.at(column, column.first(places))}: {rule}{more}.")


def _read(text, one, area):
    """Return what a tidy text stands for in a column, or None where it is not of the column's kind."""
    match one.kind:
        case "label" | "document":
            return text if len(text) <= LONGEST_LABEL else None
        case "quotation":
            return text
        case "choice":
            return _chosen(text, one)
        case "language":
            return _known(text, languages(), one)
        case "place":
            known = {name.casefold(): name for name in (WHOLE_AREA, *area.district_names)}
            return _known(text, known, one)
        case "day":
            return _moment(text, DAY_FORMS)
        case "month":
            # A spreadsheet that was given "2026-02" keeps the first day of the month.
            return _moment(re.sub(r"^(\d{4}-\d{2})-01$", r"\1", text), MONTH_FORMS)
        case "telephone":
            return text if re.fullmatch(r"(?!07|\+ ?44 ?7)\+?\d[\d ]{2,18}", text) else None
        case "quarter":
            found = re.sub(r"(?i)^q([1-4]) (20\d\d)$", r"\2-Q\1", text)
            return found if settings.is_quarter(found) else None
        case "year":
            return int(text) if re.fullmatch(r"20\d\d", text) else None
        case "whole number":
            return int(text) if re.fullmatch(r"\d{1,7}", text) else None
        case "percentage":
            return float(text) if re.fullmatch(r"\d{1,4}(?:\.\d+)?", text) and float(text) > 0 else None
        case "share":
            share = float(text) if re.fullmatch(r"\d{1,4}(?:\.\d+)?", text) else None
            return share if share is not None and share <= ALL_OF_THEM else None
        case "amount":
            return float(text) if re.fullmatch(r"\d{1,9}(?:\.\d{1,2})?", text) else None
    raise ValueError(f'{LISTED}: column "{one.name}" has the unknown kind "{one.kind}".')


def _parts(text, one):
    return [tidy(part) for part in text.split(BETWEEN)] if one.several else [text]


def _chosen(text, one):
    known = {choice.casefold(): choice for choice in one.choices}
    found = {known.get(part.casefold()) for part in _parts(text, one)}
    return None if None in found else f"{BETWEEN} ".join(one_of for one_of in one.choices if one_of in found)


def _known(text, known, one):
    """Return what a text names among `known` names in lower case, several in the order that they have."""
    found = [known.get(part.casefold()) for part in _parts(text, one)]
    return None if None in found else f"{BETWEEN} ".join(dict.fromkeys(found))


def _moment(text, forms):
    for form in forms:
        try:
            found = datetime.datetime.strptime(text, form)
        except ValueError:
            continue
        return found if found.date() >= FIRST_DAY else None
    return None


@functools.cache
def languages():
    """Return {name or alias in lower case: language} of every language that the project knows."""
    path = settings.data("reference", "languages.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {tidy(row["language"]).casefold(): row["language"] for row in rows}
    for row in rows:
        for alias in filter(None, map(tidy, row["aliases"].split(BETWEEN))):
            found.setdefault(alias.casefold(), row["language"])
    return found
