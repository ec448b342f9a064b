"""What a survey and an inspection lead one to expect, set beside what was recorded: never the real number."""

import numpy as np
import pandas as pd

from analysis.measures.rates import limits
from analysis.measures.rates.status import (
    NOT_AVAILABLE,
    SHOWN,
    answered,
    numbers,
    require,
    text,
    whole_counts,
)

__all__ = ["adults_expected_and_recorded", "had_all_been_recorded"]

PUBLISHED = 0.95  # the confidence at which the survey and the inspectorate print their limits
NOTHING_RECORDED = "not given: nothing was recorded, and zero divided by a share says nothing"
TENTH = 0.1  # shares of the survey and of the inspection are read to a tenth of a per cent
QUARTERS = 4
# Sexual offences whose name says that the victim was under 16, by the Home Office's code. Of those against
# people under 18 (abuse of a position of trust, sexual exploitation of children) some may be 16 or 17.
UNDER_16 = ("17B", "19D", "19E", "19G", "19H", "20B", "21", "22B", "88A")
ENDS = {"rate": "prevalence", "lower": "lower", "upper": "upper"}  # of the survey, as each table calls them
EXPECTED = {"expected": "prevalence", "expected_lower": "lower", "expected_upper": "upper"}
NO_YEAR_OF_BOTH = "not given: no year of the survey is one of which all four quarters are recorded here"


def had_all_been_recorded(recorded, accuracy):
    """Return `recorded` (one row) with the number there would be had every reported crime been recorded.

    `recorded` has `offences`. `accuracy` has one row: `accuracy_pct`, the share of reported crime that an
    inspection found recorded, `half_width_pct` of its 95 % interval in points, and `source`, which says whose
    and of which months: it is dated, and another inspection is another figure. Without a row nobody inspected
    the force, and nothing is returned. `adjusted` is the offences over that share, with its limits by the
    delta method on the log, chance in the offences included, each as precise as the share is.

    Raises InputError for a negative or fractional count.

    >>> found = pd.DataFrame({"accuracy_pct": [93.1], "half_width_pct": [1.68], "source": ["an inspection"]})
    >>> had_all_been_recorded(pd.DataFrame({"offences": [36_635]}), found)["adjusted"].tolist()
    [39350]
    """
    require(accuracy, "accuracy_pct", "half_width_pct", "source")
    if accuracy.empty:
        return recorded.iloc[:0].assign(adjusted=pd.Series(dtype="float64"), status=pd.Series(dtype="str"))
    one = accuracy.iloc[0]
    counts, status = whole_counts(recorded, "offences")
    figures = adjusted_for_accuracy(counts, one["accuracy_pct"], one["half_width_pct"])
    how = f"recorded divided by the share of reports that are recorded ({one['source']})"
    found = answered(
        recorded.assign(status=status), figures, f"{how}; delta method on the log", NOTHING_RECORDED
    )
    return _as_precise(found, found["adjusted"] * TENTH / one["accuracy_pct"], *figures)


def adjusted_for_accuracy(counts, pct, half_width_pct):
    """Return {`adjusted`, `lower`, `upper`}: counts over a share in per cent that has limits around it."""
    z = limits.standard_normal(PUBLISHED)
    some = np.where(counts > 0, counts, np.nan)
    middle = some / (pct / 100)
    spread = z * np.sqrt((half_width_pct / z / pct) ** 2 + 1 / some)
    return {"adjusted": middle, "lower": middle * np.exp(-spread), "upper": middle * np.exp(spread)}


