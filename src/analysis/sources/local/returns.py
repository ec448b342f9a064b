"""What a table that a supplier made must keep to: its own quarter, each row once, totals that add up."""

import re

import numpy as np

from analysis import settings
from analysis.errors import InputError
from analysis.sources.local import fields
from analysis.sources.local.texts import key

# A code of the 18+1 list of ethnic groups that the older 16+1 list does not have: there Chinese is O1.
OLDER_CHINESE, NEWER = "O1", ("A4", "W3", "O2")
LEADING_CODE = re.compile(r"([A-Z]\d)\b", re.IGNORECASE)
CHINESE_IS = "Asian"


def refuse_other_quarters(sheet, column, part, quarter):
    """Refuse a return with rows of another quarter than the one in its name: they would be counted twice."""
    dated = np.array([settings.is_quarter(one) for one in part[fields.QUARTER]], dtype=bool)
    outside = dated & (part[fields.QUARTER] != quarter).to_numpy()
    if outside.any():
        raise InputError(
            f"{sheet.place}, cell {sheet.cell(column, int(outside.argmax()))}: is dated outside {quarter}, "
            f"the quarter in the file's name; {int(outside.sum()):,} such rows. A return holds one quarter, "
            "and another return has these rows already: take them out, or send that quarter again as a whole."
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


def refuse_a_row_twice(sheet, count, filled):
    """Refuse a table in which two rows differ by nothing but their count: one of them was sent twice."""
    others = [_words(column) for column in sheet.columns if column is not count]
    rows = np.flatnonzero(filled)
    if not len(others) or not len(rows):
        return
    _, first, group = np.unique(np.column_stack(others)[rows], axis=0, return_index=True, return_inverse=True)
    again = np.flatnonzero(first[group.ravel()] != np.arange(len(rows)))
    if len(again):
        row = int(rows[again[0]])
        before = int(rows[first[group.ravel()[again[0]]]])
        raise InputError(
            f"{sheet.place}, cell {sheet.cell(count, row)}: the row differs from row "
            f"{sheet.top + 1 + before} by its count alone, if at all; {len(again):,} such rows. Was a month "
            "or a provider put in twice? Each combination stands in one row."
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
                f"{sheet.place}, cell {sheet.cell(columns[fields.COUNT], int(row))}: the total is not the "
                "sum of the rows that it is a total of. Is a row missing, or hidden? Ask the supplier for "
                "the whole table."
            )
    return rows


def _words(column):
    """Return what a column's cells hold as numbers, alike where they differ by letters' case alone."""
    known = {}
    each = [known.setdefault(text.casefold(), len(known)) for text in column.texts]
    return np.array(each)[column.cells]


def refuse_mixed_lists(sheet, column, mapped):
    """Refuse codes of ethnic groups out of two lists in one column, and Chinese taken for another group.

    In the older list of 16 groups Chinese is O1, in that of 18 it is A4, and O1 is nobody.
    """
    codes = {}
    for at, text in enumerate(column.texts):
        found = LEADING_CODE.match(text)
        if found:
            codes.setdefault(found[1].upper(), at)
    if OLDER_CHINESE not in codes:
        return
    label = mapped.label(column.texts[codes[OLDER_CHINESE]])[0]
    if label in (None, fields.UNKNOWN):
        return
    place = f"{sheet.place}, cell {sheet.cell(column, column.first([codes[OLDER_CHINESE]]))}"
    newer = [code for code in NEWER if code in codes]
    if newer:
        raise InputError(
            f"{place}: holds {OLDER_CHINESE}, a code of the list of 16 ethnic groups, and the column holds "
            f"{newer[0]} of the list of 18 too. Ask the supplier which list it is, or list {OLDER_CHINESE} "
            "as unknown in columns.toml."
        )
    if label != CHINESE_IS:
        raise InputError(
            f"{place}: holds {OLDER_CHINESE}, which is Chinese in the list of 16 ethnic groups, and "
            f'columns.toml maps it to "{label}". Map it to "{CHINESE_IS}".'
        )


def instead_of_a_count(text):
    """Return what stands where a count belongs, in words and without any value."""
    if text.endswith("%"):
        return "a percentage where a count belongs"
    if re.fullmatch(r"-\s?\d[\d,]*(\.\d+)?", text):
        return "a number below nought"
    if re.fullmatch(r"\d*\.\d+", text):
        return "a number with decimals, such as a share or a rate,"
    if re.fullmatch(r"\d{1,3}(,\d{3})+", text):
        return "a number with a comma in it"
    return "no whole number"
