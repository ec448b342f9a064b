"""The register of gaps: everything missing in one table, each with who holds it and when to look again."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.registers.gaps import COLUMNS, KINDS

OWNER, DAY = "Head of policy", "2026-10-01"


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
ASSUMPTIONS = pd.DataFrame(
    [
        ("Share A", "A survey", "one person", "A survey", "assumed", "shown"),
        ("Share B", None, None, "A census table", "not found: nowhere", "not available"),
    ],
    columns=["called", "source", "not_for", "could_come_from", "method", "status"],
)
HIDDEN = pd.DataFrame({"table": ["Victims by district", "Sharing"], "cells": [40, 5], "hidden": [3, 0]})
STALE = pd.DataFrame({"item": ["Lantern line"], "why": ["verified 400 days ago"], "held_by": ["Lantern"]})
ENDS = pd.DataFrame(
    {"measure": ["M20"], "title": ["Services"], "link": ["verb"], "name": [None],
     "items": ["recommendation 1"],
     "method": ["the measure has no verb"]}
)  # fmt: skip


def whole():
    return measures.gap_register(
        OWNER, DAY, sources("missing", "stale", "found", "wrong", "the office's own"), STANDING, ASSUMPTIONS,
        HIDDEN, STALE, ENDS,
    )  # fmt: skip


def test_every_kind_of_gap_has_a_row_and_what_is_there_has_none():
    found = whole()
    assert list(found.columns) == COLUMNS and list(found["kind"]) == list(KINDS)
    assert (found["owner"] == OWNER).all() and (found["next_check_on"] == pd.Timestamp(DAY)).all()
    told = ["item", "why", "held_by", "effect", "workaround"]
    assert found[told].notna().all(axis=None) and (found[told].map(len) > 3).all(axis=None)


def test_what_the_office_has_not_been_given_is_a_missing_source_that_nobody_publishes():
    (row,) = measures.gap_register(OWNER, DAY, sources("missing").assign(own=True)).itertuples()
    assert (row.kind, row.why) == ("missing source", "no file of it was supplied for this edition")
    assert "An empty form comes with this project" in row.workaround and "https" not in row.workaround


def test_hidden_blocks_are_counted_and_a_table_that_lost_none_is_no_gap():
    rows = whole().query("kind == 'hidden counts'")
    assert rows["item"].tolist() == ["Victims by district"] and "3 of 40 counts" in rows["why"].item()


def test_an_assumption_that_is_made_and_one_that_is_not_found_are_two_things():
    found = whole().set_index("item")
    assert found.loc["Share A", "kind"] == "assumption"
    assert found.loc["Share B", "kind"] == "assumption that is not found"
    assert "no guess" in found.loc["Share B", "workaround"]


def test_with_nothing_missing_the_register_is_empty_and_keeps_its_columns():
    found = measures.gap_register(OWNER, DAY, sources("found"))
    assert not len(found) and list(found.columns) == COLUMNS


@pytest.mark.parametrize(("owner", "day"), [("", DAY), (" ", DAY), (OWNER, ""), (OWNER, "soon")])
def test_a_gap_of_nobody_or_of_no_day_is_refused(owner, day):
    with pytest.raises(InputError, match="has an owner and a day"):
        measures.gap_register(owner, day, sources("missing"))
