"""Applications to have the condition of no recourse lifted: the Home Office's workbook, the country alone."""

import re

import pandas as pd

from analysis.errors import InputError
from analysis.sources import files, workbooks
from analysis.sources.reading import Read, exactly, refuse_gaps, refuse_twice, refuse_unless_wholes

TITLE = "Change of Conditions Applications and Outcomes"
HEADED = {
    "quarter": "Quarter",
    "applications": "Applications Received",
    "pending": "Of which: Pending",
    "conditions_decided": "Decisions",
    "accepted": "Of which: Accepted",
    "rejected": "Of which: Rejected",
}
# How long a decision took, and what share was accepted: the first is a mean, the second is worked out here.
NOT_READ = ("Average Days to Decision", "Acceptance Rate")
NOTES = re.compile(r"[\d,]+$")  # the numbers of notes are glued to the headings


def change_of_conditions(file):
    """Return applications and decisions by quarter of the application, in the whole country.

    `frame` has `quarter` ("2023-Q4"), `applications`, `pending`, `conditions_decided`, `accepted` and
    `rejected`.

    Raises InputError for another layout, a quarter that is invalid, missing or repeated, a count that is
    not a whole number, and parts that do not add to their whole.
    """
    book = workbooks.opened(file)
    sheet = next((name for name in book.sheet_names if TITLE in workbooks.title(book, name)), None)
    if sheet is None:
        raise InputError(f'{file.name}: has no sheet titled "{TITLE}". Download it again.')
    rows = workbooks.rows(book, sheet)
    at = next((number for number, row in enumerate(rows) if row and row[0] == HEADED["quarter"]), None)
    if at is None:
        raise InputError(f'{file.name}, sheet "{sheet}": no row begins with "{HEADED["quarter"]}".')
    headings = [NOTES.sub("", workbooks.tidy(cell)) for cell in rows[at]]
    place = workbooks.Place(f'{file.name}, sheet "{sheet}"', above=at)
    exactly(place, [one for one in headings if one and one not in NOT_READ], HEADED.values())
    texts = [[workbooks.text(cell).strip() for cell in row] for row in rows[at + 1 :]]
    table = pd.DataFrame(texts, columns=headings, dtype="str")
    table = table[table["Quarter"] != ""]
    found = table["Quarter"].str.extract(r"^(20[0-9][0-9]) (Q[1-4])$")
    files.refuse_where(found[0].isna(), place, "Quarter", table["Quarter"], "a quarter such as 2023 Q4")
    frame = pd.DataFrame({"quarter": (found[0] + "-" + found[1]).astype("str")})
    for name, heading in list(HEADED.items())[1:]:
        frame[name] = files.whole_numbers(table[heading], place, heading)
    refuse_twice(frame, place, ["quarter"])
    refuse_gaps(frame["quarter"], file)
    decided = HEADED["conditions_decided"]
    wholes = {
        HEADED["applications"]: (HEADED["pending"], decided),
        decided: (HEADED["accepted"], HEADED["rejected"]),
    }
    refuse_unless_wholes(frame.rename(columns=HEADED), wholes, place)
    return Read(frame.reset_index(drop=True), {"quarters": len(frame)})
