"""People who came since the census, as official counts have them: never added to it, nor over sources."""

import pandas as pd

from analysis.errors import InputError
from analysis.measures.quarters import TOTAL
from analysis.measures.status import SHOWN, numbers, require, text

PER = 10_000
# Schemes that are for people of one nationality: the others take anyone who is recognised, from anywhere.
OF_ONE_NATIONALITY = {
    "Afghan schemes": "Afghan",
    "Homes for Ukraine": "Ukrainian",
}
NO_LANGUAGE = ("Any other", "Other language")
OF_RESIDENTS = "share of residents of the country of origin, with the range of this project"


def counted_apart(rows, what, is_a, value, residents=None, by="district"):
    """Return one count for the whole area, with what it is: for a table in which sources are separate.

    `rows` are those of a released table with its margin; the newest period is taken. `is_a` says in words
    whether it counts who is there or who came. With `residents` (a table of `residents` by place) also
    how many that is for every 10,000 of them, `rate_per_10000`; no interval, for the publisher counted
    everybody. Without residents there is no such column.

    Columns: `what`, `is_a`, `period`, `people`, `method`, `status`.
    """
    require(rows, "period", by, value, "status")
    last = rows[rows[by].eq(TOTAL)].tail(1)
    if last.empty and len(rows):
        raise InputError(f'No row of the table has "{TOTAL}" in the column "{by}".')
    people = numbers(last, value)
    found = pd.DataFrame(
        {
            "what": text([what] * len(last)),
            "is_a": text([is_a] * len(last)),
            "period": last["period"].to_numpy(),
            "people": pd.array(people, dtype="Int64"),
            "method": text(["no interval: the publisher counted everybody"] * len(last)),
            "status": last["status"].to_numpy(),
        }
    )
    if residents is None or residents.empty:
        return found
    return found.assign(rate_per_10000=people / numbers(residents, "residents").sum() * PER)


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
