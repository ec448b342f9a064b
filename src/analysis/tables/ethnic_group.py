"""Residents by ethnic group, Census 2021 (TS021)."""

from analysis.tables.census import grouped, named, topic

BROAD = {
    "Asian, Asian British or Asian Welsh": "Asian",
    "Black, Black British, Black Welsh, Caribbean or African": "Black",
    "Mixed or Multiple ethnic groups": "Mixed or multiple",
    "Other ethnic group": "Other ethnic group",
}
KNOWN = (*BROAD, "White")
WHITE_BRITISH = "White: English, Welsh, Scottish, Northern Irish or British"


def load(area, by="district"):
    """Return residents in six groups: the five broad ones, with White British told from other White."""
    table = topic(area, "TS021", by, labels=False)
    groups = {name: _group(name) for name in table["category"].unique() if name.split(": ")[0] in KNOWN}
    return named(grouped(table, groups), "ethnic_group")


def _group(name):
    if name == WHITE_BRITISH:
        return "White British"
    return BROAD.get(name.split(": ")[0], "White other than British")
