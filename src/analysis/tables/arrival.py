"""Residents by when they arrived in the United Kingdom, Census 2021 (TS015)."""

from analysis.tables.census import grouped, named, topic

GROUPS = {
    "Born in the UK": "Born in the UK",
    "Arrived before 1951": "Arrived before 2001",
    "Arrived 1951 to 1960": "Arrived before 2001",
    "Arrived 1961 to 1970": "Arrived before 2001",
    "Arrived 1971 to 1980": "Arrived before 2001",
    "Arrived 1981 to 1990": "Arrived before 2001",
    "Arrived 1991 to 2000": "Arrived before 2001",
    "Arrived 2001 to 2010": "Arrived 2001 to 2010",
    "Arrived 2011 to 2013": "Arrived 2011 to 2016",
    "Arrived 2014 to 2016": "Arrived 2011 to 2016",
    "Arrived 2017 to 2019": "Arrived 2017 to 2021",
    "Arrived 2020 to 2021": "Arrived 2017 to 2021",
}


def load(area, by="district"):
    """Return residents by the period in which they last arrived to live in the country."""
    return named(grouped(topic(area, "TS015", by), GROUPS), "arrived")
