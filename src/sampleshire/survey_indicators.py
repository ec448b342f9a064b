"""The invented national survey, in the layout of the Crime Survey indicators: CRLF, a blank for "all".

No survey in 2020/21, upper age limits that were raised and lifted, cells of too few people, and a number that
appears beside the word "suppressed", as in the publisher's own files. The rates are invented.
"""

import numpy as np

from analysis.sources.survey_indicators import PERCENTAGE
from sampleshire import layouts, places

NORMAL, FEW, NONE = "Normal value", "Missing value; suppressed", "Missing value"
FIRST_YEAR = 2010
YEARS = [f"{year}/{(year + 1) % 100:02d}" for year in range(FIRST_YEAR, 2022)]
NO_SURVEY = "2020/21"
AGES = {
    "16 to 24": 1.9,
    "25 to 34": 1.3,
    "35 to 44": 1.1,
    "45 to 54": 0.9,
    "55 to 64": 0.6,
    "65 and over": 0.3,
}
# Rates in per cent in the first year, and how many times as high each year is as the one before.
PARTNER_ABUSE, STALKING, FORCE = (6.9, 0.97), (1.3, 1.0), (3.1, 0.96)
FAMILY, FAMILY_STALKING = (0.10, 1.0), (0.45, 1.0)
PHYSICAL, SEXUAL = (2.1, 0.985), (2.2, 1.02)
SAFE, REPORTED = (69.0, 1.008), (41.5, 1.003)
CHILDHOOD = {
    ("", ""): 6.8,
    ("Contact sexual abuse", ""): 4.4,
    ("Contact sexual abuse", "Other contact sexual abuse"): 4.1,
    ("Contact sexual abuse", "Rape or assault by penetration (including attempts)"): 1.7,
    ("Non-contact sexual abuse", ""): 3.3,
}
SERIES = [("16 to 59", 1.0, 2010, 2021), ("16 to 74", 0.9, 2017, 2019), ("16 and over", 0.85, 2021, 2021)]
# How many times as high as the country's the rates of each region are; `APART` is the spread of its years.
REGION_TIMES, APART = dict(zip(places.REGIONS, (0.82, 1.0, 1.22), strict=True)), 0.1
REGIONS_SINCE = 2018


STATUS = "Observation status"
# The headings of each indicator's file; what a row does not say is blank there.
HEADINGS = {
    "5-2-1": "Year,Series,Units,Type of partner abuse,Abuse sub-category,Age,Region,Unit multiplier,"
    "Observation status,GeoCode,Value",
    "5-2-2": "Year,Type of non-partner abuse,Abuse sub-type,Relationship to perpetrator,Age,"
    "Observation status,Unit multiplier,Unit measure,Value",
    "16-1-3": "Year,Series,Violence type,Age,Sex,Region,Observation status,Unit multiplier,Units,GeoCode,"
    "Value",
    "16-1-4": "Year,Series,Age,Sex,Country of birth,Disability status,Observation status,Unit multiplier,"
    "Units,GeoCode,Value",
    "16-2-3": "Year,Abuse type,Contact sexual abuse type,Sex,Unit measure,Unit multiplier,Observation status,"
    "Value",
    "16-3-1": "Year,Type of violence,Unit measure,Unit multiplier,Observation status,Value",
}


def write(rng, folder):
    """Write the six indicators, and return the rows of each by its number."""
    makers = (_partner_abuse, _family, _violence, _feeling_safe, _childhood, _reporting)
    made = {number: make(rng) for number, make in zip(HEADINGS, makers, strict=True)}
    for number, headings in HEADINGS.items():
        header = headings.split(",")
        rows = [[row.get(name, "") for name in header] for row in made[number]]
        text = layouts.comma_separated(header, rows).replace("\n", "\r\n")
        layouts.text(folder / f"indicator_{number}.csv", text)
    return made


def _row(year, value, status, **labels):
    """Return what a row says; `labels` are those under headings of one word."""
    units = {"Units": PERCENTAGE, "Unit measure": PERCENTAGE, "Unit multiplier": "Units"}
    return {"Year": year, "Value": value, STATUS: status, **units, **labels}


def _measured(rng, rate, year, times=1.0, **labels):
    """Return the row of a year, with the value drawn around its rate: blank where there was no survey."""
    if year == NO_SURVEY:
        return _row(year, "", NONE, **labels)
    first, growth = rate
    value = first * growth ** (int(year[:4]) - FIRST_YEAR) * times * (1 + 0.03 * rng.standard_normal())
    return _row(year, f"{np.clip(value, 0, 100):.10f}", NORMAL, **labels)


