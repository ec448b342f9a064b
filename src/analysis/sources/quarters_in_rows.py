"""Of which quarters the rows of a file are, for cards whose files' names do not say it, or not all of it."""

import pandas as pd

from analysis.sources import change_of_conditions, homelessness, outcomes, recorded_crime, store

# What gives the quarters of a card's files: first days of quarters, or quarters such as "2025-Q3".
QUARTERS_OF = {
    "change_of_conditions": lambda file: change_of_conditions.change_of_conditions(file).frame["quarter"],
    "homelessness": lambda file: homelessness.homelessness(file).frame["quarter"],
    "outcomes": lambda file: outcomes.outcomes(file).frame["period_start"],
    "recorded_crime": lambda file: recorded_crime.force_quarters(file)["period_start"],
}


@store.once()
def first_and_last(file, card_id):
    """Return `begins` and `ends`, the first and the last quarter in a file, such as "2025-Q3": one row.

    Raises InputError for a file that is not what its card says.
    """
    quarters = QUARTERS_OF[card_id](file)
    if pd.api.types.is_datetime64_any_dtype(quarters):
        quarters = quarters.drop_duplicates().dt.to_period("Q").astype("str").str.replace("Q", "-Q")
    return pd.DataFrame({"begins": [quarters.min()], "ends": [quarters.max()]}, dtype="str")


def financial_year(quarter):
    """Return the financial year of a quarter: "2025/26" of "2026-Q1".

    >>> financial_year("2025-Q2"), financial_year("2026-Q1")
    ('2025/26', '2025/26')
    """
    year, number = quarter.split("-Q")
    first = int(year) - (number == "1")
    return f"{first}/{(first + 1) % 100:02d}"
