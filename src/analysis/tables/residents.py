"""Usual residents, Census 2021 (TS001)."""

from analysis.tables.census import named, topic


def load(area, by="district"):
    """Return residents in households and in communal establishments, by `by` (see `census.topic`)."""
    return named(topic(area, "TS001", by), "residence")
