"""What support there is for victims of modern slavery, by question, and who said so when."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.errors import InputError
from analysis.tables.declaration import STATES, Declaration, checked
from analysis.tables.pathway_states import PARTS

FILE, NATIONAL = "slavery_support.csv", "national"
NOT_GIVEN, NOT_CHECKED = "day not given", "not checked since"


class SlaverySupport(Declaration):
    """A row for each kind of support: `reach` is local or national; `stated`, `verified` when, in words."""

    part: str = pa.Field(isin=PARTS)
    reach: str = pa.Field(isin=("local", "national"))
    support: str
    commissioned_by: str
    source: str
    stated: str
    verified: str
    status: str = pa.Field(isin=STATES)


def load(area):
    """Return `SlaverySupport` of an area, its own first; invented Sampleshire has no real support.

    Raises InputError naming the row for a day that is none.
    """
    found = areas.area(area)
    path = settings.data("reference", FILE)
    rows = pd.read_csv(path, dtype="str")
    rows["stated"] = _day(rows, "stated_on", NOT_GIVEN)
    rows["verified"] = _day(rows, "verified_on", NOT_CHECKED)
    own = rows[rows["area"] == found.slug].assign(reach="local")
    country = rows[rows["area"] == NATIONAL].assign(reach="national")
    kept = own if found.invented else pd.concat([own, country])
    return checked(SlaverySupport, kept.assign(status="shown"), FILE)


def _day(rows, name, blank):
    exact = pd.to_datetime(rows[name], format="%Y-%m-%d", errors="coerce")
    month = pd.to_datetime(rows[name], format="%Y-%m", errors="coerce")
    wrong = exact.isna() & month.isna() & rows[name].notna()
    if wrong.any():
        raise InputError(
            f'{FILE}, row {int(wrong.to_numpy().argmax()) + 2}, {name}: found "{rows[name][wrong].iloc[0]}", '
            "expected a day as 2026-05-20, a month as 2026-05, or blank."
        )
    said = [f"{day.day} {day:%B %Y}" if pd.notna(day) else "" for day in exact]
    return [day or (f"{one:%B %Y}" if pd.notna(one) else blank) for day, one in zip(said, month, strict=True)]
