"""The register of gaps: everything missing in one table, each with who holds it and when to look again."""

import pandas as pd

from analysis import measures
from analysis.measures.office.gaps import COLUMNS, KINDS

WRITTEN = [*COLUMNS, "owner", "next_check_on", "method", "status"]

OWNER, DAY = "Head of policy", pd.Timestamp("2026-10-01")
DECIDERS = pd.DataFrame({"decides_on": ["requests for data"], "decided_by": [OWNER]})


def sources(*held):
    return pd.DataFrame(
        [
            ("A table", "A publisher", "https://example.org", "Counts.", "2025-Q1", 9, one, False)
            for one in held
        ],
        columns=["title", "publisher", "page", "suitability", "period", "age_months", "held", "own"],
    )


STANDING = pd.DataFrame(
    [("Time before a referral", "not published", "Councils", "Cannot be said", "A ledger")],
    columns=["item", "why", "held_by", "effect", "workaround"],
)


def whole():
    held = sources("not supplied", "too old", "late", "current", "wrong", "the office's own")
    return measures.office.gap_register(DECIDERS, DAY, held, STANDING)


def test_every_kind_of_gap_has_a_row_and_what_is_there_has_none():
    found = whole()
    assert list(found.columns) == WRITTEN and list(found["kind"]) == list(KINDS)
    assert (found["owner"] == OWNER).all() and (found["next_check_on"] == pd.Timestamp("2027-01-01")).all()
    told = ["item", "why", "held_by", "effect", "workaround"]
    assert found[told].notna().all(axis=None) and (found[told].map(len) > 3).all(axis=None)


def test_what_the_office_has_not_been_given_is_a_missing_source_that_nobody_publishes():
    (row,) = measures.office.gap_register(
        DECIDERS, DAY, sources("not supplied").assign(own=True), STANDING[:0]
    ).itertuples()
    assert (row.kind, row.why) == ("missing source", "no file of it was supplied for this edition")
    assert "An empty form comes with this project" in row.workaround and "https" not in row.workaround


def test_with_nothing_missing_the_register_is_empty_and_keeps_its_columns():
    found = measures.office.gap_register(DECIDERS, DAY, sources("current"), STANDING[:0])
    assert not len(found) and list(found.columns) == WRITTEN
