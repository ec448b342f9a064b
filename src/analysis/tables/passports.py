"""Passports held, Census 2021 (TS005): what people hold, which is neither nationality nor status."""

from analysis.tables.census import topic


def load(area, by="district"):
    """Return residents by the passports that they hold."""
    return topic(area, "TS005", by)
