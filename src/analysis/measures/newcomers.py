"""People who came since the census, as official counts have them: never added to it, nor over sources."""

import pandas as pd

from analysis.errors import InputError
from analysis.measures.status import SHOWN, numbers, require, text
from analysis.measures.tabulation import TOTAL, tabulate

PER = 10_000
NOBODY = "nobody"
# Schemes that are for people of one nationality: the others take whoever is recognised, from anywhere.
OF_ONE_NATIONALITY = {
    "Afghan schemes": "Afghan",
    "Homes for Ukraine": "Ukrainian",
}
NO_LANGUAGE = ("Any other", "Other language")
OF_RESIDENTS = "share of residents of the country of origin, with the range of this project"


def newcomers(counts, by, value, periods):
    """Return people counted in each of `periods` by the labels of `by`, and all of them together.

    `counts` has a row for each `quarter` and whatever else was counted; a known quarter in which nobody was
    counted has a row of nought, whose labels say nothing. `periods` is {label: its quarters}, as
    `publish.periods` gives them. A label that nobody bears in them has no row.

    Columns: `period`, `by`, `value`, `status`.

    >>> came = pd.DataFrame({"quarter": ["2025-Q4", "2026-Q1", "2026-Q2"], "district": ["Wick", "", "Wye"],
    ...     "people_resettled": [20, 0, 11]})
    >>> newcomers(came, "district", "people_resettled", {"since then": ["2025-Q4", "2026-Q1", "2026-Q2"]})
           period district  people_resettled status
    0  since then     Wick                20  shown
    1  since then      Wye                11  shown
    2  since then    Total                31  shown
    """
    require(counts, "quarter", by, value)
    wanted = {quarter for held in periods.values() for quarter in held}
    inside = counts.loc[counts["quarter"].isin(wanted), ["quarter", by, value]]
    somebody = inside[numbers(inside, value) > 0]
    # Where nobody was counted in any of them the margin alone is left: its one label is taken away again.
    label = somebody[by].iloc[0] if len(somebody) else NOBODY
    inside = inside.assign(**{by: inside[by].where(numbers(inside, value) > 0, label)})
    found = tabulate(inside, by, value, periods=periods)
    return found[found[by] != NOBODY].reset_index(drop=True)


def counted_apart(rows, what, is_a, value, residents=None, by="district"):
    """Return one count for the whole area, with what it is: for a table in which sources stand apart.

    `rows` are those of `newcomers` that may be shown; the newest period is taken. `is_a` says in words
    whether it counts who is there or who came. With `residents` (a table of `residents` by place) also
    how many that is for every 10,000 of them; no interval, for the publisher counted everybody.

    Columns: `what`, `is_a`, `period`, `people`, `rate_per_10000`, `method`, `status`.
    """
    require(rows, "period", by, value, "status")
    whole = rows[rows[by].eq(TOTAL)]
    if whole.empty:
        raise InputError(f'No row of the table has "{TOTAL}" in the column "{by}".')
    last = whole.iloc[[-1]]
    people = numbers(last, value)
    everybody = float("nan") if residents is None else numbers(residents, "residents").sum()
    return pd.DataFrame(
        {
            "what": text([what]),
            "is_a": text([is_a]),
            "period": last["period"].to_numpy(),
            "people": pd.array(people, dtype="Int64"),
            "rate_per_10000": people / everybody * PER,
            "method": text(["no interval: the publisher counted everybody"]),
            "status": last["status"].to_numpy(),
        }
    )


def likely_languages(crosswalk, least_pct=1.0):
    """Return which languages people under schemes of one nationality may speak first, as shares with ranges.

    `crosswalk` is that of `tables.language_crosswalk`. Languages below `least_pct` are left out, and labels
    that name none. Of asylum
    support and the other schemes no nationality is published by place, so nothing follows from them.

    Columns: `named` (language and scheme), `scheme`, `nationality`, `language`, `share_pct`, `lower`,
    `upper`, `method`, `status`.
    """
    require(crosswalk, "nationality", "language", "weight", "lower", "upper")
    parts = []
    for scheme, nationality in OF_ONE_NATIONALITY.items():
        rows = crosswalk[crosswalk["nationality"] == nationality]
        if rows.empty:
            raise InputError(f"The crosswalk has no languages of the nationality {nationality}.")
        parts.append(rows.assign(scheme=scheme))
    found = pd.concat(parts, ignore_index=True)
    shares = {name: found[column] * 100 for name, column in
              (("share_pct", "weight"), ("lower", "lower"), ("upper", "upper"))}  # fmt: skip
    found = found.assign(**shares, method=OF_RESIDENTS, status=SHOWN)
    found = found[(found["share_pct"] >= least_pct) & ~found["language"].str.startswith(NO_LANGUAGE)]
    named = found["language"] + " (" + found["scheme"] + ")"
    columns = ["scheme", "nationality", "language", "share_pct", "lower", "upper", "method", "status"]
    found = found[columns].astype({"method": "str", "status": "str"})
    found.insert(0, "named", named.astype("str"))
    return found.reset_index(drop=True)
