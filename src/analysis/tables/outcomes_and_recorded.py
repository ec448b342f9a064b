"""Whether outcomes of offences recorded add to the offences recorded, as two tables of one return should."""

import pandas as pd

from analysis.errors import InputError
from analysis.sources.outcome_checks import CLOSED, RECORDED
from analysis.sources.outcome_types import NOT_YET
from analysis.tables.recorded_crime import CRIME, FRAUD
from analysis.tables.recorded_crime import load as recorded_crime

# Every recorded offence has one outcome type, 0 while it has no outcome. The two tables may be of releases
# a quarter or more apart: a year of Warwickshire moved by 0.08 % between two (41,411 and 41,443).
TOLERANCE = 0.02
FEWEST = 50  # offences: in a smaller force and year, some corrections are 2 %


def compared(area, rows):
    """Return outcomes and recorded offences by force and financial year, for years that both tables hold.

    Columns: `police_force_area_code`, `financial_year`, `area_name`, `recorded`, the two counts, and
    `apart`, whether outcomes and offences differ by more than the tolerance. Years with counts that were not
    provided are left out.
    """
    held = recorded_crime(area.slug, of="every force")
    keys = ["police_force_area_code", "financial_year"]
    if held.empty:
        columns = [*keys, "area_name", "recorded", RECORDED, CLOSED, "apart"]
        return pd.DataFrame(columns=columns).astype({"apart": bool})
    held = held[held["kind"] == CRIME]
    held = held[held["period_start"].isin(rows["period_start"].unique())]
    held = held.assign(financial_year=_financial_year(held["period_start"]))
    recorded = held.groupby(keys)["offences"].sum().rename("recorded")
    quarters = held.groupby(keys)["period_start"].nunique().rename("quarters")
    rows = rows[rows["offence_group"] != FRAUD]
    rows = rows.assign(
        financial_year=_financial_year(rows["period_start"]), withheld=rows["status"] != "shown"
    )
    sums = rows.groupby(keys).agg(
        area_name=("area_name", "first"),
        **{RECORDED: (RECORDED, "sum"), CLOSED: (CLOSED, "sum")},
        withheld=("withheld", "any"),
        own=("period_start", "nunique"),
    )
    both = sums.join(recorded, how="inner").join(quarters)
    both = both[~both["withheld"] & (both["own"] == both["quarters"])]
    allowed = (both["recorded"].abs() * TOLERANCE).clip(lower=FEWEST)
    both["apart"] = (both[RECORDED] - both["recorded"]).abs() > allowed
    return both.drop(columns=["withheld", "own", "quarters"]).reset_index()


def check(area, rows, name):
    """Refuse outcomes of a force that do not add to its recorded offences, saying if columns look swapped."""
    both = compared(area, rows)
    wrong = both[both["apart"]]
    if wrong.empty:
        return
    first = wrong.iloc[0]
    found, other, recorded = int(first[RECORDED]), int(first[CLOSED]), int(first["recorded"])
    # Over a year about as many investigations close as offences are recorded, so that nearness alone would
    # say little. Offences without an outcome appear under one heading only, and tell which it is.
    undecided = rows.loc[rows["outcome_type"] == NOT_YET, RECORDED].notna().any()
    if not undecided and abs(other - recorded) <= TOLERANCE * recorded:
        raise InputError(
            f"{name}: outcomes of offences recorded in {first['area_name']} in {first['financial_year']} add "
            f"to {found:,}, and those of investigations closed to {other:,}, which is near the {recorded:,} "
            "offences recorded. The two count columns look swapped: see that each appears under its own "
            "heading, or download the file again."
        )
    raise InputError(
        f"{name}: outcomes of offences recorded in {first['area_name']} in {first['financial_year']} add "
        f"to {found:,}, type 0 included, where the recorded crime table has {recorded:,}; up to "
        f"{TOLERANCE:.0%} apart may be a revision. {len(wrong)} in all. Download both tables of one release."
    )


def apart(area, rows):
    """Tell for each row whether its force and financial year do not add to the recorded offences."""
    both = compared(area, rows)
    wrong = both[both["apart"]]
    pairs = set(zip(wrong["police_force_area_code"], wrong["financial_year"], strict=True))
    years = _financial_year(rows["period_start"])
    return pd.Series(
        [pair in pairs for pair in zip(rows["police_force_area_code"], years, strict=True)], rows.index
    )


def _financial_year(starts):
    """Return the financial year of each quarter's first day, such as 2024/25."""
    first = starts.dt.year - (starts.dt.month < 4)
    return first.astype("str") + "/" + ((first + 1) % 100).astype("str").str.zfill(2)
