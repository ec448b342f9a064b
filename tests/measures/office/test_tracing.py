"""Every dead end on the way from an item to what answers it."""

import pandas as pd

from analysis import measures

COLUMNS = ["measure", "title", "link", "name", "exists"]
INDEX = pd.DataFrame(
    [
        ("M20", "Services", "chapter", "10_services", "yes"),
        ("M20", "Services", "verb", "measures.rates.rate", "not looked at"),
        ("M20", "Services", "card", "services", "no"),
        ("M30", "Sharing", "chapter", "09_status", "no"),
        ("M30", "Sharing", "verb", "measures.linkage_rates", "not looked at"),
        ("M31", "Losses", "verb", "publish.methods.losses", "not looked at"),
    ],
    columns=COLUMNS,
)


def register(*measures_of):
    items = [f"recommendation {number}" for number, _ in enumerate(measures_of, start=1)]
    return pd.DataFrame({"item": items, "measures": list(measures_of)})


def test_each_link_that_is_lacking_or_leads_nowhere_is_a_dead_end():
    ends = measures.office.dead_ends(register("M20; M30"), INDEX)
    assert list(zip(ends["measure"], ends["link"], strict=True)) == [
        ("M20", "card"), ("M30", "chapter"), ("M30", "verb"), ("M30", "table or card"),
    ]  # fmt: skip


def test_dead_ends_are_told_once_with_every_item_that_meets_them():
    ends = measures.office.dead_ends(register("M30", "M20; M30"), INDEX).set_index(["measure", "link"])
    assert ends.loc[("M30", "verb"), "items"] == "recommendation 1; recommendation 2"
    assert ends.loc[("M30", "verb"), "name"] == "measures.linkage_rates"
    assert ends.loc[("M30", "table or card"), "method"] == "the measure has no table or card"
    assert ("M20", "verb") not in ends.index and (ends["status"] == "shown").all()


def test_verbs_that_publish_are_not_looked_at_here_and_are_no_dead_end():
    ends = measures.office.dead_ends(register("M31"), INDEX)
    assert set(ends["link"]) == {"chapter", "table or card"}
