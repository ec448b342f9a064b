"""Passports held, Census 2021 (TS005): what people hold, which is neither nationality nor status."""

from analysis.tables.census import named, topic


def load(area, by="district"):
    """Return residents by the passports that they hold."""
    return named(topic(area, "TS005", by), "passport")
