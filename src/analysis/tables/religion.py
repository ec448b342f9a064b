"""Residents by religion, Census 2021 (TS030). The question was voluntary: some did not answer."""

from analysis.tables.census import named, topic


def load(area, by="district"):
    """Return residents by religion, those who did not answer included."""
    return named(topic(area, "TS030", by), "religion")
