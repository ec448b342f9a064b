"""Outreach of neighbourhood teams, by the office's own log, beside the need in their areas."""

import numpy as np
import pandas as pd

from analysis.measures.places.location import in_larger_places
from analysis.measures.rates.estimates import framed
from analysis.measures.rates.rates import rate
from analysis.measures.rates.status import numbers, require, statuses, text
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = ["outreach_page"]

TEAM = "neighbourhood_team"
NOT_LOGGED = "not given: the log names no month of this team. No outreach, or none written down"
NO_SUCH_TEAM = "not given: the list of teams has no team of this name"


def outreach_page(outreach: pd.DataFrame, not_proficient: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return outreach events of each neighbourhood team beside its need, the most need first: M24.

    `not_proficient` has the `people_not_proficient` of each `lsoa21_code`, `places` names its team. The rows
    are those of `outreach_against_need` with `gap_points`: by how many points of 100 a team's share of the
    need is larger than its share of the events, blank where there is no share. Teams without a row in the log
    come last. Without a log or a list of teams there are no rows.
    """
    require(places, "lsoa21_code", TEAM)
    if not len(outreach) or not len(not_proficient) or places[TEAM].isna().all():
        columns = [TEAM, "people_not_proficient", "events", "rate_per_1000", "share_of_need_pct"]
        return framed([], [*columns, "share_of_events_pct", "gap_points", "status"], [TEAM, "status"])
    counted = not_proficient.drop(columns=["lower", "upper"], errors="ignore")
    need = in_larger_places(counted, places, TEAM, by=None, value="people_not_proficient")
    found = outreach_against_need(outreach, need)
    gap = found["share_of_need_pct"] - found["share_of_events_pct"]
    ranked = found.assign(gap_points=gap, _silent=gap.isna())
    ranked = ranked.sort_values(
        ["_silent", "people_not_proficient"], ascending=[True, False], kind="stable", ignore_index=True
    ).drop(columns="_silent")
    whole = ranked[["people_not_proficient", "events"]].round().astype("Int64")
    return ranked.assign(**{name: whole[name] for name in whole})


def outreach_against_need(outreach: pd.DataFrame, need: pd.DataFrame) -> pd.DataFrame:
    """Return outreach events for each neighbourhood team beside its need.

    `need` has a row a team with `people_not_proficient`, of the census. `rate_per_1000` is events per 1,000
    of them in the whole time that the log covers, with the limits of `rate`. `share_of_events_pct` and
    `share_of_need_pct` set the two side by side over the teams that have both: where the second is much
    larger, outreach does not go where the need is. A team that the log does not name is not available and
    not zero: nobody wrote down that there was none. A team with fewer months than the log has a note.
    """
    require(outreach, "period_start", TEAM, "events")
    require(need, TEAM, "people_not_proficient")
    held = outreach.groupby(TEAM, sort=True, as_index=False).agg(
        events=("events", "sum"), months_logged=("period_start", "nunique")
    )
    listed_need = need[[TEAM, "people_not_proficient"]].assign(
        _need_status=statuses(need, numbers(need, "people_not_proficient")), _listed=True
    )
    joined = listed_need.merge(held, on=TEAM, how="outer", sort=True)
    unlisted, unlogged = joined["_listed"].isna().to_numpy(), joined["events"].isna().to_numpy()
    status = joined["_need_status"].where(~unlisted, NOT_AVAILABLE).where(~unlogged, NOT_AVAILABLE)
    why = np.where(unlisted, NO_SUCH_TEAM, np.where(unlogged, NOT_LOGGED, None))
    rows = joined.drop(columns=["_need_status", "_listed"]).assign(status=text(status), method=text(why))
    found = rate(rows, "events", "people_not_proficient")
    months = outreach["period_start"].nunique()
    short = (found["status"] == SHOWN) & (found["months_logged"] < months)
    found["method"] = found["method"].where(
        ~short, found["method"] + "; logged in fewer months than others, so too low"
    )
    both = found["status"] == SHOWN
    for name, value in (("share_of_events_pct", "events"), ("share_of_need_pct", "people_not_proficient")):
        shown = found[value].where(both)
        total = shown.sum()
        found[name] = 100 * shown / total if total > 0 else np.nan
    return found
