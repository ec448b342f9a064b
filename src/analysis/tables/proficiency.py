"""Residents aged 3 and over by how well they speak English, Census 2021 (TS029)."""

from analysis.tables.census import grouped, named, topic

GROUPS = {
    "Main language is English (English or Welsh in Wales)": "Main language is English",
    "Can speak English very well": "Speak English very well",
    "Can speak English well": "Speak English well",
    "Cannot speak English well": "Cannot speak English well",
    "Cannot speak English": "Cannot speak English",
}


def load(area, by="district"):
    """Return residents aged 3 and over by proficiency in English.

    Not proficient, here and throughout, are those who cannot speak English well or at all.
    """
    return named(grouped(topic(area, "TS029", by), GROUPS), "proficiency", "residents_3_plus")
