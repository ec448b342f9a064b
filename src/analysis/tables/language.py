"""Residents aged 3 and over by main language, Census 2021 (TS024, never below district)."""

from analysis.tables.census import named, topic


def load(area, by="district"):
    """Return residents aged 3 and over by main language: the 94 languages that split no further."""
    return named(topic(area, "TS024", by), "language", "residents_3_plus")
