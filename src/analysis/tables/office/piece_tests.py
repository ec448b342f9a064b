"""Translated pieces, and who read, tested, corrected and approved each."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table

PUBLISHED, NO_FAULT, NOTHING_CHANGED = "published", "no fault found", "none needed"


@table("Translated pieces and their tests", "a test of a piece", ["piece_tests"])
def piece_tests(area: str) -> pd.DataFrame:
    """Return each test of a translated piece; a planned piece has one row too.

    Translator, second reader and critical friend are roles or organisations, never persons. A row that is
    marked as published is refused unless two people read the piece, a critical friend tested it, and it was
    corrected and approved.
    """
    return log_table.load(area, "piece_tests", _in_order, _fit_to_publish)


def _in_order(log, _):
    """Refuse rows that contradict themselves."""
    rows = log.frame
    log.refuse(
        rows["finding"].notna() & rows["tested_on"].isna(),
        "has a finding and no day of the test. Fill in tested_on.",
    )
    for column, says, alone in (
        ("finding", "finds a fault", NO_FAULT),
        ("change_made", "has a change", NOTHING_CHANGED),
    ):
        log.refuse(
            rows[column].str.contains(alone, regex=False, na=False) & (rows[column] != alone),
            f'{says} and "{alone}" at once. Keep the one that is right.',
        )
    log.refuse(
        rows["review_by"] <= rows["tested_on"],
        "is to be reviewed before it was tested. Correct tested_on or review_by.",
    )


def _fit_to_publish(log, _):
    """Refuse rows marked as published before the material was ready."""
    rows = log.frame
    published = rows["stage"] == PUBLISHED
    same = rows["translator"].str.casefold() == rows["second_reader"].str.casefold()
    fault = rows["finding"] != NO_FAULT
    unfixed = rows["change_made"].isna() | (rows["change_made"] == NOTHING_CHANGED)
    rules = [
        (rows["translator"].isna(), "nobody is named as its translator. Fill in translator"),
        (
            rows["second_reader"].isna() | same,
            "it was read by one alone. Have a second native reader, who is not the translator, read it and "
            "fill in second_reader",
        ),
        (
            rows["critical_friend"].isna() | rows["tested_on"].isna() | rows["finding"].isna(),
            "it was not tested. Test it with a critical friend and fill in critical_friend, tested_on and "
            "finding",
        ),
        (fault & unfixed, "a fault was found and nothing was changed. Correct it and fill in change_made"),
        (rows["approved"] != "yes", "it was not approved. Have it approved and fill in approved"),
        (rows["review_by"].isna(), "it has no day of review. Fill in review_by"),
    ]
    for wrong, rule in rules:
        log.refuse(
            published & wrong,
            f"is marked as published, and {rule}; until then set stage back.",
        )
