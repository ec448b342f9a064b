"""Residents by country of birth, Census 2021 (TS004)."""

from analysis.tables.census import grouped, named, topic

# EU14, EU8 and EU2 are the publisher's names for who belonged to the European Union when.
GROUPS = {
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


def load(area, by="district"):
    """Return residents by the part of the world in which they were born."""
    return named(grouped(topic(area, "TS004", by), GROUPS), "birthplace")
