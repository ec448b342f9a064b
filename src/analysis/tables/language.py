"""Residents aged 3 and over by main language, Census 2021 (TS024, never below district)."""

from analysis.tables.census import topic

ENGLISH = "English (English or Welsh in Wales)"
WELSH = "Welsh or Cymraeg (in England only)"


def load(area, by="district"):
    """Return residents aged 3 and over by main language: the 94 languages and groups that split no further."""
    return topic(area, "TS024", by)
