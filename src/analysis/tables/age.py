"""Residents by age, Census 2021 (TS007 by single year for districts, TS007A in five-year bands for LSOAs)."""

import re

from analysis.tables.census import grouped, named, topic

BANDS = {
    "Under 16": range(16),
    "16 to 24": range(16, 25),
    "25 to 44": range(25, 45),
    "45 to 64": range(45, 65),
    "65 to 84": range(65, 85),
    "85 and over": range(85, 120),
}


def load(area, by="district"):
    """Return residents in six age bands by district, or in five-year bands where `by` is "lsoa21"."""
    if by == "lsoa21":
        return named(topic(area, "TS007A", by), "age_band")
    years = topic(area, "TS007", by)
    bands = {label: band(label) for label in sorted(years["category"].unique(), key=first_year)}
    return named(grouped(years, bands), "age_band")


def first_year(label):
    """Return the youngest age that a label covers: 0 for "Aged under 1 year"."""
    return 0 if "under 1 year" in label else int(re.search(r"\d+", label)[0])


def band(label):
    """Return the age band that holds a single year of age."""
    return next(name for name, years in BANDS.items() if first_year(label) in years)
