"""The returns that the office expects of its providers."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table


@table("Returns that the office expects", "a return of a provider", ["expected_returns"])
def expected_returns(area: str) -> pd.DataFrame:
    """Return the returns that the office of an area expects, a row a provider and kind of return.

    Raises InputError, as every log does, and for a last quarter before the first.
    """
    return log_table.load(area, "expected_returns", _refuse_ends_before_it_begins)


def _refuse_ends_before_it_begins(log, _area):
    until = log.frame["until_quarter"]
    log.refuse(
        until.notna() & (until < log.frame["from_quarter"]), "ends before it begins: correct one quarter"
    )
