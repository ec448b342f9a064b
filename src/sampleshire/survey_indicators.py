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


def write(rng, folder):
    """Write the six indicators."""
    for number, make in (
        ("5-2-1", _partner_abuse),
        ("5-2-2", _family),
        ("16-1-3", _violence),
        ("16-1-4", _feeling_safe),
        ("16-2-3", _childhood),
        ("16-3-1", _reporting),
    ):
        header, rows = make(rng)
        text = layouts.comma_separated(header, rows).replace("\n", "\r\n")
        layouts.text(folder / f"indicator_{number}.csv", text)


def _cell(rng, rate, year, times=1.0):
    """Return the value of a year as text, and its status: blank where there was no survey."""
    if year == NO_SURVEY:
        return "", NONE
    first, growth = rate
    value = first * growth ** (int(year[:4]) - FIRST_YEAR) * times * (1 + 0.03 * rng.standard_normal())
    return f"{np.clip(value, 0, 100):.10f}", NORMAL


def _years(first, last):
    return [year for year in YEARS if first <= int(year[:4]) <= last]


def _partner_abuse(rng):
    header = ["Year", "Series", "Units", "Type of partner abuse", "Abuse sub-category", "Age", "Region",
              "Unit multiplier", "Observation status", "GeoCode", "Value"]  # fmt: skip
    rows = []

    def row(year, series, value, status, kind="", part="", age="", code=""):
        region = places.REGIONS.get(code, "")
        rows.append(
            [year, f"Women aged {series}", PERCENTAGE, kind, part, age, region, "Units", status, code, value]
        )

    for series, times, first, last in SERIES:
        for year in _years(first, last):
            for kind, part, rate in (
                ("", "", PARTNER_ABUSE),
                ("Non-sexual", "Force", FORCE),
                ("Stalking by a partner/ex-partner", "", STALKING),
            ):
                row(year, series, *_cell(rng, rate, year, times), kind, part)
        if series == "16 and over":
            for age, more in AGES.items():
                row(YEARS[-1], series, *_cell(rng, PARTNER_ABUSE, YEARS[-1], more), age=age)
            for code in places.REGIONS:
                row(YEARS[-1], series, *_cell(rng, PARTNER_ABUSE, YEARS[-1], times), code=code)
            row(YEARS[-1], series, "", FEW, age="85 and over")
    return header, rows


def _family(rng):
    header = ["Year", "Type of non-partner abuse", "Abuse sub-type", "Relationship to perpetrator", "Age",
              "Observation status", "Unit multiplier", "Unit measure", "Value"]  # fmt: skip
    rows = []
    for series, times, first, last in SERIES[::2]:
        for year in _years(first, last):
            for kind, rate in (("Sexual (including attempts)", FAMILY), ("Stalking", FAMILY_STALKING)):
                value, status = _cell(rng, rate, year, times)
                if kind.startswith("Sexual") and year == "2021/22":
                    value, status = "", FEW
                rows.append([year, kind, "", "Family member", series, status, "Units", PERCENTAGE, value])
    return header, rows


def _violence(rng):
    header = ["Year", "Series", "Violence type", "Age", "Sex", "Region", "Observation status",
              "Unit multiplier", "Units", "GeoCode", "Value"]  # fmt: skip
    rows = []

    def row(year, series, value, status, kind="", age="", sex="", code=""):
        region = places.REGIONS.get(code, "")
        rows.append([year, series, kind, age, sex, region, status, "Units", PERCENTAGE, code, value])

    physical = "(a) Physical violence - 16 and over"
    for year in _years(2014, 2021):
        value, status = _cell(rng, PHYSICAL, year if year != NO_SURVEY else "2019/20")  # asked by telephone
        row(year, physical, value, status)
        for sex, more in (("Female", 0.8), ("Male", 1.2)):
            row(year, physical, *_cell(rng, PHYSICAL, year, more), sex=sex)
    for age, more in AGES.items():
        row(YEARS[-1], physical, *_cell(rng, PHYSICAL, YEARS[-1], more), age=age)
    for code in places.REGIONS:
        row(YEARS[-1], physical, *_cell(rng, PHYSICAL, YEARS[-1]), code=code)
    for series, times, first, last in SERIES:
        for year in _years(first, last):
            row(year, f"(c) Sexual violence - {series}", *_cell(rng, SEXUAL, year, times))
    row("2018 to 2020", "(c) Sexual violence - 16 to 74", *_cell(rng, SEXUAL, "2018/19", 0.9), sex="Female")
    return header, rows


def _feeling_safe(rng):
    header = ["Year", "Series", "Age", "Sex", "Country of birth", "Disability status", "Observation status",
              "Unit multiplier", "Units", "GeoCode", "Value"]  # fmt: skip
    series = "Proportion of population who feel safe walking alone after dark"
    rows = []
    for year in YEARS:
        for sex, more in (("", 1.0), ("Female", 0.82), ("Male", 1.18)):
            value, status = _cell(rng, SAFE, year, more)
            if year == "2016/17":  # not asked, and still "normal"
                value = ""
            rows.append([year, series, "", sex, "", "", status, "Units", PERCENTAGE, "", value])
    odd = [YEARS[-1], series, "", "", "Not born in UK", "", FEW, "Units", PERCENTAGE, "", "78.5"]
    return header, [*rows, odd]


def _childhood(rng):
    header = ["Year", "Abuse type", "Contact sexual abuse type", "Sex", "Unit measure", "Unit multiplier",
              "Observation status", "Value"]  # fmt: skip
    rows = [
        ["2018/19", kind, part, sex, PERCENTAGE, "Units", "Undefined",
         _cell(rng, (rate, 1), "2018/19", more)[0]]
        for sex, more in (("Female", 1.6), ("Male", 0.4), ("", 1.0))
        for (kind, part), rate in CHILDHOOD.items()
    ]  # fmt: skip
    return header, rows


def _reporting(rng):
    header = ["Year", "Type of violence", "Unit measure", "Unit multiplier", "Observation status", "Value"]
    kinds = {"": 1.0, "Domestic violence": 0.95, "Stranger violence": 1.04, "Wounding": 1.4}
    rows = [
        [year, kind, PERCENTAGE, "Units", NORMAL, _cell(rng, REPORTED, year, more)[0]]
        for year in YEARS
        for kind, more in kinds.items()
    ]
    return header, rows
