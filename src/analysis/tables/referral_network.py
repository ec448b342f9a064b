"""Who passes people on to whom: the office's map of the referral network, with counts in bands alone."""

import difflib

import pandas as pd

from analysis.errors import InputError
from analysis.tables import office_logs
from analysis.tables.as_of import known
from analysis.tables.declaration import Declaration, checked, empty
from analysis.tables.services import NAME as DIRECTORY

NAME = "referral_network"
ENDS = ["from_organisation", "to_organisation"]


class ReferralNetwork(Declaration):
    """A row for each pair of organisations; `people_a_year` is a band that tells no number below ten."""

    from_organisation: str
    to_organisation: str
    people_a_year: str
    agreement: str
    shared: str
    said_by: str
    said_on: pd.Timestamp

    class Config:
        unique = ENDS


def load(area):
    """Return `ReferralNetwork` of an area; without the map a table without rows.

    Organisations have the spelling of the directory of services.

    Raises InputError naming file, row and rule, never a value, for an organisation that the directory does
    not have, and tells in which of its rows the nearest stands; for one that passes to itself, and a pair
    that appears twice.
    """
    log = office_logs.opened(area, NAME)
    if log is None:
        return empty(ReferralNetwork)
    rows = log.frame
    directory = office_logs.if_kept(area, DIRECTORY)
    if directory is None:
        raise InputError(
            f"{log.place}: names organisations, and there is no {DIRECTORY}.csv that lists them. `vna "
            f"template {DIRECTORY}` writes an empty one."
        )
    names = directory.frame["organisation"]
    spelling = {name.casefold(): name for name in names}
    for end in ENDS:
        unknown = ~rows[end].str.casefold().isin(spelling)
        hint = _nearest_row(rows.loc[unknown, end], names, directory.place)
        log.refuse(unknown, f"{end} is an organisation that {directory.place} does not list. {hint}")
    rows = rows.assign(**{end: rows[end].str.casefold().map(spelling).astype("str") for end in ENDS})
    log.refuse(rows[ENDS[0]] == rows[ENDS[1]], "passes people on to itself. Take the row out.")
    log.refuse(rows.duplicated(ENDS), "a second row for the same pair of organisations. Keep the later one.")
    return checked(ReferralNetwork, known(rows, "said_on"), log.place)


def _nearest_row(unknown, names, place):
    """Return in which row of the directory the nearest name stands: the name itself is the office's."""
    lower = [name.casefold() for name in names]
    found = difflib.get_close_matches(unknown.iloc[0].casefold(), lower, n=1) if len(unknown) else []
    if not found:
        return "Add it there, or correct the name."
    return f"The nearest appears in {place}, row {names.index[lower.index(found[0])]}."
