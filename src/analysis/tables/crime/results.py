"""How recorded crimes ended, by force, quarter, offence and outcome type (Home Office open data)."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.errors import InputError
from analysis.sources import closed_lists
from analysis.sources.outcome_types import NOT_PROVIDED, NOT_YET, REASONS, outcome_types
from analysis.sources.outcomes import CLOSED, RECORDED
from analysis.sources.outcomes import outcomes as read_outcomes
from analysis.sources.recorded_crime import is_other_body
from analysis.tables import lookups
from analysis.tables.as_of import known
from analysis.tables.crime.recorded import CRIME, FRAUD, each_quarter_once, in_our_words, recorded_crime
from analysis.tables.declaration import FORCE_CODE, Declaration, checked, columns, empty
from analysis.tables.declared import table

if TYPE_CHECKING:
    from analysis.areas import Area


CARD = "outcomes"
NEW_KIND = "of a kind not listed yet"
REASON_OF = {RECORDED: "recorded_reason", CLOSED: "closed_reason"}


class _Outcomes(Declaration):
    """What both tables share.

    `outcomes_recorded_in_quarter` are outcomes, to date, of the offences recorded in the quarter;
    `outcomes_closed_in_quarter` those of investigations closed in it, whenever recorded. Never add the two.
    Type 0 has no outcome yet: `is_outcome` is False, and it belongs in no denominator of outcomes.
    `quarters_in_year` is below 4 while the financial year goes on.
    """

    police_force_area_code: str = pa.Field(matches=FORCE_CODE)
    area_name: str
    period_start: pd.Timestamp
    quarter: str
    quarters_in_year: int = pa.Field(ge=1, le=4)
    offence_group: str
    offence_subgroup: str
    outcome_type: int = pa.Field(ge=0)
    outcome: str
    outcome_kind: str
    is_outcome: bool
    outcomes_recorded_in_quarter: pd.Int64Dtype = pa.Field(nullable=True)
    recorded_reason: str = pa.Field(isin=("", *REASONS))
    outcomes_closed_in_quarter: pd.Int64Dtype = pa.Field(nullable=True)
    closed_reason: str = pa.Field(isin=("", *REASONS))


class Outcomes(
    _Outcomes, unique=["police_force_area_code", "period_start", "offence_code", "offence", "outcome_type"]
):
    """Outcomes of an area's force by offence code. Negative counts are corrections of earlier quarters."""

    offence_code: str
    offence: str
    offence_code_expired: bool


class OutcomesByForce(
    _Outcomes,
    unique=["police_force_area_code", "period_start", "offence_group", "offence_subgroup", "outcome_type"],
):
    """Outcomes of every force by offence group and subgroup, added up over offence codes.

    `recorded_reason` and `closed_reason` say why a sum lacks one of its parts: then it has no number.
    """


@table("Outcomes of recorded crime", "an outcome of an offence in a quarter", ["outcomes"])
@table(
    "Outcomes of recorded crime in every force",
    "an outcome of an offence in a force and quarter",
    ["outcomes"],
    name="outcomes_by_force",
    shared=True,
    by="force",
)
def outcomes(area: str, by: str = "quarter") -> pd.DataFrame:
    """Return `Outcomes` of an area's force, every year that the folder holds.

    By "force" it is `OutcomesByForce` for every territorial force of the folder's files.

    The recorded offences of the same quarters, where the folder has them, must be what the outcomes of
    offences recorded add to, type 0 included: `outcomes_and_recorded` says within what.

    Raises InputError for a quarter that is missing, a year before the last that has fewer than four, a force
    under a name that no list knows, and outcomes that do not add to the recorded offences.
    """
    area, inventory = lookups.opened(area)
    found = inventory.find(CARD)
    if by == "force":
        return _by_force(area, found)
    if not found:
        return empty(Outcomes)
    rows = _together(found, area.police_force_area_code)
    name = ", ".join(item.file.name for item in found)
    check(area, rows, name)
    # Homicide has four rows a quarter under one code, one for each offence that it joins. One without a
    # number leaves the sum without one.
    keys = [one for one in columns(Outcomes) if one not in (RECORDED, CLOSED)]
    if rows.duplicated(keys).any():
        rows = rows.groupby(keys, as_index=False, sort=False)[[RECORDED, CLOSED]].sum(skipna=False)
    return checked(Outcomes, rows, name)


def _by_force(area, found):
    """Return `OutcomesByForce` of the files that were found.

    A force and year whose outcomes do not add to its recorded offences is "not available": its counts stay,
    so that all rows add up, and belong in no comparison.
    """
    if not found:
        return empty(OutcomesByForce)
    name = ", ".join(item.file.name for item in found)
    worked_out = (RECORDED, CLOSED, *REASON_OF.values(), "status")
    rows = _summed(_together(found, None), [one for one in columns(OutcomesByForce) if one not in worked_out])
    rows["status"] = rows["status"].mask(apart(area, rows), "not available")
    return checked(OutcomesByForce, rows, name)


