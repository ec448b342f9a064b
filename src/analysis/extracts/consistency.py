"""What the rows of a file must keep to: one order of day and month, and one list of ethnic groups.

A table that a supplier made also keeps to its own quarter, to each row once, and to totals that add up.
"""

import datetime
import re

import numpy as np
import pandas as pd

from analysis import settings
from analysis.errors import InputError, how_many
from analysis.extracts import fields
from analysis.extracts.texts import key

# A code of the 18+1 list of ethnic groups that the older 16+1 list does not have: there Chinese is O1.
OLDER_CHINESE, NEWER = "O1", ("A4", "W3", "O2")
CODES = frozenset(  # of all the lists together
    f"{group}{number}"
    for group, numbers in {"W": "12349", "M": "1239", "A": "12349", "B": "129", "O": "129"}.items()
    for number in numbers
)
LEADING_CODE = re.compile(r"([A-Z]\d)\b", re.IGNORECASE)
CHINESE_IS = "Asian"
TOTALS = frozenset({"total", "totals", "grand total", "subtotal", "sum", "all", "overall"})
# "Total records", "Row count: 1,200": what a system writes below a list, with the number here or beside it.
_ROWS = "(?:records?|rows?|victims?|crimes?|offences?|clients?|cases?|people|persons)"
SAYS_HOW_MANY = re.compile(
    rf"(?:(?:grand |overall )?totals?(?: (?:number|count)(?: of)?)?(?: {_ROWS})*(?: returned)?|"
    rf"(?:number|count|no\.?) of {_ROWS}|(?:records?|rows?)(?: (?:count|total|returned|exported|found))?|sum)"
    r"\s?[:=]?\s?(\d[\d,]*)?",
    re.IGNORECASE,
)
WHOLE_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,9}")
MANY = 5  # so many distinct days on either side are no accident: the chance is below 1 in 1,000
LAST_IN_TWO_ORDERS = 12
FEWEST_TWICE = 20  # rows that may come again in the same order by chance, in a small file
OF_A_WORKBOOK = re.compile(r"\d{4}-\d{2}-\d{2}")  # how a cell that is a date, and no text, is handed over
_TURNED = {"%d": "%m", "%m": "%d"}


def refuse_two_orders(sheet, column, forms, unread):
    """Refuse a column with a day that only the other order of day and month can read.

    `unread` are the places of the texts that no format of `forms` reads. What is read beside such a text
    may be wrong, however few there are. So may what a spreadsheet program took for dates in its own order:
    every one of them is within the first twelve days of a month then, and what it left as text is not.
    """
    turned = [re.sub("%[dm]", lambda found: _TURNED[found[0]], form) for form in forms]
    wrong = [at for at in unread if any(_day(column.texts[at], form) for form in turned)]
    if wrong:
        number = column.number(wrong)
        raise InputError(
            f"{sheet.at(column, column.first(wrong))}: has day and month the other way round than the "
            f"formats under dates; {how_many(number, 'such cells')}, and others may be read wrongly. "
            "Ask the supplier for one order, such as 2026-02-28. For a few that nobody can correct list both "
            "formats: what can be read in two ways is then left out, and counted."
        )
    texts = [text for text in column.texts if text]
    as_dates = [int(text[8:10]) for text in texts if OF_A_WORKBOOK.fullmatch(text)]
    as_texts = [day.day for text in texts for form in forms if (day := _day(text, form))]
    if (
        min(len(as_dates), len(as_texts)) >= MANY
        and max(as_dates) <= LAST_IN_TWO_ORDERS < min(as_texts)
        and ", sheet " in sheet.place
    ):
        raise InputError(
            f"{sheet.place}, column {column.letter}: every cell that is a date is in the first "
            f"{LAST_IN_TWO_ORDERS} days of a month, and every one that is text is not: the spreadsheet "
            "program turned day and month round where it could. Ask the supplier for the dates as text."
        )


def _day(text, form):
    try:
        return datetime.datetime.strptime(text, form).date()
    except ValueError:
        return None