def _by_age(rng, rate, **labels):
    """Return the rows of the last year by age."""
    return [_measured(rng, rate, YEARS[-1], more, Age=age, **labels) for age, more in AGES.items()]


def _by_region(rng, rate, years, times, **labels):
    """Return the rows of some years by region, for the years in which the publisher has them."""
    return [
        _measured(
            rng,
            rate,
            year,
            times * REGION_TIMES[code] * np.exp(APART * rng.standard_normal()),
            Region=region,
            GeoCode=code,
            **labels,
        )
        for year in years
        if int(year[:4]) >= REGIONS_SINCE and year != NO_SURVEY
        for code, region in places.REGIONS.items()
    ]


def _years(first, last):
    return [year for year in YEARS if first <= int(year[:4]) <= last]


def _partner_abuse(rng):
    rows = []
    for ages, times, first, last in SERIES:
        series = f"Women aged {ages}"
        for year in _years(first, last):
            for kind, part, rate in (
                ("", "", PARTNER_ABUSE),
                ("Non-sexual", "Force", FORCE),
                ("Stalking by a partner/ex-partner", "", STALKING),
            ):
                about = {"Type of partner abuse": kind, "Abuse sub-category": part}
                rows.append(_measured(rng, rate, year, times, Series=series) | about)
        if ages != "16 to 59":
            rows += _by_region(rng, PARTNER_ABUSE, _years(first, last), times, Series=series)
        if ages == "16 and over":
            rows += _by_age(rng, PARTNER_ABUSE, Series=series)
            rows.append(_row(YEARS[-1], "", FEW, Series=series, Age="85 and over"))
    return rows


def _family(rng):
    rows = []
    for ages, times, first, last in SERIES[::2]:
        for year in _years(first, last):
            for kind, rate in (("Sexual (including attempts)", FAMILY), ("Stalking", FAMILY_STALKING)):
                row = _measured(rng, rate, year, times, Age=ages)
                if kind.startswith("Sexual") and year == "2021/22":
                    row |= {"Value": "", STATUS: FEW}
                about = {"Type of non-partner abuse": kind, "Relationship to perpetrator": "Family member"}
                rows.append(row | about)
    return rows


def _violence(rng):
    rows, physical = [], "(a) Physical violence - 16 and over"
    for year in _years(2014, 2021):
        asked = "2019/20" if year == NO_SURVEY else year  # that year by telephone
        rows.append(_measured(rng, PHYSICAL, asked, Series=physical) | {"Year": year})
        for sex, more in (("Female", 0.8), ("Male", 1.2)):
            rows.append(_measured(rng, PHYSICAL, year, more, Series=physical, Sex=sex))
    rows += _by_age(rng, PHYSICAL, Series=physical)
    rows += _by_region(rng, PHYSICAL, _years(2014, 2021), 1.0, Series=physical)
    for ages, times, first, last in SERIES:
        series = f"(c) Sexual violence - {ages}"
        rows += [_measured(rng, SEXUAL, year, times, Series=series) for year in _years(first, last)]
        if ages != "16 to 59":
            rows += _by_region(rng, SEXUAL, _years(first, last), times, Series=series)
    pooled = _measured(rng, SEXUAL, "2018/19", 0.9, Series="(c) Sexual violence - 16 to 74", Sex="Female")
    return [*rows, pooled | {"Year": "2018 to 2020"}]


def _feeling_safe(rng):
    series = "Proportion of population who feel safe walking alone after dark"
    rows = []
    for year in YEARS:
        for sex, more in (("", 1.0), ("Female", 0.82), ("Male", 1.18)):
            row = _measured(rng, SAFE, year, more, Series=series, Sex=sex)
            rows.append(row | {"Value": ""} if year == "2016/17" else row)  # not asked, and still "normal"
    odd = _row(YEARS[-1], "78.5", FEW, Series=series) | {"Country of birth": "Not born in UK"}
    return [*rows, odd]


def _childhood(rng):
    return [
        _measured(rng, (rate, 1), "2018/19", more, Sex=sex)
        | {"Abuse type": kind, "Contact sexual abuse type": part, STATUS: "Undefined"}
        for sex, more in (("Female", 1.6), ("Male", 0.4), ("", 1.0))
        for (kind, part), rate in CHILDHOOD.items()
    ]


def _reporting(rng):
    kinds = {"": 1.0, "Domestic violence": 0.95, "Stranger violence": 1.04, "Wounding": 1.4}
    return [
        _measured(rng, REPORTED, year, more) | {"Type of violence": kind, STATUS: NORMAL}
        for year in YEARS
        for kind, more in kinds.items()
    ]
