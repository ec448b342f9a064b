"""Households by whether anybody has English as main language, Census 2021 (TS025): households, not people."""

from analysis.tables.census import grouped, named, topic


def load(area, by="district"):
    """Return households by who in them has English (in Wales English or Welsh) as main language."""
    table = topic(area, "TS025", by)
    who = {name: _who(name) for name in table["category"].unique()}
    return named(grouped(table, who), "english_in_household", "households")


def _who(name):
    """Return the publisher's long category in a few words."""
    if name.startswith("All adults"):
        return "All adults"
    if name.startswith("At least one but not all adults"):
        return "Some adults"
    return "A child, no adult" if name.startswith("No adults") else "Nobody"