def refuse_other_quarters(sheet, column, part, quarter):
    """Refuse a return with rows of another quarter than the one in its name: they would be counted twice."""
    dated = np.array([settings.is_quarter(one) for one in part[fields.QUARTER]], dtype=bool)
    outside = dated & (part[fields.QUARTER] != quarter).to_numpy()
    if outside.any():
        raise InputError(
            f"{sheet.at(column, int(outside.argmax()))}: is dated outside {quarter}, the quarter in the "
            f"file's name; {how_many(int(outside.sum()), 'such rows')}. A return holds one quarter, and "
            "another return has these rows already: take them out, or send that quarter again as a whole."
        )


def refuse_a_sheet_twice(sheets):
    """Refuse a return in which two sheets hold the same rows: a copy that somebody left in would count."""
    seen = {}
    for sheet in sheets:
        rows = tuple(
            sorted((key(one.heading), tuple(one.texts[at] for at in one.cells)) for one in sheet.columns)
        )
        if sheet.rows and rows in seen:
            raise InputError(
                f"{sheet.place}: holds the same rows as {seen[rows]}. Is it a copy? Take one of them out."
            )
        seen[rows] = sheet.place


def appended_to_itself(sheet):
    """Return what is wrong with a sheet whose second half is its first again, "" where it is not.

    Rows have no reference, so that two alike are two people; half of a file alike, in its order, is a copy.
    """
    half = sheet.rows // 2
    if half < FEWEST_TWICE or not all(
        np.array_equal(column.cells[:half], column.cells[sheet.rows - half :]) for column in sheet.columns
    ):
        return ""
    if not any(len(set(column.cells[:half])) > 1 for column in sheet.columns):
        return ""
    return (
        f"{sheet.place}: its second {half:,} rows are its first {half:,} again, in the same order. Was the "
        "extract put beneath itself? Take one of the two out."
    )


def refuse_a_row_twice(sheet, count, filled):
    """Refuse a table in which two rows differ by nothing but their count: one of them was sent twice."""
    words = {column.letter: _words(column) for column in sheet.columns if column is not count}
    others = pd.DataFrame(words)[filled]
    again = others.duplicated()
    if again.any():
        row = again.idxmax()
        before = others.eq(others.loc[row]).all(axis=1).idxmax()
        raise InputError(
            f"{sheet.at(count, row)}: the row differs from row {sheet.top + 1 + before} by its count alone, "
            f"if at all; {how_many(int(again.sum()), 'such rows')}. Was a month or a provider put in twice? "
            "Each combination appears in one row."
        )


def total_rows(sheet, columns, counted, quarters, totals, filled):
    """Return which of the `filled` rows are totals of others, once each is what those add up to.

    `totals` is {field: which rows hold a total in it}, `quarters` what each row's date means. Rows are
    compared by what the supplier wrote, for two of its values may have one label; where no row has the
    total's own date, it is that of the quarter.
    """
    rows = np.zeros(sheet.rows, dtype=bool)
    for which in totals.values():
        rows |= which & filled
    words = {name: _words(column) for name, column in columns.items() if name != fields.COUNT}
    dates, parts = words.pop(fields.QUARTER), filled & ~rows
    for row in np.flatnonzero(rows):
        same = parts & (dates == dates[row])
        if not same.any():
            same = parts & (quarters == quarters[row])
        for name, found in words.items():
            if name not in totals or not totals[name][row]:
                same &= found == found[row]
        if int(counted[same].sum()) != int(counted[row]):
            raise InputError(
                f"{sheet.at(columns[fields.COUNT], int(row))}: the total is not the sum of the rows that it "
                "is a total of. Is a row missing, or hidden? Ask the supplier for the whole table."
            )
    return rows


