"""Households by whether anybody has English as main language, Census 2021 (TS025): households, not people."""

from analysis.tables.census import grouped, named, topic

STARTS = {
    "All adults": "All adults",
    "At least one but not all adults": "Some adults",
    "No adults": "A child, no adult",
    "No people": "Nobody",
}


def load(area, by="district"):
    """Return households by who in them has English (in Wales English or Welsh) as main language."""
    table = topic(area, "TS025", by)
    who = {name: who for name in table["category"].unique() if (who := _who(name))}
    return named(grouped(table, who), "english_in_household", "households")


def _who(name):
    """Return the publisher's long category in a few words, or None for one that is not known."""
    return next((words for start, words in STARTS.items() if name.startswith(start)), None)