@functools.lru_cache(maxsize=32)
def _read(file, code):
    """Return the rows of a file for the force with a code, of every territorial force without one."""
    frame = read_outcomes(file).frame
    if code is not None:
        closed_lists.refuse_own(frame, areas.area(code), file.name)
    forces = {
        name: areas.find(name) for name in frame["force_name"].cat.categories if not is_other_body(name)
    }
    kept = [name for name, one in forces.items() if one and code in (None, one.police_force_area_code)]
    if not kept:
        raise InputError(f"{file.name}: holds no row of the forces that are asked for. Is it the right file?")
    frame = frame[frame["force_name"].isin(kept)].reset_index(drop=True)
    return frame.assign(
        force_name=frame["force_name"].cat.remove_unused_categories(),
        financial_year=frame["financial_year"].astype("str"),
    )


def _together(found, code):
    """Return the rows of all files with the force's code and our column names; refuse a repeated quarter."""
    rows = each_quarter_once(found, lambda file: _read(file, code))
    _no_year_missing(rows, found)
    rows = known(rows, "period_start")
    so_far = rows.groupby("financial_year")["period_start"].transform("nunique")
    return _with_kinds(in_our_words(rows.assign(quarters_in_year=so_far.astype("int64"))))


def _no_year_missing(rows, found):
    """Refuse a year before the last that has fewer than four quarters, and a gap between two years."""
    years = rows.drop_duplicates("financial_year").sort_values("financial_year")
    names = ", ".join(item.file.name for item in found)
    for year, number in zip(years["financial_year"][:-1], years["quarters_in_year"][:-1], strict=True):
        if number < 4:
            raise InputError(
                f"{names}: {year} has {number} of 4 quarters, and there is a later year. Only the newest "
                "year may go on: download the file of that year again."
            )
    first = [int(year[:4]) for year in years["financial_year"]]
    gap = next((year for year in range(first[0], first[-1]) if year not in first), None)
    if gap is not None:
        raise InputError(
            f"{names}: there is no file of {gap}/{(gap + 1) % 100:02d}, and there are files of years before "
            "and after it. Missing quarters would look like a fall: download it too."
        )


def _with_kinds(rows):
    """Return rows with what their outcome types are called and of which kind they are, and their status."""
    types = outcome_types() | _new_types(rows)
    words = {
        column: rows["outcome_type"].map({number: one[key] for number, one in types.items()})
        for column, key in (("outcome", "outcome"), ("outcome_kind", "kind"), ("is_outcome", "is_outcome"))
    }
    texts = dict.fromkeys(("offence_group", "offence_subgroup", "offence_code", "offence"), "str")
    return rows.assign(status=_status(rows), **words).astype(texts)


def _new_types(rows):
    """Return {type: its row} of types that the list does not have, in the publisher's words."""
    new = rows[~rows["outcome_type"].isin(outcome_types())].drop_duplicates("outcome_type")
    said = zip(new["outcome_type"], new["outcome_description"].astype("str"), strict=True)
    return {
        number: {"outcome": words or f"Outcome type {number}", "kind": NEW_KIND, "is_outcome": True}
        for number, words in said
    }


def _status(rows):
    withheld = rows[list(REASON_OF.values())].eq(NOT_PROVIDED).any(axis=1)
    return withheld.map({True: "not available", False: "shown"})


def _summed(rows, keys):
    """Return counts added up over offence codes.

    A part that is not applicable or whose code has expired adds nothing. One that was not provided leaves
    the sum without a number. Where no part has a number, the sum has none for the reason of its parts.
    """
    found = rows.groupby(keys, as_index=False, sort=False)[[RECORDED, CLOSED]].sum(min_count=1)
    for count, reason in REASON_OF.items():
        absent = rows[reason] == NOT_PROVIDED
        withheld = absent.groupby([rows[key] for key in keys], sort=False).any().to_numpy()
        first = rows.groupby(keys, sort=False)[reason].first().to_numpy()
        found[count] = found[count].mask(withheld)
        found[reason] = pd.Series(first, found.index).where(found[count].isna(), "")
        found.loc[withheld, reason] = NOT_PROVIDED
    return found.assign(status=_status(found))


# Every recorded offence has one outcome type, 0 while it has no outcome. The two tables may be of releases
# a quarter or more apart: a year of Warwickshire moved by 0.08 % between two (41,411 and 41,443).
TOLERANCE = 0.02
FEWEST = 50  # offences: in a smaller force and year, some corrections are 2 %


def compared(area: Area, rows: pd.DataFrame) -> pd.DataFrame:
    """Return outcomes and recorded offences by force and financial year, for years that both tables hold.

    Columns: `police_force_area_code`, `financial_year`, `area_name`, `recorded`, the two counts, and
    `apart`, whether outcomes and offences differ by more than the tolerance. Years with counts that were not
    provided are left out.
    """
    held = recorded_crime(area.slug, of="every force")
    keys = ["police_force_area_code", "financial_year"]
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


def check(area: Area, rows: pd.DataFrame, name: str) -> None:
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


def apart(area: Area, rows: pd.DataFrame) -> pd.Series:
    """Tell for each row whether its force and financial year do not add to the recorded offences."""
    both, keys = compared(area, rows), ["police_force_area_code", "financial_year"]
    wrong = pd.MultiIndex.from_frame(both.loc[both["apart"], keys])
    each = rows[keys[:1]].assign(financial_year=_financial_year(rows["period_start"]))
    return pd.Series(pd.MultiIndex.from_frame(each).isin(wrong), rows.index)


def _financial_year(starts):
    """Return the financial year of each quarter's first day, such as 2024/25."""
    first = starts.dt.year - (starts.dt.month < 4)
    return first.astype("str") + "/" + ((first + 1) % 100).astype("str").str.zfill(2)
