"""The office's test log: which pieces, in which language, were read, tested, corrected and published."""

import pandas as pd
import pandera.pandas as pa

from analysis.tables import office_logs
from analysis.tables.as_of import known
from analysis.tables.declaration import Declaration, checked, empty

NAME = "piece_tests"
PUBLISHED = "published"
NO_FAULT, NOTHING_CHANGED = "no fault found", "none needed"
KEY = ["piece", "language", "area", "channel", "tested_on"]


class PieceTests(Declaration):
    """A row for each test of a piece in one language, area and channel; a planned piece has one row too.

    Translator, second reader and critical friend are roles or organisations, never persons. `finding` and
    `change_made` hold one or several of the log's own words, with "; " between them.
    """

    piece: str
    language: str
    area: str
    channel: str
    format: str
    stage: str
    translator: str = pa.Field(nullable=True)
    second_reader: str = pa.Field(nullable=True)
    critical_friend: str = pa.Field(nullable=True)
    tested_on: pd.Timestamp = pa.Field(nullable=True)
    finding: str = pa.Field(nullable=True)
    change_made: str = pa.Field(nullable=True)
    approved: str = pa.Field(nullable=True)
    review_by: pd.Timestamp = pa.Field(nullable=True)

    class Config:
        unique = KEY


def load(area):
    """Return `PieceTests` of an area; without the log a table without rows.

    Raises InputError naming file, row and rule, and never a value: above all for a row that is marked as
    published and whose piece was not read by two people, tested by a critical friend, corrected and approved.
    """
    log = office_logs.opened(area, NAME)
    if log is None:
        return empty(PieceTests)
    _in_order(log)
    _fit_to_publish(log)
    return checked(PieceTests, known(log.frame, "tested_on"), log.place)


def _in_order(log):
    """Refuse rows that contradict themselves or one another."""
    rows = log.frame
    log.refuse(
        rows.duplicated(KEY),
        "a second row for the same piece, language, area, channel and test day. Keep the one that is right.",
    )
    log.refuse(
        rows["finding"].notna() & rows["tested_on"].isna(),
        "has a finding and no day of the test. Fill in tested_on.",
    )
    log.refuse(
        rows["finding"].str.contains(NO_FAULT, regex=False, na=False) & (rows["finding"] != NO_FAULT),
        f'finds a fault and "{NO_FAULT}" at once. Keep the one that is right.',
    )
    log.refuse(
        rows["change_made"].str.contains(NOTHING_CHANGED, regex=False, na=False)
        & (rows["change_made"] != NOTHING_CHANGED),
        f'has a change and "{NOTHING_CHANGED}" at once. Keep the one that is right.',
    )
    log.refuse(
        rows["review_by"] <= rows["tested_on"],
        "is to be reviewed before it was tested. Correct tested_on or review_by.",
    )


def _fit_to_publish(log):
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
