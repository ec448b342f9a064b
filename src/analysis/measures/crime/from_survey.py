"""How many victims a survey leads one to expect in a place, as a range: never the real number.

The survey gives rates of the country and of its regions, a year each, and no margin of error. How far a place
may be from the country is learnt from how far the regions are, and how far a later year may be from the last
surveyed from how far its years are from one another. Of a harm without rates of regions, such as stalking,
neither can be learnt: the expected number is given without a range, and the reason is beside it. The spread
of another harm is not taken for it: regions differ otherwise in each. On the scale of log-odds a region's
figure is

    that of the country in the same year + what sets the region apart + what sets that region and year apart.

The variance of each part is estimated by moments, as in the analysis of variance with one random effect
(Searle, Casella and McCulloch, Variance Components, 1992, chapter 3), about the country's figure instead of
the regions' mean. A published figure holds the chance of its sample. How much of it that is nobody publishes,
so it stays in the range.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measures.rates.status import numbers, require, text
from analysis.states import SHOWN

__all__ = ["expected_victims", "may_be_against_adults"]

CONFIDENCE = 0.90
FEWEST_REGIONS, FEWEST_YEARS = 3, 2
DIGITS = 2  # of a number of victims, significant: the ends of a range differ in the first
# No table of residents by sex and age is read. In the census of 2021 women were 51 % of the residents of
# England and Wales, and near half of those aged 16 to 59.
WOMEN = 0.5
# Sexual offences whose name says that the victim was under 16, by the Home Office's code. Of those against
# people under 18 (abuse of a position of trust, sexual exploitation of children) some may be 16 or 17.
UNDER_16 = ("17B", "19D", "19E", "19G", "19H", "20B", "21", "22B", "88A")
TOO_FEW = (
    "range not given: the survey has too few regions and years to say how far a place may be from the country"
)


@dataclass(frozen=True)
class Spread:
    """How far rates lie from one another, as variances of log-odds, and of how many `regions` that is known.

    `between` is of regions, `within` of the years of a region about the country's, `yearly` of the country
    from one year to the next.
    """

    between: float
    within: float
    yearly: float
    regions: int
    region_years: int

    def reach(self, years: float) -> float:
        """Return how far (log-odds) nine of ten figures lie on each side, `years` after the last survey."""
        from scipy import stats

        quantile = stats.t.ppf(0.5 + CONFIDENCE / 2, self.regions)
        return quantile * np.sqrt(self.between + self.within + self.yearly * years)


def may_be_against_adults(recorded: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `recorded` but those of offences whose name says that the victim was under 16.

    The others may be against children too, so they are at most how many were against adults.
    """
    require(recorded, "offence_code")
    return recorded[~recorded["offence_code"].isin(UNDER_16)]


def expected_victims(
    rates: pd.DataFrame,
    residents: pd.DataFrame,
    harm: list[str] | str,
    sex: str = "people",
    year_ending: float | str | None = None,
) -> pd.DataFrame:
    """Return how many residents a survey leads one to expect to have been harmed in a year, from and to.

    `rates` is that of `tables.crime.survey_rates`, `residents` has `residents` by single year of `age`.
    `harm` is one of those in `rates`, or a list of them. `year_ending` is the last month of the year asked
    of, such as "2026-03"; None or missing is the last year of the survey. The rate is the country's in the
    last year surveyed until then, of those ages asked the widest. The range is of nine in ten places, if
    places differ as regions do, and grows with each year since the survey. A place is smaller than a region,
    and places may differ more: nothing published says by how much, so the range does not allow for it.

    One row a harm: `harm`, `year_ending`, `survey` (its year and ages), `ages`, `survey_rate_pct` of the
    country, `least_rate_pct` and `most_rate_pct` of a place (all to a hundredth of a per cent),
    `residents_asked`, and `expected`, `lower` and `upper` people, worked out of the rates as given and with
    two digits. Of women they are of half of the residents of those ages. `method` says so, and how many
    regions and years were learnt from. With fewer than three regions, or a year of each, `expected` is given
    without a range, and `method` says why. No row where the survey has no rate.
    """
    require(rates, "harm", "sex", "region_code", "year", "prevalence_pct", "youngest", "oldest")
    require(residents, "age", "residents")
    year_ending = None if pd.isna(year_ending) else year_ending  # of a table without a whole year
    harms = [harm] if isinstance(harm, str) else harm
    return pd.concat([_expected(rates, residents, one, sex, year_ending) for one in harms], ignore_index=True)


