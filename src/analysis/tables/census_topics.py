"""The topic summaries of the Census of 2021 (21 March 2021), each by district or, where published, by LSOA.

Of every function `by` is "district", "every district" or "lsoa21" (see `census.topic`).
"""

import re

from analysis.tables.census import grouped, named, topic

PROFICIENCY = {
    "Main language is English (English or Welsh in Wales)": "Main language is English",
    "Can speak English very well": "Speak English very well",
    "Can speak English well": "Speak English well",
    "Cannot speak English well": "Cannot speak English well",
    "Cannot speak English": "Cannot speak English",
}
# By how the publisher's long categories begin.
ENGLISH_IN_HOUSEHOLD = {
    "All adults": "All adults",
    "At least one but not all adults": "Some adults",
    "No adults": "A child, no adult",
    "No people": "Nobody",
}
ARRIVED = {
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
# EU14, EU8 and EU2 are the publisher's names for who belonged to the European Union when.
BORN_IN = {
    "United Kingdom": "United Kingdom",
    "European Union EU14": "EU members before 2004",
    "European Union EU8": "Eight EU members since 2004, Poland among them",
    "European Union EU2": "Bulgaria and Romania",
    "All other EU countries": "Croatia, Cyprus and Malta",
    "All other non-EU countries": "Europe outside the EU",
    "Middle East and Asia": "Middle East and Asia",
    "Africa": "Africa",
    "The Americas and the Caribbean": "Americas and the Caribbean",
    "Antarctica and Oceania (including Australasia) and Other": "Oceania and elsewhere",
    "British Overseas": "Oceania and elsewhere",
}
ETHNIC_GROUPS = {
    "Asian, Asian British or Asian Welsh": "Asian",
    "Black, Black British, Black Welsh, Caribbean or African": "Black",
    "Mixed or Multiple ethnic groups": "Mixed or multiple",
    "Other ethnic group": "Other ethnic group",
    "White": "White other than British",
}
WHITE_BRITISH = "White: English, Welsh, Scottish, Northern Irish or British"
AGES = {
    "Under 16": range(16),
    "16 to 24": range(16, 25),
    "25 to 44": range(25, 45),
    "45 to 64": range(45, 65),
    "65 to 84": range(65, 85),
    "85 and over": range(85, 120),
}


def residents(area, by="district"):
    """Return usual residents in households and in communal establishments (TS001)."""
    return named(topic(area, "TS001", by), "residence")


def birthplace(area, by="district"):
    """Return residents by the part of the world in which they were born (TS004)."""
    return named(grouped(topic(area, "TS004", by), BORN_IN), "birthplace")


def passports(area, by="district"):
    """Return residents by the passports that they hold (TS005): neither nationality nor status."""
    return named(topic(area, "TS005", by), "passport")


def age(area, by="district"):
    """Return residents in six age bands by district (TS007), or in five-year bands by LSOA (TS007A)."""
    if by == "lsoa21":
        return named(topic(area, "TS007A", by), "age_band")
    years = topic(area, "TS007", by)
    bands = {label: age_band(label) for label in sorted(years["category"].unique(), key=first_year)}
    return named(grouped(years, bands), "age_band")


def first_year(label):
    """Return the youngest age that a label covers: 0 for "Aged under 1 year"."""
    return 0 if "under 1 year" in label else int(re.search(r"\d+", label)[0])


def age_band(label):
    """Return the age band that holds a single year of age."""
    return next(name for name, years in AGES.items() if first_year(label) in years)


def arrival(area, by="district"):
    """Return residents by the period in which they last arrived to live in the country (TS015)."""
    return named(grouped(topic(area, "TS015", by), ARRIVED), "arrived")


def ethnic_group(area, by="district"):
    """Return residents in six groups: the five broad ones, White British apart from other White (TS021)."""
    table = topic(area, "TS021", by, labels=False)
    broad = {name: ETHNIC_GROUPS.get(name.split(": ")[0]) for name in table["category"].unique()}
    known = {name: group for name, group in broad.items() if group}
    return named(grouped(table, known | {WHITE_BRITISH: "White British"}), "ethnic_group")


def language(area, by="district"):
    """Return residents aged 3 and over by main language (TS024): the 94 languages that split no further."""
    return named(topic(area, "TS024", by), "language", "residents_3_plus")


def household_language(area, by="district"):
    """Return households by who in them has English (in Wales English or Welsh) as main language (TS025)."""
    table = topic(area, "TS025", by)
    starts = ENGLISH_IN_HOUSEHOLD.items()
    who = {
        name: words
        for name in table["category"].unique()
        for start, words in starts
        if name.startswith(start)
    }
    return named(grouped(table, who), "english_in_household", "households")


def proficiency(area, by="district"):
    """Return residents aged 3 and over by proficiency in English (TS029).

    Not proficient, here and throughout, are those who cannot speak English well or at all.
    """
    return named(grouped(topic(area, "TS029", by), PROFICIENCY), "proficiency", "residents_3_plus")


def religion(area, by="district"):
    """Return residents by religion (TS030, a voluntary question), those who did not answer included."""
    return named(topic(area, "TS030", by), "religion")
