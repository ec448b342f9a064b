"""What a survey and an inspection lead one to expect, set beside what was recorded."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.status import SHOWN, numbers, require
from analysis.measures.victims.recording import adjusted_for_accuracy, expected_and_recorded

TENTH = 0.1  # shares of the survey and of the inspection are read to a tenth of a per cent


def had_all_been_recorded(recorded, accuracy, value="offences"):
    """Return `recorded` (one row) with the number there would be had every reported crime been recorded.

    `accuracy` has one row: `accuracy_pct`, `half_width_pct`, `source`; without a row nobody inspected the
    force, and nothing is returned. Columns and limits are those of `adjusted_for_accuracy`, each as precise
    as the share is.

    >>> found = pd.DataFrame({"accuracy_pct": [93.1], "half_width_pct": [1.68], "source": ["an inspection"]})
    >>> had_all_been_recorded(pd.DataFrame({"offences": [36_635]}), found)["adjusted"].tolist()
    [39350]
    """
    require(accuracy, "accuracy_pct", "half_width_pct", "source")
    if len(accuracy) > 1:
        raise InputError(f"{len(accuracy)} inspections are given. Take the one of these months.")
    if accuracy.empty:
        return recorded.iloc[:0].assign(adjusted=pd.Series(dtype="float64"), status=pd.Series(dtype="str"))
    one = accuracy.iloc[0]
    found = adjusted_for_accuracy(
        recorded, one["accuracy_pct"], one["half_width_pct"], source=one["source"], value=value
    )
    step = found["adjusted"] * TENTH / one["accuracy_pct"]
    return _as_precise(found, step, "adjusted", "lower", "upper")


def newest_prevalence(prevalence, harm, sex):
    """Return the newest figure of a survey about a harm, of the widest ages that it was asked of that year.

    `prevalence` has `prevalence_pct`, `lower_pct`, `upper_pct` by `harm`, `kind`, `sex`, `youngest`, `oldest`
    (blank without an end) and `year`; of kinds only "all kinds" is taken. No row where no survey has one.
    """
    require(prevalence, "harm", "kind", "sex", "youngest", "oldest", "year", "prevalence_pct", "status")
    fits = prevalence["harm"].eq(harm) & prevalence["sex"].eq(sex) & prevalence["kind"].eq("all kinds")
    rows = prevalence[fits & prevalence["status"].eq(SHOWN)]
    widest = rows.sort_values(["year", "oldest"], ascending=False, na_position="first")
    return widest.head(1).reset_index(drop=True)


def survey_series(prevalence, harm, sex, oldest):
    """Return a survey's figures about a harm year by year, with what broke the series.

    Columns: `year` ("2025/26"), `prevalence_pct`, `series_break` (words in the first year after a break, else
    blank), `method`, `status`. A year without a figure keeps its row.
    """
    require(prevalence, "harm", "kind", "sex", "oldest", "year", "break_reason", "status")
    fits = prevalence["harm"].eq(harm) & prevalence["sex"].eq(sex) & prevalence["kind"].eq("all kinds")
    rows = prevalence[fits & prevalence["oldest"].eq(oldest)].sort_values("year")
    kept = rows[["year", "prevalence_pct", "method", "status"]]
    return kept.assign(series_break=rows["break_reason"]).reset_index(drop=True)


def expected_beside_recorded(recorded, newest, residents, value="offences", assumption=None):
    """Return what a survey's newest figure leads one to expect, beside what was recorded.

    `recorded` has a row per place with `value`; `newest` is what `newest_prevalence` gives; `residents` has
    `residents` by single year of `age` for the same whole. Without a figure of the survey, or residents,
    nothing is returned. Columns and limits are those of `expected_and_recorded`, and `survey`, its year and
    ages. What is expected is as precise as the rate: of 430,000 residents a tenth of a per cent is 430, so it
    is given in hundreds. `ratio` is of the number before that.
    """
    require(residents, "age", "residents")
    if newest.empty or recorded.empty or residents.empty:
        return recorded.iloc[:0].assign(expected=pd.Series(dtype="float64"), status=pd.Series(dtype="str"))
    one = newest.iloc[0]
    open_ended = pd.isna(one["oldest"])
    aged = residents["age"].between(one["youngest"], np.inf if open_ended else one["oldest"])
    until = "and over" if open_ended else f"to {one['oldest']:.0f}"
    asked = f"{one['year']}, ages {one['youngest']:.0f} {until}"
    table = recorded.assign(
        residents_asked=numbers(residents[aged], "residents").sum(),
        survey=asked,
        survey_rate_pct=one["prevalence_pct"],
        survey_lower_pct=one["lower_pct"],
        survey_upper_pct=one["upper_pct"],
    )
    source = f"{one['harm']}, {asked}"
    found = expected_and_recorded(
        table, source=source, assumption=assumption, value=value, residents="residents_asked"
    )
    step = found["residents_asked"] * TENTH / 100
    found = _as_precise(found, step, "expected", "expected_lower", "expected_upper")
    limits = ["survey_lower_pct", "survey_upper_pct"]
    return found.drop(columns=limits) if found[limits].isna().all(axis=None) else found


def _as_precise(found, step, *columns):
    """Return a table with estimates in tens, hundreds and so on, by the power of ten that `step` reaches.

    `step` is what an estimate moves by with the last digit of the share that it comes from. Of small numbers
    whole people or crimes are given: a tenth of one is no precision.
    """
    unit = 10 ** np.floor(np.log10(step.astype("float64").clip(lower=1)))
    return found.assign(**{name: (found[name] / unit).round().mul(unit).astype("Int64") for name in columns})
