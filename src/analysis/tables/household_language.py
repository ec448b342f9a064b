"""Households by whether anybody has English as main language, Census 2021 (TS025): households, not people."""

from analysis.tables.census import topic

NOBODY = "No people in household have English in England, or English or Welsh in Wales as a main language"


def load(area, by="district"):
    """Return households by who in them has English (in Wales English or Welsh) as main language."""
    return topic(area, "TS025", by)
