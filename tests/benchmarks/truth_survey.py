"""Promises about expected victims: real regions and years left out in turn, and drawn worlds."""

import numpy as np
import pandas as pd
import topics
from promises import row

from analysis import measures, tables
from analysis.measures.crime import from_survey

HARMS = (("Partner abuse", "women"), ("Sexual violence", "women"), ("Sexual violence", "people"))
WORLDS, YEARS, REGIONS = 1_000, range(2015, 2020), 10
MANY = pd.DataFrame({"age": [30], "residents": [100_000_000]})  # so that nothing is rounded away
HELD = (0.87, 0.95)


def left_out(_asked):
    """Yield how often the 90 % range holds figures of a region, or a year, that it was not learnt from.

    With the size of the error of one national rate, in log-odds (0.1 is about a tenth of the rate), and of
    that rate moved by what set the region apart in its other years.
    """
    every = tables.crime.survey_rates(topics.AREA)
    for harm, sex in HARMS:
        rates = from_survey.of_harm(every, harm, sex)
        figures = _figures(rates)
        setting = f"{harm.lower()}, {sex}"
        for by, what in (("region_code", "region"), ("year", "year")):
            held = _held(rates, figures, by)
            # Of the rates of people only two years have regions: without one of them no range is given.
            if len(held):
                yield row(f"90 % range, each {what} left out", setting, len(held), np.mean(held), HELD[0])
        apart = figures["log_odds"] - figures["country"]
        errors = (setting, len(figures))
        yield row("error of one national rate, log-odds", *errors, apart.abs().mean(), better="less")
        moved = apart - _own_other_years(from_survey.learnt(rates), figures, apart)
        name = "the same, moved by the region's other years"
        yield row(name, *errors, moved.abs().mean(), better="less")


def _figures(rates):
    """Return a row for each region and year, of the widest ages, beside the country's `country`."""
    rates = rates.assign(widest=rates["oldest"].astype("float64").fillna(np.inf))
    keys = ["year", "widest"]
    country = rates[rates["region_code"].eq("")].set_index(keys)["log_odds"].rename("country")
    figures = rates[rates["region_code"].ne("")].join(country, on=keys, how="inner")
    return figures.sort_values("widest").drop_duplicates(["region_code", "year"], keep="last")


def _held(rates, figures, by):
    """Return of each figure that has one whether the range learnt without its region, or year, holds it."""
    held = []
    for name, mine in figures.groupby(by):
        others = rates[rates[by].ne(name)]
        for figure in mine.itertuples():
            ends = f"{int(figure.year[:4]) + 1}-03"
            found = measures.crime.expected_victims(others, MANY, figure.harm, figure.sex, ends).iloc[0]
            if pd.notna(found["least_rate_pct"]):
                held.append(found["least_rate_pct"] <= figure.prevalence_pct <= found["most_rate_pct"])
    return held


def _own_other_years(spread, figures, apart):
    """Return what set each region apart in its other years, drawn in by how far that can be relied on."""
    sums = apart.groupby(figures["region_code"]).transform("sum")
    others = apart.groupby(figures["region_code"]).transform("size") - 1
    return (sums - apart) * spread.between / (others * spread.between + spread.within)


def drawn(asked):
    """Yield how often the range holds the rate of a place drawn as regions are, by their spread."""
    chance = np.random.default_rng([asked.seed, 5])
    for between, within in ((0, 0.2), (0.2, 0.2), (0.4, 0.1)):
        held = []
        for _ in range(WORLDS):
            place = chance.normal(0, between) + chance.normal(0, within)
            walk = -2.8 + chance.normal(0, 0.05, len(YEARS) + 2).cumsum()
            rates = _world(chance, walk[: len(YEARS)], between, within)
            found = measures.crime.expected_victims(rates, MANY, "Invented", "people", f"{YEARS[-1] + 3}-03")
            rate = 100 / (1 + np.exp(-walk[-1] - place))
            held.append(found["least_rate_pct"].iloc[0] <= rate <= found["most_rate_pct"].iloc[0])
        setting = f"regions {between:g} apart, their years {within:g}"
        yield row("90 % range of a place, drawn", setting, WORLDS, np.mean(held), *HELD)


def _world(chance, country, between, within):
    """Return rates of a country and its regions by year, which lie apart by `between` and `within`."""
    own = chance.normal(0, between, REGIONS)
    apart = own[:, None] + chance.normal(0, within, (REGIONS, len(country)))
    odds = np.vstack([country, country + apart])
    codes = ["", *(f"E1200{number:04d}" for number in range(REGIONS))]
    rows = [
        (code, f"{year}/{(year + 1) % 100:02d}", 100 / (1 + np.exp(-odds[at, when])))
        for at, code in enumerate(codes)
        for when, year in enumerate(YEARS)
    ]
    rates = pd.DataFrame(rows, columns=["region_code", "year", "prevalence_pct"])
    whom = {"harm": "Invented", "sex": "people", "youngest": 16, "status": "shown"}
    return rates.assign(**whom, oldest=pd.array([59] * len(rates), dtype="Int64"))
