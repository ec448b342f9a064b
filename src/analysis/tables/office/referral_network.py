"""Who passes people on to whom: organisations of the directory of services."""

import difflib

import pandas as pd

from analysis.errors import InputError
from analysis.tables.declared import table
from analysis.tables.office import log_table

ENDS = ["from_organisation", "to_organisation"]


@table("Who passes people on to whom", "a pair of organisations", ["referral_network"])
def referral_network(area: str) -> pd.DataFrame:
    """Return who passes people on to whom; `people_a_year` is a band that tells no number below ten.

    Organisations have the spelling of the directory of services.
    """
    return log_table.load(area, "referral_network", _as_in_the_directory)


def _as_in_the_directory(log, area):
    """Give the organisations of a network the spelling of the directory; refuse one that it does not list."""
    directory, rows = log_table.if_kept(area, "services"), log.frame
    if directory is None:
        raise InputError(
            f"{log.place}: names organisations, and there is no services.csv that lists them. `vna template "
            "services` writes an empty one."
        )
    names = directory.frame["organisation"]
    spelling = {name.casefold(): name for name in names}
    for end in ENDS:
        unknown = ~rows[end].str.casefold().isin(spelling)
        hint = _nearest_row(rows.loc[unknown, end], names, directory.place)
        log.refuse(unknown, f"{end} is an organisation that {directory.place} does not list. {hint}")
        rows[end] = rows[end].str.casefold().map(spelling).astype("str")
    log.refuse(rows[ENDS[0]] == rows[ENDS[1]], "passes people on to itself. Take the row out.")


def _nearest_row(unknown, names, place):
    """Return in which row of the directory the nearest name stands: the name itself is the office's."""
    lower = [name.casefold() for name in names]
    found = difflib.get_close_matches(unknown.iloc[0].casefold(), lower, n=1) if len(unknown) else []
    if not found:
        return "Add it there, or correct the name."
    return f"The nearest appears in {place}, row {names.index[lower.index(found[0])]}."
