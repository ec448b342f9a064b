"""The communications plan as a page shows it: what keeps a piece back, what to buy, where outreach lacks."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.plans import pages as plan_pages

from .test_reach_log import pieces

DAY = "2026-06-30"


def wanting(**changes):
    """Return what one piece in test needs, and its state."""
    (row,) = measures.plans.pieces_to_do(pieces({"stage": "in test"} | changes), DAY).itertuples()
    return row.wanting, row.state


@pytest.mark.parametrize(
    ("changes", "wants"),
    [
        ({"translator": None}, "a translation"),
        ({"stage": "planned"}, "a translation"),
        ({"second_reader": None}, "a second native reader"),
        ({"critical_friend": None}, "a test by a critical friend"),
        ({"finding": None}, "a test by a critical friend"),
        ({"finding": "tone or stigma"}, "a change that fixes what was found"),
        ({"finding": "tone or stigma", "change_made": None}, "a change that fixes what was found"),
        ({"approved": "no"}, "approval"),
        ({"approved": None}, "approval"),
        ({"review_by": None}, "a day of review"),
        ({"finding": "tone or stigma", "change_made": "words changed"}, ""),
        ({}, ""),
    ],
)
def test_a_piece_says_what_it_wants_before_it_may_go_out(changes, wants):
    assert wanting(**changes) == (wants, plan_pages.NOT_FIT)


def test_what_is_out_wants_nothing_until_its_review_is_past():
    assert wanting(stage="published", review_by="2026-06-30") == ("nothing", plan_pages.OUT)
    stale = measures.plans.pieces_to_do(pieces({"review_by": "2026-06-29"}), DAY).iloc[0]
    assert (stale["state"], stale["overdue"]) == (plan_pages.STALE, "1 day")
    assert wanting(stage="withdrawn") == ("nothing", plan_pages.TAKEN_BACK)


def test_what_is_to_be_done_comes_first():
    table = pieces(
        {},
        {"channel": "radio", "stage": "withdrawn"},
        {"channel": "poster", "stage": "in test"},
        {"channel": "card", "review_by": "2025-12-31"},
    )
    assert list(measures.plans.pieces_to_do(table, DAY)["state"]) == [
        plan_pages.STALE, plan_pages.NOT_FIT, plan_pages.OUT, plan_pages.TAKEN_BACK,
    ]  # fmt: skip


def test_an_empty_log_wants_nothing():
    assert not len(measures.plans.pieces_to_do(pieces({}).iloc[:0], DAY))


# What to buy

NEED = pd.DataFrame(
    {
        "language": ["Polish", "Polish", "Dari"],
        "area_name": ["Northam", "Southam", "Northam"],
        "people_not_proficient": [100.0, 60.0, 5.0],
        "status": "shown",
    }
)
CHANNELS = pd.DataFrame(
    {
        "channel": ["leaflet"],
        "language": pd.array([None], dtype="str"),
        "covers": ["each area"],
        "cost": [30.0],
        "reach_pct": [50.0],
        "material": ["text"],
        "material_cost": [10.0],
    }
)


def test_places_of_one_purchase_stand_together_and_costs_add_up_to_what_is_spent():
    curve = measures.plans.reach_by_budget(NEED, CHANNELS, "area_name")
    bought = measures.plans.what_to_buy(NEED, CHANNELS, curve, "area_name", part=0.95)
    assert list(bought["what"]) == ["text, to make first", "leaflet"]
    assert list(bought["where"]) == ["everywhere", "Northam, Southam"]
    assert bought["cost"].sum() == 70 and bought["cost"].sum() <= bought["budget"].iloc[0]
    assert (
        bought["people_reached"].isna().tolist() == [True, False] and bought["people_reached"].iloc[1] == 80
    )


def test_languages_that_get_nothing_are_named():
    curve = measures.plans.reach_by_budget(NEED, CHANNELS, "area_name")
    bought = measures.plans.what_to_buy(NEED, CHANNELS, curve, "area_name", part=0.95)
    (row,) = measures.plans.not_bought(bought, ["Polish", "Dari", "British Sign Language"]).itertuples()
    assert (row.languages, row.all_languages, row.named) == (2, 3, "Dari, British Sign Language")
    (all_of_them,) = measures.plans.not_bought(bought, ["Polish"]).itertuples()
    assert (all_of_them.languages, all_of_them.named) == (0, "none")


def test_without_a_curve_nothing_is_bought_and_nothing_is_said_of_who_is_left_out():
    empty = measures.plans.reach_by_budget(NEED, CHANNELS.iloc[:0], "area_name")
    bought = measures.plans.what_to_buy(NEED, CHANNELS.iloc[:0], empty, "area_name")
    assert not len(bought) and not len(measures.plans.not_bought(bought, ["Polish"]))


# Outreach

SMALL = pd.DataFrame(
    {
        "lsoa21_code": ["E01000001", "E01000002", "E01000003"],
        "people_not_proficient": [10, 20, 70],
        "lower": np.nan,
        "upper": np.nan,
        "status": "shown",
    }
)
NAMES = pd.DataFrame(
    {"lsoa21_code": ["E01000001", "E01000002", "E01000003"], "neighbourhood_team": ["A", "A", "B"]}
)
OUTREACH = pd.DataFrame(
    {"period_start": pd.Timestamp("2026-05-01"), "neighbourhood_team": ["A", "B"], "events": [9, 1]}
)


def test_need_is_added_up_to_teams_and_there_is_none_without_a_list_of_teams():
    found = measures.plans.need_by_team(SMALL, NAMES).set_index("neighbourhood_team")["people_not_proficient"]
    assert found.to_dict() == {"A": 30, "B": 70}
    assert not len(measures.plans.need_by_team(SMALL, NAMES.assign(neighbourhood_team=None)))


def test_the_team_with_most_need_for_its_events_comes_first():
    page = measures.plans.outreach_page(OUTREACH, measures.plans.need_by_team(SMALL, NAMES))
    assert list(page["neighbourhood_team"]) == ["B", "A"]
    assert page["gap_points"].round(1).tolist() == [60.0, -60.0]
    silent = measures.plans.outreach_page(OUTREACH.iloc[:1], measures.plans.need_by_team(SMALL, NAMES))
    assert page["people_not_proficient"].is_monotonic_decreasing
    assert list(silent["neighbourhood_team"]) == ["A", "B"] and silent["status"].iloc[1] == "not available"


def test_shares_stand_side_by_side_for_the_teams_with_most_need():
    page = measures.plans.outreach_page(OUTREACH, measures.plans.need_by_team(SMALL, NAMES))
    both = measures.plans.shares_side_by_side(page, most=1)
    assert list(both["neighbourhood_team"]) == ["B", "B"] and both["share_pct"].round(1).tolist() == [
        70.0,
        10.0,
    ]


def test_without_a_log_or_teams_there_is_no_page():
    need = measures.plans.need_by_team(SMALL, NAMES)
    for page in (
        measures.plans.outreach_page(OUTREACH.iloc[:0], need),
        measures.plans.outreach_page(OUTREACH, need.iloc[:0]),
    ):
        assert not len(page) and not len(measures.plans.shares_side_by_side(page))
