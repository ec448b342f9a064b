"""What the office's own figures say that cannot all be true, in words: no such figure ends a report.

A measure that meets one keeps the row, "not available", with a method that begins with `DOES_NOT_FIT`.
"""

import pandas as pd

from analysis.measures.status import SHOWN, require, text

DOES_NOT_FIT = "does not fit: "


def what_does_not_fit(table, fits):
    """Return one row, `says` in words what does not fit in a table; `fits` where everything does.

    >>> rows = pd.DataFrame({"method": ["does not fit: more left than came", "Wilson"]})
    >>> [what_does_not_fit(each, "All fits.")["says"].iloc[0] for each in (rows, rows[1:])]
    ['More left than came.', 'All fits.']
    """
    require(table, "method")
    found = table["method"].dropna().drop_duplicates()
    said = [method.removeprefix(DOES_NOT_FIT) for method in found if method.startswith(DOES_NOT_FIT)]
    sentences = [f"{one[:1].upper()}{one[1:]}." for one in said]
    return pd.DataFrame({"says": text([" ".join(sentences) or fits]), "status": text([SHOWN])})


def no_months(campaign, contacts):
    """Return in words which place of a campaign has no row for its route in the contacts, "" where each has.

    `campaign` is a row of the log of campaigns, its fields as attributes.
    """
    places = {"its area": campaign.area, "its comparison area": campaign.comparison_area}
    for called, place in places.items():
        here = (contacts["route"] == campaign.route) & (contacts["area"] == place)
        if pd.notna(place) and not here.any():
            return f"the log of contacts has no row for its route in {called}"
    return ""