def adults_expected_and_recorded(recorded, prevalence, residents, harm):
    """Return the adult victims that a survey leads one to expect in a year, and what was recorded in it.

    `recorded` has `offences` by `offence_code` and first day of a quarter, `period_start`; `prevalence` is
    that of `tables.crime.survey_prevalence`; `residents` has `residents` by single year of `age`. The year is
    the newest of which both are known, so that they are of the same time; of the ages asked, the widest.

    The survey asks adults, and a record is of all ages: `offences_16_plus` leaves out the offences whose
    name says that the victim was under 16. The others may be against children too, so that is at most how
    many were against adults. No ratio: the one counts offences, some of them of years ago, the other people.

    One row: `year_ending` ("2026-03"), `offences` of all ages, `offences_16_plus`, `survey` (its year and
    ages), `survey_rate_pct` to a hundredth of a per cent, of which `expected` is worked out, and the same in
    words, `survey_rate`; `residents_asked`, `expected`, and its limits where the survey prints some.
    `expected` is as precise as the rate: of 430,000 residents a tenth of a per cent is 430, so it is given in
    hundreds. Without a year of both nothing is expected, and `method` says so.
    """
    require(recorded, "offence_code", "offences", "period_start")
    require(residents, "age", "residents")
    fits = prevalence["harm"].eq(harm) & prevalence["sex"].eq("people") & prevalence["kind"].eq("all kinds")
    asked = prevalence[fits & prevalence["status"].eq(SHOWN)]
    if asked.empty or recorded.empty or residents.empty:
        return _nothing_expected().iloc[:0]
    asked = asked.sort_values(["year", "oldest"], ascending=False, na_position="first")
    quarters = recorded.groupby(_financial_year(recorded["period_start"]))["period_start"].nunique()
    asked = asked[asked["year"].map(quarters).eq(QUARTERS)]
    if asked.empty:
        return _nothing_expected()
    one = asked.iloc[0]
    year = recorded[_financial_year(recorded["period_start"]).eq(one["year"])]
    adults = year[~year["offence_code"].isin(UNDER_16)]
    open_ended = pd.isna(one["oldest"])
    aged = residents["age"].between(one["youngest"], np.inf if open_ended else one["oldest"])
    until = "and over" if open_ended else f"to {one['oldest']:.0f}"
    told = f"{one['year']}, ages {one['youngest']:.0f} {until}"
    asked_of = float(numbers(residents[aged], "residents").sum())
    rates = {name: round(float(one[f"{name}_pct"]), 2) for name in ENDS.values()}
    row = {
        "year_ending": f"{int(one['year'][:4]) + 1}-03",
        "offences": year["offences"].sum(),
        "offences_16_plus": adults["offences"].sum(),
        "survey": told,
        "residents_asked": asked_of,
        "survey_rate": f"{rates['prevalence']:.2f}%",
        **{f"survey_{end}_pct": rates[name] for end, name in ENDS.items()},
        **{column: rates[name] * asked_of / 100 for column, name in EXPECTED.items()},
        "method": f"expected: survey rate times adult residents ({harm}, {told})",
        "status": SHOWN,
    }
    found = pd.DataFrame([row]).assign(method=text([row["method"]]), status=text([SHOWN]))
    # Of a survey that prints no limits there are none: a blank would be a figure that is missing.
    limited = ["survey_lower_pct", "survey_upper_pct", "expected_lower", "expected_upper"]
    if found[limited].isna().all(axis=None):
        found = found.drop(columns=limited)
        found["method"] += "; no interval, for the survey prints none"
    return _as_precise(found, found["residents_asked"] * TENTH / 100, *(EXPECTED.keys() & found.columns))


def _financial_year(days):
    """Return the year from April to March that holds each day, such as "2025/26"."""
    first = pd.DatetimeIndex(days).to_period("Q-MAR").qyear - 1
    return pd.Series([f"{year}/{(year + 1) % 100:02d}" for year in first], index=days.index, dtype="str")


def _nothing_expected():
    """Return one row without a figure: no year is both surveyed and recorded."""
    numbers = ("offences", "offences_16_plus", "survey_rate_pct", "residents_asked", "expected")
    return pd.DataFrame(
        {
            "year_ending": text([None]),
            **{name: np.array([np.nan]) for name in numbers},
            "survey": text([None]),
            "survey_rate": text([None]),
            "method": text([NO_YEAR_OF_BOTH]),
            "status": text([NOT_AVAILABLE]),
        }
    )


def _as_precise(found, step, *columns):
    """Return a table with estimates in tens, hundreds and so on, by the power of ten that `step` reaches.

    `step` is what an estimate moves by with the last digit of the share that it comes from. Of small numbers
    whole people or crimes are given: a tenth of one would be false precision.
    """
    unit = 10 ** np.floor(np.log10(step.astype("float64").clip(lower=1)))
    return found.assign(**{name: (found[name] / unit).round().mul(unit).astype("Int64") for name in columns})