def rows_that_say_how_many(sheet, count, totals):
    """Return which rows only say how many there are: "Total records", one number, and nothing else.

    Such a row is nobody. `count` is the column of counts, None where a row is one person, and `totals` says
    which rows are totals of others in some field.

    Raises InputError where the number is not that of the rows, or of those whom they count.
    """
    said = {}
    for column in sheet.columns:
        for at, text in enumerate(column.texts):
            words = SAYS_HOW_MANY.fullmatch(text)
            for row in np.flatnonzero(column.cells == at) if words else ():
                others = [one.texts[one.cells[row]] for one in sheet.columns if one is not column]
                numbers = [other for other in (words[1], *others) if other]
                if len(numbers) == 1 and WHOLE_NUMBER.fullmatch(numbers[0]):
                    said[int(row)] = column, int(numbers[0].replace(",", ""))
    found = np.isin(np.arange(sheet.rows), list(said))
    parts = sheet.filled & ~found & ~totals
    if count is None:
        here = int(parts.sum())
    else:
        counts = [int(text) if text.isdecimal() else 0 for text in count.texts]
        here = int(np.array(counts)[count.cells][parts].sum())
    for row, (column, number) in said.items():
        if number != here:
            raise InputError(
                f"{sheet.at(column, row)}: the row says how many there are in all, and the sheet does not "
                "have so many. Was the file cut short, or are rows filtered out? Ask the supplier for the "
                "whole of it."
            )
    return found


def refuse_a_total_for_a_quarter(sheet, column, unread, words):
    """Refuse a row with the word for a total where its quarter belongs, in `words` or one that all know.

    Its count is in the rows above it already. `unread` are the places of the texts that are not a quarter.
    """
    totals = [at for at in unread if column.texts[at].casefold() in (TOTALS | words) - {""}]
    if totals:
        raise InputError(
            f"{sheet.at(column, column.first(totals))}: the row is labelled as a total where a quarter "
            f"belongs; {how_many(column.number(totals), 'such rows')}. Take the row out, or write the "
            "quarter there."
        )


def _words(column):
    """Return what a column's cells hold as numbers, alike where they differ by letters' case alone."""
    known = {}
    each = [known.setdefault(text.casefold(), len(known)) for text in column.texts]
    return np.array(each)[column.cells]


def refuse_mixed_lists(sheet, column, mapped):
    """Refuse codes of ethnic groups out of two lists in one column, and Chinese taken for another group.

    In the older list of 16 groups Chinese is O1, in that of 18 it is A4, and O1 is nobody. A code of either
    list that the mapping does not know is refused too, however few have it: a whole group would be unknown.
    """
    codes = {}
    for at, text in enumerate(column.texts):
        found = LEADING_CODE.match(text)
        if found:
            codes.setdefault(found[1].upper(), []).append(at)
    if OLDER_CHINESE in codes:
        _refuse_older_chinese(sheet, column, mapped, codes)
    for code in sorted(CODES & set(codes)):
        unlisted = [at for at in codes[code] if mapped.label(column.texts[at])[0] is None]
        if unlisted:
            raise InputError(
                f"{sheet.at(column, column.first(unlisted))}: holds {code}, a code of the lists of ethnic "
                f"groups that columns.toml does not list; {how_many(column.number(unlisted), 'such cells')}. "
                'List it there under the field "ethnic_group", or as unknown.'
            )


def _refuse_older_chinese(sheet, column, mapped, codes):
    at = codes[OLDER_CHINESE]
    label = mapped.label(column.texts[at[0]])[0]
    place = sheet.at(column, column.first(at))
    newer = [code for code in NEWER if code in codes]
    if newer and label != fields.UNKNOWN:
        raise InputError(
            f"{place}: holds {OLDER_CHINESE}, a code of the list of 16 ethnic groups, and the column holds "
            f"{newer[0]} of the list of 18 too; {how_many(column.number(at), 'such cells')} with "
            f"{OLDER_CHINESE}. Ask the supplier which list it is, or list {OLDER_CHINESE} as unknown in "
            "columns.toml."
        )
    if label not in (None, CHINESE_IS, fields.UNKNOWN):
        raise InputError(
            f"{place}: holds {OLDER_CHINESE}, which is Chinese in the list of 16 ethnic groups, and "
            f'columns.toml maps it to "{label}". Map it to "{CHINESE_IS}".'
        )


def instead_of_a_count(text):
    """Return what appears where a count belongs, in words and without any value."""
    if text.endswith("%"):
        return "a percentage where a count belongs"
    if re.fullmatch(r"-\s?\d[\d,]*(\.\d+)?", text):
        return "a number below zero"
    if re.fullmatch(r"\d*\.\d+", text):
        return "a number with decimals, such as a share or a rate,"
    if re.fullmatch(r"\d{1,3}(,\d{3})+", text):
        return "a number with a comma in it"
    return "no whole number"
