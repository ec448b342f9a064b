"""Dates in two orders in one column: some of them would be read, and wrongly."""

import datetime
import re

from analysis.errors import InputError, such

MANY = 5  # so many distinct days on either side are no accident: the chance is below 1 in 1,000
LAST_IN_TWO_ORDERS = 12
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
            f"{sheet.place}, cell {sheet.cell(column, column.first(wrong))}: has day and month the other way "
            f"round than the formats under dates; {such(number, 'cells')}, and others may be read wrongly. "
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