def _expected(rates, residents, harm, sex, year_ending):
    """Return the row of one harm."""
    asked = of_harm(rates, harm, sex)
    national = asked[asked["region_code"].eq("")]
    if national.empty or residents.empty:
        return _row().iloc[:0]
    one = newest_until(national, year_ending)
    ages = f"{one['youngest']:.0f} " + ("and over" if pd.isna(one["oldest"]) else f"to {one['oldest']:.0f}")
    told = f"{one['year']}, ages {ages}"
    year_ending = year_ending or f"{int(one['year'][:4]) + 1}-03"
    after = abs(months_after(one["year"], year_ending)) / 12
    aged = residents["age"].between(one["youngest"], np.inf if pd.isna(one["oldest"]) else one["oldest"])
    asked_of = round(float(numbers(residents[aged], "residents").sum()) * (WOMEN if sex == "women" else 1))
    of_whom = "half of the residents of those ages" if sex == "women" else "the residents of those ages"
    middle = _percentage(one["log_odds"])
    spread = learnt(asked)
    if spread is None:
        given, how = {}, TOO_FEW
    else:
        reach = spread.reach(after)
        least, most = _percentage(one["log_odds"] - reach), _percentage(one["log_odds"] + reach)
        given = {
            "least_rate_pct": least,
            "most_rate_pct": most,
            "lower": _rounded(least * asked_of / 100),
            "upper": _rounded(most * asked_of / 100),
        }
        how = (
            f"90 % range of places that differ from the country as {spread.regions} regions do "
            f"({spread.region_years} figures)"
        )
    return _row(
        harm=harm,
        year_ending=year_ending,
        survey=told,
        ages=ages,
        survey_rate_pct=middle,
        residents_asked=asked_of,
        expected=_rounded(middle * asked_of / 100),
        **given,
        method=f"survey's rate ({harm.lower()}, {told}) times {of_whom}, {after:.3g} "
        f"{'year' if after == 1 else 'years'} after the survey; {how}",
        status=SHOWN,
    )


def _percentage(log_odds):
    """Return a rate in per cent, to a hundredth."""
    return round(float(100 / (1 + np.exp(-log_odds))), 2)


def of_harm(rates: pd.DataFrame, harm: str, sex: str) -> pd.DataFrame:
    """Return the shown rates of a harm and sex with their `log_odds`: one of no victims at all has none."""
    fits = rates["harm"].eq(harm) & rates["sex"].eq(sex) & rates["status"].eq(SHOWN)
    asked = rates[fits & rates["prevalence_pct"].between(0, 100, inclusive="neither")]
    return asked.assign(log_odds=np.log(asked["prevalence_pct"] / (100 - asked["prevalence_pct"])))


def newest_until(national: pd.DataFrame, year_ending: str | None = None) -> pd.Series:
    """Return the national rate of the newest year until a month, of the widest ages; else of the oldest."""
    after = national["year"].map(lambda year: 0 if year_ending is None else months_after(year, year_ending))
    known = national[after >= 0]
    year = known["year"].max() if len(known) else national["year"].min()
    return national[national["year"].eq(year)].sort_values("oldest", na_position="last").iloc[-1]


def months_after(year: str, year_ending: str) -> int:
    """Return how many months a year ends after a year of the survey.

    >>> months_after("2021/22", "2026-06")
    51
    """
    last, month = (int(part) for part in year_ending.split("-"))
    return 12 * (last - int(year[:4]) - 1) + month - 3


def learnt(asked: pd.DataFrame) -> Spread | None:
    """Return the `Spread` of rates with their log-odds; None of fewer than three regions, or of a year each.

    A region's figure is set beside the country's of the same year and ages; of several ages asked in a year
    the widest are taken, for the same people are in all of them.
    """
    asked = asked.assign(widest=asked["oldest"].astype("float64").fillna(np.inf))
    keys = ["year", "widest"]
    national = asked[asked["region_code"].eq("")].set_index(keys)["log_odds"].rename("country")
    regions = asked[asked["region_code"].ne("")]
    if regions.empty:
        return None
    regions = regions.join(national, on=keys, how="inner").sort_values("widest")
    regions = regions.drop_duplicates(["region_code", "year"], keep="last")
    apart = (regions["log_odds"] - regions["country"]).groupby(regions["region_code"])
    sizes = apart.size()
    changes = _changes(national)
    if len(sizes) < FEWEST_REGIONS or sizes.max() < FEWEST_YEARS or changes is None:
        return None
    # Mean squares within regions, and between them about the country's figure: zero is their known middle.
    within = (apart.var() * (sizes - 1)).sum() / (sizes.sum() - len(sizes))
    between = (apart.mean() ** 2 * sizes).sum() / len(sizes)
    return Spread(
        between=max(0.0, (between - within) / sizes.mean()),
        within=within,
        yearly=changes,
        regions=len(sizes),
        region_years=int(sizes.sum()),
    )


def _changes(national):
    """Return the variance of the country's log-odds from one year to the next, of the ages asked longest.

    Of a random walk: the squares of the changes over the years that they took. None of a single year.
    """
    ages = national.index.get_level_values("widest")
    longest = ages.value_counts(sort=False).sort_index().idxmax() if len(ages) else None
    line = national[ages == longest].sort_index()
    years = line.index.get_level_values("year").str[:4].astype("int64").to_numpy()
    return (np.diff(line) ** 2).sum() / np.diff(years).sum() if len(line) > 1 else None


def _rounded(people):
    """Return a number of people with two digits.

    >>> _rounded(9_847.3), _rounded(7.6)
    (9800, 8)
    """
    return int(round(people, min(0, DIGITS - 1 - int(np.floor(np.log10(max(people, 1)))))))


def _row(**given):
    """Return one row of what is expected, blank but for what is given."""
    rates = ("survey_rate_pct", "least_rate_pct", "most_rate_pct")
    people = ("residents_asked", "expected", "lower", "upper")
    words = ("harm", "year_ending", "survey", "ages", "method", "status")
    row = {name: text([given.get(name)]) for name in words}
    row |= {name: [given.get(name, np.nan)] for name in rates}
    row |= {name: pd.array([given.get(name, pd.NA)], dtype="Int64") for name in people}
    return pd.DataFrame(row)[[*words[:4], *rates, *people, *words[4:]]]
