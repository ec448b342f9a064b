"""What is missing, who holds it and when to look again; and each dead end from an item to its answer."""

import pandas as pd

from analysis import measures
from analysis.measures.office.gaps import COLUMNS, KINDS

WRITTEN = [*COLUMNS, "owner", "next_check_on", "method", "status"]

OWNER, DAY = "Head of policy", pd.Timestamp("2026-10-01")
DECIDERS = pd.DataFrame({"decides_on": ["requests for data"], "decided_by": [OWNER]})


def sources(*held):
    told = {"title": "A table", "publisher": "A publisher", "page": "https://example.org", "own": False}
    told |= {"suitability": "Counts.", "period": "2025-Q1", "age_months": 9}
    return pd.DataFrame({"held": held} | told)


STANDING = pd.DataFrame(
    [("Time before a referral", "not published", "Councils", "Cannot be said", "A ledger")],
    columns=["item", "why", "held_by", "effect", "workaround"],
)


def test_every_kind_of_gap_has_a_row_and_what_is_there_has_none():
    held = sources("not supplied", "too old", "late", "current", "wrong", "the office's own")
    found = measures.office.gap_register(DECIDERS, DAY, held, STANDING)
    assert list(found.columns) == WRITTEN and list(found["kind"]) == list(KINDS)
    assert (found["owner"] == OWNER).all() and (found["next_check_on"] == pd.Timestamp("2027-01-01")).all()
    assert (found[COLUMNS].map(len) > 3).all(axis=None)
    # Every row said "Not told, or told as it was".
    effects = found.set_index("kind")["effect"]
    assert effects["missing source"] == "Not in this edition: Counts."
    assert effects["stale source"] == "Told only as it was then: Counts."
    none = measures.office.gap_register(DECIDERS, DAY, sources("current"), STANDING[:0])
    assert none.empty and list(none.columns) == WRITTEN


def test_what_the_office_has_not_been_given_is_a_missing_source():
    own = sources("not supplied").assign(own=True)
    (row,) = measures.office.gap_register(DECIDERS, DAY, own, STANDING[:0]).itertuples()
    assert (row.kind, row.why) == ("missing source", "no file of it was supplied for this edition")
    assert "An empty form comes with this project" in row.workaround and "https" not in row.workaround


# The way from an item to what answers it

INDEX = pd.DataFrame(
    [
        ("M20", "Services", "chapter", "10_services", "yes"),
        ("M20", "Services", "verb", "measures.rates.rate", "not looked at"),
        ("M20", "Services", "card", "services", "no"),
        ("M30", "Sharing", "chapter", "09_status", "no"),
        ("M30", "Sharing", "verb", "measures.linkage_rates", "not looked at"),
        ("M31", "Losses", "verb", "publish.methods.losses", "not looked at"),
    ],
    columns=["measure", "title", "link", "name", "exists"],
)


HELD = pd.DataFrame({"card": ["services"], "held": ["current"]})


def register(*measures_of):
    items = [f"recommendation {number}" for number, _ in enumerate(measures_of, start=1)]
    return pd.DataFrame({"item": items, "measures": list(measures_of)})


def test_each_link_that_leads_nowhere_is_told_once_with_every_item_it_meets():
    ends = measures.office.dead_ends(register("M30; M31", "M20; M30"), INDEX, HELD)
    found = ends.set_index(["measure", "link"])
    # Verbs that publish are not looked at here, and are no dead end.
    assert found.index.tolist() == [
        *(("M30", "chapter"), ("M30", "verb"), ("M30", "table or card")),
        *(("M31", "chapter"), ("M31", "table or card"), ("M20", "card")),
    ]
    assert found.loc[("M30", "verb"), "items"] == "recommendation 1; recommendation 2"
    assert found.loc[("M30", "verb"), "name"] == "measures.linkage_rates"
    assert found.loc[("M30", "table or card"), "method"] == "the measure has no table or card"
    assert (ends["status"] == "shown").all()


def test_a_measure_of_which_the_edition_has_no_file_is_not_complete():
    """Every recommendation was said to lead to a source, and four measures had no file."""
    whole = INDEX[INDEX["measure"] == "M20"].assign(exists="yes")
    assert measures.office.dead_ends(register("M20"), whole, HELD).empty
    ends = measures.office.dead_ends(register("M20"), whole, HELD.assign(held="not supplied"))
    assert ends[["link", "method"]].values.tolist() == [
        ["file", "no file of it was supplied for this edition"]
    ]
